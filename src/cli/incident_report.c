/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch incident report: where the pasted text comes from. The desk keeps it; what could not
 * be read of it is told. */
#include "incident.h"

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

static bool read_source(const cw_desk *desk, cw_text *text, cw_error *err) {
    const char *path = cw_desk_value(desk, "file"), *given = cw_desk_value(desk, "text");
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

/* The desk's fields are those that say something of the text, not where it stands. */
static cw_desk without_source(const incident_call *c, cw_desk_field fields[62]) {
    cw_desk desk = c->desk;
    desk.fields = fields;
    desk.field_count = 0;
    for (size_t i = 0; i < c->desk.field_count; i++) {
        const char *key = c->fields[i].key;
        if (strcmp(key, "file") != 0 && strcmp(key, "text") != 0)
            fields[desk.field_count++] = c->fields[i];
    }
    return desk;
}

bool incident_report(incident_call *c, cw_text *text, cw_error *err) {
    cw_desk_field fields[62];
    cw_desk desk = without_source(c, fields);
    cw_text source = {0};
    cw_event_id id;
    cw_report report;
    char name[CW_ID_TEXT];
    bool done = read_source(&c->desk, &source, err)
                && cw_desk_report(&desk, source.data != NULL ? source.data : "", source.length, &id,
                                  &report, err);
    cw_text_free(&source);
    if (!done) return false;
    cw_text_add(text, "%s\n", cw_event_id_format(&id, name));
    for (size_t i = 0; i < report.unread_count; i++)
        cw_text_add(&c->told, "%s\n",
                    cli_say(c->options, report.unread[i].why, report.unread[i].french));
    return true;
}
