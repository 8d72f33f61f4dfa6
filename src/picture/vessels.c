/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All vessels: which report is of which number, and what that number says of itself. Numbers are
 * found in a hash table; each has its bodies (vessels_body.c decides), its newest static data and,
 * when it is one, its beacon.
 */
#include "vessels.h"

#include <stdlib.h>
#include <string.h>

/* ---- numbers ----------------------------------------------------------------------------------
 */

static size_t slot_of(const cw_vessels *v, uint32_t mmsi) {
    static const uint64_t GOLDEN = UINT64_C(0x9e3779b97f4a7c15); /* Fibonacci hashing, Knuth 6.4 */
    size_t mask = v->slot_count - 1, at = (size_t)((mmsi * GOLDEN) >> 32) & mask;
    while (v->slots[at] != 0 && v->entries[v->slots[at] - 1].mmsi != mmsi) at = (at + 1) & mask;
    return at;
}

/* The table again with `count` slots, a power of two. */
static bool rebuild(cw_vessels *v, size_t count) {
    uint32_t *slots = calloc(count, sizeof *slots);
    if (slots == NULL) return false;
    free(v->slots);
    v->slots = slots;
    v->slot_count = count;
    for (size_t i = 0; v->entries != NULL && i < v->entry_count; i++)
        v->slots[slot_of(v, v->entries[i].mmsi)] = (uint32_t)i + 1;
    return true;
}

vessel_entry *vessels_known(const cw_vessels *v, uint32_t mmsi) {
    uint32_t place = v->slots[slot_of(v, mmsi)];
    return place != 0 ? &v->entries[place - 1] : NULL;
}

vessel_entry *vessels_entry(cw_vessels *v, uint32_t mmsi) {
    vessel_entry *known = vessels_known(v, mmsi);
    if (known != NULL) return known;
    bool full = 2 * (v->entry_count + 1) > v->slot_count;
    if ((full && !rebuild(v, 2 * v->slot_count))
        || !cw_grow(&v->entries, &v->entry_capacity, v->entry_count + 1)) {
        v->no_memory = true;
        return NULL;
    }
    v->slots[slot_of(v, mmsi)] = (uint32_t)v->entry_count + 1;
    vessel_entry *entry = &v->entries[v->entry_count++];
    *entry = (vessel_entry){.mmsi = mmsi, .sender = CW_AIS_SENDER_UNKNOWN, .said = {.mmsi = mmsi}};
    return entry;
}

/* ---- what they say ----------------------------------------------------------------------------
 */

/* Tables hold whatever their writer put there: what is no sign of UTF-8 is kept as '?', so that a
 * name can stand in any output and its vessel is in all of them. */
static void newer_text(char *to, const char *said, size_t room) {
    size_t length = strnlen(said, room - 1), kept = 0;
    if (length == 0) return;
    for (size_t at = 0; at < length;) {
        uint32_t sign;
        size_t taken = cw_utf8_sign(said + at, length - at, &sign);
        if (taken == 0) to[kept++] = '?';
        for (size_t i = 0; i < taken; i++) to[kept++] = said[at + i];
        at += taken > 0 ? taken : 1;
    }
    to[kept] = '\0';
}

void vessels_static(vessel_entry *entry, const cw_ais_static *said) {
    cw_ais_static *to = &entry->said;
    if (said->imo != 0) to->imo = said->imo;
    if (said->mothership_mmsi != 0) to->mothership_mmsi = said->mothership_mmsi;
    newer_text(to->name, said->name, sizeof to->name);
    newer_text(to->callsign, said->callsign, sizeof to->callsign);
    newer_text(to->destination, said->destination, sizeof to->destination);
    if (said->ship_type != 0) to->ship_type = said->ship_type;
    if (said->draught_m > 0.0) to->draught_m = said->draught_m;
    if (said->to_bow_m + said->to_stern_m + said->to_port_m + said->to_starboard_m > 0) {
        to->to_bow_m = said->to_bow_m; /* the four are one statement */
        to->to_stern_m = said->to_stern_m;
        to->to_port_m = said->to_port_m;
        to->to_starboard_m = said->to_starboard_m;
    }
    for (cw_track *body = entry->first; body != NULL; body = body->next) body->vessel.said = *to;
}

/* One standard deviation: of the receiver (4 m where the report says "better than 10 m" (95 %),
 * else the 13 m (95 %) of IMO MSC.112(73)), of the last digit sent, and of the time. */
static float error_of(const cw_ais_position *p, double time_std_s) {
    static const double ACCURATE_M = 4.1, OTHER_M = 5.3; /* 10 m and 13 m over 2.45 */
    static const double CUT_SECOND_S = 0.29;             /* 1 / sqrt(12) */
    static const double ANY_SPEED_MPS = 5.0;             /* where none is sent */
    double receiver = p->accurate ? ACCURATE_M : OTHER_M, digit = p->error_m / sqrt(6.0);
    double speed = isnan(p->speed_mps) ? ANY_SPEED_MPS : p->speed_mps;
    double time = speed * (p->second >= 0 ? CUT_SECOND_S : time_std_s);
    if (p->sender == CW_AIS_BASE || p->sender == CW_AIS_AID) time = 0.0;
    return (float)sqrt(receiver * receiver + digit * digit + time * time);
}

cw_track_fix cw_fix_of_position(const cw_ais_position *p, cw_time measured, double time_std_s) {
    return (cw_track_fix){.time = measured,
                          .at = p->at,
                          .error_m = error_of(p, time_std_s),
                          .speed_mps = (float)p->speed_mps,
                          .course_deg = (float)p->course_deg,
                          .heading_deg = (float)p->heading_deg,
                          .turn_deg_per_min = (float)p->turn_deg_per_min,
                          .status = (uint8_t)p->status};
}

/* From the clock: a position, and when it was measured. */
static void dated(void *context, const ais_said *said, cw_time measured) {
    cw_vessels *v = context;
    vessel_entry *entry = vessels_entry(v, said->mmsi);
    v->counts.reports++;
    if (entry == NULL) return;
    if (said->beacon != CW_AIS_NO_BEACON) vessels_beacon_placed(v, entry, said, measured);
    if (isnan(said->position.at.lat_deg)) {
        v->counts.without_place++;
    } else if (!compact_holds_time(measured)) {
        v->counts.without_time++;
    } else {
        cw_track_fix fix = cw_fix_of_position(&said->position, measured, said->time_std_s);
        vessels_fix(v, entry, said->sender, &fix);
    }
}

void vessels_said(cw_vessels *v, const ais_said *said) {
    bool wanted = !v->query.of_mmsi || said->mmsi == v->query.mmsi;
    bool tells = said->has_position || said->has_static || said->beacon != CW_AIS_NO_BEACON;
    v->ordered = false;
    if (wanted && tells) {
        vessel_entry *entry = vessels_entry(v, said->mmsi);
        if (entry == NULL) return;
        if (entry->sender == CW_AIS_SENDER_UNKNOWN) entry->sender = said->sender;
        if (said->has_static) vessels_static(entry, &said->fixed);
        if (said->beacon != CW_AIS_NO_BEACON) vessels_beacon_heard(v, entry, said);
    }
    ais_said other = {.base_time = said->base_time}; /* its clock is of use to all */
    if (wanted || said->base_time != CW_AIS_NO_TIME)
        fix_clock_take(&v->clock, wanted ? said : &other);
}

bool cw_vessels_take(cw_vessels *v, const cw_ais_message *message, cw_error *err) {
    ais_said said = said_of_message(message);
    vessels_said(v, &said);
    return !v->no_memory || cw_fail_memory(err);
}

void cw_vessels_finish(cw_vessels *v) {
    fix_clock_end(&v->clock);
    v->ordered = false;
}

/* ---- the set ----------------------------------------------------------------------------------
 */

cw_vessels *cw_vessels_create(cw_error *err) {
    enum { FIRST_SLOTS = 256 };
    cw_vessels *v = calloc(1, sizeof *v);
    if (v != NULL && rebuild(v, FIRST_SLOTS)) {
        v->clock = fix_clock_start(dated, v);
        return v;
    }
    free(v);
    cw_fail_memory(err);
    return NULL;
}

static void destroy_bodies(cw_track *first) {
    while (first != NULL) {
        cw_track *next = first->next;
        cw_track_destroy(first);
        first = next;
    }
}

void cw_vessels_destroy(cw_vessels *v) {
    if (v == NULL) return;
    for (size_t i = 0; i < v->entry_count; i++) destroy_bodies(v->entries[i].first);
    fix_clock_stop(&v->clock);
    free(v->entries);
    free(v->slots);
    free(v->beacons);
    free(v->splits);
    free(v->order);
    free(v);
}

cw_vessels_counts cw_vessels_told(const cw_vessels *v) {
    cw_vessels_counts counts = v->counts;
    counts.fixes = 0;
    counts.tracks = 0;
    for (size_t i = 0; i < v->entry_count; i++) {
        for (const cw_track *t = v->entries[i].first; t != NULL; t = t->next) {
            counts.tracks++;
            counts.fixes += t->count;
        }
    }
    counts.splits = v->split_count;
    counts.beacons = v->beacon_count;
    return counts;
}

static int by_vessel(const void *a, const void *b) {
    const cw_vessel *one = &(*(const cw_track *const *)a)->vessel;
    const cw_vessel *two = &(*(const cw_track *const *)b)->vessel;
    if (one->mmsi != two->mmsi) return one->mmsi < two->mmsi ? -1 : 1;
    return (one->body > two->body) - (one->body < two->body);
}

const cw_track *const *cw_vessels_tracks(cw_vessels *v, size_t *count, cw_error *err) {
    size_t tracks = cw_vessels_told(v).tracks, n = 0;
    *count = tracks;
    if (v->ordered) return v->order;
    if (!cw_grow(&v->order, &v->order_capacity, tracks + 1)) {
        *count = 0;
        cw_fail_memory(err);
        return NULL;
    }
    for (size_t i = 0; i < v->entry_count; i++) {
        for (const cw_track *t = v->entries[i].first; t != NULL; t = t->next) v->order[n++] = t;
    }
    if (n > 1) qsort(v->order, n, sizeof *v->order, by_vessel);
    v->ordered = true;
    return v->order;
}

const cw_track *cw_vessels_find(const cw_vessels *v, uint32_t mmsi, unsigned body) {
    const vessel_entry *entry = vessels_known(v, mmsi);
    const cw_track *t = entry != NULL ? entry->first : NULL;
    while (t != NULL && t->vessel.body != body) t = t->next;
    return t;
}

/* ---- forgetting -------------------------------------------------------------------------------
 */

/* The first body that has fixes since `time`, and all such behind it; the others are freed. */
static cw_track *young_bodies(cw_track *first, cw_time time) {
    cw_track *kept = NULL, **end = &kept;
    while (first != NULL) {
        cw_track *body = first;
        size_t before = cw_track_before(body, time - 1);
        first = body->next;
        if (before != SIZE_MAX) track_keep(body, before + 1, body->count - before - 1);
        body->next = NULL;
        if (body->count == 0) {
            cw_track_destroy(body);
            continue;
        }
        *end = body;
        end = &body->next;
    }
    return kept;
}

void cw_vessels_forget(cw_vessels *v, cw_time time) {
    size_t kept = 0, splits = 0;
    for (size_t i = 0; i < v->entry_count; i++) {
        vessel_entry entry = v->entries[i];
        entry.first = young_bodies(entry.first, time);
        if (entry.first == NULL && entry.beacon == 0) continue;
        v->entries[kept++] = entry;
    }
    v->entry_count = kept;
    v->ordered = false;
    for (size_t i = 0; i < v->split_count; i++) {
        if (v->splits[i].to_time >= time) v->splits[splits++] = v->splits[i];
    }
    v->split_count = splits;
    memset(v->slots, 0, v->slot_count * sizeof *v->slots);
    for (size_t i = 0; i < kept; i++) v->slots[slot_of(v, v->entries[i].mmsi)] = (uint32_t)i + 1;
}
