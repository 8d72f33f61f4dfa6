/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: connections that only keep a place. The library's timeout is for silence; whoever
 * sends a byte of a header every ten seconds is never silent. Here a request has to be whole some
 * time after its first byte could have come, or its connection is cut. Any thread. */
#ifndef CROSSWATCH_SERVE_PATIENCE_H
#define CROSSWATCH_SERVE_PATIENCE_H

#include <crosswatch/base.h>

enum { MOST_REQUEST_SECONDS = 20 };

typedef struct patience patience;
typedef struct awaited awaited; /* one connection */

patience *patience_create(cw_error *err);
void patience_destroy(patience *w); /* NULL-safe; no connection may be left */
awaited *patience_begin(patience *w, int socket, double now_s); /* NULL: out of memory */
void patience_end(awaited *c);                                  /* NULL-safe */
/* A whole request is here: it takes as long as the answer takes. */
void patience_served(awaited *c);
/* The answer is out: the next request may take its time from here on. */
void patience_waiting(awaited *c, double now_s);
/* Cuts those that took too long; returns how many. */
size_t patience_cut(patience *w, double now_s);

#endif
