/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ensembles: columns of particles, and how one particle is put in place. All that is random about
 * it comes from its own counters, so that it is the same particle in any company.
 */
#include <crosswatch/drift.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "drift/coefficients.h"
#include "drift/noise.h"

enum { MOST_TRIES = 1000 }; /* of an error that keeps the downwind slope positive */

/* ---- columns ------------------------------------------------------------------------------- */

/* Every column once: its place in the struct, the size of an item, whether it is one of the errors
 * of current and wind. */
#define COLUMN(name, errors) \
    { offsetof(cw_ensemble, name), sizeof *((cw_ensemble *)0)->name, errors }
static const struct column {
    size_t place, size;
    bool errors;
} columns[] = {
    COLUMN(x_m, false),
    COLUMN(y_m, false),
    COLUMN(downwind_slope, false),
    COLUMN(downwind_offset_mps, false),
    COLUMN(crosswind_slope, false),
    COLUMN(crosswind_offset_mps, false),
    COLUMN(downwind_error, false),
    COLUMN(crosswind_error, false),
    COLUMN(event_s, false),
    COLUMN(change_s, false),
    COLUMN(weight, false),
    COLUMN(number, false),
    COLUMN(hypothesis, false),
    COLUMN(events, false),
    COLUMN(object, false),
    COLUMN(change_object, false),
    COLUMN(state, false),
    COLUMN(current_error_x, true),
    COLUMN(current_error_y, true),
    COLUMN(wind_error_x, true),
    COLUMN(wind_error_y, true),
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* Columns are of several types: their pointers are copied, not read as pointers of another. */
static void *column_of(const cw_ensemble *e, size_t i) {
    void *column;
    memcpy(&column, (const char *)e + columns[i].place, sizeof column);
    return column;
}

static void set_column(cw_ensemble *e, size_t i, void *column) {
    memcpy((char *)e + columns[i].place, &column, sizeof column);
}

cw_ensemble *cw_ensemble_create(size_t count, bool with_errors, cw_error *err) {
    cw_ensemble *e = calloc(1, sizeof *e);
    bool done = e != NULL;
    if (count == 0) {
        free(e);
        cw_fail(err, CW_ERR_INPUT, "an ensemble needs at least one particle");
        return NULL;
    }
    for (size_t i = 0; done && i < COLUMNS; i++) {
        if (columns[i].errors && !with_errors) continue;
        set_column(e, i, cw_alloc_array(count, columns[i].size));
        done = column_of(e, i) != NULL;
    }
    if (!done) {
        cw_ensemble_destroy(e);
        cw_fail_memory(err);
        return NULL;
    }
    e->count = count;
    return e;
}

void cw_ensemble_destroy(cw_ensemble *ensemble) {
    if (ensemble == NULL) return;
    for (size_t i = 0; i < COLUMNS; i++) free(column_of(ensemble, i));
    free(ensemble);
}

size_t cw_ensemble_bytes_per_particle(const cw_ensemble *ensemble) {
    size_t bytes = 0;
    for (size_t i = 0; i < COLUMNS; i++) {
        if (!columns[i].errors || ensemble->current_error_x != NULL) bytes += columns[i].size;
    }
    return bytes;
}

void *cw_ensemble_column(const cw_ensemble *ensemble, size_t number, size_t *item_bytes) {
    for (size_t i = 0; i < COLUMNS; i++) {
        void *column = column_of(ensemble, i);
        if (column == NULL || number-- > 0) continue;
        *item_bytes = columns[i].size;
        return column;
    }
    return NULL;
}

/* ---- one particle -------------------------------------------------------------------------- */

static cw_draw name_draw(const cw_ensemble *e, size_t index, uint32_t step, cw_purpose purpose) {
    return (cw_draw){e->seed, e->hypothesis[index], e->number[index], step, purpose};
}

/* Two standard normals, the first not below `least`: drawn again until it is not. */
static void draw_errors(const cw_ensemble *e, size_t index, float least, double *down,
                        double *cross) {
    double z[4];
    cw_random_normal(name_draw(e, index, 0, CW_DRAW_LEEWAY), z);
    *down = z[0];
    *cross = z[1];
    for (uint32_t try = 1; *down < (double)least && try < MOST_TRIES; try++) {
        cw_random_normal(name_draw(e, index, try, CW_DRAW_LEEWAY), z);
        *down = z[0];
    }
}

static float seconds_after(const cw_ensemble *e, cw_time time) {
    return (float)((double)(time - e->epoch) / 1000.0);
}

void cw_ensemble_seed(cw_ensemble *e, size_t index, const cw_particle_seed *seed, bool spread) {
    leeway_columns leeway;
    double u[4], down = 0.0, cross = 0.0;
    leeway_columns_make(&leeway, &e->objects);
    e->x_m[index] = (float)seed->at.x_m;
    e->y_m[index] = (float)seed->at.y_m;
    e->weight[index] = (float)seed->weight;
    e->hypothesis[index] = seed->hypothesis;
    e->number[index] = seed->number;
    e->object[index] = seed->object;
    e->change_object[index] = seed->change_object;
    e->change_s[index] =
        seed->change_time == INT64_MAX ? INFINITY : seconds_after(e, seed->change_time);
    e->event_s[index] = seconds_after(e, seed->release);
    e->events[index] = 0;
    cw_random_uniform(name_draw(e, index, 0, CW_DRAW_TACK), u);
    e->state[index] = (uint8_t)(CW_WAITING | (u[0] < 0.5 ? CW_LEFT_TACK : 0));
    if (spread) {
        float least = leeway.least_error[2u * (seed->object % CW_MOST_OBJECTS)];
        draw_errors(e, index, least, &down, &cross);
    }
    e->downwind_error[index] = (float)down;
    e->crosswind_error[index] = (float)cross;
    leeway_apply(&leeway, e, index, 1);
    noise_begin(e, index);
}
