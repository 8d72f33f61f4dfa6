/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the picture: a log of any kind, as what its reports say one after the other. */
#ifndef CROSSWATCH_PICTURE_LOG_H
#define CROSSWATCH_PICTURE_LOG_H

#include "csv_table.h"
#include "said.h"

typedef struct log_told {   /* what became of its lines; add up over several logs */
    uint64_t reports;       /* handed over */
    uint64_t lines;         /* of JSON and of tables */
    uint64_t lines_damaged; /* of these */
    cw_ais_counts sentences;
    cw_line_damage damage[CW_VESSELS_MOST_DAMAGE]; /* the first */
    size_t damage_count;
} log_told;

typedef struct log_options {
    cw_time near;    /* for time columns without a date; CW_AIS_NO_TIME: such times are not used */
    const char *map; /* of the columns of tables; NULL: by their names */
} log_options;

/* Reads a file, a directory of files or standard input to the end, or until `sink` is false. Files
 * of sentences, of JSON lines and tables are told apart by their first line. False: it cannot be
 * read, or a table has not the columns of the map. */
bool log_read(const char *path, const log_options *options, said_sink sink, void *context,
              log_told *told, cw_error *err);

#endif
