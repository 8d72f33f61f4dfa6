/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Charts of risk and of a roster: cells of sea shaded by expected incidents under the coast, then
 * regions, bases and posts with their names, and a line that says what is shown. They borrow the
 * ground of the plan's chart (map_ground.c) over a scene that holds no more than plane, coast and
 * regions.
 */
#include "map_canvas.h"
#include "roster.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 1280, HEIGHT = 1000, LEFT = 70, TOP = 100, RIGHT = 30, BOTTOM = 60 };
static const double FEW = 5.0;
static const rgb ink = {0.15, 0.17, 0.20}, hatch = {0.55, 0.58, 0.62};

typedef struct sea_map {
    canvas c;
    cw_scene scene;
    cw_case regions; /* of the plan; a chart of risk has none */
    cw_result result;
    double x0_m, y0_m, cell_m;
    size_t nx, ny;
    const double *value; /* [cell] */
} sea_map;

/* ---- ground ---------------------------------------------------------------------------------- */

static void fit(sea_map *m) {
    double width_m = (double)m->nx * m->cell_m, height_m = (double)m->ny * m->cell_m;
    canvas *c = &m->c;
    c->left = LEFT, c->top = TOP;
    c->pixels_per_m = fmin((WIDTH - LEFT - RIGHT) / width_m, (HEIGHT - TOP - BOTTOM) / height_m);
    /* No wider than the grid: beyond it the coast was not read. */
    c->width = width_m * c->pixels_per_m, c->height = height_m * c->pixels_per_m;
    c->x0_m = m->x0_m, c->y0_m = m->y0_m;
    c->page_height = HEIGHT;
    c->result = &m->result;
    m->result.scene = &m->scene;
}

static void cell_box(const sea_map *m, size_t cell) {
    double x = m->x0_m + (double)(cell % m->nx) * m->cell_m,
           y = m->y0_m + (double)(cell / m->nx) * m->cell_m;
    double left = floor(canvas_x(&m->c, x)), top = floor(canvas_y(&m->c, y + m->cell_m));
    cairo_rectangle(m->c.cairo, left, top, floor(canvas_x(&m->c, x + m->cell_m)) - left,
                    floor(canvas_y(&m->c, y)) - top);
}

static void draw_values(const sea_map *m) {
    double most = 0.0;
    for (size_t k = 0; k < m->nx * m->ny; k++) most = fmax(most, m->value[k]);
    for (size_t k = 0; most > 0.0 && k < m->nx * m->ny; k++) {
        if (!(m->value[k] > 0.02 * most)) continue;
        uint32_t argb = map_heat(m->value[k] / most);
        double alpha = (double)(argb >> 24) / 255.0, scale = alpha > 0.0 ? 255.0 * alpha : 1.0;
        cairo_set_source_rgba(m->c.cairo, (double)((argb >> 16) & 255u) / scale,
                              (double)((argb >> 8) & 255u) / scale, (double)(argb & 255u) / scale,
                              alpha);
        cell_box(m, k);
        cairo_fill(m->c.cairo);
    }
}

static void clip(const sea_map *m) {
    cairo_save(m->c.cairo);
    cairo_rectangle(m->c.cairo, m->c.left, m->c.top, m->c.width, m->c.height);
    cairo_clip(m->c.cairo);
}

static void draw_ground(const sea_map *m) {
    cairo_set_source_rgb(m->c.cairo, 1, 1, 1);
    cairo_paint(m->c.cairo);
    clip(m);
    map_draw_sea(&m->c);
    draw_values(m);
    if (m->scene.coast != NULL) map_draw_land(&m->c);
    cairo_restore(m->c.cairo);
    map_draw_graticule(&m->c);
    clip(m);
    map_draw_regions(&m->c);
    cairo_restore(m->c.cairo);
}

static void draw_title(const sea_map *m, const char *title, const char *line) {
    canvas_colour(&m->c, ink, 1.0);
    canvas_text(&m->c, LEFT, 14, -24, ANCHOR_LEFT, title);
    canvas_text(&m->c, LEFT, 52, 15, ANCHOR_LEFT, line);
}

/* ---- the picture file ------------------------------------------------------------------------ */

typedef void (*painter)(const sea_map *m, const void *what);

static bool paint(sea_map *m, painter draw, const void *what, const char *path, cw_error *err) {
    m->c.labels = map_labels_create();
    if (m->c.labels == NULL) return cw_fail_memory(err);
    fit(m);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    m->c.cairo = cairo_create(surface);
    m->c.layout = pango_cairo_create_layout(m->c.cairo);
    draw_ground(m);
    draw(m, what);
    map_draw_frame(&m->c);
    map_draw_labels(&m->c);
    map_draw_region_names(&m->c);
    g_object_unref(m->c.layout);
    cairo_status_t status = cairo_status(m->c.cairo);
    cairo_destroy(m->c.cairo);
    bool done = canvas_write_png(surface, status, path, err);
    cairo_surface_destroy(surface);
    map_labels_destroy(m->c.labels);
    return done;
}

/* ---- risk ------------------------------------------------------------------------------------ */

static void title_of_traffic(const sea_map *m, const cw_risk *risk) {
    char line[256];
    snprintf(line, sizeof line,
             canvas_say(&m->c,
                        "%zu ships under way; the darker, the more collisions are expected; "
                        "stroke: too few to say",
                        "%zu navires en route ; plus c'est foncé, plus on attend d'abordages ; "
                        "trait : trop peu pour conclure"),
             risk->exposure.ships);
    draw_title(
        m, canvas_say(&m->c, "Collision exposure, from AIS", "Risque d'abordage, d'après l'AIS"),
        line);
}

static void title_of_history(const sea_map *m, const cw_risk *risk) {
    char line[256];
    snprintf(line, sizeof line,
             canvas_say(&m->c,
                        "%zu past incidents; the darker, the more are expected; stroke: too few to "
                        "say",
                        "%zu incidents passés ; plus c'est foncé, plus on en attend ; trait : trop "
                        "peu pour conclure"),
             risk->incidents);
    draw_title(m, canvas_say(&m->c, "Risk, from history", "Risque, d'après l'historique"), line);
}

static void draw_risk(const sea_map *m, const void *what) {
    const cw_risk *risk = what;
    clip(m);
    canvas_colour(&m->c, hatch, 1.0);
    cairo_set_line_width(m->c.cairo, 1.0);
    for (size_t k = 0; k < m->nx * m->ny; k++) {
        if (!(risk->cells[k].share > 0.0) || risk->cells[k].effective >= FEW) continue;
        double x = m->x0_m + (double)(k % m->nx) * m->cell_m,
               y = m->y0_m + (double)(k / m->nx) * m->cell_m;
        cairo_move_to(m->c.cairo, canvas_x(&m->c, x + 0.3 * m->cell_m),
                      canvas_y(&m->c, y + 0.3 * m->cell_m));
        cairo_line_to(m->c.cairo, canvas_x(&m->c, x + 0.7 * m->cell_m),
                      canvas_y(&m->c, y + 0.7 * m->cell_m));
        cairo_stroke(m->c.cairo);
    }
    cairo_restore(m->c.cairo);
    if (risk->exposure.ships > 0)
        title_of_traffic(m, risk);
    else
        title_of_history(m, risk);
}

bool cw_report_risk_map(const cw_risk *risk, cw_language language, const char *path,
                        cw_error *err) {
    sea_map m = {.scene = {.plane = risk->plane, .coast = risk->coast},
                 .result = {.language = language},
                 .x0_m = risk->x0_m,
                 .y0_m = risk->y0_m,
                 .cell_m = risk->cell_m,
                 .nx = risk->nx,
                 .ny = risk->ny};
    double *value = cw_alloc_array(risk->nx * risk->ny, sizeof *value);
    if (value == NULL) return cw_fail_memory(err);
    for (size_t k = 0; k < risk->nx * risk->ny; k++) value[k] = risk->cells[k].per_year;
    m.value = value;
    bool done = paint(&m, draw_risk, risk, path, err);
    free(value);
    return done;
}

/* ---- roster ---------------------------------------------------------------------------------- */

static void draw_mark(const sea_map *m, cw_position at, size_t nation, bool base) {
    cw_xy p = cw_plane_forward(m->scene.plane, at);
    double x = canvas_x(&m->c, p.x_m), y = canvas_y(&m->c, p.y_m), r = base ? 6.0 : 4.0;
    canvas_colour(&m->c, map_unit_colour(nation), 1.0);
    if (base)
        cairo_rectangle(m->c.cairo, x - r, y - r, 2.0 * r, 2.0 * r);
    else
        cairo_arc(m->c.cairo, x, y, r, 0.0, 2.0 * CW_PI);
    cairo_fill(m->c.cairo);
    map_labels_ink_box(&m->c, x - r, y - r, x + r, y + r);
}

/* One name a base, however many units share it. */
static void ask_base_name(const sea_map *m, const cw_patrol_plan *plan, size_t unit,
                          size_t nation) {
    for (size_t u = 0; u < unit; u++)
        if (strcmp(plan->units[u].base, plan->units[unit].base) == 0) return;
    cw_xy p = cw_plane_forward(m->scene.plane, plan->units[unit].at);
    map_labels_ask(&m->c, canvas_x(&m->c, p.x_m), canvas_y(&m->c, p.y_m), 9.0, 15.0,
                   map_unit_colour(nation), plan->units[unit].base);
}

/* Before this hour. */
static bool waits_at(const cw_roster *roster, size_t unit, size_t place, size_t hour) {
    for (size_t h = 0; h < hour; h++) {
        const cw_post *post = &roster->posts[unit * roster->hours + h];
        if (post->kind == CW_POST_STATION && post->place == place) return true;
    }
    return false;
}

/* Who waits at a station some time, unit after unit; asked for by the first spell of the first. */
static void ask_station_name(const sea_map *m, const cw_patrol_view *v, const spell *s) {
    const cw_patrol_plan *plan = v->world->plan;
    size_t place = v->roster->posts[s->unit * v->roster->hours + s->first].place;
    char names[160] = "";
    if (waits_at(v->roster, s->unit, place, s->first)) return;
    for (size_t u = 0, length = 0; u < plan->unit_count; u++) {
        if (!waits_at(v->roster, u, place, v->roster->hours)) continue;
        if (u < s->unit) return;
        int more = snprintf(names + length, sizeof names - length, "%s%s", length > 0 ? ", " : "",
                            plan->units[u].name);
        if (more < 0 || length + (size_t)more >= sizeof names) break;
        length += (size_t)more;
    }
    cw_xy p = cw_plane_forward(m->scene.plane, s->at);
    map_labels_ask(&m->c, canvas_x(&m->c, p.x_m), canvas_y(&m->c, p.y_m), 7.0, 12.0, ink, names);
}

static void draw_roster(const sea_map *m, const void *what) {
    const cw_patrol_view *v = what;
    const cw_patrol_plan *plan = v->world->plan;
    char title[256];
    spell s;
    clip(m);
    for (size_t u = 0; u < plan->unit_count; u++) {
        for (size_t h = 0; roster_spell(v, u, h, &s); h = s.last) {
            if (s.kind != CW_POST_STATION && s.kind != CW_POST_LEG) continue;
            draw_mark(m, s.at, v->world->nation[u], false);
            if (s.kind == CW_POST_STATION) ask_station_name(m, v, &s);
        }
        draw_mark(m, plan->units[u].at, v->world->nation[u], true);
        ask_base_name(m, plan, u, v->world->nation[u]);
    }
    cairo_restore(m->c.cairo);
    snprintf(title, sizeof title, canvas_say(&m->c, "Patrol: %s", "Patrouille : %s"), plan->name);
    draw_title(m, title,
               canvas_say(&m->c,
                          "squares: bases; dots: posts at sea, of the whole horizon; shading: "
                          "expected incidents",
                          "carrés : bases ; points : postes en mer, de toute la période ; teinte : "
                          "incidents attendus"));
}

/* Expected incidents of all kinds over the horizon. */
static double *risk_of(const cw_patrol_world *w) {
    double *value = cw_alloc_array(w->cells, sizeof *value);
    for (size_t k = 0; value != NULL && k < w->plan->kind_count; k++) {
        double expected = 0.0;
        for (size_t h = 0; h < w->hours; h++) expected += w->layers[k].per_hour[h];
        for (size_t c = 0; c < w->cells; c++) value[c] += expected * w->layers[k].share[c];
    }
    return value;
}

bool cw_report_roster_map(const cw_patrol_view *view, const char *path, cw_error *err) {
    const cw_patrol_world *w = view->world;
    sea_map m = {.regions = {.regions = w->plan->regions, .region_count = w->plan->region_count},
                 .result = {.language = view->language},
                 .x0_m = w->x0_m,
                 .y0_m = w->y0_m,
                 .cell_m = w->cell_m,
                 .nx = w->nx,
                 .ny = w->ny};
    m.scene = (cw_scene){.source = &m.regions,
                         .plane = w->plane,
                         .coast = w->coast,
                         .mask = w->mask,
                         .zones = w->regions,
                         .zone_count = w->plan->region_count};
    double *value = risk_of(w);
    if (value == NULL) return cw_fail_memory(err);
    m.value = value;
    bool done = paint(&m, draw_roster, view, path, err);
    free(value);
    return done;
}
