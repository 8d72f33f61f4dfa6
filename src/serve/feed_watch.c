/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A look at the sea every few seconds: ships out of the picture, encounters and lanes by the
 * traffic room (which has the latches, so that an alarm does not flicker), beacons as they said
 * themselves. What is found is put into words and laid out for whoever asks. The look itself is
 * done on a copy, without the lock, so that no message waits for it.
 */
#include "feed_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double LANE_RAISE_S = 120.0, LANE_CLEAR_S = 60.0; /* as ais encounters has them */

/* ---- beginning and end ---------------------------------------------------------------------- */

bool watch_create(watch *w, const feed_settings *settings, cw_error *err) {
    w->alarms = cw_alarms_create(CW_ALARM_SETTINGS, err);
    w->ships = cw_alloc_array(settings->most_vessels, sizeof *w->ships);
    w->places = cw_alloc_array(settings->most_vessels, sizeof *w->places);
    if (w->alarms == NULL) return false;
    if (w->ships == NULL || w->places == NULL) return cw_fail_memory(err);
    if (settings->lanes == NULL) return true;
    /* Read once to see that it can be; the plane follows the ships. */
    w->plane = cw_plane_create((cw_position){0.0, 0.0}, err);
    if (w->plane != NULL) w->lanes = cw_lanes_load(settings->lanes, w->plane, err);
    if (w->lanes != NULL)
        w->lane_watch = cw_lane_watch_create(CW_LANE_LIMITS, LANE_RAISE_S, LANE_CLEAR_S, err);
    return w->lane_watch != NULL;
}

void watch_free(watch *w) {
    cw_alarms_destroy(w->alarms);
    cw_lane_watch_destroy(w->lane_watch);
    cw_lanes_destroy(w->lanes);
    cw_plane_destroy(w->plane);
    free(w->ships);
    free(w->places);
    *w = (watch){0};
}

/* ---- ships ---------------------------------------------------------------------------------- */

static cw_ship ship_of(const slot *s, const cw_track_state *state) {
    const feed_vessel *v = &s->vessel;
    cw_vessel vessel = {.mmsi = v->mmsi, .sender = v->sender, .said = s->said};
    return (cw_ship){.mmsi = v->mmsi,
                     .time = state->time,
                     .at = state->at,
                     .speed_mps = state->speed_mps,
                     .course_deg = state->course_deg,
                     .heading_deg = state->heading_deg,
                     .hull = cw_vessel_hull(&vessel),
                     .status = (uint8_t)v->status,
                     .ship_type = (uint8_t)v->ship_type,
                     .std_along_m = state->std_along_m,
                     .std_across_m = state->std_across_m,
                     .velocity_along = state->velocity_along,
                     .velocity_across = state->velocity_across,
                     .guess = state->gap};
}

static bool is_ship(const slot *s) {
    return s->vessel.sender == CW_AIS_CLASS_A || s->vessel.sender == CW_AIS_CLASS_B;
}

static void gather(const feed *f, watch *w) {
    w->ship_count = 0;
    for (uint32_t i = f->vessels.newest; i != NOBODY; i = f->vessels.slots[i].older) {
        const slot *s = &f->vessels.slots[i];
        cw_track_state state;
        if (!is_ship(s) || !vessel_state(s, f->now, &state)) continue;
        w->places[w->ship_count] = state.at;
        w->ships[w->ship_count++] = ship_of(s, &state);
    }
}

/* ---- the plane ------------------------------------------------------------------------------ */

static int by_lat(const void *left, const void *right) {
    const cw_position *a = left, *b = right;
    return (a->lat_deg > b->lat_deg) - (a->lat_deg < b->lat_deg);
}

static int by_lon(const void *left, const void *right) {
    const cw_position *a = left, *b = right;
    return (a->lon_deg > b->lon_deg) - (a->lon_deg < b->lon_deg);
}

/* The median, each way: a few strayed numbers do not move it. */
static cw_position middle_of(cw_position *places, size_t count) {
    qsort(places, count, sizeof *places, by_lat);
    cw_position middle = places[count / 2];
    qsort(places, count, sizeof *places, by_lon);
    middle.lon_deg = places[count / 2].lon_deg;
    return middle;
}

/* A plane about the ships; the old one as long as they have not moved far from its centre. */
static bool keep_plane(watch *w, const char *lanes, cw_error *err) {
    static const double MOST_OFF_M = 200e3;
    double off_m = INFINITY, azimuth;
    cw_position middle = middle_of(w->places, w->ship_count);
    if (w->plane != NULL) cw_geodesic_inverse(cw_plane_centre(w->plane), middle, &off_m, &azimuth);
    if (off_m < MOST_OFF_M) return true;
    cw_lanes_destroy(w->lanes);
    cw_plane_destroy(w->plane);
    w->lanes = NULL;
    w->plane = cw_plane_create(middle, err);
    if (w->plane != NULL && lanes != NULL) w->lanes = cw_lanes_load(lanes, w->plane, err);
    return w->plane != NULL && (lanes == NULL || w->lanes != NULL);
}

/* ---- what is found -------------------------------------------------------------------------- */

static bool find(watch *w, const feed_settings *settings, cw_time now, cw_error *err) {
    if (w->ship_count > 0 && !keep_plane(w, settings->lanes, err)) return false;
    if (w->plane == NULL) return true; /* no ship was ever heard */
    cw_fleet *fleet = cw_fleet_create(w->ships, w->ship_count, w->plane, now, err);
    bool good = fleet != NULL && cw_alarms_update(w->alarms, fleet, err)
                && (w->lanes == NULL
                    || cw_lane_watch_update(w->lane_watch, w->lanes, w->plane, fleet, err));
    cw_fleet_destroy(fleet);
    return good;
}

static size_t list_beacons(const feed *f, feed_alarm *to) {
    size_t count = 0;
    for (size_t i = 0; i < f->beacon_count; i++) {
        const feed_beacon *b = &f->beacons[i];
        double silent_s = (double)(f->now - b->last_active) / (double)CW_SECOND_MS;
        if (silent_s <= f->settings.beacon_s) words_of_beacon(b, &to[count++]);
    }
    return count;
}

static bool list_alarms(const feed *f, const watch *w, feed_alarm **list, size_t *count) {
    size_t encounters, notices = 0;
    const cw_alarm *alarms = cw_alarms_list(w->alarms, &encounters);
    const cw_lane_notice *lanes = w->lane_watch != NULL && w->lanes != NULL
                                      ? cw_lane_watch_list(w->lane_watch, &notices)
                                      : NULL;
    *list = calloc(f->beacon_count + encounters + notices + 1, sizeof **list);
    if (*list == NULL) return false;
    *count = list_beacons(f, *list);
    for (size_t i = 0; i < encounters; i++) {
        if (alarms[i].level != CW_ALARM_NONE)
            words_of_encounter(&f->vessels, &alarms[i], w->at, &(*list)[(*count)++]);
    }
    for (size_t i = 0; i < notices; i++) {
        if (lanes[i].event != CW_ALARM_CLEARED)
            words_of_lane(&f->vessels, w->lanes, &lanes[i], &(*list)[(*count)++]);
    }
    return true;
}

static bool same_alarms(const feed_alarm *a, const feed_alarm *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(a[i].id, b[i].id) != 0 || a[i].level != b[i].level
            || strcmp(a[i].english, b[i].english) != 0 || a[i].acknowledged != b[i].acknowledged)
            return false;
    }
    return true;
}

/* Whether anything is new in it: who, how bad, or what is said of it. */
static bool publish(feed *f, feed_alarm *list, size_t count) {
    bool same = count == f->alarm_count && same_alarms(list, f->alarms, count);
    free(f->alarms);
    f->alarms = list;
    f->alarm_count = count;
    return !same;
}

void watch_look(feed *f) {
    watch *w = &f->watch;
    cw_error err = {0};
    feed_alarm *list = NULL;
    feed_ack *ended = NULL;
    size_t count = 0, ended_count = 0;
    bool news = false;
    pthread_mutex_lock(&f->lock);
    cw_time now = f->now;
    bool due = now != 0 && now >= w->next;
    if (due) {
        w->at = now;
        gather(f, w);
    }
    pthread_mutex_unlock(&f->lock);
    if (!due) return;
    w->next = now + llround(f->settings.look_s * (double)CW_SECOND_MS);
    bool good = find(w, &f->settings, now, &err);
    pthread_mutex_lock(&f->lock);
    if (good && list_alarms(f, w, &list, &count)) {
        acks_step(&f->acks, list, count, now, f->settings.beacon_s, &ended, &ended_count);
        news = publish(f, list, count);
    }
    if (!good) f->counters.error = err;
    pthread_mutex_unlock(&f->lock);
    if (news && f->settings.alarms_changed != NULL)
        f->settings.alarms_changed(f->settings.context, count);
    for (size_t i = 0; i < ended_count && f->settings.ack_ended != NULL; i++)
        f->settings.ack_ended(f->settings.context, &ended[i]);
    free(ended);
}
