/* SPDX-License-Identifier: Apache-2.0 */
/*
 * desk: what a watch officer says, as events of the record. One word ("report", "people",
 * "close" ...) with its fields is one event: its body is made and checked here, what its author
 * knows is filled in, and it is sealed and appended. The command and the operations room speak
 * through the same words, so that what is refused at one is refused at the other.
 * Words and fields: docs/incident.md, section 3.
 */
#ifndef CROSSWATCH_DESK_H
#define CROSSWATCH_DESK_H

#include "incident.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cw_desk_field {
    const char *key, *value; /* UTF-8; lists are parted by ";" */
} cw_desk_field;

/* One word as it is said. All borrowed; nothing in it is changed but `told`. */
typedef struct cw_desk {
    cw_store *store;
    const cw_situation *situation; /* folded from what the store holds now */
    cw_arena *arena;               /* for what is made on the way */
    cw_time now;
    cw_language language; /* of `told` */
    const char *word;
    const cw_desk_field *fields;
    size_t field_count;
    cw_text *told; /* lines that whoever spoke must read: what was kept though not as said, what
                      stands in the way of a closing */
} cw_desk;

/* The value of a field; NULL when it is not given. */
const char *cw_desk_value(const cw_desk *desk, const char *key);
/* The incident that the field "incident" names; false with *err. */
bool cw_desk_incident(const cw_desk *desk, size_t *incident, cw_error *err);
/* CW_ERR_INPUT when a field is none of `known` (parted by spaces) nor of those of every word:
 * incident person share revises now. */
bool cw_desk_check(const cw_desk *desk, const char *known, cw_error *err);

/* The words that cw_desk_record knows, in their order; NULL after the last. */
const char *cw_desk_word(size_t index);
/* The names of a word's fields, parted by spaces, without those of every word; NULL: no such word.
 * In the arena. */
const char *cw_desk_fields_of(const char *said, cw_arena *arena);

/* Says the word: one event, sealed and on the disk when this returns true; *made (may be NULL) is
 * its identifier. "close" is CW_NO, and nothing is recorded, while people or calls are unaccounted
 * for and no officer lifts them; it is CW_NO with *made set when it was recorded and does not hold
 * (cw_desk_report is for the word "report"). */
bool cw_desk_record(const cw_desk *desk, cw_event_id *made, cw_error *err);

/* Files a report (R14): `source` goes into the record as it came whatever the reading makes of it;
 * *report is what was read of it, with the caller's number. Fields: caller, kind, zone (minutes
 * east of UTC), release ("caller;source"), incident. What is wrong in a field is told, and costs
 * nothing. */
bool cw_desk_report(const cw_desk *desk, const char *source, size_t length, cw_event_id *made,
                    cw_report *report, cw_error *err);
/* What cw_desk_report would read, and nothing is kept. */
void cw_desk_read(const cw_desk *desk, const char *source, size_t length, cw_report *report);

/* A message of the incident as text: sitrep, relay, action, brief, summary. Fields: from, to,
 * serial, identity, nature, assistance, weather, actions, area, coordination, plans, additional,
 * patterns, communications, reports, unit, objects, short. */
extern const char cw_desk_message_fields[];
bool cw_desk_is_message(const char *word);
bool cw_desk_message(const cw_desk *desk, cw_text *text, cw_error *err);

/* ---- whose water, and who can be there first (R4, R5) ------------------------------------------
 */

/* The place of the newest readable report of the incident that gives one, and when it was there
 * (`time` may be NULL); NULL: none gives any. Lives as long as the situation. */
const cw_fix *cw_desk_last_fix(const cw_situation *situation, size_t incident, cw_time *time);
/* Whose water it is: the Dover Strait's line, region A (Dover) on its north-west. */
bool cw_desk_region(const cw_fix *fix, cw_region_answer *answer, cw_error *err);
/* Every unit by its arrival at the fix when it is ordered at `now`, with what it must be asked for;
 * *ranked is in the arena. */
bool cw_desk_arrivals(const cw_fix *fix, const cw_unit *units, size_t count, cw_time now,
                      cw_arena *arena, cw_arrival **ranked, size_t *ranked_count, cw_error *err);
/* The first of a nation among them; NULL: it has none. */
const cw_arrival *cw_desk_first_of(const char *nation, const cw_unit *units,
                                   const cw_arrival *ranked, size_t count);

#ifdef __cplusplus
}
#endif
#endif
