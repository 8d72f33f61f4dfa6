/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chart as one picture (cairo and Pango): coast, probability, tracks, patterns, scale, north
 * and time, with a panel that says what is what. North is up in the case plane; the graticule shows
 * by how little true north differs. Layers are in map_ground.c (sea, land, graticule), map_where.c
 * (probability, tracks), map_plan.c (patterns), map_labels.c (names) and map_panel.c.
 */
#include "map_canvas.h"

#include <math.h>

enum { PAGE_WIDTH = 1680, PAGE_HEIGHT = 1180 };

typedef struct extent {
    double x0, y0, x1, y1;
} extent;

static void widen(extent *e, cw_xy p) {
    if (!isfinite(p.x_m) || !isfinite(p.y_m)) return;
    e->x0 = fmin(e->x0, p.x_m);
    e->y0 = fmin(e->y0, p.y_m);
    e->x1 = fmax(e->x1, p.x_m);
    e->y1 = fmax(e->y1, p.y_m);
}

/* The cells that hold 99 % of the probability. */
static void widen_by_map(extent *e, const cw_probability_map *map) {
    for (size_t j = 0; j < map->ny; j++) {
        for (size_t i = 0; i < map->nx; i++) {
            float p = map->probability[j * map->nx + i];
            if (p <= 0.0f || p < map->threshold[2]) continue;
            double x = map->x0_m + (double)i * map->cell_m, y = map->y0_m + (double)j * map->cell_m;
            widen(e, (cw_xy){x, y});
            widen(e, (cw_xy){x + map->cell_m, y + map->cell_m});
        }
    }
}

static void widen_by_plan(extent *e, const cw_result *r) {
    for (size_t i = 0; r->plan != NULL && i < r->plan->task_count; i++) {
        const cw_task *task = &r->plan->tasks[i];
        for (size_t k = 0; k < task->pattern.count; k++) widen(e, task->pattern.points[k].at);
    }
}

/* Bases belong on the chart when they are not far off it. */
static void widen_by_bases(extent *e, const cw_result *r) {
    const double reach = 0.5 * fmax(e->x1 - e->x0, e->y1 - e->y0);
    const cw_case *source = r->scene->source;
    const extent core = *e;
    for (size_t i = 0; source != NULL && i < source->unit_count; i++) {
        cw_xy p = cw_plane_forward(r->scene->plane, source->units[i].at);
        bool close = p.x_m > core.x0 - reach && p.x_m < core.x1 + reach && p.y_m > core.y0 - reach
                     && p.y_m < core.y1 + reach;
        if (close) widen(e, p);
    }
}

static extent choose_extent(const cw_result *r) {
    extent e = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < r->where_count; i++) widen_by_map(&e, r->where[i].map);
    widen_by_plan(&e, r);
    if (!(e.x1 > e.x0) || !(e.y1 > e.y0)) {
        e = (extent){r->scene->x0_m, r->scene->y0_m, r->scene->x1_m, r->scene->y1_m};
    }
    widen_by_bases(&e, r);
    double pad = 0.05 * fmax(e.x1 - e.x0, e.y1 - e.y0) + 500.0;
    return (extent){e.x0 - pad, e.y0 - pad, e.x1 + pad, e.y1 + pad};
}

static void draw(const canvas *c) {
    cairo_set_source_rgb(c->cairo, 1, 1, 1);
    cairo_paint(c->cairo);
    canvas_clip(c);
    map_draw_sea(c);
    map_draw_probability(c);
    map_draw_land(c);
    cairo_restore(c->cairo);
    map_draw_graticule(c);
    canvas_clip(c);
    map_draw_regions(c);
    map_draw_tracks(c);
    map_draw_plan(c);
    map_draw_datum_way(c);
    cairo_restore(c->cairo);
    map_draw_frame(c);
    map_draw_labels(c);
    map_draw_region_names(c);
    map_draw_panel(c);
}

/* ---- the picture file ---------------------------------------------------------------------- */

bool cw_report_map(const cw_result *result, const char *path, cw_error *err) {
    canvas c = {.result = result, .labels = map_labels_create()};
    if (c.labels == NULL) return cw_fail_memory(err);
    extent e = choose_extent(result);
    canvas_fit(&c, PAGE_WIDTH, PAGE_HEIGHT, e.x0, e.y0, e.x1, e.y1);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, PAGE_WIDTH, PAGE_HEIGHT);
    c.cairo = cairo_create(surface);
    c.layout = pango_cairo_create_layout(c.cairo);
    draw(&c);
    g_object_unref(c.layout);
    cairo_status_t status = cairo_status(c.cairo);
    cairo_destroy(c.cairo);
    bool done = canvas_write_png(surface, status, path, err);
    cairo_surface_destroy(surface);
    map_labels_destroy(c.labels);
    return done;
}
