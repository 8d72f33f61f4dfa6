/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The phase of an incident: uncertainty, alert, distress. It rises by what is reported: people in
 * the water, a boat swamped or taking water, a distress signal, sick or injured people are
 * distress; an engine that stopped is an alert. It falls only when a named person says so with a
 * reason (R8), and only past the evidence that this person knew and lists: what was not known then
 * raises it again. Nothing here looks at who reports.
 */
#include "fold.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"uncertainty", "alert", "distress"};

const char *cw_phase_name(cw_phase phase) {
    return (unsigned)phase < 3 ? names[phase] : "?";
}

bool phase_find(const char *name, cw_phase *phase) {
    for (int i = 0; name != NULL && i < 3; i++) {
        if (strcmp(name, names[i]) != 0) continue;
        *phase = (cw_phase)i;
        return true;
    }
    return false;
}

cw_phase phase_of_conditions(unsigned conditions) {
    static const unsigned distress = CW_CONDITION_TAKING_WATER | CW_CONDITION_SWAMPED
                                     | CW_CONDITION_IN_WATER | CW_CONDITION_DISTRESS
                                     | CW_CONDITION_MEDICAL | CW_CONDITION_CRAFT;
    if ((conditions & distress) != 0) return CW_PHASE_DISTRESS;
    return (conditions & CW_CONDITION_ADRIFT) != 0 ? CW_PHASE_ALERT : CW_PHASE_UNCERTAINTY;
}

void fold_add_phase(fold *f, cw_phase_item item, size_t report) {
    cw_phase_item *p = fold_add(f, &f->s->phases, &f->s->phase_count, &f->room.phases, sizeof *p);
    size_t *from = fold_add(f, &f->phase_reports, &f->phase_report_count, &f->room.phase_reports,
                            sizeof *from);
    if (p == NULL || from == NULL) return;
    *p = item;
    *from = report;
    if (report == CW_NONE && strcmp(item.event->kind, "phase") == 0)
        table_put_id(f, &item.event->id, ENTRY_PHASE, f->s->phase_count - 1);
}

static int by_event(const void *a, const void *b) {
    const cw_phase_item *x = *(cw_phase_item *const *)a, *y = *(cw_phase_item *const *)b;
    return cw_event_id_compare(&x->event->id, &y->event->id);
}

/* Marks every item of that event. */
static void discount(cw_phase_item **sorted, size_t count, const cw_event_id *id) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cw_event_id_compare(&sorted[middle]->event->id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < count && cw_event_id_compare(&sorted[low]->event->id, id) == 0; low++)
        sorted[low]->discounted = true;
}

static void apply_fall(fold *f, const cw_phase_item *fall, cw_phase_item **sorted) {
    const cw_event_part *part = cw_event_part_find(fall->event, "body");
    json_t *body = part != NULL && part->present
                       ? json_loadb((const char *)part->bytes, part->length, 0, NULL)
                       : NULL;
    size_t count;
    const cw_event_id *ids = body_ids(f, body, "covers", &count);
    for (size_t i = 0; i < count; i++) discount(sorted, f->s->phase_count, &ids[i]);
    json_decref(body);
}

void resolve_phases(fold *f) {
    cw_phase_item **sorted = malloc((f->s->phase_count + 1) * sizeof *sorted);
    if (sorted == NULL) {
        f->failed = true;
        return;
    }
    for (size_t i = 0; i < f->s->phase_count; i++) sorted[i] = &f->s->phases[i];
    qsort(sorted, f->s->phase_count, sizeof *sorted, by_event);
    for (size_t i = 0; i < f->s->phase_count; i++) {
        if (f->s->phases[i].fall) apply_fall(f, &f->s->phases[i], sorted);
    }
    free(sorted);
}
