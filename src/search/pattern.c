/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lays search patterns out in the plane (times: pattern_time.c; IAMSAR volume II chapter 5, volume
 * III section 3; USCG Addendum 2013; geometry in docs/search.md).
 *
 * Points are first laid in the pattern's own axes, `along` the axis and `across` to its right, then
 * turned by the axis' grid bearing. Parallel sweep and creeping line: the outer legs run half a
 * spacing inside the edges of the rectangle and end half a spacing inside its ends, so that the
 * strips of half a spacing on either side of the legs fill it. The first leg of an expanding square
 * or a sector search runs along the axis; all turns are to the right.
 */
#include "crosswatch/search.h"
#include "search/pattern.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_POINTS = 20000 };

const char *cw_pattern_code(cw_pattern_kind kind) {
    static const char *const codes[] = {"PS", "CS", "SS", "VS", "TS"};
    return (unsigned)kind < 5 ? codes[kind] : "??";
}

/* ---- laying out --------------------------------------------------------------------------- */

typedef struct layout {
    cw_pattern *pattern;
    double east, north; /* unit vector of the axis */
} layout;

static void put(layout *out, double across, double along) {
    const cw_pattern_spec *spec = &out->pattern->spec;
    cw_xy at = {spec->centre.x_m + across * out->north + along * out->east,
                spec->centre.y_m - across * out->east + along * out->north};
    out->pattern->points[out->pattern->count++].at = at;
}

size_t pattern_tracks(double width_m, double spacing_m) {
    double tracks = floor(width_m / spacing_m + 0.5);
    return tracks < 1.0 ? 1 : tracks > MOST_POINTS ? MOST_POINTS : (size_t)tracks;
}

size_t pattern_rings(double side_m, double spacing_m) {
    double rings = floor(0.5 * (side_m / spacing_m - 1.0) + 1e-9);
    return rings < 1.0 ? 1 : rings > MOST_POINTS ? MOST_POINTS : (size_t)rings;
}

/* Ladder: legs of length `leg` along one direction, `count` of them, a spacing apart. Corner 0 is
 * (-across, -along), 1 (+, -), 2 (+, +), 3 (-, +). */
static void lay_ladder(layout *out, bool legs_along) {
    const cw_pattern_spec *s = &out->pattern->spec;
    double leg = (legs_along ? s->length_m : s->width_m) - s->spacing_m;
    size_t count = pattern_tracks(legs_along ? s->width_m : s->length_m, s->spacing_m);
    double reach = 0.5 * (double)(count - 1) * s->spacing_m;
    double right = s->start_corner == 1 || s->start_corner == 2 ? 1.0 : -1.0;
    double far = s->start_corner >= 2 ? 1.0 : -1.0;
    double leg_side = legs_along ? far : right, step_side = legs_along ? right : far;
    for (size_t i = 0; i < count; i++) {
        double step = step_side * (reach - (double)i * s->spacing_m);
        for (int end = 0; end < 2; end++) {
            double place = (end == 0 ? 0.5 : -0.5) * leg_side * leg;
            put(out, legs_along ? step : place, legs_along ? place : step);
        }
        leg_side = -leg_side;
    }
}

/* Expanding square: leg i (from 1) is ceil(i / 2) spacings long, each turn 90 degrees right. */
static void lay_square(layout *out) {
    static const double turn[4][2] = {{0, 1}, {1, 0}, {0, -1}, {-1, 0}}; /* across, along */
    const cw_pattern_spec *s = &out->pattern->spec;
    size_t legs = 4 * pattern_rings(s->length_m, s->spacing_m);
    double across = 0.0, along = 0.0;
    put(out, across, along);
    for (size_t i = 0; i < legs; i++) {
        double leg = (double)(i / 2 + 1) * s->spacing_m;
        across += leg * turn[i % 4][0];
        along += leg * turn[i % 4][1];
        put(out, across, along);
    }
}

/* Sector search: three equilateral triangles with a corner at the datum. Relative courses 0, 120,
 * 240, 240, 0, 120, 120, 240, 0; a second pattern starts 30 degrees to the right of the first. */
static void lay_sectors(layout *out) {
    static const double course_deg[9] = {0, 120, 240, 240, 0, 120, 120, 240, 0};
    const cw_pattern_spec *s = &out->pattern->spec;
    put(out, 0.0, 0.0);
    for (int repeat = 0; repeat < s->repeats; repeat++) {
        double across = 0.0, along = 0.0;
        for (int i = 0; i < 9; i++) {
            double course = cw_radians(course_deg[i] + 30.0 * repeat);
            bool home = i % 3 == 2;
            across = home ? 0.0 : across + s->length_m * sin(course);
            along = home ? 0.0 : along + s->length_m * cos(course);
            put(out, across, along);
        }
    }
}

/* Track line search, return: out half a spacing to the right of the line, back on its left. */
static void lay_track_line(layout *out) {
    const cw_pattern_spec *s = &out->pattern->spec;
    double aside = 0.5 * s->spacing_m, ahead = 0.5 * s->length_m;
    put(out, aside, -ahead);
    put(out, aside, ahead);
    put(out, -aside, ahead);
    put(out, -aside, -ahead);
}

static size_t point_count(const cw_pattern_spec *spec) {
    switch (spec->kind) {
    case CW_PARALLEL_SWEEP:
        return 2 * pattern_tracks(spec->width_m, spec->spacing_m);
    case CW_CREEPING_LINE:
        return 2 * pattern_tracks(spec->length_m, spec->spacing_m);
    case CW_EXPANDING_SQUARE:
        return 4 * pattern_rings(spec->length_m, spec->spacing_m) + 1;
    case CW_SECTOR:
        return 9 * (size_t)spec->repeats + 1;
    case CW_TRACK_LINE:
        break;
    }
    return 4;
}

static bool spec_holds(const cw_pattern_spec *s, cw_error *err) {
    bool ladder = s->kind == CW_PARALLEL_SWEEP || s->kind == CW_CREEPING_LINE;
    double leg = s->kind == CW_CREEPING_LINE ? s->width_m : s->length_m;
    if ((unsigned)s->kind > CW_TRACK_LINE)
        return cw_fail(err, CW_ERR_INPUT, "the search pattern is of no known kind");
    if (!isfinite(s->centre.x_m) || !isfinite(s->centre.y_m) || !isfinite(s->axis_deg))
        return cw_fail(err, CW_ERR_INPUT, "the search pattern's centre and axis must be numbers");
    if (!(s->length_m > 0.0) || !isfinite(s->length_m) || (ladder && !(s->width_m > 0.0)))
        return cw_fail(err, CW_ERR_INPUT,
                       "the search pattern's length and width must be above zero");
    if (s->kind != CW_SECTOR && !(s->spacing_m > 0.0))
        return cw_fail(err, CW_ERR_INPUT, "the search pattern's spacing must be above zero");
    if (s->kind == CW_SECTOR && (s->repeats < 1 || s->repeats > 2))
        return cw_fail(err, CW_ERR_INPUT, "a sector search is flown once or twice, not %d times",
                       s->repeats);
    if (ladder && (s->start_corner < 0 || s->start_corner > 3))
        return cw_fail(err, CW_ERR_INPUT, "the start corner must be 0 to 3, not %d",
                       s->start_corner);
    if (ladder && !(leg > s->spacing_m))
        return cw_fail(err, CW_ERR_INPUT,
                       "the search legs must be longer than their spacing of "
                       "%.0f m",
                       s->spacing_m);
    if (point_count(s) > MOST_POINTS)
        return cw_fail(err, CW_ERR_INPUT, "a spacing of %.0f m gives more than %d points",
                       s->spacing_m, MOST_POINTS);
    return true;
}

bool cw_pattern_create(const cw_pattern_spec *spec, cw_pattern *pattern, cw_error *err) {
    *pattern = (cw_pattern){.spec = *spec};
    if (!spec_holds(spec, err)) return false;
    pattern->points = calloc(point_count(spec), sizeof *pattern->points);
    if (pattern->points == NULL) return cw_fail_memory(err);
    layout out = {pattern, sin(cw_radians(spec->axis_deg)), cos(cw_radians(spec->axis_deg))};
    switch (spec->kind) {
    case CW_PARALLEL_SWEEP:
        lay_ladder(&out, true);
        break;
    case CW_CREEPING_LINE:
        lay_ladder(&out, false);
        break;
    case CW_EXPANDING_SQUARE:
        lay_square(&out);
        break;
    case CW_SECTOR:
        lay_sectors(&out);
        break;
    case CW_TRACK_LINE:
        lay_track_line(&out);
        break;
    }
    for (size_t i = 1; i < pattern->count; i++) {
        cw_xy a = pattern->points[i - 1].at, b = pattern->points[i].at;
        pattern->length_m += hypot(b.x_m - a.x_m, b.y_m - a.y_m);
    }
    return true;
}

void cw_pattern_free(cw_pattern *pattern) {
    if (pattern == NULL) return;
    free(pattern->points);
    free(pattern->drift);
    *pattern = (cw_pattern){0};
}

/* ---- shape -------------------------------------------------------------------------------- */

/* The rectangle that the pattern searches, for areas, shares and separation. An expanding square
 * covers half a spacing beyond its outer legs; a sector search is given the square of the same area
 * as its circle; a track line half a spacing beyond its tracks and their ends. */
rectangle pattern_rectangle(const cw_pattern_spec *spec) {
    rectangle r = {spec->centre, sin(cw_radians(spec->axis_deg)), cos(cw_radians(spec->axis_deg)),
                   0.5 * spec->length_m, 0.5 * spec->width_m};
    if (spec->kind == CW_EXPANDING_SQUARE)
        r.half_width_m = r.half_length_m =
            ((double)pattern_rings(spec->length_m, spec->spacing_m) + 0.5) * spec->spacing_m;
    if (spec->kind == CW_SECTOR)
        r.half_width_m = r.half_length_m = 0.5 * sqrt(CW_PI) * spec->length_m;
    if (spec->kind == CW_TRACK_LINE) {
        r.half_width_m = spec->spacing_m;
        r.half_length_m += 0.5 * spec->spacing_m;
    }
    return r;
}

rectangle pattern_rectangle_at(const cw_pattern *pattern, cw_time time) {
    rectangle r = pattern_rectangle(&pattern->spec);
    cw_xy shift = cw_pattern_shift(pattern, time);
    r.centre = (cw_xy){r.centre.x_m + shift.x_m, r.centre.y_m + shift.y_m};
    return r;
}

/* The corners of a sector search reach a leg's length from the datum, beyond the square that has
 * the area of its circle; all other patterns lie within their rectangle. */
rectangle pattern_bounds(const cw_pattern_spec *spec) {
    rectangle r = pattern_rectangle(spec);
    if (spec->kind == CW_SECTOR) r.half_width_m = r.half_length_m = spec->length_m;
    return r;
}

void rectangle_corners(const rectangle *r, double margin_m, cw_xy corners[4]) {
    static const double side[4][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}; /* across, along */
    for (int i = 0; i < 4; i++) {
        double across = side[i][0] * (r->half_width_m + margin_m);
        double along = side[i][1] * (r->half_length_m + margin_m);
        corners[i].x_m = r->centre.x_m + across * r->north + along * r->east;
        corners[i].y_m = r->centre.y_m - across * r->east + along * r->north;
    }
}

bool rectangle_contains(const rectangle *r, double x_m, double y_m) {
    double dx = x_m - r->centre.x_m, dy = y_m - r->centre.y_m;
    double along = dx * r->east + dy * r->north, across = dx * r->north - dy * r->east;
    return fabs(along) <= r->half_length_m && fabs(across) <= r->half_width_m;
}
