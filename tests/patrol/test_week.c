/* SPDX-License-Identifier: Apache-2.0 */
/* Rosters planned for made seas: every one can be kept (looked at by code of its own, hour by
 * hour), the planner's measure agrees with simulated weeks where it should, and tiny weeks whose
 * best roster is known. */
#include "draws.h"
#include "sea.h"

static const char area[] = "{south: 50.0, west: -8.5, north: 51.0, east: -7.5}";

typedef struct planned {
    sea s;
    cw_patrol_agreement *agreement;
    cw_permit *permit;
    cw_week_plan told;
} planned;

static planned plan_week(char *text, const char *agreement, const cw_week_options *options) {
    cw_error err = {0};
    planned p = {.s = sea_open(text)};
    if (agreement != NULL) p.agreement = sea_agreement(&p.s, agreement);
    p.permit = cw_permit_create(p.s.world, p.agreement, &err);
    assert_non_null(p.permit);
    if (!cw_roster_plan(p.s.world, p.permit, p.s.roster, options, &p.told, &err))
        fail_msg("%s", err.message);
    return p;
}

static void close_week(planned *p) {
    cw_permit_destroy(p->permit);
    cw_patrol_agreement_destroy(p->agreement);
    sea_close(&p->s);
}

static const cw_post *post_of(const planned *p, size_t unit, size_t hour) {
    return &p->s.roster->posts[unit * p->s.roster->hours + hour];
}

static size_t hours_at_sea(const planned *p, size_t unit) {
    size_t count = 0;
    for (size_t h = 0; h < p->s.roster->hours; h++)
        count += post_of(p, unit, h)->kind == CW_POST_STATION;
    return count;
}

/* ---- every roster can be kept ---------------------------------------------------------------- */

/* Two nations, units with limits drawn by the seed, and a sea that rises above some of them. */
static char *drawn_plan(uint64_t seed) {
    cw_text text = {0};
    size_t k = 0;
    cw_text_add(&text,
                "patrol: made\nseed: %u\nweeks: 100\ncall: 0 s\ncoast: none\n"
                "horizon: {from: \"2026-06-01T00:00Z\", to: \"2026-06-03T00:00Z\"}\n"
                "area: %s\ncell: 4 nm\nenvironment:\n  stream: none\n  water_temperature: 8 C\n"
                "  weather:\n",
                (unsigned)seed, area);
    for (int h = 0; h < 48; h += 6)
        cw_text_add(&text,
                    "    - {from: \"2026-06-0%dT%02d:00Z\", wave_height: %.1f m, wind: %.0f kn, "
                    "visibility: 9 nm}\n",
                    1 + h / 24, h % 24, 0.3 + 3.0 * drawn(seed, k),
                    5.0 + 30.0 * drawn(seed, k + 1)),
            k += 2;
    cw_text_add(
        &text,
        "regions:\n  - {name: North, nation: A, corners: [\"50.5, -9\", \"50.5, -7\", \"52, "
        "-7\", \"52, -9\"]}\n  - {name: South, nation: B, corners: [\"50.5, -9\", \"50.5, -7\", "
        "\"49, -7\", \"49, -9\"]}\nincidents:\n  - {name: boat, per_week: 30, people: {least: 5, "
        "most: 40}, in_water: 0.5, holds_out: 1 h, position_error: 1 nm, drift_error: 0.2 kn, "
        "places: [{corners: [\"50.1, -8.4\", \"50.1, -7.9\", \"50.9, -7.9\", \"50.9, "
        "-8.4\"]}]}\nunits:\n");
    for (int u = 0; u < 5; u++, k += 8)
        cw_text_add(
            &text,
            "  - {name: u%d, nation: %s, base: b, kind: %s, at: \"%.2f, %.2f\", speed: %.0f kn, "
            "speeds: [{wave_height: 1.5 m, speed: %.0f kn}], endurance: %.1f h, crew_hours: %.0f "
            "h, ready_day: %.0f min, turnaround: %.0f min, most_wave: %.1f m, most_wind: %.0f kn, "
            "capacity: 20, sweep_width: 1 nm}\n",
            u, u % 2 == 0 ? "A" : "B", u == 4 ? "helicopter" : "vessel",
            u % 2 == 0 ? 50.6 + 0.3 * drawn(seed, k) : 50.1 + 0.3 * drawn(seed, k), -7.6,
            12.0 + 15.0 * drawn(seed, k + 1), 6.0 + 6.0 * drawn(seed, k + 2),
            2.0 + 10.0 * drawn(seed, k + 3), 8.0 + 30.0 * drawn(seed, k + 4),
            60.0 * drawn(seed, k + 5), 150.0 * drawn(seed, k + 6), 1.0 + 2.0 * drawn(seed, k + 7),
            20.0 + 15.0 * drawn(seed, k + 1));
    cw_text_add(&text, "roster:\n  - {unit: u2, post: off, from: \"2026-06-01T03:00Z\", until: "
                       "\"2026-06-01T15:00Z\"}\n");
    assert_false(text.failed);
    return text.data;
}

static bool goes(const cw_patrol_unit *u, const cw_patrol_weather *w) {
    return w->wave_height_m <= u->most_wave_m && w->wind_mps <= u->most_wind_mps;
}

static double makes(const cw_patrol_unit *u, const cw_patrol_weather *w) {
    double speed = u->speed_mps;
    for (size_t i = 0; i < u->speed_count; i++)
        if (w->wave_height_m >= u->speeds[i].wave_height_m) speed = u->speeds[i].speed_mps;
    return speed;
}

static const cw_patrol_weather *weather_at(const cw_patrol_plan *plan, size_t hour) {
    size_t k = 0;
    while (k + 1 < plan->weather_count
           && plan->weather[k + 1].from <= plan->from + (cw_time)hour * CW_HOUR_MS)
        k++;
    return &plan->weather[k];
}

static cw_xy place_of(const planned *p, size_t unit, size_t hour) {
    const cw_patrol_world *w = p->s.world;
    const cw_post *post = post_of(p, unit, hour);
    bool away = post->kind == CW_POST_STATION;
    return cw_patrol_cell_centre(w, away ? w->place_cell[post->place] : w->base_cell[unit]);
}

/* From where it was in the hour before (at base before the first and after the last) to where it
 * is: within an hour of its speed, in weather in which it goes. */
static void check_step(const planned *p, size_t unit, size_t hour, cw_xy from, cw_xy to) {
    const cw_patrol_unit *u = &p->s.plan->units[unit];
    const cw_patrol_weather *w = weather_at(p->s.plan, hour);
    assert_true(goes(u, w));
    assert_true(hypot(to.x_m - from.x_m, to.y_m - from.y_m) <= 3600.0 * makes(u, w) + 1e-6);
}

static void check_unit(const planned *p, size_t unit) {
    const cw_patrol_unit *u = &p->s.plan->units[unit];
    size_t hours = p->s.roster->hours, run = 0, all = 0, rest = 0;
    cw_xy base = cw_patrol_cell_centre(p->s.world, p->s.world->base_cell[unit]), from = base;
    for (size_t h = 0; h < hours; h++) {
        const cw_post *post = post_of(p, unit, h);
        bool away = post->kind == CW_POST_STATION;
        cw_xy to = place_of(p, unit, h);
        if (away || run > 0) check_step(p, unit, h, from, to);
        if (away) {
            size_t cell = p->s.world->place_cell[post->place];
            double delay_s = (double)p->permit->delay_s[unit * p->s.world->cells + cell];
            assert_close(delay_s, 0.0, 0.0); /* it waits only where it need not ask */
            assert_true(u->kind != CW_UNIT_HELICOPTER && rest == 0);
        }
        if (!away && run > 0) rest = 1 + (size_t)ceil(u->turnaround_s / 3600.0);
        if (rest > 0) {
            assert_int_equal(post->kind, CW_POST_OFF);
            rest--;
        }
        run = away ? run + 1 : 0;
        all += away;
        assert_true(3600.0 * (double)(run + (run > 0)) <= u->endurance_s); /* an hour home */
        from = to;
    }
    if (run > 0) check_step(p, unit, hours - 1, from, base);
    assert_true(3600.0 * (double)all <= u->crew_s);
}

static void every_roster_can_be_kept(void **state) {
    (void)state;
    size_t out = 0;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        cw_week_options options = {.steps = 20, .rounds = 5};
        planned p = plan_week(drawn_plan(seed),
                              seed % 2 == 0 ? "agreement: apart\nrules: [{nation: A, area: North}, "
                                              "{nation: B, area: South}]\n"
                                            : NULL,
                              &options);
        for (size_t u = 0; u < p.s.plan->unit_count; u++) {
            check_unit(&p, u);
            out += hours_at_sea(&p, u);
        }
        for (size_t h = 3; h < 15; h++) assert_int_equal(post_of(&p, 2, h)->kind, CW_POST_OFF);
        assert_true(p.told.value <= p.told.bound && p.told.helped >= p.told.standby);
        close_week(&p);
    }
    assert_true(out > 100); /* else it shows nothing */
}

/* Share of the planned hours at sea that the nation carries which carries more; *all: of both. */
static double larger_share(const planned *p, size_t *all) {
    size_t own[2] = {0};
    for (size_t u = 0; u < p->s.plan->unit_count; u++)
        own[p->s.world->nation[u]] += hours_at_sea(p, u);
    *all = own[0] + own[1];
    return (double)(own[0] > own[1] ? own[0] : own[1]) / (double)(*all > 0 ? *all : 1);
}

/* The agreement's limit, where calls are so rare that they come to less than an hour. */
static void a_share_is_kept(void **state) {
    (void)state;
    size_t binding = 0, all = 0;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        for (int limited = 0; limited < 2; limited++) {
            cw_week_options options = {.steps = 20, .rounds = 5};
            char text[160];
            snprintf(
                text, sizeof text,
                "agreement: joint\n%srules: [{nation: A, area: any}, {nation: B, area: any}]\n",
                limited ? "fairness: {most_share: 60 %}\n" : "");
            char *rare = drawn_plan(seed);
            memcpy(strstr(rare, "per_week: 30"), "per_week: .1", 12);
            planned p = plan_week(rare, text, &options);
            double share = larger_share(&p, &all);
            if (limited)
                assert_true(share * (double)all <= 0.6 * (double)all + 2.0);
            else
                binding += share * (double)all > 0.6 * (double)all + 2.0;
            close_week(&p);
        }
    }
    assert_true(binding > 1); /* else the limit limits nothing */
}

static void a_post_that_is_not_allowed_is_refused(void **state) {
    (void)state;
    cw_error err = {0};
    cw_text text = {0};
    char *plan = drawn_plan(3);
    cw_text_add(&text,
                "%s  - {unit: u0, post: station, at: \"50.2, -8.0\", from: \"2026-06-01T01:00Z\", "
                "until: \"2026-06-01T02:00Z\"}\n",
                plan);
    free(plan);
    sea s = sea_open(text.data);
    cw_patrol_agreement *apart = sea_agreement(
        &s, "agreement: apart\nrules: [{nation: A, area: North}, {nation: B, area: South}]\n");
    cw_permit *narrow = cw_permit_create(s.world, apart, &err),
              *wide = cw_permit_create(s.world, NULL, &err);
    assert_true(cw_permit_allows_roster(s.world, wide, s.roster, &err));
    assert_false(cw_permit_allows_roster(s.world, narrow, s.roster, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "roster[1]: u0 may not wait at its post without asking");
    assert_mentions(err.message, "\"apart\"");
    cw_permit_destroy(narrow);
    cw_permit_destroy(wide);
    cw_patrol_agreement_destroy(apart);
    sea_close(&s);
}

/* ---- the planner's measure ------------------------------------------------------------------- */

/* One lifeboat at its base, one person at a time, so rarely that it is never busy: what the planner
 * expects is the mean of what the simulation draws. */
static void measure_agrees_with_simulated_weeks(void **state) {
    (void)state;
    cw_error err = {0};
    cw_text rest = {0};
    cw_text_add(&rest,
                "incidents:\n  - {name: person, per_week: 1, people: {least: 1, most: 1}, "
                "in_water: 0.4, holds_out: 2 h, position_error: 3 nm, drift_error: 0.5 kn, places: "
                "[{corners: [\"50.2, -8.3\", \"50.2, -7.7\", \"50.8, -7.7\", \"50.8, "
                "-8.3\"]}]}\nunits:\n  - {name: u, nation: A, base: b, kind: lifeboat, at: \"50.1, "
                "-8.0\", speed: 20 kn, endurance: 100 h, crew_hours: 0 h, ready_day: 20 min, "
                "ready_night: 40 min, turnaround: 0 s, most_wave: 5 m, most_wind: 40 kn, capacity: "
                "9, sweep_width: 1 nm}\n");
    char *text = sea_plan(area, "2 nm", rest.data);
    char *cold = strstr(text, "15 C");
    memcpy(cold, " 6 C", 4);
    sea s = sea_open(text);
    cw_patrol_plan *plan = s.plan;
    plan->units[0].crew_s = INFINITY;
    cw_permit *permit = cw_permit_create(s.world, NULL, &err);
    cw_week_options options = {.steps = 1, .rounds = 1};
    cw_week_plan told;
    cw_simulation_options judged = {.weeks = 20000, .stress = CW_NO_STRESS};
    cw_simulation *run = cw_patrol_simulate(s.world, permit, s.roster, &judged, &err);
    assert_non_null(run);
    cw_figure in_time = cw_figure_of(run, CW_FIGURE_IN_TIME);
    assert_true(cw_roster_plan(s.world, permit, s.roster, &options, &told, &err));
    double share = told.standby / told.expected;
    /* A week's expected number is one, of which a twentieth is expected to meet a busy unit. */
    assert_close(told.expected, 1.0, 1e-9);
    assert_true(told.busy < 0.05);
    double alone = share / (1.0 - told.busy);
    assert_true(in_time.value > 0.2 && in_time.value < 0.8); /* else it shows nothing */
    /* Steps of five minutes and cells counted at their middle: 0.01 beside the simulation's 95 %
     * interval. */
    assert_close(alone, in_time.value, 0.01 + 0.5 * (in_time.high - in_time.low));
    cw_simulation_destroy(run);
    cw_permit_destroy(permit);
    sea_close(&s);
    cw_text_free(&rest);
}

/* ---- known best rosters ---------------------------------------------------------------------- */

/* All incidents far from the base, people in cold water: it waits beside them whenever it may. */
static planned plan_far(const char *closed, const char *endurance, const char *crew) {
    cw_text rest = {0};
    cw_text_add(
        &rest,
        "%sincidents:\n  - {name: boat, per_week: 20, people: {least: 1, most: 1}, in_water: "
        "1, holds_out: 1 h, position_error: 0.2 nm, drift_error: 0 kn, places: [{corners: "
        "[\"50.70, -8.05\", \"50.70, -7.95\", \"50.76, -7.95\", \"50.76, "
        "-8.05\"]}]}\nunits:\n  - {name: u, nation: A, base: b, kind: vessel, at: \"50.45, "
        "-8.0\", speed: 20 kn, endurance: %s, crew_hours: %s, ready_day: 30 min, "
        "turnaround: 1 h, most_wave: 5 m, most_wind: 40 kn, capacity: 9, sweep_width: 1 "
        "nm}\n",
        closed, endurance, crew);
    char *text = sea_plan(area, "2 nm", rest.data);
    memcpy(strstr(text, "15 C"), " 4 C", 4);
    char *end = strstr(text, "2026-06-08T00:00Z");
    memcpy(end, "2026-06-02T00:00Z", 17);
    cw_text_free(&rest);
    cw_week_options options = {.steps = 60, .rounds = 10};
    return plan_week(text, NULL, &options);
}

static void waits_where_help_is_wanted(void **state) {
    (void)state;
    planned p = plan_far("", "200 h", "190 h");
    assert_int_equal(hours_at_sea(&p, 0), 24);
    for (size_t h = 0; h < 24; h++) {
        cw_xy at = place_of(&p, 0, h);
        cw_xy wanted = cw_plane_forward(p.s.world->plane, (cw_position){50.73, -8.0});
        /* Stations stand on every second cell of 2 nm: the nearest is within 2 sqrt 2 nm. */
        assert_true(hypot(at.x_m - wanted.x_m, at.y_m - wanted.y_m) < 3.0 * 1852.0);
    }
    assert_true(p.told.helped > 1.5 * p.told.standby);
    close_week(&p);
}

static size_t hours_north_of(const planned *p, double lat_deg) {
    size_t count = 0;
    for (size_t h = 0; h < 24; h++)
        count += cw_plane_inverse(p->s.world->plane, place_of(p, 0, h)).lat_deg > lat_deg;
    return count;
}

/* A band of closed water across the whole area, two cells wide, then with an opening of three cells
 * in it: nobody waits beyond the one, and it is a way round through the other. */
static void closed_water_is_not_crossed(void **state) {
    (void)state;
    planned shut = plan_far("closed:\n  - {name: lane, corners: [\"50.54, -9\", \"50.54, -7\", "
                            "\"50.61, -7\", \"50.61, -9\"]}\n",
                            "200 h", "190 h");
    assert_int_equal(hours_north_of(&shut, 50.54), 0);
    planned gap = plan_far("closed:\n  - {name: lane, corners: [\"50.54, -9\", \"50.54, -7.85\", "
                           "\"50.61, -7.85\", \"50.61, -9\"]}\n  - {name: lane, corners: "
                           "[\"50.54, -7.67\", \"50.54, -7\", \"50.61, -7\", \"50.61, -7.67\"]}\n",
                           "200 h", "190 h");
    assert_true(hours_north_of(&gap, 50.61) > 20); /* an hour or two through the opening */
    for (size_t h = 0; h < 24; h++) {
        const cw_post *post = post_of(&gap, 0, h);
        if (post->kind == CW_POST_STATION)
            assert_false(gap.s.world->closed[gap.s.world->place_cell[post->place]]);
    }
    assert_true(shut.told.helped < gap.told.helped);
    close_week(&shut);
    close_week(&gap);
}

/* Sorties of at most 7 h at sea (8 less the way home), each with 2 h off: 7+2+7+2+6 in a day. */
static void endurance_and_rest_shape_the_day(void **state) {
    (void)state;
    planned p = plan_far("", "8 h", "190 h");
    size_t off = 0;
    for (size_t h = 0; h < 24; h++) off += post_of(&p, 0, h)->kind == CW_POST_OFF;
    assert_int_equal(hours_at_sea(&p, 0), 20);
    assert_int_equal(off, 4);
    close_week(&p);
}

static void crew_hours_are_kept_for_calls(void **state) {
    (void)state;
    planned p = plan_far("", "200 h", "12 h");
    size_t out = hours_at_sea(&p, 0);
    assert_true(out > 0 && out < 12); /* some of the twelve are kept for calls */
    close_week(&p);
    planned none = plan_far("", "200 h", "0 h");
    assert_close(none.told.helped, 0.0, 0.0); /* nor can calls be answered without any */
    close_week(&none);
}

static void any_number_of_threads_gives_the_same(void **state) {
    (void)state;
    cw_week_options one = {.steps = 20, .rounds = 4, .threads = 1}, three = one;
    three.threads = 3;
    planned a = plan_week(drawn_plan(5), NULL, &one), b = plan_week(drawn_plan(5), NULL, &three);
    const cw_roster *x = a.s.roster, *y = b.s.roster;
    for (size_t k = 0; k < x->units * x->hours; k++) {
        assert_int_equal(x->posts[k].kind, y->posts[k].kind);
        assert_int_equal(x->posts[k].place, y->posts[k].place);
    }
    assert_memory_equal(&a.told.bound, &b.told.bound, sizeof a.told.bound);
    close_week(&a);
    close_week(&b);
}

static void a_roster_given_is_where_it_begins(void **state) {
    (void)state;
    planned p = plan_far("", "200 h", "190 h");
    cw_error err = {0};
    cw_week_options options = {.steps = 1, .rounds = 1};
    cw_week_plan again;
    assert_true(cw_roster_plan(p.s.world, p.permit, p.s.roster, &options, &again, &err));
    assert_true(again.value >= p.told.value - 1e-9);
    cw_roster *standby = cw_roster_create(p.s.world, &err);
    const cw_roster *from[] = {standby, p.s.roster};
    options.from = from;
    options.from_count = 2;
    assert_true(cw_roster_plan(p.s.world, p.permit, standby, &options, &again, &err));
    assert_true(again.value >= p.told.value - 1e-9);
    cw_roster_destroy(standby);
    close_week(&p);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_roster_can_be_kept),
                                       cmocka_unit_test(a_share_is_kept),
                                       cmocka_unit_test(a_post_that_is_not_allowed_is_refused),
                                       cmocka_unit_test(measure_agrees_with_simulated_weeks),
                                       cmocka_unit_test(waits_where_help_is_wanted),
                                       cmocka_unit_test(closed_water_is_not_crossed),
                                       cmocka_unit_test(endurance_and_rest_shape_the_day),
                                       cmocka_unit_test(crew_hours_are_kept_for_calls),
                                       cmocka_unit_test(any_number_of_threads_gives_the_same),
                                       cmocka_unit_test(a_roster_given_is_where_it_begins)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
