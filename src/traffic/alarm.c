/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Alarms of encounters that a watch officer can live with. A centre that is told of every small CPA
 * is told of none, so: pairs that come near each other by trade are left out; each of two levels
 * has a latch (latch.h) with room between its thresholds and times to confirm; a level is told once
 * in the life of an alarm, also when it was acknowledged at the lower one; the worst stands first.
 *
 * The alarms of the last look and the encounters of this one, both sorted by the two ships, are
 * merged into the alarms of this look.
 */
#include "fleet.h"
#include "latch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const cw_alarm_settings CW_ALARM_SETTINGS = {.caution = {500.0, 720.0},
                                             .danger = {150.0, 360.0},
                                             .clear_factor = 1.5,
                                             .raise_s = 20.0,
                                             .clear_s = 60.0,
                                             .forget_s = 180.0,
                                             .remember_s = 600.0};

enum { LEVELS = CW_ALARM_DANGER };

typedef struct entry {
    cw_alarm alarm;
    latch latches[LEVELS]; /* of level 1 and 2 */
    cw_alarm_level told, acknowledged;
    cw_time heard, cleared;
    bool raised;     /* told of since it stands: its clearing is worth telling */
    bool remembered; /* cleared, but a caution that comes back is not told again yet */
} entry;

typedef struct entries {
    entry *items;
    size_t count, capacity;
} entries;

struct cw_alarms {
    cw_alarm_settings settings;
    cw_pairs pairs;
    entries now, before, seen;
    uint64_t *heard; /* ships of this look, sorted */
    size_t heard_count, heard_capacity;
    cw_alarm *list;
    size_t list_count, list_capacity;
};

/* ---- who is meant --------------------------------------------------------------------------- */

static uint64_t id_of(uint32_t mmsi, unsigned body) {
    return (uint64_t)mmsi << 32 | body;
}

static int by_id(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

static int compare(const cw_alarm *a, const cw_alarm *b) {
    uint64_t a1 = id_of(a->mmsi_a, a->body_a), b1 = id_of(b->mmsi_a, b->body_a);
    uint64_t a2 = id_of(a->mmsi_b, a->body_b), b2 = id_of(b->mmsi_b, b->body_b);
    if (a1 != b1) return a1 < b1 ? -1 : 1;
    return a2 < b2 ? -1 : a2 > b2;
}

static int by_ships(const void *left, const void *right) {
    return compare(&((const entry *)left)->alarm, &((const entry *)right)->alarm);
}

static bool rests(const cw_ship *ship) {
    static const double SWINGING_MPS = 1.5; /* at anchor in a tidal stream, antenna and all */
    bool says = ship->status == 1 || ship->status == 5 || ship->status == 6;
    return says && !(ship->speed_mps > SWINGING_MPS);
}

static bool tows(const cw_ship *ship) {
    return ship->ship_type == 31 || ship->ship_type == 32 || ship->ship_type == 52;
}

bool cw_alarm_needless(const cw_ship *a, const cw_ship *b, const cw_pair *pair) {
    static const double BESIDE_M = 1000.0, TOGETHER_MPS = 1.5, BERTHING_MPS = 1.5;
    enum { PILOT = 50 };
    bool still = !(a->speed_mps > BERTHING_MPS) && !(b->speed_mps > BERTHING_MPS);
    if (still || rests(a) || rests(b) || a->ship_type == PILOT || b->ship_type == PILOT)
        return true;
    double way_m = sqrt(fmax(0.0, pair->range_m * pair->range_m - pair->cpa_m * pair->cpa_m));
    return (tows(a) || tows(b)) && pair->range_m < BESIDE_M
           && way_m <= TOGETHER_MPS * fabs(pair->tcpa_s);
}

/* ---- what is seen now ----------------------------------------------------------------------- */

static bool see(cw_alarms *w, const cw_fleet *f, const cw_pair *pair, double within_s) {
    const cw_ship *a = &f->ships[pair->a], *b = &f->ships[pair->b];
    cw_pair ordered = *pair;
    if (id_of(a->mmsi, a->body) > id_of(b->mmsi, b->body)) {
        const cw_ship *swap = a;
        a = b;
        b = swap;
        ordered.a = pair->b;
        ordered.b = pair->a;
    }
    if (!cw_grow(&w->seen.items, &w->seen.capacity, w->seen.count + 1)) return false;
    entry *e = &w->seen.items[w->seen.count++];
    memset(e, 0, sizeof *e);
    e->alarm = (cw_alarm){.mmsi_a = a->mmsi,
                          .body_a = a->body,
                          .mmsi_b = b->mmsi,
                          .body_b = b->body,
                          .encounter = cw_encounter_of(f, ordered, CW_DOMAIN_NARROW, within_s)};
    e->heard = f->time;
    return true;
}

static bool look(cw_alarms *w, const cw_fleet *f, cw_error *err) {
    static const double TWO_HALF_HULLS_M = 500.0; /* the longest ships have 460 m */
    const cw_alarm_step *caution = &w->settings.caution;
    double within_s = caution->tcpa_s * w->settings.clear_factor;
    cw_limits limits = {cw_nm_to_m(20.0), within_s,
                        caution->hull_m * w->settings.clear_factor + TWO_HALF_HULLS_M};
    if (!cw_pairs_find(f, limits, &w->pairs, err)) return false;
    w->seen.count = 0;
    for (size_t i = 0; i < w->pairs.count; i++) {
        const cw_pair *p = &w->pairs.items[i];
        if (cw_alarm_needless(&f->ships[p->a], &f->ships[p->b], p)) continue;
        if (!see(w, f, p, within_s)) return cw_fail_memory(err);
    }
    if (w->seen.count > 0) qsort(w->seen.items, w->seen.count, sizeof(entry), by_ships);
    return true;
}

static bool hear(cw_alarms *w, const cw_fleet *f) {
    if (!cw_grow(&w->heard, &w->heard_capacity, f->count + 1)) return false;
    for (size_t i = 0; i < f->count; i++) w->heard[i] = id_of(f->ships[i].mmsi, f->ships[i].body);
    w->heard_count = f->count;
    qsort(w->heard, w->heard_count, sizeof *w->heard, by_id);
    return true;
}

static bool is_heard(const cw_alarms *w, uint32_t mmsi, unsigned body) {
    uint64_t id = id_of(mmsi, body);
    return bsearch(&id, w->heard, w->heard_count, sizeof id, by_id) != NULL;
}

/* ---- levels --------------------------------------------------------------------------------- */

static bool within(const cw_encounter *e, cw_alarm_step step, double factor) {
    return e->hull_m <= step.hull_m * factor && e->pair.tcpa_s <= step.tcpa_s * factor;
}

static void step_level(const cw_alarms *w, entry *e, int level, bool seen, cw_time now) {
    const cw_alarm_settings *s = &w->settings;
    cw_alarm_step step = level == CW_ALARM_DANGER ? s->danger : s->caution;
    bool raise = seen && within(&e->alarm.encounter, step, 1.0);
    bool clear = !seen || !within(&e->alarm.encounter, step, s->clear_factor);
    latch_step(&e->latches[level - 1], raise, clear, now, s->raise_s, s->clear_s);
}

static double urgency(const cw_alarms *w, const cw_encounter *e) {
    const cw_alarm_settings *s = &w->settings;
    double near = e->hull_m / (s->caution.hull_m * s->clear_factor);
    double soon = e->pair.tcpa_s / (s->caution.tcpa_s * s->clear_factor);
    return fmax(0.0, 1.0 - near) * fmax(0.0, 1.0 - soon);
}

/* A caution that returns soon is listed again, not told again; a danger always is. */
static void set_cleared(entry *e, cw_time now) {
    e->alarm.event = e->raised ? CW_ALARM_CLEARED : CW_ALARM_QUIET;
    e->raised = false;
    e->cleared = now;
    e->remembered = true;
    e->told = CW_ALARM_CAUTION;
    e->acknowledged = e->acknowledged > CW_ALARM_CAUTION ? CW_ALARM_CAUTION : e->acknowledged;
}

static bool is_remembered(const cw_alarms *w, const entry *e, cw_time now) {
    double since_s = (double)(now - e->cleared) / (double)CW_SECOND_MS;
    return e->remembered && since_s <= w->settings.remember_s;
}

static void step_entry(const cw_alarms *w, entry *e, bool seen, cw_time now) {
    cw_alarm *alarm = &e->alarm;
    cw_alarm_level before = alarm->level;
    if (before == CW_ALARM_NONE && !is_remembered(w, e, now)) {
        e->remembered = false;
        e->told = e->acknowledged = CW_ALARM_NONE;
    }
    for (int level = 1; level <= LEVELS; level++) step_level(w, e, level, seen, now);
    alarm->level = e->latches[1].up   ? CW_ALARM_DANGER
                   : e->latches[0].up ? CW_ALARM_CAUTION
                                      : CW_ALARM_NONE;
    alarm->event = CW_ALARM_QUIET;
    if (alarm->level > CW_ALARM_NONE && before == CW_ALARM_NONE) alarm->since = now;
    if (alarm->level > e->told) {
        e->told = alarm->level;
        e->raised = true;
        alarm->event = CW_ALARM_RAISED;
    }
    if (before != CW_ALARM_NONE && alarm->level == CW_ALARM_NONE) set_cleared(e, now);
    alarm->acknowledged = e->acknowledged >= e->told && e->told != CW_ALARM_NONE;
    alarm->urgency = seen ? urgency(w, &alarm->encounter) : 0.0;
}

static void forget(entry *e, cw_time now) {
    memset(e->latches, 0, sizeof e->latches);
    e->alarm.event = CW_ALARM_QUIET;
    if (e->alarm.level != CW_ALARM_NONE) set_cleared(e, now);
    e->alarm.level = CW_ALARM_NONE;
}

/* An alarm of which nothing is seen now. Silence of a ship is no reason to clear, for a while. */
static void step_unseen(const cw_alarms *w, entry *e, cw_time now) {
    bool heard = is_heard(w, e->alarm.mmsi_a, e->alarm.body_a)
                 && is_heard(w, e->alarm.mmsi_b, e->alarm.body_b);
    double silent_s = (double)(now - e->heard) / (double)CW_SECOND_MS;
    e->alarm.event = CW_ALARM_QUIET;
    if (heard)
        step_entry(w, e, false, now);
    else if (silent_s > w->settings.forget_s)
        forget(e, now);
    if (heard) e->heard = now;
}

/* What neither stands, nor waits to be raised, nor is remembered, is not carried on. */
static bool lives(const cw_alarms *w, const entry *e, cw_time now) {
    return e->alarm.level != CW_ALARM_NONE || e->latches[0].pending || e->latches[1].pending
           || is_remembered(w, e, now);
}

static bool merge(cw_alarms *w, cw_time now) {
    size_t i = 0, k = 0;
    entries old = w->now, *to = &w->before;
    to->count = 0;
    while (i < old.count || k < w->seen.count) {
        int order = i == old.count       ? 1
                    : k == w->seen.count ? -1
                                         : by_ships(&old.items[i], &w->seen.items[k]);
        entry e = order <= 0 ? old.items[i++] : w->seen.items[k];
        if (order == 0) e.alarm.encounter = w->seen.items[k].alarm.encounter;
        if (order >= 0) {
            k++;
            e.heard = now;
            step_entry(w, &e, true, now);
        } else {
            step_unseen(w, &e, now);
        }
        if (!lives(w, &e, now) && e.alarm.event != CW_ALARM_CLEARED) continue;
        if (!cw_grow(&to->items, &to->capacity, to->count + 1)) return false;
        to->items[to->count++] = e;
    }
    w->now = *to;
    w->before = old;
    return true;
}

/* ---- the list ------------------------------------------------------------------------------- */

static int by_urgency(const void *left, const void *right) {
    const cw_alarm *a = left, *b = right;
    if (a->level != b->level) return a->level > b->level ? -1 : 1;
    if (a->urgency > b->urgency || a->urgency < b->urgency) return a->urgency > b->urgency ? -1 : 1;
    return compare(a, b);
}

static bool make_list(cw_alarms *w) {
    w->list_count = 0;
    if (!cw_grow(&w->list, &w->list_capacity, w->now.count + 1)) return false;
    for (size_t i = 0; i < w->now.count; i++) {
        const cw_alarm *a = &w->now.items[i].alarm;
        if (a->level != CW_ALARM_NONE || a->event == CW_ALARM_CLEARED)
            w->list[w->list_count++] = *a;
    }
    qsort(w->list, w->list_count, sizeof *w->list, by_urgency);
    return true;
}

cw_alarms *cw_alarms_create(cw_alarm_settings settings, cw_error *err) {
    cw_alarms *w = calloc(1, sizeof *w);
    bool good = settings.clear_factor >= 1.0 && settings.caution.hull_m > 0.0
                && settings.caution.tcpa_s > 0.0
                && settings.danger.hull_m <= settings.caution.hull_m
                && settings.danger.tcpa_s <= settings.caution.tcpa_s;
    if (!good || w == NULL) {
        if (!good)
            cw_fail(err, CW_ERR_INPUT,
                    "alarms need thresholds above zero, a danger within the caution and a factor "
                    "to clear of at least 1");
        else
            cw_fail_memory(err);
        free(w);
        return NULL;
    }
    w->settings = settings;
    return w;
}

void cw_alarms_destroy(cw_alarms *alarms) {
    if (alarms == NULL) return;
    cw_pairs_free(&alarms->pairs);
    free(alarms->now.items);
    free(alarms->before.items);
    free(alarms->seen.items);
    free(alarms->heard);
    free(alarms->list);
    free(alarms);
}

bool cw_alarms_update(cw_alarms *alarms, const cw_fleet *fleet, cw_error *err) {
    if (!look(alarms, fleet, err)) return false;
    return (hear(alarms, fleet) && merge(alarms, fleet->time) && make_list(alarms))
           || cw_fail_memory(err);
}

const cw_alarm *cw_alarms_list(const cw_alarms *alarms, size_t *count) {
    *count = alarms->list_count;
    return alarms->list;
}

bool cw_alarms_acknowledge(cw_alarms *alarms, uint32_t mmsi_a, uint32_t mmsi_b) {
    bool found = false;
    for (size_t i = 0; i < alarms->now.count; i++) {
        entry *e = &alarms->now.items[i];
        bool these = (e->alarm.mmsi_a == mmsi_a && e->alarm.mmsi_b == mmsi_b)
                     || (e->alarm.mmsi_a == mmsi_b && e->alarm.mmsi_b == mmsi_a);
        if (!these || e->alarm.level == CW_ALARM_NONE) continue;
        e->acknowledged = e->told;
        e->alarm.acknowledged = true;
        found = true;
    }
    return found && make_list(alarms);
}
