/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing primitives of the chart: places, colours, text. */
#include "map_canvas.h"
#include "bytes.h"

#include <math.h>

void canvas_fit(canvas *c, int page_width, int page_height, double x0_m, double y0_m, double x1_m,
                double y1_m) {
    enum { PANEL_WIDTH = 430, MARGIN = 44 };
    c->left = MARGIN + 20;
    c->top = MARGIN - 10;
    c->width = page_width - PANEL_WIDTH - c->left - MARGIN;
    c->height = page_height - c->top - MARGIN - 6;
    c->pixels_per_m = fmin(c->width / (x1_m - x0_m), c->height / (y1_m - y0_m));
    c->x0_m = 0.5 * (x0_m + x1_m) - 0.5 * c->width / c->pixels_per_m;
    c->y0_m = 0.5 * (y0_m + y1_m) - 0.5 * c->height / c->pixels_per_m;
    c->panel_left = c->left + c->width + 30;
    c->panel_width = page_width - c->panel_left - 26;
    c->page_height = page_height;
}

void canvas_clip(const canvas *c) {
    cairo_save(c->cairo);
    cairo_rectangle(c->cairo, c->left, c->top, c->width, c->height);
    cairo_clip(c->cairo);
}

double canvas_x(const canvas *c, double x_m) {
    return c->left + (x_m - c->x0_m) * c->pixels_per_m;
}

double canvas_y(const canvas *c, double y_m) {
    return c->top + c->height - (y_m - c->y0_m) * c->pixels_per_m;
}

cw_xy canvas_point(const canvas *c, double x, double y) {
    return (cw_xy){c->x0_m + (x - c->left) / c->pixels_per_m,
                   c->y0_m + (c->top + c->height - y) / c->pixels_per_m};
}

void canvas_colour(const canvas *c, rgb colour, double alpha) {
    cairo_set_source_rgba(c->cairo, colour.r, colour.g, colour.b, alpha);
}

const char *canvas_say(const canvas *c, const char *english, const char *french) {
    return c->result->language == CW_FRENCH ? french : english;
}

const char *canvas_clock(const canvas *c, cw_time time, char text[CW_TIME_TEXT]) {
    const cw_case *source = c->result->scene->source;
    return words_clock(time, source != NULL ? source->search_from : time, text);
}

rgb map_unit_colour(size_t unit) {
    static const rgb palette[] = {
        {0.000, 0.340, 0.640}, {0.000, 0.480, 0.360}, {0.780, 0.270, 0.000}, {0.470, 0.140, 0.560},
        {0.080, 0.080, 0.080}, {0.150, 0.560, 0.800}, {0.700, 0.300, 0.520}, {0.520, 0.400, 0.000}};
    return palette[unit % (sizeof palette / sizeof palette[0])];
}

static void set_text(const canvas *c, double size, const char *text) {
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, "DejaVu Sans");
    pango_font_description_set_absolute_size(font, fabs(size) * PANGO_SCALE);
    if (size < 0) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(c->layout, font);
    pango_font_description_free(font);
    /* A case's names may hold any bytes; Pango wants UTF-8. */
    char *valid = g_utf8_make_valid(text, -1);
    pango_layout_set_text(c->layout, valid, -1);
    g_free(valid);
}

static double shift(text_anchor anchor, int width) {
    if (anchor == ANCHOR_MIDDLE) return -width / 2.0;
    return anchor == ANCHOR_RIGHT ? -width : 0.0;
}

double canvas_text(const canvas *c, double x, double y, double size, text_anchor anchor,
                   const char *text) {
    int width, height;
    pango_layout_set_width(c->layout, -1);
    set_text(c, size, text);
    pango_layout_get_pixel_size(c->layout, &width, &height);
    cairo_move_to(c->cairo, x + shift(anchor, width), y);
    pango_cairo_show_layout(c->cairo, c->layout);
    cairo_new_path(c->cairo); /* the text leaves its corner as current point */
    return height;
}

void canvas_text_size(const canvas *c, double size, const char *text, double *width,
                      double *height) {
    int w, h;
    pango_layout_set_width(c->layout, -1);
    set_text(c, size, text);
    pango_layout_get_pixel_size(c->layout, &w, &h);
    *width = w;
    *height = h;
}

double canvas_text_wrapped(const canvas *c, double x, double y, double width, double size,
                           const char *text) {
    int height;
    pango_layout_set_width(c->layout, (int)(width * PANGO_SCALE));
    set_text(c, size, text);
    pango_layout_get_pixel_size(c->layout, NULL, &height);
    cairo_move_to(c->cairo, x, y);
    pango_cairo_show_layout(c->cairo, c->layout);
    cairo_new_path(c->cairo); /* the text leaves its corner as current point */
    pango_layout_set_width(c->layout, -1);
    return height;
}

void canvas_label(const canvas *c, double x, double y, double size, text_anchor anchor,
                  const char *text) {
    int width;
    pango_layout_set_width(c->layout, -1);
    set_text(c, size, text);
    pango_layout_get_pixel_size(c->layout, &width, NULL);
    cairo_save(c->cairo);
    cairo_move_to(c->cairo, x + shift(anchor, width), y);
    pango_cairo_layout_path(c->cairo, c->layout);
    cairo_set_line_width(c->cairo, 3.5);
    cairo_set_line_join(c->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_source_rgba(c->cairo, 1, 1, 1, 0.85);
    cairo_stroke(c->cairo);
    cairo_restore(c->cairo);
    cairo_move_to(c->cairo, x + shift(anchor, width), y);
    pango_cairo_show_layout(c->cairo, c->layout);
    cairo_new_path(c->cairo); /* the text leaves its corner as current point */
}

static cairo_status_t take_png(void *text, const unsigned char *bytes, unsigned length) {
    cw_text_add_bytes(text, (const char *)bytes, length);
    return ((cw_text *)text)->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

bool canvas_write_png(cairo_surface_t *surface, cairo_status_t status, const char *path,
                      cw_error *err) {
    cw_text png = {0};
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(surface, take_png, &png);
    bool done = status == CAIRO_STATUS_SUCCESS
                    ? bytes_write(path, png.data, png.length, err)
                    : cw_fail(err, CW_ERR_MACHINE, "cannot draw the map %s: %s", path,
                              cairo_status_to_string(status));
    cw_text_free(&png);
    return done;
}
