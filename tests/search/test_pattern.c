/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns against the waypoints and the rules of the manuals (IAMSAR volumes II and III, US Coast
 * Guard Addendum; ../shared/design/search-theory.md section 6), and their timing. */
#include "scene.h"

#include "search/pattern.h"

#include <stdio.h>
#include <string.h>

static cw_pattern lay(cw_pattern_spec spec) {
    cw_pattern p;
    cw_error err = {0};
    if (!cw_pattern_create(&spec, &p, &err)) fail_msg("%s", err.message);
    return p;
}

static double leg_length(const cw_pattern *p, size_t i) {
    return hypot(p->points[i + 1].at.x_m - p->points[i].at.x_m,
                 p->points[i + 1].at.y_m - p->points[i].at.y_m);
}

static double course_deg(const cw_pattern *p, size_t i) {
    double east = p->points[i + 1].at.x_m - p->points[i].at.x_m;
    double north = p->points[i + 1].at.y_m - p->points[i].at.y_m;
    double course = cw_degrees(atan2(east, north));
    return course < -1e-6 ? course + 360.0 : course;
}

/* Turn at point i, degrees to the right, -180 to 180. */
static double turn_deg(const cw_pattern *p, size_t i) {
    double turn = course_deg(p, i) - course_deg(p, i - 1);
    return turn - 360.0 * round(turn / 360.0);
}

static void assert_at(const cw_pattern *p, size_t i, double x_m, double y_m) {
    assert_close(p->points[i].at.x_m, x_m, 1e-6);
    assert_close(p->points[i].at.y_m, y_m, 1e-6);
}

static const double micrometre = 1e-6; /* round-off of coordinates of kilometres */

/* ---- published waypoints ------------------------------------------------------------------- */

/* Spacing 1, first leg north: ../shared/figures/sar/pattern_vectors.csv, in units of the spacing
 * (VS: leg of 3). */
static void waypoints_of_the_rules(void **state) {
    (void)state;
    static const double square[][2] = {{0, 0},  {0, 1},  {1, 1},  {1, -1},  {-1, -1},
                                       {-1, 2}, {2, 2},  {2, -2}, {-2, -2}, {-2, 3},
                                       {3, 3},  {3, -3}, {-3, -3}};
    cw_pattern p = lay((cw_pattern_spec){
        .kind = CW_EXPANDING_SQUARE, .length_m = 7, .width_m = 7, .spacing_m = 1});
    assert_int_equal(p.count, 13);
    for (size_t i = 0; i < p.count; i++) assert_at(&p, i, square[i][0], square[i][1]);
    cw_pattern_free(&p);

    static const double sector[][2] = {
        {0, 0}, {0, 3},           {2.598076, 1.5},  {0, 0}, {-2.598076, -1.5}, {-2.598076, 1.5},
        {0, 0}, {2.598076, -1.5}, {0, -3},          {0, 0}, {1.5, 2.598076},   {3, 0},
        {0, 0}, {-3, 0},          {-1.5, 2.598076}, {0, 0}, {1.5, -2.598076},  {-1.5, -2.598076},
        {0, 0}};
    p = lay((cw_pattern_spec){.kind = CW_SECTOR, .length_m = 3, .repeats = 2});
    assert_int_equal(p.count, 19);
    for (size_t i = 0; i < p.count; i++) {
        assert_close(p.points[i].at.x_m, sector[i][0], 6e-7); /* six decimals */
        assert_close(p.points[i].at.y_m, sector[i][1], 6e-7);
    }
    cw_pattern_free(&p);

    p = lay((cw_pattern_spec){.kind = CW_TRACK_LINE, .length_m = 10, .spacing_m = 1});
    assert_int_equal(p.count, 4);
    assert_at(&p, 0, 0.5, -5);
    assert_at(&p, 1, 0.5, 5);
    assert_at(&p, 2, -0.5, 5);
    assert_at(&p, 3, -0.5, -5);
    assert_close(p.length_m, 21.0, micrometre); /* 2 L + S */
    cw_pattern_free(&p);
}

static void ladders_of_the_rules(void **state) {
    (void)state;
    cw_pattern p = lay(
        (cw_pattern_spec){.kind = CW_PARALLEL_SWEEP, .length_m = 10, .width_m = 4, .spacing_m = 1});
    static const double parallel[][2] = {{-1.5, -4.5}, {-1.5, 4.5}, {-0.5, 4.5}, {-0.5, -4.5},
                                         {0.5, -4.5},  {0.5, 4.5},  {1.5, 4.5},  {1.5, -4.5}};
    assert_int_equal(p.count, 8);
    for (size_t i = 0; i < 8; i++) assert_at(&p, i, parallel[i][0], parallel[i][1]);
    assert_close(p.length_m, 39.0, micrometre); /* n (L - S) + (n - 1) S */
    cw_pattern_free(&p);

    p = lay(
        (cw_pattern_spec){.kind = CW_CREEPING_LINE, .length_m = 10, .width_m = 4, .spacing_m = 1});
    assert_int_equal(p.count, 20);
    for (size_t i = 0; i < 20; i++) {
        double side = i % 4 == 0 || i % 4 == 3 ? -1.5 : 1.5;
        assert_at(&p, i, side, -4.5 + (double)(i / 2));
    }
    cw_pattern_free(&p);
}

/* The file itself, where it is at hand. */
static void the_whole_vector_file(void **state) {
    (void)state;
    char path[1024], line[256];
    FILE *file = fopen(support_shared("figures/sar/pattern_vectors.csv", path), "r");
    cw_pattern patterns[] = {
        lay((cw_pattern_spec){.kind = CW_EXPANDING_SQUARE, .length_m = 7, .spacing_m = 1}),
        lay((cw_pattern_spec){.kind = CW_SECTOR, .length_m = 3, .repeats = 2}),
        lay((cw_pattern_spec){
            .kind = CW_PARALLEL_SWEEP, .length_m = 10, .width_m = 4, .spacing_m = 1}),
        lay((cw_pattern_spec){
            .kind = CW_CREEPING_LINE, .length_m = 10, .width_m = 4, .spacing_m = 1}),
        lay((cw_pattern_spec){.kind = CW_TRACK_LINE, .length_m = 10, .spacing_m = 1})};
    static const char *const names[] = {"SS", "VS", "PS", "CS", "TSR"};
    assert_non_null(file);
    size_t read = 0;
    while (fgets(line, sizeof line, file)) {
        char name[32];
        size_t n;
        double x, y;
        if (sscanf(line, "%31[^,],%*[^,],%zu,%lf,%lf", name, &n, &x, &y) != 4) continue;
        for (size_t k = 0; k < 5; k++) {
            if (strcmp(name, names[k]) != 0) continue;
            assert_true(n < patterns[k].count);
            assert_close(patterns[k].points[n].at.x_m, x, 6e-7);
            assert_close(patterns[k].points[n].at.y_m, y, 6e-7);
            read++;
        }
    }
    fclose(file);
    assert_int_equal(read, 13 + 19 + 8 + 20 + 4);
    for (size_t k = 0; k < 5; k++) cw_pattern_free(&patterns[k]);
}

/* ---- rules over random patterns ------------------------------------------------------------- */

static double uniform(uint32_t draw, int k) {
    double u[8];
    for (uint32_t s = 0; s < 2; s++)
        cw_random_uniform(
            (cw_draw){.seed = 31, .particle = draw, .step = s, .purpose = CW_DRAW_TEST}, u + 4 * s);
    return u[k];
}

static cw_pattern_spec random_spec(uint32_t i, cw_pattern_kind kind) {
    double spacing = 100.0 + 2000.0 * uniform(i, 0);
    double along = 2.0 + floor(18.0 * uniform(i, 1)), across = 2.0 + floor(18.0 * uniform(i, 2));
    return (cw_pattern_spec){.kind = kind,
                             .centre = {40000.0 * uniform(i, 3), -30000.0 * uniform(i, 4)},
                             .length_m = spacing * along,
                             .width_m = spacing * across,
                             .axis_deg = 360.0 * uniform(i, 5),
                             .spacing_m = spacing,
                             .start_corner = (int)(4.0 * uniform(i, 6)),
                             .repeats = 1 + (int)(2.0 * uniform(i, 7))};
}

/* Place in the pattern's own axes. */
static cw_xy own_axes(const cw_pattern *p, size_t i) {
    double s = sin(cw_radians(p->spec.axis_deg)), c = cos(cw_radians(p->spec.axis_deg));
    double dx = p->points[i].at.x_m - p->spec.centre.x_m;
    double dy = p->points[i].at.y_m - p->spec.centre.y_m;
    return (cw_xy){dx * c - dy * s, dx * s + dy * c}; /* across (to the right), along */
}

static void ladders_keep_their_rules(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 400; i++) {
        bool creeping = i % 2 == 1;
        cw_pattern p = lay(random_spec(i, creeping ? CW_CREEPING_LINE : CW_PARALLEL_SWEEP));
        const cw_pattern_spec *s = &p.spec;
        size_t legs = (size_t)llround((creeping ? s->length_m : s->width_m) / s->spacing_m);
        double leg = (creeping ? s->width_m : s->length_m) - s->spacing_m, least = INFINITY;
        assert_int_equal(p.count, 2 * legs);
        for (size_t k = 0; k + 1 < p.count; k++)
            assert_close(leg_length(&p, k), k % 2 == 0 ? leg : s->spacing_m, micrometre);
        for (size_t k = 0; k < p.count; k++) {
            cw_xy at = own_axes(&p, k);
            double inset_x = 0.5 * s->width_m - fabs(at.x_m);
            double inset_y = 0.5 * s->length_m - fabs(at.y_m);
            assert_true(inset_x >= 0.5 * s->spacing_m - micrometre);
            assert_true(inset_y >= 0.5 * s->spacing_m - micrometre);
            least = fmin(least, fmin(inset_x, inset_y));
        }
        /* Commence search point: half a spacing inside both sides of the corner asked for. */
        cw_xy csp = own_axes(&p, 0);
        bool right = s->start_corner == 1 || s->start_corner == 2, far = s->start_corner >= 2;
        assert_close(csp.x_m, (right ? 0.5 : -0.5) * (s->width_m - s->spacing_m), micrometre);
        assert_close(csp.y_m, (far ? 0.5 : -0.5) * (s->length_m - s->spacing_m), micrometre);
        assert_close(least, 0.5 * s->spacing_m, micrometre);
        assert_close(p.length_m, (double)legs * leg + (double)(legs - 1) * s->spacing_m,
                     1e-3 * micrometre * (double)p.count + micrometre);
        cw_pattern_free(&p);
    }
}

static void expanding_squares_keep_their_rules(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 200; i++) {
        cw_pattern p = lay(random_spec(i, CW_EXPANDING_SQUARE));
        double s = p.spec.spacing_m;
        size_t legs = p.count - 1;
        assert_int_equal(legs % 4, 0);
        assert_at(&p, 0, p.spec.centre.x_m, p.spec.centre.y_m);
        assert_close(fabs(remainder(course_deg(&p, 0) - p.spec.axis_deg, 360.0)), 0.0, 1e-6);
        for (size_t k = 0; k < legs; k++) {
            assert_close(leg_length(&p, k), (double)(k / 2 + 1) * s, micrometre);
            if (k > 0) assert_close(turn_deg(&p, k), 90.0, 1e-6);
        }
        double m = (double)legs / 4.0; /* rings; m (m' + 1) S with m' = 2 m */
        assert_close(p.length_m, 2.0 * m * (2.0 * m + 1.0) * s, 1e-5);
        rectangle area = pattern_rectangle(&p.spec);
        assert_close(area.half_length_m, (m + 0.5) * s, micrometre);
        assert_true(2.0 * area.half_length_m <= fmax(p.spec.length_m, 3.0 * s) + micrometre);
        cw_pattern_free(&p);
    }
}

static void sectors_keep_their_rules(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 200; i++) {
        cw_pattern p = lay(random_spec(i, CW_SECTOR));
        const cw_pattern_spec *s = &p.spec;
        assert_int_equal(p.count, 9 * s->repeats + 1);
        for (size_t k = 0; k + 1 < p.count; k++)
            assert_close(leg_length(&p, k), s->length_m, micrometre);
        for (size_t k = 1; k + 1 < p.count; k++) {
            bool at_datum = k % 3 == 0;
            /* Out, 120 right, 120 right through the datum, which keeps the course; the second
             * pattern begins 30 degrees to the right of the first's last course. */
            double want = k == 9 ? 30.0 : at_datum ? 0.0 : 120.0;
            assert_close(turn_deg(&p, k), want, 1e-5);
            if (at_datum) assert_at(&p, k, s->centre.x_m, s->centre.y_m);
        }
        assert_close(p.length_m, 9.0 * s->repeats * s->length_m, 1e-4);
        cw_pattern_free(&p);
    }
}

/* What agreements and separation are tested on holds every leg. */
static void bounds_hold_every_leg(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 500; i++) {
        cw_pattern p = lay(random_spec(i, (cw_pattern_kind)(i % 5)));
        rectangle bounds = pattern_bounds(&p.spec);
        bounds.half_length_m += 1e-6;
        bounds.half_width_m += 1e-6;
        for (size_t k = 0; k < p.count; k++)
            assert_true(rectangle_contains(&bounds, p.points[k].at.x_m, p.points[k].at.y_m));
        cw_pattern_free(&p);
    }
}

/* ---- timing --------------------------------------------------------------------------------- */

static void timing_and_turns(void **state) {
    (void)state;
    cw_pattern p = lay((cw_pattern_spec){
        .kind = CW_PARALLEL_SWEEP, .length_m = 5000, .width_m = 3000, .spacing_m = 1000});
    /* Three legs of 4 km and two of 1 km at 10 m/s, four turns of 30 s. */
    double used = cw_pattern_time(&p, SCENE_START, INT64_MAX / 4, 10.0, 30.0);
    assert_close(used, 1400.0 + 4 * 30.0, 1e-3);
    static const double arrive_s[] = {0, 400, 530, 960, 1090, 1520};
    for (size_t i = 0; i < p.count; i++)
        assert_int_equal(p.points[i].time - SCENE_START, llround(1000.0 * arrive_s[i]));
    assert_int_equal(pattern_departure(&p, 1, 30.0) - SCENE_START, 430000);
    assert_int_equal(pattern_departure(&p, 0, 30.0) - SCENE_START, 0);
    assert_close(p.length_m, 14000.0, micrometre);
    cw_pattern_free(&p);

    p = lay((cw_pattern_spec){.kind = CW_SECTOR, .length_m = 1000, .repeats = 1});
    used = cw_pattern_time(&p, SCENE_START, INT64_MAX / 4, 10.0, 30.0);
    assert_close(used, 900.0 + 6 * 30.0, 1e-3); /* straight on through the datum: no turn */
    cw_pattern_free(&p);
}

static void a_pattern_is_cut_where_time_ends(void **state) {
    (void)state;
    const cw_pattern_spec spec = {
        .kind = CW_PARALLEL_SWEEP, .length_m = 5000, .width_m = 3000, .spacing_m = 1000};
    for (int64_t end_s = 0; end_s <= 1600; end_s += 7) {
        cw_pattern whole = lay(spec), p = lay(spec);
        cw_pattern_time(&whole, SCENE_START, INT64_MAX / 4, 10.0, 30.0);
        double used =
            cw_pattern_time(&p, SCENE_START, SCENE_START + end_s * CW_SECOND_MS, 10.0, 30.0);
        assert_true(p.count >= 1 && p.count <= whole.count);
        assert_true(used <= (double)end_s);
        double length = 0.0;
        for (size_t k = 0; k < p.count; k++) {
            assert_true(k == 0 || p.points[k].time > p.points[k - 1].time);
            bool last = k + 1 == p.count;
            if (!last) assert_int_equal(p.points[k].time, whole.points[k].time);
            if (!last) length += leg_length(&p, k);
        }
        assert_close(p.length_m, length, micrometre);
        /* At ten metres a second; turning takes 30 s at each point left behind. */
        double turns = p.count > 2 ? (double)(p.count - 2) : 0.0;
        assert_close(length, 10.0 * (used - 30.0 * turns), 0.02); /* times are milliseconds */
        /* The last point lies on the leg. */
        if (p.count >= 2) {
            cw_xy a = whole.points[p.count - 2].at, b = whole.points[p.count - 1].at;
            assert_close(scene_distance(a, b, p.points[p.count - 1].at), 0.0, micrometre);
        }
        cw_pattern_free(&whole);
        cw_pattern_free(&p);
    }
}

/* ---- refusals ------------------------------------------------------------------------------- */

static void refused(cw_pattern_spec spec, const char *words) {
    cw_pattern p;
    cw_error err = {0};
    assert_false(cw_pattern_create(&spec, &p, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, words);
    assert_null(p.points);
}

static void nonsense_is_refused(void **state) {
    (void)state;
    const cw_pattern_spec good = {.kind = CW_PARALLEL_SWEEP,
                                  .length_m = 5000,
                                  .width_m = 3000,
                                  .spacing_m = 1000,
                                  .repeats = 1};
    cw_pattern_spec s = good;
    s.kind = (cw_pattern_kind)9;
    refused(s, "no known kind");
    s = good;
    s.centre.x_m = NAN;
    refused(s, "must be numbers");
    s = good;
    s.width_m = 0.0;
    refused(s, "above zero");
    s = good;
    s.spacing_m = -5.0;
    refused(s, "spacing must be above zero");
    s = good;
    s.start_corner = 4;
    refused(s, "start corner");
    s = good;
    s.length_m = 900.0;
    refused(s, "longer than their spacing");
    s = good;
    s.spacing_m = 1e-3;
    refused(s, "points");
    s = good;
    s.kind = CW_SECTOR;
    s.repeats = 3;
    refused(s, "not 3 times");
    s = good;
    s.length_m = INFINITY;
    refused(s, "length and width");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waypoints_of_the_rules),
        cmocka_unit_test(ladders_of_the_rules),
        cmocka_unit_test(ladders_keep_their_rules),
        cmocka_unit_test(expanding_squares_keep_their_rules),
        cmocka_unit_test(sectors_keep_their_rules),
        cmocka_unit_test(bounds_hold_every_leg),
        cmocka_unit_test(timing_and_turns),
        cmocka_unit_test(a_pattern_is_cut_where_time_ends),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(the_whole_vector_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
