/* SPDX-License-Identifier: Apache-2.0 */
/* Random problems for the planner, and a check that a plan obeys all its rules, written from the
 * rules in docs/search.md and not from the planner. */
#ifndef CROSSWATCH_TEST_SEARCH_PLANNING_H
#define CROSSWATCH_TEST_SEARCH_PLANNING_H

#include "scene.h"

enum { PLANNING_UNITS = 5, PLANNING_ZONES = 2 };

/* A problem with all that it points to; planning_drop frees it. */
typedef struct planning {
    cw_plane *plane;
    cw_sweep_table *table;
    cw_tracks *tracks, *fresh;
    cw_unit units[PLANNING_UNITS];
    cw_search_object objects[2];
    cw_zone *zones[PLANNING_ZONES];
    cw_agreement_rule rules[8];
    cw_agreement agreement;
    cw_landmask *mask;
    cw_plan_problem problem;
} planning;

static inline double planning_uniform(uint64_t seed, uint32_t draw) {
    double u[4];
    cw_random_uniform((cw_draw){.seed = seed, .particle = draw, .purpose = CW_DRAW_TEST}, u);
    return u[0];
}

static inline cw_zone *planning_zone(const cw_plane *plane, const char *name, double x0, double y0,
                                     double x1, double y1) {
    cw_position ring[4] = {
        cw_plane_inverse(plane, (cw_xy){x0, y0}), cw_plane_inverse(plane, (cw_xy){x1, y0}),
        cw_plane_inverse(plane, (cw_xy){x1, y1}), cw_plane_inverse(plane, (cw_xy){x0, y1})};
    cw_error err = {0};
    cw_zone *zone = cw_zone_create(name, ring, 4, plane, &err);
    if (zone == NULL) fail_msg("%s", err.message);
    return zone;
}

/* Land: one island of 3 km by 5 km. */
static inline cw_landmask *planning_island(const cw_plane *plane, double x, double y) {
    cw_position p[5];
    static const double corner[5][2] = {{0, 0}, {3000, 0}, {3000, 5000}, {0, 5000}, {0, 0}};
    for (int i = 0; i < 5; i++)
        p[i] = cw_plane_inverse(plane, (cw_xy){x + corner[i][0], y + corner[i][1]});
    cw_coast_ring ring = {.first = 0, .count = 5};
    cw_coast coast = {.points = p, .point_count = 5, .rings = &ring, .ring_count = 1};
    cw_error err = {0};
    cw_landmask *mask =
        cw_landmask_create(&coast, plane, -60000, -60000, 60000, 60000, 100.0, 500.0, &err);
    if (mask == NULL) fail_msg("%s", err.message);
    return mask;
}

/* The next draw of a problem, between two ends. One a statement: the order then is certain. */
typedef struct roller {
    uint64_t seed;
    uint32_t draw;
} roller;

static inline double roll(roller *r, double low, double high) {
    return low + (high - low) * planning_uniform(r->seed, r->draw++);
}

static inline cw_position roll_place(roller *r, const cw_plane *plane) {
    cw_xy at;
    at.x_m = roll(r, -4e4, 4e4);
    at.y_m = roll(r, -4e4, 4e4);
    return cw_plane_inverse(plane, at);
}

static inline void planning_roll_unit(planning *m, roller *r, cw_unit *unit, cw_time start) {
    bool air = roll(r, 0, 1) < 0.4;
    *unit = air ? scene_helicopter(m->plane) : scene_lifeboat(m->plane);
    unit->nation[0] = roll(r, 0, 1) < 0.5 ? 'A' : 'B';
    unit->at = roll_place(r, m->plane);
    unit->turn_round = roll(r, 0, 1) < 0.5 ? unit->at : roll_place(r, m->plane);
    unit->search_height_m = roll(r, air ? 60.0 : 2.0, air ? 400.0 : 6.0);
    unit->available_from = start + llround(roll(r, -2, 3) * 3600e3);
    unit->available_to = unit->available_from + llround(roll(r, 1, 9) * 3600e3);
    unit->readiness_s = roll(r, 0.0, 2400.0);
    unit->endurance_s = roll(r, 0.5, 6.0) * 3600.0;
    unit->turnaround_s = roll(r, 0.0, 1.0) < 0.5 ? 0.0 : 1200.0;
    unit->turn_s = roll(r, 0.0, 60.0);
    unit->night_factor = fmax(0.0, roll(r, -1.0, 1.0)); /* half cannot search by night */
}

static inline void planning_roll_tracks(planning *m, roller *r, cw_time start, size_t particles) {
    double u = roll(r, -0.8, 0.8), v = roll(r, -0.8, 0.8);
    double sigma = roll(r, 1500.0, 6000.0);
    m->tracks = scene_normal_cloud(particles, 37, 600.0, sigma, u, v, 0.15, 2 * r->seed);
    m->fresh = scene_normal_cloud(particles, 37, 600.0, sigma, u, v, 0.15, 2 * r->seed + 1);
    m->tracks->first = m->fresh->first = start;
    for (size_t i = 0; i < particles * 37; i++)
        m->tracks->object[i] = m->fresh->object[i] = (uint8_t)(i % particles % 3 == 0);
}

/* Two halves of the sea: each nation is free in its own; in the other's on request or not at all.
 */
static inline void planning_roll_agreement(planning *m, roller *r) {
    m->zones[0] = planning_zone(m->plane, "west", -90000, -90000, 0, 90000);
    m->zones[1] = planning_zone(m->plane, "east", 0, -90000, 90000, 90000);
    m->rules[0] = (cw_agreement_rule){.nation = "A", .zone = 0, .allowed = true};
    m->rules[1] = (cw_agreement_rule){.nation = "B", .zone = 1, .allowed = true};
    m->rules[2] = (cw_agreement_rule){.nation = "A", .zone = 1, .on_request = true};
    m->rules[2].allowed = roll(r, 0, 1) < 0.6;
    m->rules[2].delay_s = roll(r, 0, 3600);
    m->rules[3] = (cw_agreement_rule){.nation = "B", .zone = SIZE_MAX};
    m->rules[3].allowed = roll(r, 0, 1) < 0.6;
    m->agreement = (cw_agreement){.name = "test",
                                  .rule_count = 4,
                                  .rules = m->rules,
                                  .zone_count = PLANNING_ZONES,
                                  .zones = m->zones};
}

static inline planning *planning_make(uint64_t seed, size_t particles) {
    planning *m = calloc(1, sizeof *m);
    roller r = {seed, 0};
    m->plane = cw_plane_create((cw_position){51.0, 1.5}, NULL);
    m->table = cw_sweep_table_create(NULL);
    cw_time noon = cw_time_from_civil(2021, 3, 21, 12, 0, 0.0);
    cw_time start = noon + llround(roll(&r, 0, 8)) * CW_HOUR_MS; /* dusk is at about 18:40 */
    planning_roll_tracks(m, &r, start, particles);
    for (int k = 0; k < PLANNING_UNITS; k++) planning_roll_unit(m, &r, &m->units[k], start);
    planning_roll_agreement(m, &r);
    double island_x = roll(&r, -8000, 5000), island_y = roll(&r, -8000, 5000);
    m->mask = planning_island(m->plane, island_x, island_y);
    m->objects[0] =
        (cw_search_object){"raft", cw_sweep_object_find(m->table, "Raft 4 person", NULL), false};
    m->objects[1] =
        (cw_search_object){"person", cw_sweep_object_find(m->table, "Person in Water", NULL), true};
    m->problem = (cw_plan_problem){.plane = m->plane,
                                   .tracks = m->tracks,
                                   .fresh_tracks = m->fresh,
                                   .units = m->units,
                                   .objects = m->objects,
                                   .object_count = 2,
                                   .table = m->table,
                                   .from = start,
                                   .height_separation_m = 150.0,
                                   .seed = seed,
                                   .evaluations = 60,
                                   .threads = 1};
    cw_plan_problem *p = &m->problem;
    p->mask = roll(&r, 0, 1) < 0.7 ? m->mask : NULL;
    p->unit_count = 1 + (size_t)roll(&r, 0, PLANNING_UNITS);
    p->agreement = roll(&r, 0, 1) < 0.7 ? &m->agreement : NULL;
    p->conditions.visibility_m = cw_nm_to_m(roll(&r, 1, 10));
    p->conditions.wind_mps = roll(&r, 0, 14);
    p->conditions.wave_height_m = roll(&r, 0, 2);
    p->law = (cw_detection_law)(int)roll(&r, 0, 4);
    p->to = start + llround(roll(&r, 2, 6) * 3600e3);
    p->separation_m = roll(&r, 0, 3000);
    return m;
}

static inline void planning_drop(planning *m) {
    scene_tracks_free(m->tracks);
    scene_tracks_free(m->fresh);
    for (int z = 0; z < PLANNING_ZONES; z++) cw_zone_destroy(m->zones[z]);
    cw_landmask_destroy(m->mask);
    cw_sweep_table_destroy(m->table);
    cw_plane_destroy(m->plane);
    free(m);
}

/* ---- the rules ------------------------------------------------------------------------------ */

static inline double planning_way(const planning *m, cw_xy at, cw_position place) {
    double distance, azimuth;
    cw_geodesic_inverse(cw_plane_inverse(m->plane, at), place, &distance, &azimuth);
    return distance;
}

/* Times are milliseconds; each of a chain of steps is rounded. */
static const double planning_rounding_s = 0.005;

/* When the unit may set out for the area, and from where; `before` is its area before. */
static inline cw_time planning_ready(const planning *m, const cw_task *task, const cw_task *before,
                                     cw_position *from) {
    const cw_unit *u = &m->units[task->unit];
    cw_time order = m->problem.from + llround(1000.0 * u->readiness_s);
    cw_time ready = order > u->available_from ? order : u->available_from;
    *from = u->at;
    ready += llround(1000.0 * task->entry_delay_s);
    if (before == NULL) return ready;
    cw_time next = before->off_scene;
    if (task->sortie == before->sortie) {
        *from = cw_plane_inverse(m->plane, before->pattern.points[before->pattern.count - 1].at);
    } else {
        *from = u->turn_round;
        next = before->back + llround(1000.0 * u->turnaround_s);
    }
    return next > ready ? next : ready;
}

/* Legs at the search speed over what the pattern moves with, and a turn at most. */
static inline void planning_check_legs(const cw_pattern *p, const cw_unit *u) {
    for (size_t i = 0; i + 1 < p->count; i++) {
        cw_time t0 = p->points[i].time, t1 = p->points[i + 1].time;
        cw_xy s0 = cw_pattern_shift(p, t0), s1 = cw_pattern_shift(p, t1);
        double leg = hypot(p->points[i + 1].at.x_m - s1.x_m - (p->points[i].at.x_m - s0.x_m),
                           p->points[i + 1].at.y_m - s1.y_m - (p->points[i].at.y_m - s0.y_m));
        double took = (double)(t1 - t0) * 1e-3, sailing = leg / u->search_speed_mps;
        bool straight = fabs(took - sailing) < planning_rounding_s;
        assert_true(straight || fabs(took - sailing - u->turn_s) < planning_rounding_s);
    }
}

/* `sortie` is the first area of the task's sortie. */
static inline void planning_check_times(const planning *m, const cw_task *task,
                                        const cw_task *before, const cw_task *sortie) {
    const cw_unit *u = &m->units[task->unit];
    const cw_pattern *p = &task->pattern;
    const cw_waypoint *first = &p->points[0], *last = &p->points[p->count - 1];
    cw_position from;
    cw_time ready = planning_ready(m, task, before, &from);
    double transit_s = planning_way(m, first->at, from) / u->transit_speed_mps;
    double return_s = planning_way(m, last->at, u->turn_round) / u->transit_speed_mps;
    bool goes_on = task->area + 1 < task->areas && task[1].sortie == task->sortie;
    double ms = 1e-3;
    assert_true(task->under_way >= ready - 2);
    assert_close((double)(task->on_scene - task->under_way) * ms, transit_s, planning_rounding_s);
    assert_close((double)(task->back - task->off_scene) * ms, goes_on ? 0.0 : return_s,
                 planning_rounding_s);
    assert_int_equal(first->time, task->on_scene);
    assert_int_equal(last->time, task->off_scene);
    assert_true(task->off_scene <= m->problem.to);
    assert_true(task->back <= u->available_to + 5);
    assert_true((double)(task->back - sortie->under_way) * ms
                <= u->endurance_s + planning_rounding_s);
    planning_check_legs(p, u);
}

static inline void planning_check_light(const planning *m, const cw_task *task) {
    if (m->units[task->unit].night_factor > 0.0) return;
    for (cw_time t = task->on_scene; t < task->off_scene; t += 20 * CW_SECOND_MS)
        assert_true(cw_sun_is_daylight(cw_plane_centre(m->plane), t - t % CW_MINUTE_MS));
}

/* Places along the legs, about 100 m apart. */
static inline size_t planning_places(const cw_pattern *p, cw_xy *places, size_t most) {
    size_t count = 0;
    for (size_t i = 0; i + 1 < p->count; i++) {
        cw_xy a = p->points[i].at, b = p->points[i + 1].at;
        int steps = 1 + (int)(hypot(b.x_m - a.x_m, b.y_m - a.y_m) / 100.0);
        for (int k = 0; k <= steps && count < most; k++) {
            double f = (double)k / steps;
            places[count++] = (cw_xy){a.x_m + f * (b.x_m - a.x_m), a.y_m + f * (b.y_m - a.y_m)};
        }
    }
    return count;
}

static inline bool planning_allowed(const planning *m, const char *nation, size_t zone,
                                    double *delay_s) {
    const cw_agreement *g = m->problem.agreement;
    bool allowed = false, named = false;
    *delay_s = 0.0;
    for (size_t i = 0; i < g->rule_count; i++) {
        const cw_agreement_rule *r = &g->rules[i];
        if (r->nation[0] != nation[0] || (r->zone != zone && (r->zone != SIZE_MAX || named)))
            continue;
        named = named || r->zone == zone;
        allowed = r->allowed;
        *delay_s = r->on_request ? r->delay_s : 0.0;
    }
    return allowed;
}

static inline void planning_check_places(const planning *m, const cw_task *task) {
    enum { MOST = 40000 };
    const cw_unit *u = &m->units[task->unit];
    cw_xy *places = calloc(MOST, sizeof *places);
    size_t count = planning_places(&task->pattern, places, MOST);
    assert_true(count > 1 && count < MOST);
    for (size_t i = 0; i < count; i++) {
        bool surface = u->kind == CW_UNIT_VESSEL || u->kind == CW_UNIT_LIFEBOAT;
        if (m->problem.mask && surface)
            assert_false(cw_landmask_is_land(m->problem.mask, places[i]));
        for (size_t z = 0; m->problem.agreement && z < PLANNING_ZONES; z++) {
            double delay_s;
            if (!cw_zone_contains(m->zones[z], places[i])) continue;
            assert_true(planning_allowed(m, u->nation, z, &delay_s));
            assert_true(task->entry_delay_s >= delay_s - 1e-9);
        }
    }
    free(places);
}

static inline cw_xy planning_at(const cw_pattern *p, size_t point, cw_time time) {
    cw_xy now = cw_pattern_shift(p, time), then = cw_pattern_shift(p, p->points[point].time);
    return (cw_xy){p->points[point].at.x_m + now.x_m - then.x_m,
                   p->points[point].at.y_m + now.y_m - then.y_m};
}

/* Between the legs of both where they have drifted to at a time. */
static inline double planning_gap(const cw_pattern *a, const cw_pattern *b, cw_time time) {
    double least = INFINITY;
    for (size_t i = 0; i < a->count; i++) {
        for (size_t k = 0; k + 1 < b->count; k++)
            least = fmin(least, scene_distance(planning_at(b, k, time), planning_at(b, k + 1, time),
                                               planning_at(a, i, time)));
    }
    return least;
}

static inline void planning_check_pair(const planning *m, const cw_task *a, const cw_task *b) {
    const cw_unit *u = &m->units[a->unit], *v = &m->units[b->unit];
    bool ua = u->kind == CW_UNIT_HELICOPTER, va = v->kind == CW_UNIT_HELICOPTER;
    bool meet = ua == va && (!ua || fabs(u->search_height_m - v->search_height_m) < 150.0);
    bool together = a->on_scene <= b->off_scene && b->on_scene <= a->off_scene;
    if (!meet || !together) return;
    cw_time from = a->on_scene > b->on_scene ? a->on_scene : b->on_scene;
    cw_time to = a->off_scene < b->off_scene ? a->off_scene : b->off_scene;
    for (int k = 0; k <= 8; k++) {
        cw_time at = from + (to - from) * k / 8;
        double gap = fmin(planning_gap(&a->pattern, &b->pattern, at),
                          planning_gap(&b->pattern, &a->pattern, at));
        assert_true(gap >= m->problem.separation_m - 1e-3);
    }
}

/* The tasks are those of all units in turn, each unit's areas in the order of time. */
static inline void planning_check_order(const planning *m, const cw_plan *plan) {
    size_t unit = 0, area = 0;
    for (size_t k = 0; k < plan->task_count; k++) {
        const cw_task *task = &plan->tasks[k];
        assert_int_equal(task->unit, unit);
        assert_int_equal(task->area, area);
        assert_true(task->area < task->areas || (!task->assigned && task->areas == 0));
        bool last = task->area + 1 >= task->areas;
        unit += last;
        area = last ? 0 : area + 1;
    }
    assert_int_equal(unit, m->problem.unit_count);
}

/* All rules; returns how many areas there are. */
static inline size_t planning_check(const planning *m, const cw_plan *plan) {
    size_t assigned = 0;
    const cw_task *before = NULL, *sortie = NULL;
    planning_check_order(m, plan);
    for (size_t k = 0; k < plan->task_count; k++) {
        const cw_task *task = &plan->tasks[k];
        if (!task->assigned) {
            assert_int_equal(task->pattern.count, 0);
            assert_true(task->reason[0] != '\0');
            continue;
        }
        assigned++;
        assert_true(task->pattern.count >= 2);
        if (task->pattern.spec.kind != CW_SECTOR)
            assert_true(task->pattern.spec.spacing_m
                        >= m->units[task->unit].least_spacing_m - 1e-9);
        before = task->area > 0 ? &plan->tasks[k - 1] : NULL;
        if (before == NULL || before->sortie != task->sortie) sortie = task;
        planning_check_times(m, task, before, sortie);
        planning_check_light(m, task);
        planning_check_places(m, task);
        for (size_t other = 0; other < k; other++) {
            if (plan->tasks[other].assigned && plan->tasks[other].unit != task->unit)
                planning_check_pair(m, task, &plan->tasks[other]);
        }
        assert_true(task->pos_alone <= plan->pos + 1e-9
                    && task->pos_gain <= task->pos_alone + 1e-9);
        assert_true(task->poc >= 0.0 && task->poc <= 1.0 + 1e-9);
    }
    assert_true(plan->pos >= 0.0 && plan->pos <= 1.0);
    return assigned;
}

#endif
