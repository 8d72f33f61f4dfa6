/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which body a fix belongs to. A number can be sent by two hulls (a fleet set up with one number, a
 * default that was never changed) and a receiver can jump. A fix belongs to a body when a ship can
 * have come to it from that body's fix before, and go on from it to the fix after; of several such
 * bodies, to the one that asks for the least speed. When there is none it begins a body of its own,
 * and that is told: nothing is thrown away, and no track goes where no ship went.
 */
#include "flat.h"
#include "vessels.h"

#include <stdlib.h>

static const double SAME_PLACE_M = 200.0; /* one second at 40 knots is 20 m; two receivers */
static const double STAYS_M = 100.0;      /* a base station's receiver wanders by less */
static const cw_time ECHO_MS = 10 * CW_SECOND_MS; /* between the clocks of two receivers */

static double distance_m(const compact_fix *a, const compact_fix *b) {
    cw_track_fix one = compact_to(a), two = compact_to(b);
    flat f = flat_about(one.at);
    cw_xy there = flat_to(&f, two.at);
    return hypot(there.x_m, there.y_m);
}

static double seconds_apart(const compact_fix *a, const compact_fix *b) {
    return fabs((double)(compact_time(a) - compact_time(b))) / 1000.0;
}

/* How far a vessel can get from one fix to the other: at the greater of the speeds that it reports
 * and a quarter more, and what it gains in speed meanwhile, but not faster than its kind goes. */
static double reach_m(const cw_track_fix *a, const cw_track_fix *b, double seconds, bool flies) {
    static const double SHIP_MPS = 30.0, AIRCRAFT_MPS = 150.0, GAIN_MPS2 = 0.1, SLACK_M = 300.0;
    double most = flies ? AIRCRAFT_MPS : SHIP_MPS;
    double told =
        1.25 * fmax((double)a->speed_mps, (double)b->speed_mps); /* of one NaN: the other */
    double speed = isnan(told) ? most : fmin(told + GAIN_MPS2 * seconds, fmax(most, told));
    return SLACK_M + 3.0 * (double)(a->error_m + b->error_m) + speed * seconds;
}

/* The speed from one fix to the other; infinite where it cannot be. */
static double speed_asked(const compact_fix *from, const compact_fix *to, bool flies) {
    double seconds = seconds_apart(from, to), metres = distance_m(from, to);
    cw_track_fix a = compact_to(from), b = compact_to(to);
    return metres <= reach_m(&a, &b, seconds, flies) ? metres / fmax(seconds, 1.0) : HUGE_VAL;
}

static double errors_m(const compact_fix *a, const compact_fix *b) { /* three of both */
    return 3.0 * (double)(compact_to(a).error_m + compact_to(b).error_m);
}

static bool is_echo(const compact_fix *a, const compact_fix *b) {
    return a->lat == b->lat && a->lon == b->lon && a->speed == b->speed && a->course == b->course
           && a->heading == b->heading && a->turn == b->turn
           && llabs(compact_time(a) - compact_time(b)) <= ECHO_MS;
}

typedef struct fit { /* of a fix into a body */
    size_t before;   /* the fix before it, SIZE_MAX: none */
    bool repeated;
    double speed; /* that it asks for */
} fit;

static fit fit_into(const cw_track *body, const compact_fix *fix) {
    fit f = {.before = cw_track_before(body, compact_time(fix))};
    bool flies = body->vessel.sender == CW_AIS_AIRCRAFT;
    const compact_fix *before = f.before != SIZE_MAX ? track_fix(body, f.before) : NULL;
    size_t next = f.before == SIZE_MAX ? 0 : f.before + 1;
    const compact_fix *after = next < body->count ? track_fix(body, next) : NULL;
    if (before != NULL && compact_time(before) == compact_time(fix)) {
        f.repeated = distance_m(before, fix) <= SAME_PLACE_M + errors_m(before, fix);
        f.speed = HUGE_VAL;
        return f;
    }
    f.repeated = (before != NULL && is_echo(before, fix)) || (after != NULL && is_echo(after, fix));
    if (before != NULL) f.speed = speed_asked(before, fix, flies);
    if (after != NULL) f.speed = fmax(f.speed, speed_asked(fix, after, flies));
    return f;
}

/* ---- a new body -------------------------------------------------------------------------------
 */

cw_track *vessels_body(vessel_entry *entry, cw_ais_sender sender) {
    cw_vessel vessel = {.mmsi = entry->mmsi,
                        .body = entry->body_count,
                        .sender = sender != CW_AIS_SENDER_UNKNOWN ? sender : entry->sender,
                        .said = entry->said};
    cw_track *body = track_begin(&vessel), **end = &entry->first;
    if (body == NULL) return NULL;
    while (*end != NULL) end = &(*end)->next;
    *end = body;
    entry->body_count++;
    return body;
}

/* The fix of any body that is nearest in time. */
static const compact_fix *nearest(const vessel_entry *entry, const compact_fix *fix) {
    const compact_fix *best = NULL;
    for (const cw_track *t = entry->first; t != NULL; t = t->next) {
        size_t before = cw_track_before(t, compact_time(fix));
        const compact_fix *one = track_fix(t, before != SIZE_MAX ? before : 0);
        if (best == NULL || seconds_apart(one, fix) < seconds_apart(best, fix)) best = one;
    }
    return best;
}

static bool note_split(cw_vessels *v, const vessel_entry *entry, const compact_fix *fix) {
    if (!cw_grow(&v->splits, &v->split_capacity, v->split_count + 1)) return false;
    cw_track_fix to = compact_to(fix), from = compact_to(nearest(entry, fix));
    v->splits[v->split_count++] = (cw_split){.mmsi = entry->mmsi,
                                             .body = entry->body_count,
                                             .from_time = from.time,
                                             .to_time = to.time,
                                             .from = from.at,
                                             .to = to.at};
    return true;
}

static cw_track *new_body(cw_vessels *v, vessel_entry *entry, cw_ais_sender sender,
                          const compact_fix *fix) {
    if (entry->body_count >= CW_VESSEL_MOST_BODIES) {
        v->counts.refused++;
        return NULL;
    }
    bool noted = entry->first == NULL || note_split(v, entry, fix);
    cw_track *body = noted ? vessels_body(entry, sender) : NULL;
    v->no_memory |= body == NULL;
    return body;
}

/* ---- putting it in ----------------------------------------------------------------------------
 */

/* What lies still for good: the stay's last fix moves on in time. */
static bool prolong(cw_track *body, size_t before, const compact_fix *fix) {
    bool fixed = body->vessel.sender == CW_AIS_BASE || body->vessel.sender == CW_AIS_AID;
    if (!fixed || before == SIZE_MAX || before == 0 || before + 1 != body->count) return false;
    compact_fix *last = track_fix(body, before);
    if (distance_m(last, fix) > STAYS_M || distance_m(track_fix(body, before - 1), fix) > STAYS_M)
        return false;
    *last = *fix;
    return true;
}

/* Of what was long before the time asked for, the newest is enough. */
static size_t too_early(const cw_track *body, const cw_vessels_query *q) {
    size_t last = q->in_time ? cw_track_before(body, q->from - CW_TRACK_GAP_MS) : 0;
    return last != SIZE_MAX ? last : 0;
}

size_t vessels_trim(cw_track *body, const cw_vessels_query *q) {
    size_t early = too_early(body, q), count = body->count;
    size_t last = q->in_time ? cw_track_before(body, q->to + CW_TRACK_GAP_MS) : count;
    size_t end = last == SIZE_MAX ? 1 : last + 2; /* and the first of what was long after */
    if (early > 0 || end < count) track_keep(body, early, (end < count ? end : count) - early);
    return count - body->count;
}

static void put(cw_vessels *v, cw_track *body, size_t before, cw_ais_sender sender,
                const compact_fix *fix) {
    const cw_vessels_query *q = &v->query;
    if (body->vessel.sender == CW_AIS_SENDER_UNKNOWN) body->vessel.sender = sender;
    if (prolong(body, before, fix)) {
        v->counts.repeated++;
        return;
    }
    if (q->in_time && before != SIZE_MAX
        && compact_time(track_fix(body, before)) > q->to + CW_TRACK_GAP_MS) {
        v->counts.outside++;
        return;
    }
    size_t index = before == SIZE_MAX ? 0 : before + 1;
    if (!track_insert(body, index, fix)) v->no_memory = true;
    bool early = q->in_time && compact_time(fix) <= q->from - CW_TRACK_GAP_MS;
    if (early) v->counts.outside += vessels_trim(body, q);
}

void vessels_fix(cw_vessels *v, vessel_entry *entry, cw_ais_sender sender,
                 const cw_track_fix *given) {
    compact_fix fix = compact_of(given);
    cw_track *best = NULL;
    fit best_fit = {.before = SIZE_MAX, .speed = HUGE_VAL};
    for (cw_track *body = entry->first; body != NULL; body = body->next) {
        fit f = fit_into(body, &fix);
        if (f.repeated) {
            v->counts.repeated++;
            return;
        }
        if (f.speed < best_fit.speed) {
            best_fit = f;
            best = body;
        }
    }
    if (best == NULL) best = new_body(v, entry, sender, &fix);
    if (best != NULL) put(v, best, best_fit.before, sender, &fix);
}

/* ---- what splits were -------------------------------------------------------------------------
 */

/* Another body is heard between the first and the last fix of this one, and this one between two
 * of the other: they speak in turn. A receiver that jumps and comes back does not. */
static bool in_turn(const cw_track *a, const cw_track *b) {
    cw_time first = compact_time(track_fix(a, 0)), last = compact_time(track_fix(a, a->count - 1));
    size_t before = cw_track_before(b, first), until = cw_track_before(b, last);
    return before != until;
}

cw_split cw_vessels_split(const cw_vessels *v, size_t index) {
    cw_split split = v->splits[index];
    const vessel_entry *entry = vessels_known(v, split.mmsi);
    const cw_track *own = cw_vessels_find(v, split.mmsi, split.body);
    if (entry == NULL || own == NULL) return split;
    for (const cw_track *t = entry->first; t != NULL; t = t->next) {
        if (t != own && in_turn(own, t)) split.reason = CW_SPLIT_TWO_HULLS;
    }
    return split;
}
