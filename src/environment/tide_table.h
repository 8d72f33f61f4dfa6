/* SPDX-License-Identifier: Apache-2.0 */
/* Inside environment/: harmonic constants of tidal streams, read from comma separated values. */
#ifndef CROSSWATCH_ENVIRONMENT_TIDE_TABLE_H
#define CROSSWATCH_ENVIRONMENT_TIDE_TABLE_H

#include <crosswatch/geo.h>

enum { TIDE_MOST_CONSTITUENTS = 64 };

/* One constituent at one point as two phasors: east = cos(angle) u_cos + sin(angle) u_sin, where
 * u_cos = A cos(lag), u_sin = A sin(lag); north likewise. */
typedef struct tide_wave {
    double u_cos, v_cos, u_sin, v_sin;
} tide_wave;

typedef struct tide_table {
    int constituents[TIDE_MOST_CONSTITUENTS];
    size_t constituent_count;
    cw_position *points; /* owned */
    size_t point_count;
    tide_wave *waves; /* owned; point after point, its constituents in order */
} tide_table;

/* Reads `length` bytes of text; errors name `name` and the line. tide_table_clear frees either
 * way. */
bool tide_table_read(tide_table *table, const char *name, const char *text, size_t length,
                     cw_error *err);
void tide_table_clear(tide_table *table);

#endif
