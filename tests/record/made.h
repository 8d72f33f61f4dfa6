/* SPDX-License-Identifier: Apache-2.0 */
/* Events made for the record's tests: the n-th of a centre, the same bytes at every run. */
#ifndef CROSSWATCH_TEST_RECORD_MADE_H
#define CROSSWATCH_TEST_RECORD_MADE_H

#include "support.h"

#include <crosswatch/record.h>

#include <stdio.h>
#include <string.h>

#define MADE_CALLER "+44 7700 900461" /* a number of the range kept for drama (Ofcom) */

/* 24 November 2021, 00:48 UTC, and a minute later for each n. */
static inline cw_time made_time(size_t n) {
    return cw_time_from_civil(2021, 11, 24, 0, 48, 0.0) + (cw_time)n * CW_MINUTE_MS;
}

/* A report: "source" and "body" released, "caller" private; shared with `with` unless NULL. */
static inline cw_event *made_event(const char *centre, const char *with, size_t n,
                                   cw_arena *arena) {
    char source[160], body[160];
    uint8_t seed[32];
    memset(seed, (int)(n & 0xff), sizeof seed);
    memcpy(seed, &n, sizeof n);
    snprintf(source, sizeof source, "call %zu: the boat is taking water\nwe are about %zu", n,
             20 + n % 20);
    snprintf(body, sizeof body, "{\"text\": \"call %zu\", \"aboard\": %zu}", n, 20 + n % 20);
    const char *incident = "mig-07";
    const cw_part_draft parts[] = {{"source", source, strlen(source), true},
                                   {"caller", MADE_CALLER, strlen(MADE_CALLER), false},
                                   {"body", body, strlen(body), true}};
    cw_event_draft draft = {.centre = centre,
                            .person = "watch officer",
                            .observed = made_time(n) - CW_MINUTE_MS,
                            .received = made_time(n),
                            .recorded = made_time(n) + 2000,
                            .kind = "report",
                            .incidents = &incident,
                            .incident_count = 1,
                            .shared_with = &with,
                            .shared_count = with != NULL ? 1 : 0,
                            .parts = parts,
                            .part_count = 3,
                            .salt_seed = seed};
    cw_error err = {0};
    cw_event *event = cw_event_seal(&draft, arena, &err);
    if (event == NULL) fail_msg("%s", err.message);
    return event;
}

#endif
