/* SPDX-License-Identifier: Apache-2.0 */
/* The page's units: each one's area, pattern and times, what it adds and what binds it; its sweep
 * width against each object with every factor; and the brief that it is given. */
#include "page.h"

#include <math.h>
#include <stdio.h>

static const cw_unit *unit_of(const page *p, const cw_task *task) {
    return &p->source->units[task->unit];
}

static void unit_name(page *p, const cw_task *task, char text[192]) {
    const cw_unit *unit = unit_of(p, task);
    snprintf(text, 192, "%zu  %s (%s, %s)", task->unit + 1, unit->name,
             words_unit_kind(p->language, unit->kind), words_nation(p->language, unit->nation));
}

/* ---- one unit ------------------------------------------------------------------------------ */

static void idle_unit(page *p, const cw_task *task) {
    char name[192];
    unit_name(p, task, name);
    cw_text_add(p->text, "%s\n   %s: %s.\n", name, page_say(p, "NO TASK", "SANS TÂCHE"),
                words_binding(p->language, task->binding, false));
}

static void headline(page *p, const cw_task *task) {
    char name[192];
    unit_name(p, task, name);
    cw_text_add(p->text,
                page_say(p, "%s POS alone %s, without it -%s points\n",
                         "%s POS seul %s, sans lui -%s points\n"),
                page_left(p, name, 58), page_right(p, page_percent(p, task->pos_alone), 5),
                page_number(p, task->pos_gain * 100.0, 1));
}

static void pattern_lines(page *p, const cw_task *task, const task_area *area) {
    cw_text_add(p->text,
                page_say(p, "   %s %s: start (CSP) %s, %zu legs, spacing %s, %s of track\n",
                         "   %s %s : début (CSP) %s, %zu branches, intervalle %s, %s de route\n"),
                cw_pattern_code(task->pattern.spec.kind),
                words_pattern(p->language, task->pattern.spec.kind), page_position(p, area->start),
                area->legs, page_nm(p, area->spacing_m, 2), page_nm(p, area->track_m, 0));
    if (area->round) {
        cw_text_add(p->text,
                    page_say(p, "   Area: circle about %s, radius %s, first leg %s\n",
                             "   Zone : cercle de centre %s, rayon %s, première branche au %s\n"),
                    page_position(p, area->centre), page_nm(p, 0.5 * area->length_m, 1),
                    page_bearing(p, area->axis_deg));
        return;
    }
    cw_text_add(p->text,
                page_say(p, "   Area: centre %s, %s by %s, axis %s\n",
                         "   Zone : centre %s, %s sur %s, axe %s\n"),
                page_position(p, area->centre), page_nm(p, area->length_m, 1),
                page_nm(p, area->width_m, 1), page_bearing(p, area->axis_deg));
}

static void time_line(page *p, const cw_task *task) {
    cw_text_add(p->text,
                page_say(p, "   Under way %s, ON SCENE %s to %s, back %s; bound by %s\n",
                         "   Appareille %s, SUR ZONE de %s à %s, retour %s ; limité par %s\n"),
                page_clock(p, task->under_way), page_clock(p, task->on_scene),
                page_clock(p, task->off_scene), page_clock(p, task->back),
                words_binding(p->language, task->binding, true));
}

static void worth_line(page *p, const cw_task *task) {
    cw_text_add(p->text,
                page_say(p, "   Coverage %s, POC %s, POD %s", "   Couverture %s, POC %s, POD %s"),
                page_number(p, task->coverage, 2), page_percent(p, task->poc),
                page_percent(p, derive_pod(task)));
    if (task->entry_delay_s > 0.0) {
        cw_text_add(p->text,
                    page_say(p, "; ENTRY REQUEST, answer awaited for up to %s min (counted in)",
                             " ; DEMANDE D'ENTRÉE, réponse attendue sous %s min (compté)"),
                    page_number(p, task->entry_delay_s / 60.0, 0));
    }
    cw_text_add(p->text, "\n");
}

static void arrivals_line(page *p) {
    arrival list[64];
    char line[2048];
    size_t count = derive_arrivals(p->result, list, sizeof list / sizeof list[0]), used = 0;
    for (size_t i = 0; i < count && i < 6 && used < sizeof line - 200; i++) {
        used += (size_t)snprintf(line + used, sizeof line - used, "%s%s\xC2\xA0%s (%s)",
                                 i > 0 ? ", " : "", p->source->units[list[i].unit].name,
                                 page_clock(p, list[i].at), page_nm(p, list[i].distance_m, 1));
    }
    if (count == 0) return;
    snprintf(line + used, sizeof line - used, ".");
    page_wrap(p,
              page_say(p, "Earliest at the datum, whichever side: ",
                       "Premiers au datum, de chaque côté : "),
              2, line);
}

void page_units(page *p) {
    enum { MOST_UNITS = 256 };
    const cw_plan *plan = p->result->plan;
    size_t order[MOST_UNITS];
    if (plan == NULL || plan->task_count > MOST_UNITS) return;
    page_title(p, page_say(p, "WHO SEARCHES WHERE (first on scene first)",
                           "QUI CHERCHE OÙ (le premier sur zone d'abord)"));
    arrivals_line(p);
    derive_order(plan, order);
    for (size_t i = 0; i < plan->task_count; i++) {
        const cw_task *task = &plan->tasks[order[i]];
        if (!task->assigned) {
            idle_unit(p, task);
            continue;
        }
        task_area area = derive_area(p->result, task);
        headline(p, task);
        time_line(p, task);
        pattern_lines(p, task, &area);
        worth_line(p, task);
    }
}

/* ---- sweep widths -------------------------------------------------------------------------- */

static void add_factor(page *p, char text[96], size_t *used, char letter, double factor) {
    char number[32];
    if (factor == 1.0 || *used > 72) return;
    *used += (size_t)snprintf(text + *used, 96 - *used, "\xC3\x97%s%c",
                              words_number(p->language, factor, 2, number), letter);
}

/* "0.62×0.90w×0.40o=0.22" */
static void sweep_cell(page *p, const cw_sweep_width *width, double used_m, char text[96]) {
    char number[32];
    size_t used = (size_t)snprintf(
        text, 96, "%s", words_number(p->language, cw_m_to_nm(width->uncorrected_m), 2, number));
    add_factor(p, text, &used, page_say(p, "w", "m")[0], width->weather_factor);
    add_factor(p, text, &used, 'v', width->speed_factor);
    add_factor(p, text, &used, 'f', width->fatigue_factor);
    add_factor(p, text, &used, page_say(p, "j", "g")[0], width->flotation_factor);
    add_factor(p, text, &used, 'o', width->other_factor);
    snprintf(text + used, 96 - used, "=%s",
             words_number(p->language, cw_m_to_nm(used_m), 2, number));
}

static void sweep_table(page *p) {
    const cw_plan *plan = p->result->plan;
    size_t objects = p->source->object_count < 3 ? p->source->object_count : 3;
    page_title(p, page_say(p,
                           "SWEEP WIDTH W, nm: table × factors (w weather, v speed, f fatigue, j "
                           "lifejacket, o night/sensor)",
                           "LARGEUR DE BALAYAGE W, M : table × facteurs (m météo, v vitesse, f "
                           "fatigue, g gilet, o nuit/capteur)"));
    cw_text_add(p->text, "  %s", page_left(p, "", 23));
    for (size_t o = 0; o < objects; o++)
        cw_text_add(p->text, " %s", page_left(p, p->source->objects[o].name, 22));
    cw_text_add(p->text, "\n");
    for (size_t i = 0; i < plan->task_count; i++) {
        const cw_task *task = &plan->tasks[i];
        char name[128], cell[96];
        snprintf(name, sizeof name, "%zu %s", task->unit + 1, unit_of(p, task)->name);
        cw_text_add(p->text, "  %s", page_left(p, name, 23));
        for (size_t o = 0; o < objects; o++) {
            sweep_cell(p, &task->sweep[o], task->sweep_width_m[o], cell);
            cw_text_add(p->text, " %s", page_left(p, cell, 22));
        }
        cw_text_add(p->text, "\n");
    }
}

/* ---- the brief ----------------------------------------------------------------------------- */

/* Every search object with its people and this unit's sweep width; persons in the water in capitals
 * by name, and named even when the case does not list them: they can always be there (R9). */
static void brief_objects(page *p, const cw_task *task, char *line, size_t size) {
    size_t used = 0;
    for (size_t o = 0; o < p->source->object_count && used < size - 256; o++) {
        const cw_case_object *object = &p->source->objects[o];
        bool person = derive_is_person(object);
        used += (size_t)snprintf(
            line + used, size - used, "%s%s%s", o > 0 ? "; " : "",
            person ? page_say(p, "PERSONS IN THE WATER: ", "PERSONNES À LA MER : ") : "",
            object->name);
        if (object->people >= 0) {
            used += (size_t)snprintf(line + used, size - used,
                                     page_say(p, ", %d people", ", %d personnes"), object->people);
        }
        used += (size_t)snprintf(line + used, size - used, ", W\xC2\xA0%s",
                                 page_nm(p, task->sweep_width_m[o], 2));
    }
    if (!derive_has_person(p->source)) {
        used += (size_t)snprintf(line + used, size - used, "; %s",
                                 page_say(p, "and PERSONS IN THE WATER, who may be there too",
                                          "et des PERSONNES À LA MER, qui peuvent aussi s'y "
                                          "trouver"));
    }
    snprintf(line + used, size - used, ".");
}

void page_brief(page *p) {
    const cw_plan *plan = p->result->plan;
    char line[4096], first[192];
    if (plan == NULL) return;
    sweep_table(p);
    page_title(p, page_say(p, "TASKING BRIEF (read to each unit; ask for READ-BACK of the whole)",
                           "ORDRE AUX MOYENS (à lire à chaque moyen ; en demander la RÉPÉTITION "
                           "complète)"));
    for (size_t i = 0; i < plan->task_count; i++) {
        const cw_task *task = &plan->tasks[i];
        if (!task->assigned) continue;
        snprintf(first, sizeof first, page_say(p, "%zu  %s: look for ", "%zu  %s : cherchez "),
                 task->unit + 1, unit_of(p, task)->name);
        brief_objects(p, task, line, sizeof line);
        page_wrap(p, first, 3, line);
        cw_text_add(p->text, "   %s\n",
                    page_say(p, "READ BACK: objects, area, start point, times.",
                             "RÉPÉTEZ : objets, zone, point de début, heures."));
    }
}
