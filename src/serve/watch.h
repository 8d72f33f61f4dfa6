/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: connections that only keep a place. The library's timeout is for silence; whoever
 * sends a byte of a header every ten seconds is never silent. Here a request has to be whole some
 * time after its first byte could have come, or its connection is cut. Any thread. */
#ifndef CROSSWATCH_SERVE_WATCH_H
#define CROSSWATCH_SERVE_WATCH_H

#include <crosswatch/base.h>

enum { MOST_REQUEST_SECONDS = 20 };

typedef struct connection_watch connection_watch;
typedef struct watched watched; /* one connection */

connection_watch *watch_create(cw_error *err);
void watch_destroy(connection_watch *w); /* NULL-safe; no connection may be left */
watched *watch_begin(connection_watch *w, int socket, double now_s); /* NULL: out of memory */
void watch_end(watched *c);                                          /* NULL-safe */
/* A whole request is here: it takes as long as the answer takes. */
void watch_served(watched *c);
/* The answer is out: the next request may take its time from here on. */
void watch_waiting(watched *c, double now_s);
/* Cuts those that took too long; returns how many. */
size_t watch_cut(connection_watch *w, double now_s);

#endif
