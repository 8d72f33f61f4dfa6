/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch incident report: a pasted text into the record. It is kept as it came; what was read
 * of it stands beside it, and what could not be read is printed. */
#include "incident.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ZONE_MINUTES = 14 * 60 };

static bool read_stream(FILE *from, cw_text *text, cw_error *err) {
    char buffer[4096];
    size_t n;
    while ((n = fread(buffer, 1, sizeof buffer, from)) > 0) {
        cw_text_add_bytes(text, buffer, n);
        if (text->length > CW_MOST_PART_BYTES)
            return cw_fail(err, CW_ERR_INPUT, "the report is longer than %d bytes",
                           CW_MOST_PART_BYTES);
    }
    if (ferror(from)) return cw_fail(err, CW_ERR_MACHINE, "the report cannot be read");
    return !text->failed || cw_fail_memory(err);
}

static bool read_source(const incident_call *c, cw_text *text, cw_error *err) {
    const char *path = incident_value(c, "file"), *given = incident_value(c, "text");
    if (given != NULL) {
        cw_text_add_bytes(text, given, strlen(given));
        return !text->failed || cw_fail_memory(err);
    }
    FILE *from = path != NULL ? fopen(path, "rb") : stdin;
    if (from == NULL) return cw_fail(err, CW_ERR_INPUT, "%s: cannot be opened", path);
    bool done = read_stream(from, text, err);
    if (from != stdin) fclose(from);
    return done;
}

/* What the command line says of the report. What is wrong there must not cost the text: it is told
 * on stderr, and the report is kept without it. */
static cw_report_context context_of(const incident_call *c) {
    cw_report_context context = {.received = c->now, .caller = incident_value(c, "caller")};
    const char *kind = incident_value(c, "kind"), *zone = incident_value(c, "zone");
    cw_error err = {0};
    if (kind != NULL && !cw_report_kind_find(kind, &context.kind, &err))
        cli_tell("%s", err.message);
    if (zone == NULL) return context;
    char *end = NULL;
    long minutes = strtol(zone, &end, 10);
    if (end != zone && *end == '\0' && labs(minutes) <= MOST_ZONE_MINUTES)
        context.zone_minutes = (int)minutes;
    else
        cli_tell(cli_say(c->options,
                         "zone=%.40s is not a number of minutes east of UTC; clocks are taken as "
                         "UTC",
                         "zone=%.40s n'est pas un nombre de minutes à l'est d'UTC ; les heures "
                         "sont prises comme UTC"),
                 zone);
    return context;
}

/* The incident that it is filed with. A name that is wrong must not cost the text either: it is
 * kept, and belongs to none yet. */
static void file_with(const incident_call *c, incident_content *t) {
    const char *name = incident_value(c, "incident");
    if (name == NULL) return;
    size_t index = cw_situation_find(c->situation, name, NULL);
    if (index != CW_NONE)
        t->names[t->name_count++] = c->situation->incidents[index].id;
    else
        cli_tell(cli_say(c->options,
                         "kept, but there is no incident \"%s\" here: it belongs to none yet",
                         "conservé, mais il n'y a pas d'incident « %s » ici : sans incident "
                         "pour l'instant"),
                 name);
}

enum { RELEASE_CALLER = 1, RELEASE_SOURCE = 2 };

/* What of release=caller;source may go to the centre that the report is shared with. An unknown
 * word releases nothing, and is told. */
static unsigned released_parts(const incident_call *c) {
    const char *given = incident_value(c, "release");
    char *copy = given != NULL ? cw_arena_strdup(c->arena, given) : NULL, *rest = copy;
    unsigned parts = 0;
    while (rest != NULL) {
        const char *word = strsep(&rest, ";");
        if (strcmp(word, "caller") == 0)
            parts |= RELEASE_CALLER;
        else if (strcmp(word, "source") == 0)
            parts |= RELEASE_SOURCE;
        else
            cli_tell(cli_say(c->options,
                             "release=%.40s is not known and releases nothing; caller and source "
                             "are parts of a report",
                             "release=%.40s est inconnu et ne communique rien ; un signalement a "
                             "les parties caller et source"),
                     word);
    }
    return parts;
}

/* The text as it came and the caller's number are parts of their own, private unless released: a
 * number is evidence of one incident. */
static void add_parts(const incident_call *c, const cw_text *source, const cw_text *body,
                      const char *number, incident_content *t) {
    unsigned released = released_parts(c);
    t->parts[t->part_count++] =
        (cw_part_draft){"source", source->data, source->length, (released & RELEASE_SOURCE) != 0};
    t->parts[t->part_count++] = (cw_part_draft){"body", body->data, body->length, true};
    if (number[0] != '\0')
        t->parts[t->part_count++] =
            (cw_part_draft){"caller", number, strlen(number), (released & RELEASE_CALLER) != 0};
}

/* The raw text goes into the record whatever the reading makes of it (R14). */
bool incident_report(incident_call *c, cw_error *err) {
    cw_text source = {0}, body = {0};
    char number[sizeof((cw_report *)0)->number];
    cw_report report;
    incident_content t = {.kind = "report"};
    if (!read_source(c, &source, err)) {
        cw_text_free(&source);
        return false;
    }
    cw_report_context context = context_of(c);
    file_with(c, &t);
    cw_report_read(source.data != NULL ? source.data : "", source.length, &context, &report);
    snprintf(number, sizeof number, "%s", report.number);
    report.number[0] = report.device[0] = '\0'; /* a person's: in parts that can be removed */
    bool done = cw_report_to_json(&report, &body, err);
    if (done) {
        add_parts(c, &source, &body, number, &t);
        done = incident_append(c, &t, report.reported_known ? report.reported : c->now, err);
    }
    for (size_t i = 0; done && i < report.unread_count; i++) cli_tell("%s", report.unread[i].why);
    cw_text_free(&source);
    cw_text_free(&body);
    return done;
}
