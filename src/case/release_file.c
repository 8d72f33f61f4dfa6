/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The agreement file of two centres: what of the record may be released to whom. Read like a case:
 * looked over for harm, loaded by its schema, each value checked; errors name file, line and field.
 * A kind or a part that the record does not know is refused: misspelt it would withhold in silence.
 */
#include <crosswatch/case.h>

#include <stdlib.h>
#include <string.h>

#include <crosswatch/incident.h>

#include "read.h"
#include "reader.h"
#include "schema.h"

enum { MOST_RULES = 256, MOST_PARTS = 8 };

typedef struct raw_release {
    char *to, *kind;
    char **parts;
    size_t parts_count;
} raw_release;

typedef struct raw_agreement_file {
    char *agreement;
    raw_release *release;
    size_t release_count;
} raw_agreement_file;

static const cyaml_schema_field_t release_fields[] = {
    TEXT(raw_release, to), TEXT(raw_release, kind), LIST(raw_release, parts, schema_text_entry),
    CYAML_FIELD_END};
static const cyaml_schema_value_t release_entry = ENTRY(raw_release, release_fields);
static const cyaml_schema_field_t file_fields[] = {TEXT(raw_agreement_file, agreement),
                                                   LIST(raw_agreement_file, release, release_entry),
                                                   CYAML_FIELD_END};
static const cyaml_schema_value_t file_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, raw_agreement_file, file_fields)};

/* ---- rules ------------------------------------------------------------------------------------
 */

/* A kind of event; *kind NULL: any. */
static bool read_kind(reader *r, const char *text, const char **kind) {
    char word[CW_MOST_KIND + 1];
    if (!read_word(r, "kind", text, REQUIRED, word, sizeof word)) return false;
    *kind = NULL;
    if (strcmp(word, "any") == 0) return true;
    if (!cw_incident_kind_is_known(word))
        return reader_fail(r, "kind", "\"%s\" is no kind of event (docs/incident.md lists them)",
                           word);
    *kind = cw_arena_strdup(r->arena, word);
    return *kind != NULL || cw_fail_memory(r->err);
}

static bool read_part(reader *r, const char *text, const char **part) {
    static const char *const known[] = {"body", "caller", "source"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i], text) != 0) continue;
        *part = known[i];
        return true;
    }
    return reader_fail(r, "parts", "\"%.40s\" is no part of an event: body, caller, source", text);
}

/* One rule a part; without parts, one for whatever its author marked. */
static bool read_release(reader *r, const raw_release *raw, cw_release_file *file) {
    char to[CW_MOST_CENTRE + 1];
    const char *kind;
    if (!read_word(r, "to", raw->to, REQUIRED, to, sizeof to) || !read_kind(r, raw->kind, &kind))
        return false;
    const char *centre = cw_arena_strdup(r->arena, to);
    if (centre == NULL) return cw_fail_memory(r->err);
    if (raw->parts_count > MOST_PARTS)
        return reader_fail(r, "parts", "has more than %d entries", MOST_PARTS);
    if (raw->parts_count == 0) file->rules[file->count++] = (cw_release_rule){centre, kind, NULL};
    for (size_t i = 0; i < raw->parts_count; i++) {
        const char *part = NULL;
        if (!read_part(r, raw->parts[i], &part)) return false;
        file->rules[file->count++] = (cw_release_rule){centre, kind, part};
    }
    return true;
}

static bool read_releases(reader *r, const raw_agreement_file *raw, cw_release_file *file) {
    if (raw->release_count == 0) return reader_lists_nothing(r, "release");
    if (raw->release_count > MOST_RULES)
        return reader_fail(r, "release", "has more than %d entries", MOST_RULES);
    file->rules = reader_array(r, raw->release_count * MOST_PARTS, sizeof *file->rules);
    if (file->rules == NULL) return false;
    for (size_t i = 0; i < raw->release_count; i++) {
        size_t mark = reader_enter(r, "release[%zu]", i);
        if (!read_release(r, &raw->release[i], file)) return false;
        reader_leave(r, mark);
    }
    return true;
}

/* ---- the file ---------------------------------------------------------------------------------
 */

static cw_release_file *convert(const raw_agreement_file *raw, const yaml_index *index,
                                const char *name, cw_error *err) {
    cw_arena *arena = cw_arena_create();
    cw_release_file *file = arena != NULL ? cw_arena_alloc(arena, sizeof *file) : NULL;
    if (file == NULL) {
        cw_arena_destroy(arena);
        cw_fail_memory(err);
        return NULL;
    }
    file->arena = arena;
    reader r = {.name = name, .folder = ".", .index = index, .arena = arena, .err = err};
    if (read_releases(&r, raw, file)) return file;
    cw_arena_destroy(arena);
    return NULL;
}

cw_release_file *cw_release_file_parse(const char *text, size_t length, const char *name,
                                       cw_error *err) {
    cw_release_file *file = NULL;
    yaml_index *index = yaml_index_create(text, length, name, err);
    raw_agreement_file *raw =
        index != NULL ? schema_load(&file_schema, text, length, name, index, err) : NULL;
    if (raw != NULL) {
        file = convert(raw, index, name, err);
        schema_free(&file_schema, raw);
    }
    yaml_index_destroy(index);
    return file;
}

cw_release_file *cw_release_file_load(const char *path, cw_error *err) {
    size_t length = 0;
    char *text = read_whole_file(path, &length, err);
    if (text == NULL) return NULL;
    cw_release_file *file = cw_release_file_parse(text, length, path, err);
    free(text);
    return file;
}

void cw_release_file_destroy(cw_release_file *file) {
    if (file != NULL) cw_arena_destroy(file->arena);
}
