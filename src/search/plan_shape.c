/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the few numbers that the optimiser varies to a pattern that fills a unit's time exactly:
 * the time gives the size, the genes the place, the shape and the spacing.
 */
#include "search/planner.h"

#include <math.h>

/*
 * A ladder of n legs of length l a spacing S apart takes n l / v + (n - 1)(S / v + 2 t) with turn
 * time t at both ends of each cross leg. From the time T and the wanted aspect a = (l + S) / (n S)
 * follows a n^2 S / v + 2 t n = T + S / v + 2 t; n is rounded, and then l is such that the time is
 * used up exactly.
 */
static bool ladder_spec(const genes *g, const cw_unit *u, double time_s, cw_pattern_spec *spec) {
    double v = u->search_speed_mps, s = g->spacing_m;
    double cross_s = s / v + 2.0 * u->turn_s, square = g->aspect * s / v;
    double n = (sqrt(u->turn_s * u->turn_s + square * (time_s + cross_s)) - u->turn_s) / square;
    n = fmax(1.0, floor(n + 0.5));
    double leg = v * (time_s - (n - 1.0) * cross_s) / n;
    while (n > 1.0 && leg <= 0.1 * s) {
        n -= 1.0;
        leg = v * (time_s - (n - 1.0) * cross_s) / n;
    }
    if (leg <= 0.1 * s) return false;
    double length = leg + s, width = n * s;
    bool creeping = length < width;
    spec->kind = creeping ? CW_CREEPING_LINE : CW_PARALLEL_SWEEP;
    spec->length_m = creeping ? width : length;
    spec->width_m = creeping ? length : width;
    spec->axis_deg = creeping ? fmod(g->axis_deg + 90.0, 360.0) : g->axis_deg;
    spec->start_corner = g->corner;
    return true;
}

/* m rings take m (2 m + 1) 2 S / v and 4 m turns: the most that the time allows. */
static bool square_spec(const genes *g, const cw_unit *u, double time_s, cw_pattern_spec *spec) {
    double rings = 0.0;
    for (double m = 1.0; m < 1000.0; m += 1.0) {
        double length = 2.0 * m * (2.0 * m + 1.0) * g->spacing_m;
        if (length / u->search_speed_mps + 4.0 * m * u->turn_s > time_s) break;
        rings = m;
    }
    spec->length_m = spec->width_m = (2.0 * rings + 1.0) * g->spacing_m;
    return rings >= 1.0;
}

/* Nine legs and seven turns a pattern; `aspect` below one asks for two patterns of half the size.
 */
static bool sector_spec(const genes *g, const cw_unit *u, double time_s, cw_pattern_spec *spec) {
    spec->repeats = g->aspect < 1.0 ? 2 : 1;
    double moving_s = time_s - 7.0 * spec->repeats * u->turn_s;
    spec->length_m = moving_s * u->search_speed_mps / (9.0 * spec->repeats);
    spec->width_m = spec->length_m;
    return spec->length_m > 2.0 * u->least_spacing_m;
}

static bool track_spec(const genes *g, const cw_unit *u, double time_s, cw_pattern_spec *spec) {
    double length = u->search_speed_mps * (time_s - 2.0 * u->turn_s) - g->spacing_m;
    spec->length_m = 0.5 * length;
    spec->width_m = 2.0 * g->spacing_m;
    return spec->length_m > g->spacing_m;
}

bool shape_pattern(const genes *g, const cw_unit *u, double time_s, cw_pattern_spec *spec) {
    *spec = (cw_pattern_spec){.kind = g->kind,
                              .centre = g->centre,
                              .axis_deg = g->axis_deg,
                              .spacing_m = g->spacing_m,
                              .repeats = 1};
    switch (g->kind) {
    case CW_EXPANDING_SQUARE:
        return square_spec(g, u, time_s, spec);
    case CW_SECTOR:
        return sector_spec(g, u, time_s, spec);
    case CW_TRACK_LINE:
        return track_spec(g, u, time_s, spec);
    case CW_PARALLEL_SWEEP:
    case CW_CREEPING_LINE:
        break;
    }
    return ladder_spec(g, u, time_s, spec);
}
