/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Past incidents from a record: for each incident the earliest report that gives a position. What
 * was merged is one incident; reports that belong to none yet are not counted, for they may be told
 * again under an incident.
 */
#include <crosswatch/incident.h>

#include <stdio.h>
#include <stdlib.h>

#include "history.h"

typedef struct opened {
    cw_store *store;
    cw_event_log *log;
    cw_situation *situation;
} opened;

static bool open_record(const char *path, opened *o, cw_error *err) {
    o->store = cw_store_open(path, err);
    o->log = o->store != NULL ? cw_event_log_create(err) : NULL;
    if (o->log == NULL || !cw_store_load(o->store, 0, o->log, err)) return false;
    o->situation = cw_situation_fold(o->log, err);
    return o->situation != NULL;
}

static bool tell_incident(cw_history *history, const cw_situation *s, size_t incident,
                          const char *name) {
    const cw_filed_report *first = NULL;
    for (size_t i = 0; i < s->report_count; i++) {
        const cw_filed_report *r = &s->reports[i];
        if (!cw_situation_same(s, r->incident, incident) || r->reading.fix_count == 0) continue;
        if (first == NULL || r->at < first->at) first = r;
    }
    history->rows++;
    if (first != NULL) return history_add(history, first->at, first->reading.fixes[0].at);
    history_note(history, name, incident + 1, "no report of the incident gives a position");
    return true;
}

bool cw_history_read_record(cw_history *history, const char *path, cw_error *err) {
    opened o = {0};
    bool good = open_record(path, &o, err);
    for (size_t i = 0; good && i < o.situation->incident_count; i++) {
        const cw_incident *in = &o.situation->incidents[i];
        if (in->hidden || in->group != i) continue;
        if (!tell_incident(history, o.situation, i, path)) good = cw_fail_memory(err);
    }
    cw_situation_destroy(o.situation);
    cw_event_log_destroy(o.log);
    cw_store_close(o.store);
    return good;
}
