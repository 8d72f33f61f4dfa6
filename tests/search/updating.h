/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of updates share: a problem, and searches and sightings laid in the plane. */
#ifndef CROSSWATCH_TEST_SEARCH_UPDATING_H
#define CROSSWATCH_TEST_SEARCH_UPDATING_H

#include "scene.h"

#include <stdio.h>
#include <string.h>

enum { UPDATING_POINTS = 8192 };

typedef struct updating {
    cw_plane *plane;
    cw_sweep_table *table;
    cw_search_object objects[2]; /* raft, person in the water */
    cw_plan_problem problem;
} updating;

static inline void updating_begin(updating *u, cw_detection_law law) {
    u->plane = cw_plane_create((cw_position){51.0, 1.5}, NULL);
    u->table = cw_sweep_table_create(NULL);
    u->objects[0] =
        (cw_search_object){"raft", cw_sweep_object_find(u->table, "Raft 4 person", NULL), false};
    u->objects[1] = (cw_search_object){
        "person", cw_sweep_object_find(u->table, "Person in Water", NULL), false};
    u->problem = (cw_plan_problem){.plane = u->plane,
                                   .objects = u->objects,
                                   .object_count = 2,
                                   .table = u->table,
                                   .law = law,
                                   .from = SCENE_START,
                                   .to = SCENE_START + 6 * CW_HOUR_MS,
                                   .threads = 1};
}

static inline void updating_end(updating *u) {
    cw_sweep_table_destroy(u->table);
    cw_plane_destroy(u->plane);
}

/* A search with room for its points. */
typedef struct made_search {
    cw_search_result result;
    cw_track_part part;
    cw_timed_position points[UPDATING_POINTS];
} made_search;

static inline made_search *search_begin(const updating *u, const char *id) {
    made_search *s = calloc(1, sizeof *s);
    s->result = (cw_search_result){.kind = CW_RESULT_NOTHING_FOUND,
                                   .unit = scene_lifeboat(u->plane),
                                   .conditions = {cw_nm_to_m(10.0), 2.0, 0.2},
                                   .part_count = 1,
                                   .object = -1};
    snprintf(s->result.id, sizeof s->result.id, "%s", id);
    s->result.parts = &s->part;
    s->part.points = s->points;
    return s;
}

static inline void search_add(const updating *u, made_search *s, cw_xy at, cw_time time) {
    assert_true(s->part.count < UPDATING_POINTS);
    s->points[s->part.count++] = (cw_timed_position){cw_plane_inverse(u->plane, at), time};
    if (s->part.count == 1) s->result.from = time;
    s->result.until = time;
}

/* One straight leg. */
static inline made_search *search_leg(const updating *u, const char *id, cw_xy a, cw_xy b,
                                      cw_time from, double seconds) {
    made_search *s = search_begin(u, id);
    search_add(u, s, a, from);
    search_add(u, s, b, from + llround(seconds * 1000.0));
    return s;
}

/* A planned pattern, timed as the planner times it. */
static inline made_search *search_pattern(const updating *u, const char *id, cw_pattern_spec spec,
                                          cw_time from) {
    made_search *s = search_begin(u, id);
    cw_pattern p = {0};
    cw_error err = {0};
    if (!cw_pattern_create(&spec, &p, &err)) fail_msg("%s", err.message);
    s->result.unit.turn_s = 30.0;
    cw_pattern_time(&p, from, INT64_MAX / 4, s->result.unit.search_speed_mps,
                    s->result.unit.turn_s);
    for (size_t i = 0; i < p.count; i++) search_add(u, s, p.points[i].at, p.points[i].time);
    s->result.planned = true;
    s->part.spacing_m = spec.spacing_m;
    cw_pattern_free(&p);
    return s;
}

static inline cw_search_result sighting_at(const updating *u, const char *id, cw_xy at,
                                           double radius_m, double confidence, double related) {
    cw_search_result s = {.kind = CW_RESULT_SIGHTING,
                          .at = cw_plane_inverse(u->plane, at),
                          .time = SCENE_START + CW_HOUR_MS,
                          .radius_m = radius_m,
                          .confidence = confidence,
                          .object = -1,
                          .related = related,
                          .background_m2 = CW_PI * 30e3 * 30e3};
    snprintf(s.id, sizeof s.id, "%s", id);
    return s;
}

static inline cw_update *updating_start(const updating *u, cw_tracks *tracks) {
    cw_error err = {0};
    cw_update *update = cw_update_create(&u->problem, tracks, &err);
    if (update == NULL) fail_msg("%s", err.message);
    return update;
}

static inline void updating_apply(cw_update *update, const cw_search_result *result) {
    cw_error err = {0};
    if (!cw_update_apply(update, result, &err)) fail_msg("%s", err.message);
}

/* Refused in one sentence that holds `word`, and not a bit of the weights is changed. */
static inline void updating_refuse(cw_update *update, const cw_search_result *result,
                                   const char *word) {
    size_t size = update->tracks->particles * sizeof(float), steps = update->step_count;
    float *before = malloc(size);
    double pos = update->pos;
    cw_error err = {0};
    memcpy(before, update->tracks->weight, size);
    assert_false(cw_update_apply(update, result, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, word);
    assert_mentions(err.message, result->id);
    assert_null(strchr(err.message, '\n'));
    assert_memory_equal(before, update->tracks->weight, size);
    assert_int_equal(update->step_count, steps);
    assert_true(update->pos == pos);
    free(before);
}

/* Particles that stay where they are, with equal weights. */
static inline cw_tracks *still(const cw_xy *places, size_t count) {
    cw_tracks *t = scene_tracks(count, 37, 600.0);
    for (size_t k = 0; k < t->times; k++) {
        for (size_t i = 0; i < count; i++) {
            t->x_m[k * count + i] = (float)places[i].x_m;
            t->y_m[k * count + i] = (float)places[i].y_m;
        }
    }
    return t;
}

static inline void set_object(cw_tracks *t, size_t particle, uint8_t object) {
    for (size_t k = 0; k < t->times; k++) t->object[k * t->particles + particle] = object;
}

/* By day, at the unit's search speed. */
static inline double width_of(const updating *u, const made_search *s, int object) {
    cw_sweep_width w;
    const cw_search_result *r = &s->result;
    cw_sweep_conditions c = {r->unit.platform,
                             r->unit.search_height_m,
                             r->conditions.visibility_m,
                             r->conditions.wind_mps,
                             r->conditions.wave_height_m,
                             r->unit.search_speed_mps,
                             r->unit.fatigue,
                             false,
                             r->unit.other_factor};
    assert_true(cw_sweep_width_compute(u->table, u->objects[object].sweep_object, &c, &w, NULL));
    return w.corrected_m;
}

/* All of them persons in the water: seen less far than rafts. */
static inline void make_persons(cw_tracks *t) {
    for (size_t i = 0; i < t->particles; i++) set_object(t, i, 1);
}

#endif
