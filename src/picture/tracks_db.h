/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside files of tracks: an SQLite database with a row for each track, its fixes in chunks of 256
 * (fix_blob.c), and over these an R*-tree of boxes in place and time. The box of a chunk takes in
 * the first fix of the next, so that every leg between two fixes lies in the box of one chunk.
 */
#ifndef CROSSWATCH_PICTURE_TRACKS_DB_H
#define CROSSWATCH_PICTURE_TRACKS_DB_H

#include "vessels.h"

#include <sqlite3.h>

enum { TRACKS_APPLICATION = 0x43575431 /* "CWT1" */, TRACKS_FORMAT = 1 };

typedef struct tracks_db {
    sqlite3 *db;
    const char *path;
} tracks_db;

/* What SQLite said, as one sentence; false. */
bool tracks_db_fail(const tracks_db *t, cw_error *err);
bool tracks_db_run(const tracks_db *t, const char *sql, cw_error *err);
/* NULL: failed. */
sqlite3_stmt *tracks_db_prepare(const tracks_db *t, const char *sql, cw_error *err);

/* Whether a file begins as SQLite's do. */
bool tracks_db_is(const char *path);
/* What the query asks for, into the set. */
bool tracks_db_load(cw_vessels *vessels, const char *path, const cw_vessels_query *query,
                    cw_error *err);

#endif
