/* SPDX-License-Identifier: Apache-2.0 */
/* The schemas of patrol plans and agreements for libcyaml: which fields there are, and where. */
#include "plan_raw.h"

#include "case/schema.h"

static const cyaml_schema_field_t region_fields[] = {TEXT(raw_region, name),
                                                     TEXT(raw_region, nation),
                                                     TEXT(raw_region, boundary),
                                                     TEXT(raw_region, side),
                                                     LIST(raw_region, corners, schema_text_entry),
                                                     CYAML_FIELD_END};
static const cyaml_schema_value_t region_entry = ENTRY(raw_region, region_fields);

static const cyaml_schema_field_t weather_fields[] = {
    TEXT(raw_weather, from), TEXT(raw_weather, wave_height), TEXT(raw_weather, wind),
    TEXT(raw_weather, visibility), CYAML_FIELD_END};
static const cyaml_schema_value_t weather_entry = ENTRY(raw_weather, weather_fields);
static const cyaml_schema_field_t water_fields[] = {
    TEXT(raw_water, stream), TEXT(raw_water, water_temperature),
    LIST(raw_water, weather, weather_entry), CYAML_FIELD_END};

static const cyaml_schema_field_t place_fields[] = {
    TEXT(raw_place, share), LIST(raw_place, corners, schema_text_entry), CYAML_FIELD_END};
static const cyaml_schema_value_t place_entry = ENTRY(raw_place, place_fields);
static const cyaml_schema_field_t people_fields[] = {TEXT(raw_people, least),
                                                     TEXT(raw_people, most), CYAML_FIELD_END};
static const cyaml_schema_field_t kind_fields[] = {TEXT(raw_kind, name),
                                                   TEXT(raw_kind, risk),
                                                   TEXT(raw_kind, per_week),
                                                   TEXT(raw_kind, night_factor),
                                                   TEXT(raw_kind, day_spread),
                                                   TEXT(raw_kind, in_water),
                                                   TEXT(raw_kind, holds_out),
                                                   TEXT(raw_kind, position_error),
                                                   TEXT(raw_kind, drift_error),
                                                   TEXT(raw_kind, pick_up),
                                                   TEXT(raw_kind, clothing),
                                                   TEXT(raw_kind, flotation),
                                                   MAPPING(raw_kind, people, people_fields),
                                                   LIST(raw_kind, places, place_entry),
                                                   CYAML_FIELD_END};
static const cyaml_schema_value_t kind_entry = ENTRY(raw_kind, kind_fields);

static const cyaml_schema_field_t sea_speed_fields[] = {
    TEXT(raw_sea_speed, wave_height), TEXT(raw_sea_speed, speed), CYAML_FIELD_END};
static const cyaml_schema_value_t sea_speed_entry = ENTRY(raw_sea_speed, sea_speed_fields);
static const cyaml_schema_field_t unit_fields[] = {TEXT(raw_patrol_unit, name),
                                                   TEXT(raw_patrol_unit, nation),
                                                   TEXT(raw_patrol_unit, base),
                                                   TEXT(raw_patrol_unit, kind),
                                                   TEXT(raw_patrol_unit, at),
                                                   TEXT(raw_patrol_unit, speed),
                                                   TEXT(raw_patrol_unit, endurance),
                                                   TEXT(raw_patrol_unit, crew_hours),
                                                   TEXT(raw_patrol_unit, ready_day),
                                                   TEXT(raw_patrol_unit, ready_night),
                                                   TEXT(raw_patrol_unit, turnaround),
                                                   TEXT(raw_patrol_unit, most_wave),
                                                   TEXT(raw_patrol_unit, most_wind),
                                                   TEXT(raw_patrol_unit, least_visibility),
                                                   TEXT(raw_patrol_unit, capacity),
                                                   TEXT(raw_patrol_unit, sweep_width),
                                                   TEXT(raw_patrol_unit, search_speed),
                                                   TEXT(raw_patrol_unit, fuel_per_hour),
                                                   LIST(raw_patrol_unit, speeds, sea_speed_entry),
                                                   CYAML_FIELD_END};
static const cyaml_schema_value_t unit_entry = ENTRY(raw_patrol_unit, unit_fields);
static const cyaml_schema_field_t duty_fields[] = {
    TEXT(raw_duty, unit), TEXT(raw_duty, post),  TEXT(raw_duty, at), TEXT(raw_duty, to),
    TEXT(raw_duty, from), TEXT(raw_duty, until), CYAML_FIELD_END};
static const cyaml_schema_value_t duty_entry = ENTRY(raw_duty, duty_fields);
static const cyaml_schema_field_t fairness_fields[] = {TEXT(raw_fairness, most_share),
                                                       CYAML_FIELD_END};

static const cyaml_schema_field_t patrol_fields[] = {
    TEXT(raw_patrol, patrol),
    TEXT(raw_patrol, description),
    TEXT(raw_patrol, seed),
    TEXT(raw_patrol, weeks),
    TEXT(raw_patrol, cell),
    TEXT(raw_patrol, coast),
    TEXT(raw_patrol, mask_cell),
    TEXT(raw_patrol, call),
    TEXT(raw_patrol, agreement),
    MAPPING(raw_patrol, horizon, schema_window_fields),
    MAPPING(raw_patrol, area, schema_box_fields),
    MAPPING(raw_patrol, environment, water_fields),
    MAPPING(raw_patrol, fairness, fairness_fields),
    LIST(raw_patrol, statements, schema_statement_entry),
    LIST(raw_patrol, regions, region_entry),
    LIST(raw_patrol, closed, region_entry),
    LIST(raw_patrol, incidents, kind_entry),
    LIST(raw_patrol, units, unit_entry),
    LIST(raw_patrol, roster, duty_entry),
    CYAML_FIELD_END};
static const cyaml_schema_value_t patrol_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, raw_patrol, patrol_fields)};

static const cyaml_schema_field_t option_rule_fields[] = {
    TEXT(raw_option_rule, nation), TEXT(raw_option_rule, area),
    TEXT(raw_option_rule, request_delay), CYAML_FIELD_END};
static const cyaml_schema_value_t option_rule_entry = ENTRY(raw_option_rule, option_rule_fields);
static const cyaml_schema_field_t option_fields[] = {
    TEXT(raw_option, agreement),
    TEXT(raw_option, agreement_fr),
    TEXT(raw_option, text),
    TEXT(raw_option, text_fr),
    TEXT(raw_option, pool_crews),
    MAPPING(raw_option, fairness, fairness_fields),
    LIST(raw_option, zones, region_entry),
    LIST(raw_option, rules, option_rule_entry),
    LIST(raw_option, mixed_crews, schema_text_entry),
    CYAML_FIELD_END};
static const cyaml_schema_value_t option_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, raw_option, option_fields)};

raw_patrol *raw_patrol_load(const char *text, size_t length, const char *name,
                            const yaml_index *index, cw_error *err) {
    return schema_load(&patrol_schema, text, length, name, index, err);
}

void raw_patrol_free(raw_patrol *raw) {
    if (raw != NULL) schema_free(&patrol_schema, raw);
}

raw_option *raw_option_load(const char *text, size_t length, const char *name,
                            const yaml_index *index, cw_error *err) {
    return schema_load(&option_schema, text, length, name, index, err);
}

void raw_option_free(raw_option *raw) {
    if (raw != NULL) schema_free(&option_schema, raw);
}
