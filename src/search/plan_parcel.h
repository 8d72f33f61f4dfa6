/* SPDX-License-Identifier: Apache-2.0 */
/* Inside search/: what travels between ranks, as bytes one after the other (plan_parcel.c). */
#ifndef CROSSWATCH_SEARCH_PLAN_PARCEL_H
#define CROSSWATCH_SEARCH_PLAN_PARCEL_H

#include <crosswatch/ranks.h>
#include <crosswatch/search.h>

typedef struct trial trial;

typedef struct parcel {
    char *bytes; /* owned */
    size_t length, room;
    size_t at; /* what has been taken out */
} parcel;

/* Empty, with room for some bytes; memory is used again. */
bool parcel_begin(parcel *p, size_t room);
void parcel_free(parcel *p);
/* False when out of memory. */
bool parcel_put(parcel *p, const void *bytes, size_t length);
bool parcel_put_pattern(parcel *p, const cw_pattern *pattern);
bool parcel_put_trial(parcel *p, const trial *t);
/* In the order in which they were put in. */
void parcel_take(parcel *p, void *bytes, size_t length);
/* Into a pattern or trial that owns nothing, or its own. False when out of memory: it is then
 * empty. */
bool parcel_take_pattern(parcel *p, cw_pattern *pattern);
bool parcel_take_trial(parcel *p, trial *t);
/* From one rank to all others of a company, which have begun with its length. */
void parcel_tell(parcel *p, cw_ranks *ranks, size_t from, size_t length);

#endif
