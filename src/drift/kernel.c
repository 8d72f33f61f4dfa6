/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The step kernel: where the current and the leeway take a block of particles in one step.
 *
 * A block is worked in passes over columns that stay in the first-level cache:
 *   locate    cell and place in the cell of the forcing grid, sixteen particles a vector
 *   sample    the field there: the four values of a node stand side by side, and neighbours in x
 *             follow, so one vector of eight holds a cell's side; linear in y, time and x
 *   velocity  current plus leeway: with the wind w of speed s towards d = w / s,
 *             v = current + d (a s + b) + right(d) (c s + e), right(d) = (dy, -dx)
 *   settle    who moves, who has left the forcing (not a number), who may have met land
 * Runge and Kutta's schemes of order 2 (midpoint) and 4 repeat the first three.
 *
 * Nothing in a pass depends on the others in the block, sums are in a fixed order and no operations
 * are fused: the same bits for any number of threads and any width of vectors.
 */
#include "drift/kernel.h"

#include "base/widest.h"

#include <math.h>
#include <string.h>

enum { COMPONENTS = 4 };

typedef float vector4 __attribute__((vector_size(16), aligned(16), may_alias));
typedef float vector8 __attribute__((vector_size(32), aligned(16), may_alias));

/* The two frames around a time, and how far between them it lies. */
typedef struct frames {
    const float *early, *late;
    float part;
} frames;

/* Work space of one block. */
typedef struct lanes {
    float x[KERNEL_BLOCK], y[KERNEL_BLOCK];   /* where the field is asked for */
    float fx[KERNEL_BLOCK], fy[KERNEL_BLOCK]; /* place in the cell; fx is not a number outside */
    int32_t node[KERNEL_BLOCK];               /* first value of the cell's corner */
    float field[COMPONENTS * KERNEL_BLOCK] __attribute__((aligned(64)));
    float vx[KERNEL_BLOCK], vy[KERNEL_BLOCK];         /* at this stage */
    float sum_x[KERNEL_BLOCK], sum_y[KERNEL_BLOCK];   /* weighted over the stages */
    float next_x[KERNEL_BLOCK], next_y[KERNEL_BLOCK]; /* where they end up */
    int32_t square[KERNEL_BLOCK];                     /* of the coarse land grid */
    int32_t moves[KERNEL_BLOCK];                      /* 1 or 0 */
} lanes;

/* ---- the field ----------------------------------------------------------------------------- */

static frames frames_at(const kernel *k, double time_s) {
    const cw_forcing *f = k->forcing;
    double u = (k->epoch_s + time_s) * 1000.0 / (double)f->dt_ms;
    u = fmin(fmax(u, 0.0), (double)(f->nt - 1));
    size_t frame = (size_t)u;
    if (frame > f->nt - 2) frame = f->nt - 2;
    size_t size = f->nx * f->ny * COMPONENTS;
    return (frames){f->values + frame * size, f->values + (frame + 1) * size,
                    (float)(u - (double)frame)};
}

CW_WIDEST static void locate(const cw_forcing *f, const float *x, const float *y, size_t count,
                             lanes *l) {
    float x0 = (float)f->x0_m, y0 = (float)f->y0_m, per_m = (float)(1.0 / f->cell_m);
    float most_u = (float)(f->nx - 1), most_v = (float)(f->ny - 1);
    int32_t last_i = (int32_t)f->nx - 2, last_j = (int32_t)f->ny - 2, row = (int32_t)f->nx;
    for (size_t n = 0; n < count; n++) {
        float u = (x[n] - x0) * per_m, v = (y[n] - y0) * per_m;
        bool inside = (u >= 0.0f) & (u <= most_u) & (v >= 0.0f) & (v <= most_v);
        u = inside ? u : 0.0f;
        v = inside ? v : 0.0f;
        int32_t i = (int32_t)u, j = (int32_t)v;
        i = i < last_i ? i : last_i;
        j = j < last_j ? j : last_j;
        l->fx[n] = inside ? u - (float)i : NAN;
        l->fy[n] = v - (float)j;
        l->node[n] = COMPONENTS * (j * row + i);
    }
}

/* The cell's lower and upper side, each two nodes of four values, between them at fy. */
CW_INLINE void side_at(const float *corner, size_t row, float fy, vector8 *side) {
    vector8 lower = *(const vector8 *)corner, upper = *(const vector8 *)(corner + row);
    *side = lower + fy * (upper - lower);
}

CW_WIDEST static void sample(frames f, size_t nx, size_t count, lanes *l) {
    size_t row = nx * COMPONENTS;
    for (size_t n = 0; n < count; n++) {
        vector8 early, late;
        side_at(f.early + l->node[n], row, l->fy[n], &early);
        side_at(f.late + l->node[n], row, l->fy[n], &late);
        vector8 now = early + f.part * (late - early);
        vector4 west = __builtin_shufflevector(now, now, 0, 1, 2, 3);
        vector4 east = __builtin_shufflevector(now, now, 4, 5, 6, 7);
        *(vector4 *)(l->field + COMPONENTS * n) = west + l->fx[n] * (east - west);
    }
}

/* Errors of current and wind, in metres a second a unit. */
typedef struct field_errors {
    const int16_t *current_x, *current_y, *wind_x, *wind_y;
    float current, wind;
} field_errors;

CW_INLINE void leeway_of(const cw_ensemble *e, size_t n, float wx, float wy, float *down,
                         float *cross) {
    float speed = sqrtf(wx * wx + wy * wy);
    float per = speed > 1e-9f ? 1.0f / speed : 0.0f; /* no wind: no direction, no leeway */
    *down = (e->downwind_slope[n] * speed + e->downwind_offset_mps[n]) * per;
    *cross = (e->crosswind_slope[n] * speed + e->crosswind_offset_mps[n]) * per;
}

CW_WIDEST static void velocity_plain(const cw_ensemble *e, size_t first, size_t count,
                                     const float *field, float *restrict vx, float *restrict vy) {
    const cw_ensemble at = *e;
    for (size_t n = 0; n < count; n++) {
        const float *f = field + COMPONENTS * n;
        float wx = f[2], wy = f[3], down, cross;
        leeway_of(&at, first + n, wx, wy, &down, &cross);
        vx[n] = f[0] + down * wx + cross * wy;
        vy[n] = f[1] + down * wy - cross * wx;
    }
}

CW_WIDEST static void velocity_errors(const cw_ensemble *e, size_t first, size_t count,
                                      field_errors errors, const float *field, float *restrict vx,
                                      float *restrict vy) {
    const cw_ensemble at = *e;
    for (size_t n = 0; n < count; n++) {
        const float *f = field + COMPONENTS * n;
        float cx = f[0] + errors.current * (float)errors.current_x[n];
        float cy = f[1] + errors.current * (float)errors.current_y[n];
        float wx = f[2] + errors.wind * (float)errors.wind_x[n];
        float wy = f[3] + errors.wind * (float)errors.wind_y[n], down, cross;
        leeway_of(&at, first + n, wx, wy, &down, &cross);
        vx[n] = cx + down * wx + cross * wy;
        vy[n] = cy + down * wy - cross * wx;
    }
}

/* Velocity at (x, y) at a time, into l->vx and l->vy. */
static void stage(const kernel *k, size_t first, size_t count, const float *x, const float *y,
                  double time_s, lanes *l) {
    const cw_ensemble *e = k->ensemble;
    locate(k->forcing, x, y, count, l);
    sample(frames_at(k, time_s), k->forcing->nx, count, l);
    if (!k->errors) {
        velocity_plain(e, first, count, l->field, l->vx, l->vy);
        return;
    }
    static const double UNIT = 1.0 / 4096.0;
    field_errors errors = {e->current_error_x + first,
                           e->current_error_y + first,
                           e->wind_error_x + first,
                           e->wind_error_y + first,
                           (float)(k->forcing->current_std_mps * UNIT),
                           (float)(k->forcing->wind_std_mps * UNIT)};
    velocity_errors(e, first, count, errors, l->field, l->vx, l->vy);
}

/* ---- schemes ------------------------------------------------------------------------------- */

CW_WIDEST static void offset(const float *x, const float *y, const float *vx, const float *vy,
                             float time, size_t count, float *restrict to_x, float *restrict to_y) {
    for (size_t n = 0; n < count; n++) {
        to_x[n] = x[n] + time * vx[n];
        to_y[n] = y[n] + time * vy[n];
    }
}

static void midpoint(const kernel *k, size_t first, size_t count, double begin_s, double length_s,
                     lanes *l) {
    const float *x = k->ensemble->x_m + first, *y = k->ensemble->y_m + first;
    stage(k, first, count, x, y, begin_s, l);
    offset(x, y, l->vx, l->vy, (float)(0.5 * length_s), count, l->x, l->y);
    stage(k, first, count, l->x, l->y, begin_s + 0.5 * length_s, l);
}

CW_WIDEST static void weighted(float *restrict sum_x, float *restrict sum_y, const float *vx,
                               const float *vy, float old, float weight, size_t count) {
    for (size_t n = 0; n < count; n++) {
        sum_x[n] = old * sum_x[n] + weight * vx[n];
        sum_y[n] = old * sum_y[n] + weight * vy[n];
    }
}

static void runge_kutta_4(const kernel *k, size_t first, size_t count, double begin_s,
                          double length_s, lanes *l) {
    static const double places[4] = {0.0, 0.5, 0.5, 1.0};
    static const float weights[4] = {1.0f / 6.0f, 1.0f / 3.0f, 1.0f / 3.0f, 1.0f / 6.0f};
    const float *x = k->ensemble->x_m + first, *y = k->ensemble->y_m + first;
    memset(l->sum_x, 0, count * sizeof *l->sum_x);
    memset(l->sum_y, 0, count * sizeof *l->sum_y);
    for (int s = 0; s < 4; s++) {
        float time = (float)(places[s] * length_s);
        if (s > 0) offset(x, y, l->vx, l->vy, time, count, l->x, l->y);
        stage(k, first, count, s > 0 ? l->x : x, s > 0 ? l->y : y, begin_s + places[s] * length_s,
              l);
        weighted(l->sum_x, l->sum_y, l->vx, l->vy, 1.0f, weights[s], count);
    }
    memcpy(l->vx, l->sum_x, count * sizeof *l->vx);
    memcpy(l->vy, l->sum_y, count * sizeof *l->vy);
}

/* ---- settling ------------------------------------------------------------------------------ */

typedef struct settled {
    float longest_square; /* of the ways moved, m^2 */
    bool lost;
} settled;

/* Squares are compared as whole numbers, which floats of zero and above sort like: the compiler
 * makes no vectors of the largest of floats. */
CW_WIDEST static settled settle(const uint8_t *state, const float *x, const float *y, float length,
                                size_t count, lanes *l) {
    int32_t longest = 0, lost = 0;
    for (size_t n = 0; n < count; n++) {
        int32_t adrift = (state[n] & (CW_STATE_BITS | HANDLED)) == CW_ADRIFT;
        float dx = length * l->vx[n], dy = length * l->vy[n], square = dx * dx + dy * dy;
        int32_t known = square <= 3e38f; /* not for what is not a number */
        int32_t moves = adrift & known, bits;
        dx = moves ? dx : 0.0f;
        dy = moves ? dy : 0.0f;
        square = moves ? square : 0.0f;
        memcpy(&bits, &square, sizeof bits);
        longest = bits > longest ? bits : longest;
        lost |= adrift & ~known;
        l->next_x[n] = x[n] + dx;
        l->next_y[n] = y[n] + dy;
        l->moves[n] = moves;
    }
    settled how = {0.0f, lost != 0};
    memcpy(&how.longest_square, &longest, sizeof longest);
    return how;
}

static void mark_lost(const kernel *k, size_t first, size_t count, const lanes *l) {
    cw_ensemble *e = k->ensemble;
    for (size_t n = 0; n < count; n++) {
        uint8_t *state = &e->state[first + n];
        bool lost = (*state & (CW_STATE_BITS | HANDLED)) == CW_ADRIFT && !l->moves[n];
        if (!lost) continue;
        *state = (uint8_t)((*state & ~CW_STATE_BITS) | CW_LOST);
        e->event_s[first + n] = (float)(k->direction * INFINITY);
    }
}

/* ---- the shore ----------------------------------------------------------------------------- */

/* Which square of the coarse land grid each ends in; outside it, the nearest. */
CW_WIDEST static void find_squares(const cw_landmask *m, size_t count, lanes *l) {
    float x0 = (float)m->x0_m, y0 = (float)m->y0_m, per_m = (float)(1.0 / m->near_cell_m);
    float last_i = (float)(m->near_columns - 1), last_j = (float)(m->near_rows - 1);
    int32_t columns = (int32_t)m->near_columns;
    for (size_t n = 0; n < count; n++) {
        float u = (l->next_x[n] - x0) * per_m, v = (l->next_y[n] - y0) * per_m;
        u = u > 0.0f ? u : 0.0f;
        v = v > 0.0f ? v : 0.0f;
        u = u < last_i ? u : last_i;
        v = v < last_j ? v : last_j;
        l->square[n] = (int32_t)v * columns + (int32_t)u;
    }
}

static size_t list_near(const uint8_t *near, const lanes *l, size_t count, uint16_t *list) {
    size_t number = 0;
    for (size_t n = 0; n < count; n++) {
        list[number] = (uint16_t)n;
        number += near[l->square[n]] & (uint32_t)l->moves[n];
    }
    return number;
}

static size_t list_moving(const lanes *l, size_t count, uint16_t *list) {
    size_t number = 0;
    for (size_t n = 0; n < count; n++) {
        list[number] = (uint16_t)n;
        number += (uint32_t)l->moves[n];
    }
    return number;
}

static void meet_shore(const kernel *k, size_t index, double end_s, float *next_x, float *next_y) {
    cw_ensemble *e = k->ensemble;
    cw_xy from = {(double)e->x_m[index], (double)e->y_m[index]}, shore;
    if (!cw_landmask_crossing(k->mask, from, (cw_xy){(double)*next_x, (double)*next_y}, &shore)) {
        return;
    }
    *next_x = (float)shore.x_m;
    *next_y = (float)shore.y_m;
    e->state[index] = (uint8_t)((e->state[index] & ~CW_STATE_BITS) | CW_STRANDED);
    event_schedule(k, index, end_s);
}

static void meet_land(const kernel *k, size_t first, size_t count, double end_s, settled how,
                      lanes *l) {
    uint16_t list[KERNEL_BLOCK];
    const cw_landmask *m = k->mask;
    bool far = (double)how.longest_square > m->near_m * m->near_m; /* beyond what `near` promises */
    if (!far) find_squares(m, count, l);
    size_t number = far ? list_moving(l, count, list) : list_near(m->near, l, count, list);
    for (size_t i = 0; i < number; i++) {
        size_t n = list[i];
        meet_shore(k, first + n, end_s, &l->next_x[n], &l->next_y[n]);
    }
}

/* ---- the step ------------------------------------------------------------------------------ */

void kernel_move(const kernel *k, size_t first, size_t count, double begin_s, double length_s) {
    lanes l;
    cw_ensemble *e = k->ensemble;
    float *x = e->x_m + first, *y = e->y_m + first;
    switch (k->options->scheme) {
    case CW_EULER:
        stage(k, first, count, x, y, begin_s, &l);
        break;
    case CW_RK2:
        midpoint(k, first, count, begin_s, length_s, &l);
        break;
    case CW_RK4:
        runge_kutta_4(k, first, count, begin_s, length_s, &l);
        break;
    }
    settled how = settle(e->state + first, x, y, (float)length_s, count, &l);
    if (how.lost) mark_lost(k, first, count, &l);
    if (k->mask != NULL) meet_land(k, first, count, begin_s + length_s, how, &l);
    memcpy(x, l.next_x, count * sizeof *x);
    memcpy(y, l.next_y, count * sizeof *y);
}
