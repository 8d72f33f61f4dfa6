/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the feed: alarms that somebody has acknowledged. An acknowledgement is of one alarm at one
 * level. It ends when the alarm clears, so that one that comes again calls again, and when the
 * level rises above the one that it was given at; when the level falls it falls with it.
 *
 * Those that were kept over a restart wait for their alarms: the new feed has to hear the ships
 * again first. What has not come back when the time is over ends.
 */
#ifndef CROSSWATCH_SERVE_FEED_ACKS_H
#define CROSSWATCH_SERVE_FEED_ACKS_H

#include "feed.h"

typedef struct kept_ack {
    feed_ack ack;
    bool waits; /* for its alarm, since a restart */
} kept_ack;

typedef struct ack_set { /* zero-initialised: none */
    kept_ack *items;
    size_t count, capacity;
    cw_time from; /* of the first look; 0: there was none */
} ack_set;

/* Copies what was kept over a restart. */
bool acks_begin(ack_set *set, const feed_ack *kept, size_t count, cw_error *err);
void acks_free(ack_set *set);

/* False: no memory. One that stands for this alarm at this level or above stays as it is. */
bool acks_add(ack_set *set, const feed_ack *ack);
/* Ends what the alarms of this look end, and writes into the alarms who acknowledged them. Those
 * that ended are put into `ended`, an array (cw_grow) of *ended_count; without memory they are
 * ended and not told. */
void acks_step(ack_set *set, feed_alarm *alarms, size_t count, cw_time now, double beacon_s,
               feed_ack **ended, size_t *ended_count);
/* Writes it into the alarm, when one stands. */
void acks_mark(const ack_set *set, feed_alarm *alarm);

#endif
