/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Units that a case does not have: whoever offers help after it was written. A file of `units` with
 * the fields that they have in a case, read behind the case's own, so that no case file is changed.
 */
#include <crosswatch/case.h>

#include <stdlib.h>
#include <string.h>

#include "raw.h"
#include "read.h"
#include "schema.h"

typedef struct raw_units {
    raw_unit *units;
    size_t units_count;
} raw_units;

static const cyaml_schema_value_t unit_entry = ENTRY(raw_unit, schema_unit_fields);
static const cyaml_schema_field_t file_fields[] = {LIST(raw_units, units, unit_entry),
                                                   CYAML_FIELD_END};
static const cyaml_schema_value_t file_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, raw_units, file_fields)};

enum { MOST_ADDED = 16 };

static bool is_there(const cw_unit *units, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(units[i].name, name) == 0) return true;
    }
    return false;
}

/* The case's units and those of the file behind them; the case is changed when all are good. */
static bool add(reader *r, const raw_units *raw, cw_case *c) {
    size_t count = c->unit_count;
    if (raw->units_count == 0) return reader_missing(r, "units");
    if (raw->units_count > MOST_ADDED)
        return reader_fail(r, "units", "has more than %d entries", MOST_ADDED);
    cw_unit *all = reader_array(r, count + raw->units_count, sizeof *all);
    if (all == NULL) return false;
    if (count > 0) memcpy(all, c->units, count * sizeof *all);
    for (size_t i = 0; i < raw->units_count; i++) {
        size_t mark = reader_enter(r, "units[%zu]", i);
        if (!read_unit(r, &raw->units[i], c, &all[count])) return false;
        if (is_there(all, count, all[count].name))
            return reader_fail(r, "name", "another unit has this name");
        count++;
        reader_leave(r, mark);
    }
    c->units = all;
    c->unit_count = count;
    return true;
}

bool cw_case_parse_units(cw_case *c, const char *text, size_t length, const char *name,
                         cw_error *err) {
    yaml_index *index = yaml_index_create(text, length, name, err);
    raw_units *raw =
        index != NULL ? schema_load(&file_schema, text, length, name, index, err) : NULL;
    reader r = {.name = name, .folder = "", .index = index, .arena = c->arena, .err = err};
    bool good = raw != NULL && add(&r, raw, c);
    if (raw != NULL) schema_free(&file_schema, raw);
    yaml_index_destroy(index);
    return good;
}

bool cw_case_load_units(cw_case *c, const char *path, cw_error *err) {
    size_t length = 0;
    if (path == NULL) return true;
    char *text = read_whole_file(path, &length, err);
    bool good = text != NULL && cw_case_parse_units(c, text, length, path, err);
    free(text);
    return good;
}
