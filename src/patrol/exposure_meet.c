/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pairs of a cell, and what they come to in a year (exposure.c has the formula). A cell that
 * many ships pass is counted on every k-th of its passages. The interval of a cell is that of the
 * number of its passages: a sum over pairs of n ships that come by chance varies as much as a count
 * of n / 4.
 */
#include "exposure.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

enum { MOST_PASSAGES = 1500 };
static const double HEAD_ON_DEG = 170.0, OVERTAKING_DEG = 10.0; /* between courses: IWRAP Mk2 */
static const double YEAR_S = 365.25 * 86400.0, PASSAGES_A_COUNT = 4.0;

typedef struct meeting_sums { /* of one cell: sum of T_i T_j D V, m^2 s, by kind */
    double sum[CW_MEETINGS_COUNTED];
} meeting_sums;

static const double causation[CW_MEETINGS_COUNTED] = {[CW_COUNTED_CROSSING] = CW_CAUSATION_CROSSING,
                                                      [CW_COUNTED_HEAD_ON] = CW_CAUSATION_HEAD_ON,
                                                      [CW_COUNTED_OVERTAKING] =
                                                          CW_CAUSATION_OVERTAKING};

static int by_cell(const void *a, const void *b) {
    const exposure_passage *x = a, *y = b;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

static cw_flow flow_of(const exposure_passage *p) {
    return (cw_flow){.speed_mps = p->speed_mps, .length_m = p->length_m, .beam_m = p->beam_m};
}

static void add_pair(const exposure_passage *a, const exposure_passage *b, double weight,
                     meeting_sums *to) {
    double angle = fabs(remainder(a->course_deg - b->course_deg, 360.0));
    double diameter_m = cw_collision_diameter_m(flow_of(a), flow_of(b), angle);
    double across = b->speed_mps * sin(cw_radians(angle));
    double relative = hypot(a->speed_mps - b->speed_mps * cos(cw_radians(angle)), across);
    if (a->mmsi == b->mmsi || !isfinite(diameter_m)) return;
    cw_meeting_counted kind = angle > HEAD_ON_DEG      ? CW_COUNTED_HEAD_ON
                              : angle < OVERTAKING_DEG ? CW_COUNTED_OVERTAKING
                                                       : CW_COUNTED_CROSSING;
    to->sum[kind] += weight * a->stay_s * b->stay_s * diameter_m * relative;
}

/* All pairs among `count` passages, or those of every k-th, each for k^2. */
static meeting_sums sum_cell(const exposure_passage *passages, size_t count) {
    meeting_sums sums = {{0.0}};
    size_t k = (count + MOST_PASSAGES - 1) / MOST_PASSAGES;
    double weight = (double)k * (double)k;
    for (size_t i = 0; i < count; i += k)
        for (size_t j = i + k; j < count; j += k)
            add_pair(&passages[i], &passages[j], weight, &sums);
    return sums;
}

/* To candidates and collisions a year. */
static void add_cell(const meeting_sums *sums, size_t passages, double period_s, cw_risk *risk,
                     cw_risk_cell *cell) {
    double per_year = YEAR_S / (period_s * period_s * risk->cell_m * risk->cell_m);
    for (size_t kind = 0; kind < CW_MEETINGS_COUNTED; kind++) {
        double candidates = sums->sum[kind] * per_year;
        risk->exposure.candidates_per_year[kind] += candidates;
        risk->exposure.collisions_per_year[kind] += candidates * causation[kind];
        cell->per_year += candidates * causation[kind];
    }
    cell->effective = (double)passages / PASSAGES_A_COUNT;
    double one = cell->per_year / cell->effective;
    cell->low = fmin(cell->per_year, one * gsl_cdf_gamma_Pinv(0.025, cell->effective + 0.5, 1.0));
    cell->high = fmax(cell->per_year, one * gsl_cdf_gamma_Pinv(0.975, cell->effective + 0.5, 1.0));
}

static void take_shares(cw_risk *risk, size_t cells, double all_per_year) {
    for (size_t c = 0; c < cells; c++)
        risk->cells[c].share = risk->cells[c].per_year / all_per_year;
    risk->per_hour = risk->base_per_hour = all_per_year / (YEAR_S / 3600.0);
    risk->dispersion = 1.0;
}

bool exposure_meet(exposure_passages *passages, const cw_patrol_world *water, cw_risk *risk,
                   cw_error *err) {
    double period_s = (double)(risk->to - risk->from) / 1000.0, all = 0.0;
    exposure_passage *items = passages->items;
    if (passages->count > 1) qsort(items, passages->count, sizeof *items, by_cell);
    risk->cell_m = water->cell_m;
    risk->exposure.ships = passages->ships;
    risk->exposure.passages = passages->count;
    for (size_t first = 0, last = 0; first < passages->count; first = last) {
        cw_risk_cell *cell = &risk->cells[items[first].cell];
        while (last < passages->count && items[last].cell == items[first].cell) last++;
        meeting_sums sums = sum_cell(items + first, last - first);
        add_cell(&sums, last - first, period_s, risk, cell);
        all += cell->per_year;
    }
    if (!(all > 0.0))
        return cw_fail(err, CW_NO,
                       "no two ships under way pass through one cell of the area's sea: the AIS "
                       "picture shows no exposure (%zu passages)",
                       passages->count);
    take_shares(risk, water->cells, all);
    return true;
}
