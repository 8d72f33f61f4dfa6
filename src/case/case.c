/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A case file as values. The text is looked over for harm first (yaml_index.c), then loaded by
 * libcyaml with its schema (schema.c), then each part is converted and checked (read_*.c). What the
 * case says is kept in one arena; nothing of libcyaml survives the reading.
 */
#include <crosswatch/case.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "read.h"

enum { DEFAULT_PARTICLES = 10000, MOST_PARTICLES = 10000000, MOST_REPORT_TIMES = 64 };
static const double DEFAULT_MASK_CELL_M = 100.0;

static bool read_statements(reader *r, const raw_case *raw, cw_case *c) {
    static const choice kinds[] = {{"fact", 1}, {"assumption", 0}, {NULL, 0}};
    c->statements = reader_array(r, raw->statements_count, sizeof *c->statements);
    if (c->statements == NULL) return false;
    for (size_t i = 0; i < raw->statements_count; i++) {
        const raw_statement *s = &raw->statements[i];
        cw_statement *to = &c->statements[i];
        int fact = 0;
        size_t mark = reader_enter(r, "statements[%zu]", i);
        if (!read_choice(r, "kind", s->kind, REQUIRED, kinds, &fact)
            || !read_text(r, "text", s->text, REQUIRED, &to->text)
            || !read_text(r, "source", s->source, OPTIONAL, &to->source)) {
            return false;
        }
        to->fact = fact != 0;
        reader_leave(r, mark);
    }
    c->statement_count = raw->statements_count;
    return true;
}

static bool read_coast(reader *r, const raw_case *raw, cw_case *c) {
    c->mask_cell_m = DEFAULT_MASK_CELL_M;
    if (!read_length(r, "mask_cell", raw->mask_cell, OPTIONAL, (limits){10.0, 10e3},
                     &c->mask_cell_m)) {
        return false;
    }
    if (raw->coast == NULL || strcmp(raw->coast, "gshhg") == 0) return true;
    c->open_sea = strcmp(raw->coast, "none") == 0;
    return c->open_sea || read_path(r, "coast", raw->coast, REQUIRED, &c->coast_path);
}

/* `west` may exceed `east`: across the date line. */
static bool read_box(reader *r, const raw_box *raw, cw_case *c) {
    limits latitude = {-89.0, 89.0}, longitude = {-180.0, 180.0};
    if (raw == NULL) return true;
    size_t mark = reader_enter(r, "area");
    if (!read_number(r, "south", raw->south, REQUIRED, latitude, &c->box.south_deg)
        || !read_number(r, "west", raw->west, REQUIRED, longitude, &c->box.west_deg)
        || !read_number(r, "north", raw->north, REQUIRED, latitude, &c->box.north_deg)
        || !read_number(r, "east", raw->east, REQUIRED, longitude, &c->box.east_deg)) {
        return false;
    }
    if (c->box.north_deg <= c->box.south_deg) {
        return reader_fail(r, "north", "must lie north of `south`");
    }
    double width = c->box.east_deg - c->box.west_deg;
    if (width < 0.0) width += 360.0;
    if (width <= 0.0 || width > 60.0 || c->box.north_deg - c->box.south_deg > 30.0) {
        return reader_fail(r, NULL,
                           "must be wider than nothing, at most 60 degrees from west to "
                           "east and at most 30 degrees from south to north");
    }
    c->box_given = true;
    reader_leave(r, mark);
    return true;
}

static bool read_report_times(reader *r, const raw_case *raw, cw_case *c) {
    if (raw->report_times_count == 0) return true;
    if (raw->report_times_count > MOST_REPORT_TIMES) {
        return reader_fail(r, "report_times", "has more than %d entries", MOST_REPORT_TIMES);
    }
    c->report_times = reader_array(r, raw->report_times_count, sizeof *c->report_times);
    if (c->report_times == NULL) return false;
    for (size_t i = 0; i < raw->report_times_count; i++) {
        char field[48];
        snprintf(field, sizeof field, "report_times[%zu]", i);
        if (!read_time(r, field, raw->report_times[i], REQUIRED, &c->report_times[i])) return false;
        bool back = c->drift.to < c->drift.from;
        cw_time first = back ? c->drift.to : c->drift.from,
                last = back ? c->drift.from : c->drift.to;
        if (c->report_times[i] < first || c->report_times[i] > last) {
            return reader_fail(r, field,
                               "must lie between the beginning of the drift and the end "
                               "of the search");
        }
    }
    c->report_time_count = raw->report_times_count;
    return true;
}

static bool read_head(reader *r, const raw_case *raw, cw_case *c) {
    uint64_t particles = DEFAULT_PARTICLES;
    c->seed = 1;
    if (!read_word(r, "case", raw->name, REQUIRED, c->name, sizeof c->name)
        || !read_text(r, "description", raw->description, OPTIONAL, &c->description)
        || !read_count(r, "seed", raw->seed, OPTIONAL, 0, INT64_MAX, &c->seed)
        || !read_count(r, "particles", raw->particles, OPTIONAL, 1, MOST_PARTICLES, &particles)) {
        return false;
    }
    c->particles = (size_t)particles;
    return true;
}

static bool read_all(reader *r, const raw_case *raw, cw_case *c) {
    return read_head(r, raw, c) && read_statements(r, raw, c) && read_hypotheses(r, raw, c)
           && read_objects(r, raw, c) && read_environment(r, raw, c) && read_coast(r, raw, c)
           && read_box(r, raw->area, c) && read_drift(r, raw, c) && read_search(r, raw, c)
           && read_weather_begin(r, c) && read_units(r, raw, c) && read_regions(r, raw, c)
           && read_drawn_areas(r, raw, c) && read_report_times(r, raw, c);
}

/* An empty case whose arena holds it. */
static cw_case *make_case(const char *name, cw_error *err) {
    cw_arena *arena = cw_arena_create();
    cw_case *c = arena != NULL ? cw_arena_alloc(arena, sizeof *c) : NULL;
    if (c != NULL) {
        c->arena = arena;
        c->path = cw_arena_strdup(arena, name);
        if (c->path != NULL) return c;
    }
    cw_arena_destroy(arena);
    cw_fail_memory(err);
    return NULL;
}

static cw_case *convert(const raw_case *raw, const yaml_index *index, const char *name,
                        const char *folder, cw_error *err) {
    cw_case *c = make_case(name, err);
    if (c == NULL) return NULL;
    reader r = {.name = name, .folder = folder, .index = index, .arena = c->arena, .err = err};
    if (read_all(&r, raw, c)) return c;
    cw_case_destroy(c);
    return NULL;
}

cw_case *cw_case_parse(const char *text, size_t length, const char *name, const char *folder,
                       cw_error *err) {
    cw_case *c = NULL;
    yaml_index *index = yaml_index_create(text, length, name, err);
    raw_case *raw = index != NULL ? raw_case_load(text, length, name, index, err) : NULL;
    if (raw != NULL) c = convert(raw, index, name, folder, err);
    raw_case_free(raw);
    yaml_index_destroy(index);
    return c;
}

/* The whole file, one byte more than the limit at most: enough to know that it is too large. */
char *read_whole_file(const char *path, size_t *length, cw_error *err) {
    struct stat status;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &status) != 0 || S_ISDIR(status.st_mode)) {
        cw_fail(err, CW_ERR_INPUT, "%s: cannot be opened (%s)", path,
                file != NULL ? CW_SAID("it is a folder") : strerror(errno));
        if (file != NULL) fclose(file);
        return NULL;
    }
    char *text = malloc(YAML_MOST_BYTES + 2);
    if (text != NULL) *length = fread(text, 1, YAML_MOST_BYTES + 1, file);
    bool bad = ferror(file) != 0;
    fclose(file);
    if (text != NULL && !bad) return text;
    if (text == NULL) {
        cw_fail_memory(err);
    } else {
        cw_fail(err, CW_ERR_MACHINE, "%s: cannot be read", path);
    }
    free(text);
    return NULL;
}

char *folder_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? strndup(path, slash > path ? (size_t)(slash - path) : 1) : strdup("");
}

cw_case *cw_case_load(const char *path, cw_error *err) {
    size_t length = 0;
    char *text = read_whole_file(path, &length, err);
    if (text == NULL) return NULL;
    char *folder = folder_of(path);
    cw_case *c = NULL;
    if (folder == NULL) {
        cw_fail_memory(err);
    } else {
        c = cw_case_parse(text, length, path, folder, err);
    }
    free(folder);
    free(text);
    return c;
}

void cw_case_destroy(cw_case *c) {
    if (c != NULL) cw_arena_destroy(c->arena);
}
