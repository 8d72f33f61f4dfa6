/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: the shape and the timing of patterns. */
#ifndef CROSSWATCH_SEARCH_PATTERN_H
#define CROSSWATCH_SEARCH_PATTERN_H

#include "crosswatch/search.h"

typedef struct rectangle { /* in the plane, any orientation */
    cw_xy centre;
    double east, north; /* unit vector along the axis */
    double half_length_m, half_width_m;
} rectangle;

/* Displaces all points by what the pattern has drifted by their times (sign 1), or back (-1). A
 * pattern that moves is laid at rest, then given its drift, then displaced once or timed. */
void pattern_displace(cw_pattern *pattern, double sign);
/* Number of parallel tracks that a ladder of this width holds: the nearest whole number. */
size_t pattern_tracks(double width_m, double spacing_m);
/* Rings of four legs that an expanding square of this side holds: m rings search 2 m + 1 spacings.
 */
size_t pattern_rings(double side_m, double spacing_m);
/* Whether the course changes at a point. */
bool pattern_turns(const cw_pattern *pattern, size_t point);
/* When the unit leaves a point: its time, and the turn's. */
cw_time pattern_departure(const cw_pattern *pattern, size_t point, double turn_s);

/* The rectangle that stands for the area searched: for coverage and shares of probability. */
rectangle pattern_rectangle(const cw_pattern_spec *spec);
/* The same where the pattern has drifted to. */
rectangle pattern_rectangle_at(const cw_pattern *pattern, cw_time time);
/* The rectangle that holds every leg: for agreements and separation. */
rectangle pattern_bounds(const cw_pattern_spec *spec);
/* Counterclockwise from (-across, -along), `margin_m` outside the edges. */
void rectangle_corners(const rectangle *r, double margin_m, cw_xy corners[4]);
bool rectangle_contains(const rectangle *r, double x_m, double y_m);

#endif
