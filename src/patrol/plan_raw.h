/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside patrol/: the shape of a patrol plan and of an agreement as libcyaml hands them over. Every
 * value is still the text that stands in the file, as in case/raw.h; NULL: not given.
 */
#ifndef CROSSWATCH_PATROL_PLAN_RAW_H
#define CROSSWATCH_PATROL_PLAN_RAW_H

#include <crosswatch/patrol.h>

#include "case/raw.h"
#include "case/reader.h"

typedef struct raw_weather {
    char *from, *wave_height, *wind, *visibility;
} raw_weather;

typedef struct raw_water {
    char *stream, *water_temperature;
    raw_weather *weather;
    size_t weather_count;
} raw_water;

typedef struct raw_place {
    char *share;
    char **corners;
    size_t corners_count;
} raw_place;

typedef struct raw_people {
    char *least, *most;
} raw_people;

typedef struct raw_kind {
    char *name, *risk, *per_week, *night_factor, *day_spread, *in_water, *holds_out;
    char *position_error, *drift_error, *pick_up, *clothing, *flotation;
    raw_people *people;
    raw_place *places;
    size_t places_count;
} raw_kind;

typedef struct raw_sea_speed {
    char *wave_height, *speed;
} raw_sea_speed;

typedef struct raw_patrol_unit {
    char *name, *nation, *base, *kind, *at, *speed, *endurance, *crew_hours, *ready_day;
    char *ready_night, *turnaround, *most_wave, *most_wind, *least_visibility, *capacity;
    char *sweep_width, *search_speed, *fuel_per_hour;
    raw_sea_speed *speeds;
    size_t speeds_count;
} raw_patrol_unit;

typedef struct raw_duty {
    char *unit, *post, *at, *to, *from, *until;
} raw_duty;

typedef struct raw_fairness {
    char *most_share;
} raw_fairness;

typedef struct raw_patrol {
    char *patrol, *description, *seed, *weeks, *cell, *coast, *mask_cell, *call, *agreement;
    raw_window *horizon;
    raw_box *area;
    raw_water *environment;
    raw_fairness *fairness;
    raw_statement *statements;
    raw_region *regions, *closed;
    raw_kind *incidents;
    raw_patrol_unit *units;
    raw_duty *roster;
    size_t statements_count, regions_count, closed_count, incidents_count, units_count;
    size_t roster_count;
} raw_patrol;

typedef struct raw_option_rule {
    char *nation, *area, *request_delay;
} raw_option_rule;

typedef struct raw_option {
    char *agreement, *agreement_fr, *text, *text_fr, *pool_crews;
    raw_fairness *fairness;
    raw_region *zones;
    raw_option_rule *rules;
    char **mixed_crews;
    size_t zones_count, rules_count, mixed_crews_count;
} raw_option;

raw_patrol *raw_patrol_load(const char *text, size_t length, const char *name,
                            const yaml_index *index, cw_error *err);
void raw_patrol_free(raw_patrol *raw); /* NULL-safe */
raw_option *raw_option_load(const char *text, size_t length, const char *name,
                            const yaml_index *index, cw_error *err);
void raw_option_free(raw_option *raw);

/* The parts of a plan, each read by its own file; false with the error set. */
bool read_patrol_regions(reader *r, const char *field, const raw_region *raw, size_t count,
                         bool nation_wanted, cw_region **to);
/* NULL: `otherwise`. */
bool read_patrol_share(reader *r, const raw_fairness *raw, double otherwise, double *to);
bool read_patrol_kinds(reader *r, const raw_patrol *raw, cw_patrol_plan *plan);
bool read_patrol_units(reader *r, const raw_patrol *raw, cw_patrol_plan *plan);
bool read_patrol_roster(reader *r, const raw_patrol *raw, cw_patrol_plan *plan); /* after units */

#endif
