/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What several writers say about a plan, worked out once: a task's area on the ground, arrivals,
 * and when the stream turns.
 *
 * Lengths in the plane are divided by its scale and bearings turned by its convergence at the
 * area's centre; the scale varies by less than the plane's stated error over any area.
 */
#include "derive.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* ---- places -------------------------------------------------------------------------------- */

cw_position derive_position(const cw_result *result, cw_xy at) {
    return cw_plane_inverse(result->scene->plane, at);
}

double derive_true_deg(const cw_result *result, cw_position at, double grid_deg) {
    double scale, convergence;
    cw_plane_factors(result->scene->plane, at, &scale, &convergence);
    double deg = fmod(grid_deg - convergence, 360.0);
    return deg < 0.0 ? deg + 360.0 : deg;
}

size_t derive_where_at(const cw_result *result, cw_time time) {
    size_t best = 0;
    for (size_t i = 1; i < result->where_count; i++) {
        if (llabs(result->where[i].time - time) < llabs(result->where[best].time - time)) best = i;
    }
    return best;
}

/* ---- tasks --------------------------------------------------------------------------------- */

static void fill_corners(const cw_result *result, const cw_pattern_spec *spec, double half_length,
                         double half_width, cw_position corners[4]) {
    static const double side[4][2] = {{-1, -1}, {-1, 1}, {1, 1}, {1, -1}}; /* along, across */
    double east = sin(cw_radians(spec->axis_deg)), north = cos(cw_radians(spec->axis_deg));
    for (int i = 0; i < 4; i++) {
        double along = side[i][0] * half_length, across = side[i][1] * half_width;
        cw_xy at = {spec->centre.x_m + along * east + across * north,
                    spec->centre.y_m + along * north - across * east};
        corners[i] = derive_position(result, at);
    }
}

/* As a coordinator counts them: of a ladder the long ones only, not the steps between them. */
static size_t search_legs(const cw_pattern *pattern) {
    bool ladder = pattern->spec.kind == CW_PARALLEL_SWEEP || pattern->spec.kind == CW_CREEPING_LINE;
    if (ladder) return pattern->count / 2;
    return pattern->count > 0 ? pattern->count - 1 : 0;
}

task_area derive_area(const cw_result *result, const cw_task *task) {
    const cw_pattern_spec *spec = &task->pattern.spec;
    double scale, convergence, length = spec->length_m, width = spec->width_m;
    if (spec->kind == CW_SECTOR) length = width = 2.0 * spec->length_m;
    if (spec->kind == CW_EXPANDING_SQUARE) width = length;
    task_area area = {.centre = derive_position(result, spec->centre),
                      .start = derive_position(result, task->pattern.points[0].at),
                      .legs = search_legs(&task->pattern),
                      .round = spec->kind == CW_SECTOR};
    cw_plane_factors(result->scene->plane, area.centre, &scale, &convergence);
    area.length_m = length / scale;
    area.width_m = width / scale;
    area.spacing_m = spec->spacing_m / scale;
    area.track_m = task->pattern.length_m / scale;
    area.axis_deg = derive_true_deg(result, area.centre, spec->axis_deg);
    fill_corners(result, spec, 0.5 * length, 0.5 * width, area.corners);
    return area;
}

/* Darkness is the planner's: civil twilight at the plane's centre, minute by minute. */
task_light derive_light(const cw_result *result, const cw_task *task) {
    const cw_case *source = result->scene->source;
    cw_position centre = cw_plane_centre(result->scene->plane);
    double minutes = 0.0, dark = 0.0;
    task_light light = {.dark_at_start = !cw_sun_is_daylight(centre, task->on_scene),
                        .changes = task->off_scene};
    for (cw_time t = task->on_scene; t < task->off_scene; t += CW_MINUTE_MS) {
        bool is_dark = !cw_sun_is_daylight(centre, t);
        if (is_dark != light.dark_at_start && light.changes == task->off_scene) light.changes = t;
        minutes += 1.0;
        dark += is_dark;
    }
    light.dark_share = minutes > 0.0 ? dark / minutes : 0.0;
    light.pod = cw_pod_coverage(source->law, task->coverage);
    return light;
}

cw_sweep_width derive_sweep(const cw_result *result, const cw_task *task, size_t object,
                            cw_time time) {
    const cw_scene *scene = result->scene;
    cw_sweep_width width = task->sweep[object];
    if (scene->change_count == 0) return width;
    cw_conditions here = cw_scene_conditions_at(scene, time);
    /* As the planner has asked before, with the same answer. */
    cw_unit_sweep(scene->sweep, &scene->source->units[task->unit], &scene->objects[object], &here,
                  &width, NULL);
    return width;
}

double derive_light_factor(const cw_result *result, const cw_task *task, cw_time time) {
    if (cw_sun_is_daylight(cw_plane_centre(result->scene->plane), time)) return 1.0;
    return result->scene->source->units[task->unit].night_factor;
}

cw_time derive_begin(const cw_result *result, const cw_task *task) {
    return task->assigned ? task->on_scene : result->scene->source->search_from;
}

const char *derive_label(const cw_task *task, char text[TASK_LABEL]) {
    if (task->areas > 1)
        snprintf(text, TASK_LABEL, "%zu%c", task->unit + 1, (char)('a' + (char)(task->area % 26)));
    else
        snprintf(text, TASK_LABEL, "%zu", task->unit + 1);
    return text;
}

unsigned derive_broken(const cw_result *result, const cw_task *task, const cw_task **other) {
    unsigned broken = 0;
    size_t with = SIZE_MAX;
    const cw_plan *plan = result->plan;
    cw_plan_problem problem = cw_scene_problem(result->scene, result->tracks, NULL, 1);
    if (plan == NULL || task < plan->tasks || task >= plan->tasks + plan->task_count) return 0;
    cw_plan_check(&problem, plan, (size_t)(task - plan->tasks), &broken, &with, NULL);
    if (other != NULL) *other = with < plan->task_count ? &plan->tasks[with] : NULL;
    return broken;
}

task_drift derive_drift(const cw_result *result, const cw_task *task) {
    task_drift drift = {.moves = task->assigned && task->pattern.drift_count > 0};
    if (!drift.moves) return drift;
    cw_pattern_spec spec = task->pattern.spec;
    cw_time hour = task->on_scene + CW_HOUR_MS;
    cw_time until = hour < task->off_scene ? hour : task->off_scene;
    cw_xy from = cw_pattern_shift(&task->pattern, task->on_scene),
          to = cw_pattern_shift(&task->pattern, until),
          end = cw_pattern_shift(&task->pattern, task->off_scene);
    double scale, convergence, seconds = fmax(1.0, (double)(until - task->on_scene) / 1000.0);
    cw_position centre = derive_position(result, spec.centre);
    cw_plane_factors(result->scene->plane, centre, &scale, &convergence);
    double x = to.x_m - from.x_m, y = to.y_m - from.y_m;
    drift.speed_mps = hypot(x, y) / scale / seconds;
    drift.towards_deg = derive_true_deg(result, centre, cw_degrees(atan2(x, y)));
    spec.centre = (cw_xy){spec.centre.x_m + end.x_m, spec.centre.y_m + end.y_m};
    cw_task last = *task;
    last.pattern.spec = spec;
    task_area area = derive_area(result, &last);
    for (int i = 0; i < 4; i++) drift.corners[i] = area.corners[i];
    return drift;
}

/* When the task's unit is first on scene: tasks of one unit lie side by side. */
static cw_time first_on_scene(const cw_task *task) {
    return (task - task->area)->on_scene;
}

static bool comes_before(const cw_task *a, const cw_task *b) {
    if (a->unit == b->unit) return a->area <= b->area;
    if (a->assigned != b->assigned) return a->assigned;
    if (!a->assigned || first_on_scene(a) == first_on_scene(b)) return a->unit < b->unit;
    return first_on_scene(a) < first_on_scene(b);
}

void derive_order(const cw_plan *plan, size_t *order) {
    for (size_t i = 0; i < plan->task_count; i++) {
        size_t k = i;
        for (; k > 0 && !comes_before(&plan->tasks[order[k - 1]], &plan->tasks[i]); k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
}

static int by_arrival(const void *a, const void *b) {
    const arrival *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

size_t derive_arrivals(const cw_result *result, arrival *list, size_t most) {
    const cw_case *source = result->scene->source;
    size_t count = 0;
    if (source == NULL || result->where_count == 0) return 0;
    const cw_where *where = &result->where[derive_where_at(result, source->search_from)];
    cw_position datum = derive_position(result, where->datum.mean);
    for (size_t i = 0; i < source->unit_count && count < most; i++) {
        const cw_unit *unit = &source->units[i];
        double distance_m, azimuth;
        cw_time ready = source->search_from + llround(unit->readiness_s * 1000.0);
        if (ready < unit->available_from) ready = unit->available_from;
        cw_geodesic_inverse(unit->at, datum, &distance_m, &azimuth);
        double transit_s = distance_m / unit->transit_speed_mps;
        if (!isfinite(transit_s) || transit_s > unit->endurance_s) continue;
        cw_time there = ready + llround(transit_s * 1000.0);
        if (there <= unit->available_to) list[count++] = (arrival){i, there, distance_m};
    }
    qsort(list, count, sizeof *list, by_arrival);
    return count;
}

bool derive_is_person(const cw_case_object *object) {
    return strcasecmp(object->sweep, "Person in Water") == 0
           || strncasecmp(object->leeway, "PIW", 3) == 0;
}

bool derive_has_person(const cw_case *source) {
    for (size_t i = 0; source != NULL && i < source->object_count; i++) {
        if (derive_is_person(&source->objects[i])) return true;
    }
    return false;
}

/* ---- the stream ---------------------------------------------------------------------------- */

typedef struct probe {
    const cw_result *result;
    cw_xy at;
    double scale, convergence_deg;
} probe;

/* The current at the datum, plane axes, true m/s. */
static bool current_at(const probe *p, cw_time time, cw_xy *current) {
    cw_xy wind;
    if (!cw_forcing_at(p->result->scene->forcing, p->at, time, current, &wind)) return false;
    current->x_m /= p->scale;
    current->y_m /= p->scale;
    return isfinite(current->x_m) && isfinite(current->y_m);
}

static void note(const probe *p, cw_time time, double *mps, double *deg) {
    cw_xy v = {0, 0};
    current_at(p, time, &v);
    *mps = hypot(v.x_m, v.y_m);
    double true_deg = cw_degrees(atan2(v.x_m, v.y_m)) - p->convergence_deg;
    *deg = true_deg - 360.0 * floor(true_deg / 360.0);
}

/* The first place that has a current at both ends of the window: the datum early, later, the
 * case's. */
static bool find_probe(const cw_result *result, cw_time from, cw_time to, probe *p) {
    for (size_t i = 0; i <= result->where_count; i++) {
        cw_xy v;
        p->at = i < result->where_count
                    ? result->where[i].datum.mean
                    : cw_plane_forward(result->scene->plane, result->scene->datum);
        cw_position position = derive_position(result, p->at);
        cw_plane_factors(result->scene->plane, position, &p->scale, &p->convergence_deg);
        if (current_at(p, from, &v) && current_at(p, to, &v)) return true;
    }
    return false;
}

/* Main axis of the current over the window: the direction of greatest variance about zero. */
static void main_axis(const probe *p, cw_time from, cw_time to, cw_time step, double axis[2]) {
    double xx = 0, xy = 0, yy = 0;
    cw_xy v;
    for (cw_time t = from; t <= to; t += step) {
        if (!current_at(p, t, &v)) continue;
        xx += v.x_m * v.x_m;
        xy += v.x_m * v.y_m;
        yy += v.y_m * v.y_m;
    }
    double angle = 0.5 * atan2(2.0 * xy, xx - yy);
    axis[0] = cos(angle);
    axis[1] = sin(angle);
}

/* The stream turns where its part along the main axis changes sign: slack water between flood and
 * ebb, which the turning of a rotary stream through all directions would blur. */
stream derive_stream(const cw_result *result) {
    stream s = {0};
    const cw_time step = 5 * CW_MINUTE_MS;
    const cw_case *source = result->scene->source;
    probe p = {.result = result};
    if (source == NULL || result->scene->forcing == NULL) return s;
    s.from = source->search_from;
    s.to = source->search_to;
    s.known = find_probe(result, s.from, s.to, &p);
    if (!s.known) return s;
    note(&p, s.from, &s.from_mps, &s.from_deg);
    note(&p, s.to, &s.to_mps, &s.to_deg);
    double axis[2], before = 0.0;
    main_axis(&p, s.from, s.to, step, axis);
    for (cw_time t = s.from; t <= s.to; t += step) {
        cw_xy v;
        if (!current_at(&p, t, &v)) continue;
        double along = v.x_m * axis[0] + v.y_m * axis[1];
        if (before * along < 0.0 && s.turns < MOST_TURNS) {
            double share = before / (before - along); /* linear between the two samples */
            s.turn[s.turns++] = t - step + llround(share * (double)step);
        }
        if (along != 0.0) before = along;
    }
    return s;
}
