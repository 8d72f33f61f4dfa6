/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Survival on the page (requirement R10): how many the plan is expected to find alive, and, beside
 * the temperature of the water, how many of those in it still live at each time. Always a band;
 * and what no model holds is said each time.
 */
#include "page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NO_BREAK "\xC2\xA0"

const char *page_hours(page *p, double seconds) {
    char *text = p->strings[p->next++ % PAGE_STRINGS], number[32];
    if (!isfinite(seconds)) return page_say(p, "no limit", "sans limite");
    bool minutes = seconds < 2.0 * 3600.0;
    snprintf(
        text, PAGE_STRING, "%s" NO_BREAK "%s",
        words_number(p->language, seconds / (minutes ? 60.0 : 3600.0), minutes ? 0 : 1, number),
        minutes ? "min" : "h");
    return text;
}

/* One number of people, or a share of them. */
static const char *amount(page *p, const cw_alive *alive, double value) {
    return alive->counted ? page_number(p, value, 1) : page_percent(p, value);
}

const char *page_band(page *p, const cw_alive *alive, const double band[CW_BANDS]) {
    const char *low = amount(p, alive, band[CW_BAND_LOW]);
    const char *high = amount(p, alive, band[CW_BAND_HIGH]);
    char *text = p->strings[p->next++ % PAGE_STRINGS];
    if (strcmp(low, high) == 0)
        snprintf(text, PAGE_STRING, "%s", low);
    else
        snprintf(text, PAGE_STRING, page_say(p, "%s to %s", "%s à %s"), low, high);
    return text;
}

void page_found_alive(page *p) {
    const cw_alive *alive = p->result->alive;
    if (alive == NULL) return;
    const cw_alive_step *end = &alive->steps[alive->step_count - 1];
    cw_text_add(p->text,
                page_say(p, "EXPECTED TO BE FOUND ALIVE %s (band %s)",
                         "RETROUVÉS VIVANTS, ESPÉRANCE %s (fourchette %s)"),
                amount(p, alive, end->found_alive[CW_BAND_MIDDLE]),
                page_band(p, alive, end->found_alive));
    if (alive->counted)
        cw_text_add(p->text, page_say(p, " of %s people", " sur %s personnes"),
                    page_number(p, alive->people, alive->people == floor(alive->people) ? 0 : 1));
    if (p->result->plan != NULL && p->result->plan->objective == CW_ALIVE)
        cw_text_add(p->text,
                    page_say(p, "\nThis plan is made for people found alive, not for the POS.",
                             "\nCe plan vise les personnes retrouvées vivantes, non le POS."));
    cw_text_add(p->text,
                page_say(p, "\nAlive and not found at %s: %s (band)\n",
                         "\nVivants non retrouvés à %s : %s (fourchette)\n"),
                page_clock(p, p->source->search_to), page_band(p, alive, end->alive_not_found));
}

/* ---- beside the water ---------------------------------------------------------------------- */

static const char *share_band(page *p, const double band[CW_BANDS]) {
    const char *low = page_chance(p, band[CW_BAND_LOW]), *high = page_chance(p, band[CW_BAND_HIGH]);
    char *text = p->strings[p->next++ % PAGE_STRINGS];
    if (strcmp(low, high) == 0)
        snprintf(text, PAGE_STRING, "%s", low);
    else
        snprintf(text, PAGE_STRING, page_say(p, "%s to %s", "%s à %s"), low, high);
    return text;
}

static bool anyone_in_water(const cw_case *c) {
    for (size_t i = 0; i < c->object_count; i++) {
        if (c->objects[i].exposure.immersion != CW_IMMERSION_NONE) return true;
    }
    return false;
}

static bool anyone_outside(const cw_scene *scene) {
    for (size_t i = 0; i < scene->object_count; i++) {
        if (scene->exposures[i].immersion == CW_IMMERSION_NONE) continue;
        for (int m = 0; m < CW_SURVIVAL_MODELS; m++) {
            if (scene->survival[i].outside[m]) return true;
        }
    }
    return false;
}

static void times_alive(page *p, const cw_alive *alive, cw_text *line) {
    bool first = true;
    for (size_t i = 0; i < p->result->where_count; i++) {
        cw_time time = p->result->where[i].time;
        cw_alive_step step = cw_alive_at(alive, time);
        if (step.in_water <= 0.0) continue;
        cw_text_add(line, page_say(p, "%s at %s %s", "%s à %s %s"), first ? "" : ",",
                    page_clock(p, time), share_band(p, step.alive_in_water));
        first = false;
    }
    cw_text_add(line, ". ");
}

void page_survival(page *p) {
    const cw_alive *alive = p->result->alive;
    const cw_scene *scene = p->result->scene;
    if (p->source->drift.to < p->source->drift.from || !anyone_in_water(p->source)) return;
    if (alive == NULL || alive->immersed_from == INT64_MAX) {
        if (scene->survival != NULL) return;
        cw_text_add(p->text, "  %s\n",
                    page_say(p, "Survival cannot be told: the case gives no water temperature.",
                             "Survie inconnue : le cas ne donne pas la température de l'eau."));
        return;
    }
    cw_text line = {0};
    cw_text_add(&line,
                page_say(p, "Survival: people in the water, since %s on average, alive",
                         "Survie : personnes à l'eau, depuis %s en moyenne, en vie"),
                page_clock(p, alive->immersed_from));
    times_alive(p, alive, &line);
    if (anyone_outside(scene))
        cw_text_add(&line, "%s ",
                    page_say(p, "OUTSIDE the range of at least one model.",
                             "HORS du domaine d'au moins un modèle."));
    cw_text_add(&line, "%s",
                page_say(p, "Cold shock and swim failure are not in the models (docs/survival.md).",
                         "Choc thermique et épuisement du nageur ne sont pas dans les modèles "
                         "(docs/survival.md)."));
    if (!line.failed) page_wrap(p, "  ", 2, line.data);
    p->text->failed = p->text->failed || line.failed;
    cw_text_free(&line);
}

/* ---- the models ---------------------------------------------------------------------------- */

static const char *immersion_words(const page *p, cw_immersion immersion) {
    if (immersion == CW_IMMERSION_PART) return page_say(p, "part", "partielle");
    return page_say(p, "full", "complète");
}

static const char *outside_words(page *p, const cw_survival *s) {
    static const char *const names[CW_SURVIVAL_MODELS] = {"Golden", "Hayward", "Xu-Giesbrecht"};
    if (s->insulated) return page_say(p, "all (immersion suit)", "tous (combinaison)");
    if (s->outside[0] && s->outside[1] && s->outside[2]) return page_say(p, "all", "tous");
    char *text = p->strings[p->next++ % PAGE_STRINGS];
    size_t length = 0;
    text[0] = '\0';
    for (int m = 0; m < CW_SURVIVAL_MODELS; m++) {
        if (!s->outside[m]) continue;
        length += (size_t)snprintf(text + length, PAGE_STRING - length, "%s%s",
                                   length > 0 ? ", " : "", names[m]);
    }
    return length > 0 ? text : page_say(p, "none", "aucun");
}

void page_models(page *p) {
    const cw_scene *scene = p->result->scene;
    cw_text_add(p->text, "  %s %s %s %s %s  %s\n",
                page_left(p, page_say(p, "in the water", "dans l'eau"), 20),
                page_left(p, page_say(p, "immersion", "immersion"), 9),
                page_right(p, page_say(p, "Golden, 50 %", "Golden, 50 %"), 12),
                page_right(p, page_say(p, "Hayward, 50 %", "Hayward, 50 %"), 13),
                page_right(p, page_say(p, "upper limit", "limite haute"), 12),
                page_say(p, "outside its range", "hors de son domaine"));
    for (size_t i = 0; i < scene->object_count; i++) {
        const cw_survival *s = &scene->survival[i];
        if (scene->exposures[i].immersion == CW_IMMERSION_NONE) continue;
        cw_text_add(p->text, "  %s %s %s %s %s  %s\n", page_left(p, p->source->objects[i].name, 20),
                    page_left(p, immersion_words(p, scene->exposures[i].immersion), 9),
                    page_right(p, page_hours(p, s->time_s[CW_SURVIVAL_GOLDEN]), 12),
                    page_right(p, page_hours(p, s->time_s[CW_SURVIVAL_HAYWARD]), 13),
                    page_right(p, page_hours(p, s->time_s[CW_SURVIVAL_XU_GIESBRECHT]), 12),
                    outside_words(p, s));
    }
}
