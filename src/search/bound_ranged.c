/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A period laid anew under the laws with a lateral range. Nobody's worth is known beyond the
 * present coverage; slope and bend of what coverage is worth there make a parabola for each cell
 * and object. With v a particle's own speed and q one over a unit's search speed a second of the
 * unit covers it by r (1 + q v), so that sums of the slopes times 1 and v, and of the bends times
 * 1, v and v^2, hold for every unit: units take turns on these, and the particles are told once.
 *
 * The definite range bends nowhere but at its corner; there each unit looks at the particles anew.
 */
#include "search/bound_solver.h"

#include <math.h>
#include <string.h>

static const double LEAST_BEND = 0.4; /* of the worth, over a coverage of one */

/* Where worth does not fall at first it will further on. */
static void keep_bent(bound_model *m) {
    if (!(m->worth > 0.0) || m->bend >= LEAST_BEND * m->worth) return;
    double v = m->worth_v / m->worth;
    m->bend = LEAST_BEND * m->worth;
    m->bend_v = v * m->bend;
    m->bend_vv = v * m->bend_v;
}

/* Sums over the particles of one object in each cell. */
static void look_at_cells(bound_solver *s, const bound_period *period) {
    memset(s->model, 0, period->cell_count * s->objects * sizeof *s->model);
    for (size_t c = 0; c < period->cell_count; c++) {
        uint32_t end = bound_end(s, period, c);
        for (uint32_t k = period->begin[c]; k < end; k++) {
            uint32_t i = period->order[k];
            bound_model *m = &s->model[c * s->objects + period->object[i]];
            double bend, v = (double)period->speed_mps[i];
            double worth = s->weight[i] * bound_slope(s->law, s->covered[i], &bend);
            bend *= s->weight[i];
            m->worth += worth;
            m->worth_v += v * worth;
            m->bend += bend;
            m->bend_v += v * bend;
            m->bend_vv += v * v * bend;
        }
    }
    for (size_t k = 0; k < period->cell_count * s->objects; k++) keep_bent(&s->model[k]);
}

/* What a further second of the unit is worth in each cell, and how that falls with seconds. */
static void see_as_unit(const bound_solver *s, const fill_problem *f, double q, double *worth,
                        double *bend) {
    for (size_t c = 0; c < f->cell_count; c++) {
        worth[c] = bend[c] = 0.0;
        for (size_t o = 0; o < s->objects; o++) {
            const bound_model *m = &s->model[c * s->objects + o];
            double r = f->rate[o];
            worth[c] += r * (m->worth + q * m->worth_v);
            bend[c] += r * r * (m->bend + q * (2.0 * m->bend_v + q * m->bend_vv));
        }
    }
}

/* Tells the others by how many seconds the unit's effort has changed. */
static void tell_cells(bound_solver *s, const fill_problem *f, double q, const double *seconds) {
    for (size_t c = 0; c < f->cell_count; c++) {
        double more = seconds[c] - f->present[c];
        for (size_t o = 0; more != 0.0 && o < s->objects; o++) {
            bound_model *m = &s->model[c * s->objects + o];
            double covered = more * f->rate[o];
            m->worth -= covered * (m->bend + q * m->bend_v);
            m->worth_v -= covered * (m->bend_v + q * m->bend_vv);
            m->covered += covered;
            m->covered_v += covered * q;
        }
    }
}

static void ranged_unit(bound_solver *s, size_t u, size_t p, bool even) {
    double rate[CW_MOST_OBJECTS], q = 1.0 / s->units[u].asset.unit->search_speed_mps;
    double *worth = bound_column(s, 0), *bend = bound_column(s, 1), *present = bound_column(s, 2);
    double *seconds = s->effort + u * s->cells + s->first[p];
    fill_problem f = {.cell_count = s->grid.periods[p].cell_count,
                      .objects = s->objects,
                      .reaches = s->units[u].reaches[p],
                      .worth = worth,
                      .rate = rate,
                      .present = present,
                      .bend = bend};
    for (size_t o = 0; o < s->objects; o++) {
        rate[o] = bound_rate(s, u, p, o);
        f.steepest = fmax(f.steepest, rate[o]);
    }
    memcpy(present, seconds, f.cell_count * sizeof *present);
    see_as_unit(s, &f, q, worth, bend);
    bound_split(s, u, p, &f, even, seconds);
    tell_cells(s, &f, q, seconds);
}

static void tell_particles(bound_solver *s, const bound_period *period) {
    for (size_t c = 0; c < period->cell_count; c++) {
        uint32_t end = bound_end(s, period, c);
        for (uint32_t k = period->begin[c]; k < end; k++) {
            uint32_t i = period->order[k];
            const bound_model *m = &s->model[c * s->objects + period->object[i]];
            double more = m->covered + m->covered_v * (double)period->speed_mps[i];
            s->covered[i] = fmax(s->covered[i] + more, 0.0);
        }
    }
}

void bound_ranged_period(bound_solver *s, size_t p, bool even) {
    const bound_period *period = &s->grid.periods[p];
    bool anew = s->problem->law == CW_DEFINITE;
    if (!anew) look_at_cells(s, period);
    for (size_t u = 0; u < s->problem->unit_count; u++) {
        if (!bound_works(s, u, p)) continue;
        if (anew) look_at_cells(s, period);
        ranged_unit(s, u, p, even);
        if (anew) tell_particles(s, period);
    }
    if (!anew) tell_particles(s, period);
}

void bound_ranged_tell(bound_solver *s) {
    memset(s->covered, 0, s->particles * sizeof *s->covered);
    for (size_t p = 0; p < s->grid.period_count; p++) {
        const bound_period *period = &s->grid.periods[p];
        double rate[CW_MOST_OBJECTS], *none = bound_column(s, 2);
        memset(none, 0, period->cell_count * sizeof *none);
        memset(s->model, 0, period->cell_count * s->objects * sizeof *s->model);
        for (size_t u = 0; u < s->problem->unit_count; u++) {
            fill_problem f = {.cell_count = period->cell_count, .rate = rate, .present = none};
            for (size_t o = 0; o < s->objects; o++) rate[o] = bound_rate(s, u, p, o);
            tell_cells(s, &f, 1.0 / s->units[u].asset.unit->search_speed_mps,
                       s->effort + u * s->cells + s->first[p]);
        }
        tell_particles(s, period);
    }
}
