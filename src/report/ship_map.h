/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: what the charts of ships share (meetings_map.c, near_map.c, struck_map.c). */
#ifndef CROSSWATCH_REPORT_SHIP_MAP_H
#define CROSSWATCH_REPORT_SHIP_MAP_H

#include "map_canvas.h"

enum { SHIP_MAP_DISCS = 32 };

typedef struct ship_map {
    canvas c;
    cw_result result;
    double y;                                              /* where the panel's next line begins */
    double disc_x[SHIP_MAP_DISCS], disc_y[SHIP_MAP_DISCS]; /* of the numbers on the chart */
    size_t discs;
} ship_map;

/* ---- what the chart must hold ---- */

typedef struct ship_box { /* plane metres */
    double x0, y0, x1, y1;
} ship_box;
extern const ship_box SHIP_BOX_EMPTY;
void ship_box_widen(ship_box *box, cw_xy p); /* what is not finite is left out */
/* With a margin, and never smaller than a chart can be read at; about `middle` when it is empty. */
ship_box ship_box_padded(ship_box box, cw_xy middle);
bool ship_box_holds(ship_box box, cw_xy p);

/* ---- the picture ---- */

typedef void (*ship_painter)(ship_map *m, const void *what);

typedef struct ship_picture {
    const cw_scene *scene; /* plane; coast, mask, source and zones where it has them */
    cw_language language;
    ship_box box;
    ship_painter chart, panel;
    const void *what; /* for both */
} ship_picture;
bool ship_map_write(const ship_picture *picture, const char *path, cw_error *err);

/* ---- on the chart ---- */

extern const rgb SHIP_DANGER, SHIP_CAUTION, SHIP_PLAIN, SHIP_PALE;

/* An arrowhead along the true heading; a disc where that is not known. */
void ship_map_mark(const ship_map *m, cw_position at, double heading_deg, double size, rgb colour);
/* A name beside the place. */
void ship_map_name(const ship_map *m, cw_position at, rgb colour, const char *name);
typedef enum ship_line { SHIP_LINE_WHOLE, SHIP_LINE_DASHED } ship_line;
void ship_map_way(const ship_map *m, cw_xy from, cw_xy to, rgb colour, double width,
                  ship_line line);
/* The number of a row of the panel, in a disc beside the place, clear of the discs before it. */
void ship_map_number(ship_map *m, cw_xy at, size_t number, rgb colour);
/* Particles that are drawn equally often for equal shares of the weight; returns how many. */
size_t ship_map_sample(const cw_tracks *tracks, size_t *picks, size_t most);
/* Where those are at a time, as dots. */
void ship_map_cloud(const ship_map *m, const cw_tracks *tracks, const size_t *picks, size_t count,
                    cw_time time, rgb colour, double alpha);

/* ---- in the panel, downwards ---- */

void ship_map_title(ship_map *m, const char *text);
void ship_map_text(ship_map *m, const char *text);
void ship_map_rule(ship_map *m);
/* A row with its number in a disc; false: there is no room for it and a line below. */
bool ship_map_row(ship_map *m, size_t number, rgb colour, const char *head, const char *line);

#endif
