/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In whose region (R4)? The line is published with corners rounded to a hundredth of a degree, so
 * it is itself a distribution: a place at d metres from it lies on the left with probability Phi(d
 * / s), s the line's error and the position's own together. When neither side has 95 %, the answer
 * is "split", and both act; which unit is nearest does not ask where the line is (arrival.c).
 */
#include "fold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double SPLIT_SHARE = 0.05;

static bool add_point(cw_boundary *b, const cw_plane *plane, char *line) {
    char *fields[3];
    if (line[0] == '#' || cw_csv_split(line, fields, 3) != 2) return true;
    char *end;
    double lat = strtod(fields[0], &end);
    if (end == fields[0]) return true; /* the heading */
    if (b->count == sizeof b->points / sizeof b->points[0]) return false;
    cw_xy at = cw_plane_forward(plane, (cw_position){lat, strtod(fields[1], NULL)});
    b->points[b->count++] = at;
    return isfinite(at.x_m) && isfinite(at.y_m);
}

bool cw_boundary_dover_strait(const cw_plane *plane, cw_boundary *b, cw_error *err) {
    size_t length;
    const char *data = cw_data_file("boundary_dover_strait.csv", &length);
    char *copy = data != NULL ? strdup(data) : NULL;
    *b = (cw_boundary){.error_m = 0.5 * CW_NAUTICAL_MILE_M};
    if (copy == NULL) return cw_fail_memory(err);
    bool done = true;
    char *rest = copy;
    while (done && rest != NULL) done = add_point(b, plane, strsep(&rest, "\n"));
    free(copy);
    if (done && b->count >= 2) return true;
    return cw_fail(err, CW_ERR_INPUT,
                   "the boundary of the Dover Strait does not fit into this plane");
}

/* Nearest side; where two are equally near (at a corner) the one that the point is more abeam of
 * tells the side. */
double cw_boundary_distance_m(const cw_boundary *b, cw_xy at) {
    double nearest = INFINITY, abeam = 0.0, signed_m = NAN;
    for (size_t i = 0; i + 1 < b->count; i++) {
        double dx = b->points[i + 1].x_m - b->points[i].x_m,
               dy = b->points[i + 1].y_m - b->points[i].y_m;
        double px = at.x_m - b->points[i].x_m, py = at.y_m - b->points[i].y_m,
               length = hypot(dx, dy);
        double along = fmin(1.0, fmax(0.0, (px * dx + py * dy) / (length * length)));
        double distance = hypot(px - along * dx, py - along * dy),
               cross = (dx * py - dy * px) / length;
        bool tie = fabs(distance - nearest) < 1e-6;
        if (!(distance < nearest - 1e-6) && !(tie && fabs(cross) > abeam)) continue;
        nearest = distance;
        abeam = fabs(cross);
        signed_m = cross >= 0.0 ? distance : -distance;
    }
    return signed_m;
}

static double left_of(double distance_m, double error_m) {
    return 0.5 * erfc(-distance_m / (error_m * sqrt(2.0)));
}

static cw_region_answer answer(double share, bool known) {
    return (cw_region_answer){known ? share : NAN,
                              known && share > SPLIT_SHARE && share < 1.0 - SPLIT_SHARE, known};
}

/* Across the line the error of a circular normal position is its sigma. */
static double fix_error_m(const cw_boundary *b, const cw_fix *fix) {
    double c = fmin(fmax(fix->confidence, 0.01), 0.999);
    return hypot(b->error_m, fix->radius_m / sqrt(-2.0 * log(1.0 - c)));
}

cw_region_answer cw_region_of_fix(const cw_boundary *b, const cw_plane *plane, const cw_fix *fix) {
    double d = cw_boundary_distance_m(b, cw_plane_forward(plane, fix->at));
    return answer(left_of(d, fix_error_m(b, fix)), isfinite(d));
}

cw_region_answer cw_region_of_tracks(const cw_boundary *b, const cw_tracks *tracks, cw_time time) {
    double share = 0.0, weight = 0.0;
    cw_xy at;
    for (size_t k = 0; k < tracks->particles; k++) {
        if (!cw_tracks_at(tracks, k, time, &at)) continue;
        double w = (double)tracks->weight[k];
        weight += w;
        share += w * left_of(cw_boundary_distance_m(b, at), b->error_m);
    }
    return answer(weight > 0.0 ? share / weight : NAN, weight > 0.0);
}

/* ---- crossing ------------------------------------------------------------------------------ */

typedef struct course {
    const cw_boundary *boundary;
    const cw_plane *plane;
    cw_position from;
    double course_deg, speed_mps;
} course;

static double distance_at(const course *c, double seconds) {
    cw_position at = cw_geodesic_direct(c->from, c->course_deg, c->speed_mps * seconds);
    return cw_boundary_distance_m(c->boundary, cw_plane_forward(c->plane, at));
}

/* First time at which the distance, signed so that it begins above zero, falls to `level`. */
static bool reaches(const course *c, double sign, double level, double *seconds) {
    static const double STEP_S = 60.0, MOST_S = 86400.0;
    double before = sign * distance_at(c, 0.0);
    if (before <= level) {
        *seconds = 0.0;
        return true;
    }
    for (double t = STEP_S; t <= MOST_S; t += STEP_S) {
        double after = sign * distance_at(c, t);
        if (after <= level) {
            double low = t - STEP_S, high = t;
            for (int i = 0; i < 40; i++) {
                double middle = 0.5 * (low + high);
                if (sign * distance_at(c, middle) <= level)
                    high = middle;
                else
                    low = middle;
            }
            *seconds = high;
            return true;
        }
    }
    return false;
}

bool cw_boundary_crossing(const cw_boundary *b, const cw_plane *plane, const cw_fix *fix,
                          cw_time time, double course_deg, double speed_mps, cw_time crossing[3],
                          cw_error *err) {
    static const double TWO_SIGMA = 1.959964; /* 95 % */
    course c = {b, plane, fix->at, course_deg, speed_mps};
    double start = distance_at(&c, 0.0), sign = start >= 0.0 ? 1.0 : -1.0,
           error = TWO_SIGMA * fix_error_m(b, fix);
    double seconds[3];
    if (!(speed_mps > 0.0) || !isfinite(start) || !reaches(&c, sign, 0.0, &seconds[1]))
        return cw_fail(err, CW_NO, "the line is not crossed within 24 h on this course");
    if (!reaches(&c, sign, error, &seconds[0])) seconds[0] = 0.0;
    if (!reaches(&c, sign, -error, &seconds[2])) seconds[2] = 86400.0;
    for (int i = 0; i < 3; i++) crossing[i] = time + (cw_time)llround(seconds[i] * 1000.0);
    return true;
}
