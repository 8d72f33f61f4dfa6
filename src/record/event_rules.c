/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules of an event's fields, the same for what is sealed here and for what comes from outside;
 * and the texts of identifiers. Each list has one order and no doubles, so that an event has one
 * encoding.
 */
#include "event.h"

#include "utf8.h"

#include <string.h>

/* ---- identifiers ---------------------------------------------------------------------------- */

const char *cw_event_id_format(const cw_event_id *id, char text[CW_ID_TEXT]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < sizeof id->bytes; i++) {
        text[2 * i] = digits[id->bytes[i] >> 4];
        text[2 * i + 1] = digits[id->bytes[i] & 15];
    }
    text[CW_ID_TEXT - 1] = '\0';
    return text;
}

static int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool cw_event_id_parse(const char *text, cw_event_id *id, cw_error *err) {
    bool good = strlen(text) == CW_ID_TEXT - 1;
    for (size_t i = 0; good && i < sizeof id->bytes; i++) {
        int high = digit_value(text[2 * i]), low = digit_value(text[2 * i + 1]);
        good = high >= 0 && low >= 0;
        if (good) id->bytes[i] = (uint8_t)(high << 4 | low);
    }
    return good
           || cw_fail(err, CW_ERR_INPUT,
                      "\"%.80s\" is not an event's identifier (64 hexadecimal digits)", text);
}

int cw_event_id_compare(const cw_event_id *a, const cw_event_id *b) {
    return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

/* ---- texts ---------------------------------------------------------------------------------- */

bool event_is_word(const char *text, size_t most) {
    size_t length = strlen(text);
    if (length == 0 || length > most || text[0] < 'a' || text[0] > 'z') return false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!fits) return false;
    }
    return true;
}

bool event_is_centre(const char *text) {
    size_t length = strlen(text);
    return length > 0 && length <= CW_MOST_CENTRE && utf8_is_line(text, length)
           && strpbrk(text, " +") == NULL;
}

static bool is_line(const char *text, size_t least, size_t most) {
    size_t length = strlen(text);
    return length >= least && length <= most && utf8_is_line(text, length);
}

static bool check_texts(const cw_event *event, cw_error *err) {
    if (!event_is_centre(event->centre))
        return cw_fail(err, CW_ERR_INPUT,
                       "an event's centre is a name of 1 to %d bytes of UTF-8 without spaces or "
                       "\"+\", not \"%.64s\"",
                       CW_MOST_CENTRE, event->centre);
    if (!is_line(event->person, 0, CW_MOST_PERSON))
        return cw_fail(err, CW_ERR_INPUT,
                       "an event's person is one line of at most %d bytes of UTF-8",
                       CW_MOST_PERSON);
    if (!event_is_word(event->kind, CW_MOST_KIND))
        return cw_fail(err, CW_ERR_INPUT,
                       "an event's kind is a word of a to z, 0 to 9, \"-\" and \"_\", a letter "
                       "first, at most %d bytes, not \"%.40s\"",
                       CW_MOST_KIND, event->kind);
    return true;
}

/* ---- lists ---------------------------------------------------------------------------------- */

static bool ascend(const char *a, const char *b, const char *list, cw_error *err) {
    int order = strcmp(a, b);
    if (order < 0) return true;
    return cw_fail(err, CW_ERR_INPUT, "an event's %s are %s", list,
                   order == 0 ? CW_SAID("not all different") : CW_SAID("not in order"));
}

static bool check_lists(const cw_event *event, cw_error *err) {
    for (size_t i = 0; i < event->incident_count; i++) {
        if (!is_line(event->incidents[i], 1, CW_MOST_INCIDENT))
            return cw_fail(err, CW_ERR_INPUT,
                           "an incident's name is one line of 1 to %d bytes of UTF-8",
                           CW_MOST_INCIDENT);
        if (i > 0
            && !ascend(event->incidents[i - 1], event->incidents[i], CW_SAID("incidents"), err))
            return false;
    }
    for (size_t i = 1; i < event->superseded_count; i++) {
        if (cw_event_id_compare(&event->supersedes[i - 1], &event->supersedes[i]) >= 0)
            return cw_fail(err, CW_ERR_INPUT,
                           "an event's superseded events are not in order, or not all different");
    }
    for (size_t i = 0; i < event->shared_count; i++) {
        if (!event_is_centre(event->shared_with[i])
            || strcmp(event->shared_with[i], event->centre) == 0)
            return cw_fail(err, CW_ERR_INPUT,
                           "an event cannot be shared with \"%.64s\": not the name of another "
                           "centre",
                           event->shared_with[i]);
        if (i > 0
            && !ascend(event->shared_with[i - 1], event->shared_with[i], CW_SAID("centres"), err))
            return false;
    }
    return true;
}

/* ---- parts ---------------------------------------------------------------------------------- */

static bool check_body(const cw_event_part *part, cw_error *err) {
    const char *canonical;
    size_t length;
    cw_arena *arena = cw_arena_create();
    bool good = arena != NULL || cw_fail_memory(err);
    good = good
           && cw_canonical_json((const char *)part->bytes, part->length, arena, &canonical, &length,
                                err);
    if (good && (length != part->length || memcmp(canonical, part->bytes, length) != 0))
        good = cw_fail(err, CW_ERR_INPUT, "an event's body is not in canonical form");
    cw_arena_destroy(arena);
    return good;
}

static bool check_parts(const cw_event *event, cw_error *err) {
    for (size_t i = 0; i < event->part_count; i++) {
        const cw_event_part *part = &event->parts[i];
        if (!event_is_word(part->name, CW_MOST_PART_NAME))
            return cw_fail(err, CW_ERR_INPUT,
                           "the name of an event's part is a word such as \"source\", not "
                           "\"%.40s\"",
                           part->name);
        if (i > 0 && !ascend(event->parts[i - 1].name, part->name, "parts", err)) return false;
        if (part->length > CW_MOST_PART_BYTES)
            return cw_fail(err, CW_ERR_INPUT, "the part \"%s\" of an event is over %d bytes",
                           part->name, CW_MOST_PART_BYTES);
        if (part->present && strcmp(part->name, "body") == 0 && !check_body(part, err))
            return false;
    }
    return true;
}

bool event_check(const cw_event *event, cw_error *err) {
    if (event->recorded == CW_TIME_UNKNOWN)
        return cw_fail(err, CW_ERR_INPUT, "an event has no time at which it was recorded");
    size_t bytes = 0;
    for (size_t i = 0; i < event->part_count; i++) bytes += event->parts[i].length;
    if (bytes > CW_MOST_EVENT_BYTES / 2)
        return cw_fail(err, CW_ERR_INPUT, "the parts of an event have over %d bytes together",
                       CW_MOST_EVENT_BYTES / 2);
    return check_texts(event, err) && check_lists(event, err) && check_parts(event, err);
}
