/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Result files: what was searched and what was seen, as it comes back from the units. Read like a
 * case: the text is looked over for harm (yaml_index.c), loaded by its schema, and each value
 * converted with its own checks; errors name file, line and field.
 */
#include <crosswatch/case.h>

#include <stdlib.h>
#include <string.h>

#include "read.h"
#include "result_raw.h"
#include "schema.h"

static const cyaml_schema_field_t conditions_fields[] = {
    TEXT(raw_seen_conditions, visibility), TEXT(raw_seen_conditions, wind),
    TEXT(raw_seen_conditions, wave_height), CYAML_FIELD_END};
static const cyaml_schema_field_t done_fields[] = {TEXT(raw_done, plan),  TEXT(raw_done, unit),
                                                   TEXT(raw_done, area),  TEXT(raw_done, from),
                                                   TEXT(raw_done, until), CYAML_FIELD_END};
static const cyaml_schema_field_t point_fields[] = {TEXT(raw_track_point, at),
                                                    TEXT(raw_track_point, time), CYAML_FIELD_END};
static const cyaml_schema_value_t point_entry = ENTRY(raw_track_point, point_fields);
static const cyaml_schema_field_t track_fields[] = {TEXT(raw_track, file),
                                                    TEXT(raw_track, mmsi),
                                                    TEXT(raw_track, from),
                                                    TEXT(raw_track, until),
                                                    LIST(raw_track, points, point_entry),
                                                    CYAML_FIELD_END};
static const cyaml_schema_field_t sighting_fields[] = {TEXT(raw_sighting, what),
                                                       TEXT(raw_sighting, position),
                                                       TEXT(raw_sighting, radius),
                                                       TEXT(raw_sighting, confidence),
                                                       TEXT(raw_sighting, time),
                                                       TEXT(raw_sighting, object),
                                                       TEXT(raw_sighting, related),
                                                       TEXT(raw_sighting, background_radius),
                                                       CYAML_FIELD_END};
static const cyaml_schema_field_t result_fields[] = {
    TEXT(raw_result, id),
    TEXT(raw_result, unit),
    TEXT(raw_result, source),
    TEXT(raw_result, returned),
    MAPPING(raw_result, described, schema_unit_fields),
    MAPPING(raw_result, conditions, conditions_fields),
    MAPPING(raw_result, pattern, done_fields),
    MAPPING(raw_result, track, track_fields),
    MAPPING(raw_result, sighting, sighting_fields),
    CYAML_FIELD_END};
static const cyaml_schema_value_t result_entry = ENTRY(raw_result, result_fields);
static const cyaml_schema_field_t file_fields[] = {LIST(raw_results, results, result_entry),
                                                   CYAML_FIELD_END};
static const cyaml_schema_value_t file_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, raw_results, file_fields)};

/* ---- the file ----------------------------------------------------------------------------------
 */

static bool read_results(reader *r, const raw_results *raw, const cw_case *c,
                         cw_result_file *file) {
    enum { MOST_RESULTS = 256 };
    if (raw->results_count == 0) return reader_lists_nothing(r, "results");
    if (raw->results_count > MOST_RESULTS)
        return reader_fail(r, "results", "has more than %d entries", MOST_RESULTS);
    file->results = reader_array(r, raw->results_count, sizeof *file->results);
    if (file->results == NULL) return false;
    for (size_t i = 0; i < raw->results_count; i++) {
        size_t mark = reader_enter(r, "results[%zu]", i);
        if (!read_result(r, &raw->results[i], c, &file->results[i])) return false;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(file->results[j].id, file->results[i].id) != 0) continue;
            return reader_fail(r, "id", "another result has this id");
        }
        reader_leave(r, mark);
    }
    file->count = raw->results_count;
    return true;
}

/* An empty file whose arena holds it. */
static cw_result_file *make_file(const char *name, cw_error *err) {
    cw_arena *arena = cw_arena_create();
    cw_result_file *file = arena != NULL ? cw_arena_alloc(arena, sizeof *file) : NULL;
    if (file != NULL) {
        file->arena = arena;
        file->path = cw_arena_strdup(arena, name);
        if (file->path != NULL) return file;
    }
    cw_arena_destroy(arena);
    cw_fail_memory(err);
    return NULL;
}

static cw_result_file *convert(const raw_results *raw, const yaml_index *index, const char *name,
                               const char *folder, const cw_case *c, cw_error *err) {
    cw_result_file *file = make_file(name, err);
    if (file == NULL) return NULL;
    reader r = {.name = name, .folder = folder, .index = index, .arena = file->arena, .err = err};
    if (read_results(&r, raw, c, file)) return file;
    cw_result_file_destroy(file);
    return NULL;
}

cw_result_file *cw_result_file_parse(const char *text, size_t length, const char *name,
                                     const char *folder, const cw_case *c, cw_error *err) {
    cw_result_file *file = NULL;
    yaml_index *index = yaml_index_create(text, length, name, err);
    raw_results *raw =
        index != NULL ? schema_load(&file_schema, text, length, name, index, err) : NULL;
    if (raw != NULL) {
        file = convert(raw, index, name, folder, c, err);
        schema_free(&file_schema, raw);
    }
    yaml_index_destroy(index);
    return file;
}

cw_result_file *cw_result_file_load(const char *path, const cw_case *c, cw_error *err) {
    size_t length = 0;
    char *text = read_whole_file(path, &length, err);
    if (text == NULL) return NULL;
    char *folder = folder_of(path);
    cw_result_file *file = NULL;
    if (folder == NULL) {
        cw_fail_memory(err);
    } else {
        file = cw_result_file_parse(text, length, path, folder, c, err);
    }
    free(folder);
    free(text);
    return file;
}

void cw_result_file_destroy(cw_result_file *file) {
    if (file != NULL) cw_arena_destroy(file->arena);
}
