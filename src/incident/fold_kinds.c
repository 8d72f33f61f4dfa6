/* SPDX-License-Identifier: Apache-2.0 */
/* Which kind of event goes where, and the short ones. An event that is not understood has no effect
 * and is listed as irregular; it is never dropped, for the record keeps it and the list names it.
 */
#include "fold.h"

#include <stdlib.h>
#include <string.h>

typedef void (*handler)(fold *f, const cw_event *event, const json_t *body);

static void fold_open(fold *f, const cw_event *event, const json_t *body) {
    (void)body;
    size_t incident = event_incident(f, event);
    cw_custody *c = incident != CW_NONE ? fold_add(f, &f->s->custody, &f->s->custody_count,
                                                   &f->room.custody, sizeof *c)
                                        : NULL;
    if (incident == CW_NONE) fold_irregular(f, event, "an opening names no incident");
    if (c == NULL) return;
    *c = (cw_custody){.event = event, .incident = incident, .holder = event->centre, .live = true};
    table_put_id(f, &event->id, ENTRY_CUSTODY, f->s->custody_count - 1);
    if (!f->s->incidents[incident].opened) f->s->incidents[incident].opening = event;
    f->s->incidents[incident].opened = true;
}

static void fold_alias(fold *f, const cw_event *event, const json_t *body) {
    size_t index = event_incident(f, event);
    const char *alias = body_text(f, body, "alias");
    if (index == CW_NONE || alias[0] == '\0') {
        fold_irregular(f, event, "an alias needs an incident and a name");
        return;
    }
    cw_incident *i = &f->s->incidents[index];
    for (size_t k = 0; k < i->alias_count; k++) {
        if (strcmp(i->aliases[k], alias) == 0) return;
    }
    const char **list = cw_arena_alloc(f->s->arena, (i->alias_count + 1) * sizeof *list);
    if (list == NULL) {
        f->failed = true;
        return;
    }
    size_t at = 0;
    while (at < i->alias_count && strcmp(i->aliases[at], alias) < 0) at++;
    for (size_t k = 0; k < i->alias_count; k++) list[k < at ? k : k + 1] = i->aliases[k];
    list[at] = alias;
    i->aliases = list;
    i->alias_count++;
}

static void fold_attach(fold *f, const cw_event *event, const json_t *body) {
    pending p = {.kind = PENDING_ATTACH,
                 .event = event,
                 .incident = event_incident(f, event),
                 .split = CW_NONE};
    if (!body_id(body, "report", &p.target) || body_text(f, body, "reason")[0] == '\0')
        fold_irregular(f, event, "moving a report needs the report and a reason");
    else
        fold_wait(f, p);
}

/* {"offer": id}; {"custody": id, "to": centre} */
static void fold_accept(fold *f, const cw_event *event, const json_t *body) {
    pending p = {.kind = PENDING_ACCEPT, .event = event, .split = CW_NONE};
    if (!body_id(body, "offer", &p.target))
        fold_irregular(f, event, "an acceptance needs the offer");
    else
        fold_wait(f, p);
}

static void fold_refuse(fold *f, const cw_event *event, const json_t *body) {
    pending p = {.kind = PENDING_REFUSE, .event = event, .split = CW_NONE};
    if (!body_id(body, "offer", &p.target))
        fold_irregular(f, event, "a refusal or withdrawal needs the offer");
    else
        fold_wait(f, p);
}

static void fold_offer(fold *f, const cw_event *event, const json_t *body) {
    static const double MINUTES = 10.0;
    cw_event_id custody;
    const char *to = body_text(f, body, "to");
    size_t incident = event_incident(f, event);
    if (!body_id(body, "custody", &custody) || to[0] == '\0' || incident == CW_NONE) {
        fold_irregular(f, event, "an offer needs an incident, what is offered and to whom");
        return;
    }
    cw_custody_offer *o =
        fold_add(f, &f->s->offers, &f->s->offer_count, &f->room.offers, sizeof *o);
    offer_link *link = fold_add(f, &f->links, &f->link_count, &f->room.links, sizeof *link);
    if (o == NULL || link == NULL) return;
    *o = (cw_custody_offer){.event = event,
                            .incident = incident,
                            .custody = CW_NONE,
                            .to = to,
                            .minutes = body_number(body, "minutes", 0.1, 1440.0, MINUTES)};
    link->custody = custody;
    table_put_id(f, &event->id, ENTRY_OFFER, f->s->offer_count - 1);
}

static void fold_ack(fold *f, const cw_event *event, const json_t *body) {
    pending p = {
        .kind = PENDING_ACK, .event = event, .split = CW_NONE, .who = body_text(f, body, "who")};
    p.granted = json_is_true(json_object_get(body, "granted"));
    p.objects = body_texts(f, json_object_get(body, "objects"), &p.object_count);
    if (!body_id(body, "message", &p.target) || p.who[0] == '\0')
        fold_irregular(f, event, "an acknowledgement needs the message and who answered");
    else
        fold_wait(f, p);
}

static void fold_reopen(fold *f, const cw_event *event, const json_t *body) {
    pending p = {.kind = PENDING_REOPEN, .event = event, .split = CW_NONE};
    if (!body_id(body, "close", &p.target) || body_text(f, body, "reason")[0] == '\0')
        fold_irregular(f, event, "a reopening needs the closing and a reason");
    else
        fold_wait(f, p);
}

/* {"phase": "alert", "reason": text, "covers": [ids]} A fall covers what its author knew. */
static void fold_phase(fold *f, const cw_event *event, const json_t *body) {
    cw_phase_item item = {.event = event,
                          .incident = event_incident(f, event),
                          .reason = body_text(f, body, "reason")};
    bool named = phase_find(json_string_value(json_object_get(body, "phase")), &item.phase);
    item.fall = json_array_size(json_object_get(body, "covers")) > 0;
    if (!named || item.incident == CW_NONE) {
        fold_irregular(f, event,
                       "a phase needs an incident and one of uncertainty, alert, distress");
    } else if (item.fall && (item.reason[0] == '\0' || event->person[0] == '\0')) {
        fold_irregular(f, event, "a lower phase needs a person and a reason: it stays as it was");
    } else {
        fold_add_phase(f, item, CW_NONE);
    }
}

/* ---- calls --------------------------------------------------------------------------------- */

static void note_call(fold *f, const cw_event *event, const char *given, bool answer) {
    char number[24], id[CW_ID_TEXT];
    const char *key = given;
    if (cw_number_normalise(given, strlen(given), number))
        key = cw_arena_strdup(f->s->arena, number);
    else if (given[0] == '\0') /* withheld numbers are never taken for one another */
        key = cw_arena_printf(f->s->arena, "withheld:%.16s", cw_event_id_format(&event->id, id));
    if (key == NULL) {
        f->failed = true;
        return;
    }
    size_t index = table_find_name(&f->numbers, key);
    if (index == CW_NONE) {
        cw_missed_call *c = fold_add(f, &f->s->calls, &f->s->call_count, &f->room.calls, sizeof *c);
        if (c == NULL) return;
        index = f->s->call_count - 1;
        *c = (cw_missed_call){.number = key, .incident = CW_NONE};
        table_put_name(f, &f->numbers, key, index);
    }
    missed *m = fold_add(f, &f->missed, &f->missed_count, &f->room.missed, sizeof *m);
    if (m != NULL) *m = (missed){event, index, answer};
}

static void fold_missed(fold *f, const cw_event *event, const json_t *body) {
    note_call(f, event, body_text(f, body, "number"), false);
}

static void fold_returned(fold *f, const cw_event *event, const json_t *body) {
    note_call(f, event, body_text(f, body, "number"), true);
}

/* {"number": text, "recovery": id} or {"number": text, "how": text} by a named person */
static void fold_account(fold *f, const cw_event *event, const json_t *body) {
    cw_call_account a = {.event = event, .incident = event_incident(f, event), .recovery = CW_NONE};
    const char *given = body_text(f, body, "number");
    char number[24];
    cw_event_id recovery;
    a.how = body_text(f, body, "how");
    a.number = cw_number_normalise(given, strlen(given), number)
                   ? cw_arena_strdup(f->s->arena, number)
                   : given;
    bool tied = body_id(body, "recovery", &recovery);
    if (given[0] == '\0' || a.number == NULL
        || (!tied && (a.how[0] == '\0' || event->person[0] == '\0'))) {
        fold_irregular(f, event,
                       "a call is accounted for by a recovery, or in words by a named person");
        return;
    }
    if (tied) a.recovery = table_find_id(f, &recovery, ENTRY_RECOVERY);
    if (tied && a.recovery == CW_NONE) {
        fold_irregular(f, event, "a call is accounted for by a recovery that is not here");
        return;
    }
    cw_call_account *kept =
        fold_add(f, &f->s->accounts, &f->s->account_count, &f->room.accounts, sizeof *kept);
    if (kept != NULL) *kept = a;
}

/* ---- the kinds ----------------------------------------------------------------------------- */

static const struct kind {
    const char *name;
    handler take;
    bool without_body; /* counts even when its body is not here */
} kinds[] = {{"report", fold_report, true},
             {"open", fold_open, true},
             {"report-reading", fold_reading, false},
             {"attach", fold_attach, false},
             {"alias", fold_alias, false},
             {"people", fold_people, false},
             {"recovery", fold_recovery, false},
             {"call-missed", fold_missed, true},
             {"call-returned", fold_returned, false},
             {"account", fold_account, false},
             {"phase", fold_phase, false},
             {"custody-offer", fold_offer, false},
             {"custody-accept", fold_accept, false},
             {"custody-refuse", fold_refuse, false},
             {"message", fold_message, false},
             {"brief", fold_message, false},
             {"entry-request", fold_message, false},
             {"ack", fold_ack, false},
             {"merge", fold_merge, false},
             {"split", fold_split, false},
             {"close", fold_close, false},
             {"reopen", fold_reopen, false}};

bool cw_incident_kind_is_known(const char *kind) {
    if (strcmp(kind, "redaction") == 0) return true;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].name, kind) == 0) return true;
    }
    return false;
}

/* Reports read their body themselves; the others get it as a value. */
static json_t *load_body(const cw_event *event) {
    const cw_event_part *part = cw_event_part_find(event, "body");
    if (part == NULL || !part->present) return NULL;
    return json_loadb((const char *)part->bytes, part->length, 0, NULL);
}

void fold_event(fold *f, const cw_event *event) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].name, event->kind) != 0) continue;
        json_t *body = i == 0 ? NULL : load_body(event);
        if (body == NULL && !kinds[i].without_body)
            fold_irregular(f, event, "its body is not here");
        else
            kinds[i].take(f, event, body);
        json_decref(body);
        return;
    }
    /* other rooms' kinds (plans, searches, notes) are none of ours */
}
