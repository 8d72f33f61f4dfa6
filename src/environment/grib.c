/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GRIB 1 and 2 as a source. One pass over the file notes where the messages of the quantity stand;
 * the best kind (rank), the level nearest the surface and the lowest ensemble member are kept, both
 * components paired by time. A frame is then decoded by ecCodes from its place in the file.
 */
#include "grib_names.h"

#include "gridded.h"
#include "grid_kind.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct field {
    grib_place place;
    cw_time time;
    grib_match match;
    long member;
    uint64_t grid; /* hash of the grid section */
} field;

typedef struct scan {
    cw_quantity quantity;
    const cw_file_options *options;
    field *fields; /* owned */
    size_t count, capacity;
} scan;

enum { fields_most = 4000000 };

/* ---- the scan ----------------------------------------------------------------------------------
 */

static bool valid_time(codes_handle *h, cw_time *time, cw_error *err) {
    enum { furthest = 10000000 }; /* of any unit; ecCodes counts days one by one */
    long step = grib_long(h, "forecastTime", 0);
    if (step < -furthest || step > furthest) {
        return cw_fail(err, CW_ERR_INPUT, "a message is valid %ld units ahead: no forecast", step);
    }
    long date = grib_long(h, "validityDate", 0), clock = grib_long(h, "validityTime", -1);
    long year = date / 10000, month = date / 100 % 100, day = date % 100;
    bool good = year >= 1900 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31
                && clock >= 0 && clock / 100 < 24 && clock % 100 < 60;
    if (!good)
        return cw_fail(err, CW_ERR_INPUT, "a message has no valid time (%ld %04ld)", date, clock);
    *time = cw_time_from_civil((int)year, (int)month, (int)day, (int)(clock / 100),
                               (int)(clock % 100), 0.0);
    return true;
}

static bool note_field(void *context, codes_handle *h, grib_place place, cw_error *err) {
    scan *s = context;
    field f = {.place = place};
    f.match = grib_recognise(h, s->quantity, s->options);
    if (f.match.component == GRIB_NEITHER) return true;
    if (!valid_time(h, &f.time, err)) return false;
    f.member = grib_long(h, "perturbationNumber", 0);
    f.grid = grib_grid_hash(h);
    if (s->count >= fields_most) return cw_fail(err, CW_ERR_INPUT, "it has too many messages");
    if (!cw_grow(&s->fields, &s->capacity, s->count + 1)) return cw_fail_memory(err);
    s->fields[s->count++] = f;
    return true;
}

/* ---- the choice --------------------------------------------------------------------------------
 */

static bool same_kind(const field *a, const field *b) {
    return a->match.rank == b->match.rank && a->match.level == b->match.level
           && a->member == b->member;
}

static bool better(const field *a, const field *b) {
    if (a->match.rank != b->match.rank) return a->match.rank < b->match.rank;
    if (a->match.level != b->match.level) return a->match.level < b->match.level;
    return a->member < b->member;
}

/* A kind is complete when it has both components (or one, for scalars). */
static bool complete(const scan *s, const field *kind, bool scalar) {
    bool east = false, north = scalar;
    for (size_t i = 0; i < s->count; i++) {
        if (!same_kind(&s->fields[i], kind)) continue;
        if (s->fields[i].match.component == GRIB_EAST)
            east = true;
        else
            north = true;
    }
    return east && north;
}

static const field *best_kind(const scan *s, bool scalar) {
    const field *best = NULL;
    for (size_t i = 0; i < s->count; i++) {
        const field *f = &s->fields[i];
        if (best != NULL && !better(f, best)) continue;
        if (complete(s, f, scalar)) best = f;
    }
    return best;
}

static int by_time(const void *a, const void *b) {
    const field *x = a, *y = b;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    return (int)x->match.component - (int)y->match.component;
}

/* Keeps the fields of one kind, sorted by time then component. */
static void keep_kind(scan *s, field kind) {
    size_t kept = 0;
    for (size_t i = 0; i < s->count; i++) {
        if (same_kind(&s->fields[i], &kind)) s->fields[kept++] = s->fields[i];
    }
    s->count = kept;
    qsort(s->fields, s->count, sizeof *s->fields, by_time);
}

/* East and north alternate at equal times, all on one grid. */
static bool check_pairs(const char *path, const scan *s, bool scalar, cw_error *err) {
    char when[CW_TIME_TEXT];
    for (size_t i = 0; i < s->count; i++) {
        const field *f = &s->fields[i];
        if (f->grid != s->fields[0].grid) {
            return cw_fail(err, CW_ERR_INPUT, "%s holds %s on several grids", path, f->match.name);
        }
        const field *before = i > 0 ? f - 1 : NULL;
        if (before != NULL && before->time == f->time
            && before->match.component == f->match.component) {
            return cw_fail(err, CW_ERR_INPUT, "%s has %s for %s twice", path, f->match.name,
                           cw_time_format(f->time, when));
        }
        if (scalar) continue;
        bool east = i % 2 == 0, alone = (east && i + 1 == s->count);
        if (!alone && !east) alone = s->fields[i - 1].time != f->time;
        if (alone || (f->match.component == GRIB_EAST) != east) {
            return cw_fail(err, CW_ERR_INPUT, "%s has %s for %s without the other component", path,
                           f->match.name, cw_time_format(f->time, when));
        }
    }
    return true;
}

/* ---- frames ------------------------------------------------------------------------------------
 */

typedef struct reader {
    char path[512];
    field *fields;        /* owned */
    size_t stride;        /* fields a frame */
    grib_ground ground;   /* its grid is borrowed from the source */
    float *cosine, *sine; /* owned, NULL: nothing to turn */
    float *target;
    double offset; /* added to temperatures */
} reader;

static void close_reader(void *context) {
    reader *r = context;
    if (r == NULL) return;
    free(r->fields);
    r->ground.grid = NULL;
    grib_ground_free(&r->ground);
    free(r->cosine);
    free(r->sine);
    free(r);
}

static bool decode(void *context, codes_handle *h, grib_place place, cw_error *err) {
    reader *r = context;
    const double missing = -1e99;
    size_t count;
    (void)place;
    codes_set_double(h, "missingValue", missing);
    double *values = grib_array(h, "values", &count, err);
    if (values == NULL) return false;
    if (count != r->ground.values) {
        free(values);
        return cw_fail(err, CW_ERR_INPUT, "a message holds %zu values for %zu nodes", count,
                       r->ground.values);
    }
    for (size_t i = 0; i < count; i++) {
        if (values[i] == missing || !(fabs(values[i]) < 1e6)) values[i] = NAN;
    }
    grib_place_values(&r->ground, values, r->target);
    free(values);
    return true;
}

static bool load(void *context, size_t frame, float *east, float *north, cw_error *err) {
    reader *r = context;
    const field *f = &r->fields[frame * r->stride];
    size_t nodes = native_grid_node_count(r->ground.grid);
    r->target = east;
    if (!grib_visit(r->path, f[0].place, decode, r, err)) return false;
    if (r->stride == 1) {
        for (size_t k = 0; k < nodes; k++) east[k] += (float)r->offset;
        memset(north, 0, nodes * sizeof *north);
        return true;
    }
    r->target = north;
    if (!grib_visit(r->path, f[1].place, decode, r, err)) return false;
    for (size_t k = 0; k < nodes && r->cosine != NULL; k++) {
        float x = east[k], y = north[k];
        east[k] = x * r->cosine[k] - y * r->sine[k];
        north[k] = x * r->sine[k] + y * r->cosine[k];
    }
    return true;
}

/* ---- opening -----------------------------------------------------------------------------------
 */

static bool prepare_turning(reader *r, cw_error *err) {
    char kind[64];
    cw_box box;
    double spacing;
    native_grid_describe(r->ground.grid, &box, &spacing, kind);
    if (r->stride == 1 || !r->ground.relative || strstr(kind, "latitude/longitude") != NULL)
        return true;
    size_t nodes = native_grid_node_count(r->ground.grid);
    r->cosine = cw_alloc_array(nodes, sizeof *r->cosine);
    r->sine = cw_alloc_array(nodes, sizeof *r->sine);
    if (r->cosine == NULL || r->sine == NULL) return cw_fail_memory(err);
    for (size_t k = 0; k < nodes; k++) {
        double angle = cw_radians(native_grid_angle_deg(r->ground.grid, k));
        r->cosine[k] = (float)cos(angle);
        r->sine[k] = (float)sin(angle);
    }
    return true;
}

static bool read_ground(void *context, codes_handle *h, grib_place place, cw_error *err) {
    reader *r = context;
    char units[64];
    (void)place;
    grib_text(h, "units", units);
    r->offset = strcmp(units, "K") == 0 ? -273.15 : 0.0;
    return grib_ground_create(h, &r->ground, err);
}

static void write_texts(const reader *r, const scan *s, gridded_reader *out) {
    const field *f = s->fields;
    if (r->stride == 1)
        snprintf(out->variables, sizeof out->variables, "%s", f[0].match.name);
    else {
        snprintf(out->variables, sizeof out->variables, "%s, %s", f[0].match.name, f[1].match.name);
    }
    size_t used = 0;
    if (r->cosine != NULL) {
        used =
            (size_t)snprintf(out->notes, sizeof out->notes, "turned from the grid's axes to true");
    }
    if (r->ground.row_length != NULL) {
        used += (size_t)snprintf(out->notes + used, sizeof out->notes - used,
                                 "%sreduced grid, rows "
                                 "widened",
                                 used > 0 ? "; " : "");
    }
    if (s->quantity == CW_WIND && f[0].match.rank == 3) {
        snprintf(out->notes + used, sizeof out->notes - used,
                 "%sa wave model's wind, stated at the "
                 "surface",
                 used > 0 ? "; " : "");
    }
}

static cw_source *finish(reader *r, scan *s, cw_error *err) {
    gridded_reader out = {.load = load, .close = close_reader, .context = r};
    size_t frames = s->count / r->stride;
    native_grid *grid = r->ground.grid;
    cw_time *times = cw_alloc_array(frames, sizeof *times);
    if (times == NULL || !prepare_turning(r, err)) {
        cw_fail_memory(err);
        free(times);
        native_grid_destroy(grid);
        close_reader(r);
        return NULL;
    }
    for (size_t k = 0; k < frames; k++) times[k] = s->fields[k * r->stride].time;
    write_texts(r, s, &out);
    r->fields = s->fields;
    s->fields = NULL;
    return gridded_create(s->quantity, r->path, grid, times, frames, out, err);
}

static cw_source *build(const char *path, scan *s, cw_error *err) {
    bool scalar = s->quantity == CW_WATER_TEMPERATURE;
    const field *kind = best_kind(s, scalar);
    if (kind == NULL) {
        cw_fail(err, CW_ERR_INPUT, "%s has %s without the other component", path,
                s->fields[0].match.name);
        return NULL;
    }
    keep_kind(s, *kind);
    if (!check_pairs(path, s, scalar, err)) return NULL;
    reader *r = calloc(1, sizeof *r);
    if (r == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    snprintf(r->path, sizeof r->path, "%s", path);
    r->stride = scalar ? 1 : 2;
    if (!grib_visit(path, s->fields[0].place, read_ground, r, err) || r->ground.grid == NULL) {
        cw_fail(err, CW_ERR_INPUT, "%s: the grid of %s cannot be read", path,
                s->fields[0].match.name);
        native_grid_destroy(r->ground.grid);
        close_reader(r);
        return NULL;
    }
    return finish(r, s, err);
}

cw_source *grib_source(cw_quantity quantity, const char *path, const cw_file_options *options,
                       bool *absent, cw_error *err) {
    scan s = {.quantity = quantity, .options = options};
    cw_source *source = NULL;
    *absent = false;
    if (strlen(path) >= 512) {
        cw_fail(err, CW_ERR_INPUT, "the file name \"%.100s...\" is too long", path);
        return NULL;
    }
    if (grib_walk(path, note_field, &s, err)) {
        *absent = s.count == 0;
        if (!*absent) source = build(path, &s, err);
    }
    free(s.fields);
    return source;
}

cw_source *cw_source_grib(cw_quantity quantity, const char *path, const cw_file_options *options,
                          cw_error *err) {
    bool absent;
    cw_source *source = grib_source(quantity, path, options, &absent, err);
    if (source == NULL && absent) {
        cw_fail(err, CW_ERR_INPUT, "%s holds no %s%s", path, cw_quantity_name(quantity),
                quantity == CW_WIND ? CW_SAID(" at 10 m") : "");
    }
    return source;
}

/* ---- a list for people -------------------------------------------------------------------------
 */

typedef struct kind_line {
    char text[128];
    size_t count;
} kind_line;

typedef struct kinds {
    kind_line line[200];
    size_t count, more;
} kinds;

static bool count_kind(void *context, codes_handle *h, grib_place place, cw_error *err) {
    kinds *all = context;
    char name[64], level[64], grid[64], text[128];
    (void)place;
    (void)err;
    grib_text(h, "shortName", name);
    grib_text(h, "typeOfLevel", level);
    grib_text(h, "gridType", grid);
    snprintf(text, sizeof text, "%.30s (%.30s %ld, %.30s)", name, level, grib_long(h, "level", 0),
             grid);
    for (size_t k = 0; k < all->count; k++) {
        if (strcmp(all->line[k].text, text) != 0) continue;
        all->line[k].count++;
        return true;
    }
    if (all->count == 200) {
        all->more++;
        return true;
    }
    memcpy(all->line[all->count].text, text, sizeof text);
    all->line[all->count++].count = 1;
    return true;
}

bool grib_list(const char *path, cw_text *text, cw_error *err) {
    kinds *all = calloc(1, sizeof *all);
    if (all == NULL) return cw_fail_memory(err);
    bool good = grib_walk(path, count_kind, all, err);
    for (size_t k = 0; good && k < all->count; k++) {
        cw_text_add(text, "  %s%s", all->line[k].text, "");
        cw_text_add(text, all->line[k].count > 1 ? " x %zu\n" : "\n", all->line[k].count);
    }
    if (good && all->more > 0) cw_text_add(text, "  and %zu more\n", all->more);
    free(all);
    return good;
}
