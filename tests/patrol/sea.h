/* SPDX-License-Identifier: Apache-2.0 */
/* Made plans on an open sea without stream: every distance and every time can be worked out by
 * hand. */
#ifndef CROSSWATCH_TEST_PATROL_SEA_H
#define CROSSWATCH_TEST_PATROL_SEA_H

#include "support.h"

#include "crosswatch/patrol.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The head of a plan: a week, calm, no stream; `area` is "{south: ...}". */
static inline char *sea_plan(const char *area, const char *cell, const char *rest) {
    cw_text text = {0};
    cw_text_add(&text,
                "patrol: made\nseed: 7\nweeks: 100\ncall: 0 s\ncoast: none\n"
                "horizon: {from: \"2026-06-01T00:00Z\", to: \"2026-06-08T00:00Z\"}\n"
                "area: %s\ncell: %s\n"
                "environment:\n  stream: none\n  water_temperature: 15 C\n  weather:\n"
                "    - {from: \"2026-06-01T00:00Z\", wave_height: 0.2 m, wind: 4 kn, visibility: "
                "10 nm}\n%s",
                area, cell, rest);
    assert_false(text.failed);
    return text.data;
}

/* One unit: ready at once, no limits that bind. */
static inline void sea_unit(cw_text *text, const char *name, const char *nation, const char *at,
                            const char *more) {
    cw_text_add(text,
                "  - {name: %s, nation: %s, base: b, kind: lifeboat, at: \"%s\", speed: 20 kn, "
                "endurance: 1000 h, ready_day: 0 s, turnaround: 0 s, most_wave: 5 m, most_wind: 40 "
                "kn, capacity: 100, sweep_width: 926 m, search_speed: 10 m/s%s}\n",
                name, nation, at, more);
}

typedef struct sea {
    cw_patrol_plan *plan;
    cw_patrol_world *world;
    cw_roster *roster;
} sea;

static inline sea sea_open(char *text) {
    cw_error err = {0};
    sea s = {.plan = cw_patrol_plan_parse(text, strlen(text), "made.yaml", "", &err)};
    if (s.plan == NULL) fail_msg("%s", err.message);
    s.world = cw_patrol_world_create(s.plan, NULL, &err);
    if (s.world == NULL) fail_msg("%s", err.message);
    s.roster = cw_roster_create(s.world, &err);
    if (s.roster == NULL) fail_msg("%s", err.message);
    free(text);
    return s;
}

static inline void sea_close(sea *s) {
    cw_roster_destroy(s->roster);
    cw_patrol_world_destroy(s->world);
    cw_patrol_plan_destroy(s->plan);
}

static inline cw_patrol_agreement *sea_agreement(const sea *s, const char *text) {
    cw_error err = {0};
    cw_patrol_agreement *a =
        cw_patrol_agreement_parse(text, strlen(text), "agreement.yaml", s->plan, &err);
    if (a == NULL) fail_msg("%s", err.message);
    return a;
}

static inline cw_simulation *sea_run(const sea *s, const cw_patrol_agreement *agreement,
                                     const cw_simulation_options *options) {
    cw_error err = {0};
    cw_permit *permit = cw_permit_create(s->world, agreement, &err);
    if (permit == NULL) fail_msg("%s", err.message);
    cw_simulation *run = cw_patrol_simulate(s->world, permit, s->roster, options, &err);
    if (run == NULL) fail_msg("%s", err.message);
    cw_permit_destroy(permit);
    return run;
}

#endif
