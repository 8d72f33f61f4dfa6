/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: the file behind keep.h. */
#ifndef CROSSWATCH_SERVE_KEEP_INSIDE_H
#define CROSSWATCH_SERVE_KEEP_INSIDE_H

#include "keep.h"

#include <pthread.h>
#include <sqlite3.h>

struct keep {
    sqlite3 *db;
    pthread_mutex_t lock; /* of the connection: one statement at a time */
};

/* A prepared statement; NULL with *err. Finish with sqlite3_finalize. */
sqlite3_stmt *keep_prepare(keep *k, const char *sql, cw_error *err);
void keep_bind_text(sqlite3_stmt *s, int index, const char *text);
/* Runs it to its end and finishes it. *changed may be NULL. */
bool keep_run(keep *k, sqlite3_stmt *s, int *changed, cw_error *err);

#endif
