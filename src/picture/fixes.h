/* SPDX-License-Identifier: Apache-2.0 */
/* Inside cw_ais_fixes_read: fixes while a log is read. */
#ifndef CROSSWATCH_PICTURE_FIXES_H
#define CROSSWATCH_PICTURE_FIXES_H

#include <crosswatch/picture.h>

/* Fixes between two reports of a base station wait until the second comes. */
enum { MOST_WAITING = 64 };

typedef struct fix_waiting {
    cw_position at;
    int second;
} fix_waiting;

typedef struct fix_finder {
    uint32_t mmsi;
    size_t most;
    cw_ais_fixes *fixes;
    cw_time base; /* the last report of a base station; CW_AIS_NO_TIME: none yet */
    fix_waiting waiting[MOST_WAITING];
    size_t waiting_count;
    bool too_many, no_memory;
} fix_finder;

/* A position of the vessel; `received` may be CW_AIS_NO_TIME, second -1. */
void fix_found(fix_finder *f, cw_position at, int second, cw_time received);
void fix_base_time(fix_finder *f, cw_time time);

/* One line of JSON. */
void fix_json_line(fix_finder *f, const char *line, size_t length);

#endif
