/* SPDX-License-Identifier: Apache-2.0 */
/* Breaches of lanes over time: told when they last, once each. The notices of the last look and the
 * ships of this one, both sorted by number, are merged. */
#include "fleet.h"
#include "latch.h"

#include <stdlib.h>

typedef struct watched {
    cw_lane_notice notice;
    latch latch;
} watched;

typedef struct watched_list {
    watched *items;
    size_t count, capacity;
} watched_list;

struct cw_lane_watch {
    cw_lane_limits limits;
    double raise_s, clear_s;
    watched_list now, next, seen;
    cw_lane_notice *list;
    size_t list_count, list_capacity;
};

static int by_ship(const void *left, const void *right) {
    const cw_lane_notice *a = &((const watched *)left)->notice;
    const cw_lane_notice *b = &((const watched *)right)->notice;
    if (a->mmsi != b->mmsi) return a->mmsi < b->mmsi ? -1 : 1;
    return a->body < b->body ? -1 : a->body > b->body;
}

static bool add(watched_list *list, watched item) {
    if (!cw_grow(&list->items, &list->capacity, list->count + 1)) return false;
    list->items[list->count++] = item;
    return true;
}

static bool look(cw_lane_watch *w, const cw_lanes *lanes, const cw_plane *plane,
                 const cw_fleet *fleet) {
    w->seen.count = 0;
    for (size_t i = 0; i < fleet->count; i++) {
        const cw_ship *ship = &fleet->ships[i];
        cw_lane_finding finding = cw_lanes_look(lanes, plane, ship, w->limits);
        if (finding.breach == CW_LANE_NONE) continue;
        watched item = {.notice = {ship->mmsi, ship->body, finding, CW_ALARM_QUIET, fleet->time}};
        if (!add(&w->seen, item)) return false;
    }
    if (w->seen.count > 0) qsort(w->seen.items, w->seen.count, sizeof(watched), by_ship);
    return true;
}

/* A breach of another kind is another breach: the time to confirm starts again. */
static void take(watched *w, const cw_lane_notice *seen) {
    bool other = seen->finding.breach != w->notice.finding.breach;
    if (other && !w->latch.up) {
        w->latch.pending = false;
        w->notice.since = seen->since;
    }
    if (!w->latch.up && !w->latch.pending) w->notice.since = seen->since;
    w->notice.finding = seen->finding;
}

static bool merge(cw_lane_watch *w, cw_time now) {
    size_t i = 0, k = 0;
    w->next.count = 0;
    while (i < w->now.count || k < w->seen.count) {
        int order = i == w->now.count    ? 1
                    : k == w->seen.count ? -1
                                         : by_ship(&w->now.items[i], &w->seen.items[k]);
        watched item = order <= 0 ? w->now.items[i++] : w->seen.items[k];
        if (order >= 0) take(&item, &w->seen.items[k++].notice);
        item.notice.event =
            latch_step(&item.latch, order >= 0, order < 0, now, w->raise_s, w->clear_s);
        bool lives = item.latch.up || item.latch.pending || item.notice.event == CW_ALARM_CLEARED;
        if (lives && !add(&w->next, item)) return false;
    }
    watched_list old = w->now;
    w->now = w->next;
    w->next = old;
    return true;
}

static bool make_list(cw_lane_watch *w) {
    w->list_count = 0;
    if (!cw_grow(&w->list, &w->list_capacity, w->now.count + 1)) return false;
    for (size_t i = 0; i < w->now.count; i++) {
        const watched *item = &w->now.items[i];
        if (item->latch.up || item->notice.event == CW_ALARM_CLEARED)
            w->list[w->list_count++] = item->notice;
    }
    return true;
}

cw_lane_watch *cw_lane_watch_create(cw_lane_limits limits, double raise_s, double clear_s,
                                    cw_error *err) {
    cw_lane_watch *w = calloc(1, sizeof *w);
    if (w == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    w->limits = limits;
    w->raise_s = raise_s;
    w->clear_s = clear_s;
    return w;
}

void cw_lane_watch_destroy(cw_lane_watch *w) {
    if (w == NULL) return;
    free(w->now.items);
    free(w->next.items);
    free(w->seen.items);
    free(w->list);
    free(w);
}

bool cw_lane_watch_update(cw_lane_watch *w, const cw_lanes *lanes, const cw_plane *plane,
                          const cw_fleet *fleet, cw_error *err) {
    return (look(w, lanes, plane, fleet) && merge(w, fleet->time) && make_list(w))
           || cw_fail_memory(err);
}

const cw_lane_notice *cw_lane_watch_list(const cw_lane_watch *w, size_t *count) {
    *count = w->list_count;
    return w->list;
}
