/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside serve/: what every page is told when something changes. One ring of frames for all
 * readers; each reads on from where it is. Who falls so far behind that his place is gone gets one
 * frame "summary" (fetch all anew) and goes on at the newest, so that memory is bounded and a slow
 * reader holds up nobody. Any thread.
 */
#ifndef CROSSWATCH_SERVE_HUB_H
#define CROSSWATCH_SERVE_HUB_H

#include <crosswatch/base.h>

#include <sys/types.h>

typedef struct hub hub;
typedef struct hub_reader hub_reader;

/* `wake` is called, with nothing locked, for each reader that slept and has something to read. */
typedef void (*hub_wake)(void *sleeper);
hub *hub_create(hub_wake wake, cw_error *err);
void hub_destroy(hub *h); /* NULL-safe; readers must be gone */

/* A server-sent event to all: its name, and one line of data. */
void hub_tell(hub *h, const char *event, const char *data);
/* A comment line to all, which keeps connections alive. */
void hub_breathe(hub *h);

/* A reader that begins at the newest frame. NULL when out of memory. */
hub_reader *hub_join(hub *h, void *sleeper);
void hub_leave(hub_reader *r); /* NULL-safe */
/* Copies at most `room` bytes of what is next; 0: nothing now, and `wake` will be called. */
size_t hub_read(hub_reader *r, char *to, size_t room);
size_t hub_readers(hub *h);
/* How often a reader was sent a summary. */
uint64_t hub_summaries(hub *h);

#endif
