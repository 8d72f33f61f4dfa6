/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The forcing: all sources of a case resampled once onto one regular grid in the plane, so that the
 * drift kernel knows only metres and one kind of grid. The plane is conformal: a true vector
 * becomes a plane vector by one turn (convergence) and one factor (scale), both taken at the node.
 *
 * Where a source has no value: nodes close to one that has take its value (models end a cell before
 * the shore), and beyond that the case's rule holds: an error, the nearest value, or nothing. With
 * the rule "error" nodes without a value stay NaN, so that a particle that gets there is counted as
 * lost instead of drifting on an invented current; but a source that has nothing at all for the
 * area or does not cover the time is refused in plain words.
 */
#include "forcing_clock.h"
#include "forcing_fill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double MOST_NODES = 40000.0;      /* of a grid chosen here */
static const double MOST_NODES_ASKED = 4.0e6;  /* of a grid whose cell was asked for */
static const double MOST_BYTES = 1073741824.0; /* of all values */
static const double LEAST_CELL_M = 50.0;
static const double CONSTANT_CELL_M = 50000.0; /* scale and convergence bend by 4e-6 within */
static const double CELLS_ALONG = 50.0;        /* at least, along the longer side of the area */
static const double MOST_SPEED_MPS[] = {[CW_CURRENT] = 15.0, [CW_WIND] = 120.0, [CW_STOKES] = 5.0};

enum { CURRENT, WIND, STOKES, LAYERS };
/* Turning 65536 nodes takes 0.2 ms: below that, waking and awaiting other threads costs more. */
enum { COMPONENTS = 4, GRAIN = 65536 };

typedef struct layer {
    forcing_ask ask; /* ask.source NULL: none, all zero */
    cw_vector *values;
    forcing_fill fill;
} layer;

typedef struct node_turn { /* true to plane: x = cosine east + sine north, both times the scale */
    double cosine, sine;
} node_turn;

typedef struct builder {
    const cw_forcing_spec *spec;
    const cw_plane *plane;
    cw_forcing *forcing;
    cw_time from, to; /* from <= to */
    layer layers[LAYERS];
    size_t nodes;
    cw_position *at;
    node_turn *turns;
    float *frame; /* of forcing->values: the time being made */
    cw_error *err;
} builder;

/* ---- the grid -------------------------------------------------------------------------------- */

static bool check_noise(const char *what, double std_mps, double tau_s, cw_error *err) {
    if (std_mps >= 0.0 && isfinite(std_mps) && tau_s >= 0.0 && isfinite(tau_s)) return true;
    return cw_fail(err, CW_ERR_INPUT,
                   "the error of the %s, %g m/s correlated over %g s, must not be negative", what,
                   std_mps, tau_s);
}

static bool check_spec(const cw_forcing_spec *s, cw_error *err) {
    bool area = isfinite(s->x0_m) && isfinite(s->y0_m) && isfinite(s->x1_m) && isfinite(s->y1_m)
                && s->x0_m <= s->x1_m && s->y0_m <= s->y1_m;
    if (!area) return cw_fail(err, CW_ERR_INPUT, "the area of the forcing is empty");
    if (!isfinite(s->cell_m) || s->cell_m < 0.0 || !(s->shore_fill_m >= 0.0)) {
        return cw_fail(err, CW_ERR_INPUT,
                       "the forcing's cell (%g m) and shore fill (%g m) must not be negative",
                       s->cell_m, s->shore_fill_m);
    }
    return check_noise(CW_SAID("current"), s->current_std_mps, s->current_tau_s, err)
           && check_noise(CW_SAID("wind"), s->wind_std_mps, s->wind_tau_s, err);
}

static double nodes_across(double length_m, double cell_m) {
    return fmax(ceil(length_m / cell_m - 1e-9), 1.0) + 1.0;
}

/* Fine against the sources' own spacing: a field that is linear between the nodes of a turned grid
 * bends where its cells meet, and resampling rounds the bends off, by an eighth of what a half
 * would. A tide has no cells of its own, only scattered points. */
static double wanted_spacing(const cw_coverage *c) {
    if (!(c->spacing_m > 0.0)) return INFINITY;
    return c->time_count > 0 ? c->spacing_m / 8.0 : c->spacing_m / 2.0;
}

static double choose_cell(const builder *b) {
    const cw_forcing_spec *s = b->spec;
    double width = s->x1_m - s->x0_m, height = s->y1_m - s->y0_m, longer = fmax(width, height);
    double spacing = INFINITY;
    bool constant = true;
    for (int i = 0; i < LAYERS; i++) {
        const forcing_ask *ask = &b->layers[i].ask;
        if (ask->source == NULL || forcing_is_constant(ask)) continue;
        constant = false;
        spacing = fmin(spacing, wanted_spacing(&ask->coverage));
    }
    double cell = constant ? fmin(longer, CONSTANT_CELL_M) : fmin(spacing, longer / CELLS_ALONG);
    double frame_bytes = COMPONENTS * sizeof(float) * (double)b->forcing->nt;
    double most = fmax(fmin(MOST_NODES, MOST_BYTES / frame_bytes), 4.0);
    cell = fmax(cell, LEAST_CELL_M);
    while (nodes_across(width, cell) * nodes_across(height, cell) > most) cell *= 1.05;
    return cell;
}

static bool choose_grid(builder *b) {
    const cw_forcing_spec *s = b->spec;
    cw_forcing *f = b->forcing;
    f->x0_m = s->x0_m;
    f->y0_m = s->y0_m;
    f->cell_m = s->cell_m > 0.0 ? s->cell_m : choose_cell(b);
    double nx = nodes_across(s->x1_m - s->x0_m, f->cell_m);
    double ny = nodes_across(s->y1_m - s->y0_m, f->cell_m);
    double bytes = nx * ny * (double)f->nt * COMPONENTS * sizeof(float);
    if (!(nx * ny <= MOST_NODES_ASKED) || bytes > MOST_BYTES) {
        return cw_fail(
            b->err, CW_ERR_INPUT,
            "the forcing would hold %.0f by %.0f nodes at %zu times, %.1f GiB of at most "
            "%.0f: ask for a larger cell than %.0f m, a smaller area or a shorter time",
            nx, ny, f->nt, bytes / MOST_BYTES, 1.0, f->cell_m);
    }
    f->nx = (size_t)nx;
    f->ny = (size_t)ny;
    b->nodes = f->nx * f->ny;
    return true;
}

/* Position and turn of one row of nodes; a plane serves one thread. */
static void place_row(const builder *b, const cw_plane *plane, size_t row) {
    const cw_forcing *f = b->forcing;
    for (size_t i = 0; i < f->nx; i++) {
        cw_xy point = {f->x0_m + (double)i * f->cell_m, f->y0_m + (double)row * f->cell_m};
        size_t node = row * f->nx + i;
        double scale, convergence_deg;
        b->at[node] = cw_plane_inverse(plane, point);
        cw_plane_factors(plane, b->at[node], &scale, &convergence_deg);
        b->turns[node] = (node_turn){scale * cos(cw_radians(convergence_deg)),
                                     scale * sin(cw_radians(convergence_deg))};
    }
}

static void place_rows(void *context, size_t first, size_t last) {
    const builder *b = context;
    cw_plane *plane = cw_plane_clone(b->plane, NULL);
    if (plane == NULL) return; /* the nodes stay unplaced, which is seen below */
    for (size_t row = first; row < last; row++) place_row(b, plane, row);
    cw_plane_destroy(plane);
}

static bool place_nodes(builder *b) {
    b->at = cw_alloc_array(b->nodes, sizeof *b->at);
    b->turns = cw_alloc_array(b->nodes, sizeof *b->turns);
    if (b->at == NULL || b->turns == NULL) return cw_fail_memory(b->err);
    size_t threads = (size_t)cw_thread_count(b->spec->threads);
    size_t rows = (b->forcing->ny + threads - 1) / threads;
    cw_parallel_for(b->forcing->ny, rows, b->spec->threads, place_rows, b);
    for (size_t i = 0; i < b->nodes; i++) {
        const node_turn *t = &b->turns[i];
        if (isfinite(b->at[i].lat_deg) && t->cosine * t->cosine + t->sine * t->sine > 0.0) continue;
        return cw_fail(b->err, CW_ERR_INPUT,
                       "the area of the forcing reaches beyond the case plane");
    }
    return true;
}

/* ---- values of one source -------------------------------------------------------------------- */

static bool fail_no_value(const builder *b, const layer *l, cw_time time) {
    const cw_box *box = &l->ask.coverage.box;
    double south = 90.0, north = -90.0, west = INFINITY, east = -INFINITY;
    for (size_t i = 0; i < b->nodes; i++) {
        south = fmin(south, b->at[i].lat_deg);
        north = fmax(north, b->at[i].lat_deg);
        west = fmin(west, b->at[i].lon_deg);
        east = fmax(east, b->at[i].lon_deg);
    }
    char text[CW_TIME_TEXT];
    return cw_fail(
        b->err, CW_ERR_INPUT,
        "%.300s has no %s anywhere in the area (latitude %.2f to %.2f, longitude %.2f to "
        "%.2f) at %s: it covers latitude %.2f to %.2f, longitude %.2f to %.2f",
        cw_source_name(l->ask.source), cw_quantity_name(l->ask.quantity), south, north, west, east,
        cw_time_format(time, text), box->south_deg, box->north_deg, box->west_deg, box->east_deg);
}

/* An impossible speed is a wrong unit or a fill value that nobody declared. */
static bool check_speed(const builder *b, const layer *l, cw_time time) {
    double most = MOST_SPEED_MPS[l->ask.quantity], square = most * most;
    for (size_t i = 0; i < b->nodes; i++) {
        const cw_vector *v = &l->values[i];
        if (!(v->east * v->east + v->north * v->north > square)) continue;
        char text[CW_TIME_TEXT];
        return cw_fail(
            b->err, CW_ERR_INPUT,
            "%.300s gives a %s of %g m/s at %.4f, %.4f at %s, which is impossible (wrong "
            "unit, or a fill value that the file does not declare)",
            cw_source_name(l->ask.source), cw_quantity_name(l->ask.quantity),
            hypot(v->east, v->north), b->at[i].lat_deg, b->at[i].lon_deg,
            cw_time_format(time, text));
    }
    return true;
}

/* The time to ask the source for. False: outside what it covers, and the rule says nothing moves.
 * Frames that only overhang the window, by less than one step, take the end that is covered. */
static bool source_time(const builder *b, const layer *l, cw_time *time) {
    const cw_coverage *c = &l->ask.coverage;
    bool zero = l->ask.beyond == CW_BEYOND_ZERO;
    if (*time < c->first) {
        if (zero && c->first > b->from) return false;
        *time = c->first;
    } else if (*time > c->last) {
        if (zero && c->last < b->to) return false;
        *time = c->last;
    }
    return true;
}

static bool sample_layer(builder *b, layer *l, cw_time time) {
    if (l->ask.source == NULL) return true; /* zeros since the allocation */
    if (!source_time(b, l, &time)) {
        memset(l->values, 0, b->nodes * sizeof *l->values);
        return true;
    }
    if (!cw_source_sample(l->ask.source, time, b->at, b->nodes, l->values, b->err)) return false;
    forcing_fill_learn(&l->fill, l->values);
    if (l->fill.valid_count == 0 && l->ask.beyond != CW_BEYOND_ZERO) {
        return fail_no_value(b, l, time);
    }
    if (!check_speed(b, l, time)) return false;
    forcing_fill_apply(&l->fill, b->spec->shore_fill_m / b->forcing->cell_m, l->ask.beyond,
                       l->values);
    return true;
}

/* ---- frames ---------------------------------------------------------------------------------- */

/* A true bearing b is the grid bearing b + convergence, so with the angle c the vector (e, n)
 * becomes (e cos c + n sin c, n cos c - e sin c), times the scale. */
static void turn_nodes(void *context, size_t first, size_t last) {
    const builder *b = context;
    const cw_vector *current = b->layers[CURRENT].values, *wind = b->layers[WIND].values,
                    *stokes = b->layers[STOKES].values;
    for (size_t i = first; i < last; i++) {
        const node_turn t = b->turns[i];
        double east = current[i].east + stokes[i].east, north = current[i].north + stokes[i].north;
        float *out = &b->frame[i * COMPONENTS];
        out[0] = (float)(t.cosine * east + t.sine * north);
        out[1] = (float)(t.cosine * north - t.sine * east);
        out[2] = (float)(t.cosine * wind[i].east + t.sine * wind[i].north);
        out[3] = (float)(t.cosine * wind[i].north - t.sine * wind[i].east);
    }
}

static bool make_frames(builder *b) {
    cw_forcing *f = b->forcing;
    f->values = cw_alloc_array(b->nodes * f->nt, COMPONENTS * sizeof(float));
    if (f->values == NULL) return cw_fail_memory(b->err);
    for (size_t k = 0; k < f->nt; k++) {
        cw_time time = f->t0 + (cw_time)k * f->dt_ms;
        for (int i = 0; i < LAYERS; i++) {
            if (!sample_layer(b, &b->layers[i], time)) return false;
        }
        b->frame = f->values + k * b->nodes * COMPONENTS;
        cw_parallel_for(b->nodes, GRAIN, b->spec->threads, turn_nodes, b);
    }
    return true;
}

static bool make_layers(builder *b) {
    for (int i = 0; i < LAYERS; i++) {
        layer *l = &b->layers[i];
        l->values = cw_alloc_array(b->nodes, sizeof *l->values);
        if (l->values == NULL) return cw_fail_memory(b->err);
        if (l->ask.source == NULL) continue;
        if (!forcing_fill_create(&l->fill, b->forcing->nx, b->forcing->ny, b->err)) return false;
    }
    return true;
}

static bool choose_clock(builder *b) {
    forcing_ask asks[LAYERS];
    forcing_clock clock;
    for (int i = 0; i < LAYERS; i++) asks[i] = b->layers[i].ask;
    if (!forcing_clock_choose(asks, LAYERS, b->from, b->to, &clock, b->err)) return false;
    b->forcing->t0 = clock.t0;
    b->forcing->dt_ms = clock.dt_ms;
    b->forcing->nt = clock.nt;
    return true;
}

/* ---- create, destroy ------------------------------------------------------------------------- */

static void set_layer(builder *b, int which, cw_quantity quantity, cw_source *source,
                      cw_beyond beyond) {
    forcing_ask *ask = &b->layers[which].ask;
    *ask = (forcing_ask){.source = source, .quantity = quantity, .beyond = beyond};
    if (source != NULL) cw_source_coverage(source, &ask->coverage);
}

static void free_builder(builder *b) {
    for (int i = 0; i < LAYERS; i++) {
        free(b->layers[i].values);
        forcing_fill_destroy(&b->layers[i].fill);
    }
    free(b->at);
    free(b->turns);
}

static cw_forcing *empty_forcing(const cw_forcing_spec *spec, cw_error *err) {
    cw_forcing *f = calloc(1, sizeof *f);
    if (f == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    f->current_std_mps = spec->current_std_mps;
    f->current_tau_s = spec->current_tau_s;
    f->wind_std_mps = spec->wind_std_mps;
    f->wind_tau_s = spec->wind_tau_s;
    return f;
}

cw_forcing *cw_forcing_create(const cw_forcing_spec *spec, const cw_plane *plane, cw_error *err) {
    if (!check_spec(spec, err)) return NULL;
    cw_forcing *forcing = empty_forcing(spec, err);
    if (forcing == NULL) return NULL;
    builder b = {.spec = spec, .plane = plane, .forcing = forcing, .err = err};
    b.from = spec->from < spec->to ? spec->from : spec->to;
    b.to = spec->from < spec->to ? spec->to : spec->from;
    set_layer(&b, CURRENT, CW_CURRENT, spec->current, spec->current_beyond);
    set_layer(&b, WIND, CW_WIND, spec->wind, spec->wind_beyond);
    set_layer(&b, STOKES, CW_STOKES, spec->stokes, spec->stokes_beyond);
    bool good = choose_clock(&b) && choose_grid(&b) && place_nodes(&b) && make_layers(&b)
                && make_frames(&b);
    free_builder(&b);
    if (good) return forcing;
    cw_forcing_destroy(forcing);
    return NULL;
}

void cw_forcing_destroy(cw_forcing *forcing) {
    if (forcing == NULL) return;
    free(forcing->values);
    free(forcing);
}

/* ---- one point ------------------------------------------------------------------------------- */

/* The cell of [0, nodes - 1] that holds u, and where in it u lies; false outside. */
static bool find_cell(double u, size_t nodes, size_t *cell, double *fraction) {
    if (!(u >= 0.0) || u > (double)(nodes - 1)) return false;
    *cell = (size_t)u;
    if (*cell == nodes - 1) (*cell)--;
    *fraction = u - (double)*cell;
    return true;
}

/* Corner n of the eight around: bit 0 in x, bit 1 in y, bit 2 in time. */
static double corner_weight(int n, double fx, double fy, double ft) {
    return (n & 1 ? fx : 1.0 - fx) * (n & 2 ? fy : 1.0 - fy) * (n & 4 ? ft : 1.0 - ft);
}

bool cw_forcing_at(const cw_forcing *f, cw_xy point, cw_time time, cw_xy *current, cw_xy *wind) {
    size_t i, j, k;
    double fx, fy, ft, sum[COMPONENTS] = {0.0};
    *current = *wind = (cw_xy){NAN, NAN};
    if (!find_cell((point.x_m - f->x0_m) / f->cell_m, f->nx, &i, &fx)
        || !find_cell((point.y_m - f->y0_m) / f->cell_m, f->ny, &j, &fy)
        || !find_cell((double)(time - f->t0) / (double)f->dt_ms, f->nt, &k, &ft)) {
        return false;
    }
    for (int n = 0; n < 8; n++) {
        double weight = corner_weight(n, fx, fy, ft);
        if (weight == 0.0) continue; /* a node that does not count may lie on land */
        size_t column = i + (n & 1 ? 1 : 0), row = j + (n & 2 ? 1 : 0), frame = k + (n & 4 ? 1 : 0);
        const float *node = &f->values[((frame * f->ny + row) * f->nx + column) * COMPONENTS];
        for (int c = 0; c < COMPONENTS; c++) sum[c] += weight * (double)node[c];
    }
    *current = (cw_xy){sum[0], sum[1]};
    *wind = (cw_xy){sum[2], sum[3]};
    return !isnan(sum[0]) && !isnan(sum[1]) && !isnan(sum[2]) && !isnan(sum[3]);
}
