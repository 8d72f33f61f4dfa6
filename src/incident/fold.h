/* SPDX-License-Identifier: Apache-2.0 */
/* Inside incident/: the fold at work. Bodies are read once, in the order of the fold, into lists;
 * what refers to other events is put aside and resolved when all are read, because an acceptance
 * may stand before its offer (docs/incident.md, section 3). */
#ifndef CROSSWATCH_INCIDENT_FOLD_H
#define CROSSWATCH_INCIDENT_FOLD_H

#include "plain.h"

#include <jansson.h>

/* ---- tables -------------------------------------------------------------------------------- */

typedef enum entry_list { /* which list an event's entry is in */
                          ENTRY_REPORT,
                          ENTRY_PEOPLE,
                          ENTRY_RECOVERY,
                          ENTRY_CUSTODY,
                          ENTRY_OFFER,
                          ENTRY_MESSAGE,
                          ENTRY_CLOSE,
                          ENTRY_PHASE,
                          ENTRY_MERGE,
                          ENTRY_SPLIT
} entry_list;

typedef struct id_slot {
    const cw_event_id *id; /* NULL: free */
    entry_list list;
    size_t index;
} id_slot;

typedef struct name_slot {
    const char *name; /* NULL: free */
    size_t index;
} name_slot;

typedef struct table {
    void *slots;
    size_t size, count; /* size: a power of two */
} table;

/* ---- what waits until all bodies are read ------------------------------------------------------
 */

typedef enum pending_kind {
    PENDING_ATTACH,  /* a report to an incident */
    PENDING_ACCEPT,  /* an offer */
    PENDING_REFUSE,  /* an offer, or its author withdraws it */
    PENDING_ACK,     /* a message */
    PENDING_REOPEN,  /* a closing */
    PENDING_UNMERGE, /* a merge undone by a split */
    PENDING_UNSPLIT, /* a split undone by a merge */
    PENDING_READING  /* a report read anew */
} pending_kind;

typedef struct pending {
    pending_kind kind;
    const cw_event *event;
    cw_event_id target;
    size_t incident;
    const char *who; /* of an acknowledgement */
    bool granted;
    const char *const *objects; /* read back */
    size_t object_count;
    size_t split; /* PENDING_ATTACH that is part of a split; CW_NONE */
    const cw_reading *reading;
} pending;

typedef struct split { /* an incident made out of another */
    const cw_event *event;
    size_t from, made, custody; /* the hold that it makes */
    bool undone;
} split;

typedef struct missed {
    const cw_event *event;
    size_t call;
    bool answer;
} missed;

typedef struct offer_link {
    cw_event_id custody;
} offer_link;

typedef struct room { /* capacities of the situation's lists, and the fold's own lists */
    size_t incidents, reports, people, recoveries, custody, offers, messages, calls, accounts,
        closes, phases, merges, irregular, pending, splits, missed, links, people_reports,
        phase_reports;
} room;

typedef struct fold {
    cw_situation *s;
    const cw_event_log *log;
    const cw_event **events; /* in the fold's order */
    size_t count;
    room room;
    table ids, names, numbers;
    pending *pending;
    size_t pending_count;
    split *splits;
    size_t split_count;
    missed *missed;
    size_t missed_count;
    offer_link *links; /* one an offer */
    size_t link_count;
    size_t *people_reports, *phase_reports; /* the report that an entry came with; CW_NONE */
    size_t people_report_count, phase_report_count;
    size_t *mentions; /* of each incident by events other than splits that make it */
    bool failed;      /* out of memory */
} fold;

/* Room for one more item, zeroed; NULL (and f->failed) when out of memory. */
void *fold_add(fold *f, void *items, size_t *count, size_t *capacity, size_t size);
void fold_irregular(fold *f, const cw_event *event, const char *format, ...) CW_PRINTF(3, 4);
void fold_wait(fold *f, pending waiting);

void table_free(table *t);
bool table_put_id(fold *f, const cw_event_id *id, entry_list list, size_t index);
/* Index of the entry of that list; CW_NONE: none such. */
size_t table_find_id(const fold *f, const cw_event_id *id, entry_list list);
bool table_put_name(fold *f, table *t, const char *name, size_t index);
size_t table_find_name(const table *t, const char *name);

/* ---- bodies -------------------------------------------------------------------------------- */

/* A copy in the arena; "" when the key is absent or no text. */
const char *body_text(fold *f, const json_t *body, const char *key);
int body_int(const json_t *body, const char *key, int least, int most, int otherwise);
double body_number(const json_t *body, const char *key, double least, double most,
                   double otherwise);
bool body_id(const json_t *body, const char *key, cw_event_id *id);
/* A list of texts (or of objects with a "name"), copied; at most 256. */
const char *const *body_texts(fold *f, const json_t *list, size_t *count);
/* The event's one incident; CW_NONE when it names none. */
size_t event_incident(const fold *f, const cw_event *event);
cw_time event_at(const cw_event *event); /* observed, else received, else recorded */

/* ---- kinds of events (fold_kinds.c ...) ---------------------------------------------------- */

void fold_event(fold *f, const cw_event *event);
void fold_report(fold *f, const cw_event *event, const json_t *body);
void fold_reading(fold *f, const cw_event *event, const json_t *body);
void fold_message(fold *f, const cw_event *event, const json_t *body);
void fold_people(fold *f, const cw_event *event, const json_t *body);
void fold_recovery(fold *f, const cw_event *event, const json_t *body);
void fold_close(fold *f, const cw_event *event, const json_t *body);
void fold_merge(fold *f, const cw_event *event, const json_t *body);
void fold_split(fold *f, const cw_event *event, const json_t *body);
void fold_add_phase(fold *f, cw_phase_item item, size_t report);
void fold_add_people(fold *f, cw_statement_of_people statement, size_t report);

/* ---- resolving ----------------------------------------------------------------------------- */

void resolve_merges(fold *f);
void resolve_reports(fold *f);
void resolve_people(fold *f);
void resolve_custody(fold *f);
void resolve_messages(fold *f);
void resolve_closes(fold *f);
void resolve_phases(fold *f);
void resolve_calls(fold *f);

cw_phase phase_of_conditions(unsigned conditions);
bool phase_find(const char *name, cw_phase *phase);
/* Reports of people aboard (or of their own phones), whose numbers must be accounted for. */
bool report_from_aboard(const cw_filed_report *report);
/* Whether `id` is among the covered ones. */
bool covers(const cw_event_id *ids, size_t count, const cw_event_id *id);
/* Identifiers in body[key], sorted, in the arena. */
const cw_event_id *body_ids(fold *f, const json_t *body, const char *key, size_t *count);

#endif
