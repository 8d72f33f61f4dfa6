/* SPDX-License-Identifier: Apache-2.0 */
/* Reports in the fold: filed, tied to an incident or to none yet, moved by a person with a reason,
 * read anew, and linked to an earlier one that is the same message. What a report says of people
 * and of their state become statements and evidence of the phase, which go where the report goes.
 */
#include "fold.h"

#include <stdlib.h>
#include <string.h>

static const char *keep(fold *f, const char *text) {
    const char *copy = text[0] != '\0' ? cw_arena_strdup(f->s->arena, text) : "";
    f->failed = f->failed || copy == NULL;
    return copy != NULL ? copy : "";
}

static const void *keep_list(fold *f, const void *items, size_t count, size_t size) {
    if (count == 0) return NULL;
    void *copy = cw_arena_alloc(f->s->arena, count * size);
    if (copy == NULL)
        f->failed = true;
    else
        memcpy(copy, items, count * size);
    return copy;
}

static cw_reading compact(fold *f, const cw_report *r) {
    cw_reading c = {.kind = r->kind, .engine = r->engine, .conditions = r->conditions};
    c.number = keep(f, r->number);
    c.device = keep(f, r->device);
    c.mmsi = keep(f, r->mmsi);
    c.language = keep(f, r->language);
    c.name = keep(f, r->name);
    c.fixes = keep_list(f, r->fixes, r->fix_count, sizeof *r->fixes);
    c.fix_count = r->fix_count;
    c.counts = keep_list(f, r->counts, r->count_count, sizeof *r->counts);
    c.count_count = r->count_count;
    return c;
}

static cw_reading nothing(void) {
    return (cw_reading){.number = "", .device = "", .mmsi = "", .language = "", .name = ""};
}

/* ---- filing -------------------------------------------------------------------------------- */

static void file_statements(fold *f, size_t index) {
    const cw_filed_report *r = &f->s->reports[index];
    const cw_reading *reading = &r->reading;
    for (size_t i = 0; i < reading->count_count; i++) {
        const cw_head_count *c = &reading->counts[i];
        fold_add_people(
            f,
            (cw_statement_of_people){.event = r->event,
                                     .incident = r->incident,
                                     .kind = c->kind,
                                     .low = c->low,
                                     .high = c->high,
                                     .about = c->about,
                                     .reason = "",
                                     .current = true,
                                     .source = reading->number[0] != '\0'
                                                   ? reading->number
                                                   : cw_report_kind_name(reading->kind)},
            index);
    }
    cw_phase phase = phase_of_conditions(reading->conditions);
    if (phase == CW_PHASE_UNCERTAINTY) return; /* says nothing: every incident begins there */
    fold_add_phase(
        f,
        (cw_phase_item){.event = r->event, .incident = r->incident, .phase = phase, .reason = ""},
        index);
}

/* The number may stand in a part of its own, which can be withheld or removed without the rest. */
static void take_caller(const cw_event *event, cw_report *report) {
    const cw_event_part *caller = cw_event_part_find(event, "caller");
    if (caller == NULL || !caller->present || report->number[0] != '\0') return;
    if (!cw_number_normalise((const char *)caller->bytes, caller->length, report->number))
        report_copy(report->number, sizeof report->number, (const char *)caller->bytes,
                    caller->length);
}

static bool read_body(const cw_event *event, cw_report *report) {
    const cw_event_part *body = cw_event_part_find(event, "body");
    return body != NULL && body->present
           && cw_report_from_json((const char *)body->bytes, body->length, report, NULL);
}

void fold_report(fold *f, const cw_event *event, const json_t *body) {
    cw_report report;
    (void)body; /* cw_report_from_json checks it */
    cw_filed_report *r =
        fold_add(f, &f->s->reports, &f->s->report_count, &f->room.reports, sizeof *r);
    if (r == NULL) return;
    size_t index = f->s->report_count - 1;
    *r = (cw_filed_report){.event = event,
                           .incident = event_incident(f, event),
                           .duplicate_of = CW_NONE,
                           .at = event_at(event),
                           .reading = nothing()};
    table_put_id(f, &event->id, ENTRY_REPORT, index);
    if (event->incident_count > 1)
        fold_irregular(f, event, "a report of several incidents: filed with the first");
    r->readable = read_body(event, &report);
    if (r->readable) take_caller(event, &report);
    if (!r->readable) return; /* withheld, or of a form not known here: it counts all the same */
    r->reading = compact(f, &report);
    file_statements(f, index);
}

/* A correction by a person: {"report": id, "reading": {...}, "reason": text}. */
void fold_reading(fold *f, const cw_event *event, const json_t *body) {
    pending p = {.kind = PENDING_READING, .event = event, .split = CW_NONE};
    cw_report report;
    char *text = json_dumps(json_object_get(body, "reading"), JSON_COMPACT);
    bool good = body_id(body, "report", &p.target) && text != NULL
                && body_text(f, body, "reason")[0] != '\0'
                && cw_report_from_json(text, strlen(text), &report, NULL);
    free(text);
    cw_reading *kept = good ? cw_arena_alloc(f->s->arena, sizeof *kept) : NULL;
    if (kept == NULL) {
        fold_irregular(f, event, "a reading needs a report, the reading and a reason");
        return;
    }
    *kept = compact(f, &report);
    p.reading = kept;
    fold_wait(f, p);
}

/* ---- resolving ----------------------------------------------------------------------------- */

/* The earlier statements of a report stay, as superseded ones. */
static void read_anew(fold *f, const pending *p) {
    size_t index = table_find_id(f, &p->target, ENTRY_REPORT);
    if (index == CW_NONE) {
        fold_irregular(f, p->event, "a reading of a report that is not here");
        return;
    }
    for (size_t i = 0; i < f->s->people_count; i++) {
        if (f->people_reports[i] == index) f->s->people[i].current = false;
    }
    f->s->reports[index].reading = *p->reading;
    f->s->reports[index].readable = true;
    file_statements(f, index);
}

static void move(fold *f, const pending *p) {
    size_t index = table_find_id(f, &p->target, ENTRY_REPORT);
    if (p->split != CW_NONE && f->splits[p->split].undone) return;
    if (index == CW_NONE)
        fold_irregular(f, p->event, "a report that is not here was moved");
    else
        f->s->reports[index].incident = p->incident;
}

static void link_duplicates(fold *f) {
    table keys = {0};
    for (size_t i = 0; i < f->s->report_count && !f->failed; i++) {
        cw_filed_report *r = &f->s->reports[i];
        const char *who[3] = {r->reading.device, r->reading.number, r->reading.mmsi};
        if (r->reading.fix_count == 0 || !r->reading.fixes[0].timed) continue;
        for (int k = 0; k < 3; k++) {
            if (who[k][0] == '\0') continue;
            const char *key = cw_arena_printf(f->s->arena, "%d %s %lld", (int)r->reading.kind,
                                              who[k], (long long)r->reading.fixes[0].time);
            size_t first = key != NULL ? table_find_name(&keys, key) : CW_NONE;
            if (first == CW_NONE && key != NULL)
                table_put_name(f, &keys, key, i);
            else if (first != i && r->duplicate_of == CW_NONE)
                r->duplicate_of = first;
        }
    }
    table_free(&keys);
}

void resolve_reports(fold *f) {
    for (size_t i = 0; i < f->pending_count; i++) {
        if (f->pending[i].kind == PENDING_READING) read_anew(f, &f->pending[i]);
    }
    for (size_t i = 0; i < f->pending_count; i++) {
        if (f->pending[i].kind == PENDING_ATTACH) move(f, &f->pending[i]);
    }
    for (size_t i = 0; i < f->s->people_count; i++) {
        if (f->people_reports[i] != CW_NONE)
            f->s->people[i].incident = f->s->reports[f->people_reports[i]].incident;
    }
    for (size_t i = 0; i < f->s->phase_count; i++) {
        if (f->phase_reports[i] != CW_NONE)
            f->s->phases[i].incident = f->s->reports[f->phase_reports[i]].incident;
    }
    link_duplicates(f);
}
