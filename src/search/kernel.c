/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hot loops: one searcher's pattern against blocks of particles. Columns in, columns out, no
 * branch that depends on a particle, so that the compiler makes vectors of them; the widest the
 * processor has is picked at run time. No fused operations, so that every width gives the same
 * bits.
 *
 * On a piece both move in straight lines; with r0 and r1 the particle's place relative to the
 * searcher at the piece's ends, the closest approach is |r0 + s (r1 - r0)|,
 * s = clamp(-r0.(r1 - r0) / |r1 - r0|^2, 0, 1). The least over a leg's pieces is the leg's, and the
 * leg is one opportunity with p(closest approach), weighted by the share of a whole pass it is.
 *
 * Inverse cube: 1 - p = exp(-share W^2 / (4 pi d^2)), so hazards add up and one exponential at the
 * end does for all legs. A place that is not a number (waiting, lost) compares false and adds
 * nothing.
 */
#include "search/sweeper.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) \
    && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIDEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDEST
#endif

enum { BLOCK = 256 };
static const float least_distance2_m2 = 1.0f; /* keeps the hazard finite right on the track */

typedef struct block {
    float nearest[BLOCK]; /* squared closest approach on this leg, m^2 */
    float share[BLOCK];   /* of a whole pass that the leg is */
    float width[BLOCK];   /* coefficient of the detection law */
    float hazard[BLOCK];
    float missed[BLOCK];
} block;

/* Columns of the tracks at the two ends of an output interval. */
typedef struct columns {
    const float *x0, *y0, *x1, *y1;
} columns;

static columns columns_at(const cw_tracks *tracks, uint32_t interval, size_t first) {
    size_t here = (size_t)interval * tracks->particles + first;
    size_t next = interval + 1 < tracks->times ? here + tracks->particles : here;
    return (columns){tracks->x_m + here, tracks->y_m + here, tracks->x_m + next,
                     tracks->y_m + next};
}

WIDEST static void approach(columns c, const sweep_piece *piece, size_t count,
                            float *restrict nearest) {
    const float *restrict x0 = c.x0, *restrict y0 = c.y0, *restrict x1 = c.x1, *restrict y1 = c.y1;
    float ax = piece->ax, ay = piece->ay, bx = piece->bx, by = piece->by;
    float f0 = piece->f0, f1 = piece->f1;
    for (size_t i = 0; i < count; i++) {
        float mx = x1[i] - x0[i], my = y1[i] - y0[i];
        float rx = x0[i] + f0 * mx - ax, ry = y0[i] + f0 * my - ay;
        float dx = x0[i] + f1 * mx - bx - rx, dy = y0[i] + f1 * my - by - ry;
        float s = -(rx * dx + ry * dy) / (dx * dx + dy * dy + 1e-12f);
        s = s > 0.0f ? s : 0.0f;
        s = s < 1.0f ? s : 1.0f;
        float qx = rx + s * dx, qy = ry + s * dy;
        float d2 = qx * qx + qy * qy;
        nearest[i] = d2 < nearest[i] ? d2 : nearest[i];
    }
}

/*
 * Random search: the share of a piece's time that a particle is inside the area, by clipping its
 * path in the area's own axes (Liang and Barsky 1984), times the hazard of the piece.
 */
WIDEST static void dwell(columns c, const sweep_piece *piece, const rectangle *area, size_t count,
                         const float *restrict width, float *restrict hazard) {
    float east = (float)area->east, north = (float)area->north;
    float cx = (float)area->centre.x_m, cy = (float)area->centre.y_m;
    float hl = (float)area->half_length_m, hw = (float)area->half_width_m;
    float per_width = piece->length_m / (4.0f * hl * hw);
    for (size_t i = 0; i < count; i++) {
        float mx = c.x1[i] - c.x0[i], my = c.y1[i] - c.y0[i];
        float px = c.x0[i] + piece->f0 * mx - cx, py = c.y0[i] + piece->f0 * my - cy;
        float share = piece->f1 - piece->f0;
        float u = px * east + py * north, du = share * (mx * east + my * north);
        float v = px * north - py * east, dv = share * (mx * north - my * east);
        float ua = (-hl - u) / du, ub = (hl - u) / du, va = (-hw - v) / dv, vb = (hw - v) / dv;
        float enter_u = ua < ub ? ua : ub, leave_u = ua < ub ? ub : ua;
        float enter_v = va < vb ? va : vb, leave_v = va < vb ? vb : va;
        float enter = enter_u > enter_v ? enter_u : enter_v;
        float leave = leave_u < leave_v ? leave_u : leave_v;
        enter = enter > 0.0f ? enter : 0.0f;
        leave = leave < 1.0f ? leave : 1.0f;
        float inside = leave - enter;
        inside = inside > 0.0f && du == du && dv == dv ? inside : 0.0f; /* no place: not a number */
        hazard[i] += inside * per_width * width[i];
    }
}

/* exp(-x) for x >= 0, relative error below 3e-7: 2^-i times a polynomial on [-1/2, 1/2]. */
static inline float exp_minus(float x) {
    x = x < 87.0f ? x : 87.0f;
    float y = x * 1.44269504f;
    int i = (int)(y + 0.5f);
    float z = ((float)i - y) * 0.693147181f;
    float p = 1.0f
              + z
                    * (1.0f
                       + z
                             * (0.5f
                                + z
                                      * (0.166666667f
                                         + z
                                               * (0.0416666667f
                                                  + z * (0.00833333333f + z * 0.00138888889f)))));
    int bits = (127 - i) * 8388608;
    float scale;
    memcpy(&scale, &bits, sizeof scale);
    return p * scale;
}

WIDEST static void add_inverse_cube(block *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        float d2 = b->nearest[i] > least_distance2_m2 ? b->nearest[i] : least_distance2_m2;
        b->hazard[i] += b->share[i] * b->width[i] / d2;
    }
}

WIDEST static void take_exponential(block *b, size_t count) {
    for (size_t i = 0; i < count; i++)
        b->missed[i] *= 1.0f - b->share[i] * exp_minus(b->width[i] * sqrtf(b->nearest[i]));
}

WIDEST static void take_definite(block *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        b->missed[i] = b->nearest[i] <= b->width[i] ? 0.0f : b->missed[i];
    }
}

WIDEST static void take_hazard(block *b, size_t count, float *restrict missed) {
    for (size_t i = 0; i < count; i++) missed[i] = b->missed[i] * exp_minus(b->hazard[i]);
}

/* What the loops above multiply with, for one sweep width. */
static float coefficient(cw_detection_law law, float width_m) {
    switch (law) {
    case CW_INVERSE_CUBE:
        return width_m * width_m / (4.0f * (float)CW_PI);
    case CW_DEFINITE:
        return width_m > 0.0f ? 0.25f * width_m * width_m : -1.0f;
    case CW_EXPONENTIAL:
        return width_m > 0.0f ? 2.0f / width_m : 1e30f;
    case CW_RANDOM:
        break;
    }
    return width_m;
}

static void set_widths(const sweeper *s, const sweep_leg *leg, const cw_tracks *tracks,
                       size_t first, size_t count, float *restrict width) {
    float by_object[CW_MOST_OBJECTS];
    for (size_t o = 0; o < CW_MOST_OBJECTS; o++)
        by_object[o] = coefficient(s->law, s->width_m[o] * leg->light);
    if (tracks->object == NULL || s->object_count <= 1) {
        for (size_t i = 0; i < count; i++) width[i] = by_object[0];
        return;
    }
    const uint8_t *object = tracks->object + (size_t)leg->output * tracks->particles + first;
    for (size_t i = 0; i < count; i++) width[i] = by_object[object[i] % CW_MOST_OBJECTS];
}

/*
 * What share of a whole pass a leg is. Koopman's inverse cube law adds up a hazard of 1 / r^3 along
 * the track; along an endless line at distance d this is 2 / d^2. A leg from s0 to s1 along its
 * relative line gives I = (s1 / r1 - s0 / r0) / d^2, or, where the nearest point is an end,
 * (s1^2 - s0^2) / (r0 r1 (s1 r0 + s0 r1)), the same without a difference of near equals. The share
 * is I over 2 / d^2 with d the closest approach: one for a leg that runs well past on both sides,
 * a half abeam of an end, a quarter ahead of it. So a pass that is broken into legs at a corner is
 * still counted once, and a leg of no length counts nothing.
 */
WIDEST static void pass_share(columns start, const sweep_piece *a, columns stop,
                              const sweep_piece *z, size_t count, float *restrict share) {
    for (size_t i = 0; i < count; i++) {
        float x0 = start.x0[i] + a->f0 * (start.x1[i] - start.x0[i]) - a->ax;
        float y0 = start.y0[i] + a->f0 * (start.y1[i] - start.y0[i]) - a->ay;
        float x1 = stop.x0[i] + z->f1 * (stop.x1[i] - stop.x0[i]) - z->bx;
        float y1 = stop.y0[i] + z->f1 * (stop.y1[i] - stop.y0[i]) - z->by;
        float dx = x1 - x0, dy = y1 - y0;
        float length = sqrtf(dx * dx + dy * dy) + 1e-6f;
        float s0 = (x0 * dx + y0 * dy) / length, s1 = (x1 * dx + y1 * dy) / length;
        float r0 = sqrtf(x0 * x0 + y0 * y0) + 1e-3f, r1 = sqrtf(x1 * x1 + y1 * y1) + 1e-3f;
        float abeam = s1 / r1 - s0 / r0;
        float nearest = r0 < r1 ? r0 : r1;
        float ahead = nearest * nearest * (s1 * s1 - s0 * s0) / (r0 * r1 * (s1 * r0 + s0 * r1));
        float part = 0.5f * (s0 * s1 > 0.0f ? ahead : abeam);
        part = part > 0.0f ? part : 0.0f; /* no place: not a number */
        share[i] = part < 1.0f ? part : 1.0f;
    }
}

static void leg_approach(const sweeper *s, const sweep_leg *leg, const cw_tracks *tracks,
                         size_t first, size_t count, block *b) {
    const sweep_piece *a = &s->pieces[leg->first], *z = a + leg->count - 1;
    columns start = columns_at(tracks, a->interval, first);
    columns stop = columns_at(tracks, z->interval, first);
    for (size_t i = 0; i < count; i++) b->nearest[i] = INFINITY;
    for (const sweep_piece *piece = a; piece <= z; piece++)
        approach(columns_at(tracks, piece->interval, first), piece, count, b->nearest);
    pass_share(start, a, stop, z, count, b->share);
}

static void take_leg(const sweeper *s, const sweep_leg *leg, const cw_tracks *tracks, size_t first,
                     size_t count, block *b) {
    if (leg->count == 0) return;
    set_widths(s, leg, tracks, first, count, b->width);
    if (s->law == CW_RANDOM) {
        for (uint32_t p = leg->first; p < leg->first + leg->count; p++)
            dwell(columns_at(tracks, s->pieces[p].interval, first), &s->pieces[p], &s->area, count,
                  b->width, b->hazard);
        return;
    }
    leg_approach(s, leg, tracks, first, count, b);
    if (s->law == CW_INVERSE_CUBE)
        add_inverse_cube(b, count);
    else if (s->law == CW_EXPONENTIAL)
        take_exponential(b, count);
    else
        take_definite(b, count);
}

void sweeper_missed(const sweeper *s, const cw_tracks *tracks, size_t first, size_t count,
                    float *missed) {
    block b;
    for (size_t done = 0; done < count; done += BLOCK) {
        size_t size = count - done < BLOCK ? count - done : BLOCK;
        for (size_t i = 0; i < size; i++) {
            b.hazard[i] = 0.0f;
            b.missed[i] = 1.0f;
        }
        for (size_t leg = 0; leg < s->leg_count; leg++)
            take_leg(s, &s->legs[leg], tracks, first + done, size, &b);
        take_hazard(&b, size, missed + done);
    }
}
