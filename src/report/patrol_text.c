/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A patrol plan as a page: who waits where and when, what simulated weeks say of it, and what it
 * withstands (aircraft that cannot fly, a unit that fails, twenty boats in one night). How the
 * roster came about stands above it, with its bound where it has one.
 */
#include "options.h"
#include "roster.h"

#include <math.h>
#include <stdio.h>

enum { LABEL = 34, COLUMN = 14 };

typedef struct sheet {
    page p;
    const cw_patrol_view *view;
} sheet;

static void made_by_trying(sheet *s) {
    page *p = &s->p;
    char line[512];
    snprintf(
        line, sizeof line,
        page_say(p,
                 "The roster was made better by trying: %zu of %zu changes of a six-hour watch "
                 "kept, judged on other weeks than those below. It is not proven best: there "
                 "is no bound.",
                 "Le tableau de service a été amélioré par essais : %zu changements de quart "
                 "de six heures gardés sur %zu, jugés sur d'autres semaines que celles "
                 "ci-dessous. Rien ne prouve qu'il soit le meilleur : il n'a pas de borne."),
        s->view->kept, s->view->tried);
    page_wrap(p, "", 0, line);
}

/* What the planner's model says, which the simulation below then judges. The gap is told of all
 * people and of those whom another roster could add to standing by: the first is always small. */
static void planned(sheet *s) {
    page *p = &s->p;
    const cw_week_plan *w = s->view->week;
    double gap = w->bound - w->value;
    char line[1024];
    snprintf(
        line, sizeof line,
        page_say(p,
                 "The roster was planned hour by hour, with %zu places to wait at sea. The "
                 "planner's measure is people found alive and taken up by the best placed unit "
                 "that is free, less a small charge for each sortie: this roster reaches %s of %s "
                 "expected, everyone standing by at base %s, and no roster more than %s. The gap "
                 "to that bound is %s %% of all, and %s %% of what any roster could add to "
                 "standing by.",
                 "Le tableau de service a été planifié heure par heure, avec %zu lieux d'attente "
                 "en mer. La mesure du planificateur est le nombre de personnes trouvées en vie et "
                 "recueillies par le moyen libre le mieux placé, moins une petite charge par "
                 "sortie : ce tableau atteint %s sur %s attendues, tous en alerte à leur base %s, "
                 "et aucun tableau plus de %s. L'écart à cette borne est de %s %% du total, et de "
                 "%s %% de ce qu'un tableau pourrait ajouter à l'alerte à la base."),
        w->stations, page_number(p, w->value, 2), page_number(p, w->expected, 2),
        page_number(p, w->standby, 2), page_number(p, w->bound, 2),
        page_number(p, 100.0 * gap / fmax(w->bound, 1e-9), 2),
        page_number(p, 100.0 * gap / fmax(w->bound - w->standby, 1e-9), 1));
    page_wrap(p, "", 0, line);
}

static void how_it_came_about(sheet *s) {
    switch (s->view->how) {
    case CW_ROSTER_PLANNED:
        planned(s);
        return;
    case CW_ROSTER_IMPROVED:
        made_by_trying(s);
        return;
    default:
        page_wrap(&s->p, "", 0,
                  page_say(&s->p, "The roster is the plan's; who is not in it stands by at base.",
                           "Le tableau de service est celui du plan ; qui n'y figure pas est en "
                           "alerte à sa base."));
    }
}

static void head(sheet *s) {
    page *p = &s->p;
    const cw_patrol_view *v = s->view;
    const cw_patrol_plan *plan = v->world->plan;
    char from[CW_TIME_TEXT], to[CW_TIME_TEXT], line[512];
    cw_text_add(p->text, page_say(p, "PATROL: %s\n", "PATROUILLE : %s\n"), plan->name);
    snprintf(
        line, sizeof line,
        page_say(p,
                 "%zu units, from %s to %s (UTC), agreement \"%s\". Judged on %zu simulated "
                 "weeks with %zu incidents.",
                 "%zu moyens, du %s au %s (UTC), accord « %s ». Jugé sur %zu semaines simulées, "
                 "%zu incidents."),
        plan->unit_count, words_date(p->language, plan->from, from),
        words_date(p->language, plan->to, to), option_name(v->option, p->language),
        v->option->simulation->weeks, v->option->simulation->arrivals);
    page_wrap(p, "", 0, line);
    how_it_came_about(s);
}

static void roster(sheet *s) {
    page *p = &s->p;
    const cw_patrol_plan *plan = s->view->world->plan;
    spell sp;
    page_title(p, page_say(p, "WHO WAITS WHERE", "QUI ATTEND OÙ"));
    for (size_t u = 0; u < plan->unit_count; u++) {
        cw_text_add(p->text, "  %s (%s)\n", plan->units[u].name,
                    words_nation(p->language, plan->units[u].nation));
        for (size_t h = 0; roster_spell(s->view, u, h, &sp); h = sp.last) {
            char from[CW_TIME_TEXT], until[CW_TIME_TEXT];
            bool base = sp.kind == CW_POST_BASE, off = sp.kind == CW_POST_OFF;
            cw_text_add(p->text, "    %s-%s  %s %s\n", cw_time_format_short(sp.from, from),
                        cw_time_format_short(sp.until, until), post_name(p->language, sp.kind),
                        off    ? ""
                        : base ? plan->units[u].base
                               : page_position(p, sp.at));
        }
    }
}

/* ---- figures --------------------------------------------------------------------------------- */

static void figure_rows(sheet *s) {
    page *p = &s->p;
    const cw_simulation *now = s->view->option->simulation;
    page_title(p, page_say(p, "WHAT COMES OF IT, WITH 95 % CONFIDENCE INTERVALS",
                           "CE QU'IL EN RÉSULTE, INTERVALLES DE CONFIANCE À 95 %"));
    for (size_t k = 0; k < figures_told_count; k++) {
        const figure_words *f = &figures_told[k];
        cw_figure value = cw_figure_of(now, f->kind);
        char interval[96] = "";
        if (isfinite(value.low))
            snprintf(interval, sizeof interval, page_say(p, "%s to %s", "%s à %s"),
                     figure_value(p, f, value.low), figure_value(p, f, value.high));
        cw_text_add(p->text, "  %s%s   %s\n",
                    page_left(p, page_say(p, f->english, f->french), LABEL),
                    page_right(p, figure_value(p, f, value.value), 10), interval);
    }
    for (size_t n = 0; n < s->view->world->nation_count; n++)
        cw_text_add(p->text,
                    page_say(p, "  share of the hours, %s: %s\n", "  part des heures, %s : %s\n"),
                    words_nation(p->language, s->view->world->nations[n]),
                    page_percent(p, cw_load_share(now, n)));
    if (!s->view->option->fair)
        cw_text_add(
            p->text,
            page_say(p, "  NOT KEPT: no nation over %s of the hours\n",
                     "  NON TENU : aucune nation au-delà de %s des heures\n"),
            page_percent(p, cw_most_share(s->view->world->plan, s->view->option->agreement)));
}

static void gain(sheet *s) {
    page *p = &s->p;
    if (s->view->before == NULL) return;
    page_title(p, page_say(p, "AGAINST THE ROSTER AS GIVEN", "PAR RAPPORT AU TABLEAU DONNÉ"));
    for (size_t k = 0; k < figures_told_count; k++) {
        const figure_words *f = &figures_told[k];
        cw_figure d = cw_figure_difference(s->view->before, s->view->option->simulation, f->kind);
        char interval[96];
        snprintf(interval, sizeof interval, page_say(p, "%s to %s", "%s à %s"),
                 figure_value(p, f, d.low), figure_value(p, f, d.high));
        cw_text_add(
            p->text, "  %s%s   %s\n", page_left(p, page_say(p, f->english, f->french), LABEL),
            page_right(p, figure_value(p, f, d.value), 10),
            cw_figure_shown(d) ? interval
                               : page_say(p, "no difference shown", "aucune différence établie"));
    }
}

static void stress(sheet *s) {
    page *p = &s->p;
    const cw_patrol_view *v = s->view;
    if (v->stressed == NULL) return;
    page_title(p, page_say(p, "WHAT IT WITHSTANDS", "CE QU'IL SUPPORTE"));
    cw_text_add(p->text, "  %s%s%s%s%s\n", page_left(p, "", LABEL),
                page_right(p, page_say(p, "as planned", "comme prévu"), COLUMN),
                page_right(p, page_say(p, "no aircraft", "sans aéronef"), COLUMN),
                page_right(p, page_say(p, "unit failed", "un en panne"), COLUMN),
                page_right(p, page_say(p, "twenty boats", "vingt bateaux"), COLUMN));
    for (size_t k = 0; k < figures_told_count; k++) {
        const figure_words *f = &figures_told[k];
        if (!f->judged) continue;
        cw_text_add(
            p->text, "  %s%s", page_left(p, page_say(p, f->english, f->french), LABEL),
            page_right(p, figure_value(p, f, cw_figure_of(v->option->simulation, f->kind).value),
                       COLUMN));
        for (int i = 0; i < 3; i++)
            cw_text_add(p->text, "%s",
                        page_right(p,
                                   figure_value(p, f, cw_figure_of(v->stressed[i], f->kind).value),
                                   COLUMN));
        cw_text_add(p->text, "\n");
    }
    char line[320];
    snprintf(line, sizeof line,
             page_say(p,
                      "The unit failed for the whole time is %s, whose loss costs most. Twenty "
                      "boats set out within six hours of the first night, on top of the rest.",
                      "Le moyen en panne tout le temps est %s, dont la perte coûte le plus. Vingt "
                      "bateaux partent en six heures de la première nuit, en plus du reste."),
             v->world->plan->units[v->failed].name);
    page_wrap(p, "  ", 2, line);
}

bool cw_report_patrol_text(const cw_patrol_view *view, cw_text *text, cw_error *err) {
    sheet s = {.p = {.text = text, .language = view->language}, .view = view};
    size_t from = text->length;
    head(&s);
    roster(&s);
    figure_rows(&s);
    gain(&s);
    stress(&s);
    page_finish(text, from);
    return !text->failed || cw_fail_memory(err);
}
