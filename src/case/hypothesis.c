/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the hypotheses mean in numbers.
 *
 * A circular normal error of standard deviation s along each axis lies within r with probability
 * P = 1 - exp(-r^2 / 2 s^2) (Rayleigh), so s = r / sqrt(-2 ln(1 - P)); for P = 1/2 r is the
 * probable error of IAMSAR volume II, s = r / 1.17741. Across a track, the error is normal in one
 * dimension: P = erf(r / s sqrt 2).
 */
#include "hypothesis.h"

#include <math.h>

static const double MOST_SIGMAS = 4.0; /* P(beyond): 3.4e-4 in the plane, 6.3e-5 on a line */

/* z with erf(z / sqrt 2) = confidence, by halving: erf has no inverse in the C library. */
static double two_sided_normal(double confidence) {
    double low = 0.0, high = 10.0;
    for (int i = 0; i < 60; i++) {
        double middle = 0.5 * (low + high);
        if (erf(middle / sqrt(2.0)) < confidence) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return 0.5 * (low + high);
}

double hypothesis_sigma(const cw_hypothesis *h) {
    switch (h->kind) {
    case CW_HYPOTHESIS_POINT:
    case CW_HYPOTHESIS_DEAD_RECKONING:
        return h->radius_m / sqrt(-2.0 * log1p(-h->confidence));
    case CW_HYPOTHESIS_VOYAGE:
        return h->radius_m / two_sided_normal(h->confidence);
    default:
        return 0.0;
    }
}

cw_position hypothesis_on_voyage(const cw_hypothesis *h, cw_time time, double *azimuth_deg) {
    double distance_m, azimuth, left_m, back;
    double done = (double)(time - h->depart) / (double)(h->arrive - h->depart);
    cw_geodesic_inverse(h->at, h->to, &distance_m, &azimuth);
    cw_position at = cw_geodesic_direct(h->at, azimuth, done * distance_m);
    *azimuth_deg = azimuth;
    cw_geodesic_inverse(at, h->to, &left_m, &back);
    if (left_m > 1.0) *azimuth_deg = back;
    return at;
}

static cw_time middle_time(const cw_hypothesis *h) {
    return h->adrift_from + (h->adrift_to - h->adrift_from) / 2;
}

/* Unit vectors: a mean that does not mind the date line. */
typedef struct vector3 {
    double x, y, z;
} vector3;

static void add_position(vector3 *sum, cw_position p, double weight) {
    double lat = cw_radians(p.lat_deg), lon = cw_radians(p.lon_deg);
    sum->x += weight * cos(lat) * cos(lon);
    sum->y += weight * cos(lat) * sin(lon);
    sum->z += weight * sin(lat);
}

static cw_position to_position(vector3 v) {
    return (cw_position){cw_degrees(atan2(v.z, hypot(v.x, v.y))), cw_degrees(atan2(v.y, v.x))};
}

static cw_position bearings_centre(const cw_hypothesis *h) {
    vector3 sum = {0};
    for (size_t i = 0; i < h->bearing_count; i++) {
        const cw_bearing *b = &h->bearings[i];
        double range = 0.5 * (b->least_range_m + b->most_range_m);
        add_position(&sum, cw_geodesic_direct(b->observer, b->bearing_deg, range), 1.0);
    }
    return to_position(sum);
}

static double run_m(const cw_hypothesis *h, cw_time time) {
    return h->speed_mps * (double)(time - h->depart) / 1000.0;
}

cw_position hypothesis_centre(const cw_hypothesis *h) {
    vector3 sum = {0};
    double azimuth;
    switch (h->kind) {
    case CW_HYPOTHESIS_AREA:
        for (size_t i = 0; i < h->ring_count; i++) add_position(&sum, h->ring[i], 1.0);
        return to_position(sum);
    case CW_HYPOTHESIS_VOYAGE:
        return hypothesis_on_voyage(h, middle_time(h), &azimuth);
    case CW_HYPOTHESIS_BEARINGS:
        return bearings_centre(h);
    case CW_HYPOTHESIS_DEAD_RECKONING:
        return cw_geodesic_direct(h->at, h->course_deg, run_m(h, middle_time(h)));
    default:
        return h->at;
    }
}

cw_position hypotheses_mean(const cw_case *c) {
    vector3 sum = {0};
    for (size_t i = 0; i < c->hypothesis_count; i++) {
        add_position(&sum, hypothesis_centre(&c->hypotheses[i]), c->hypotheses[i].weight);
    }
    return to_position(sum);
}

/* ---- extents --------------------------------------------------------------------------------- */

area area_nothing(void) {
    return (area){INFINITY, INFINITY, -INFINITY, -INFINITY};
}

void area_add(area *a, cw_xy point, double margin_m) {
    a->x0_m = fmin(a->x0_m, point.x_m - margin_m);
    a->y0_m = fmin(a->y0_m, point.y_m - margin_m);
    a->x1_m = fmax(a->x1_m, point.x_m + margin_m);
    a->y1_m = fmax(a->y1_m, point.y_m + margin_m);
}

static void add_voyage(area *a, const cw_hypothesis *h, const cw_plane *plane) {
    enum { PIECES = 8 };
    double azimuth, margin = MOST_SIGMAS * hypothesis_sigma(h);
    for (int i = 0; i <= PIECES; i++) {
        cw_time time = h->adrift_from + (h->adrift_to - h->adrift_from) * i / PIECES;
        area_add(a, cw_plane_forward(plane, hypothesis_on_voyage(h, time, &azimuth)), margin);
    }
}

/* Across the run the error of the course counts, at most the whole run. */
static void add_dead_reckoning(area *a, const cw_hypothesis *h, const cw_plane *plane) {
    cw_time times[2] = {h->adrift_from, h->adrift_to};
    for (int i = 0; i < 2; i++) {
        double run = run_m(h, times[i]), seconds = (double)(times[i] - h->depart) / 1000.0;
        double turn = fmin(MOST_SIGMAS * cw_radians(h->course_error_deg), 2.0);
        double margin =
            MOST_SIGMAS * (hypothesis_sigma(h) + h->speed_error_mps * seconds) + run * turn;
        cw_position at = cw_geodesic_direct(h->at, h->course_deg, run);
        area_add(a, cw_plane_forward(plane, at), margin);
    }
}

static area sector_extent(const cw_bearing *b, const cw_plane *plane) {
    enum { PIECES = 16 };
    area a = area_nothing();
    double half = fmin(MOST_SIGMAS * b->error_deg, 180.0);
    for (int i = 0; i <= PIECES; i++) {
        double bearing = b->bearing_deg + half * (2.0 * i / PIECES - 1.0);
        cw_position near = cw_geodesic_direct(b->observer, bearing, b->least_range_m);
        cw_position far = cw_geodesic_direct(b->observer, bearing, b->most_range_m);
        area_add(&a, cw_plane_forward(plane, near), 0.0);
        area_add(&a, cw_plane_forward(plane, far), 0.02 * b->most_range_m);
    }
    return a;
}

/* The place lies in all sectors at once. */
static area bearings_extent(const cw_hypothesis *h, const cw_plane *plane) {
    area all = sector_extent(&h->bearings[0], plane);
    for (size_t i = 1; i < h->bearing_count; i++) {
        area a = sector_extent(&h->bearings[i], plane);
        area both = {fmax(all.x0_m, a.x0_m), fmax(all.y0_m, a.y0_m), fmin(all.x1_m, a.x1_m),
                     fmin(all.y1_m, a.y1_m)};
        if (both.x0_m < both.x1_m && both.y0_m < both.y1_m) all = both;
    }
    return all;
}

area hypothesis_extent(const cw_hypothesis *h, const cw_plane *plane) {
    area a = area_nothing();
    switch (h->kind) {
    case CW_HYPOTHESIS_POINT:
        area_add(&a, cw_plane_forward(plane, h->at), MOST_SIGMAS * hypothesis_sigma(h));
        return a;
    case CW_HYPOTHESIS_AREA:
        for (size_t i = 0; i < h->ring_count; i++) {
            area_add(&a, cw_plane_forward(plane, h->ring[i]), 0.0);
        }
        return a;
    case CW_HYPOTHESIS_VOYAGE:
        add_voyage(&a, h, plane);
        return a;
    case CW_HYPOTHESIS_BEARINGS:
        return bearings_extent(h, plane);
    default:
        add_dead_reckoning(&a, h, plane);
        return a;
    }
}
