/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The schema of a case for libcyaml: which fields there are, and which are texts, mappings and
 * lists. All fields are optional here; what must be given depends on other fields and is said by
 * the readers. libcyaml finds unknown fields and wrong shapes; what it logs about them (a sentence
 * and a backtrace, innermost first) is caught and turned into "FILE, line N, field: sentence".
 */
#include "schema.h"

#include "raw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const cyaml_schema_value_t schema_text_entry = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0, CYAML_UNLIMITED)};

const cyaml_schema_field_t schema_window_fields[] = {TEXT(raw_window, from), TEXT(raw_window, to),
                                                     CYAML_FIELD_END};

static const cyaml_schema_field_t statement_fields[] = {
    TEXT(raw_statement, kind), TEXT(raw_statement, text), TEXT(raw_statement, source),
    CYAML_FIELD_END};
const cyaml_schema_value_t schema_statement_entry = ENTRY(raw_statement, statement_fields);

static const cyaml_schema_field_t point_fields[] = {TEXT(raw_point, position),
                                                    TEXT(raw_point, radius),
                                                    TEXT(raw_point, confidence), CYAML_FIELD_END};
static const cyaml_schema_field_t area_fields[] = {LIST(raw_area, corners, schema_text_entry),
                                                   CYAML_FIELD_END};
static const cyaml_schema_field_t end_fields[] = {TEXT(raw_end, position), TEXT(raw_end, time),
                                                  CYAML_FIELD_END};
static const cyaml_schema_field_t voyage_fields[] = {
    MAPPING(raw_voyage, from, end_fields), MAPPING(raw_voyage, to, end_fields),
    TEXT(raw_voyage, radius), TEXT(raw_voyage, confidence), CYAML_FIELD_END};
static const cyaml_schema_field_t bearing_fields[] = {
    TEXT(raw_bearing, observer),    TEXT(raw_bearing, bearing),    TEXT(raw_bearing, error),
    TEXT(raw_bearing, least_range), TEXT(raw_bearing, most_range), CYAML_FIELD_END};
static const cyaml_schema_value_t bearing_entry = ENTRY(raw_bearing, bearing_fields);
static const cyaml_schema_field_t dead_reckoning_fields[] = {TEXT(raw_dead_reckoning, fix),
                                                             TEXT(raw_dead_reckoning, time),
                                                             TEXT(raw_dead_reckoning, course),
                                                             TEXT(raw_dead_reckoning, speed),
                                                             TEXT(raw_dead_reckoning, course_error),
                                                             TEXT(raw_dead_reckoning, speed_error),
                                                             TEXT(raw_dead_reckoning, radius),
                                                             TEXT(raw_dead_reckoning, confidence),
                                                             CYAML_FIELD_END};
static const cyaml_schema_field_t hypothesis_fields[] = {
    TEXT(raw_hypothesis, name),
    TEXT(raw_hypothesis, weight),
    MAPPING(raw_hypothesis, adrift, schema_window_fields),
    MAPPING(raw_hypothesis, point, point_fields),
    MAPPING(raw_hypothesis, area, area_fields),
    MAPPING(raw_hypothesis, voyage, voyage_fields),
    LIST(raw_hypothesis, bearings, bearing_entry),
    MAPPING(raw_hypothesis, dead_reckoning, dead_reckoning_fields),
    CYAML_FIELD_END};
static const cyaml_schema_value_t hypothesis_entry = ENTRY(raw_hypothesis, hypothesis_fields);

static const cyaml_schema_field_t object_fields[] = {
    TEXT(raw_object, name),
    TEXT(raw_object, leeway),
    TEXT(raw_object, sweep),
    TEXT(raw_object, share),
    TEXT(raw_object, people),
    TEXT(raw_object, lifejacket),
    TEXT(raw_object, immersion),
    TEXT(raw_object, clothing),
    TEXT(raw_object, flotation),
    TEXT(raw_object, becomes),
    LIST(raw_object, becomes_between, schema_text_entry),
    CYAML_FIELD_END};
static const cyaml_schema_value_t object_entry = ENTRY(raw_object, object_fields);

static const cyaml_schema_field_t flow_fields[] = {TEXT(raw_flow, toward), TEXT(raw_flow, from),
                                                   TEXT(raw_flow, speed), CYAML_FIELD_END};
static const cyaml_schema_field_t source_fields[] = {MAPPING(raw_source, constant, flow_fields),
                                                     TEXT(raw_source, tide),
                                                     TEXT(raw_source, reach),
                                                     TEXT(raw_source, file),
                                                     TEXT(raw_source, east),
                                                     TEXT(raw_source, north),
                                                     TEXT(raw_source, grid),
                                                     CYAML_FIELD_END};
static const cyaml_schema_value_t source_entry = ENTRY(raw_source, source_fields);
static const cyaml_schema_field_t quantity_fields[] = {
    LIST(raw_quantity, sources, source_entry), TEXT(raw_quantity, beyond), TEXT(raw_quantity, std),
    TEXT(raw_quantity, correlation), CYAML_FIELD_END};
static const cyaml_schema_field_t scalar_source_fields[] = {
    TEXT(raw_scalar_source, constant), TEXT(raw_scalar_source, file),
    TEXT(raw_scalar_source, variable), TEXT(raw_scalar_source, grid), CYAML_FIELD_END};
static const cyaml_schema_value_t scalar_source_entry =
    ENTRY(raw_scalar_source, scalar_source_fields);
static const cyaml_schema_field_t scalar_fields[] = {LIST(raw_scalar, sources, scalar_source_entry),
                                                     TEXT(raw_scalar, beyond), CYAML_FIELD_END};
static const cyaml_schema_field_t conditions_fields[] = {
    TEXT(raw_conditions, from), TEXT(raw_conditions, visibility), TEXT(raw_conditions, wind),
    TEXT(raw_conditions, wave_height), CYAML_FIELD_END};
static const cyaml_schema_value_t conditions_entry = ENTRY(raw_conditions, conditions_fields);
static const cyaml_schema_field_t environment_fields[] = {
    MAPPING(raw_environment, current, quantity_fields),
    MAPPING(raw_environment, wind, quantity_fields),
    MAPPING(raw_environment, stokes, quantity_fields),
    MAPPING(raw_environment, temperature, scalar_fields),
    TEXT(raw_environment, visibility),
    TEXT(raw_environment, wave_height),
    TEXT(raw_environment, wind_speed),
    LIST(raw_environment, conditions, conditions_entry),
    CYAML_FIELD_END};

const cyaml_schema_field_t schema_box_fields[] = {TEXT(raw_box, south), TEXT(raw_box, west),
                                                  TEXT(raw_box, north), TEXT(raw_box, east),
                                                  CYAML_FIELD_END};
static const cyaml_schema_field_t drift_fields[] = {
    TEXT(raw_drift, step),         TEXT(raw_drift, output),
    TEXT(raw_drift, scheme),       TEXT(raw_drift, jibe_per_hour),
    TEXT(raw_drift, leeway_error), TEXT(raw_drift, leeway_correlation),
    TEXT(raw_drift, shore),        TEXT(raw_drift, refloat_per_hour),
    TEXT(raw_drift, backward_to),  CYAML_FIELD_END};
static const cyaml_schema_field_t search_fields[] = {TEXT(raw_search, from),
                                                     TEXT(raw_search, to),
                                                     TEXT(raw_search, law),
                                                     TEXT(raw_search, objective),
                                                     TEXT(raw_search, separation),
                                                     TEXT(raw_search, height_separation),
                                                     TEXT(raw_search, areas),
                                                     TEXT(raw_search, patterns),
                                                     TEXT(raw_search, evaluations),
                                                     TEXT(raw_search, time_limit),
                                                     CYAML_FIELD_END};

const cyaml_schema_field_t schema_unit_fields[] = {
    TEXT(raw_unit, name),
    TEXT(raw_unit, nation),
    TEXT(raw_unit, base),
    TEXT(raw_unit, kind),
    TEXT(raw_unit, platform),
    TEXT(raw_unit, at),
    TEXT(raw_unit, turn_round),
    TEXT(raw_unit, readiness),
    TEXT(raw_unit, transit_speed),
    TEXT(raw_unit, search_speed),
    TEXT(raw_unit, search_height),
    TEXT(raw_unit, endurance),
    TEXT(raw_unit, turnaround),
    TEXT(raw_unit, turn),
    TEXT(raw_unit, least_spacing),
    TEXT(raw_unit, factor),
    TEXT(raw_unit, night_factor),
    TEXT(raw_unit, fatigue),
    MAPPING(raw_unit, available, schema_window_fields),
    CYAML_FIELD_END};
static const cyaml_schema_value_t unit_entry = ENTRY(raw_unit, schema_unit_fields);
static const cyaml_schema_field_t drawn_fields[] = {TEXT(raw_drawn, name),
                                                    TEXT(raw_drawn, rule),
                                                    TEXT(raw_drawn, from),
                                                    TEXT(raw_drawn, to),
                                                    LIST(raw_drawn, corners, schema_text_entry),
                                                    LIST(raw_drawn, units, schema_text_entry),
                                                    CYAML_FIELD_END};
static const cyaml_schema_value_t drawn_entry = ENTRY(raw_drawn, drawn_fields);
static const cyaml_schema_field_t region_fields[] = {
    TEXT(raw_region, name), TEXT(raw_region, nation), TEXT(raw_region, boundary),
    TEXT(raw_region, side), TEXT(raw_region, file),   LIST(raw_region, corners, schema_text_entry),
    CYAML_FIELD_END};
static const cyaml_schema_value_t region_entry = ENTRY(raw_region, region_fields);
static const cyaml_schema_field_t rule_fields[] = {TEXT(raw_rule, nation), TEXT(raw_rule, region),
                                                   TEXT(raw_rule, allowed),
                                                   TEXT(raw_rule, request_delay), CYAML_FIELD_END};
static const cyaml_schema_value_t rule_entry = ENTRY(raw_rule, rule_fields);
static const cyaml_schema_field_t agreement_fields[] = {
    TEXT(raw_agreement, name), LIST(raw_agreement, rules, rule_entry), CYAML_FIELD_END};

static const cyaml_schema_field_t case_fields[] = {
    CYAML_FIELD_STRING_PTR("case", GIVEN_OR_NOT, raw_case, name, 0, CYAML_UNLIMITED),
    TEXT(raw_case, description),
    TEXT(raw_case, seed),
    TEXT(raw_case, particles),
    LIST(raw_case, statements, schema_statement_entry),
    LIST(raw_case, hypotheses, hypothesis_entry),
    LIST(raw_case, objects, object_entry),
    MAPPING(raw_case, environment, environment_fields),
    TEXT(raw_case, coast),
    TEXT(raw_case, mask_cell),
    MAPPING(raw_case, area, schema_box_fields),
    MAPPING(raw_case, drift, drift_fields),
    MAPPING(raw_case, search, search_fields),
    LIST(raw_case, units, unit_entry),
    LIST(raw_case, regions, region_entry),
    LIST(raw_case, drawn_areas, drawn_entry),
    MAPPING(raw_case, agreement, agreement_fields),
    LIST(raw_case, report_times, schema_text_entry),
    CYAML_FIELD_END};
static const cyaml_schema_value_t case_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, raw_case, case_fields)};

/* ---- what libcyaml says ---------------------------------------------------------------------- */

enum { MOST_TRACE = 16 };

typedef struct trace { /* of the first thing that it found wrong */
    char sentence[160];
    char steps[MOST_TRACE][80]; /* innermost first */
    size_t count;
} trace;

static void catch_log(cyaml_log_t level, void *context, const char *format, va_list arguments) {
    trace *t = context;
    char line[256];
    if (level < CYAML_LOG_ERROR) return;
    vsnprintf(line, sizeof line, format, arguments);
    line[strcspn(line, "\n")] = '\0';
    const char *at = strncmp(line, "Load: ", 6) == 0 ? line + 6 : line;
    at += strspn(at, " ");
    if (strncmp(at, "Backtrace", 9) == 0) return;
    if (strncmp(at, "in ", 3) == 0) {
        if (t->count < MOST_TRACE) {
            snprintf(t->steps[t->count++], sizeof t->steps[0], "%.79s", at);
        }
    } else if (t->sentence[0] == '\0') {
        snprintf(t->sentence, sizeof t->sentence, "%.159s", at);
    }
}

/* "in mapping field 'x' (line: 3, column: 4)" adds ".x"; "in sequence entry '2'" adds "[1]". */
static void add_step(const char *step, char *path, size_t size) {
    char word[80];
    unsigned entry;
    size_t length = strlen(path);
    if (sscanf(step, "in mapping field '%79[^']'", word) == 1) {
        snprintf(path + length, size - length, "%s%s", length > 0 ? "." : "", word);
    } else if (sscanf(step, "in sequence entry '%u'", &entry) == 1 && entry > 0) {
        snprintf(path + length, size - length, "[%u]", entry - 1);
    }
}

/* The field at fault: the backtrace read from the outside, and the key that is not known. */
static void trace_path(const trace *t, char *path, size_t size) {
    char key[80];
    path[0] = '\0';
    for (size_t i = t->count; i-- > 0;) add_step(t->steps[i], path, size);
    if (sscanf(t->sentence, "Unexpected key: %79[^\n]", key) != 1) return;
    size_t length = strlen(path);
    snprintf(path + length, size - length, "%s%s", length > 0 ? "." : "", key);
}

static const char *shape_word(const char *sentence) {
    if (strncmp(sentence, "Unexpected key", 14) == 0) {
        return CW_SAID("there is no field of this name here");
    }
    if (strncmp(sentence, "Expecting STRING", 16) == 0)
        return CW_SAID("a single value is wanted here");
    if (strncmp(sentence, "Expecting SEQUENCE", 18) == 0) {
        return CW_SAID("a list is wanted here (lines that begin with \"- \")");
    }
    if (strncmp(sentence, "Expecting MAPPING", 17) == 0) {
        return CW_SAID("fields are wanted here (lines such as \"name: value\")");
    }
    return sentence;
}

static void say(const trace *t, const char *name, const yaml_index *index, cyaml_err_t code,
                cw_error *err) {
    char path[400];
    trace_path(t, path, sizeof path);
    size_t line = yaml_index_line(index, path);
    const char *sentence = t->sentence[0] != '\0' ? shape_word(t->sentence) : cyaml_strerror(code);
    if (path[0] != '\0')
        cw_fail(err, CW_ERR_INPUT, "%s, line %zu, %s: %s", name, line, path, sentence);
    else
        cw_fail(err, CW_ERR_INPUT, "%s, line %zu: %s", name, line, sentence);
}

static cyaml_config_t configuration(trace *t) {
    return (cyaml_config_t){.log_fn = catch_log,
                            .log_ctx = t,
                            .mem_fn = cyaml_mem,
                            .log_level = CYAML_LOG_ERROR,
                            .flags = CYAML_CFG_NO_ALIAS};
}

void *schema_load(const cyaml_schema_value_t *schema, const char *text, size_t length,
                  const char *name, const yaml_index *index, cw_error *err) {
    trace t = {0};
    cyaml_config_t config = configuration(&t);
    cyaml_data_t *data = NULL;
    cyaml_err_t code = cyaml_load_data((const uint8_t *)text, length, &config, schema, &data, NULL);
    if (code == CYAML_OK && data != NULL) return data;
    if (data != NULL) cyaml_free(&config, schema, data, 0);
    if (code == CYAML_ERR_OOM) {
        cw_fail_memory(err);
    } else if (code == CYAML_OK) {
        cw_fail(err, CW_ERR_INPUT, "%s: the file is empty", name);
    } else {
        say(&t, name, index, code, err);
    }
    return NULL;
}

void schema_free(const cyaml_schema_value_t *schema, void *data) {
    trace t = {0};
    cyaml_config_t config = configuration(&t);
    cyaml_free(&config, schema, data, 0);
}

raw_case *raw_case_load(const char *text, size_t length, const char *name, const yaml_index *index,
                        cw_error *err) {
    return schema_load(&case_schema, text, length, name, index, err);
}

void raw_case_free(raw_case *raw) {
    schema_free(&case_schema, raw);
}
