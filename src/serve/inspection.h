/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside serve/: the record verified while the watch goes on. All of it is read, which takes
 * minutes when it is large, so it is done by a thread of its own on a connection of its own, once
 * at a time; whoever asks gets how far it is, or what it found last. Any thread.
 */
#ifndef CROSSWATCH_SERVE_INSPECTION_H
#define CROSSWATCH_SERVE_INSPECTION_H

#include <crosswatch/record.h>

typedef struct inspection inspection;

typedef enum inspection_state {
    INSPECTION_NONE, /* since the room was opened */
    INSPECTION_RUNNING,
    INSPECTION_DONE, /* there is a verdict */
    INSPECTION_FAILED
} inspection_state;

typedef struct inspection_told {
    inspection_state state;
    cw_time started, ended;
    uint64_t read, entries; /* of so many, when it began */
    cw_error error;
    cw_verdict verdict;
} inspection_told;

/* `changed` is called from its thread, with nothing locked, a few times a second at most while it
 * runs, and at its end. */
inspection *inspection_create(const char *record, void (*changed)(void *context), void *context,
                              cw_error *err);
void inspection_destroy(inspection *i); /* NULL-safe; ends what runs */
/* Begins one, or leaves the one that runs. */
bool inspection_start(inspection *i, cw_error *err);
void inspection_look(inspection *i, inspection_told *told);

#endif
