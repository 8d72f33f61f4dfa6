/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: what the parts of the chart draw on. Plane metres come in, pixels go out. */
#ifndef CROSSWATCH_REPORT_MAP_CANVAS_H
#define CROSSWATCH_REPORT_MAP_CANVAS_H

#include "derive.h"
#include "map_colours.h"
#include "words.h"

#include <cairo.h>
#include <pango/pangocairo.h>

typedef struct map_labels map_labels; /* map_labels.c */

typedef struct canvas {
    const cw_result *result;
    cairo_t *cairo;
    PangoLayout *layout;
    map_labels *labels; /* names that wait for their place */
    /* The chart's frame in pixels, and the plane metres at its south-west corner. */
    double left, top, width, height;
    double x0_m, y0_m, pixels_per_m;
    double panel_left, panel_width, page_height;
} canvas;

/* Lays the chart beside its panel on a page of so many pixels, around the box in metres. */
void canvas_fit(canvas *c, int page_width, int page_height, double x0_m, double y0_m, double x1_m,
                double y1_m);
/* Draws within the chart's frame alone, until cairo_restore. */
void canvas_clip(const canvas *c);

typedef enum text_anchor { ANCHOR_LEFT, ANCHOR_MIDDLE, ANCHOR_RIGHT } text_anchor;

/* Plane to pixels and back. */
double canvas_x(const canvas *c, double x_m);
double canvas_y(const canvas *c, double y_m);
cw_xy canvas_point(const canvas *c, double x, double y);
void canvas_colour(const canvas *c, rgb colour, double alpha);
/* Draws UTF-8 text of `size` pixels (bold when negative) with its top at y; returns its height. */
double canvas_text(const canvas *c, double x, double y, double size, text_anchor anchor,
                   const char *text);
/* The same inside `width`, wrapped. */
double canvas_text_wrapped(const canvas *c, double x, double y, double width, double size,
                           const char *text);
void canvas_text_size(const canvas *c, double size, const char *text, double *width,
                      double *height);
/* Text with a pale halo, readable on any ground. */
void canvas_label(const canvas *c, double x, double y, double size, text_anchor anchor,
                  const char *text);
/* Writes what was drawn as a PNG, whole or not at all; `status` as cairo left it. */
bool canvas_write_png(cairo_surface_t *surface, cairo_status_t status, const char *path,
                      cw_error *err);
const char *canvas_say(const canvas *c, const char *english, const char *french)
    __attribute__((format_arg(2), format_arg(3)));
const char *canvas_clock(const canvas *c, cw_time time, char text[CW_TIME_TEXT]);

/* ---- names that keep out of each other's way (map_labels.c) ---- */

map_labels *map_labels_create(void);
void map_labels_destroy(map_labels *labels);
/* Marks the line a-b (pixels) as drawn on: names avoid it where they can. */
void map_labels_ink_line(const canvas *c, double ax, double ay, double bx, double by);
/* A ground that names would rather leave clear. */
void map_labels_ink_faint(const canvas *c, double x, double y);
void map_labels_ink_box(const canvas *c, double x0, double y0, double x1, double y1);
/* Asks for a name beside the point (x, y), `gap` pixels off; drawn by map_draw_labels, the first
 * asked for first. */
void map_labels_ask(const canvas *c, double x, double y, double gap, double size, rgb colour,
                    const char *text);
void map_draw_labels(const canvas *c);

/* ---- the layers, from the bottom up ---- */

void map_draw_sea(const canvas *c);         /* water, probability's ground */
void map_draw_probability(const canvas *c); /* surface and containment lines */
void map_draw_land(const canvas *c);        /* coast */
void map_draw_graticule(const canvas *c);   /* latitude and longitude */
void map_draw_regions(const canvas *c);     /* borders of search and rescue regions */
void map_draw_tracks(const canvas *c);      /* particle tracks and the datum's way */
void map_draw_plan(const canvas *c);        /* patterns, transits, bases */
void map_draw_datum_way(const canvas *c);   /* the datum at each time */
void map_draw_frame(const canvas *c);       /* frame, scale bar, north */
void map_draw_region_names(const canvas *c);
void map_draw_panel(const canvas *c); /* title and legend */

/* The where whose surface is filled; NULL without one. */
const cw_where *map_shown_where(const canvas *c);
/* The colour of the surface at t (0 to 1 of the densest), cairo's premultiplied ARGB. */
uint32_t map_heat(double t);

#endif
