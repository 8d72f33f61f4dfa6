/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Charts of ships: the plan chart's ground under ships, their ways and numbers, and a panel at the
 * right whose rows have the same numbers. What is drawn and what the rows say is each chart's own.
 */
#include "ship_map.h"

#include <math.h>
#include <stdio.h>

enum { PAGE_WIDTH = 1480, PAGE_HEIGHT = 1040 };

const rgb SHIP_DANGER = {0.80, 0.08, 0.10}, SHIP_CAUTION = {0.72, 0.38, 0.00},
          SHIP_PLAIN = {0.10, 0.30, 0.55}, SHIP_PALE = {0.45, 0.50, 0.56};
static const rgb TEXT = {0.10, 0.10, 0.10}, SOFT = {0.30, 0.32, 0.35}, RULE = {0.80, 0.83, 0.86};

/* ---- what the chart must hold --------------------------------------------------------------- */

const ship_box SHIP_BOX_EMPTY = {INFINITY, INFINITY, -INFINITY, -INFINITY};

void ship_box_widen(ship_box *box, cw_xy p) {
    if (!isfinite(p.x_m) || !isfinite(p.y_m)) return;
    box->x0 = fmin(box->x0, p.x_m);
    box->y0 = fmin(box->y0, p.y_m);
    box->x1 = fmax(box->x1, p.x_m);
    box->y1 = fmax(box->y1, p.y_m);
}

ship_box ship_box_padded(ship_box box, cw_xy middle) {
    static const double LEAST_M = 3000.0;
    if (!(box.x1 >= box.x0)) ship_box_widen(&box, middle);
    double width = box.x1 - box.x0, height = box.y1 - box.y0;
    double pad = 0.10 * fmax(width, height) + 400.0;
    double more_x = fmax(pad, (LEAST_M - width) / 2.0),
           more_y = fmax(pad, (LEAST_M - height) / 2.0);
    return (ship_box){box.x0 - more_x, box.y0 - more_y, box.x1 + more_x, box.y1 + more_y};
}

bool ship_box_holds(ship_box box, cw_xy p) {
    return p.x_m >= box.x0 && p.x_m <= box.x1 && p.y_m >= box.y0 && p.y_m <= box.y1;
}

/* ---- the picture ---------------------------------------------------------------------------- */

static void draw(ship_map *m, const ship_picture *picture) {
    const canvas *c = &m->c;
    cairo_set_source_rgb(c->cairo, 1, 1, 1);
    cairo_paint(c->cairo);
    canvas_clip(c);
    map_draw_sea(c);
    map_draw_land(c);
    cairo_restore(c->cairo);
    map_draw_graticule(c);
    canvas_clip(c);
    map_draw_regions(c);
    picture->chart(m, picture->what);
    cairo_restore(c->cairo);
    map_draw_frame(c);
    map_draw_labels(c);
    map_draw_region_names(c);
    m->y = c->top;
    picture->panel(m, picture->what);
}

bool ship_map_write(const ship_picture *picture, const char *path, cw_error *err) {
    ship_map m = {.result = {.scene = picture->scene, .language = picture->language},
                  .c = {.labels = map_labels_create()}};
    if (m.c.labels == NULL) return cw_fail_memory(err);
    m.c.result = &m.result;
    canvas_fit(&m.c, PAGE_WIDTH, PAGE_HEIGHT, picture->box.x0, picture->box.y0, picture->box.x1,
               picture->box.y1);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, PAGE_WIDTH, PAGE_HEIGHT);
    m.c.cairo = cairo_create(surface);
    m.c.layout = pango_cairo_create_layout(m.c.cairo);
    draw(&m, picture);
    g_object_unref(m.c.layout);
    cairo_status_t status = cairo_status(m.c.cairo);
    cairo_destroy(m.c.cairo);
    bool done = canvas_write_png(surface, status, path, err);
    cairo_surface_destroy(surface);
    map_labels_destroy(m.c.labels);
    return done;
}

/* ---- on the chart --------------------------------------------------------------------------- */

void ship_map_mark(const ship_map *m, cw_position at, double heading_deg, double size, rgb colour) {
    cairo_t *cairo = m->c.cairo;
    cw_xy p = cw_plane_forward(m->result.scene->plane, at);
    double scale, convergence, x = canvas_x(&m->c, p.x_m), y = canvas_y(&m->c, p.y_m);
    if (!isfinite(p.x_m)) return;
    cw_plane_factors(m->result.scene->plane, at, &scale, &convergence);
    cairo_save(cairo);
    cairo_translate(cairo, x, y);
    if (isfinite(heading_deg)) {
        cairo_rotate(cairo, cw_radians(heading_deg + convergence));
        cairo_move_to(cairo, 0.0, -size);
        cairo_line_to(cairo, 0.5 * size, 0.7 * size);
        cairo_line_to(cairo, 0.0, 0.4 * size);
        cairo_line_to(cairo, -0.5 * size, 0.7 * size);
        cairo_close_path(cairo);
    } else {
        cairo_arc(cairo, 0.0, 0.0, 0.45 * size, 0.0, 2.0 * CW_PI);
    }
    cairo_restore(cairo);
    canvas_colour(&m->c, colour, 1.0);
    cairo_fill_preserve(cairo);
    cairo_set_source_rgba(cairo, 1, 1, 1, 0.9);
    cairo_set_line_width(cairo, 0.8);
    cairo_stroke(cairo);
    map_labels_ink_box(&m->c, x - 0.6 * size, y - 0.6 * size, x + 0.6 * size, y + 0.6 * size);
}

void ship_map_name(const ship_map *m, cw_position at, rgb colour, const char *name) {
    cw_xy p = cw_plane_forward(m->result.scene->plane, at);
    if (isfinite(p.x_m) && name[0] != '\0')
        map_labels_ask(&m->c, canvas_x(&m->c, p.x_m), canvas_y(&m->c, p.y_m), 11.0, 12.5, colour,
                       name);
}

void ship_map_way(const ship_map *m, cw_xy from, cw_xy to, rgb colour, double width,
                  ship_line line) {
    const double dashes[] = {6.0, 4.0};
    double ax = canvas_x(&m->c, from.x_m), ay = canvas_y(&m->c, from.y_m),
           bx = canvas_x(&m->c, to.x_m), by = canvas_y(&m->c, to.y_m);
    if (!isfinite(ax + ay + bx + by)) return;
    cairo_set_dash(m->c.cairo, dashes, line == SHIP_LINE_DASHED ? 2 : 0, 0.0);
    cairo_move_to(m->c.cairo, ax, ay);
    cairo_line_to(m->c.cairo, bx, by);
    canvas_colour(&m->c, colour, 0.9);
    cairo_set_line_width(m->c.cairo, width);
    cairo_stroke(m->c.cairo);
    cairo_set_dash(m->c.cairo, dashes, 0, 0.0);
    map_labels_ink_line(&m->c, ax, ay, bx, by);
}

static void disc(const canvas *c, double x, double y, size_t number, rgb colour) {
    char text[24];
    snprintf(text, sizeof text, "%zu", number);
    canvas_colour(c, colour, 1.0);
    cairo_arc(c->cairo, x, y, 10.0, 0.0, 2.0 * CW_PI);
    cairo_fill(c->cairo);
    cairo_set_source_rgb(c->cairo, 1, 1, 1);
    canvas_text(c, x, y - 8.0, -11.5, ANCHOR_MIDDLE, text);
}

static bool is_clear(const ship_map *m, double x, double y) {
    static const double APART = 21.0;
    for (size_t i = 0; i < m->discs; i++) {
        if (hypot(m->disc_x[i] - x, m->disc_y[i] - y) < APART) return false;
    }
    return true;
}

void ship_map_number(ship_map *m, cw_xy at, size_t number, rgb colour) {
    enum { RINGS = 5, SIDES = 12 };
    double x0 = canvas_x(&m->c, at.x_m), y0 = canvas_y(&m->c, at.y_m), x = x0, y = y0;
    bool clear = false;
    if (!isfinite(x0 + y0) || m->discs == SHIP_MAP_DISCS) return;
    for (int k = 0; k < RINGS * SIDES && !clear; k++) {
        double angle = 2.0 * CW_PI * (k % SIDES) / SIDES, reach = 18.0 + 14.0 * (k / SIDES);
        x = x0 + reach * sin(angle);
        y = y0 - reach * cos(angle);
        clear = is_clear(m, x, y);
    }
    cairo_move_to(m->c.cairo, x0, y0);
    cairo_line_to(m->c.cairo, x, y);
    canvas_colour(&m->c, colour, 0.9);
    cairo_set_line_width(m->c.cairo, 1.0);
    cairo_stroke(m->c.cairo);
    disc(&m->c, x, y, number, colour);
    m->disc_x[m->discs] = x;
    m->disc_y[m->discs++] = y;
    map_labels_ink_box(&m->c, x - 10.0, y - 10.0, x + 10.0, y + 10.0);
}

size_t ship_map_sample(const cw_tracks *tracks, size_t *picks, size_t most) {
    double total = 0.0, behind = 0.0;
    size_t count = 0;
    for (size_t j = 0; j < tracks->particles; j++) total += (double)tracks->weight[j];
    for (size_t j = 0; total > 0.0 && j < tracks->particles; j++) {
        behind += (double)tracks->weight[j];
        while (count < most && (double)count + 0.5 < (double)most * behind / total)
            picks[count++] = j;
    }
    return count;
}

void ship_map_cloud(const ship_map *m, const cw_tracks *tracks, const size_t *picks, size_t count,
                    cw_time time, rgb colour, double alpha) {
    canvas_colour(&m->c, colour, alpha);
    for (size_t i = 0; i < count; i++) {
        cw_xy at;
        if (!cw_tracks_at(tracks, picks[i], time, &at)) continue;
        double x = canvas_x(&m->c, at.x_m), y = canvas_y(&m->c, at.y_m);
        cairo_arc(m->c.cairo, x, y, 1.7, 0.0, 2.0 * CW_PI);
        cairo_fill(m->c.cairo);
        map_labels_ink_faint(&m->c, x, y);
    }
}

/* ---- in the panel --------------------------------------------------------------------------- */

static void wrapped(ship_map *m, double size, rgb colour, const char *text, double below) {
    canvas_colour(&m->c, colour, 1.0);
    m->y += canvas_text_wrapped(&m->c, m->c.panel_left, m->y, m->c.panel_width, size, text) + below;
}

void ship_map_title(ship_map *m, const char *text) {
    wrapped(m, -20.0, TEXT, text, 5.0);
}

void ship_map_text(ship_map *m, const char *text) {
    wrapped(m, 13.5, SOFT, text, 6.0);
}

void ship_map_rule(ship_map *m) {
    cairo_move_to(m->c.cairo, m->c.panel_left, m->y + 5.5);
    cairo_line_to(m->c.cairo, m->c.panel_left + m->c.panel_width, m->y + 5.5);
    canvas_colour(&m->c, RULE, 1.0);
    cairo_set_line_width(m->c.cairo, 1.0);
    cairo_stroke(m->c.cairo);
    m->y += 14.0;
}

bool ship_map_row(ship_map *m, size_t number, rgb colour, const char *head, const char *line) {
    static const double INDENT = 30.0, ROOM = 190.0; /* a row, and what stands below all rows */
    double width = m->c.panel_width - INDENT, x = m->c.panel_left + INDENT;
    if (m->y > m->c.page_height - ROOM) return false;
    disc(&m->c, m->c.panel_left + 10.0, m->y + 10.0, number, colour);
    canvas_colour(&m->c, TEXT, 1.0);
    m->y += canvas_text_wrapped(&m->c, x, m->y, width, -13.5, head) + 1.0;
    canvas_colour(&m->c, SOFT, 1.0);
    m->y += canvas_text_wrapped(&m->c, x, m->y, width, 13.0, line) + 8.0;
    return true;
}
