/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch incident report: a pasted text into the record. It is kept as it came; what was read
 * of it stands beside it, and what could not be read is printed. */
#include "incident.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The raw text goes into the record whatever the reading makes of it (R14). The caller's number
 * stands in a part of its own, private unless release=caller: it is evidence of one incident. */
bool incident_report(incident_call *c, cw_error *err) {
    cw_report_context context = {.received = c->now, .caller = incident_value(c, "caller")};
    const char *kind = incident_value(c, "kind"), *zone = incident_value(c, "zone"),
               *name = incident_value(c, "incident");
    cw_text source = {0}, body = {0};
    char number[24] = "";
    cw_report report;
    incident_content t = {.kind = "report"};
    bool done = (kind == NULL || cw_report_kind_find(kind, &context.kind, err))
                && read_source(c, &source, err);
    context.zone_minutes = zone != NULL ? (int)strtol(zone, NULL, 10) : 0;
    if (done && name != NULL) {
        /* A name that is wrong must not cost the text: it is kept, and belongs to none yet. */
        size_t index = cw_situation_find(c->situation, name, NULL);
        if (index != CW_NONE)
            t.names[t.name_count++] = c->situation->incidents[index].id;
        else
            fprintf(stderr,
                    cli_say(c->options,
                            "kept, but there is no incident \"%s\" here: it belongs to none yet\n",
                            "conservé, mais il n'y a pas d'incident « %s » ici : sans incident "
                            "pour l'instant\n"),
                    name);
    }
    if (done) {
        cw_report_read(source.data != NULL ? source.data : "", source.length, &context, &report);
        snprintf(number, sizeof number, "%s", report.number);
        report.number[0] = report.device[0] = '\0'; /* a person's: in parts that can be removed */
        done = cw_report_to_json(&report, &body, err);
    }
    if (done) {
        bool release = incident_value(c, "release") != NULL
                       && strcmp(incident_value(c, "release"), "caller") == 0;
        t.parts[t.part_count++] = (cw_part_draft){"source", source.data, source.length, false};
        t.parts[t.part_count++] = (cw_part_draft){"body", body.data, body.length, true};
        if (number[0] != '\0')
            t.parts[t.part_count++] = (cw_part_draft){"caller", number, strlen(number), release};
        done = incident_append(c, &t, report.reported_known ? report.reported : c->now, err);
        for (size_t i = 0; done && i < report.unread_count; i++)
            fprintf(stderr, "%s\n", report.unread[i].why);
    }
    cw_text_free(&source);
    cw_text_free(&body);
    return done;
}
