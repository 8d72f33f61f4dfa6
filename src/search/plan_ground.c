/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all islands of the planner read (samples of the particles, what finding them is worth,
 * light, what areas can move with, the units) and what each has for itself.
 */
#include "search/plan_ground.h"
#include "search/plan_support.h"

#include <stdlib.h>

static const size_t sample_size = 6000, fine_size = 20000;
static const size_t most_intervals = 32; /* of the tracks, by area */

/* ---- preparation --------------------------------------------------------------------------- */

/* Effort with the area at the datum, to order the units by: a rough measure is enough. */
static bool prepare_assets(ground *g, cw_error *err) {
    cw_datum datum;
    cw_time at;
    double shares[CW_MOST_OBJECTS];
    const cw_plan_problem *problem = g->problem;
    cw_time middle = problem->from + (problem->to - problem->from) / 2;
    plan_object_shares(problem, g->sample.tracks, shares);
    bool placed = plan_datum(g->sample.tracks, middle, &datum, &at, NULL);
    for (size_t k = 0; k < problem->unit_count; k++) {
        asset *a = &g->assets[k];
        time_slot slot;
        if (!asset_prepare(a, problem, k, shares, err)) return false;
        departure from = asset_first(a, problem);
        for (size_t i = 0; i < problem->kept_count; i++)
            a->kept = a->kept || problem->kept[i].unit == k;
        a->zones = &g->zones;
        a->middle = middle;
        if (!placed
            || !asset_slot(a, problem, &g->darkness, &from, 0.0, datum.mean, datum.mean, &slot))
            continue;
        a->middle = slot.start + (slot.end - slot.start) / 2;
        a->effort_m2 =
            a->main_width_m * a->unit->search_speed_mps
            * widths_mean(&a->widths, &g->darkness, slot.start, slot.end, a->unit->night_factor)
            * (double)(slot.end - slot.start) / 1000.0;
    }
    return true;
}

static void order_by_effort(const ground *g) {
    for (size_t k = 0; k < g->problem->unit_count; k++) {
        size_t place = k;
        for (; place > 0 && g->assets[g->order[place - 1]].effort_m2 < g->assets[k].effort_m2;
             place--)
            g->order[place] = g->order[place - 1];
        g->order[place] = k;
    }
}

/* `thin`: with few outputs, for scoring by area. */
static bool sample_prepare(planner_sample *s, const cw_plan_problem *problem, size_t size,
                           bool thin, cw_error *err) {
    s->tracks = sample_tracks(problem->tracks, size, problem->seed, err);
    if (s->tracks == NULL || !sample_arrange(s->tracks, err)) return false;
    if (thin) {
        cw_tracks *whole = s->tracks;
        s->tracks = sample_thin(whole, most_intervals, err);
        sample_destroy(whole);
    }
    return s->tracks != NULL && sample_boxes_create(&s->boxes, s->tracks, err)
           && worth_create(&s->worth, problem, s->tracks, err);
}

static void sample_release(planner_sample *s) {
    sample_destroy(s->tracks);
    sample_boxes_free(&s->boxes);
    worth_free(&s->worth);
}

bool ground_prepare(ground *g, cw_error *err) {
    size_t units = g->problem->unit_count;
    g->assets = calloc(units, sizeof *g->assets);
    g->order = calloc(units, sizeof *g->order);
    if (g->assets == NULL || g->order == NULL) return cw_fail_memory(err);
    bool by_legs = g->problem->law != CW_RANDOM;
    if (!sample_prepare(&g->sample, g->problem, sample_size, true, err)
        || !sample_prepare(&g->fine, g->problem, fine_size, true, err)
        || (by_legs && !sample_prepare(&g->legs, g->problem, fine_size, false, err))
        || !light_create(&g->darkness, g->problem->plane, g->problem->from, g->problem->to, err)
        || !frames_create(&g->frames, g->problem->tracks, g->problem->over_ground, err)
        || !prepare_assets(g, err))
        return false;
    order_by_effort(g);
    return true;
}

/* Room for one unit's figures on any sample. */
static size_t column_of(const ground *g) {
    const planner_sample *all[] = {&g->sample, &g->fine, &g->legs};
    size_t most = 0;
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        size_t column = all[k]->tracks ? all[k]->worth.spells * all[k]->tracks->particles : 0;
        most = column > most ? column : most;
    }
    return most;
}

bool island_prepare(planner *p, const ground *g, size_t island) {
    size_t units = g->problem->unit_count, particles = g->fine.tracks->particles,
           column = column_of(g);
    p->own = *g->problem;
    p->own.plane = p->plane = cw_plane_clone(g->problem->plane, p->err);
    p->own.threads = 1;
    p->problem = &p->own;
    p->sea = (sea){&p->own, &g->darkness, &g->frames};
    p->assets = g->assets;
    p->draws = (uint32_t)island << 26;
    if (p->plane == NULL) return false;
    p->chosen = calloc(units, sizeof *p->chosen);
    p->missed = cw_alloc_array(units * column, sizeof *p->missed);
    p->residual = cw_alloc_array(column, sizeof *p->residual);
    p->cumulative = cw_alloc_array(particles, sizeof *p->cumulative);
    p->trial_missed = cw_alloc_array(column, sizeof *p->trial_missed);
    p->kept_missed = cw_alloc_array(2 * column, sizeof *p->kept_missed);
    p->refusals = calloc(units, sizeof *p->refusals);
    p->step = calloc(units, sizeof *p->step);
    if (!(p->chosen && p->missed && p->residual && p->cumulative && p->trial_missed
          && p->kept_missed && p->refusals && p->step))
        return cw_fail_memory(p->err);
    return planner_change_sample(p, &g->sample, true);
}

/* What stands already. */
bool island_take_kept(planner *p) {
    const cw_plan_problem *problem = p->problem;
    for (size_t i = 0; i < problem->kept_count; i++) {
        const cw_task *task = &problem->kept[i];
        if (!task->assigned || task->pattern.count < 2 || task->unit >= problem->unit_count)
            continue;
        trial *t = &p->chosen[task->unit];
        if (t->count >= MOST_AREAS)
            return cw_fail(p->err, CW_ERR_INPUT, "unit \"%s\": more than %d areas are kept",
                           problem->units[task->unit].name, MOST_AREAS);
        visit *v = &t->visits[t->count];
        *v = visit_of_task(task);
        v->pattern = (cw_pattern){0};
        if (!pattern_copy(&task->pattern, &v->pattern)) return cw_fail_memory(p->err);
        t->count++;
    }
    for (size_t k = 0; k < problem->unit_count; k++) {
        if (p->chosen[k].count > 0 && !planner_update_missed(p, k)) return false;
    }
    return true;
}

static void island_free(planner *p, size_t units) {
    for (size_t k = 0; p->chosen != NULL && k < units; k++) trial_free(&p->chosen[k]);
    trial_free(&p->tried);
    sweeper_free(&p->sweeper);
    cw_plane_destroy(p->plane);
    free(p->chosen);
    free(p->missed);
    free(p->residual);
    free(p->cumulative);
    free(p->trial_missed);
    free(p->kept_missed);
    free(p->refusals);
    free(p->step);
    parcel_free(&p->sent);
    parcel_free(&p->arrived);
}

void ground_free(ground *g) {
    for (size_t i = 0; i < ISLANDS; i++) island_free(&g->islands[i], g->problem->unit_count);
    light_free(&g->darkness);
    frames_free(&g->frames);
    sample_release(&g->sample);
    sample_release(&g->fine);
    sample_release(&g->legs);
    free(g->assets);
    free(g->order);
}
