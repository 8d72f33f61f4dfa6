/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The coordinator's page: one text, most important first. What is going on and how likely the plan
 * is to succeed; where the people can be, now and later, and in whose region; who searches where;
 * what each unit is told; and what all of it rests on. English and French, from the values alone:
 * no part of it is taken from messages meant for logs.
 *
 * The head and the answers to "what" and "where" are here, sea and light in text_weather.c, the
 * units in text_units.c, the grounds in text_basis.c.
 */
#include "page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A share of both sides of a border above this asks both centres to act (R4). */
static const double SPLIT_SHARE = 0.05;

/* ---- head ---------------------------------------------------------------------------------- */

static void head(page *p) {
    char from[CW_TIME_TEXT];
    const cw_case *c = p->source;
    bool plan = p->result->plan != NULL, update = p->result->update != NULL;
    cw_text_add(p->text, page_say(p, "%s: %s\n", "%s : %s\n"),
                plan && update ? page_say(p, "NEXT SEARCH PLAN", "PLAN DE LA RECHERCHE SUIVANTE")
                : update       ? page_say(p, "WHAT REMAINS", "CE QUI RESTE")
                : plan         ? page_say(p, "SEARCH PLAN", "PLAN DE RECHERCHE")
                : c->drift.to < c->drift.from
                    ? page_say(p, "WHERE CAN THEY HAVE BEEN?", "OÙ ONT-ILS PU ÊTRE ?")
                    : page_say(p, "WHERE CAN THEY BE?", "OÙ PEUVENT-ILS ÊTRE ?"),
                c->name);
    words_date(p->language, c->search_from, from);
    cw_text_add(
        p->text,
        c->drift.to < c->drift.from
            ? page_say(p,
                       "Drift back, %s, %s to %s. All times UTC, positions WGS84, bearings true.\n",
                       "Dérive remontée, %s, de %s à %s. Heures UTC, positions WGS84, azimuts "
                       "vrais.\n")
            : page_say(p, "Search %s, %s to %s. All times UTC, positions WGS84, bearings true.\n",
                       "Recherche du %s, de %s à %s. Heures UTC, positions WGS84, azimuts "
                       "vrais.\n"),
        from, page_clock(p, c->search_from), page_clock(p, c->search_to));
    if (c->description != NULL && c->description[0] != '\0') page_wrap(p, "", 0, c->description);
}

static bool breaks_rules(const page *p, const cw_plan *plan) {
    for (size_t t = 0; t < plan->task_count; t++) {
        if (plan->tasks[t].assigned && derive_broken(p->result, &plan->tasks[t], NULL) != 0)
            return true;
    }
    return false;
}

/* How good it could be at best. */
static void bound_line(page *p, const cw_plan *plan) {
    char line[256];
    if (plan->bound.particles == 0 || !(plan->bound.upper > 0.0)) return;
    if (breaks_rules(p, plan)) {
        snprintf(line, sizeof line,
                 page_say(p,
                          "No plan that keeps the rules can exceed %s; this one breaks some (%s).",
                          "Aucun plan conforme ne peut dépasser %s ; celui-ci enfreint des règles "
                          "(%s)."),
                 page_chance(p, plan->bound.upper), words_law(p->language, plan->bound.law));
        page_wrap(p, "", 2, line);
        return;
    }
    snprintf(
        line, sizeof line,
        page_say(p, "No plan of these units can exceed %s; this plan reaches %s of it (%s).",
                 "Aucun plan de ces moyens ne peut dépasser %s ; celui-ci en atteint %s (%s)."),
        page_chance(p, plan->bound.upper),
        page_percent(p, fmin(plan->pos / plan->bound.upper, 1.0)),
        words_law(p->language, plan->bound.law));
    page_wrap(p, "", 2, line);
}

void page_success(page *p) {
    const cw_plan *plan = p->result->plan, *sheet = p->result->worksheet;
    if (plan == NULL) return;
    cw_text_add(p->text,
                page_say(p,
                         "\nPROBABILITY OF SUCCESS (POS) %s"
                         "   (sampling error %s points)\n",
                         "\nPROBABILITÉ DE SUCCÈS (POS) %s"
                         "   (erreur d'échantillonnage %s point)\n"),
                page_chance(p, plan->pos), page_number(p, plan->pos_std_error * 100.0, 1));
    bound_line(p, plan);
    page_found_alive(p);
    if (sheet == NULL) return;
    cw_text_add(p->text,
                page_say(p, "The manual's worksheet, same units and same drift: %s\n",
                         "La fiche de calcul du manuel, mêmes moyens et même dérive : %s\n"),
                page_chance(p, sheet->pos));
}

/* ---- where --------------------------------------------------------------------------------- */

static const char *region_column(page *p, size_t zone) {
    return page_right(p, cw_zone_name(p->result->scene->zones[zone]), 10);
}

static size_t regions_shown(const page *p) {
    size_t count = p->result->scene->zone_count;
    return count < 3 ? count : 3;
}

static void where_row(page *p, const cw_where *where) {
    cw_position datum = derive_position(p->result, where->datum.mean);
    cw_text_add(p->text, "  %s  %s  %s %s %s", page_left(p, page_clock(p, where->time), 8),
                page_left(p, page_position(p, datum), 23),
                page_right(p, page_nm(p, where->datum.probable_error_m, 1), 9),
                page_right(p, page_nm(p, where->datum.radius90_m, 1), 9),
                page_right(p, page_number(p, where->map->area_m2[1] / 1852.0 / 1852.0, 0), 10));
    for (size_t z = 0; z < regions_shown(p); z++)
        cw_text_add(p->text, " %s", page_right(p, page_percent(p, where->zone_share[z]), 10));
    cw_text_add(p->text, "\n");
}

/* What lies in two regions counts in both: said where the shares cannot add up. */
static void overlap_line(page *p) {
    static const double ROUNDING = 0.005;
    double most = 0.0;
    for (size_t i = 0; i < p->result->where_count; i++) {
        double sum = 0.0;
        for (size_t z = 0; z < p->result->scene->zone_count; z++)
            sum += p->result->where[i].zone_share[z];
        most = fmax(most, sum);
    }
    if (most <= 1.0 + ROUNDING) return;
    page_wrap(p, "  ", 2,
              page_say(p,
                       "The regions overlap as they are drawn: what lies in two of them counts in "
                       "each, so that their shares add up to more than 100 %.",
                       "Les régions se recouvrent telles qu'elles sont tracées : ce qui se trouve "
                       "dans deux d'entre elles compte dans chacune, et leurs parts dépassent "
                       "100 % en tout."));
}

/* "Border: ..." at the first time: whose incident it is. */
static void border_line(page *p) {
    const cw_where *where = &p->result->where[0];
    size_t sides = 0, best = 0;
    for (size_t z = 0; z < p->result->scene->zone_count; z++) {
        sides += where->zone_share[z] > SPLIT_SHARE;
        if (where->zone_share[z] > where->zone_share[best]) best = z;
    }
    if (p->result->scene->zone_count < 2) return;
    cw_text_add(p->text,
                page_say(p,
                         "  At %s, %s of it lies within %s of a border (as well as borders are "
                         "published).\n  ",
                         "  À %s, %s se trouve à moins de %s d'une limite (précision des limites "
                         "publiées).\n  "),
                page_clock(p, where->time), page_percent(p, where->border_share),
                page_nm(p, CW_BORDER_ERROR_M, 1));
    if (sides > 1 || where->border_share > SPLIT_SHARE) {
        cw_text_add(
            p->text, "%s\n",
            page_say(p, "SPLIT between regions: both centres act until one confirms it has it.",
                     "PARTAGÉ entre régions : les deux centres agissent jusqu'à prise en "
                     "charge confirmée."));
    } else {
        cw_text_add(p->text, page_say(p, "In the region of %s.\n", "Dans la région de %s.\n"),
                    cw_zone_name(p->result->scene->zones[best]));
    }
}

static void states_line(page *p) {
    for (size_t i = 0; i < p->result->where_count; i++) {
        const cw_where *where = &p->result->where[i];
        if (where->map->waiting < 0.005 && where->map->stranded < 0.005 && where->map->lost < 0.005)
            continue;
        cw_text_add(
            p->text,
            page_say(p, "  At %s: not yet adrift %s, ashore %s, beyond the forcing %s.\n",
                     "  À %s : pas encore à la dérive %s, à terre %s, hors des données %s.\n"),
            page_clock(p, where->time), page_percent(p, where->map->waiting),
            page_percent(p, where->map->stranded), page_percent(p, where->map->lost));
    }
}

void page_where(page *p) {
    page_title(p, page_say(p, "WHERE", "OÙ"));
    cw_text_add(p->text, "  %s  %s  %s %s %s", page_left(p, page_say(p, "time", "heure"), 8),
                page_left(p, page_say(p, "datum (mean)", "datum (moyenne)"), 23),
                page_right(p, page_say(p, "50 % in", "50 % en"), 9),
                page_right(p, page_say(p, "90 % in", "90 % en"), 9),
                page_right(p, page_say(p, "90 %, nm²", "90 %, M²"), 10));
    for (size_t z = 0; z < regions_shown(p); z++) cw_text_add(p->text, " %s", region_column(p, z));
    cw_text_add(p->text, "\n");
    for (size_t i = 0; i < p->result->where_count; i++) where_row(p, &p->result->where[i]);
    overlap_line(p);
    border_line(p);
    if (p->source->drift.to >= p->source->drift.from) states_line(p);
    page_weather(p);
}

/* ---- what ---------------------------------------------------------------------------------- */

static const char *people(page *p, int count) {
    if (count < 0) return page_say(p, "not known", "inconnu");
    return page_number(p, count, 0);
}

/* None of them is left at mid search (a boat that has sunk by then): no share of success to tell.
 */
static const char *object_pos(page *p, const cw_plan *plan, size_t object) {
    return plan->share_by_object[object] > 0.0 ? page_chance(p, plan->pos_by_object[object]) : "-";
}

/* As the case gives them or, after a search, as it leaves them. */
static double object_share(const page *p, size_t object, double total) {
    if (p->result->update != NULL) return p->result->update->objects[object].after;
    return p->source->objects[object].share / total;
}

static double hypothesis_share(const page *p, size_t hypothesis, double total) {
    if (p->result->update != NULL) return p->result->update->hypotheses[hypothesis].after;
    return p->source->hypotheses[hypothesis].weight / total;
}

static void object_rows(page *p) {
    const cw_plan *plan = p->result->plan;
    double total = 0.0;
    for (size_t i = 0; i < p->source->object_count; i++) total += p->source->objects[i].share;
    for (size_t i = 0; i < p->source->object_count && i < CW_MOST_OBJECTS; i++) {
        const cw_case_object *o = &p->source->objects[i];
        cw_text_add(p->text, "  %s %s %s", page_left(p, o->name, 40),
                    page_right(p, page_percent(p, object_share(p, i, total)), 8),
                    page_right(p, people(p, o->people), 11));
        if (plan != NULL) {
            cw_text_add(p->text, " %s %s",
                        page_right(p, page_percent(p, plan->share_by_object[i]), 12),
                        page_right(p, object_pos(p, plan, i), 8));
        }
        cw_text_add(p->text, "\n");
    }
}

static void hypothesis_rows(page *p) {
    const cw_plan *plan = p->result->plan;
    double total = 0.0;
    for (size_t i = 0; i < p->source->hypothesis_count; i++)
        total += p->source->hypotheses[i].weight;
    for (size_t i = 0; i < p->source->hypothesis_count; i++) {
        const cw_hypothesis *h = &p->source->hypotheses[i];
        cw_text_add(p->text, "  %s %s %s-%s", page_left(p, h->name, 40),
                    page_right(p, page_percent(p, hypothesis_share(p, i, total)), 8),
                    page_right(p, page_clock(p, h->adrift_from), 15),
                    page_left(p, page_clock(p, h->adrift_to), 8));
        if (plan != NULL && i < plan->hypothesis_count)
            cw_text_add(p->text, " %s",
                        page_right(p, page_chance(p, plan->pos_by_hypothesis[i]), 8));
        cw_text_add(p->text, "\n");
    }
}

void page_objects(page *p) {
    bool plan = p->result->plan != NULL;
    cw_text_add(p->text, "\n%s %s %s",
                page_left(p, page_say(p, "WHAT IS LOOKED FOR", "CE QUI EST CHERCHÉ"), 42),
                page_right(p, page_say(p, "share", "part"), 8),
                page_right(p, page_say(p, "people", "personnes"), 11));
    if (plan)
        cw_text_add(p->text, " %s %s", page_right(p, page_say(p, "mid search", "mi-recherche"), 12),
                    page_right(p, "POS", 8));
    cw_text_add(p->text, "\n");
    object_rows(p);
    cw_text_add(p->text, "\n%s %s %s",
                page_left(p, page_say(p, "WHAT MAY HAVE HAPPENED", "CE QUI A PU SE PASSER"), 42),
                page_right(p, page_say(p, "weight", "poids"), 8),
                page_right(p, page_say(p, "adrift from-to", "dérive de-à"), 24));
    if (plan) cw_text_add(p->text, " %s", page_right(p, "POS", 8));
    cw_text_add(p->text, "\n");
    hypothesis_rows(p);
}

/* ---- the whole ----------------------------------------------------------------------------- */

/* The no-break spaces that kept numbers and units together have done their work; and no line ends
 * in spaces. */
void page_finish(cw_text *text, size_t from) {
    size_t to = from;
    for (size_t i = from; i < text->length; i++) {
        bool no_break =
            i + 1 < text->length && text->data[i] == '\xC2' && text->data[i + 1] == '\xA0';
        if (text->data[i] == '\n') {
            while (to > from && text->data[to - 1] == ' ') to--;
        }
        text->data[to++] = (char)(no_break ? ' ' : text->data[i]);
        i += no_break;
    }
    text->length = to;
    text->data[to] = '\0';
}

bool cw_report_text(const cw_result *result, cw_text *text, cw_error *err) {
    page p = {.result = result,
              .source = result->scene->source,
              .text = text,
              .language = result->language};
    size_t from = text->length;
    p.day = p.source->search_from;
    head(&p);
    page_success(&p);
    page_update(&p);
    page_where(&p);
    page_objects(&p);
    page_units(&p);
    page_brief(&p);
    page_basis(&p);
    if (text->failed) return cw_fail_memory(err);
    page_finish(text, from);
    return true;
}
