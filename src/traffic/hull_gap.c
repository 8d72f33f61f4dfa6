/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The least distance between two rectangles, one of which moves straight without turning.
 *
 * Convex bodies that do not overlap at first, and touch later, do so with a corner of one on a side
 * of the other; and as long as they are apart, the shortest line between them ends at a corner of
 * one. So the least distance over the whole way is the least between the ways of the corners of
 * each (straight lines, seen from the other) and the sides of the other: 32 pairs of segments.
 */
#include "hull_gap.h"

#include <math.h>

typedef struct segment {
    cw_xy a, b;
} segment;

static cw_xy minus(cw_xy a, cw_xy b) {
    return (cw_xy){a.x_m - b.x_m, a.y_m - b.y_m};
}

static double cross(cw_xy a, cw_xy b) {
    return a.x_m * b.y_m - a.y_m * b.x_m;
}

static double dot(cw_xy a, cw_xy b) {
    return a.x_m * b.x_m + a.y_m * b.y_m;
}

static double to_segment(cw_xy p, segment s) {
    cw_xy along = minus(s.b, s.a), from = minus(p, s.a);
    double length2 = dot(along, along);
    double t = length2 > 0.0 ? fmin(fmax(dot(from, along) / length2, 0.0), 1.0) : 0.0;
    return hypot(from.x_m - t * along.x_m, from.y_m - t * along.y_m);
}

static double between(segment s, segment t) {
    cw_xy along_s = minus(s.b, s.a), along_t = minus(t.b, t.a);
    double t_a = cross(along_s, minus(t.a, s.a)), t_b = cross(along_s, minus(t.b, s.a));
    double s_a = cross(along_t, minus(s.a, t.a)), s_b = cross(along_t, minus(s.b, t.a));
    if (t_a * t_b < 0.0 && s_a * s_b < 0.0) return 0.0; /* they cross */
    return fmin(fmin(to_segment(s.a, t), to_segment(s.b, t)),
                fmin(to_segment(t.a, s), to_segment(t.b, s)));
}

static void corners(const hull_box *h, cw_xy to[4]) {
    static const double ahead[] = {1.0, 1.0, -1.0, -1.0}, right[] = {-1.0, 1.0, 1.0, -1.0};
    double s = sin(h->heading_rad), c = cos(h->heading_rad);
    for (int i = 0; i < 4; i++) {
        double l = ahead[i] * h->half_length_m, b = right[i] * h->half_beam_m;
        to[i] = (cw_xy){h->middle.x_m + l * s + b * c, h->middle.y_m + l * c - b * s};
    }
}

/* Whether a line along one of a's sides separates them. */
static bool separated(const hull_box *a, const cw_xy b[4]) {
    double s = sin(a->heading_rad), c = cos(a->heading_rad);
    double least_l = INFINITY, most_l = -INFINITY, least_b = INFINITY, most_b = -INFINITY;
    for (int i = 0; i < 4; i++) {
        cw_xy d = minus(b[i], a->middle);
        double along = d.x_m * s + d.y_m * c, across = d.x_m * c - d.y_m * s;
        least_l = fmin(least_l, along);
        most_l = fmax(most_l, along);
        least_b = fmin(least_b, across);
        most_b = fmax(most_b, across);
    }
    return least_l > a->half_length_m || most_l < -a->half_length_m || least_b > a->half_beam_m
           || most_b < -a->half_beam_m;
}

/* Corners of one, that move by `way`, against the sides of the other. */
static double sweep(const cw_xy moving[4], cw_xy way, const cw_xy fixed[4]) {
    double least = INFINITY;
    for (int i = 0; i < 4; i++) {
        segment path = {moving[i], {moving[i].x_m + way.x_m, moving[i].y_m + way.y_m}};
        for (int k = 0; k < 4; k++)
            least = fmin(least, between(path, (segment){fixed[k], fixed[(k + 1) % 4]}));
    }
    return least;
}

double hull_gap_m(const hull_box *a, const hull_box *b, cw_xy velocity, double within_s) {
    cw_xy corners_a[4], corners_b[4];
    corners(a, corners_a);
    corners(b, corners_b);
    if (!separated(a, corners_b) && !separated(b, corners_a)) return 0.0;
    cw_xy way = {velocity.x_m * within_s, velocity.y_m * within_s};
    cw_xy back = {-way.x_m, -way.y_m};
    return fmin(sweep(corners_b, way, corners_a), sweep(corners_a, back, corners_b));
}
