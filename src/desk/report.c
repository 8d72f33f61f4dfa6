/* SPDX-License-Identifier: Apache-2.0 */
/* The word "report": a pasted text into the record. It is kept as it came; what was read of it
 * stands beside it. */
#include "desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ZONE_MINUTES = 14 * 60 };

/* What is said of the report besides its bytes. What is wrong there must not cost the text: it is
 * told, and the report is kept without it. */
static cw_report_context context_of(const cw_desk *d) {
    cw_report_context context = {.received = d->now, .caller = cw_desk_value(d, "caller")};
    const char *kind = cw_desk_value(d, "kind"), *zone = cw_desk_value(d, "zone");
    cw_error err = {0};
    if (kind != NULL && !cw_report_kind_find(kind, &context.kind, &err))
        desk_tell(d, "%s", "%s", cw_error_text(&err, d->language));
    if (zone == NULL) return context;
    char *end = NULL;
    long minutes = strtol(zone, &end, 10);
    if (end != zone && *end == '\0' && labs(minutes) <= MOST_ZONE_MINUTES)
        context.zone_minutes = (int)minutes;
    else
        desk_tell(d, "zone=%s is not a number of minutes east of UTC; clocks are taken as UTC",
                  "zone=%s n'est pas un nombre de minutes à l'est d'UTC ; les heures sont prises "
                  "comme UTC",
                  zone);
    return context;
}

/* The incident that it is filed with. A name that is wrong must not cost the text either: it is
 * kept, and belongs to none yet. */
static void file_with(const cw_desk *d, desk_content *t) {
    const char *name = cw_desk_value(d, "incident");
    if (name == NULL) return;
    size_t index = cw_situation_find(d->situation, name, NULL);
    if (index != CW_NONE)
        t->names[t->name_count++] = d->situation->incidents[index].id;
    else
        desk_tell(d, "kept, but there is no incident \"%s\" here: it belongs to none yet",
                  "conservé, mais il n'y a pas d'incident « %s » ici : sans incident pour "
                  "l'instant",
                  name);
}

enum { RELEASE_CALLER = 1, RELEASE_SOURCE = 2 };

/* What of release=caller;source may go to the centre that the report is shared with. An unknown
 * word releases nothing, and is told. */
static unsigned released_parts(const cw_desk *d) {
    const char *given = cw_desk_value(d, "release");
    char *copy = given != NULL ? cw_arena_strdup(d->arena, given) : NULL, *rest = copy;
    unsigned parts = 0;
    while (rest != NULL) {
        const char *word = strsep(&rest, ";");
        if (strcmp(word, "caller") == 0)
            parts |= RELEASE_CALLER;
        else if (strcmp(word, "source") == 0)
            parts |= RELEASE_SOURCE;
        else
            desk_tell(d,
                      "release=%s is not known and releases nothing; caller and source are parts "
                      "of a report",
                      "release=%s est inconnu et ne communique rien ; un signalement a les parties "
                      "caller et source",
                      word);
    }
    return parts;
}

/* The text as it came and the caller's number are parts of their own, private unless released: a
 * number is evidence of one incident. */
static void add_parts(const cw_desk *d, const char *source, size_t length, const cw_text *body,
                      const char *number, desk_content *t) {
    unsigned released = released_parts(d);
    t->parts[t->part_count++] =
        (cw_part_draft){"source", source, length, (released & RELEASE_SOURCE) != 0};
    t->parts[t->part_count++] = (cw_part_draft){"body", body->data, body->length, true};
    if (number[0] != '\0')
        t->parts[t->part_count++] =
            (cw_part_draft){"caller", number, strlen(number), (released & RELEASE_CALLER) != 0};
}

void cw_desk_read(const cw_desk *d, const char *source, size_t length, cw_report *report) {
    cw_report_context context = context_of(d);
    cw_report_read(source, length, &context, report);
}

bool cw_desk_report(const cw_desk *d, const char *source, size_t length, cw_event_id *made,
                    cw_report *report, cw_error *err) {
    cw_text body = {0};
    desk_content t = {.kind = "report"};
    if (!cw_desk_check(d, "caller kind zone release", err)) return false;
    if (length > CW_MOST_PART_BYTES)
        return cw_fail(err, CW_ERR_INPUT, "the report is longer than %d bytes", CW_MOST_PART_BYTES);
    cw_desk_read(d, source, length, report);
    file_with(d, &t);
    cw_report kept = *report;
    kept.number[0] = kept.device[0] = '\0'; /* a person's: in parts that can be removed */
    bool done = cw_report_to_json(&kept, &body, err);
    if (done) {
        add_parts(d, source, length, &body, report->number, &t);
        done = desk_append(d, &t, report->reported_known ? report->reported : d->now, made, err);
    }
    cw_text_free(&body);
    return done;
}
