/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of the fold: of all events whose superseded events (as far as they are in the set) came
 * already, the one recorded first, then the one with the smaller id (Kahn's topological order with
 * a heap). It is a function of the set. A cycle cannot be: an event's id is a hash over the ids
 * that it supersedes.
 */
#include <crosswatch/record.h>

#include <stdlib.h>

typedef struct edge { /* a superseded event, and who waits for it */
    size_t from, to;
} edge;

typedef struct sorting {
    const cw_event **events; /* by (recorded, id) */
    size_t count;
    edge *edges; /* by from */
    size_t edge_count, edge_capacity;
    size_t *waits_for; /* how many superseded events have yet to come, of each */
    size_t *heap;      /* indices into events; the smallest index on top */
    size_t heap_count;
} sorting;

static int in_time(const void *a, const void *b) {
    const cw_event *x = *(const cw_event *const *)a, *y = *(const cw_event *const *)b;
    if (x->recorded != y->recorded) return x->recorded < y->recorded ? -1 : 1;
    return cw_event_id_compare(&x->id, &y->id);
}

static int by_from(const void *a, const void *b) {
    const edge *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

static void push(sorting *s, size_t item) {
    size_t at = s->heap_count++;
    for (; at > 0 && s->heap[(at - 1) / 2] > item; at = (at - 1) / 2)
        s->heap[at] = s->heap[(at - 1) / 2];
    s->heap[at] = item;
}

static size_t pop(sorting *s) {
    size_t top = s->heap[0], last = s->heap[--s->heap_count], at = 0;
    for (size_t child = 1; child < s->heap_count; child = 2 * at + 1) {
        if (child + 1 < s->heap_count && s->heap[child + 1] < s->heap[child]) child++;
        if (s->heap[child] >= last) break;
        s->heap[at] = s->heap[child];
        at = child;
    }
    s->heap[at] = last;
    return top;
}

/* Where an event that is in the set stands in it. */
static size_t place_of(const sorting *s, const cw_event *event) {
    const cw_event *const *found =
        bsearch(&event, s->events, s->count, sizeof(cw_event *), in_time);
    return found != NULL ? (size_t)(found - s->events) : s->count;
}

static bool add_edges(sorting *s, const cw_event_log *log, size_t to) {
    const cw_event *event = s->events[to];
    for (size_t i = 0; i < event->superseded_count; i++) {
        const cw_event *before = cw_event_log_find(log, &event->supersedes[i]);
        if (before == NULL) continue;
        if (!cw_grow(&s->edges, &s->edge_capacity, s->edge_count + 1)) return false;
        s->edges[s->edge_count++] = (edge){place_of(s, before), to};
        s->waits_for[to]++;
    }
    return true;
}

/* The first edge from `from` or after. */
static size_t first_edge(const sorting *s, size_t from) {
    size_t low = 0, high = s->edge_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->edges[middle].from < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t release_in_order(sorting *s, const cw_event **out) {
    size_t done = 0;
    for (size_t i = 0; i < s->count; i++) {
        if (s->waits_for[i] == 0) push(s, i);
    }
    while (s->heap_count > 0) {
        size_t item = pop(s);
        out[done++] = s->events[item];
        for (size_t e = first_edge(s, item); e < s->edge_count && s->edges[e].from == item; e++) {
            if (--s->waits_for[s->edges[e].to] == 0) push(s, s->edges[e].to);
        }
    }
    return done;
}

static bool sort(sorting *s, const cw_event_log *log, const cw_event **out, cw_error *err) {
    for (size_t i = 0; i < s->count; i++) s->events[i] = cw_event_log_at(log, i);
    qsort(s->events, s->count, sizeof(cw_event *), in_time);
    for (size_t i = 0; i < s->count; i++) {
        if (!add_edges(s, log, i)) return cw_fail_memory(err);
    }
    if (s->edge_count > 0) qsort(s->edges, s->edge_count, sizeof *s->edges, by_from);
    if (release_in_order(s, out) == s->count) return true;
    return cw_fail(err, CW_ERR_MACHINE, "events supersede each other in a circle");
}

bool cw_event_log_order(const cw_event_log *log, const cw_event **events, cw_error *err) {
    size_t count = cw_event_log_count(log);
    sorting s = {.count = count,
                 .events = cw_alloc_array(count, sizeof(cw_event *)),
                 .waits_for = cw_alloc_array(count, sizeof(size_t)),
                 .heap = cw_alloc_array(count, sizeof(size_t))};
    bool done = (s.events != NULL && s.waits_for != NULL && s.heap != NULL) || cw_fail_memory(err);
    done = done && sort(&s, log, events, err);
    free(s.events);
    free(s.waits_for);
    free(s.heap);
    free(s.edges);
    return done;
}
