/* SPDX-License-Identifier: Apache-2.0 */
/* Inside record/: the exchange, shared by its sending and its receiving side. */
#ifndef CROSSWATCH_RECORD_SHARE_H
#define CROSSWATCH_RECORD_SHARE_H

#include "postgres.h"

struct cw_exchange {
    postgres *db;
    cw_store *store;
};

/* Commits when `good`, else rolls back; what `good` becomes. */
bool exchange_end(cw_exchange *x, bool good, cw_error *err);
/* Whether the centre is a partner whose key the record has. */
bool exchange_knows(cw_exchange *x, const char *centre, cw_error *err);
/* One row in a transaction of its own. */
bool exchange_put(cw_exchange *x, const cw_bundle *about, const cw_text *bytes, cw_error *err);
/* A row_sink: an integer into the uint64_t that `context` is. */
bool exchange_count(void *context, const value *row, cw_error *err);

#endif
