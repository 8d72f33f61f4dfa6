/* SPDX-License-Identifier: Apache-2.0 */
/* One encounter: who gives way, against the text of the rules; how near the hulls come, against
 * small steps in time; the domain, against its axes. */
#include "made.h"

/* ---- who gives way -------------------------------------------------------------------------- */

typedef struct rule_case {
    const char *what;
    double heading_a, heading_b, bearing; /* of b from a */
    int status_a, status_b;
    cw_meeting situation;
    cw_duty a, b;
    int rule;
} rule_case;

static const rule_case RULES[] = {
    {"reciprocal, ahead", 0, 180, 0, 15, 15, CW_HEAD_ON, CW_DUTY_GIVE_WAY, CW_DUTY_GIVE_WAY, 14},
    {"nearly so", 0, 184, 3, 15, 15, CW_HEAD_ON, CW_DUTY_GIVE_WAY, CW_DUTY_GIVE_WAY, 14},
    {"b on a's starboard", 0, 270, 45, 15, 15, CW_CROSSING, CW_DUTY_GIVE_WAY, CW_DUTY_STAND_ON, 15},
    {"b on a's port", 0, 90, 315, 15, 15, CW_CROSSING, CW_DUTY_STAND_ON, CW_DUTY_GIVE_WAY, 15},
    {"port to port", 0, 180, 330, 15, 15, CW_PASSING, CW_DUTY_NONE, CW_DUTY_NONE, 0},
    {"a astern of b", 0, 0, 0, 15, 15, CW_OVERTAKING, CW_DUTY_GIVE_WAY, CW_DUTY_STAND_ON, 13},
    {"b comes up at 113 degrees", 0, 0, 113, 15, 15, CW_OVERTAKING, CW_DUTY_STAND_ON,
     CW_DUTY_GIVE_WAY, 13},
    {"b at 112 degrees: crossing", 0, 350, 112, 15, 15, CW_CROSSING, CW_DUTY_GIVE_WAY,
     CW_DUTY_STAND_ON, 15},
    {"power and sail", 0, 90, 315, 0, 8, CW_CROSSING, CW_DUTY_GIVE_WAY, CW_DUTY_STAND_ON, 18},
    {"sail and fishing", 0, 270, 45, 8, 7, CW_CROSSING, CW_DUTY_GIVE_WAY, CW_DUTY_STAND_ON, 18},
    {"fishing and not under command", 0, 90, 315, 7, 2, CW_CROSSING, CW_DUTY_GIVE_WAY,
     CW_DUTY_STAND_ON, 18},
    {"head-on with restricted", 0, 180, 0, 0, 3, CW_HEAD_ON, CW_DUTY_GIVE_WAY, CW_DUTY_STAND_ON,
     18},
    {"two under sail: the wind decides", 0, 270, 45, 8, 8, CW_CROSSING, CW_DUTY_NONE, CW_DUTY_NONE,
     0},
    /* Rule 18 begins: except where rules 9, 10 and 13 otherwise require. */
    {"sail comes up on power", 0, 0, 0, 8, 0, CW_OVERTAKING, CW_DUTY_GIVE_WAY, CW_DUTY_STAND_ON,
     13},
    {"parting", 0, 180, 180, 15, 15, CW_PASSING, CW_DUTY_NONE, CW_DUTY_NONE, 0},
};

static void test_rules(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof RULES / sizeof RULES[0]; i++) {
        const rule_case *c = &RULES[i];
        for (double turn = 0.0; turn < 360.0; turn += 45.0) { /* north is nothing special */
            cw_ship a = made_ship(1, 0, 0, 5.0, c->heading_a + turn);
            cw_ship b = made_ship(2, 0, 0, 5.0, c->heading_b + turn);
            a.status = (uint8_t)c->status_a;
            b.status = (uint8_t)c->status_b;
            cw_rules one = cw_rules_of(&a, &b, c->bearing + turn);
            cw_rules other = cw_rules_of(&b, &a, c->bearing + turn + 180.0);
            bool right = one.situation == c->situation && one.a == c->a && one.b == c->b
                         && one.rule == c->rule;
            bool alike = other.situation == one.situation && other.a == one.b && other.b == one.a;
            if (!right || !alike)
                fail_msg("%s, turned by %.0f: situation %d, duties %d %d, rule %d", c->what, turn,
                         (int)one.situation, (int)one.a, (int)one.b, one.rule);
        }
    }
    cw_ship moving = made_ship(1, 0, 0, 5.0, 0.0), still = made_ship(2, 0, 0, 0.1, NAN);
    cw_rules rules = cw_rules_of(&moving, &still, 0.0);
    assert_int_equal(rules.situation, CW_ONE_LIES_STILL);
    assert_int_equal(rules.a, CW_DUTY_GIVE_WAY);
}

/* ---- hulls ---------------------------------------------------------------------------------- */

typedef struct point {
    double x, y;
} point;

static void corners(point middle, double heading_deg, double length, double beam, point to[4]) {
    double s = sin(cw_radians(heading_deg)), c = cos(cw_radians(heading_deg));
    double l[] = {1, 1, -1, -1}, b[] = {-1, 1, 1, -1};
    for (int i = 0; i < 4; i++) {
        to[i].x = middle.x + l[i] * length / 2.0 * s + b[i] * beam / 2.0 * c;
        to[i].y = middle.y + l[i] * length / 2.0 * c - b[i] * beam / 2.0 * s;
    }
}

static double to_side(point p, point a, point b) {
    double dx = b.x - a.x, dy = b.y - a.y;
    double t = ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy);
    t = fmin(fmax(t, 0.0), 1.0);
    return hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

static bool separated(const point a[4], const point b[4]) {
    for (int i = 0; i < 4; i++) { /* all of b outside of one side of a */
        double dx = a[(i + 1) % 4].x - a[i].x, dy = a[(i + 1) % 4].y - a[i].y;
        bool all = true;
        for (int k = 0; k < 4; k++)
            all = all && dx * (b[k].y - a[i].y) - dy * (b[k].x - a[i].x) > 0.0;
        if (all) return true;
    }
    return false;
}

static double hulls_apart(const point a[4], const point b[4]) {
    if (!separated(a, b) && !separated(b, a)) return 0.0;
    double least = INFINITY;
    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < 4; k++)
            least = fmin(least, fmin(to_side(a[i], b[k], b[(k + 1) % 4]),
                                     to_side(b[i], a[k], a[(k + 1) % 4])));
    }
    return least;
}

/* b at (x, y) metres from a. */
static cw_encounter meet(cw_ship a, cw_ship b, double within_s) {
    cw_ship ships[] = {a, b};
    cw_plane *plane = made_plane();
    cw_fleet *fleet = made_fleet(ships, 2, plane, 0);
    cw_pair pair;
    assert_true(cw_pair_of(fleet, 0, 1, &pair));
    cw_encounter e = cw_encounter_of(fleet, pair, CW_DOMAIN_OPEN, within_s);
    cw_fleet_destroy(fleet);
    cw_plane_destroy(plane);
    return e;
}

static void test_hulls_in_steps(void **state) {
    (void)state;
    static const double STEP_S = 0.05, WITHIN_S = 100.0;
    size_t touching = 0;
    for (uint32_t n = 0; n < 60; n++) {
        cw_ship a = made_ship(1, 0.0, 0.0, 5.0, made_between(n, 20, 0.0, 360.0));
        double x = made_between(n, 21, -400.0, 400.0), y = made_between(n, 22, -400.0, 400.0);
        cw_ship b = made_ship(2, x, y, 8.0, made_between(n, 23, 0.0, 360.0));
        a.heading_deg = made_between(n, 24, 0.0, 360.0); /* a ship that drifts aside, too */
        b.heading_deg = made_between(n, 25, 0.0, 360.0);
        double ux = 8.0 * sin(cw_radians(b.course_deg)) - 5.0 * sin(cw_radians(a.course_deg));
        double uy = 8.0 * cos(cw_radians(b.course_deg)) - 5.0 * cos(cw_radians(a.course_deg));
        double least = INFINITY;
        for (double t = 0.0; t <= WITHIN_S; t += STEP_S) {
            point ca[4], cb[4];
            corners((point){0, 0}, a.heading_deg, 200.0, 30.0, ca);
            corners((point){x + ux * t, y + uy * t}, b.heading_deg, 200.0, 30.0, cb);
            least = fmin(least, hulls_apart(ca, cb));
        }
        /* In half a step they sail 13 m/s x 0.025 s = 0.33 m; the plane's turn of a metre over
         * 400 m is millimetres. */
        assert_close(meet(a, b, WITHIN_S).hull_m, least, 0.34);
        touching += least == 0.0;
    }
    assert_true(touching > 5 && touching < 55); /* both kinds were tried */
}

/* Head on, middles 130 m apart across, beams of 30 m: 100 m between the sides. */
static void test_hulls_pass(void **state) {
    (void)state;
    cw_ship a = made_ship(1, 0, 0, 5.0, 0.0), b = made_ship(2, 130.0, 3e3, 5.0, 180.0);
    cw_encounter e = meet(a, b, 600.0);
    assert_close(e.hull_m, 100.0, 0.1); /* meridians 130 m apart converge by 5 mm a kilometre */
    assert_close(e.bearing_a_deg, cw_degrees(atan2(130.0, 3e3)), 0.002);
    e = meet(a, b, 100.0); /* 1000 m nearer by then: bow to bow 3000 - 1000 - 200 m */
    assert_close(e.hull_m, hypot(1800.0, 100.0), 0.1);
    /* One that lies still without heading may point anywhere: 200 m each way. */
    cw_ship still = made_ship(2, 300.0, 3e3, 0.0, NAN);
    still.heading_deg = NAN;
    assert_close(meet(a, still, 1200.0).hull_m, 300.0 - 100.0 - 15.0, 0.1);
}

/* 200 m ships: the open domain reaches 800 m ahead and 320 m abeam. */
static void test_domain(void **state) {
    (void)state;
    cw_ship a = made_ship(1, 0, 0, 5.0, 0.0), b = made_ship(2, 320.0, 5e3, 5.0, 180.0);
    cw_encounter e = meet(a, b, 1e4);
    assert_close(e.domain_a, 1.0, 0.001); /* 0.3 m of 320 */
    e = meet(a, made_ship(2, 160.0, 5e3, 5.0, 180.0), 1e4);
    assert_close(e.domain_a, 0.5, 0.001);
    assert_close(e.domain_b, 0.5, 0.001);
    /* Abeam by half: the border is at 800 sqrt(1 - 1/4) ahead. */
    assert_close(e.domain_a_s, (5e3 - 800.0 * sqrt(0.75)) / 10.0, 0.1);
    e = meet(a, made_ship(2, 0.0, 500.0, 4.0, 0.0), 10.0);
    assert_true(e.domain_a_s == 0.0); /* in it from the start */
    assert_close(e.domain_a, 490.0 / 800.0, 0.001);
    e = meet(a, made_ship(2, 2e3, 0.0, 5.0, 180.0), 600.0);
    assert_true(isinf(e.domain_a_s) && e.domain_a > 1.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_hulls_in_steps),
        cmocka_unit_test(test_hulls_pass),
        cmocka_unit_test(test_domain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
