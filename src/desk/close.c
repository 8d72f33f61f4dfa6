/* SPDX-License-Identifier: Apache-2.0 */
/* The word "close": refused while anything is unaccounted for, unless a named officer
 * lifts it with a reason; and whether what was recorded holds. */
#include "desk.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_PEOPLE = 9999 };

/* How many are unaccounted for by the exception; -1: how many were aboard is not known. */
static bool lifted_people(const cw_desk *d, int *people, cw_error *err) {
    const char *text = cw_desk_value(d, "unaccounted");
    char *end = NULL;
    *people = 0;
    if (text == NULL) return true;
    long number = strtol(text, &end, 10);
    if (end == text || *end != '\0' || number < -1 || number > MOST_PEOPLE)
        return cw_fail(err, CW_ERR_INPUT,
                       "unaccounted=%.40s is not a number of people from 0 to %d, nor -1", text,
                       MOST_PEOPLE);
    *people = (int)number;
    return true;
}

bool desk_exception(const cw_desk *d, json_t *body, cw_error *err) {
    const char *officer = cw_desk_value(d, "officer"), *why = cw_desk_value(d, "exception"),
               *calls = cw_desk_value(d, "calls");
    int people;
    if (!lifted_people(d, &people, err)) return false;
    if (officer == NULL && why == NULL) return true;
    json_t *list = calls != NULL ? desk_json_list(d, calls, false, err) : json_array();
    json_t *e = json_pack("{s:s,s:s,s:i,s:o}", "officer", officer != NULL ? officer : "", "reason",
                          why != NULL ? why : "", "people", people, "calls", list);
    return json_object_set_new(body, "exception", e) == 0 || cw_fail_memory(err);
}

/* Closing is recorded only when it would hold: refused, it says why, and nothing is written. */
bool desk_may_close(const cw_desk *d, const desk_content *t, cw_error *err) {
    enum { MOST_HOLDERS = 8 };
    const char *holders[MOST_HOLDERS], *own = cw_store_own_key(d->store)->centre;
    cw_text why = {0};
    size_t incident = cw_situation_find(d->situation, t->names[0], err);
    if (incident == CW_NONE
        || !cw_situation_why_open(d->situation, incident, d->language, &why, err))
        return false;
    bool lifted = cw_desk_value(d, "officer") != NULL && cw_desk_value(d, "exception") != NULL,
         has = false;
    if (why.length > 0) cw_text_add_bytes(d->told, why.data, why.length);
    bool may = why.length == 0 || lifted;
    cw_text_free(&why);
    size_t count = cw_situation_holders(d->situation, incident, holders, MOST_HOLDERS);
    for (size_t i = 0; i < count && i < MOST_HOLDERS; i++)
        has = has || strcmp(holders[i], own) == 0;
    if (!has)
        return cw_fail(err, CW_NO, "%s does not have this incident, so it cannot close it", own);
    return may
           || cw_fail(err, CW_NO, "the incident stays open: people or calls are unaccounted for");
}

/* Whether what was recorded holds: an exception may lift less than is unaccounted for, and where
 * two centres have the incident both have to close it. */
bool desk_closed_now(const cw_desk *d, const desk_content *t, cw_error *err) {
    cw_event_log *log = cw_event_log_create(err);
    cw_situation *s =
        log != NULL && cw_store_load(d->store, 0, log, err) ? cw_situation_fold(log, err) : NULL;
    bool closed =
        s != NULL && cw_situation_is_closed(s, cw_situation_find(s, t->names[0], NULL), NULL);
    cw_situation_destroy(s);
    cw_event_log_destroy(log);
    return closed
           || cw_fail(err, CW_NO,
                      "recorded, but the incident stays open: the closing does not cover all that "
                      "is unaccounted for, or another centre has the incident too");
}
