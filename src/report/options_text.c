/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Options on the table, as a page for those who decide. First what is compared and the answer in
 * sentences (options_answer.c), then the figures side by side, then each difference with its
 * interval, or "no difference shown" where the interval is as wide as the difference. At the end
 * what all of it rests on.
 */
#include "options.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LABEL = 34, COLUMN = 12, COLUMNS = 5 };

const figure_words figures_told[] = {
    {CW_FIGURE_LOST, "people_lost_a_week", "people not saved, a week",
     "personnes perdues, par semaine", 1.0, 2, true, true},
    {CW_FIGURE_ALIVE, "people_saved_a_week", "people saved, a week",
     "personnes sauvées, par semaine", 1.0, 1, false, true},
    {CW_FIGURE_ALIVE_LOW, "people_saved_low", "  lowest survival model", "  modèle de survie bas",
     1.0, 1, false, true},
    {CW_FIGURE_ALIVE_HIGH, "people_saved_high", "  highest survival model",
     "  modèle de survie haut", 1.0, 1, false, true},
    {CW_FIGURE_IN_TIME, "help_in_time", "help in time, % of calls", "secours à temps, % des appels",
     100.0, 2, false, true},
    {CW_FIGURE_ARRIVAL, "arrival_mean_s", "first unit arrives, mean, min",
     "premier moyen, moyenne, min", 1.0 / 60.0, 1, true, true},
    {CW_FIGURE_ARRIVAL_90, "arrival_p90_s", "nine in ten within, min", "neuf sur dix en, min",
     1.0 / 60.0, 1, true, true},
    {CW_FIGURE_NOT_REACHED, "not_reached", "calls nobody comes to, %", "appels sans secours, %",
     100.0, 2, true, true},
    {CW_FIGURE_NO_RESERVE, "no_reserve", "time with nobody free, %", "temps sans réserve, %", 100.0,
     2, true, true},
    {CW_FIGURE_AWAY, "hours_away_a_week", "unit hours away, a week",
     "heures de sortie, par semaine", 1.0, 1, true, false},
    {CW_FIGURE_FUEL, "fuel_l_a_week", "fuel, litres a week", "carburant, litres par semaine", 1.0,
     0, true, false},
    {CW_FIGURE_CROSSINGS, "crossings_a_week", "sorties into the other's region",
     "sorties chez l'autre nation", 1.0, 1, true, false}};
const size_t figures_told_count = sizeof figures_told / sizeof figures_told[0];

const char *option_name(const cw_option *option, cw_language language) {
    if (option->agreement == NULL) return language == CW_FRENCH ? "sans accord" : "no agreement";
    return language == CW_FRENCH ? option->agreement->name_fr : option->agreement->name;
}

const char *figure_value(page *p, const figure_words *f, double value) {
    return page_number(p, value * f->scale, f->decimals);
}

static char option_letter(size_t i) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ*"; /* the last: more than that */
    return letters[i < sizeof letters - 1 ? i : sizeof letters - 2];
}

typedef struct table {
    page p;
    const cw_options_view *view;
} table;

static const char *label(const table *t, const figure_words *f) {
    return page_say(&t->p, f->english, f->french);
}

/* ---- head ------------------------------------------------------------------------- */

static bool is_planned(const table *t) {
    return t->view->options[0].roster != NULL;
}

static void head(table *t) {
    page *p = &t->p;
    const cw_patrol_world *w = t->view->world;
    const cw_simulation *s = t->view->options[0].simulation;
    char from[CW_TIME_TEXT], to[CW_TIME_TEXT], line[512];
    cw_text_add(p->text, page_say(p, "OPTIONS: %s\n", "OPTIONS : %s\n"), w->plan->name);
    snprintf(line, sizeof line,
             page_say(p,
                      "Where should we have been waiting? The same %zu units, from %s to %s, under "
                      "%zu agreements; %zu simulated weeks with the same %zu incidents each time.",
                      "Où aurait-il fallu attendre ? Les mêmes %zu moyens, du %s au %s, sous %zu "
                      "accords ; %zu semaines simulées avec chaque fois les mêmes %zu incidents."),
             w->plan->unit_count, words_date(p->language, w->plan->from, from),
             words_date(p->language, w->plan->to, to), t->view->count, s->weeks, s->arrivals);
    page_wrap(p, "", 0, line);
    if (is_planned(t))
        page_wrap(p, "", 0,
                  page_say(p,
                           "Each agreement has the roster that was planned for it, with the bound "
                           "that no other roster exceeds by the planner's measure (people found "
                           "alive and taken up by the best placed unit that is free, less a small "
                           "charge for each sortie).",
                           "Chaque accord a le tableau de service planifié pour lui, avec la borne "
                           "qu'aucun autre ne dépasse à la mesure du planificateur (personnes "
                           "trouvées en vie et recueillies par le moyen libre le mieux placé, "
                           "moins une petite charge par sortie)."));
}

static void agreements(table *t) {
    page *p = &t->p;
    page_title(p, page_say(p, "THE AGREEMENTS", "LES ACCORDS"));
    for (size_t i = 0; i < t->view->count; i++) {
        const cw_patrol_agreement *a = t->view->options[i].agreement;
        char first[128];
        snprintf(first, sizeof first, page_say(p, "  %c  %s: ", "  %c  %s : "), option_letter(i),
                 option_name(&t->view->options[i], p->language));
        const char *text = a != NULL ? page_say(p, a->text, a->text_fr) : NULL;
        if (text == NULL && a != NULL) text = a->text != NULL ? a->text : a->text_fr;
        page_wrap(p, first, 5, text != NULL ? text : "-");
    }
}

/* ---- side by side ---------------------------------------------------------------------------- */

/* As much of a name as there is room for, and a sign where it goes on. */
static void add_name(page *p, const char *name) {
    char cut[128];
    if (page_columns(name) < COLUMN) {
        cw_text_add(p->text, "%s", page_right(p, name, COLUMN));
        return;
    }
    snprintf(cut, sizeof cut, "%s…", page_left(p, name, COLUMN - 2));
    cw_text_add(p->text, "%s", page_right(p, cut, COLUMN));
}

/* A letter, which the list of agreements explains, over the name. */
static void names_row(table *t, size_t from, size_t to) {
    page *p = &t->p;
    cw_text_add(p->text, "  %s", page_left(p, "", LABEL));
    for (size_t i = from; i < to; i++) cw_text_add(p->text, "%*c", COLUMN, option_letter(i));
    cw_text_add(p->text, "\n  %s", page_left(p, "", LABEL));
    for (size_t i = from; i < to; i++) add_name(p, option_name(&t->view->options[i], p->language));
    cw_text_add(p->text, "\n");
}

/* The limit on any nation's share, where an option has one, and whether it is kept. */
static void share_row(table *t, size_t from, size_t to) {
    page *p = &t->p;
    bool any = false;
    for (size_t i = 0; i < t->view->count; i++)
        any = any || cw_most_share(t->view->world->plan, t->view->options[i].agreement) < 1.0;
    if (!any) return;
    cw_text_add(p->text, "  %s",
                page_left(p, page_say(p, "no nation over its limit", "aucune au-delà de sa limite"),
                          LABEL));
    for (size_t i = from; i < to; i++) {
        const cw_option *option = &t->view->options[i];
        double most = cw_most_share(t->view->world->plan, option->agreement);
        char cell[64] = "-";
        if (most < 1.0)
            snprintf(cell, sizeof cell, page_say(p, "%s: %s", "%s : %s"), page_percent(p, most),
                     option->fair ? page_say(p, "kept", "tenu") : page_say(p, "NOT", "NON"));
        cw_text_add(p->text, "%s", page_right(p, cell, COLUMN));
    }
    cw_text_add(p->text, "\n");
}

static void load_rows(table *t, size_t from, size_t to) {
    page *p = &t->p;
    const cw_patrol_world *w = t->view->world;
    for (size_t n = 0; n < w->nation_count; n++) {
        char name[128];
        snprintf(name, sizeof name, page_say(p, "share of the hours, %s", "part des heures, %s"),
                 words_nation(p->language, w->nations[n]));
        cw_text_add(p->text, "  %s", page_left(p, name, LABEL));
        for (size_t i = from; i < to; i++)
            cw_text_add(
                p->text, "%s",
                page_right(p, page_percent(p, cw_load_share(t->view->options[i].simulation, n)),
                           COLUMN));
        cw_text_add(p->text, "\n");
    }
    share_row(t, from, to);
}

/* What the planner says of each agreement's roster. */
static void planner_rows(table *t, size_t from, size_t to) {
    page *p = &t->p;
    if (!is_planned(t)) return;
    for (int row = 0; row < 2; row++) {
        cw_text_add(p->text, "  %s",
                    page_left(p,
                              row == 0 ? page_say(p, "planner: people helped, less costs",
                                                  "planificateur : aidées, moins coûts")
                                       : page_say(p, "  no roster more than", "  au plus"),
                              LABEL));
        for (size_t i = from; i < to; i++) {
            const cw_week_plan *w = &t->view->options[i].week;
            cw_text_add(p->text, "%s",
                        page_right(p, page_number(p, row == 0 ? w->value : w->bound, 2), COLUMN));
        }
        cw_text_add(p->text, "\n");
    }
}

static void side_by_side(table *t) {
    page *p = &t->p;
    page_title(p, page_say(p, "SIDE BY SIDE", "CÔTE À CÔTE"));
    for (size_t from = 0; from < t->view->count; from += COLUMNS) {
        size_t to = from + COLUMNS < t->view->count ? from + COLUMNS : t->view->count;
        if (from > 0) cw_text_add(p->text, "\n");
        names_row(t, from, to);
        for (size_t k = 0; k < figures_told_count; k++) {
            const figure_words *f = &figures_told[k];
            cw_text_add(p->text, "  %s", page_left(p, label(t, f), LABEL));
            for (size_t i = from; i < to; i++) {
                cw_figure value = cw_figure_of(t->view->options[i].simulation, f->kind);
                cw_text_add(p->text, "%s", page_right(p, figure_value(p, f, value.value), COLUMN));
            }
            cw_text_add(p->text, "\n");
        }
        load_rows(t, from, to);
        planner_rows(t, from, to);
    }
}

/* ---- differences ----------------------------------------------------------------------------- */

static const char *verdict(page *p, const figure_words *f, cw_figure d) {
    if (!cw_figure_shown(d)) return page_say(p, "no difference shown", "aucune différence établie");
    if (!f->judged)
        return page_say(p, d.value > 0.0 ? "more" : "less", d.value > 0.0 ? "plus" : "moins");
    bool better = (d.value < 0.0) == f->less_is_better;
    return better ? page_say(p, "better", "mieux") : page_say(p, "worse", "moins bien");
}

static void differences_of(table *t, const cw_option *option) {
    page *p = &t->p;
    const cw_option *first = &t->view->options[0];
    cw_text_add(p->text, "\n  %s\n", option_name(option, p->language));
    for (size_t k = 0; k < figures_told_count; k++) {
        const figure_words *f = &figures_told[k];
        cw_figure d = cw_figure_difference(first->simulation, option->simulation, f->kind);
        char interval[96] = "-";
        if (isfinite(d.low))
            snprintf(interval, sizeof interval, page_say(p, "%s to %s", "%s à %s"),
                     figure_value(p, f, d.low), figure_value(p, f, d.high));
        cw_text_add(p->text, "    %s%s  %s  %s\n", page_left(p, label(t, f), LABEL - 2),
                    page_right(p, figure_value(p, f, d.value), 10), page_left(p, interval, 21),
                    verdict(p, f, d));
    }
}

static void differences(table *t) {
    page *p = &t->p;
    char title[256];
    if (t->view->count < 2) return;
    snprintf(title, sizeof title,
             page_say(p, "DIFFERENCES FROM \"%s\", WITH 95 %% CONFIDENCE INTERVALS",
                      "DIFFÉRENCES AVEC « %s », INTERVALLES DE CONFIANCE À 95 %%"),
             option_name(&t->view->options[0], p->language));
    page_title(p, title);
    for (size_t i = 1; i < t->view->count; i++) differences_of(t, &t->view->options[i]);
}

/* ---- what it rests on ------------------------------------------------------------------------ */

static void statements(table *t, bool fact) {
    page *p = &t->p;
    const cw_patrol_plan *plan = t->view->world->plan;
    for (size_t i = 0; i < plan->statement_count; i++) {
        const cw_statement *s = &plan->statements[i];
        if (s->fact != fact) continue;
        page_wrap(p,
                  fact ? page_say(p, "  fact: ", "  fait : ")
                       : page_say(p, "  assumption: ", "  hypothèse : "),
                  4, s->text);
        if (s->source != NULL)
            page_wrap(p, page_say(p, "    source: ", "    source : "), 6, s->source);
    }
}

static void basis(table *t) {
    page *p = &t->p;
    page_title(p, page_say(p, "WHAT THIS RESTS ON", "SUR QUOI CELA REPOSE"));
    page_wrap(
        p, "  ", 2,
        page_say(
            p,
            "The intervals are those of the simulation: they say how well the weeks drawn tell "
            "the options apart, not how well the plan's figures are known. A difference is shown "
            "when its interval is narrower than itself. Drift, search, survival, "
            "busy units, weather, fuel and crew hours are counted as docs/patrol.md says.",
            "Les intervalles sont ceux de la simulation : ils disent à quel point les semaines "
            "tirées départagent les options, non à quel point les données du plan sont "
            "connues. Une différence est établie quand son intervalle est plus étroit qu'elle. "
            "Dérive, "
            "recherche, survie, moyens occupés, météo, carburant et heures d'équipage : voir "
            "docs/patrol.md."));
    statements(t, true);
    statements(t, false);
}

bool cw_report_options_text(const cw_options_view *view, cw_text *text, cw_error *err) {
    table t = {.p = {.text = text, .language = view->language}, .view = view};
    size_t from = text->length;
    head(&t);
    agreements(&t);
    page_options_answer(&t.p, view);
    side_by_side(&t);
    differences(&t);
    basis(&t);
    page_finish(text, from);
    return !text->failed || cw_fail_memory(err);
}
