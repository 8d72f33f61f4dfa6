/* SPDX-License-Identifier: Apache-2.0 */
/* What each unit is told to look for: the brief that is read to it, and the table of its sweep
 * widths against each object with every factor. */
#include "page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const cw_unit *unit_of(const page *p, const cw_task *task) {
    return &p->source->units[task->unit];
}

/* ---- sweep widths -------------------------------------------------------------------------- */

enum { SWEEP_CELL = 96, SHOWN_OBJECTS = 3, NAME_COLUMNS = 28, CELL_COLUMNS = 21 };

static void add_factor(page *p, char text[SWEEP_CELL], char letter, double factor) {
    char number[32];
    size_t used = strlen(text);
    if (fabs(factor - 1.0) < 0.005) return; /* it would print as 1.00 */
    snprintf(text + used, SWEEP_CELL - used, "\xC3\x97%s%c",
             words_number(p->language, factor, 2, number), letter);
}

/* The factor by which darkness changes the sweep width; 1 by day, and without a task. */
static double night_at(const page *p, const cw_task *task, cw_time time) {
    return task->assigned ? derive_light_factor(p->result, task, time) : 1.0;
}

/* "0.62×0.90w×0.40n=0.22" */
static void sweep_cell(page *p, const cw_task *task, size_t object, cw_time time,
                       char text[SWEEP_CELL]) {
    char number[32];
    const cw_sweep_width sweep = derive_sweep(p->result, task, object, time), *width = &sweep;
    double night = night_at(p, task, time), width_m = cw_task_width_m(task, object, time);
    snprintf(text, SWEEP_CELL, "%s",
             words_number(p->language, cw_m_to_nm(width->uncorrected_m), 2, number));
    add_factor(p, text, page_say(p, "w", "m")[0], width->weather_factor);
    add_factor(p, text, 'v', width->speed_factor);
    add_factor(p, text, 'f', width->fatigue_factor);
    add_factor(p, text, page_say(p, "j", "g")[0], width->flotation_factor);
    add_factor(p, text, page_say(p, "s", "c")[0], width->other_factor);
    add_factor(p, text, 'n', night);
    size_t used = strlen(text);
    if (strstr(text, "\xC3\x97") == NULL) return; /* no factor: the table's value stands */
    snprintf(text + used, SWEEP_CELL - used, "=%s",
             words_number(p->language, cw_m_to_nm(width_m * night), 2, number));
}

static void sweep_cells(page *p, const cw_task *task, const char *name, size_t first, size_t last,
                        cw_time time) {
    char cell[SWEEP_CELL];
    cw_text_add(p->text, "  %s", page_left(p, name, NAME_COLUMNS));
    for (size_t o = first; o < last; o++) {
        sweep_cell(p, task, o, time, cell);
        cw_text_add(p->text, " %s", page_left(p, cell, CELL_COLUMNS));
    }
    cw_text_add(p->text, "\n");
}

/* Comes while the unit searches? */
static bool is_met(const cw_task *task, const cw_width_change *change) {
    return task->assigned && change->from > task->on_scene && change->from < task->off_scene;
}

/* When the unit begins, and after each change that it meets. */
static void sweep_rows(page *p, const cw_task *task, size_t first, size_t last) {
    char name[128];
    char label[TASK_LABEL];
    snprintf(name, sizeof name, "%s %s", derive_label(task, label), unit_of(p, task)->name);
    sweep_cells(p, task, name, first, last, derive_begin(p->result, task));
    for (size_t k = 0; k < task->change_count; k++) {
        if (!is_met(task, &task->changes[k])) continue;
        snprintf(name, sizeof name, page_say(p, "    from %s", "    dès %s"),
                 page_clock(p, task->changes[k].from));
        sweep_cells(p, task, name, first, last, task->changes[k].from);
    }
}

/* Of a unit's later areas only those are listed that begin in another light. */
static bool sees_anew(const page *p, const cw_task *task) {
    return task->area == 0
           || night_at(p, task, task->on_scene) != night_at(p, task - 1, task[-1].on_scene);
}

static void sweep_table(page *p) {
    const cw_plan *plan = p->result->plan;
    size_t count = p->source->object_count;
    page_title(p, page_say(p, "SWEEP WIDTH W, nm", "LARGEUR DE BALAYAGE W, M"));
    for (size_t first = 0; first < count; first += SHOWN_OBJECTS) {
        size_t last = first + SHOWN_OBJECTS < count ? first + SHOWN_OBJECTS : count;
        cw_text_add(p->text, "  %s", page_left(p, "", NAME_COLUMNS));
        for (size_t o = first; o < last; o++)
            cw_text_add(p->text, " %s", page_left(p, p->source->objects[o].name, CELL_COLUMNS));
        cw_text_add(p->text, "\n");
        for (size_t i = 0; i < plan->task_count; i++) {
            if (sees_anew(p, &plan->tasks[i])) sweep_rows(p, &plan->tasks[i], first, last);
        }
    }
    page_wrap(
        p, "  ", 2,
        page_say(p,
                 "Table value × factors: w weather, v speed, f fatigue, j lifejacket, s sensor "
                 "or training, n night (until first light; W grows by day).",
                 "Valeur de la table × facteurs : m météo, v vitesse, f fatigue, g gilet, c "
                 "capteur ou formation, n nuit (jusqu'au point du jour ; W croît de jour)."));
}

/* ---- the brief ----------------------------------------------------------------------------- */

static const char *width_text(page *p, const cw_task *task, size_t object, cw_time time) {
    return page_nm(p, cw_task_width_m(task, object, time) * night_at(p, task, time), 2);
}

/* "boat afloat (33 people, W 1.72 nm)". Persons in the water stand in capitals, in the reader's
 * language, with the case's name for them where it is another one. */
static void brief_object(page *p, const cw_task *task, size_t object, cw_text *line) {
    const cw_case_object *o = &p->source->objects[object];
    const char *person = page_say(p, "PERSONS IN THE WATER", "PERSONNES À LA MER");
    bool same = strcasecmp(o->name, person) == 0 || strcasecmp(o->name, "persons in the water") == 0
                || strcasecmp(o->name, "person in the water") == 0;
    cw_text_add(line, "%s", derive_is_person(o) ? person : o->name);
    cw_text_add(line, " (");
    if (derive_is_person(o) && !same) cw_text_add(line, "%s, ", o->name);
    if (o->people >= 0)
        cw_text_add(line, page_say(p, "%d\xC2\xA0people, ", "%d\xC2\xA0personnes, "), o->people);
    cw_text_add(line, "W\xC2\xA0%s", width_text(p, task, object, task->on_scene));
    for (size_t k = 0; k < task->change_count; k++) {
        if (!is_met(task, &task->changes[k])) continue;
        cw_time from = task->changes[k].from;
        cw_text_add(line, page_say(p, ", from %s W\xC2\xA0%s", ", dès %s W\xC2\xA0%s"),
                    page_clock(p, from), width_text(p, task, object, from));
    }
    cw_text_add(line, ")");
}

/* Every search object, by name; persons in the water even when the case does not list them, for
 * they can always be there (R9). */
static void brief_objects(page *p, const cw_task *task, cw_text *line) {
    for (size_t o = 0; o < p->source->object_count; o++) {
        if (o > 0) cw_text_add(line, ", ");
        brief_object(p, task, o, line);
    }
    if (!derive_has_person(p->source)) {
        cw_text_add(line, "%s",
                    page_say(p, ", and PERSONS IN THE WATER, who may be there too",
                             ", et PERSONNES À LA MER, qui peuvent aussi s'y trouver"));
    }
    cw_text_add(line, ". %s", page_say(p, "READ BACK.", "RÉPÉTEZ."));
}

void page_brief(page *p) {
    const cw_plan *plan = p->result->plan;
    char first[192];
    if (plan == NULL) return;
    page_title(
        p, page_say(p,
                    "TASKING BRIEF: read to each unit with its area, start point and times; "
                    "it reads all of it back",
                    "ORDRE AUX MOYENS : à lire à chacun avec sa zone, son début et ses heures ; "
                    "il répète le tout"));
    for (size_t i = 0; i < plan->task_count; i++) {
        const cw_task *task = &plan->tasks[i];
        cw_text line = {0};
        if (!task->assigned || task->area > 0) continue;
        snprintf(first, sizeof first, page_say(p, "%zu  %s: look for ", "%zu  %s : cherchez "),
                 task->unit + 1, unit_of(p, task)->name);
        brief_objects(p, task, &line);
        if (line.data != NULL) page_wrap(p, first, 3, line.data);
        if (line.failed) p->text->failed = true;
        cw_text_free(&line);
    }
    sweep_table(p);
}
