/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the feed: what its files share. */
#ifndef CROSSWATCH_SERVE_FEED_STATE_H
#define CROSSWATCH_SERVE_FEED_STATE_H

#include "feed_acks.h"
#include "feed_vessels.h"

#include <pthread.h>

enum { FEED_MOST_BEACONS = 256 };

typedef struct feed_beacon {
    uint32_t mmsi;
    cw_ais_sender sender;
    cw_time first_active, last_active;
    cw_position at; /* NaN: it has had no fix */
} feed_beacon;

/* The time of a log, from what is in it; of the reading thread. */
typedef struct pace {
    cw_time base, doubted; /* of base stations; CW_AIS_NO_TIME: none yet */
    cw_time from;          /* of the log, when ... */
    double from_s;         /* ... the monotonic clock was this; 0: not begun */
} pace;

/* The alarms' own memory; of the thread that looks. */
typedef struct watch {
    cw_alarms *alarms;
    cw_lane_watch *lane_watch; /* NULL: no lanes */
    cw_lanes *lanes;
    cw_plane *plane;
    cw_position *places; /* most_vessels; for the middle of them */
    cw_ship *ships;      /* most_vessels */
    size_t ship_count;
    cw_time at, next; /* of the last look, and of the one to come */
} watch;

struct feed {
    feed_settings settings;
    char *source, *lanes; /* owned */
    bool live;            /* the wall clock is its clock */
    pthread_t reading, ticking;
    bool reads, ticks;
    /* of the reading thread */
    cw_ais_reader *reader;
    pace pace;
    cw_ais_input_counts input_before; /* of connections that are lost */
    watch watch;                      /* of the ticking thread when live, else of the reading one */
    pthread_mutex_t lock;             /* of all below */
    pthread_cond_t stop;
    bool stopping;
    cw_ais_input *input; /* NULL between connections; only the reading thread changes it */
    vessel_set vessels;
    feed_beacon beacons[FEED_MOST_BEACONS];
    size_t beacon_count;
    cw_time now; /* 0: nothing heard yet */
    feed_counters counters;
    feed_alarm *alarms; /* owned; those that stand */
    size_t alarm_count;
    ack_set acks;
};

cw_time feed_wall_clock(void);
double feed_monotonic_s(void);
/* Waits until the monotonic clock says so; false: the feed is to stop. */
bool feed_wait_until(feed *f, double until_s);
/* The feed's clock never goes back; vessels that are too old go. With the lock. */
void feed_advance(feed *f, cw_time now);

/* ---- messages (feed_take.c) ----------------------------------------------------------------- */

void feed_take(void *context, const cw_ais_message *message); /* a cw_ais_sink; context: the feed */

/* ---- alarms (feed_watch.c) ------------------------------------------------------------------ */

bool watch_create(watch *w, const feed_settings *settings, cw_error *err);
void watch_free(watch *w);
/* Looks at the sea when it is time to. Without the lock. */
void watch_look(feed *f);

/* ---- their words (feed_words.c) ------------------------------------------------------------- */

void words_of_beacon(const feed_beacon *beacon, feed_alarm *to);
/* The names are those that the set has now. */
void words_of_encounter(const vessel_set *vessels, const cw_alarm *alarm, cw_time now,
                        feed_alarm *to);
void words_of_lane(const vessel_set *vessels, const cw_lanes *lanes, const cw_lane_notice *notice,
                   feed_alarm *to);

#endif
