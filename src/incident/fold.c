/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The situation as a fold of events. All bodies are read once, in the order that the log's set of
 * events determines (cw_event_log_order); references are resolved when all are read; so the result
 * depends on the set alone, and two centres that have the same events have the same situation. The
 * rules that must hold under any order of arrival (custody, closing, falls of the phase) do not
 * rest on clocks: they name the events that their authors knew.
 */
#include "fold.h"

#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b) {
    return strcmp(((const cw_incident *)a)->id, ((const cw_incident *)b)->id);
}

/* Every name that an event gives is an incident, opened or not (yet). */
static void gather_incidents(fold *f) {
    for (size_t i = 0; i < f->count && !f->failed; i++) {
        for (size_t k = 0; k < f->events[i]->incident_count && !f->failed; k++) {
            const char *name = f->events[i]->incidents[k];
            if (table_find_name(&f->names, name) != CW_NONE) continue;
            cw_incident *n =
                fold_add(f, &f->s->incidents, &f->s->incident_count, &f->room.incidents, sizeof *n);
            if (n == NULL) return;
            n->id = name;
            table_put_name(f, &f->names, name, f->s->incident_count - 1);
        }
    }
    if (f->failed || f->s->incident_count == 0) return;
    qsort(f->s->incidents, f->s->incident_count, sizeof *f->s->incidents, by_name);
    for (size_t i = 0; i < f->s->incident_count; i++) {
        f->s->incidents[i].group = i;
        table_put_name(f, &f->names, f->s->incidents[i].id, i);
    }
}

static void count_mentions(fold *f) {
    f->mentions = calloc(f->s->incident_count + 1, sizeof *f->mentions);
    if (f->mentions == NULL) f->failed = true;
    for (size_t i = 0; !f->failed && i < f->count; i++) {
        bool overlay =
            strcmp(f->events[i]->kind, "split") == 0 || strcmp(f->events[i]->kind, "merge") == 0;
        for (size_t k = 0; !overlay && k < f->events[i]->incident_count; k++)
            f->mentions[table_find_name(&f->names, f->events[i]->incidents[k])]++;
    }
}

static void hide_unmade(fold *f) {
    for (size_t i = 0; i < f->s->incident_count; i++)
        f->s->incidents[i].hidden = f->mentions[i] == 0;
    for (size_t i = 0; i < f->split_count; i++) {
        if (!f->splits[i].undone)
            f->s->incidents[f->splits[i].made].hidden = f->s->incidents[f->splits[i].from].hidden =
                false;
    }
    for (size_t i = 0; i < f->s->merge_count; i++) {
        if (!f->s->merges[i].undone)
            f->s->incidents[f->s->merges[i].into].hidden =
                f->s->incidents[f->s->merges[i].from].hidden = false;
    }
}

static void resolve(fold *f) {
    resolve_merges(f);
    resolve_reports(f);
    resolve_people(f);
    resolve_custody(f);
    resolve_messages(f);
    resolve_closes(f);
    resolve_phases(f);
    resolve_calls(f);
    hide_unmade(f);
}

static void fold_free(fold *f) {
    table_free(&f->ids);
    table_free(&f->names);
    table_free(&f->numbers);
    free(f->events);
    free(f->pending);
    free(f->splits);
    free(f->missed);
    free(f->links);
    free(f->people_reports);
    free(f->phase_reports);
    free(f->mentions);
}

static bool take_all(fold *f, cw_error *err) {
    f->count = cw_event_log_count(f->log);
    f->events = calloc(f->count + 1, sizeof(*f->events));
    f->s->arena = cw_arena_create();
    if (f->events == NULL || f->s->arena == NULL) return cw_fail_memory(err);
    if (!cw_event_log_order(f->log, f->events, err)) return false;
    gather_incidents(f);
    if (!f->failed) count_mentions(f);
    for (size_t i = 0; i < f->count && !f->failed; i++) fold_event(f, f->events[i]);
    if (!f->failed) resolve(f);
    return !f->failed || cw_fail_memory(err);
}

cw_situation *cw_situation_fold(const cw_event_log *log, cw_error *err) {
    fold f = {.log = log, .s = calloc(1, sizeof *f.s)};
    if (f.s == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    bool done = take_all(&f, err);
    fold_free(&f);
    if (done) return f.s;
    cw_situation_destroy(f.s);
    return NULL;
}

void cw_situation_destroy(cw_situation *s) {
    if (s == NULL) return;
    cw_arena_destroy(s->arena);
    free(s->incidents);
    free(s->reports);
    free(s->people);
    free(s->recoveries);
    free(s->custody);
    free(s->offers);
    free(s->messages);
    free(s->calls);
    free(s->accounts);
    free(s->closes);
    free(s->phases);
    free(s->merges);
    free(s->irregular);
    free(s);
}
