/* SPDX-License-Identifier: Apache-2.0 */
/* The page's units: each one's areas, patterns and times, what they add and what binds them. */
#include "page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

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
    cw_text_add(p->text, page_say(p, "%s\n   NO TASK: %s.\n", "%s\n   SANS TÂCHE : %s.\n"), name,
                words_binding(p->language, task->binding, false));
}

/* How often a unit is back at base between its areas. */
static void returns_words(page *p, size_t returns, char text[96]) {
    if (returns == 0)
        text[0] = '\0';
    else if (returns == 1)
        snprintf(text, 96, "%s",
                 page_say(p, ", with a return to base to refuel",
                          ", avec un retour à la base pour le plein"));
    else
        snprintf(text, 96,
                 page_say(p, ", with %zu returns to base to refuel",
                          ", avec %zu retours à la base pour le plein"),
                 returns);
}

/* Above the areas of a unit that has several: its name, and from when to when it is away. */
static void unit_line(page *p, const cw_task *task) {
    char name[192], returns[96];
    const cw_task *last = task + task->areas - 1;
    unit_name(p, task, name);
    returns_words(p, last->sortie - task->sortie, returns);
    cw_text_add(p->text, "%s\n", name);
    cw_text_add(p->text,
                page_say(p, "   %zu areas, one after the other: under way %s, back %s%s\n",
                         "   %zu zones, l'une après l'autre : appareille %s, retour %s%s\n"),
                task->areas, page_clock(p, task->under_way), page_clock(p, last->back), returns);
}

/* The first of a next sortie says when the unit is back in between. */
static void area_name(page *p, const cw_task *task, char text[192]) {
    char label[TASK_LABEL];
    derive_label(task, label);
    if (task->area > 0 && task[-1].sortie != task->sortie)
        snprintf(text, 192,
                 page_say(p, "%s  at base %s, next sortie under way %s",
                          "%s  à la base %s, sortie suivante à %s"),
                 label, page_clock(p, task[-1].back), page_clock(p, task->under_way));
    else
        snprintf(text, 192, "%s  %s", label,
                 task->area > 0 ? page_say(p, "then", "puis") : page_say(p, "first", "d'abord"));
}

/* The name and what the task is worth on one line, or on two when the name is long. */
static void headline(page *p, const cw_task *task) {
    enum { COLUMNS = 58 };
    char name[192];
    if (task->areas > 1 && task->area == 0) unit_line(p, task);
    if (task->areas > 1)
        area_name(p, task, name);
    else
        unit_name(p, task, name);
    bool one_line = page_columns(name) <= COLUMNS;
    if (!one_line) cw_text_add(p->text, "%s\n", name);
    cw_text_add(p->text,
                page_say(p, "%s POS alone %s, without it -%s points\n",
                         "%s POS seul %s, sans lui -%s points\n"),
                one_line ? page_left(p, name, COLUMNS) : "  ",
                page_right(p, page_chance(p, task->pos_alone), 5),
                page_number(p, task->pos_gain * 100.0, 1));
}

static void pattern_line(page *p, const cw_task *task, const task_area *area) {
    char line[256];
    snprintf(line, sizeof line, "%s %s", cw_pattern_code(task->pattern.spec.kind),
             words_pattern(p->language, task->pattern.spec.kind));
    cw_text_add(p->text,
                page_say(p, "   %s start (CSP) %s  spacing %s, %zu legs, %s\n",
                         "   %s début (CSP) %s  intervalle %s, %zu branches, %s\n"),
                page_left(p, line, 22), page_position(p, area->start),
                page_nm(p, area->spacing_m, 2), area->legs, page_nm(p, area->track_m, 0));
}

static void area_line(page *p, const task_area *area) {
    if (area->round) {
        cw_text_add(
            p->text,
            page_say(p, "   area, circle           centre %s  radius %s, first leg %s\n",
                     "   zone, cercle           centre %s  rayon %s, première branche au %s\n"),
            page_position(p, area->centre), page_nm(p, 0.5 * area->length_m, 1),
            page_bearing(p, area->axis_deg));
        return;
    }
    cw_text_add(p->text,
                page_say(p, "   area                   centre      %s  %s by %s, axis %s\n",
                         "   zone                   centre      %s  %s sur %s, axe %s\n"),
                page_position(p, area->centre), page_nm(p, area->length_m, 1),
                page_nm(p, area->width_m, 1), page_bearing(p, area->axis_deg));
}

/* Of one of several areas: how far it is from the one before. */
static void stay_line(page *p, const cw_task *task) {
    char on[CW_TIME_TEXT], way[64] = "";
    snprintf(on, sizeof on, "%s", page_clock(p, task->on_scene));
    if (task->area > 0 && task[-1].sortie == task->sortie)
        snprintf(way, sizeof way,
                 page_say(p, "   %s from the one before", "   à %s de la précédente"),
                 page_nm(p, task->transit_m, 1));
    cw_text_add(p->text, page_say(p, "   ON SCENE %s to %s%s\n", "   SUR ZONE de %s à %s%s\n"), on,
                page_clock(p, task->off_scene), way);
}

/* A pattern that moves: what makes its waypoints lie askew. */
static void drift_line(page *p, const cw_task *task) {
    task_drift drift = derive_drift(p->result, task);
    char knots[32];
    if (!drift.moves) return;
    cw_text_add(p->text,
                page_say(p,
                         "   MOVES WITH THE WATER   %s kn towards %s at first; waypoints are true "
                         "places at their times\n",
                         "   SUIT L'EAU             %s nd vers %s au début ; points vrais à leurs "
                         "heures\n"),
                words_number(p->language, cw_mps_to_knots(drift.speed_mps), 1, knots),
                page_bearing(p, drift.towards_deg));
}

static void add_words(char line[320], const char *words) {
    size_t used = strlen(line);
    snprintf(line + used, 320 - used, "%s%s", used > 0 ? "; " : "", words);
}

/* What an area that somebody drew or kept does not keep to. */
static void broken_line(page *p, const cw_task *task) {
    const cw_task *other = NULL;
    char label[TASK_LABEL], near[64], line[320] = "";
    unsigned broken = derive_broken(p->result, task, &other);
    if (broken == 0) return;
    if (broken & CW_RULE_TIME)
        add_words(line, page_say(p, "its times or speeds (endurance, availability, window)",
                                 "ses heures ou vitesses (autonomie, disponibilité, créneau)"));
    if (broken & CW_RULE_AGREEMENT)
        add_words(line, page_say(p, "water closed to its nation", "eaux fermées à sa nation"));
    if (broken & CW_RULE_LAND)
        add_words(line, page_say(p, "legs over land", "branches sur la terre"));
    snprintf(near, sizeof near, page_say(p, "too near to %s", "trop près de %s"),
             other != NULL ? derive_label(other, label) : "?");
    if (broken & CW_RULE_SEPARATION) add_words(line, near);
    page_wrap(p, page_say(p, "   BREAKS A RULE: ", "   ENFREINT UNE RÈGLE : "), 3, line);
}

static void time_line(page *p, const cw_task *task) {
    if (task->areas > 1) {
        stay_line(p, task);
        return;
    }
    cw_text_add(p->text,
                page_say(p, "   ON SCENE %s to %s   under way %s, back %s\n",
                         "   SUR ZONE de %s à %s   appareille %s, retour %s\n"),
                page_clock(p, task->on_scene), page_clock(p, task->off_scene),
                page_clock(p, task->under_way), page_clock(p, task->back));
}

static void worth_line(page *p, const cw_task *task) {
    task_light light = derive_light(p->result, task);
    bool goes_on = task->area + 1 < task->areas; /* what binds it is told of its last area */
    cw_text_add(p->text,
                page_say(p, "   coverage %s, POD %s, POC %s%s%s\n",
                         "   couverture %s, POD %s, POC %s%s%s\n"),
                page_number(p, task->coverage, 2), page_chance(p, light.pod),
                page_percent(p, task->poc),
                goes_on ? "" : page_say(p, "; bound by ", " ; limité par "),
                goes_on ? "" : words_binding(p->language, task->binding, true));
}

/* An entry request names the regions of other nations that the pattern runs through. */
static void entry_line(page *p, const cw_task *task) {
    char regions[256] = "";
    size_t used = 0;
    const cw_scene *scene = p->result->scene;
    if (!(task->entry_delay_s > 0.0)) return;
    for (size_t z = 0; z < scene->zone_count && z < p->source->region_count; z++) {
        bool own = strcasecmp(p->source->regions[z].nation, unit_of(p, task)->nation) == 0;
        bool inside = false;
        for (size_t k = 0; !own && k < task->pattern.count && !inside; k++)
            inside = cw_zone_contains(scene->zones[z], task->pattern.points[k].at);
        if (!inside || used > sizeof regions - 160) continue;
        used += (size_t)snprintf(regions + used, sizeof regions - used, "%s%s (%s)",
                                 used > 0 ? ", " : "", p->source->regions[z].name,
                                 words_nation(p->language, p->source->regions[z].nation));
    }
    cw_text_add(p->text,
                page_say(p, "   ENTRY REQUEST to %s: answer within %s min, counted in\n",
                         "   DEMANDE D'ENTRÉE à %s : réponse sous %s min, comptée\n"),
                used > 0 ? regions : page_say(p, "the other region", "l'autre région"),
                page_number(p, task->entry_delay_s / 60.0, 0));
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
        pattern_line(p, task, &area);
        area_line(p, &area);
        drift_line(p, task);
        worth_line(p, task);
        broken_line(p, task);
        entry_line(p, task);
    }
}
