/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One message into the picture. Live, a message is of now, or of the time of its tag block when
 * that is within a minute of now. In a log it is of the time that the log gives it, or of the last
 * base station, whose reports hold the whole time; and the reading waits until that time has come,
 * at the speed that was asked for.
 */
#include "feed_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- when ----------------------------------------------------------------------------------- */

static cw_time live_time(const cw_ais_message *message) {
    cw_time now = feed_wall_clock(), said = message->received;
    return said != CW_AIS_NO_TIME && llabs(said - now) < CW_MINUTE_MS ? said : now;
}

/* A base station that says something far from what was said before is believed when the next one
 * agrees with it within a minute. */
static void take_base(pace *p, cw_time time) {
    static const cw_time STEP_MS = 10 * CW_MINUTE_MS;
    bool first = p->base == CW_AIS_NO_TIME;
    bool near = !first && time >= p->base && time - p->base < STEP_MS;
    bool agreed = p->doubted != CW_AIS_NO_TIME && llabs(time - p->doubted) < CW_MINUTE_MS;
    if (first || near || agreed) p->base = time;
    p->doubted = first || near || agreed ? CW_AIS_NO_TIME : time;
}

static cw_time log_time(pace *p, const cw_ais_message *message) {
    cw_time time;
    if (message->received != CW_AIS_NO_TIME) return message->received;
    if (cw_ais_time_read(message, &time)) take_base(p, time);
    return p->base;
}

/* Hours in which a log holds nothing, or goes back, are not waited for. */
static void keep_pace(feed *f, cw_time time) {
    static const cw_time MOST_WAIT_MS = 10 * CW_MINUTE_MS;
    pace *p = &f->pace;
    double speed = f->settings.speed;
    if (!(speed > 0.0)) return;
    cw_time ahead = time - f->now; /* only this thread moves the clock of a log */
    if (p->from_s == 0.0 || ahead > MOST_WAIT_MS || ahead < -MOST_WAIT_MS) {
        p->from = time;
        p->from_s = feed_monotonic_s();
    } else if (ahead > 0) {
        (void)feed_wait_until(f,
                              p->from_s + (double)(time - p->from) / (double)CW_SECOND_MS / speed);
    }
}

/* When it was measured: the second of the minute is in the report. */
static cw_time measured_at(const cw_ais_position *p, cw_time received) {
    if (p->second < 0) return received;
    cw_time time = received - received % CW_MINUTE_MS + p->second * CW_SECOND_MS;
    if (time - received > CW_MINUTE_MS / 2) return time - CW_MINUTE_MS;
    return received - time > CW_MINUTE_MS / 2 ? time + CW_MINUTE_MS : time;
}

/* ---- what ----------------------------------------------------------------------------------- */

/* The last two: what the ship may do next is known from them (docs/tracks.md). */
static void keep_fix(slot *s, const cw_ais_position *p, cw_time time) {
    static const double RECEPTION_STD_S = 1.0; /* where a report does not give its second */
    bool follows = s->fixes > 0 && time > s->fix.time;
    s->before = s->fix;
    s->fixes = follows ? 2 : 1;
    s->fix = cw_fix_of_position(p, time, RECEPTION_STD_S);
}

static void take_position(feed *f, slot *s, const cw_ais_position *p, cw_time received) {
    static const cw_time LATE_MS = 10 * CW_MINUTE_MS; /* beyond: a clock was wrong, not the order */
    feed_vessel *v = &s->vessel;
    cw_time time = measured_at(p, received);
    f->counters.reports++;
    if (isnan(p->at.lat_deg) || isnan(p->at.lon_deg)) {
        f->counters.without_place++;
        return;
    }
    if (s->placed && time < v->time && v->time - time < LATE_MS) {
        f->counters.late++;
        return;
    }
    keep_fix(s, p, time);
    s->placed = true;
    v->time = time;
    v->at = p->at;
    v->speed_mps = p->speed_mps;
    v->course_deg = p->course_deg;
    v->heading_deg = p->heading_deg;
    v->status = p->status;
}

static void keep_text(char *to, const char *from, size_t room) {
    if (from[0] != '\0') memcpy(to, from, room);
}

/* The newest of each field that it gave. */
static void take_static(slot *s, const cw_ais_static *said) {
    cw_ais_static *to = &s->said;
    keep_text(to->name, said->name, sizeof to->name);
    keep_text(to->callsign, said->callsign, sizeof to->callsign);
    if (said->ship_type != 0) to->ship_type = said->ship_type;
    if (said->to_bow_m + said->to_stern_m > 0) {
        to->to_bow_m = said->to_bow_m;
        to->to_stern_m = said->to_stern_m;
        to->to_port_m = said->to_port_m;
        to->to_starboard_m = said->to_starboard_m;
    }
    s->vessel.ship_type = to->ship_type;
    s->vessel.length_m = to->to_bow_m + to->to_stern_m;
    memcpy(s->vessel.name, to->name, sizeof s->vessel.name);
}

/* The longest silent one makes room; an active one that goes on calling is never that. */
static feed_beacon *beacon_of(feed *f, uint32_t mmsi, cw_time now) {
    size_t oldest = 0;
    for (size_t i = 0; i < f->beacon_count; i++) {
        if (f->beacons[i].mmsi == mmsi) return &f->beacons[i];
        if (f->beacons[i].last_active < f->beacons[oldest].last_active) oldest = i;
    }
    if (f->beacon_count == FEED_MOST_BEACONS) f->counters.beacons_dropped++;
    feed_beacon *b = &f->beacons[f->beacon_count < FEED_MOST_BEACONS ? f->beacon_count++ : oldest];
    *b = (feed_beacon){.mmsi = mmsi, .first_active = now, .at = {NAN, NAN}};
    return b;
}

static void take_beacon(feed *f, const slot *s, cw_time now) {
    feed_beacon *b = beacon_of(f, s->vessel.mmsi, now);
    b->sender = s->vessel.sender;
    b->last_active = now;
    if (s->placed) b->at = s->vessel.at;
}

/* `received` may be older than the feed's clock, which never goes back. */
static void take_message(feed *f, const cw_ais_message *message, cw_time received) {
    cw_ais_position position;
    cw_ais_static said;
    slot *s = vessel_set_take(&f->vessels, message->mmsi);
    cw_ais_sender sender = cw_ais_sender_of(message);
    if (sender != CW_AIS_SENDER_UNKNOWN) s->vessel.sender = sender;
    if (cw_ais_position_read(message, &position)) take_position(f, s, &position, received);
    if (cw_ais_static_read(message, &said)) take_static(s, &said);
    cw_ais_beacon beacon = cw_ais_beacon_of(message);
    if (beacon > s->vessel.beacon) s->vessel.beacon = beacon; /* once active, it stays so */
    if (beacon == CW_AIS_BEACON_ACTIVE) take_beacon(f, s, f->now);
    s->vessel.heard = f->now;
    vessel_set_changed(&f->vessels, s);
}

void feed_take(void *context, const cw_ais_message *message) {
    feed *f = context;
    cw_time time = f->live ? live_time(message) : log_time(&f->pace, message);
    if (time == CW_AIS_NO_TIME) {
        pthread_mutex_lock(&f->lock);
        f->counters.without_time++;
        pthread_mutex_unlock(&f->lock);
        return;
    }
    if (!f->live) keep_pace(f, time);
    pthread_mutex_lock(&f->lock);
    bool stopping = f->stopping;
    if (!stopping) {
        feed_advance(f, time);
        f->counters.last_heard = f->now;
        take_message(f, message, time);
    }
    pthread_mutex_unlock(&f->lock);
    if (!f->live && !stopping) watch_look(f);
}
