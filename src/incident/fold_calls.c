/* SPDX-License-Identifier: Apache-2.0 */
/* The queue of unanswered calls (R7), keyed by number: open until somebody at that number was heard
 * after the last call that was missed, be it by calling back or because a report came from there.
 * A caller who shows no number stays in the queue for himself. */
#include "fold.h"

#include <stdlib.h>
#include <string.h>

static void heard(cw_time *last, const bool *known, size_t call, cw_time at) {
    if (call != CW_NONE && known[call] && at > last[call]) last[call] = at;
}

static void count_missed(fold *f, const cw_time *answered) {
    for (size_t i = 0; i < f->missed_count; i++) {
        const missed *m = &f->missed[i];
        cw_missed_call *c = &f->s->calls[m->call];
        cw_time at = event_at(m->event);
        if (m->answer || at <= answered[m->call]) continue;
        if (c->count == 0 || at < c->first) c->first = at;
        if (c->count == 0 || at > c->last) c->last = at;
        c->count++;
        c->open = true;
        size_t incident = event_incident(f, m->event);
        if (incident != CW_NONE) c->incident = incident;
    }
}

static int by_number(const void *a, const void *b) {
    return strcmp(((const cw_missed_call *)a)->number, ((const cw_missed_call *)b)->number);
}

void resolve_calls(fold *f) {
    size_t n = f->s->call_count;
    cw_time *answered = malloc((n + 1) * sizeof *answered);
    bool *known = malloc((n + 1) * sizeof *known);
    for (size_t i = 0; answered != NULL && known != NULL && i < n; i++)
        answered[i] = INT64_MIN, known[i] = true;
    for (size_t i = 0; answered != NULL && known != NULL && i < f->missed_count; i++) {
        if (f->missed[i].answer)
            heard(answered, known, f->missed[i].call, event_at(f->missed[i].event));
    }
    for (size_t i = 0; answered != NULL && known != NULL && i < f->s->report_count; i++) {
        const cw_filed_report *r = &f->s->reports[i];
        size_t call = r->reading.number[0] != '\0' ? table_find_name(&f->numbers, r->reading.number)
                                                   : CW_NONE;
        heard(answered, known, call, r->at);
        if (call != CW_NONE && r->incident != CW_NONE) f->s->calls[call].incident = r->incident;
    }
    if (answered != NULL && known != NULL)
        count_missed(f, answered);
    else
        f->failed = true;
    free(answered);
    free(known);
    if (n > 0) qsort(f->s->calls, n, sizeof *f->s->calls, by_number);
}
