/* SPDX-License-Identifier: Apache-2.0 */
/* What readers add to a report. Room is bounded, because texts are hostile; what finds no room is
 * named in the last note, whose span grows over it: nothing is dropped in silence. */
#include "plain.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

static void say(cw_unread *note, const cw_error *why) {
    report_copy(note->why, sizeof note->why, why->message, strlen(why->message));
    report_copy(note->french, sizeof note->french, why->french, strlen(why->french));
}

void report_note(cw_report *report, cw_span span, bool doubt, const char *format, ...) {
    cw_error why = {0};
    if (report->unread_count == CW_REPORT_MOST_UNREAD) {
        cw_fail(&why, CW_NO, "several pieces from here on; read the text itself");
        cw_unread *last = &report->unread[CW_REPORT_MOST_UNREAD - 1];
        size_t end = last->span.first + last->span.length, new_end = span.first + span.length;
        if (span.first < last->span.first) last->span.first = span.first;
        last->span.length = (new_end > end ? new_end : end) - last->span.first;
        last->doubt = last->doubt && doubt;
        say(last, &why);
        return;
    }
    cw_unread *note = &report->unread[report->unread_count++];
    *note = (cw_unread){.span = span, .doubt = doubt};
    va_list arguments;
    va_start(arguments, format);
    cw_fail_list(&why, CW_NO, format, arguments);
    va_end(arguments);
    say(note, &why);
}

cw_fix *report_add_fix(cw_report *report, cw_fix fix) {
    if (report->fix_count == CW_REPORT_MOST_FIXES) {
        report_note(report, fix.span, false, "a position more than %d", CW_REPORT_MOST_FIXES);
        return NULL;
    }
    double said = fix.radius_m;
    fix.radius_m = said >= LEAST_RADIUS_M ? fmin(said, MOST_RADIUS_M) : LEAST_RADIUS_M;
    if (said > MOST_RADIUS_M)
        report_note(report, fix.span, true, "a radius beyond the size of the Earth: %.3g m", said);
    report->fixes[report->fix_count] = fix;
    return &report->fixes[report->fix_count++];
}

void report_add_count(cw_report *report, cw_head_count count) {
    if (report->count_count == CW_REPORT_MOST_COUNTS) {
        report_note(report, count.span, false, "a number of people more than %d",
                    CW_REPORT_MOST_COUNTS);
        return;
    }
    report->counts[report->count_count++] = count;
}

void report_copy(char *to, size_t room, const char *from, size_t length) {
    if (length >= room) { /* cut, but not in the middle of a UTF-8 sign */
        length = room - 1;
        while (length > 0 && ((unsigned char)from[length] & 0xC0) == 0x80) length--;
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)from[i];
        to[i] = from[i];
        if (c < 0x20 || c == 0x7F) to[i] = ' ';
    }
    to[length] = '\0';
}
