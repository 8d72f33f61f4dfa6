/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hours ahead as a picture of two panels over one clock, darkness shaded: above, the band of
 * survival of those in the water; below, the success of the plan and of searching on, and the band
 * of who is alive and not yet found. The planned end of the search is a line through both.
 */
#include "bytes.h"
#include "map_canvas.h"

#include <math.h>
#include <stdio.h>

enum { WIDTH = 1280, HEIGHT = 900, LEFT = 90, RIGHT = 60, GAP = 78, TOP = 112, BOTTOM = 60 };
static const rgb night = {0.86, 0.88, 0.92}, ink = {0.15, 0.17, 0.20}, grid = {0.72, 0.74, 0.78},
                 band_colour = {0.000, 0.340, 0.640}, pos_colour = {0.780, 0.270, 0.000},
                 left_colour = {0.000, 0.480, 0.360};

typedef struct panel {
    const canvas *c;
    const cw_outlook *outlook;
    double top, height;
} panel;

static double place_x(const cw_outlook *o, cw_time time) {
    double share = (double)(time - o->from) / (double)(o->to - o->from);
    return LEFT + share * (WIDTH - LEFT - RIGHT);
}

static double place_y(const panel *p, double share) {
    return p->top + (1.0 - fmin(fmax(share, 0.0), 1.0)) * p->height;
}

/* ---- ground -------------------------------------------------------------------------------- */

static void draw_night(const panel *p) {
    const cw_outlook *o = p->outlook;
    const int64_t slice = 5 * CW_MINUTE_MS;
    canvas_colour(p->c, night, 1.0);
    for (cw_time t = o->from; t < o->to; t += slice) {
        if (cw_sun_is_daylight(o->result->scene->datum, t + slice / 2)) continue;
        double x = place_x(o, t), end = place_x(o, t + slice < o->to ? t + slice : o->to);
        cairo_rectangle(p->c->cairo, floor(x), p->top, ceil(end) - floor(x), p->height);
        cairo_fill(p->c->cairo);
    }
}

static void line(const canvas *c, double x0, double y0, double x1, double y1) {
    cairo_move_to(c->cairo, x0, y0);
    cairo_line_to(c->cairo, x1, y1);
    cairo_stroke(c->cairo);
}

static void draw_scales(const panel *p, const char *title) {
    const cw_outlook *o = p->outlook;
    char text[CW_TIME_TEXT];
    cairo_set_line_width(p->c->cairo, 1.0);
    for (int i = 0; i <= 4; i++) {
        double y = floor(place_y(p, 0.25 * i)) + 0.5;
        canvas_colour(p->c, grid, 1.0);
        line(p->c, LEFT, y, WIDTH - RIGHT, y);
        canvas_colour(p->c, ink, 1.0);
        snprintf(text, sizeof text, "%d %%", 25 * i);
        canvas_text(p->c, LEFT - 10, y - 10, 15, ANCHOR_RIGHT, text);
    }
    int64_t every = (o->to - o->from) / CW_HOUR_MS > 14 ? 6 * CW_HOUR_MS : CW_HOUR_MS;
    for (cw_time t = o->from; t <= o->to; t += every) {
        double x = floor(place_x(o, t)) + 0.5;
        line(p->c, x, p->top + p->height, x, p->top + p->height + 6);
        canvas_text(p->c, x, p->top + p->height + 8, 14, ANCHOR_MIDDLE,
                    words_clock(t, o->from, text));
    }
    canvas_text(p->c, LEFT, p->top - 28, -17, ANCHOR_LEFT, title);
}

static void draw_end(const panel *p) {
    const cw_outlook *o = p->outlook;
    cw_time end = o->result->scene->source->search_to;
    static const double dashes[] = {2.0, 4.0};
    if (end < o->from || end > o->to) return;
    double x = floor(place_x(o, end)) + 0.5;
    canvas_colour(p->c, ink, 1.0);
    cairo_set_line_width(p->c->cairo, 2.0);
    cairo_set_dash(p->c->cairo, dashes, 2, 0.0);
    line(p->c, x, p->top, x, p->top + p->height);
    cairo_set_dash(p->c->cairo, NULL, 0, 0.0);
    canvas_label(p->c, x - 6, p->top + 4, 14, ANCHOR_RIGHT,
                 canvas_say(p->c, "planned end of the search", "fin prévue de la recherche"));
}

/* ---- curves -------------------------------------------------------------------------------- */

typedef double (*curve)(const cw_alive *alive, const cw_alive_step *step, int band);

static double curve_alive(const cw_alive *alive, const cw_alive_step *step, int band) {
    (void)alive;
    return step->alive_in_water[band];
}

static double curve_left(const cw_alive *alive, const cw_alive_step *step, int band) {
    return alive->people > 0.0 ? step->alive_not_found[band] / alive->people : 0.0;
}

static double curve_pos(const cw_alive *alive, const cw_alive_step *step, int band) {
    (void)alive;
    (void)band;
    return step->pos;
}

static bool shown(const panel *p, const cw_alive_step *step) {
    return step->time >= p->outlook->from && step->time <= p->outlook->to;
}

static void trace(const panel *p, const cw_alive *alive, curve value, int band, bool back) {
    for (size_t i = 0; i < alive->step_count; i++) {
        const cw_alive_step *step = &alive->steps[back ? alive->step_count - 1 - i : i];
        if (!shown(p, step)) continue;
        cairo_line_to(p->c->cairo, place_x(p->outlook, step->time),
                      place_y(p, value(alive, step, band)));
    }
}

static void draw_band(const panel *p, const cw_alive *alive, curve value, rgb colour) {
    cairo_new_path(p->c->cairo);
    trace(p, alive, value, CW_BAND_LOW, false);
    trace(p, alive, value, CW_BAND_HIGH, true);
    cairo_close_path(p->c->cairo);
    canvas_colour(p->c, colour, 0.28);
    cairo_fill(p->c->cairo);
    trace(p, alive, value, CW_BAND_MIDDLE, false);
    canvas_colour(p->c, colour, 1.0);
    cairo_set_line_width(p->c->cairo, 2.5);
    cairo_stroke(p->c->cairo);
}

static void draw_line(const panel *p, const cw_alive *alive, rgb colour, bool dashed) {
    static const double dashes[] = {9.0, 5.0};
    if (alive == NULL) return;
    cairo_new_path(p->c->cairo);
    trace(p, alive, curve_pos, 0, false);
    canvas_colour(p->c, colour, 1.0);
    cairo_set_line_width(p->c->cairo, 2.5);
    if (dashed) cairo_set_dash(p->c->cairo, dashes, 2, 0.0);
    cairo_stroke(p->c->cairo);
    cairo_set_dash(p->c->cairo, NULL, 0, 0.0);
}

/* ---- words --------------------------------------------------------------------------------- */

static void draw_head(const canvas *c, const cw_outlook *o) {
    char title[256], water[32], line_text[256], date[CW_TIME_TEXT];
    cw_language language = o->result->language;
    snprintf(title, sizeof title, canvas_say(c, "Outlook: %s", "Heures à venir : %s"),
             o->result->scene->source->name);
    canvas_colour(c, ink, 1.0);
    canvas_text(c, LEFT, 16, -24, ANCHOR_LEFT, title);
    snprintf(line_text, sizeof line_text,
             canvas_say(c,
                        "%s, times UTC; water %s °C; darkness shaded. Cold shock and swim "
                        "failure are not in the models.",
                        "%s, heures UTC ; eau à %s °C ; nuit en gris. Choc thermique et "
                        "épuisement du nageur ne sont pas dans les modèles."),
             words_date(language, o->from, date),
             words_number(language, o->result->scene->water_temperature_c, 1, water));
    canvas_text(c, LEFT, 50, 15, ANCHOR_LEFT, line_text);
}

/* Beside the title of the panel, from the right. */
static void draw_keys(const panel *p) {
    const canvas *c = p->c;
    double width, height;
    const char *found = p->outlook->continued != NULL
                            ? canvas_say(c, "success of the plan; dashed: searching on",
                                         "succès du plan ; tireté : en poursuivant")
                            : canvas_say(c, "success of the plan", "succès du plan");
    canvas_colour(c, pos_colour, 1.0);
    canvas_text(c, WIDTH - RIGHT, p->top - 27, 15, ANCHOR_RIGHT, found);
    canvas_text_size(c, 15, found, &width, &height);
    canvas_colour(c, left_colour, 1.0);
    canvas_text(
        c, WIDTH - RIGHT - width - 30, p->top - 27, 15, ANCHOR_RIGHT,
        canvas_say(c, "alive and not yet found (band)", "vivants non retrouvés (fourchette)"));
}

static void draw(const canvas *c, const cw_outlook *o) {
    double height = (HEIGHT - TOP - GAP - BOTTOM) / 2.0;
    panel above = {c, o, TOP, height}, below = {c, o, TOP + height + GAP, height};
    cairo_set_source_rgb(c->cairo, 1, 1, 1);
    cairo_paint(c->cairo);
    draw_head(c, o);
    draw_night(&above);
    draw_night(&below);
    draw_scales(&above, canvas_say(c, "Alive, of those in the water", "En vie, de ceux à l'eau"));
    draw_scales(&below, canvas_say(c, "Found, and still alive", "Retrouvés, et encore en vie"));
    draw_band(&above, o->planned, curve_alive, band_colour);
    draw_band(&below, o->planned, curve_left, left_colour);
    draw_line(&below, o->continued, pos_colour, true);
    draw_line(&below, o->planned, pos_colour, false);
    draw_end(&above);
    draw_end(&below);
    draw_keys(&below);
}

static cairo_status_t take_png(void *text, const unsigned char *bytes, unsigned length) {
    cw_text_add_bytes(text, (const char *)bytes, length);
    return ((cw_text *)text)->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

bool cw_report_outlook_picture(const cw_outlook *outlook, const char *path, cw_error *err) {
    cw_text png = {0};
    canvas c = {.result = outlook->result};
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    c.cairo = cairo_create(surface);
    c.layout = pango_cairo_create_layout(c.cairo);
    draw(&c, outlook);
    g_object_unref(c.layout);
    cairo_status_t status = cairo_status(c.cairo);
    cairo_destroy(c.cairo);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(surface, take_png, &png);
    cairo_surface_destroy(surface);
    bool done = status == CAIRO_STATUS_SUCCESS
                    ? bytes_write(path, png.data, png.length, err)
                    : cw_fail(err, CW_ERR_MACHINE, "cannot draw the outlook %s: %s", path,
                              cairo_status_to_string(status));
    cw_text_free(&png);
    return done;
}
