/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Options as a picture: for each agreement a row, in three panels people not saved, time of the
 * first arrival, and who carries the hours. Whiskers are 95 % confidence intervals; those of
 * differences, which are narrower since the weeks are the same, stand on the page.
 */
#include "bytes.h"
#include "map_canvas.h"
#include "options.h"

#include <math.h>
#include <stdio.h>

enum { WIDTH = 1280, TOP = 150, ROW = 64, BOTTOM = 90, NAMES = 230, GAP = 40, PANELS = 3 };
static const double ROOM_FOR_NAME = 0.45, ROOM_FOR_PERCENT = 0.12; /* of a bar of shares */
static const rgb ink = {0.15, 0.17, 0.20}, faint = {0.40, 0.42, 0.46},
                 bar_colour = {0.150, 0.560, 0.800};

typedef struct drawing {
    canvas c;
    cw_result language;
    const cw_options_view *view;
    page numbers;
} drawing;

static double panel_x(int panel) {
    return NAMES + panel * (double)(WIDTH - NAMES - 20) / PANELS;
}

static double panel_width(void) {
    return (double)(WIDTH - NAMES - 20) / PANELS - GAP;
}

static double row_y(size_t row) {
    return TOP + (double)row * ROW;
}

static void bar(const drawing *d, double x, double y, double width, double height, rgb colour) {
    canvas_colour(&d->c, colour, 1.0);
    cairo_rectangle(d->c.cairo, x, y, fmax(width, 0.0), height);
    cairo_fill(d->c.cairo);
}

static void whisker(const drawing *d, double x0, double x1, double y) {
    canvas_colour(&d->c, ink, 1.0);
    cairo_set_line_width(d->c.cairo, 2.0);
    cairo_move_to(d->c.cairo, x0, y);
    cairo_line_to(d->c.cairo, x1, y);
    for (int end = 0; end < 2; end++) {
        cairo_move_to(d->c.cairo, end ? x1 : x0, y - 5);
        cairo_line_to(d->c.cairo, end ? x1 : x0, y + 5);
    }
    cairo_stroke(d->c.cairo);
}

static void figure_panel(drawing *d, int panel, const figure_words *f) {
    double most = 0.0, x = panel_x(panel);
    const cw_options_view *v = d->view;
    for (size_t i = 0; i < v->count; i++) {
        cw_figure value = cw_figure_of(v->options[i].simulation, f->kind);
        most = fmax(most, isfinite(value.high) ? value.high : value.value);
    }
    double scale = most > 0.0 ? (panel_width() - 60.0) / most : 0.0;
    canvas_colour(&d->c, ink, 1.0);
    canvas_text(&d->c, x, TOP - 36, -16, ANCHOR_LEFT, canvas_say(&d->c, f->english, f->french));
    for (size_t i = 0; i < v->count; i++) {
        cw_figure value = cw_figure_of(v->options[i].simulation, f->kind);
        double y = row_y(i), end = isfinite(value.high) ? value.high : value.value;
        bar(d, x, y, value.value * scale, ROW - 30, bar_colour);
        if (isfinite(value.low))
            whisker(d, x + fmax(value.low, 0.0) * scale, x + value.high * scale,
                    y + (ROW - 30) / 2.0);
        canvas_colour(&d->c, ink, 1.0);
        canvas_text(&d->c, x + end * scale + 8, y + 6, 15, ANCHOR_LEFT,
                    figure_value(&d->numbers, f, value.value));
    }
}

static void load_panel(drawing *d, int panel) {
    const cw_patrol_world *w = d->view->world;
    double x = panel_x(panel), width = panel_width();
    canvas_colour(&d->c, ink, 1.0);
    canvas_text(&d->c, x, TOP - 36, -16, ANCHOR_LEFT,
                canvas_say(&d->c, "who carries the hours", "qui porte les heures"));
    for (size_t i = 0; i < d->view->count; i++) {
        double at = x;
        for (size_t n = 0; n < w->nation_count; n++) {
            double share = cw_load_share(d->view->options[i].simulation, n);
            char text[96];
            bar(d, at, row_y(i), share * width, ROW - 30, map_unit_colour(n));
            const char *name = words_nation(d->view->language, w->nations[n]),
                       *percent = page_percent(&d->numbers, share);
            snprintf(text, sizeof text, "%s %s", share > ROOM_FOR_NAME ? name : "", percent);
            cairo_set_source_rgb(d->c.cairo, 1, 1, 1);
            if (share > ROOM_FOR_PERCENT)
                canvas_text(&d->c, at + share * width / 2, row_y(i) + 8, 13, ANCHOR_MIDDLE, text);
            at += share * width;
        }
    }
}

static void words(drawing *d) {
    char line[512];
    const cw_simulation *s = d->view->options[0].simulation;
    canvas_colour(&d->c, ink, 1.0);
    snprintf(line, sizeof line, canvas_say(&d->c, "Options: %s", "Options : %s"),
             d->view->world->plan->name);
    canvas_text(&d->c, 30, 18, -24, ANCHOR_LEFT, line);
    snprintf(line, sizeof line,
             canvas_say(&d->c,
                        "%zu simulated weeks, the same %zu incidents under each agreement; "
                        "whiskers: 95 %% confidence",
                        "%zu semaines simulées, les mêmes %zu incidents sous chaque accord ; "
                        "moustaches : confiance à 95 %%"),
             s->weeks, s->arrivals);
    canvas_text(&d->c, 30, 56, 15, ANCHOR_LEFT, line);
    for (size_t i = 0; i < d->view->count; i++)
        canvas_text(&d->c, 30, row_y(i) + 6, -15, ANCHOR_LEFT,
                    option_name(&d->view->options[i], d->view->language));
    canvas_colour(&d->c, faint, 1.0);
    canvas_text_wrapped(
        &d->c, 30, row_y(d->view->count) + 10, WIDTH - 60, 14,
        canvas_say(&d->c,
                   "Differences between agreements are known better than the bars: see the page. "
                   "For the safety of life: being near in time.",
                   "Les différences entre accords sont mieux connues que les barres : voir la "
                   "page. Pour la sauvegarde de la vie : être proche à temps."));
}

static cairo_status_t take_png(void *text, const unsigned char *bytes, unsigned length) {
    cw_text_add_bytes(text, (const char *)bytes, length);
    return ((cw_text *)text)->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static void draw(drawing *d) {
    cairo_set_source_rgb(d->c.cairo, 1, 1, 1);
    cairo_paint(d->c.cairo);
    words(d);
    figure_panel(d, 0, &figures_told[TOLD_LOST]);
    figure_panel(d, 1, &figures_told[TOLD_ARRIVAL]);
    load_panel(d, 2);
}

bool cw_report_options_picture(const cw_options_view *view, const char *path, cw_error *err) {
    cw_text png = {0};
    int height = TOP + (int)view->count * ROW + BOTTOM;
    drawing d = {.language = {.language = view->language},
                 .view = view,
                 .numbers = {.language = view->language}};
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, height);
    d.c.result = &d.language;
    d.c.cairo = cairo_create(surface);
    d.c.layout = pango_cairo_create_layout(d.c.cairo);
    draw(&d);
    g_object_unref(d.c.layout);
    cairo_status_t status = cairo_status(d.c.cairo);
    cairo_destroy(d.c.cairo);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(surface, take_png, &png);
    cairo_surface_destroy(surface);
    bool done = status == CAIRO_STATUS_SUCCESS
                    ? bytes_write(path, png.data, png.length, err)
                    : cw_fail(err, CW_ERR_MACHINE, "cannot draw the options %s: %s", path,
                              cairo_status_to_string(status));
    cw_text_free(&png);
    return done;
}
