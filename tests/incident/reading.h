/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of reading share: a text read in a stated context, and looking through notes. */
#ifndef CROSSWATCH_TEST_INCIDENT_READING_H
#define CROSSWATCH_TEST_INCIDENT_READING_H

#include "support.h"

#include <crosswatch/incident.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The night of 24 November 2021, 03:30 UTC; the switchboard shows no number. */
static inline cw_time reading_now(void) {
    return cw_time_from_civil(2021, 11, 24, 3, 30, 0.0);
}

static inline cw_report read_as(const char *text, cw_report_kind kind, int zone_minutes) {
    cw_report report;
    cw_report_context context = {
        .kind = kind, .received = reading_now(), .zone_minutes = zone_minutes};
    cw_report_read(text, strlen(text), &context, &report);
    return report;
}

static inline cw_report read_text(const char *text) {
    return read_as(text, CW_REPORT_UNKNOWN, 0);
}

static inline bool notes(const cw_report *report, const char *part) {
    for (size_t i = 0; i < report->unread_count; i++) {
        if (strstr(report->unread[i].why, part) != NULL) return true;
    }
    return false;
}

static inline void expect_note(const cw_report *report, const char *part) {
    if (!notes(report, part)) fail_msg("no note says \"%s\"", part);
}

static inline void expect_utc(cw_time time, const char *text) {
    char got[CW_TIME_TEXT];
    assert_string_equal(cw_time_format(time, got), text);
}

#endif
