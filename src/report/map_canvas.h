/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: what the parts of the chart draw on. Plane metres come in, pixels go out. */
#ifndef CROSSWATCH_REPORT_MAP_CANVAS_H
#define CROSSWATCH_REPORT_MAP_CANVAS_H

#include "derive.h"
#include "map_colours.h"
#include "words.h"

#include <cairo.h>
#include <pango/pangocairo.h>

typedef struct canvas {
    const cw_result *result;
    cairo_t *cairo;
    PangoLayout *layout;
    /* The chart's frame in pixels, and the plane metres at its south-west corner. */
    double left, top, width, height;
    double x0_m, y0_m, pixels_per_m;
    double panel_left, panel_width, page_height;
} canvas;

typedef enum text_anchor { ANCHOR_LEFT, ANCHOR_MIDDLE, ANCHOR_RIGHT } text_anchor;

/* Plane to pixels. */
double canvas_x(const canvas *c, double x_m);
double canvas_y(const canvas *c, double y_m);
void canvas_colour(const canvas *c, rgb colour, double alpha);
/* Draws UTF-8 text of `size` pixels (bold when negative) with its top at y; returns its height. */
double canvas_text(const canvas *c, double x, double y, double size, text_anchor anchor,
                   const char *text);
/* The same inside `width`, wrapped. */
double canvas_text_wrapped(const canvas *c, double x, double y, double width, double size,
                           const char *text);
/* Text with a pale halo, readable on any ground. */
void canvas_label(const canvas *c, double x, double y, double size, text_anchor anchor,
                  const char *text);
const char *canvas_say(const canvas *c, const char *english, const char *french);

/* The layers, from the bottom up. */
void map_draw_sea(const canvas *c);         /* water, probability's ground */
void map_draw_probability(const canvas *c); /* surface and containment lines */
void map_draw_land(const canvas *c);        /* coast */
void map_draw_graticule(const canvas *c);   /* latitude and longitude, frame, scale, north */
void map_draw_regions(const canvas *c);     /* borders of search and rescue regions */
void map_draw_tracks(const canvas *c);      /* particle tracks and the datum's way */
void map_draw_plan(const canvas *c);        /* patterns, transits, bases */
void map_draw_panel(const canvas *c);       /* title and legend */

#endif
