/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An agreement over the cells: how long each unit waits for leave to enter each of them. The most
 * generous rule holds, so that adding a rule can only shorten a wait. Crew hours are each unit's
 * own, or shared by the units of one kind when the agreement pools them.
 */
#include "world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct areas {
    const cw_patrol_world *world;
    cw_zone **own; /* the agreement's */
    size_t own_count;
} areas;

static bool covers(const areas *a, size_t area, cw_xy at) {
    size_t regions = a->world->plan->region_count;
    if (area == SIZE_MAX) return true;
    return cw_zone_contains(area < regions ? a->world->regions[area] : a->own[area - regions], at);
}

static bool make_areas(const cw_patrol_world *w, const cw_patrol_agreement *agreement, areas *a,
                       cw_error *err) {
    *a = (areas){.world = w, .own_count = agreement->zone_count};
    a->own = calloc(agreement->zone_count + 1, sizeof *a->own);
    if (a->own == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < agreement->zone_count; i++) {
        const cw_region *zone = &agreement->zones[i];
        a->own[i] = cw_zone_create(zone->name, zone->ring, zone->ring_count, w->plane, err);
        if (a->own[i] == NULL) return cw_error_prefix(err, "agreement %s", agreement->name);
    }
    return true;
}

static void apply_rule(const areas *a, const cw_patrol_rule *rule, float *delay_s) {
    const cw_patrol_world *w = a->world;
    for (size_t c = 0; c < w->cells; c++) {
        if (!covers(a, rule->area, cw_patrol_cell_centre(w, c))) continue;
        for (size_t u = 0; u < w->plan->unit_count; u++) {
            if (strcmp(w->plan->units[u].nation, rule->nation) != 0) continue;
            float *d = &delay_s[u * w->cells + c];
            *d = fminf(*d, (float)rule->delay_s);
        }
    }
}

static bool apply(const cw_patrol_world *w, const cw_patrol_agreement *agreement, cw_permit *p,
                  cw_error *err) {
    areas a = {0};
    bool good = make_areas(w, agreement, &a, err);
    for (size_t i = 0; i < w->plan->unit_count * w->cells; i++) p->delay_s[i] = INFINITY;
    for (size_t i = 0; good && i < agreement->rule_count; i++)
        apply_rule(&a, &agreement->rules[i], p->delay_s);
    for (size_t i = 0; i < agreement->mixed_count; i++)
        memset(p->delay_s + agreement->mixed[i] * w->cells, 0, w->cells * sizeof *p->delay_s);
    for (size_t i = 0; a.own != NULL && i < a.own_count; i++) cw_zone_destroy(a.own[i]);
    free(a.own);
    return good;
}

static size_t crew_of(const cw_patrol_world *w, const cw_patrol_agreement *agreement, size_t unit) {
    if (agreement == NULL || !agreement->pool_crews) return unit;
    for (size_t u = 0; u < unit; u++)
        if (w->plan->units[u].kind == w->plan->units[unit].kind) return u;
    return unit;
}

cw_permit *cw_permit_create(const cw_patrol_world *w, const cw_patrol_agreement *agreement,
                            cw_error *err) {
    cw_permit *p = calloc(1, sizeof *p);
    size_t units = w->plan->unit_count;
    if (p != NULL) {
        p->agreement = agreement;
        p->delay_s = cw_alloc_array(units * w->cells, sizeof *p->delay_s);
        p->crew = cw_alloc_array(units, sizeof *p->crew);
    }
    bool good = p != NULL && p->delay_s != NULL && p->crew != NULL;
    if (!good) cw_fail_memory(err);
    for (size_t u = 0; good && u < units; u++) p->crew[u] = crew_of(w, agreement, u);
    good = good && (agreement == NULL || apply(w, agreement, p, err));
    if (good) return p;
    cw_permit_destroy(p);
    return NULL;
}

void cw_permit_destroy(cw_permit *p) {
    if (p == NULL) return;
    free(p->delay_s);
    free(p->crew);
    free(p);
}
