/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody has to do now: the timers of offers, messages and calls, and silence. Computed from
 * the situation and the clock; nothing of it is stored. A message's channel is the next one each
 * time its minutes have run out (R6). */
#include "fold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const cw_time SILENCE_MS = 30 * CW_MINUTE_MS;

typedef struct due_list {
    cw_due *items;
    size_t count, most;
} due_list;

/* Keeps the oldest `most`, sorted. */
static void add(due_list *l, cw_due due) {
    l->count++;
    size_t have = l->count - 1 < l->most ? l->count - 1 : l->most, at = have;
    while (at > 0 && l->items[at - 1].since > due.since) at--;
    if (at >= l->most) return;
    if (have == l->most) have--;
    memmove(&l->items[at + 1], &l->items[at], (have - at) * sizeof *l->items);
    l->items[at] = due;
}

static int run_out(cw_time since, cw_time now, double minutes) {
    double times = floor((double)(now - since) / (minutes * (double)CW_MINUTE_MS));
    return times < 1.0 ? 0 : times > 1000.0 ? 1000 : (int)times;
}

static void offers(const cw_situation *s, cw_time now, due_list *l) {
    for (size_t i = 0; i < s->offer_count; i++) {
        const cw_custody_offer *o = &s->offers[i];
        int level = run_out(o->event->recorded, now, o->minutes);
        if (o->state != CW_OFFER_PENDING || level == 0) continue;
        add(l,
            (cw_due){CW_DUE_CUSTODY_OFFER, o->incident, i, o->to, NULL, o->event->recorded, level});
    }
}

static void messages(const cw_situation *s, cw_time now, due_list *l) {
    for (size_t i = 0; i < s->message_count; i++) {
        const cw_message *m = &s->messages[i];
        int level = run_out(m->event->recorded, now, m->minutes);
        for (size_t k = 0; level > 0 && k < m->answer_count; k++) {
            const cw_answer *a = &m->answers[k];
            size_t channel =
                (size_t)level < m->channel_count ? (size_t)level : m->channel_count - 1;
            if (a->event != NULL && a->complete) continue;
            add(l, (cw_due){a->event != NULL ? CW_DUE_READ_BACK : CW_DUE_ANSWER, m->incident, i,
                            a->who, m->channels[channel], m->event->recorded, level});
        }
    }
}

static void calls(const cw_situation *s, due_list *l) {
    for (size_t i = 0; i < s->call_count; i++) {
        const cw_missed_call *c = &s->calls[i];
        if (c->open)
            add(l, (cw_due){CW_DUE_MISSED_CALL, c->incident, i, c->number, NULL, c->first,
                            (int)(c->count < 1000 ? c->count : 1000)});
    }
}

static void silences(const cw_situation *s, cw_time now, due_list *l) {
    for (size_t i = 0; i < s->incident_count; i++) {
        double silent;
        if (s->incidents[i].group != i || s->incidents[i].hidden
            || cw_situation_is_closed(s, i, NULL))
            continue;
        cw_situation_phase(s, i, now, &silent);
        cw_time ms = isnan(silent) ? 0 : (cw_time)(silent * 1000.0);
        if (ms >= SILENCE_MS)
            add(l, (cw_due){CW_DUE_SILENCE, i, i, NULL, NULL, now - ms,
                            (int)(ms / SILENCE_MS < 1000 ? ms / SILENCE_MS : 1000)});
    }
}

size_t cw_situation_due(const cw_situation *s, cw_time now, cw_due *due, size_t most) {
    due_list l = {due, 0, most};
    offers(s, now, &l);
    messages(s, now, &l);
    calls(s, &l);
    silences(s, now, &l);
    return l.count;
}
