/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All pairs of a fleet that come near each other.
 *
 * Ships are sorted into strips of the plane, and by x in each strip. The partners of a ship then
 * stand in a few unbroken runs, one a strip, whose ends move only forward while its strip is walked
 * through. A run is a plain loop over columns that the compiler turns into vectors; it decides
 * without division:
 *   with d the place and v the velocity of one from the other, TCPA = -d.v / v.v, CPA = |d x v| /
 * |v| range: d.d <= R^2;  0 <= TCPA <= T: 0 <= -d.v <= T v.v;  CPA <= C: (d x v)^2 <= C^2 v.v with
 * R and C in plane metres by the mean of both scales. TCPA and CPA are worked out for those only
 * that stay.
 */
#include "base/widest.h"
#include "fleet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STRIPS_PER_RANGE = 8, BLOCK = 256 };

typedef struct sorted { /* the columns in the order of strips, without those that meet nobody */
    size_t count, strips;
    size_t *first; /* of each strip; strips + 1 */
    uint32_t *index;
    double *x, *y, *vx, *vy, *scale; /* one block of memory, at x */
    double strip_m, reach_m;         /* plane metres; no partner is further away */
    uint32_t *hits;
} sorted;

typedef struct bounds { /* squared where they bound squares */
    double range2, cpa2, tcpa_s;
} bounds;

/* ---- strips --------------------------------------------------------------------------------- */

typedef struct place {
    uint32_t strip, index;
    double x;
} place;

static int by_strip(const void *left, const void *right) {
    const place *a = left, *b = right;
    if (a->strip != b->strip) return a->strip < b->strip ? -1 : 1;
    if (a->x != b->x) return a->x < b->x ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

static bool meets(const cw_fleet *f, size_t i) {
    return isfinite(f->x_m[i]) && isfinite(f->vx_mps[i]) && isfinite(f->vy_mps[i]);
}

static void measure(const cw_fleet *f, double *south, double *north, double *scale) {
    *south = INFINITY;
    *north = -INFINITY;
    *scale = 1.0;
    for (size_t i = 0; i < f->count; i++) {
        if (!meets(f, i)) continue;
        *south = fmin(*south, f->y_m[i]);
        *north = fmax(*north, f->y_m[i]);
        *scale = fmax(*scale, f->scale[i]);
    }
}

static size_t fill_places(const cw_fleet *f, const sorted *s, double south, place *to) {
    size_t count = 0;
    for (size_t i = 0; i < f->count; i++) {
        if (!meets(f, i)) continue;
        uint32_t strip = (uint32_t)((f->y_m[i] - south) / s->strip_m);
        to[count++] = (place){.strip = strip, .index = (uint32_t)i, .x = f->x_m[i]};
    }
    qsort(to, count, sizeof *to, by_strip);
    return count;
}

static void fill_columns(const cw_fleet *f, const place *places, sorted *s) {
    size_t strip = 0;
    for (size_t k = 0; k < s->count; k++) {
        size_t i = places[k].index;
        while (strip <= places[k].strip) s->first[strip++] = k;
        s->index[k] = places[k].index;
        s->x[k] = f->x_m[i];
        s->y[k] = f->y_m[i];
        s->vx[k] = f->vx_mps[i];
        s->vy[k] = f->vy_mps[i];
        s->scale[k] = f->scale[i];
    }
    while (strip <= s->strips) s->first[strip++] = s->count;
}

static void sorted_free(sorted *s) {
    free(s->first);
    free(s->index);
    free(s->x);
    free(s->hits);
}

static bool sort_fleet(const cw_fleet *f, double range_m, sorted *s) {
    enum { MOST_STRIPS = 1 << 20 };
    double south, north, scale;
    measure(f, &south, &north, &scale);
    double height = north > south ? north - south : 0.0;
    s->reach_m = range_m * scale;
    s->strip_m = fmax(s->reach_m / STRIPS_PER_RANGE, fmax(height / MOST_STRIPS, 1.0));
    s->strips = (size_t)(height / s->strip_m) + 1;
    place *places = cw_alloc_array(f->count + 1, sizeof *places);
    s->first = cw_alloc_array(s->strips + 1, sizeof *s->first);
    s->index = cw_alloc_array(f->count + 1, sizeof *s->index);
    s->hits = cw_alloc_array(f->count + 1, sizeof *s->hits);
    s->x = cw_alloc_array(5 * (f->count + 1), sizeof *s->x);
    bool good =
        places != NULL && s->first != NULL && s->index != NULL && s->hits != NULL && s->x != NULL;
    if (good) {
        s->y = s->x + f->count + 1;
        s->vx = s->y + f->count + 1;
        s->vy = s->vx + f->count + 1;
        s->scale = s->vy + f->count + 1;
        s->count = fill_places(f, s, south, places);
        fill_columns(f, places, s);
    }
    free(places);
    return good;
}

/* ---- the test of a run ---------------------------------------------------------------------- */

/* Which of [first, last) meet ship `i`: their places go to `hits`. */
CW_WIDEST static size_t scan(const sorted *s, size_t i, size_t first, size_t last, bounds k,
                             uint32_t *restrict hits) {
    /* By the sum of both scales instead of their mean: four times its square. */
    const double range4 = k.range2 / 4.0, cpa4 = k.cpa2 / 4.0,
                 least4 = CW_LEAST_RELATIVE_MPS * CW_LEAST_RELATIVE_MPS / 4.0;
    const double *x = s->x, *y = s->y, *vx = s->vx, *vy = s->vy, *scale = s->scale;
    const double x0 = x[i], y0 = y[i], vx0 = vx[i], vy0 = vy[i], scale0 = scale[i];
    int64_t meet[BLOCK];
    size_t found = 0;
    for (size_t block = first; block < last; block += BLOCK) {
        size_t n = last - block < BLOCK ? last - block : BLOCK;
        for (size_t j = 0; j < n; j++) {
            double dx = x[block + j] - x0, dy = y[block + j] - y0;
            double ux = vx0 - vx[block + j], uy = vy0 - vy[block + j]; /* of i from j */
            double both = scale[block + j] + scale0, both2 = both * both;
            double toward = dx * ux + dy * uy, speed2 = ux * ux + uy * uy;
            double cross = dx * uy - dy * ux;
            meet[j] = (dx * dx + dy * dy <= range4 * both2) & (toward >= 0.0)
                      & (toward <= k.tcpa_s * speed2) & (speed2 >= least4 * both2)
                      & (cross * cross <= cpa4 * both2 * speed2);
        }
        for (size_t j = 0; j < n; j++) {
            hits[found] = (uint32_t)(block + j);
            found += (size_t)meet[j];
        }
    }
    return found;
}

static cw_pair measure_pair(double dx, double dy, double ux, double uy, double scale) {
    double speed2 = ux * ux + uy * uy;
    return (cw_pair){.range_m = sqrt(dx * dx + dy * dy) / scale,
                     .tcpa_s = -(dx * ux + dy * uy) / speed2,
                     .cpa_m = fabs(dx * uy - dy * ux) / (sqrt(speed2) * scale)};
}

static bool keep(const sorted *s, size_t i, size_t found, cw_pairs *to, cw_error *err) {
    if (!cw_grow(&to->items, &to->capacity, to->count + found)) return cw_fail_memory(err);
    for (size_t n = 0; n < found; n++) {
        size_t j = s->hits[n];
        cw_pair p = measure_pair(s->x[j] - s->x[i], s->y[j] - s->y[i], s->vx[j] - s->vx[i],
                                 s->vy[j] - s->vy[i], 0.5 * (s->scale[j] + s->scale[i]));
        p.a = s->index[i] < s->index[j] ? s->index[i] : s->index[j];
        p.b = s->index[i] < s->index[j] ? s->index[j] : s->index[i];
        to->items[to->count++] = p;
    }
    return true;
}

/* ---- strips against strips ------------------------------------------------------------------ */

/* Strip `low` against the strip `up` above it, or against itself. */
static bool join(const sorted *s, size_t low, size_t up, bounds k, cw_pairs *to, cw_error *err) {
    double apart = up > low ? (double)(up - low - 1) * s->strip_m : 0.0;
    double half = sqrt(fmax(0.0, s->reach_m * s->reach_m - apart * apart));
    half += 1e-9 * s->reach_m; /* the root is rounded; the test itself is exact */
    size_t from = s->first[up], to_end = from, end = s->first[up + 1];
    for (size_t i = s->first[low]; i < s->first[low + 1]; i++) {
        while (from < end && s->x[from] < s->x[i] - half) from++;
        if (to_end < from) to_end = from;
        while (to_end < end && s->x[to_end] <= s->x[i] + half) to_end++;
        size_t begin = up == low && from <= i ? i + 1 : from;
        if (begin >= to_end) continue;
        size_t found = scan(s, i, begin, to_end, k, s->hits);
        if (found > 0 && !keep(s, i, found, to, err)) return false;
    }
    return true;
}

bool cw_pairs_find(const cw_fleet *fleet, cw_limits limits, cw_pairs *to, cw_error *err) {
    to->count = 0;
    if (!(limits.range_m > 0.0) || !isfinite(limits.range_m) || !(limits.tcpa_s >= 0.0)
        || !(limits.cpa_m >= 0.0))
        return cw_fail(
            err, CW_ERR_INPUT,
            "the limits of range, TCPA and CPA must be above zero, and the range finite");
    sorted s = {0};
    bool good = sort_fleet(fleet, limits.range_m, &s) || cw_fail_memory(err);
    bounds k = {limits.range_m * limits.range_m, limits.cpa_m * limits.cpa_m, limits.tcpa_s};
    for (size_t low = 0; good && low < s.strips; low++) {
        for (size_t up = low; good && up < s.strips && up <= low + STRIPS_PER_RANGE + 1; up++)
            good = join(&s, low, up, k, to, err);
    }
    sorted_free(&s);
    return good;
}

void cw_pairs_free(cw_pairs *pairs) {
    free(pairs->items);
    memset(pairs, 0, sizeof *pairs);
}

bool cw_pair_of(const cw_fleet *f, size_t a, size_t b, cw_pair *pair) {
    double ux = f->vx_mps[b] - f->vx_mps[a], uy = f->vy_mps[b] - f->vy_mps[a];
    double scale = 0.5 * (f->scale[a] + f->scale[b]);
    if (!meets(f, a) || !meets(f, b) || !(hypot(ux, uy) >= CW_LEAST_RELATIVE_MPS * scale))
        return false;
    *pair = measure_pair(f->x_m[b] - f->x_m[a], f->y_m[b] - f->y_m[a], ux, uy, scale);
    pair->a = (uint32_t)(a < b ? a : b);
    pair->b = (uint32_t)(a < b ? b : a);
    return true;
}
