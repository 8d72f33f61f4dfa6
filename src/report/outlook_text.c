/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hours ahead as a page: a row an hour with the light, the band of survival, the success of
 * the plan and of searching on, and who is expected alive and not yet found. Below it, what ending
 * the search at its planned end would leave, and what going on would find. The decision is the
 * coordinator's: the page never makes it.
 */
#include "page.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

typedef struct sheet {
    page p;
    const cw_outlook *outlook;
} sheet;

/* Success attainable by then: the plan, and the same units going on after it. */
static double attainable(const cw_outlook *o, cw_time time) {
    return cw_alive_at(o->continued != NULL ? o->continued : o->planned, time).pos;
}

static bool attainable_known(const cw_outlook *o, cw_time time) {
    return o->continued != NULL || time <= o->result->scene->source->search_to;
}

static void head(sheet *s) {
    page *p = &s->p;
    char from[CW_TIME_TEXT];
    cw_text_add(p->text, page_say(p, "OUTLOOK: %s\n", "HEURES À VENIR : %s\n"), p->source->name);
    words_date(p->language, s->outlook->from, from);
    cw_text_add(p->text,
                page_say(p, "From %s, %s to %s. All times UTC. Water %s °C.\n",
                         "Du %s, de %s à %s. Heures UTC. Eau à %s °C.\n"),
                from, page_clock(p, s->outlook->from), page_clock(p, s->outlook->to),
                page_number(p, p->result->scene->water_temperature_c, 1));
    cw_text_add(p->text,
                page_say(p, "In the water since %s on average (the particles' mean).\n",
                         "À l'eau depuis %s en moyenne (moyenne des particules).\n"),
                page_clock(p, s->outlook->planned->immersed_from));
}

static void titles(sheet *s) {
    page *p = &s->p;
    bool counted = s->outlook->planned->counted;
    cw_text_add(
        p->text, "\n  %s %s %s %s  %s\n", page_left(p, "", 9), page_left(p, "", 6),
        page_right(p, page_say(p, "in the water, alive", "dans l'eau, en vie"), 24),
        page_right(p, page_say(p, "POS of    POS if", "POS du    POS en"), 19),
        page_right(
            p,
            counted ? page_say(p, "people alive, not yet found", "nombre de vivants non retrouvés")
                    : page_say(p, "share alive, not yet found", "part de vivants non retrouvés"),
            31));
    cw_text_add(p->text, "  %s %s %s %s %s %s %s  %s %s %s\n",
                page_left(p, page_say(p, "time", "heure"), 9),
                page_left(p, page_say(p, "light", "jour"), 6),
                page_right(p, page_say(p, "low", "bas"), 7),
                page_right(p, page_say(p, "middle", "milieu"), 8),
                page_right(p, page_say(p, "high", "haut"), 7),
                page_right(p, page_say(p, "the plan", "plan"), 9),
                page_right(p, page_say(p, "going on", "poursuivant"), 11),
                page_right(p, page_say(p, "low", "bas"), 9),
                page_right(p, page_say(p, "middle", "milieu"), 9),
                page_right(p, page_say(p, "high", "haut"), 9));
}

static const char *amount(page *p, const cw_alive *alive, double value) {
    return alive->counted ? page_number(p, value, 1) : page_percent(p, value);
}

static void row(sheet *s, cw_time time) {
    page *p = &s->p;
    const cw_outlook *o = s->outlook;
    cw_alive_step step = cw_alive_at(o->planned, time);
    bool day = cw_sun_is_daylight(p->result->scene->datum, time), wet = step.in_water > 0.0;
    static const int alive_columns[CW_BANDS] = {7, 8, 7};
    cw_text_add(p->text, "  %s %s", page_left(p, page_clock(p, time), 9),
                page_left(p, day ? page_say(p, "day", "jour") : page_say(p, "dark", "nuit"), 6));
    for (int b = 0; b < CW_BANDS; b++)
        cw_text_add(
            p->text, " %s",
            page_right(p, wet ? page_chance(p, step.alive_in_water[b]) : "-", alive_columns[b]));
    cw_text_add(
        p->text, " %s %s ", page_right(p, page_chance(p, step.pos), 9),
        page_right(p, attainable_known(o, time) ? page_chance(p, attainable(o, time)) : "?", 11));
    for (int b = 0; b < CW_BANDS; b++)
        cw_text_add(p->text, " %s",
                    page_right(p, amount(p, o->planned, step.alive_not_found[b]), 9));
    cw_text_add(p->text, "\n");
}

/* ---- what an end would leave, and what going on would find ---------------------------------- */

static void say(sheet *s, const char *format, ...) CW_PRINTF(2, 3);
static void say(sheet *s, const char *format, ...) {
    char line[512];
    va_list list;
    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    page_wrap(&s->p, "  ", 4, line);
}

static void cost_of_going_on(sheet *s) {
    page *p = &s->p;
    const cw_outlook *o = s->outlook;
    cw_alive_step last = cw_alive_at(o->continued, o->to), stopped = cw_alive_at(o->planned, o->to);
    double more[CW_BANDS];
    for (int b = 0; b < CW_BANDS; b++) more[b] = last.found_alive[b] - stopped.found_alive[b];
    say(s,
        page_say(p,
                 "The same units going on until %s (on scene while their endurance lasts, or again "
                 "after their turnaround; POS %s): %s more expected found alive.",
                 "Les mêmes moyens, en poursuivant jusqu'à %s (sur zone tant que dure leur "
                 "autonomie, ou à nouveau après leur escale ; POS %s) : %s de plus retrouvés "
                 "vivants (espérance)."),
        page_clock(p, o->to), page_chance(p, last.pos), page_band(p, o->planned, more));
    say(s,
        page_say(p, "Alive and not found at %s: %s without it, %s with it.",
                 "Vivants non retrouvés à %s : %s sans cela, %s avec."),
        page_clock(p, o->to), page_band(p, o->planned, stopped.alive_not_found),
        page_band(p, o->planned, last.alive_not_found));
}

static void cost(sheet *s) {
    page *p = &s->p;
    const cw_outlook *o = s->outlook;
    cw_time end = p->source->search_to < o->to ? p->source->search_to : o->to;
    cw_alive_step then = cw_alive_at(o->planned, end);
    page_title(p, page_say(p, "IF THE SEARCH ENDS AS PLANNED, AND IF IT GOES ON",
                           "SI LA RECHERCHE FINIT COMME PRÉVU, ET SI ELLE CONTINUE"));
    say(s,
        page_say(p, "Until %s (POS %s): %s expected found alive, %s alive and not found.",
                 "Jusqu'à %s (POS %s), espérances : %s retrouvés vivants, %s vivants non "
                 "retrouvés."),
        page_clock(p, end), page_chance(p, then.pos), page_band(p, o->planned, then.found_alive),
        page_band(p, o->planned, then.alive_not_found));
    if (o->continued != NULL) cost_of_going_on(s);
}

static void not_known(sheet *s) {
    page *p = &s->p;
    if (s->outlook->continued != NULL || s->outlook->to <= p->source->search_to) return;
    page_wrap(
        p, "  ", 2,
        page_say(p,
                 "What searching on would find is not known: the case cannot be worked "
                 "through beyond its search (its currents or winds end, or no unit is left). "
                 "People are followed in the state they have at its end.",
                 "Ce que trouverait une recherche prolongée est inconnu : le cas ne peut être "
                 "calculé au-delà de sa recherche (ses courants ou ses vents s'arrêtent, ou "
                 "il ne reste pas de moyens). Les personnes sont suivies dans leur état à "
                 "cette heure."));
}

static void sun_and_stream(sheet *s) {
    page *p = &s->p;
    cw_time rise, set;
    cw_position datum = p->result->scene->datum;
    bool rises = cw_sun_next_rise(datum, s->outlook->from, &rise);
    bool sets = cw_sun_next_set(datum, s->outlook->from, &set);
    stream turning = derive_stream(p->result);
    cw_text_add(p->text, "\n  ");
    if (rises) cw_text_add(p->text, page_say(p, "Sunrise %s. ", "Lever %s. "), page_clock(p, rise));
    if (sets) cw_text_add(p->text, page_say(p, "Sunset %s. ", "Coucher %s. "), page_clock(p, set));
    for (size_t i = 0; turning.known && i < turning.turns; i++) {
        cw_text_add(p->text,
                    page_say(p, "Stream at the datum turns about %s. ",
                             "Le courant au datum renverse vers %s. "),
                    page_clock(p, turning.turn[i]));
    }
    cw_text_add(p->text, "\n");
}

static bool flotation_doubtful(const cw_scene *scene) {
    for (size_t i = 0; i < scene->object_count; i++) {
        const cw_exposure *e = &scene->exposures[i];
        if (e->immersion != CW_IMMERSION_NONE && e->flotation != CW_FLOTATION_YES) return true;
    }
    return false;
}

static void left_out(sheet *s) {
    page *p = &s->p;
    page_title(p, page_say(p, "THE MODELS, AND WHAT THEY LEAVE OUT",
                           "LES MODÈLES, ET CE QU'ILS LAISSENT DE CÔTÉ"));
    page_models(p);
    if (flotation_doubtful(p->result->scene)) {
        page_wrap(
            p, "  ", 2,
            page_say(p,
                     "The models assume a lifejacket; without one, Hayward's people cool "
                     "35 % faster and few float for hours. Not all are known to wear one.",
                     "Les modèles supposent un gilet de sauvetage ; sans lui, on se refroidit "
                     "35 % plus vite (Hayward) et peu flottent des heures. La flottabilité "
                     "de tous n'est pas assurée."));
    }
    page_wrap(
        p, "  ", 2,
        page_say(
            p,
            "The band runs from the darkest to the brightest model at each time; the spread "
            "about each (a factor of two) is an assumption. Left out: cold shock in the first "
            "minutes, swim failure in the first half hour, drowning in waves or without "
            "flotation, injury, age and build, huddling, and what a raft or a hull to hold on "
            "to gives. Part immersion: low as if in full, high as if not at all. Ashore the "
            "clock stands. Some live far longer than any model says (docs/survival.md).",
            "La fourchette va du modèle le plus sombre au plus clair à chaque heure ; la "
            "dispersion autour de chacun (un facteur deux) est une hypothèse. Laissés de côté : "
            "choc thermique des premières minutes, épuisement du nageur dans la première "
            "demi-heure, noyade par les vagues ou sans flottabilité, blessures, âge et "
            "corpulence, regroupement, et ce qu'apporte un radeau ou une coque à laquelle se "
            "tenir. Immersion partielle : bas comme si complète, haut comme si nulle. À terre, "
            "l'horloge s'arrête. Certains vivent bien plus longtemps que ne le dit tout modèle "
            "(docs/survival.md)."));
}

bool cw_report_outlook_text(const cw_outlook *outlook, cw_text *text, cw_error *err) {
    sheet s = {.p = {.result = outlook->result,
                     .source = outlook->result->scene->source,
                     .text = text,
                     .language = outlook->result->language,
                     .day = outlook->from},
               .outlook = outlook};
    size_t from = text->length;
    head(&s);
    titles(&s);
    for (cw_time time = outlook->from; time <= outlook->to; time += CW_HOUR_MS) row(&s, time);
    sun_and_stream(&s);
    cost(&s);
    not_known(&s);
    left_out(&s);
    if (text->failed) return cw_fail_memory(err);
    page_finish(text, from);
    return true;
}
