/* SPDX-License-Identifier: Apache-2.0 */
/* The chart's ground: sea, land, region borders, graticule, scale bar and north. */
#include "map_canvas.h"

#include <math.h>
#include <stdio.h>

static const rgb SEA = {0.905, 0.945, 0.965}, LAND = {0.945, 0.918, 0.847},
                 SHORE = {0.47, 0.43, 0.35}, LINE = {0.35, 0.42, 0.50}, BORDER = {0.55, 0.10, 0.35};

void map_draw_sea(const canvas *c) {
    canvas_colour(c, SEA, 1);
    cairo_rectangle(c->cairo, c->left, c->top, c->width, c->height);
    cairo_fill(c->cairo);
}

void map_draw_land(const canvas *c) {
    const cw_coast *coast = c->result->scene->coast;
    if (coast == NULL) return;
    cairo_new_path(c->cairo);
    for (size_t r = 0; r < coast->ring_count; r++) {
        const cw_coast_ring *ring = &coast->rings[r];
        cairo_new_sub_path(c->cairo); /* else a line joins it to the ring before */
        for (size_t k = 0; k < ring->count; k++) {
            cw_xy p = cw_plane_forward(c->result->scene->plane, coast->points[ring->first + k]);
            if (!isfinite(p.x_m)) continue;
            cairo_line_to(c->cairo, canvas_x(c, p.x_m), canvas_y(c, p.y_m));
        }
        cairo_close_path(c->cairo);
    }
    cairo_set_fill_rule(c->cairo, CAIRO_FILL_RULE_EVEN_ODD);
    /* The land lies over the probability but lets it be felt: people can be ashore too. */
    canvas_colour(c, LAND, 0.93);
    cairo_fill_preserve(c->cairo);
    canvas_colour(c, SHORE, 1);
    cairo_set_line_width(c->cairo, 0.9);
    cairo_stroke(c->cairo);
}

void map_draw_regions(const canvas *c) {
    const cw_case *source = c->result->scene->source;
    const double dashes[] = {9, 4, 2, 4};
    cairo_save(c->cairo);
    canvas_colour(c, BORDER, 0.75);
    cairo_set_line_width(c->cairo, 1.6);
    cairo_set_dash(c->cairo, dashes, 4, 0);
    for (size_t i = 0; source != NULL && i < source->region_count; i++) {
        const cw_region *region = &source->regions[i];
        cw_xy before = {NAN, NAN};
        for (size_t k = 0; k <= region->ring_count && region->ring_count > 0; k++) {
            cw_xy p =
                cw_plane_forward(c->result->scene->plane, region->ring[k % region->ring_count]);
            if (!isfinite(p.x_m)) continue;
            cairo_line_to(c->cairo, canvas_x(c, p.x_m), canvas_y(c, p.y_m));
            map_labels_ink_line(c, canvas_x(c, before.x_m), canvas_y(c, before.y_m),
                                canvas_x(c, p.x_m), canvas_y(c, p.y_m));
            before = p;
        }
        cairo_stroke(c->cairo);
    }
    cairo_restore(c->cairo);
}

/* ---- graticule ---- */

/* The round step of degrees that gives about `wanted` lines. */
static double round_step_deg(double span_deg, int wanted) {
    static const double steps[] = {10,      5,       2,        1,        0.5,
                                   1.0 / 3, 1.0 / 6, 1.0 / 12, 1.0 / 30, 1.0 / 60};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (span_deg / steps[i] >= wanted) return steps[i];
    }
    return 1.0 / 60;
}

static void degree_text(double deg, const char *letters, char text[32]) {
    double minutes = round(fabs(deg) * 60.0 * 10) / 10;
    int whole = (int)(minutes / 60.0);
    snprintf(text, 32, "%d°%02.0f'%c", whole, minutes - whole * 60.0, letters[deg < 0 ? 1 : 0]);
}

static cw_position corner(const canvas *c, double fx, double fy) {
    cw_xy p = {c->x0_m + fx * c->width / c->pixels_per_m,
               c->y0_m + fy * c->height / c->pixels_per_m};
    return cw_plane_inverse(c->result->scene->plane, p);
}

/* A line of equal latitude or longitude, sampled; *end is its last point inside the chart. */
static void graticule_line(const canvas *c, bool parallel, double fixed_deg, double from_deg,
                           double to_deg) {
    enum { PIECES = 48 };
    for (int k = 0; k <= PIECES; k++) {
        double along = from_deg + (to_deg - from_deg) * k / PIECES;
        cw_position at =
            parallel ? (cw_position){fixed_deg, along} : (cw_position){along, fixed_deg};
        cw_xy p = cw_plane_forward(c->result->scene->plane, at);
        if (isfinite(p.x_m)) cairo_line_to(c->cairo, canvas_x(c, p.x_m), canvas_y(c, p.y_m));
    }
    cairo_set_line_width(c->cairo, 0.6);
    canvas_colour(c, LINE, 0.35);
    cairo_stroke(c->cairo);
}

static void graticule_labels(const canvas *c, bool parallel, double fixed_deg, cw_position sw) {
    char text[32];
    cw_position at =
        parallel ? (cw_position){fixed_deg, sw.lon_deg} : (cw_position){sw.lat_deg, fixed_deg};
    cw_xy p = cw_plane_forward(c->result->scene->plane, at);
    degree_text(parallel ? fixed_deg : remainder(fixed_deg, 360.0), parallel ? "NS" : "EW", text);
    canvas_colour(c, LINE, 1);
    if (parallel) {
        double y = canvas_y(c, p.y_m);
        if (y > c->top + 8 && y < c->top + c->height - 8) {
            canvas_text(c, c->left - 5, y - 7, 11, ANCHOR_RIGHT, text);
        }
    } else {
        double x = canvas_x(c, p.x_m);
        if (x > c->left + 15 && x < c->left + c->width - 15) {
            canvas_text(c, x, c->top + c->height + 4, 11, ANCHOR_MIDDLE, text);
        }
    }
}

static void draw_lines(const canvas *c) {
    cw_position sw = corner(c, 0, 0), se = corner(c, 1, 0), nw = corner(c, 0, 1),
                ne = corner(c, 1, 1);
    double south = fmin(sw.lat_deg, se.lat_deg), north = fmax(nw.lat_deg, ne.lat_deg);
    double west = sw.lon_deg, span = remainder(ne.lon_deg - west, 360.0);
    double west_top = nw.lon_deg;
    if (!isfinite(south) || !isfinite(north) || span <= 0) return;
    if (remainder(west_top - west, 360.0) < 0) west += remainder(west_top - west, 360.0);
    double east = west + span + 1.0;
    double lat_step = round_step_deg(north - south, 5), lon_step = round_step_deg(span, 5);
    for (long k = lround(ceil(south / lat_step)); (double)k * lat_step <= north; k++) {
        double lat = (double)k * lat_step;
        cairo_save(c->cairo);
        cairo_rectangle(c->cairo, c->left, c->top, c->width, c->height);
        cairo_clip(c->cairo);
        graticule_line(c, true, lat, west, east);
        cairo_restore(c->cairo);
        graticule_labels(c, true, lat, sw);
    }
    for (long k = lround(ceil(west / lon_step)); (double)k * lon_step <= east; k++) {
        double lon = (double)k * lon_step;
        cairo_save(c->cairo);
        cairo_rectangle(c->cairo, c->left, c->top, c->width, c->height);
        cairo_clip(c->cairo);
        graticule_line(c, false, lon, south - 0.2, north + 0.2);
        cairo_restore(c->cairo);
        graticule_labels(c, false, lon, sw);
    }
}

static void draw_scale(const canvas *c) {
    static const double steps_nm[] = {50, 20, 10, 5, 2, 1, 0.5, 0.2};
    double nm = 0.1;
    for (size_t i = 0; i < sizeof steps_nm / sizeof steps_nm[0] && nm < 0.11; i++) {
        if (cw_nm_to_m(steps_nm[i]) * c->pixels_per_m <= c->width / 4.5) nm = steps_nm[i];
    }
    double length = cw_nm_to_m(nm) * c->pixels_per_m;
    double x = c->left + 26, y = c->top + c->height - 26;
    cairo_rectangle(c->cairo, x - 14, y - 26, length + 46, 40);
    cairo_set_source_rgba(c->cairo, 1, 1, 1, 0.85);
    cairo_fill(c->cairo);
    map_labels_ink_box(c, x - 14, y - 26, x + length + 32, y + 14);
    for (int k = 0; k < 4; k++) {
        cairo_rectangle(c->cairo, x + length * k / 4, y, length / 4, 5);
        cairo_set_source_rgb(c->cairo, k % 2 ? 1 : 0.1, k % 2 ? 1 : 0.1, k % 2 ? 1 : 0.1);
        cairo_fill_preserve(c->cairo);
        cairo_set_source_rgb(c->cairo, 0.1, 0.1, 0.1);
        cairo_set_line_width(c->cairo, 0.8);
        cairo_stroke(c->cairo);
    }
    char number[32], text[64];
    snprintf(text, sizeof text, "%s %s",
             words_number(c->result->language, nm, nm < 1 ? 1 : 0, number),
             canvas_say(c, "nm", "M"));
    canvas_text(c, x, y - 20, 12, ANCHOR_MIDDLE, "0");
    canvas_text(c, x + length, y - 20, 12, ANCHOR_MIDDLE, text);
}

/* An arrow that points to true north at the middle of the chart. */
static void draw_north(const canvas *c) {
    double scale, convergence;
    cw_position middle = corner(c, 0.5, 0.5);
    cw_plane_factors(c->result->scene->plane, middle, &scale, &convergence);
    cairo_save(c->cairo);
    cairo_translate(c->cairo, c->left + c->width - 36, c->top + 50);
    cairo_arc(c->cairo, 0, 4, 30, 0, 2 * CW_PI);
    cairo_set_source_rgba(c->cairo, 1, 1, 1, 0.8);
    cairo_fill(c->cairo);
    cairo_rotate(c->cairo, cw_radians(isfinite(convergence) ? convergence : 0.0));
    cairo_move_to(c->cairo, 0, -16);
    cairo_line_to(c->cairo, 8, 20);
    cairo_line_to(c->cairo, 0, 13);
    cairo_line_to(c->cairo, -8, 20);
    cairo_close_path(c->cairo);
    cairo_set_source_rgb(c->cairo, 0.1, 0.1, 0.1);
    cairo_fill(c->cairo);
    canvas_text(c, 0, -34, -13, ANCHOR_MIDDLE, "N");
    cairo_restore(c->cairo);
}

void map_draw_graticule(const canvas *c) {
    draw_lines(c);
}

void map_draw_frame(const canvas *c) {
    cairo_rectangle(c->cairo, c->left, c->top, c->width, c->height);
    cairo_set_line_width(c->cairo, 1.2);
    canvas_colour(c, LINE, 1);
    cairo_stroke(c->cairo);
    draw_scale(c);
    draw_north(c);
    map_labels_ink_box(c, c->left + c->width - 70, c->top + 8, c->left + c->width - 4, c->top + 88);
}
