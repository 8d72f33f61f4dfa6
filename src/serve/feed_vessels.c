/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bounded set of vessels. A table finds one by its number; a list through all of them has the one
 * that changed last in front. That order answers three questions without a search: what changed
 * since (from the front until it is old), who is too old (from the back), and who makes room when
 * there is none (the last). A flood of made-up numbers thus pushes out what is silent, and a ship
 * that goes on reporting stays.
 */
#include "feed_vessels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_GONE = 4096 };

/* ---- memory --------------------------------------------------------------------------------- */

bool vessel_set_create(vessel_set *s, size_t most, cw_error *err) {
    size_t room = 2;
    while (room < 2 * most) room *= 2;
    *s = (vessel_set){.most = most, .mask = room - 1, .newest = NOBODY, .oldest = NOBODY};
    if (most == 0 || most >= NOBODY / 2)
        return cw_fail(err, CW_ERR_INPUT, "a picture holds at least one vessel");
    s->slots = calloc(most, sizeof *s->slots);
    s->table = malloc(room * sizeof *s->table);
    s->spare = malloc(most * sizeof *s->spare);
    s->gone = calloc(MOST_GONE, sizeof *s->gone);
    if (s->slots == NULL || s->table == NULL || s->spare == NULL || s->gone == NULL)
        return cw_fail_memory(err);
    for (size_t i = 0; i < room; i++) s->table[i] = NOBODY;
    for (size_t i = 0; i < most; i++) s->spare[i] = (uint32_t)(most - 1 - i);
    s->spare_count = most;
    return true;
}

void vessel_set_free(vessel_set *s) {
    free(s->slots);
    free(s->table);
    free(s->spare);
    free(s->gone);
    *s = (vessel_set){0};
}

/* ---- by number ------------------------------------------------------------------------------ */

static size_t home_of(const vessel_set *s, uint32_t mmsi) {
    return (size_t)((mmsi * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & s->mask; /* Fibonacci hashing */
}

/* The place in the table of a number, or where it would go. */
static size_t place_of(const vessel_set *s, uint32_t mmsi) {
    size_t at = home_of(s, mmsi);
    while (s->table[at] != NOBODY && s->slots[s->table[at]].vessel.mmsi != mmsi)
        at = (at + 1) & s->mask;
    return at;
}

slot *vessel_set_find(const vessel_set *s, uint32_t mmsi) {
    uint32_t index = s->table[place_of(s, mmsi)];
    return index != NOBODY ? &s->slots[index] : NULL;
}

/* Moves those behind the hole forward whose way from home leads over it. */
static void close_hole(vessel_set *s, size_t hole) {
    for (size_t at = (hole + 1) & s->mask; s->table[at] != NOBODY; at = (at + 1) & s->mask) {
        size_t home = home_of(s, s->slots[s->table[at]].vessel.mmsi);
        if (((at - home) & s->mask) < ((at - hole) & s->mask)) continue;
        s->table[hole] = s->table[at];
        s->table[at] = NOBODY;
        hole = at;
    }
}

/* ---- in the order of change ----------------------------------------------------------------- */

static void unlink_slot(vessel_set *s, const slot *one) {
    if (one->newer != NOBODY)
        s->slots[one->newer].older = one->older;
    else
        s->newest = one->older;
    if (one->older != NOBODY)
        s->slots[one->older].newer = one->newer;
    else
        s->oldest = one->newer;
}

static void link_first(vessel_set *s, slot *one) {
    uint32_t index = (uint32_t)(one - s->slots);
    one->newer = NOBODY;
    one->older = s->newest;
    if (s->newest != NOBODY)
        s->slots[s->newest].newer = index;
    else
        s->oldest = index;
    s->newest = index;
}

bool vessel_state(const slot *s, cw_time now, cw_track_state *state) {
    if (!s->placed) return false;
    cw_time time = now > s->fix.time ? now : s->fix.time;
    return cw_fix_at(s->fixes > 1 ? &s->before : NULL, &s->fix, time, state);
}

void vessel_set_changed(vessel_set *s, slot *changed) {
    unlink_slot(s, changed);
    link_first(s, changed);
    changed->changed = ++s->sequence;
}

/* ---- coming and going ----------------------------------------------------------------------- */

static void remove_slot(vessel_set *s, slot *one) {
    size_t hole = place_of(s, one->vessel.mmsi);
    s->table[hole] = NOBODY;
    close_hole(s, hole);
    unlink_slot(s, one);
    if (one->placed)
        s->gone[s->gone_total++ % MOST_GONE] = (gone_one){one->vessel.mmsi, ++s->sequence};
    s->spare[s->spare_count++] = (uint32_t)(one - s->slots);
    s->count--;
}

slot *vessel_set_take(vessel_set *s, uint32_t mmsi) {
    uint32_t index = s->table[place_of(s, mmsi)];
    if (index != NOBODY) return &s->slots[index];
    if (s->spare_count == 0) {
        remove_slot(s, &s->slots[s->oldest]);
        s->evicted++;
    }
    index = s->spare[--s->spare_count];
    slot *made = &s->slots[index];
    *made = (slot){.vessel = {.mmsi = mmsi,
                              .sender = CW_AIS_SENDER_UNKNOWN,
                              .at = {NAN, NAN},
                              .speed_mps = NAN,
                              .course_deg = NAN,
                              .heading_deg = NAN,
                              .status = 15}};
    s->table[place_of(s, mmsi)] = index;
    link_first(s, made);
    s->count++;
    return made;
}

void vessel_set_age(vessel_set *s, cw_time time) {
    while (s->oldest != NOBODY && s->slots[s->oldest].vessel.heard < time) {
        remove_slot(s, &s->slots[s->oldest]);
        s->aged_out++;
    }
}

/* ---- what changed --------------------------------------------------------------------------- */

/* Whether all that went after `since` is still in the ring. */
static bool knows_gone(const vessel_set *s, uint64_t since) {
    if (since > s->sequence) return false; /* of another feed */
    if (s->gone_total <= MOST_GONE) return true;
    return s->gone[s->gone_total % MOST_GONE].sequence <= since;
}

static bool list_vessels(const vessel_set *s, uint64_t since, feed_picture *to) {
    size_t count = 0;
    for (uint32_t i = s->newest; i != NOBODY && s->slots[i].changed > since; i = s->slots[i].older)
        count += s->slots[i].placed;
    to->vessels = calloc(count + 1, sizeof *to->vessels);
    if (to->vessels == NULL) return false;
    for (uint32_t i = s->newest; to->count < count; i = s->slots[i].older) {
        if (s->slots[i].placed) to->vessels[to->count++] = s->slots[i].vessel;
    }
    return true;
}

static bool list_gone(const vessel_set *s, uint64_t since, feed_picture *to) {
    uint64_t first = s->gone_total > MOST_GONE ? s->gone_total - MOST_GONE : 0;
    while (first < s->gone_total && s->gone[first % MOST_GONE].sequence <= since) first++;
    to->gone = calloc((size_t)(s->gone_total - first) + 1, sizeof *to->gone);
    if (to->gone == NULL) return false;
    for (uint64_t i = first; i < s->gone_total; i++) {
        const slot *back = vessel_set_find(s, s->gone[i % MOST_GONE].mmsi);
        if (back == NULL || !back->placed) to->gone[to->gone_count++] = s->gone[i % MOST_GONE].mmsi;
    }
    return true;
}

bool vessel_set_since(const vessel_set *s, uint64_t since, feed_picture *to, cw_error *err) {
    to->sequence = s->sequence;
    to->whole = since == 0 || !knows_gone(s, since);
    bool good = list_vessels(s, to->whole ? 0 : since, to);
    if (good && !to->whole) good = list_gone(s, since, to);
    return good || cw_fail_memory(err);
}
