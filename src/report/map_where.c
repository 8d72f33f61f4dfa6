/* SPDX-License-Identifier: Apache-2.0 */
/* The chart's answer to "where": the probability surface at mid search, containment lines at each
 * time, a thin bundle of particle tracks and the way of the datum. */
#include "map_canvas.h"

#include <math.h>
#include <stdlib.h>

/* The time whose surface is filled: the middle one asked for. */
const cw_where *map_shown_where(const canvas *c) {
    return c->result->where_count > 0 ? &c->result->where[c->result->where_count / 2] : NULL;
}

/* Pale yellow to deep red with growing opacity; t from 0 to 1. */
uint32_t map_heat(double t) {
    static const double stops[5][4] = {{1.00, 0.97, 0.70, 0.00},
                                       {1.00, 0.88, 0.45, 0.55},
                                       {0.99, 0.62, 0.25, 0.78},
                                       {0.90, 0.28, 0.20, 0.88},
                                       {0.60, 0.05, 0.22, 0.94}};
    double at = fmin(fmax(t, 0.0), 1.0) * 4.0;
    int k = at >= 4.0 ? 3 : (int)at;
    double f = at - k, v[4];
    for (int i = 0; i < 4; i++) v[i] = stops[k][i] + f * (stops[k + 1][i] - stops[k][i]);
    uint32_t pixel = (uint32_t)(v[3] * 255) << 24; /* cairo wants colours times alpha */
    for (int i = 0; i < 3; i++) pixel |= (uint32_t)(v[i] * v[3] * 255) << (16 - 8 * i);
    return pixel;
}

static cairo_surface_t *surface_of(const cw_probability_map *map) {
    cairo_surface_t *image =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)map->nx, (int)map->ny);
    unsigned char *data = cairo_image_surface_get_data(image);
    if (data == NULL) return image;
    size_t stride = (size_t)cairo_image_surface_get_stride(image);
    float most = 0.0f;
    for (size_t k = 0; k < map->nx * map->ny; k++) most = fmaxf(most, map->probability[k]);
    for (size_t j = 0; j < map->ny; j++) {
        uint32_t *row = (uint32_t *)(void *)(data + (map->ny - 1 - j) * stride);
        for (size_t i = 0; i < map->nx; i++) {
            float p = map->probability[j * map->nx + i];
            row[i] = p > 0.0f && most > 0.0f ? map_heat(pow((double)(p / most), 0.55)) : 0;
        }
    }
    cairo_surface_mark_dirty(image);
    return image;
}

static void draw_surface(const canvas *c, const cw_probability_map *map) {
    cairo_surface_t *image = surface_of(map);
    double pixels = map->cell_m * c->pixels_per_m;
    cairo_save(c->cairo);
    cairo_translate(c->cairo, canvas_x(c, map->x0_m),
                    canvas_y(c, map->y0_m + (double)map->ny * map->cell_m));
    cairo_scale(c->cairo, pixels, pixels);
    cairo_set_source_surface(c->cairo, image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(c->cairo), CAIRO_FILTER_BILINEAR);
    cairo_paint(c->cairo);
    cairo_restore(c->cairo);
    cairo_surface_destroy(image);
}

/* ---- containment lines: marching squares over the cells' centres ---- */

static double value(const cw_probability_map *map, long i, long j) {
    if (i < 0 || j < 0 || i >= (long)map->nx || j >= (long)map->ny) return 0.0;
    return map->probability[(size_t)j * map->nx + (size_t)i];
}

/* Where the line crosses the edge between two corners of a square of cell centres. */
static void crossing(const canvas *c, const cw_probability_map *map, double level, long i, long j,
                     int from, int to, double *x, double *y) {
    static const int corner[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    double a = value(map, i + corner[from][0], j + corner[from][1]);
    double b = value(map, i + corner[to][0], j + corner[to][1]);
    double f = a == b ? 0.5 : (level - a) / (b - a);
    double gx = (double)i + corner[from][0] + f * (corner[to][0] - corner[from][0]) + 0.5;
    double gy = (double)j + corner[from][1] + f * (corner[to][1] - corner[from][1]) + 0.5;
    *x = canvas_x(c, map->x0_m + gx * map->cell_m);
    *y = canvas_y(c, map->y0_m + gy * map->cell_m);
}

static void contour_square(const canvas *c, const cw_probability_map *map, double level, long i,
                           long j) {
    static const int corner[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    bool in[4];
    for (int k = 0; k < 4; k++) in[k] = value(map, i + corner[k][0], j + corner[k][1]) >= level;
    double x[4], y[4];
    int count = 0;
    for (int k = 0; k < 4; k++) {
        if (in[k] == in[(k + 1) % 4]) continue;
        crossing(c, map, level, i, j, k, (k + 1) % 4, &x[count], &y[count]);
        count++;
    }
    for (int k = 0; k + 1 < count; k += 2) {
        cairo_move_to(c->cairo, x[k], y[k]);
        cairo_line_to(c->cairo, x[k + 1], y[k + 1]);
    }
}

static void contour(const canvas *c, const cw_probability_map *map, double level) {
    if (!(level > 0.0)) return;
    for (long j = -1; j < (long)map->ny; j++) {
        for (long i = -1; i < (long)map->nx; i++) contour_square(c, map, level, i, j);
    }
    cairo_stroke(c->cairo);
}

/* Names keep out of where the people can be, if they can. */
static void ink_map(const canvas *c, const cw_probability_map *map) {
    for (size_t j = 0; j < map->ny; j++) {
        for (size_t i = 0; i < map->nx; i++) {
            if ((double)map->probability[j * map->nx + i] < map->threshold[1]) continue;
            double x = canvas_x(c, map->x0_m + ((double)i + 0.5) * map->cell_m);
            double y = canvas_y(c, map->y0_m + ((double)j + 0.5) * map->cell_m);
            map_labels_ink_faint(c, x, y);
        }
    }
}

void map_draw_probability(const canvas *c) {
    const cw_where *shown = map_shown_where(c);
    if (shown == NULL) return;
    draw_surface(c, shown->map);
    cairo_set_line_cap(c->cairo, CAIRO_LINE_CAP_ROUND);
    for (size_t i = 0; i < c->result->where_count; i++) {
        const cw_where *where = &c->result->where[i];
        bool now = where == shown;
        ink_map(c, where->map);
        cairo_set_source_rgba(c->cairo, 0.45, 0.05, 0.15, now ? 0.95 : 0.35);
        cairo_set_line_width(c->cairo, now ? 1.8 : 1.0);
        if (now) contour(c, where->map, where->map->threshold[0]);
        cairo_set_line_width(c->cairo, now ? 1.1 : 0.9);
        contour(c, where->map, where->map->threshold[1]);
    }
}

/* ---- tracks ---- */

enum { SHOWN_TRACKS = 160 };

static void draw_track(const canvas *c, const cw_tracks *tracks, size_t particle) {
    bool pen = false;
    for (size_t t = 0; t < tracks->times; t++) {
        float x = tracks->x_m[t * tracks->particles + particle];
        float y = tracks->y_m[t * tracks->particles + particle];
        if (!isfinite(x)) continue;
        if (pen)
            cairo_line_to(c->cairo, canvas_x(c, x), canvas_y(c, y));
        else
            cairo_move_to(c->cairo, canvas_x(c, x), canvas_y(c, y));
        pen = true;
    }
    cairo_stroke(c->cairo);
}

static void ink_datum_way(const canvas *c) {
    for (size_t i = 0; i + 1 < c->result->where_count; i++) {
        cw_xy a = c->result->where[i].datum.mean, b = c->result->where[i + 1].datum.mean;
        map_labels_ink_line(c, canvas_x(c, a.x_m), canvas_y(c, a.y_m), canvas_x(c, b.x_m),
                            canvas_y(c, b.y_m));
    }
}

void map_draw_datum_way(const canvas *c) {
    for (size_t i = 0; i < c->result->where_count; i++) {
        cw_xy p = c->result->where[i].datum.mean;
        cairo_line_to(c->cairo, canvas_x(c, p.x_m), canvas_y(c, p.y_m));
    }
    cairo_set_source_rgba(c->cairo, 1, 1, 1, 0.7);
    cairo_set_line_width(c->cairo, 4);
    cairo_stroke_preserve(c->cairo);
    cairo_set_source_rgba(c->cairo, 0.1, 0.1, 0.1, 0.9);
    cairo_set_line_width(c->cairo, 1.6);
    cairo_stroke(c->cairo);
    ink_datum_way(c);
    for (size_t i = 0; i < c->result->where_count; i++) {
        const cw_where *where = &c->result->where[i];
        char text[CW_TIME_TEXT];
        double x = canvas_x(c, where->datum.mean.x_m), y = canvas_y(c, where->datum.mean.y_m);
        bool shown = where == map_shown_where(c);
        cairo_arc(c->cairo, x, y, shown ? 5.5 : 4.5, 0, 2 * CW_PI);
        cairo_set_source_rgb(c->cairo, 1, 1, 1);
        cairo_fill_preserve(c->cairo);
        cairo_set_source_rgb(c->cairo, 0.1, 0.1, 0.1);
        cairo_set_line_width(c->cairo, shown ? 2.4 : 1.6);
        cairo_stroke(c->cairo);
        map_labels_ink_box(c, x - 6, y - 6, x + 6, y + 6);
        map_labels_ask(c, x, y, 10, -13, (rgb){0.1, 0.1, 0.1}, canvas_clock(c, where->time, text));
    }
}

void map_draw_tracks(const canvas *c) {
    const cw_tracks *tracks = c->result->tracks;
    if (tracks != NULL && tracks->particles > 0) {
        size_t every = tracks->particles / SHOWN_TRACKS + 1;
        cairo_set_source_rgba(c->cairo, 0.25, 0.25, 0.35, 0.16);
        cairo_set_line_width(c->cairo, 0.7);
        for (size_t p = 0; p < tracks->particles; p += every) draw_track(c, tracks, p);
    }
}
