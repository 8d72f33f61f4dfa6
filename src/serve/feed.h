/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside serve/: the sea as AIS says it is now. A thread reads one source (the network, a pipe, or
 * a log replayed by its own times) and keeps the newest state of each vessel, of a bounded number
 * of them; others take copies of it, or of what changed since they last asked. Alarms are those of
 * the traffic room, looked for every few seconds. Nothing is dropped without being counted.
 */
#ifndef CROSSWATCH_SERVE_FEED_H
#define CROSSWATCH_SERVE_FEED_H

#include <crosswatch/traffic.h>

enum { FEED_ALARM_ID = 64, FEED_PERSON = 68 };

/* Somebody has seen an alarm as it stood. */
typedef struct feed_ack {
    char id[FEED_ALARM_ID]; /* of the alarm */
    cw_alarm_level level;   /* that it stood at */
    char person[FEED_PERSON];
    cw_time at; /* by the room's clock; never 0 */
} feed_ack;

typedef struct feed_settings {
    const char *source; /* as cw_ais_input_open has it */
    double speed;       /* of a log: 1: as it was; 0: as fast as can be. Live sources: not used */
    size_t most_vessels;
    double age_out_s;  /* a vessel that is not heard for so long is taken away */
    double look_s;     /* alarms are looked for so often, in the feed's own time */
    double beacon_s;   /* an active beacon stands so long after it was last heard as such */
    const char *lanes; /* GeoJSON of lanes (cw_lanes_load); NULL: none */
    /* From a thread of the feed's, which holds no lock then; may be NULL. */
    void (*alarms_changed)(void *context, size_t count);
    void (*ended)(void *context); /* a log has ended: the picture stands still */
    const feed_ack *acks;         /* that stood when an earlier feed ended; copied */
    size_t ack_count;
    /* From the same thread, without a lock: this one does not hold any more. May be NULL. */
    void (*ack_ended)(void *context, const feed_ack *ack);
    void *context;
} feed_settings;
/* 20,000 vessels, out after 10 min, a look every 10 s, beacons for a day, speed 1. */
feed_settings feed_settings_default(const char *source);

typedef struct feed feed; /* opaque; any thread may call */
/* A file that cannot be read, or lanes that cannot, fail here. A network source that is not there
 * is tried again and again (after 1, 2, 4 ... 30 s). */
feed *feed_create(const feed_settings *settings, cw_error *err);
void feed_destroy(feed *f); /* NULL-safe; waits for its threads */
int feed_port(feed *f);     /* that is listened at; 0: none (yet) */

/* ---- vessels -------------------------------------------------------------------------------- */

enum { FEED_NAME = 36 };

typedef struct feed_vessel { /* NaN: not known */
    uint32_t mmsi;
    cw_ais_sender sender;
    cw_ais_beacon beacon;
    cw_time heard, time; /* when it was last heard; when it was at `at` */
    cw_position at;
    double speed_mps, course_deg, heading_deg;
    int status, ship_type; /* 15 and 0: not given */
    double length_m;       /* 0: not given */
    char name[FEED_NAME];  /* "": not given */
} feed_vessel;

typedef struct feed_picture {
    cw_time time;         /* of the feed: the wall clock's, or the log's; 0: nothing heard yet */
    uint64_t sequence;    /* to ask with, the next time */
    feed_vessel *vessels; /* the newest change first; only vessels whose place is known */
    size_t count;
    uint32_t *gone; /* that were there at `since`, and are not any more */
    size_t gone_count;
    bool whole; /* these are all vessels there are: forget what was known */
} feed_picture;
/* What changed after `since`, the sequence of an earlier picture; 0: everything. A reader that
 * lags so far that vessels taken away are not known any more is given everything. */
bool feed_changes(feed *f, uint64_t since, feed_picture *to, cw_error *err);
void feed_picture_free(feed_picture *picture);

/* ---- alarms --------------------------------------------------------------------------------- */

typedef enum feed_alarm_kind { FEED_ENCOUNTER, FEED_BEACON, FEED_LANE } feed_alarm_kind;

typedef struct feed_alarm {
    char id[FEED_ALARM_ID]; /* the same as long as it stands */
    feed_alarm_kind kind;
    cw_alarm_level level;
    cw_time since;
    cw_position at; /* NaN: not known (a beacon before it has a fix) */
    uint32_t mmsi[2];
    size_t mmsi_count;
    /* Of an encounter at the last look; NaN: not known, or no encounter. */
    double heard_s;     /* since the ship that has been silent for longer was where it said */
    double place_std_m; /* how well that ship's place is known now, one standard deviation */
    double cpa_m[4];    /* of courses as they are; and what 10, 50 and 90 % of what they may be
                           stay under */
    char english[400], french[400]; /* one line for people */
    cw_time acknowledged;           /* at this level, since it was raised last; 0: by nobody */
    char acknowledged_by[FEED_PERSON];
} feed_alarm;
/* Those that stand: beacons, then encounters with the worst first, then breaches of lanes. free()
 * *list. */
bool feed_alarms(feed *f, feed_alarm **list, size_t *count, cw_error *err);
/* Acknowledges the alarm at the level that was seen; *now is the alarm as it stands then, with
 * whoever acknowledged it first. CW_NO: no such alarm stands, or it is worse by now. */
bool feed_acknowledge(feed *f, const feed_ack *ack, feed_alarm *now, cw_error *err);

/* ---- what became of it ---------------------------------------------------------------------- */

typedef struct feed_counters {
    cw_ais_counts sentences;   /* every byte by its fate */
    cw_ais_input_counts input; /* what was lost before it could be read */
    uint64_t reports;          /* of positions; the next three are among them */
    uint64_t without_place, without_time;
    uint64_t late;    /* older than what is known of the vessel: not used */
    uint64_t evicted; /* vessels taken out for others, because there was no room */
    uint64_t aged_out, beacons_dropped;
    uint64_t connections_lost; /* and tried anew */
    size_t vessels;            /* known now, those without a place among them */
    bool connected, over;      /* the source is open; a log has ended */
    cw_time last_heard;        /* any message; 0: none */
    cw_error error;            /* what failed last: why it is not connected; CW_OK: nothing */
} feed_counters;
feed_counters feed_told(feed *f);

#endif
