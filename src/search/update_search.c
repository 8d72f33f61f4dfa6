/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How likely is it that this search found nothing, were the truth this particle? The unit's true
 * track is a timed pattern like a planned one, so the machinery that scores plans answers: legs cut
 * at the outputs of the drift, searcher and particle both moving, sweep widths of that unit in the
 * conditions that it met, and the light of each leg.
 *
 * What was done of a planned pattern is cut out of it by time, in the plane, where its legs are
 * straight. A recorded track has a point every second or so; it is first thinned (Douglas and
 * Peucker 1973, on places and times together: no point is off by more than TRACK_TOLERANCE_M from
 * where the thinned track has the unit at that time), because the laws that know only the closest
 * approach on a leg (docs/search.md) want legs as they were steered, not as they were logged.
 */
#include "search/update.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A tenth of the narrowest sweep width that matters (about 200 m), and what a position fix of a
 * small boat in a seaway is good for. */
static const double TRACK_TOLERANCE_M = 20.0;
enum { GRAIN = 1024 };

/* ---- cutting out of a pattern what was done ---------------------------------------------------
 */

static cw_xy along(const cw_waypoint *a, const cw_waypoint *b, cw_time leave, cw_time time) {
    double whole = (double)(b->time - leave), share = (double)(time - leave);
    double f = whole > 0.0 ? fmin(1.0, fmax(0.0, share / whole)) : 1.0;
    return (cw_xy){a->at.x_m + f * (b->at.x_m - a->at.x_m),
                   a->at.y_m + f * (b->at.y_m - a->at.y_m)};
}

static void put(cw_pattern *to, cw_xy at, cw_time time) {
    to->points[to->count++] = (cw_waypoint){at, time};
}

/* Legs of `whole` between two times. A leg begins when the turn before it is over. */
static void cut_out(const cw_pattern *whole, double turn_s, cw_time from, cw_time until,
                    cw_pattern *to) {
    to->count = 0;
    for (size_t i = 0; i + 1 < whole->count; i++) {
        const cw_waypoint *a = &whole->points[i], *b = a + 1;
        cw_time leave = pattern_departure(whole, i, turn_s);
        cw_time begin = leave > from ? leave : from, end = b->time < until ? b->time : until;
        if (end <= begin) continue;
        if (to->count == 0) put(to, along(a, b, leave, begin), begin);
        put(to, along(a, b, leave, end), end);
    }
}

/* ---- thinning a track -------------------------------------------------------------------------
 */

/* How far the unit was at this point from where straight running between two others has it then. */
static double off_track(const cw_pattern *p, size_t first, size_t last, size_t i) {
    cw_xy at = along(&p->points[first], &p->points[last], p->points[first].time, p->points[i].time);
    return hypot(at.x_m - p->points[i].at.x_m, at.y_m - p->points[i].at.y_m);
}

/* Marks the points to keep. The stack holds the ends of stretches still to be looked at: each look
 * either settles one or cuts it in two, so it never holds more than there are points. */
static void mark_kept(const cw_pattern *p, uint8_t *keep, size_t *stack) {
    size_t depth = 0;
    stack[depth++] = p->count - 1;
    size_t first = 0;
    keep[0] = keep[p->count - 1] = 1;
    while (depth > 0) {
        size_t last = stack[depth - 1], worst = first;
        double most = TRACK_TOLERANCE_M;
        for (size_t i = first + 1; i < last; i++) {
            double off = off_track(p, first, last, i);
            if (off > most) {
                most = off;
                worst = i;
            }
        }
        if (worst == first) {
            first = last;
            depth--;
        } else {
            keep[worst] = 1;
            stack[depth++] = worst;
        }
    }
}

static bool thin(cw_pattern *p, cw_error *err) {
    if (p->count < 3) return true;
    uint8_t *keep = calloc(p->count, 1);
    size_t *stack = cw_alloc_array(p->count, sizeof *stack);
    bool good = keep != NULL && stack != NULL;
    if (good) {
        mark_kept(p, keep, stack);
        size_t kept = 0;
        for (size_t i = 0; i < p->count; i++) {
            if (keep[i]) p->points[kept++] = p->points[i];
        }
        p->count = kept;
    }
    free(keep);
    free(stack);
    return good || cw_fail_memory(err);
}

/* ---- the area ----------------------------------------------------------------------------------
 */

/* The points' rectangle with its axis along a grid bearing. */
static double fit_rectangle(const cw_pattern *p, double axis_deg, double margin_m,
                            cw_pattern_spec *spec) {
    double east = sin(cw_radians(axis_deg)), north = cos(cw_radians(axis_deg));
    double l0 = INFINITY, l1 = -INFINITY, c0 = INFINITY, c1 = -INFINITY;
    for (size_t i = 0; i < p->count; i++) {
        cw_xy at = p->points[i].at;
        double length = at.x_m * east + at.y_m * north, across = at.x_m * north - at.y_m * east;
        l0 = fmin(l0, length);
        l1 = fmax(l1, length);
        c0 = fmin(c0, across);
        c1 = fmax(c1, across);
    }
    double l = 0.5 * (l0 + l1), c = 0.5 * (c0 + c1);
    *spec = (cw_pattern_spec){.kind = CW_PARALLEL_SWEEP,
                              .centre = {l * east + c * north, l * north - c * east},
                              .length_m = l1 - l0 + 2.0 * margin_m,
                              .width_m = c1 - c0 + 2.0 * margin_m,
                              .axis_deg = axis_deg,
                              .spacing_m = 2.0 * margin_m,
                              .repeats = 1};
    return spec->length_m * spec->width_m;
}

static double longest_leg_deg(const cw_pattern *p) {
    double longest = -1.0, deg = 0.0;
    for (size_t i = 0; i + 1 < p->count; i++) {
        double dx = p->points[i + 1].at.x_m - p->points[i].at.x_m;
        double dy = p->points[i + 1].at.y_m - p->points[i].at.y_m;
        if (hypot(dx, dy) <= longest) continue;
        longest = hypot(dx, dy);
        deg = cw_degrees(atan2(dx, dy));
    }
    return deg;
}

/* The smallest rectangle that holds the legs: along the longest leg unless another axis does
 * clearly better. Only the random law, whose hazard is W v over the area, asks for it. */
static void set_area(cw_pattern *p, double margin_m) {
    static const double CLEARLY = 0.98;
    double best = CLEARLY * fit_rectangle(p, longest_leg_deg(p), margin_m, &p->spec);
    for (int deg = 0; deg < 180; deg++) {
        cw_pattern_spec tried;
        double area = fit_rectangle(p, deg, margin_m, &tried);
        if (area >= best) continue;
        best = area;
        p->spec = tried;
    }
}

/* ---- one stretch -------------------------------------------------------------------------------
 */

static bool lay(const cw_plane *plane, const cw_track_part *part, cw_pattern *p, cw_error *err) {
    p->points = cw_alloc_array(part->count + 1, sizeof *p->points);
    if (p->points == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < part->count; i++)
        put(p, cw_plane_forward(plane, part->points[i].at), part->points[i].time);
    return true;
}

/* The drift of a planned pattern that moved. */
static bool carry(const cw_track_part *part, cw_pattern *p, cw_error *err) {
    if (part->drift_count == 0) return true;
    p->drift = cw_alloc_array(part->drift_count, sizeof *p->drift);
    if (p->drift == NULL) return cw_fail_memory(err);
    memcpy(p->drift, part->drift, part->drift_count * sizeof *p->drift);
    p->drift_count = part->drift_count;
    return true;
}

bool update_pattern(const cw_plane *plane, const cw_search_result *result,
                    const cw_track_part *part, double margin_m, cw_pattern *pattern,
                    cw_error *err) {
    cw_pattern whole = {0};
    *pattern = (cw_pattern){0};
    bool good = lay(plane, part, &whole, err) && carry(part, pattern, err);
    if (good) {
        pattern->points = cw_alloc_array(part->count + 2, sizeof *pattern->points);
        good = pattern->points != NULL || cw_fail_memory(err);
    }
    if (good) {
        double turn_s = result->planned ? result->unit.turn_s : 0.0;
        whole.drift = pattern->drift; /* lent: turns are those of the pattern as laid */
        whole.drift_count = pattern->drift_count;
        cut_out(&whole, turn_s, result->from, result->until, pattern);
        good = result->planned || thin(pattern, err);
    }
    if (good && pattern->count >= 2) {
        pattern_displace(pattern, -1.0); /* a pattern that moves has its shape as it was laid */
        set_area(pattern, margin_m);
        pattern_displace(pattern, 1.0);
    }
    whole.drift = NULL;
    cw_pattern_free(&whole);
    return good;
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

/* Mean speed along what was logged while searching: what the sweep width's factor for speed is
 * taken at. */
static double mean_speed(const cw_plan_problem *problem, const cw_search_result *r) {
    double metres = 0.0, seconds = 0.0;
    for (size_t k = 0; k < r->part_count; k++) {
        const cw_track_part *part = &r->parts[k];
        for (size_t i = 0; i + 1 < part->count; i++) {
            if (part->points[i].time < r->from || part->points[i + 1].time > r->until) continue;
            cw_xy a = cw_plane_forward(problem->plane, part->points[i].at);
            cw_xy b = cw_plane_forward(problem->plane, part->points[i + 1].at);
            metres += hypot(b.x_m - a.x_m, b.y_m - a.y_m);
            seconds += (double)(part->points[i + 1].time - part->points[i].time) / 1000.0;
        }
    }
    return seconds > 0.0 ? metres / seconds : r->unit.search_speed_mps;
}

static bool set_widths(const cw_plan_problem *problem, const cw_search_result *r,
                       cw_update_step *step, cw_error *err) {
    double speed = r->planned ? r->unit.search_speed_mps : mean_speed(problem, r);
    for (size_t o = 0; o < problem->object_count && o < CW_MOST_OBJECTS; o++) {
        cw_sweep_conditions c = {
            r->unit.platform,       r->unit.search_height_m,        r->conditions.visibility_m,
            r->conditions.wind_mps, r->conditions.wave_height_m,    speed,
            r->unit.fatigue,        problem->objects[o].lifejacket, r->unit.other_factor};
        cw_sweep_width width;
        if (!cw_sweep_width_compute(problem->table, problem->objects[o].sweep_object, &c, &width,
                                    err))
            return cw_error_prefix(err, "result \"%s\", object \"%s\"", r->id,
                                   problem->objects[o].name);
        step->sweep_width_m[o] = width.corrected_m;
    }
    return true;
}

static double widest(const cw_update_step *step) {
    double most = 1.0;
    for (size_t o = 0; o < CW_MOST_OBJECTS; o++) most = fmax(most, step->sweep_width_m[o]);
    return most;
}

typedef struct pass { /* one stretch against all particles */
    const sweeper *sweeper;
    const cw_tracks *tracks;
    double *likelihood;
} pass;

static void miss_range(void *context, size_t first, size_t last) {
    const pass *p = context;
    float missed[GRAIN];
    sweeper_missed(p->sweeper, p->tracks, first, last - first, missed);
    for (size_t i = first; i < last; i++) p->likelihood[i] *= (double)missed[i - first];
}

static bool take_part(const cw_plan_problem *problem, const cw_tracks *tracks,
                      const light *darkness, cw_task *task, cw_update_step *step,
                      double *likelihood, cw_error *err) {
    sweeper s = {0};
    if (task->pattern.count < 2) return true;
    bool good = sweeper_prepare(&s, problem, darkness, task, tracks, err);
    if (good) {
        pass p = {&s, tracks, likelihood};
        step->track_m += sweeper_track(&s);
        cw_parallel_for(tracks->particles, GRAIN, problem->threads, miss_range, &p);
    }
    sweeper_free(&s);
    return good;
}

static void stretch_times(cw_update_step *step, const cw_pattern *p) {
    if (p->count < 2) return;
    cw_time from = p->points[0].time, to = p->points[p->count - 1].time;
    if (step->to == step->from || from < step->from) step->from = from;
    if (to > step->to) step->to = to;
}

bool update_search(const cw_plan_problem *problem, const cw_tracks *tracks,
                   const cw_search_result *result, cw_update_step *step, double *likelihood,
                   cw_error *err) {
    cw_plan_problem own = *problem;
    cw_unit unit = result->unit;
    light darkness;
    if (!result->planned) unit.turn_s = 0.0; /* its times have the turns in them */
    own.units = &unit;
    own.unit_count = 1;
    if (!set_widths(problem, result, step, err)) return false;
    for (size_t i = 0; i < tracks->particles; i++) likelihood[i] = 1.0;
    if (!light_create(&darkness, problem->plane, result->from, result->until, err)) return false;
    bool good = true;
    for (size_t k = 0; good && k < result->part_count; k++) {
        cw_task task = {.assigned = true};
        double margin_m = 0.5 * (result->planned ? result->parts[k].spacing_m : widest(step));
        memcpy(task.sweep_width_m, step->sweep_width_m, sizeof task.sweep_width_m);
        good =
            update_pattern(problem->plane, result, &result->parts[k], margin_m, &task.pattern, err);
        if (good) stretch_times(step, &task.pattern);
        good = good && take_part(&own, tracks, &darkness, &task, step, likelihood, err);
        cw_pattern_free(&task.pattern);
    }
    light_free(&darkness);
    return good;
}
