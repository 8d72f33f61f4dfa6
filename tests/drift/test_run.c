/* SPDX-License-Identifier: Apache-2.0 */
/* Runs: directions and signs, release, jibes, changes of object, the shore, the edge of the
 * forcing, threads, outputs and refusals. */
#include "fields.h"

enum { HOUR_S = 3600 };

static cw_leeway leeway(double down, double right, double left) {
    return (cw_leeway){.downwind_slope = down, .right_slope = right, .left_slope = left};
}

/* Current (0.3, 0.1), wind towards grid north at 10 m/s. */
static void north_wind(double x, double y, double t, double v[4]) {
    (void)x;
    (void)y;
    (void)t;
    v[0] = 0.3;
    v[1] = 0.1;
    v[3] = 10.0;
}

static void east_current(double x, double y, double t, double v[4]) {
    (void)x;
    (void)y;
    (void)t;
    v[0] = 0.5;
}

static const cw_scheme schemes[] = {CW_EULER, CW_RK2, CW_RK4};

/* Crosswind leeway is to the right of where the wind blows on the right tack, to the left on the
 * left: with a wind towards north, east and west. */
static void leeway_goes_to_its_own_side(void **state) {
    (void)state;
    cw_forcing *f = field_make(north_wind, 21, 5000.0, 2, 86400.0);
    for (int s = 0; s < 3; s++) {
        cw_ensemble *e = ensemble_make(64, false);
        int lefts = 0;
        e->objects.leeway[0] = leeway(0.03, 0.01, -0.02);
        e->objects.leeway[0].downwind_offset_mps = 0.05;
        e->objects.leeway[0].left_offset_mps = -0.01;
        for (size_t i = 0; i < e->count; i++) ensemble_put(e, i, 0, 0);
        cw_drift_options o = options_plain(2, 600, schemes[s]);
        run_or_fail(e, f, NULL, &o);
        for (size_t i = 0; i < e->count; i++) {
            bool left = (e->state[i] & CW_LEFT_TACK) != 0;
            lefts += left;
            /* 2 h; single precision of some km */
            assert_close(e->x_m[i], 7200 * (0.3 + (left ? -0.21 : 0.1)), 0.01);
            assert_close(e->y_m[i], 7200 * (0.1 + 0.35), 0.01);
        }
        assert_true(lefts > 16 && lefts < 48); /* half of 64, four standard deviations */
        cw_ensemble_destroy(e);
    }
    cw_forcing_destroy(f);
}

/* e cm/s in the table gives (slope + e / 20) W + offset + e / 2: at 10 m/s e more, at 20 m/s 1.5 e.
 */
static void errors_enter_as_the_literature_says(void **state) {
    (void)state;
    cw_ensemble *e = ensemble_make(2000, false);
    cw_leeway *l = &e->objects.leeway[0];
    *l = leeway(0.04, 0.01, -0.02);
    l->downwind_std_mps = 0.04;
    l->right_std_mps = 0.03;
    l->left_std_mps = 0.02;
    for (size_t i = 0; i < e->count; i++) {
        cw_particle_seed seed = {.weight = 1, .number = (uint32_t)i, .change_time = INT64_MAX};
        cw_ensemble_seed(e, i, &seed, true);
        bool left = (e->state[i] & CW_LEFT_TACK) != 0;
        double ed = 0.04 * (double)e->downwind_error[i];
        double ec = (left ? 0.02 : 0.03) * (double)e->crosswind_error[i];
        double at10 = (double)e->downwind_slope[i] * 10 + (double)e->downwind_offset_mps[i];
        double at20 = (double)e->downwind_slope[i] * 20 + (double)e->downwind_offset_mps[i];
        assert_close(at10, 0.4 + ed, 1e-6);
        assert_close(at20, 0.8 + 1.5 * ed, 1e-6);
        double cross10 = (double)e->crosswind_slope[i] * 10 + (double)e->crosswind_offset_mps[i];
        assert_close(cross10, (left ? -0.2 : 0.1) + ec, 1e-6);
    }
    cw_ensemble_destroy(e);
}

/* Each drifts from its own release on, to the second, whatever the steps. */
static void release_is_exact(void **state) {
    (void)state;
    cw_forcing *f = field_make(east_current, 21, 5000.0, 2, 86400.0);
    for (int backward = 0; backward < 2; backward++) {
        cw_ensemble *e = ensemble_make(500, false);
        double sign = backward ? -1.0 : 1.0;
        for (size_t i = 0; i < e->count; i++) {
            ensemble_put(e, i, 0, 0);
            e->event_s[i] = (float)((backward ? 36000.0 : 0.0) + sign * 41.0 * (double)i);
        }
        cw_drift_options o = options_plain(10, 600, CW_RK2);
        if (backward) o.from = 36000000, o.to = 0;
        run_or_fail(e, f, NULL, &o);
        for (size_t i = 0; i < e->count; i++) {
            double drifted = fmax(36000.0 - 41.0 * (double)i, 0.0);
            assert_close(e->x_m[i], sign * 0.5 * drifted, 0.02);
            assert_int_equal(cw_particle_state_of(e->state[i]),
                             41 * i <= 36000 ? CW_ADRIFT : CW_WAITING);
        }
        cw_ensemble_destroy(e);
    }
    cw_forcing_destroy(f);
}

/* Jibes: after a time t at rate r an object is on its first tack with (1 + exp(-2 r t)) / 2. */
static void jibes_take_the_other_tack(void **state) {
    (void)state;
    enum { COUNT = 20000 };
    cw_forcing *f = field_make(north_wind, 21, 20000.0, 2, 86400.0);
    cw_ensemble *e = ensemble_make(COUNT, false);
    uint8_t *first = malloc(COUNT);
    assert_non_null(first);
    e->objects.leeway[0] = leeway(0.03, 0.01, -0.02);
    for (size_t i = 0; i < COUNT; i++) {
        ensemble_put(e, i, 0, 0);
        first[i] = e->state[i] & CW_LEFT_TACK;
    }
    cw_drift_options o = options_plain(12, 600, CW_EULER);
    o.jibe_per_hour = 0.1;
    run_or_fail(e, f, NULL, &o);
    double same = 0;
    for (size_t i = 0; i < COUNT; i++) {
        uint8_t now = e->state[i] & CW_LEFT_TACK;
        same += now == first[i];
        assert_close(e->crosswind_slope[i], now ? -0.02 : 0.01, 1e-9);
        if (e->events[i] > 1) continue; /* one draw: released, never jibed */
        assert_close(e->x_m[i], 43200 * (0.3 + (now ? -0.2 : 0.1)), 0.5);
    }
    double p = 0.5 * (1 + exp(-2 * 0.1 * 12));
    assert_close(same / COUNT, p, 5 * sqrt(p * (1 - p) / COUNT));
    free(first);
    cw_ensemble_destroy(e);
    cw_forcing_destroy(f);
}

/* A boat that turns into people in the water drifts as each for its time. */
static void objects_change_at_their_time(void **state) {
    (void)state;
    cw_forcing *f = field_make(north_wind, 21, 20000.0, 2, 86400.0);
    cw_ensemble *e = ensemble_make(300, false);
    e->objects.count = 2;
    e->objects.leeway[0] = leeway(0.04, 0, 0);
    e->objects.leeway[1] = leeway(0.01, 0, 0);
    for (size_t i = 0; i < e->count; i++) {
        cw_particle_seed seed = {.weight = 1,
                                 .number = (uint32_t)i,
                                 .release = 1000 * (int64_t)i,
                                 .change_object = 1,
                                 .change_time = 1000 * (3600 + 37 * (int64_t)i)};
        cw_ensemble_seed(e, i, &seed, false);
    }
    cw_drift_options o = options_plain(3, 600, CW_RK4);
    o.jibe_per_hour = 2.0; /* jibes in between must not lose the change */
    run_or_fail(e, f, NULL, &o);
    for (size_t i = 0; i < e->count; i++) {
        double change = 3600 + 37 * (double)i, boat = fmin(change, 3 * HOUR_S) - (double)i;
        double water = fmax(3 * HOUR_S - change, 0.0);
        assert_close(e->y_m[i], 0.1 * (boat + water) + 0.4 * boat + 0.1 * water, 0.02);
        assert_int_equal(e->object[i], change <= 3 * HOUR_S);
    }
    cw_ensemble_destroy(e);
    cw_forcing_destroy(f);
}

/* Land east of x = 1000 m. */
static cw_landmask *wall(double near_m) {
    cw_plane *plane = cw_plane_create((cw_position){50, 0}, NULL);
    cw_position ring[5];
    double x[5] = {1000, 9000, 9000, 1000, 1000}, y[5] = {-9000, -9000, 9000, 9000, -9000};
    for (int i = 0; i < 5; i++) ring[i] = cw_plane_inverse(plane, (cw_xy){x[i], y[i]});
    cw_coast_ring one = {0, 5, false};
    cw_coast coast = {.points = ring, .point_count = 5, .rings = &one, .ring_count = 1};
    cw_landmask *m =
        cw_landmask_create(&coast, plane, -10e3, -10e3, 10e3, 10e3, 50.0, near_m, NULL);
    assert_non_null(m);
    cw_plane_destroy(plane);
    return m;
}

/* Whatever the step, and also where a step is longer than the mask's margin. */
static void the_shore_stops_them(void **state) {
    (void)state;
    cw_forcing *f = field_make(east_current, 21, 5000.0, 2, 86400.0);
    const double steps[] = {60, 600, 3600}, margins[] = {500, 500, 500};
    for (int s = 0; s < 3; s++) {
        cw_landmask *m = wall(margins[s]);
        cw_ensemble *e = ensemble_make(600, false);
        for (size_t i = 0; i < e->count; i++) ensemble_put(e, i, -10.0 * (double)i, (double)i);
        cw_drift_options o = options_plain(1, steps[s], CW_RK2);
        run_or_fail(e, f, m, &o);
        for (size_t i = 0; i < e->count; i++) {
            double end = 1800.0 - 10.0 * (double)i;
            bool reaches = end > 1000.0;
            if (fabs(end - 1000.0) < 26.0) continue; /* the wall's cell decides */
            double want = reaches ? 1000.0 : end;
            assert_int_equal(cw_particle_state_of(e->state[i]), reaches ? CW_STRANDED : CW_ADRIFT);
            assert_close(e->x_m[i], want, 26.0); /* half a cell: the wall lies between centres */
            assert_false(cw_landmask_is_land(m, (cw_xy){(double)e->x_m[i], (double)e->y_m[i]}));
        }
        cw_ensemble_destroy(e);
        cw_landmask_destroy(m);
    }
    cw_forcing_destroy(f);
}

static void ebb(double x, double y, double t, double v[4]) {
    (void)x;
    (void)y;
    v[0] = t > 2.5 * HOUR_S ? -0.5 : 0.5;
}

/* Stranded ones stay, unless the case lets them refloat, and then at the asked rate. */
static void refloating(void **state) {
    (void)state;
    enum { COUNT = 4000 };
    cw_forcing *f = field_make(ebb, 21, 5000.0, 9, HOUR_S);
    cw_landmask *m = wall(500);
    for (int refloat = 0; refloat < 2; refloat++) {
        cw_ensemble *e = ensemble_make(COUNT, false);
        for (size_t i = 0; i < COUNT; i++) ensemble_put(e, i, 0, 0);
        cw_drift_options o = options_plain(6, 300, CW_RK2);
        o.shore = refloat ? CW_SHORE_REFLOAT : CW_SHORE_STRAND;
        o.refloat_per_hour = 0.25;
        run_or_fail(e, f, m, &o);
        double left = 0;
        for (size_t i = 0; i < COUNT; i++) left += cw_particle_state_of(e->state[i]) == CW_ADRIFT;
        /* The stream turns between 2 h and 3 h (linear in time): whoever is set free from 2.5 h on
         * gets away in the 3.5 h that are left; before, it strands again at once. */
        double p = refloat ? 1 - exp(-0.25 * 3.5) : 0.0;
        assert_close(left / COUNT, p, 5 * sqrt(p * (1 - p) / COUNT) + 1e-12);
        cw_ensemble_destroy(e);
    }
    cw_landmask_destroy(m);
    cw_forcing_destroy(f);
}

/* Whoever leaves the forcing is counted as lost, and stays where it was last known. */
static void the_edge_of_the_forcing(void **state) {
    (void)state;
    cw_forcing *f = field_make(east_current, 5, 500.0, 2, 86400.0);
    f->values[(2 * 5 + 3) * 4] = NAN; /* a hole at (500, 0) in the first frame */
    cw_ensemble *e = ensemble_make(3, false);
    ensemble_put(e, 0, 0, 700);
    ensemble_put(e, 1, -1000, 900);
    ensemble_put(e, 2, -800, 0);
    cw_drift_options o = options_plain(1, 60, CW_RK4);
    run_or_fail(e, f, NULL, &o);
    assert_int_equal(cw_particle_state_of(e->state[0]), CW_LOST);
    assert_true(e->x_m[0] <= 1000.0f && e->x_m[0] > 960.0f);
    assert_int_equal(cw_particle_state_of(e->state[1]), CW_ADRIFT);
    assert_close(e->x_m[1], 800, 0.05);
    assert_int_equal(cw_particle_state_of(e->state[2]), CW_LOST);
    assert_true(e->x_m[2] <= 0.0f && e->x_m[2] > -40.0f);
    cw_ensemble_destroy(e);
    cw_forcing_destroy(f);
}

/* ---- the same bits --------------------------------------------------------------------------- */

static void lively(double x, double y, double t, double v[4]) {
    v[0] = 0.5 * sin(t / 7000.0 + x / 9000.0);
    v[1] = 0.4 * cos(t / 9000.0 - y / 7000.0);
    v[2] = 6.0 * cos(t / 20000.0);
    v[3] = 5.0 * sin(x / 15000.0) + 3.0;
}

static cw_ensemble *lively_run(size_t count, size_t skip, int threads) {
    cw_leeway_table *t = cw_leeway_table_create(NULL);
    cw_forcing *f = field_make(lively, 61, 1000.0, 13, HOUR_S);
    f->current_std_mps = 0.1, f->current_tau_s = 7200;
    f->wind_std_mps = 1.0, f->wind_tau_s = 14400;
    cw_landmask *m = wall(800);
    cw_ensemble *e = ensemble_make(count, true);
    e->objects.count = 2;
    e->objects.leeway[0] = *cw_leeway_find(t, "LIFE-RAFT-NB-1", NULL);
    e->objects.leeway[1] = *cw_leeway_find(t, "PIW-1", NULL);
    for (size_t i = 0; i < count; i++) {
        uint32_t number = (uint32_t)(i + skip);
        cw_particle_seed seed = {.at = {-3000.0 + 3.0 * number, 0.1 * number},
                                 .weight = 1,
                                 .number = number,
                                 .release = 9000 * (int64_t)(number % 400),
                                 .change_object = 1,
                                 .change_time = 5 * CW_HOUR_MS};
        cw_ensemble_seed(e, i, &seed, true);
    }
    cw_drift_options o = cw_drift_options_default();
    o.to = 7 * CW_HOUR_MS;
    o.shore = CW_SHORE_REFLOAT;
    o.jibe_per_hour = 0.3;
    o.threads = threads;
    run_or_fail(e, f, m, &o);
    cw_landmask_destroy(m);
    cw_forcing_destroy(f);
    cw_leeway_table_destroy(t);
    return e;
}

static void assert_same(const cw_ensemble *a, size_t at, const cw_ensemble *b, size_t count) {
    assert_memory_equal(a->x_m + at, b->x_m, count * sizeof *b->x_m);
    assert_memory_equal(a->y_m + at, b->y_m, count * sizeof *b->y_m);
    assert_memory_equal(a->state + at, b->state, count);
    assert_memory_equal(a->object + at, b->object, count);
    assert_memory_equal(a->event_s + at, b->event_s, count * sizeof *b->event_s);
    assert_memory_equal(a->wind_error_x + at, b->wind_error_x, count * sizeof *b->wind_error_x);
    assert_memory_equal(a->downwind_error + at, b->downwind_error,
                        count * sizeof *b->downwind_error);
}

/* For any number of threads, and also in any company: a part of the ensemble run alone, its blocks
 * cut elsewhere, is the same as within the whole. */
static void the_same_bits_for_any_threads(void **state) {
    (void)state;
    cw_ensemble *one = lively_run(3001, 0, 1), *two = lively_run(3001, 0, 2);
    cw_ensemble *seven = lively_run(3001, 0, 7), *part = lively_run(777, 1111, 2);
    assert_same(one, 0, two, 3001);
    assert_same(one, 0, seven, 3001);
    assert_same(one, 1111, part, 777);
    size_t counts[4] = {0};
    for (size_t i = 0; i < 3001; i++) counts[cw_particle_state_of(one->state[i])]++;
    assert_true(counts[CW_ADRIFT] > 300 && counts[CW_STRANDED] > 20); /* the run was lively */
    cw_ensemble_destroy(one);
    cw_ensemble_destroy(two);
    cw_ensemble_destroy(seven);
    cw_ensemble_destroy(part);
}

/* ---- outputs --------------------------------------------------------------------------------- */

typedef struct seen {
    size_t count, stop_after;
    cw_time times[32];
} seen;

static bool note(void *context, const cw_ensemble *e, cw_time time, cw_error *err) {
    seen *s = context;
    assert_true(e->count > 0);
    s->times[s->count++] = time;
    return s->count < s->stop_after || cw_fail(err, CW_ERR_MACHINE, "the disk is full");
}

static void outputs_come_on_time(void **state) {
    (void)state;
    cw_forcing *f = field_make(east_current, 21, 5000.0, 2, 86400.0);
    cw_ensemble *e = ensemble_make(1, false);
    cw_error err = {0};
    seen s = {.stop_after = 99};
    ensemble_put(e, 0, 0, 0);
    cw_drift_options o = options_plain(1, 420, CW_EULER); /* does not divide the outputs */
    o.output_s = 1500;
    assert_true(cw_drift_run(e, f, NULL, &o, note, &s, &err));
    const cw_time want[] = {0, 1500000, 3000000, 3600000};
    assert_int_equal(s.count, 4);
    for (int i = 0; i < 4; i++) assert_int_equal(s.times[i], want[i]);
    assert_close(e->x_m[0], 1800, 0.01);
    seen stopped = {.stop_after = 2};
    o.from = 3600000, o.to = 7200000;
    assert_false(cw_drift_run(e, f, NULL, &o, note, &stopped, &err));
    assert_mentions(err.message, "the disk is full");
    assert_int_equal(stopped.count, 2);
    cw_ensemble_destroy(e);
    cw_forcing_destroy(f);
}

static void tracks_keep_the_history(void **state) {
    (void)state;
    cw_forcing *f = field_make(east_current, 21, 5000.0, 2, 86400.0);
    cw_error err = {0};
    for (int backward = 0; backward < 2; backward++) {
        cw_ensemble *e = ensemble_make(2, false);
        ensemble_put(e, 0, 0, 0);
        ensemble_put(e, 1, 0, 5);
        double sign = backward ? -1.0 : 1.0;
        cw_drift_options o = options_plain(2, 600, CW_RK2);
        if (backward) o.from = o.to, o.to = 0;
        e->event_s[0] = (float)(backward ? 7200 : 0);
        e->event_s[1] = 2700;
        o.output_s = 1800;
        cw_tracks *t = cw_tracks_record(e, f, NULL, &o, &err);
        assert_non_null(t);
        assert_int_equal(t->times, 5);
        assert_int_equal(t->first, 0);
        assert_int_equal(t->step_ms, 1800000);
        cw_xy at;
        assert_true(cw_tracks_at(t, 0, 2000000, &at));
        assert_close(at.x_m, sign * 0.5 * (backward ? 5200 : 2000), 0.01);
        assert_true(cw_tracks_at(t, 0, 7200000, &at));
        assert_false(cw_tracks_at(t, 0, 7200001, &at));
        assert_false(cw_tracks_at(t, 0, -1, &at));
        assert_false(cw_tracks_at(t, 2, 0, &at));
        /* not before (after, when backward) its release */
        assert_false(cw_tracks_at(t, 1, backward ? 5400000 : 1800000, &at));
        assert_true(cw_tracks_at(t, 1, backward ? 1800000 : 3600000, &at));
        assert_close(at.x_m, sign * 450, 0.01);
        assert_close(t->weight[1], 0.5, 0);
        cw_tracks_destroy(t);
        cw_ensemble_destroy(e);
    }
    cw_forcing_destroy(f);
}

static void bad_options_are_refused(void **state) {
    (void)state;
    cw_forcing *f = field_make(east_current, 3, 5000.0, 2, 3600.0);
    cw_ensemble *e = ensemble_make(1, false);
    ensemble_put(e, 0, 0, 0);
    for (int bad = 0; bad < 6; bad++) {
        cw_error err = {0};
        cw_drift_options o = options_plain(1, 600, CW_RK2);
        if (bad == 0) o.step_s = 0;
        if (bad == 1) o.output_s = NAN;
        if (bad == 2) o.jibe_per_hour = -1;
        if (bad == 3) o.leeway_error = CW_LEEWAY_CORRELATED, o.leeway_tau_s = 0;
        if (bad == 4) o.to = 3600001;
        if (bad == 5) o.from = -1000;
        assert_false(cw_drift_run(e, f, NULL, &o, NULL, NULL, &err));
        assert_int_equal(err.code, CW_ERR_INPUT);
        if (bad >= 4) assert_mentions(err.message, "1970-01-01T01:00:00Z");
    }
    cw_error err = {0};
    cw_drift_options o = options_plain(1, 600, CW_RK2);
    o.output_s = 700;
    assert_null(cw_tracks_record(e, f, NULL, &o, &err));
    assert_mentions(err.message, "does not divide");
    assert_null(cw_ensemble_create(0, false, &err));
    cw_ensemble_destroy(e);
    cw_forcing_destroy(f);
}

static void a_particle_takes_64_bytes_at_most(void **state) {
    (void)state;
    cw_ensemble *plain = ensemble_make(10, false), *full = ensemble_make(10, true);
    assert_true(cw_ensemble_bytes_per_particle(full) <= 64);
    assert_int_equal(cw_ensemble_bytes_per_particle(full) - cw_ensemble_bytes_per_particle(plain),
                     8);
    cw_ensemble_destroy(plain);
    cw_ensemble_destroy(full);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leeway_goes_to_its_own_side),
        cmocka_unit_test(errors_enter_as_the_literature_says),
        cmocka_unit_test(release_is_exact),
        cmocka_unit_test(jibes_take_the_other_tack),
        cmocka_unit_test(objects_change_at_their_time),
        cmocka_unit_test(the_shore_stops_them),
        cmocka_unit_test(refloating),
        cmocka_unit_test(the_edge_of_the_forcing),
        cmocka_unit_test(the_same_bits_for_any_threads),
        cmocka_unit_test(outputs_come_on_time),
        cmocka_unit_test(tracks_keep_the_history),
        cmocka_unit_test(bad_options_are_refused),
        cmocka_unit_test(a_particle_takes_64_bytes_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
