/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes a programme good: one area of a unit after the other, each begun from where the one before
 * ended, laid for its share of the time that is left, moved with the water where it is to be,
 * timed, and held against the agreement and the land. The first area that does not fit ends it.
 */
#include "search/planner.h"

#include <math.h>
#include <string.h>

static const double slack_share = 0.1; /* a task that leaves this share of its time is not bound */
enum { MOST_TRIES = 10 };

static cw_time after(cw_time time, double seconds) {
    return time + (cw_time)llround(seconds * 1000.0);
}

cw_time visit_middle(const visit *v) {
    return v->on_scene + (v->off_scene - v->on_scene) / 2;
}

/* ---- one area ------------------------------------------------------------------------------ */

static void note_slot(visit *v, const time_slot *slot) {
    v->under_way = slot->under_way;
    v->on_scene = slot->start;
    v->transit_m = slot->transit_m;
    v->return_m = slot->return_m;
    v->binding = slot->binding;
}

/* Lays the pattern for its share of the time between the slot's ends, so that in the middle of this
 * time it is about where the genes want it. */
static bool lay(visit *v, const asset *a, const sea *s, const genes *g, const time_slot *slot,
                refusal *outcome) {
    cw_pattern_spec spec;
    cw_error why = {0};
    genes laid = *g;
    double time_s = g->fill * (double)(slot->end - slot->start) / 1000.0;
    cw_time middle = after(slot->start, 0.5 * time_s);
    cw_xy moved = frames_between(s->frames, g->frame, slot->start, middle);
    laid.centre = (cw_xy){g->centre.x_m - moved.x_m, g->centre.y_m - moved.y_m};
    cw_pattern_free(&v->pattern);
    *outcome = REFUSED_SHAPE;
    if (!shape_pattern(&laid, a->unit, time_s, &spec)) return true;
    if (!cw_pattern_create(&spec, &v->pattern, &why)) return why.code != CW_ERR_MACHINE;
    v->bounds = pattern_bounds(&spec);
    *outcome = FITS;
    return frames_carry(s->frames, g->frame, slot->start, slot->end, &v->pattern);
}

/* The way home depends on where the pattern is cut, so the end is moved until both agree, after the
 * first tries with a little to spare; and the way out on where a pattern that drifts is when the
 * unit comes. */
refusal visit_time(visit *v, const asset *a, const sea *s, const departure *from) {
    time_slot slot;
    static const int64_t spare_ms = 30 * CW_SECOND_MS;
    const cw_unit *u = a->unit;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
        cw_waypoint *last = &v->pattern.points[v->pattern.count - 1];
        bool time_left = asset_slot(a, s->problem, s->darkness, from, v->entry_delay_s,
                                    v->pattern.points[0].at, last->at, &slot);
        note_slot(v, &slot);
        if (!time_left || slot.end <= slot.start) return REFUSED_TIME;
        if (tries > 0 && v->pattern.points[0].time == slot.start && last->time <= slot.end) {
            v->off_scene = last->time;
            v->back = after(last->time, slot.return_m / u->transit_speed_mps);
            if ((double)(slot.end - last->time) > slack_share * (double)(slot.end - slot.start))
                v->binding = CW_BOUND_NOTHING;
            return FITS;
        }
        cw_time cut = tries > 1 ? slot.end - spare_ms : slot.end;
        cw_pattern_time(&v->pattern, slot.start, cut, u->search_speed_mps, u->turn_s);
    }
    return REFUSED_TIME;
}

/* Where the pattern ends, once it moves. */
static cw_xy end_of(const visit *v, const time_slot *slot) {
    cw_xy at = v->pattern.points[v->pattern.count - 1].at;
    cw_xy shift = cw_pattern_shift(&v->pattern, slot->end);
    return (cw_xy){at.x_m + shift.x_m, at.y_m + shift.y_m};
}

static bool fit_visit(visit *v, const asset *a, const sea *s, const genes *g, const departure *from,
                      refusal *outcome) {
    time_slot slot;
    v->entry_delay_s = 0.0;
    v->sortie = from->sortie;
    *outcome = REFUSED_TIME;
    bool time_left = asset_slot(a, s->problem, s->darkness, from, 0.0, g->centre, g->centre, &slot);
    note_slot(v, &slot);
    if (!time_left) return true;
    if (!lay(v, a, s, g, &slot, outcome)) return false;
    for (int pass = 0; pass < 2 && *outcome == FITS; pass++) {
        v->off_scene = after(slot.start, g->fill * (double)(slot.end - slot.start) / 1000.0);
        if (!rules_visit_agrees(s->problem, a, v)) {
            *outcome = REFUSED_AGREEMENT;
            v->binding = CW_BOUND_AGREEMENT;
            return true;
        }
        /* Once more, with the way to the pattern's own first point and from its last. */
        time_left = asset_slot(a, s->problem, s->darkness, from, v->entry_delay_s,
                               v->pattern.points[0].at, end_of(v, &slot), &slot);
        note_slot(v, &slot);
        if (!time_left)
            *outcome = REFUSED_TIME;
        else if (pass == 0 && !lay(v, a, s, g, &slot, outcome))
            return false;
    }
    if (*outcome == FITS) *outcome = visit_time(v, a, s, from);
    if (*outcome == FITS && !rules_open_water(s->problem, a->unit, &v->pattern))
        *outcome = REFUSED_LAND;
    return true;
}

/* ---- all areas ----------------------------------------------------------------------------- */

/* Where the unit sets out from for the next area: the end of the last one, or its base. */
static departure next_departure(const visit *v, const asset *a, const sea *s, const departure *from,
                                bool refuel) {
    const cw_unit *u = a->unit;
    if (refuel)
        return (departure){.at = u->turn_round,
                           .ready = after(v->back, u->turnaround_s),
                           .at_base = true,
                           .sortie = from->sortie + 1};
    return (departure){
        .at = cw_plane_inverse(s->problem->plane, v->pattern.points[v->pattern.count - 1].at),
        .ready = v->off_scene,
        .launched = from->at_base ? v->under_way : from->launched,
        .sortie = from->sortie};
}

/* A unit that goes on to another area does not go home before. */
static void go_on_from(visit *v) {
    v->return_m = 0.0;
    v->back = v->off_scene;
    v->binding = CW_BOUND_NOTHING;
}

/* Waits at base; at sea a unit never waits. */
static void wait_at_base(departure *from, const sea *s, double share) {
    if (!from->at_base || !(share > 0.0) || from->ready >= s->problem->to) return;
    from->ready += (cw_time)(share * (double)(s->problem->to - from->ready));
}

bool trial_fit(trial *t, const asset *a, const sea *s, const programme *wanted) {
    departure from = asset_first(a, s->problem);
    if (wanted != &t->wanted) t->wanted = *wanted;
    t->gain = 0.0;
    t->refused = FITS;
    for (size_t k = 0; k < t->wanted.count; k++) {
        genes *g = &t->wanted.of[k];
        visit *v = &t->visits[k];
        g->spacing_m = fmax(g->spacing_m, a->unit->least_spacing_m);
        g->axis_deg -= 360.0 * floor(g->axis_deg / 360.0);
        g->refuel = g->refuel && k > 0 && a->unit->turnaround_s > 0.0;
        if (k > 0) from = next_departure(&t->visits[k - 1], a, s, &from, g->refuel);
        if (k > 0 && !g->refuel) go_on_from(&t->visits[k - 1]);
        wait_at_base(&from, s, g->wait);
        t->at = k;
        t->count = k + 1;
        if (!fit_visit(v, a, s, g, &from, &t->refused)) return false;
        t->binding = v->binding;
        if (t->refused != FITS) return true;
    }
    return true;
}

void trial_free(trial *t) {
    for (size_t k = 0; k < MOST_AREAS; k++) cw_pattern_free(&t->visits[k].pattern);
    *t = (trial){0};
}

void visit_to_task(visit *v, const asset *a, cw_task *task) {
    task->assigned = true;
    task->binding = v->binding;
    task->pattern = v->pattern;
    v->pattern = (cw_pattern){0};
    task->under_way = v->under_way;
    task->on_scene = v->on_scene;
    task->off_scene = v->off_scene;
    task->back = v->back;
    task->transit_m = v->transit_m;
    task->return_m = v->return_m;
    task->entry_delay_s = v->entry_delay_s;
    task->sortie = v->sortie;
    widths_to_task(&a->widths, task);
}

visit visit_of_task(const cw_task *task) {
    return (visit){.pattern = task->pattern,
                   .bounds = pattern_bounds(&task->pattern.spec),
                   .under_way = task->under_way,
                   .on_scene = task->on_scene,
                   .off_scene = task->off_scene,
                   .back = task->back,
                   .transit_m = task->transit_m,
                   .return_m = task->return_m,
                   .entry_delay_s = task->entry_delay_s,
                   .sortie = task->sortie,
                   .binding = task->binding};
}

bool pattern_copy(const cw_pattern *from, cw_pattern *to) {
    *to = *from;
    to->points = from->count > 0 ? cw_alloc_array(from->count, sizeof *to->points) : NULL;
    to->drift = from->drift_count > 0 ? cw_alloc_array(from->drift_count, sizeof *to->drift) : NULL;
    if ((from->count > 0 && to->points == NULL) || (from->drift_count > 0 && to->drift == NULL)) {
        cw_pattern_free(to);
        return false;
    }
    if (from->count > 0) memcpy(to->points, from->points, from->count * sizeof *to->points);
    if (from->drift_count > 0)
        memcpy(to->drift, from->drift, from->drift_count * sizeof *to->drift);
    return true;
}
