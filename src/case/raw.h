/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What libcyaml hands over: the shape of the case file, every value still the text that stands
 * there. A number or a time that YAML guessed would be a guess about the sea; the readers convert
 * each text with its own checks. NULL: the field is not given.
 */
#ifndef CROSSWATCH_CASE_RAW_H
#define CROSSWATCH_CASE_RAW_H

#include "yaml_index.h"

typedef struct raw_window {
    char *from, *to;
} raw_window;

typedef struct raw_statement {
    char *kind, *text, *source;
} raw_statement;

typedef struct raw_point {
    char *position, *radius, *confidence;
} raw_point;

typedef struct raw_area {
    char **corners;
    size_t corners_count;
} raw_area;

typedef struct raw_end {
    char *position, *time;
} raw_end;

typedef struct raw_voyage {
    raw_end *from, *to;
    char *radius, *confidence;
} raw_voyage;

typedef struct raw_bearing {
    char *observer, *bearing, *error, *least_range, *most_range;
} raw_bearing;

typedef struct raw_dead_reckoning {
    char *fix, *time, *course, *speed, *course_error, *speed_error, *radius, *confidence;
} raw_dead_reckoning;

typedef struct raw_hypothesis {
    char *name, *weight;
    raw_window *adrift;
    raw_point *point;
    raw_area *area;
    raw_voyage *voyage;
    raw_bearing *bearings;
    size_t bearings_count;
    raw_dead_reckoning *dead_reckoning;
} raw_hypothesis;

typedef struct raw_object {
    char *name, *leeway, *sweep, *share, *people, *lifejacket, *becomes, *immersion, *clothing,
        *flotation;
    char **becomes_between;
    size_t becomes_between_count;
} raw_object;

typedef struct raw_flow { /* a constant current or wind */
    char *toward, *from, *speed;
} raw_flow;

typedef struct raw_source {
    raw_flow *constant;
    char *tide, *reach, *file, *east, *north, *grid;
} raw_source;

typedef struct raw_quantity {
    raw_source *sources;
    size_t sources_count;
    char *beyond, *std, *correlation;
} raw_quantity;

typedef struct raw_scalar_source {
    char *constant, *file, *variable, *grid;
} raw_scalar_source;

typedef struct raw_scalar {
    raw_scalar_source *sources;
    size_t sources_count;
    char *beyond;
} raw_scalar;

typedef struct raw_conditions {
    char *from, *visibility, *wind, *wave_height;
} raw_conditions;

typedef struct raw_environment {
    raw_quantity *current, *wind, *stokes;
    raw_scalar *temperature;
    raw_conditions *conditions;
    size_t conditions_count;
    char *visibility, *wave_height, *wind_speed;
} raw_environment;

typedef struct raw_box {
    char *south, *west, *north, *east;
} raw_box;

typedef struct raw_drift {
    char *step, *output, *scheme, *jibe_per_hour, *leeway_error, *leeway_correlation, *shore,
        *refloat_per_hour, *backward_to;
} raw_drift;

typedef struct raw_search {
    char *from, *to, *law, *objective, *separation, *height_separation, *areas, *patterns,
        *evaluations, *time_limit;
} raw_search;

typedef struct raw_unit {
    char *name, *nation, *base, *kind, *platform, *at, *turn_round, *readiness, *transit_speed,
        *search_speed, *search_height, *endurance, *turnaround, *turn, *least_spacing, *factor,
        *night_factor, *fatigue;
    raw_window *available;
} raw_unit;

typedef struct raw_region {
    char *name, *nation, *boundary, *side, *file;
    char **corners;
    size_t corners_count;
} raw_region;

typedef struct raw_drawn {
    char *name, *rule, *from, *to;
    char **corners, **units;
    size_t corners_count, units_count;
} raw_drawn;

typedef struct raw_rule {
    char *nation, *region, *allowed, *request_delay;
} raw_rule;

typedef struct raw_agreement {
    char *name;
    raw_rule *rules;
    size_t rules_count;
} raw_agreement;

typedef struct raw_case {
    char *name, *description, *seed, *particles;
    raw_statement *statements;
    size_t statements_count;
    raw_hypothesis *hypotheses;
    size_t hypotheses_count;
    raw_object *objects;
    size_t objects_count;
    raw_environment *environment;
    char *coast, *mask_cell;
    raw_box *area;
    raw_drift *drift;
    raw_search *search;
    raw_unit *units;
    size_t units_count;
    raw_region *regions;
    size_t regions_count;
    raw_drawn *drawn_areas;
    size_t drawn_areas_count;
    raw_agreement *agreement;
    char **report_times;
    size_t report_times_count;
} raw_case;

/* Loads text that yaml_index_create has accepted and indexed. NULL with *err naming file, line and
 * field when a field is unknown or has the wrong shape. */
raw_case *raw_case_load(const char *text, size_t length, const char *name, const yaml_index *index,
                        cw_error *err);
void raw_case_free(raw_case *raw);

#endif
