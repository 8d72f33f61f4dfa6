/* SPDX-License-Identifier: Apache-2.0 */
/* Decoded positions as rows of a table: which column is what, and what a row says. */
#ifndef CROSSWATCH_PICTURE_CSV_TABLE_H
#define CROSSWATCH_PICTURE_CSV_TABLE_H

#include "said.h"

enum { CSV_MOST_LINE = 65536, CSV_MOST_COLUMNS = 128 };

typedef enum csv_field { /* what this program asks a table for */
                         CSV_MMSI,
                         CSV_TIME,
                         CSV_LAT,
                         CSV_LON, /* without these four it is no table of positions */
                         CSV_SPEED,
                         CSV_COURSE,
                         CSV_HEADING,
                         CSV_TURN,
                         CSV_STATUS,
                         CSV_NAME,
                         CSV_IMO,
                         CSV_CALLSIGN,
                         CSV_TYPE,
                         CSV_CLASS,
                         CSV_LENGTH,
                         CSV_BEAM,
                         CSV_DRAUGHT,
                         CSV_DESTINATION,
                         CSV_BOW,
                         CSV_STERN,
                         CSV_PORT,
                         CSV_STARBOARD,
                         CSV_FIELDS
} csv_field;

typedef struct csv_row { /* the fields of one line, each closed with a NUL */
    size_t count, used;
    bool too_many;
    char *fields[CSV_MOST_COLUMNS];
    char text[CSV_MOST_LINE + CSV_MOST_COLUMNS];
} csv_row;

typedef struct csv_table {
    char delimiter;
    size_t columns;
    int column[CSV_FIELDS]; /* -1: it has none */
    bool month_first;       /* 11/24/2021 */
    csv_row row;            /* the line under way */
} csv_table;

/* Splits a line; false: its quotes are not closed, or it has more than CSV_MOST_COLUMNS. */
bool csv_split(csv_row *row, char delimiter, const char *line, size_t length);

/* Whether a first line names the columns of a table of positions. `map`: which column is what
 * ("mmsi=ID,time=t"), as the caller says, or NULL for what the names say themselves. With a map, a
 * column that is not there is an error; without, it is just no table. */
bool csv_table_begin(csv_table *table, const char *line, size_t length, const char *map,
                     cw_error *err);
/* A map that says nothing sensible. */
bool csv_map_check(const char *map, cw_error *err);

/* What a row says; NULL when it was read, else what is wrong with it in a few words. */
const char *csv_table_row(csv_table *table, const char *line, size_t length, ais_said *said);

/* ISO 8601 (without a zone: UTC), 24/11/2021 02:27[:59], seconds or milliseconds since 1970.
 * *std_s: how exactly that tells the time. */
bool csv_time(const char *text, bool month_first, cw_time *time, double *std_s);

#endif
