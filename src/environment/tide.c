/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tidal streams as a source: harmonic constants at scattered points (tide_table.c), the argument of
 * each constituent at the time (tide_constituents.c) and triangles between the points (scatter.c).
 *
 * The stream at a place is the mean of the phasors of the points around it, and so, prediction
 * being linear in the phasors, the same mean of the points' predictions: each time costs one
 * prediction a point that is used and three products a place. The weights of the last places asked
 * for are kept, because the forcing asks for the same nodes time after time.
 */
#include "scatter.h"
#include "source.h"
#include "tide_constituents.h"
#include "tide_table.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char BUNDLED[] = "tides_dover_strait.csv";
static const size_t MOST_BYTES = (size_t)64 << 20;

typedef struct tide_source {
    cw_source base;
    tide_table table;
    scatter *points;
    cw_position *at; /* the places the weights belong to */
    scatter_weights *weights;
    size_t at_count;
    bool *used;         /* points with a weight somewhere */
    cw_vector *streams; /* of each used point at the time asked for */
} tide_source;

/* ---- prediction ------------------------------------------------------------------------------ */

/* Phasor sums of every point that has a weight. */
static void predict_points(tide_source *source, cw_time time) {
    const tide_table *t = &source->table;
    double factors[TIDE_MOST_CONSTITUENTS], angles[TIDE_MOST_CONSTITUENTS];
    double c[TIDE_MOST_CONSTITUENTS], s[TIDE_MOST_CONSTITUENTS];
    size_t waves = t->constituent_count;
    tide_arguments(time, t->constituents, waves, factors, angles);
    for (size_t k = 0; k < waves; k++) {
        c[k] = factors[k] * cos(angles[k]);
        s[k] = factors[k] * sin(angles[k]);
    }
    for (size_t i = 0; i < t->point_count; i++) {
        if (!source->used[i]) continue;
        const tide_wave *wave = &t->waves[i * waves];
        cw_vector sum = {0.0, 0.0};
        for (size_t k = 0; k < waves; k++) {
            sum.east += c[k] * wave[k].u_cos + s[k] * wave[k].u_sin;
            sum.north += c[k] * wave[k].v_cos + s[k] * wave[k].v_sin;
        }
        source->streams[i] = sum;
    }
}

static bool same_places(const tide_source *source, const cw_position *at, size_t count) {
    return source->at_count == count && memcmp(source->at, at, count * sizeof *at) == 0;
}

static bool locate_all(tide_source *source, const cw_position *at, size_t count, cw_error *err) {
    if (same_places(source, at, count)) return true;
    source->at_count = 0;
    free(source->at);
    free(source->weights);
    source->at = cw_alloc_array(count, sizeof *source->at);
    source->weights = cw_alloc_array(count, sizeof *source->weights);
    if (source->at == NULL || source->weights == NULL) return cw_fail_memory(err);
    memcpy(source->at, at, count * sizeof *at);
    memset(source->used, 0, source->table.point_count * sizeof *source->used);
    int hint = 0;
    for (size_t i = 0; i < count; i++) {
        scatter_weights w = scatter_locate(source->points, at[i], &hint);
        for (int k = 0; k < 3; k++) source->used[w.point[k]] = true;
        source->weights[i] = w;
    }
    source->at_count = count;
    return true;
}

static bool sample(cw_source *base, cw_time time, const cw_position *at, size_t count,
                   cw_vector *values, cw_error *err) {
    tide_source *source = (tide_source *)base;
    if (count == 0) return true;
    if (!locate_all(source, at, count, err)) return false;
    predict_points(source, time);
    for (size_t i = 0; i < count; i++) {
        const scatter_weights *w = &source->weights[i];
        const cw_vector a = source->streams[w->point[0]], b = source->streams[w->point[1]],
                        c = source->streams[w->point[2]];
        values[i].east = w->weight[0] * a.east + w->weight[1] * b.east + w->weight[2] * c.east;
        values[i].north = w->weight[0] * a.north + w->weight[1] * b.north + w->weight[2] * c.north;
        bool far = w->weight[0] == 0.0 && w->weight[1] == 0.0 && w->weight[2] == 0.0;
        if (far) values[i] = (cw_vector){NAN, NAN};
    }
    return true;
}

/* ---- what it covers -------------------------------------------------------------------------- */

static void coverage(const cw_source *base, cw_coverage *c) {
    const tide_source *source = (const tide_source *)base;
    const tide_table *t = &source->table;
    c->first = INT64_MIN;
    c->last = INT64_MAX;
    c->box = scatter_box(source->points);
    c->spacing_m = scatter_spacing_m(source->points);
    c->node_count = t->point_count;
    snprintf(c->kind, sizeof c->kind, "tidal streams at scattered points");
    size_t used = 0;
    for (size_t k = 0; k < t->constituent_count && used < sizeof c->variables; k++) {
        used += (size_t)snprintf(c->variables + used, sizeof c->variables - used, "%s%s",
                                 k > 0 ? ", " : "", tide_constituent_name(t->constituents[k]));
    }
    snprintf(c->notes, sizeof c->notes,
             "predicted from harmonic constants; no weather, no mean flow");
}

static size_t times(const cw_source *base, cw_time from, cw_time to, cw_time *out, size_t most) {
    (void)base, (void)from, (void)to, (void)out, (void)most;
    return 0;
}

static void destroy(cw_source *base) {
    tide_source *source = (tide_source *)base;
    tide_table_clear(&source->table);
    scatter_destroy(source->points);
    free(source->at);
    free(source->weights);
    free(source->used);
    free(source->streams);
    free(source);
}

static const source_operations tide_operations = {coverage, times, sample, destroy};

/* ---- reading --------------------------------------------------------------------------------- */

static bool read_file(FILE *file, const char *path, cw_text *text, cw_error *err) {
    char piece[16384];
    size_t got;
    while ((got = fread(piece, 1, sizeof piece, file)) > 0) {
        if (text->length + got > MOST_BYTES) {
            return cw_fail(err, CW_ERR_INPUT, "%s is larger than %zu MiB", path, MOST_BYTES >> 20);
        }
        cw_text_add_bytes(text, piece, got);
    }
    if (text->failed) return cw_fail_memory(err);
    return !ferror(file) || cw_fail(err, CW_ERR_INPUT, "cannot read %s: %s", path, strerror(errno));
}

static bool read_table_file(tide_table *table, const char *path, cw_error *err) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return cw_fail(err, CW_ERR_INPUT, "cannot open %s: %s", path, strerror(errno));
    }
    cw_text text = {0};
    bool good =
        read_file(file, path, &text, err)
        && tide_table_read(table, path, text.data != NULL ? text.data : "", text.length, err);
    cw_text_free(&text);
    fclose(file);
    return good;
}

static bool read_table(tide_table *table, const char *path, const char *text, cw_error *err) {
    if (path != NULL) return read_table_file(table, path, err);
    if (text != NULL) return tide_table_read(table, "tide table", text, strlen(text), err);
    size_t length;
    const char *bundled = cw_data_file(BUNDLED, &length);
    if (bundled == NULL) {
        return cw_fail(err, CW_ERR_MACHINE, "the table %s was not built in", BUNDLED);
    }
    return tide_table_read(table, BUNDLED, bundled, length, err);
}

static bool open_table(tide_source *source, const char *path, const char *text, double reach_m,
                       cw_error *err) {
    tide_table *t = &source->table;
    if (!(reach_m >= 0.0) || !isfinite(reach_m)) {
        return cw_fail(err, CW_ERR_INPUT, "the reach of the tide's points, %g m, is not a distance",
                       reach_m);
    }
    if (!read_table(t, path, text, err)) return false;
    source->used = cw_alloc_array(t->point_count, sizeof *source->used);
    source->streams = cw_alloc_array(t->point_count, sizeof *source->streams);
    if (source->used == NULL || source->streams == NULL) return cw_fail_memory(err);
    source->points = scatter_create(t->points, t->point_count, reach_m, err);
    if (source->points != NULL) return true;
    return cw_error_prefix(err, "%s", source->base.name);
}

cw_source *cw_source_tide(const char *path, const char *text, double reach_m, cw_error *err) {
    tide_source *source = calloc(1, sizeof *source);
    if (source == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    source->base.operations = &tide_operations;
    source->base.quantity = CW_CURRENT;
    snprintf(source->base.name, sizeof source->base.name, "%s", path != NULL ? path : "tide");
    if (open_table(source, path, text, reach_m, err)) return &source->base;
    destroy(&source->base);
    return NULL;
}
