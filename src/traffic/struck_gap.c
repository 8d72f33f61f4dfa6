/* SPDX-License-Identifier: Apache-2.0 */
/* Who was not heard: where a vessel was in a gap is unknown, so it can be excluded only from where
 * it could not have gone. A particle is within reach when at some step of the gap the vessel could
 * have come to it from the fix before, and gone on to the fix after, at no more than its greatest
 * speed. */
#include "struck.h"

#include <math.h>
#include <stdlib.h>

static const double FASTER = 1.25, LEAST_MPS = 5.0, STILL_MPS = 0.5, STILL_M = 100.0;
static const int64_t SHORT_MS = 30 * CW_MINUTE_MS, OPEN_MS = CW_HOUR_MS;

typedef struct gap {
    cw_xy before, after;
    cw_time from, to;
    bool has_before, has_after;
    double most_mps;
} gap;

static double speed_or_0(float mps) {
    return isnan(mps) ? 0.0 : (double)mps;
}

/* One of the two may be missing: the gap is open there for OPEN_MS. */
static gap gap_between(const cw_struck_problem *p, const cw_track_fix *a, const cw_track_fix *b) {
    gap g = {.has_before = a != NULL, .has_after = b != NULL, .most_mps = LEAST_MPS};
    if (a != NULL) {
        g.before = cw_plane_forward(p->plane, a->at);
        g.most_mps = fmax(g.most_mps, FASTER * speed_or_0(a->speed_mps));
        g.from = a->time;
        g.to = a->time + OPEN_MS;
    }
    if (b != NULL) {
        g.after = cw_plane_forward(p->plane, b->at);
        g.most_mps = fmax(g.most_mps, FASTER * speed_or_0(b->speed_mps));
        g.to = b->time;
        if (a == NULL) g.from = b->time - OPEN_MS;
    }
    if (a != NULL && b != NULL) {
        double way = hypot(g.after.x_m - g.before.x_m, g.after.y_m - g.before.y_m);
        g.most_mps = fmax(g.most_mps, FASTER * way * 1000.0 / (double)(g.to - g.from));
    }
    return g;
}

/* One that lay still before and after half an hour at most lay still in between. */
static bool lay_still(const gap *g, const cw_track_fix *a, const cw_track_fix *b) {
    return g->has_before && g->has_after && g->to - g->from <= SHORT_MS
           && speed_or_0(a->speed_mps) < STILL_MPS && speed_or_0(b->speed_mps) < STILL_MPS
           && hypot(g->after.x_m - g->before.x_m, g->after.y_m - g->before.y_m) < STILL_M;
}

static bool within(cw_xy from, float x_m, float y_m, double seconds, double most_mps) {
    return hypot((double)x_m - from.x_m, (double)y_m - from.y_m) <= most_mps * seconds;
}

/* Marks the particles that the vessel could have reached in the gap. */
static void mark(const swarm *s, const gap *g, uint8_t *reached) {
    double most = g->most_mps * s->scale;
    for (size_t k = 0; k <= s->steps; k++) {
        cw_time time = s->from + (int64_t)k * STRUCK_STEP_MS;
        if (time < g->from || time > g->to) continue;
        double since = (double)(time - g->from) / 1000.0, left = (double)(g->to - time) / 1000.0;
        for (size_t i = 0; i < s->count; i++) {
            float x = s->x_m[k * s->count + i], y = s->y_m[k * s->count + i];
            if (reached[i] || isnan(x)) continue;
            reached[i] = (!g->has_before || within(g->before, x, y, since, most))
                         && (!g->has_after || within(g->after, x, y, left, most));
        }
    }
}

static void take_gap(const cw_struck_problem *p, const swarm *s, const cw_track_fix *a,
                     const cw_track_fix *b, cw_unheard *u, uint8_t *reached) {
    gap g = gap_between(p, a, b);
    if (g.to < p->from || g.from > p->to || g.to - g.from <= CW_TRACK_GAP_MS) return;
    if (a != NULL && b != NULL && lay_still(&g, a, b)) return;
    if (g.to - g.from > u->to - u->from) {
        u->from = g.from;
        u->to = g.to;
    }
    mark(s, &g, reached);
}

static void look_at(const cw_struck_problem *p, const swarm *s, const cw_track *track,
                    cw_unheard *u, uint8_t *reached) {
    size_t count = cw_track_count(track), sum = 0, i = cw_track_before(track, p->from);
    cw_track_fix a = cw_track_fix_at(track, i == SIZE_MAX ? 0 : i);
    if (i == SIZE_MAX) {
        take_gap(p, s, NULL, &a, u, reached);
        i = 0;
    }
    for (i++; i < count && a.time <= p->to; i++) {
        cw_track_fix b = cw_track_fix_at(track, i);
        take_gap(p, s, &a, &b, u, reached);
        a = b;
    }
    if (i >= count && a.time < p->to) take_gap(p, s, &a, NULL, u, reached);
    for (i = 0; i < s->count; i++) sum += reached[i];
    u->reachable = (double)sum / (double)s->count;
}

static int by_share(const void *x, const void *y) {
    const cw_unheard *a = x, *b = y;
    if (a->reachable != b->reachable) return a->reachable > b->reachable ? -1 : 1;
    return (a->vessel > b->vessel) - (a->vessel < b->vessel);
}

bool struck_unheard(const cw_struck_problem *problem, const swarm *s,
                    const cw_track *const *vessels, size_t count, cw_struck *struck,
                    cw_error *err) {
    struck->unheard = cw_alloc_array(count + 1, sizeof *struck->unheard);
    if (struck->unheard == NULL) return cw_fail_memory(err);
    for (size_t v = 0; v < count; v++) {
        cw_unheard u = {.vessel = v};
        cw_ais_sender sender = cw_track_vessel(vessels[v])->sender;
        if (!is_ship(sender)) continue;
        uint8_t *reached = cw_alloc_array(s->count, 1);
        if (reached == NULL) return cw_fail_memory(err);
        look_at(problem, s, vessels[v], &u, reached);
        free(reached);
        if (u.reachable > 0.0) struck->unheard[struck->unheard_count++] = u;
    }
    qsort(struck->unheard, struck->unheard_count, sizeof *struck->unheard, by_share);
    return true;
}
