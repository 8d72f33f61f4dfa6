/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All pairs of a busy sea: 10,000 ships made from a seed over the Channel, the strait and the
 * southern North Sea (48 to 54 degrees north, 6 degrees west to 6 east), seven tenths of them along
 * a band of lanes some 12 nautical miles wide from south-west to north-east, the rest anywhere; one
 * in four lies still, the others sail at 4 to 20 knots, most of them along the band. And the same
 * number in the box of the strait alone (84 by 87 nautical miles).
 *
 *   bench_encounters [SHIPS]
 *
 * Prints the time to put reports into columns (dead reckoning, projection), the time to find all
 * pairs within 20 nautical miles and 30 minutes, the same with a CPA under 2 miles, and the whole
 * from reports to pairs; processor time of one core, the minimum, median and maximum of 21 runs,
 * and how many pairs there are.
 */
#include <crosswatch/traffic.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RUNS = 21 };

typedef struct sea {
    const char *name;
    cw_position from, to; /* the ends of the band */
    cw_box box;
} sea;

static const sea SEAS[] = {
    {"approaches", {48.5, -5.8}, {53.8, 4.5}, {48.0, -6.0, 54.0, 6.0}},
    {"strait", {50.3, 0.3}, {51.7, 2.6}, {50.3, 0.3, 51.7, 2.6}},
};

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); /* one core, whoever else uses the machine */
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static cw_ship made_ship(const sea *where, uint32_t i) {
    double u[4], w[4], z[4];
    cw_draw draw = {.seed = 11, .particle = i, .step = 0, .purpose = CW_DRAW_TEST};
    cw_random_uniform(draw, u);
    draw.step = 1;
    cw_random_uniform(draw, w);
    draw.step = 2;
    cw_random_normal(draw, z);
    double length_m, along_deg, aside_m = cw_nm_to_m(6.0) * z[0];
    cw_geodesic_inverse(where->from, where->to, &length_m, &along_deg);
    bool lane = u[0] < 0.7, still = w[0] < 0.25;
    cw_position at = {where->box.south_deg + u[1] * (where->box.north_deg - where->box.south_deg),
                      where->box.west_deg + u[2] * (where->box.east_deg - where->box.west_deg)};
    if (lane) at = cw_geodesic_direct(where->from, along_deg, u[1] * length_m);
    if (lane) at = cw_geodesic_direct(at, along_deg + 90.0, aside_m);
    double course = lane ? along_deg + (aside_m > 0.0 ? 0.0 : 180.0) + 8.0 * z[1] : 360.0 * w[2];
    return (cw_ship){.mmsi = 200000000 + i,
                     .time = -(cw_time)(10000.0 * u[3]),
                     .at = at,
                     .speed_mps = still ? 0.0 : cw_knots_to_mps(4.0 + 16.0 * w[1]),
                     .course_deg = fmod(course + 720.0, 360.0),
                     .heading_deg = NAN,
                     .hull = {100.0, 50.0, 12.0, 12.0, true},
                     .status = 15};
}

static int by_value(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static void tell(const char *name, const char *sea_name, size_t size, double *ms) {
    qsort(ms, RUNS, sizeof *ms, by_value);
    printf("encounters_%s_%s %zu %.2f %.2f %.2f ms\n", name, sea_name, size, ms[0], ms[RUNS / 2],
           ms[RUNS - 1]);
}

static const cw_limits NEAR = {20.0 * CW_NAUTICAL_MILE_M, 1800.0, INFINITY};
static const cw_limits CLOSE = {20.0 * CW_NAUTICAL_MILE_M, 1800.0, 2.0 * CW_NAUTICAL_MILE_M};

typedef struct trial { /* one sea, with what it is made into */
    const sea *where;
    const cw_ship *ships;
    size_t count;
    cw_plane *plane;
    cw_fleet *fleet;
    cw_pairs pairs;
} trial;

static bool make_columns(trial *t, const cw_limits *unused) {
    (void)unused;
    cw_fleet_destroy(t->fleet);
    t->fleet = cw_fleet_create(t->ships, t->count, t->plane, 0, NULL);
    return t->fleet != NULL;
}

static bool find_pairs(trial *t, const cw_limits *limits) {
    return cw_pairs_find(t->fleet, *limits, &t->pairs, NULL);
}

static bool do_both(trial *t, const cw_limits *limits) {
    return make_columns(t, limits) && find_pairs(t, limits);
}

static void measure(const char *name, trial *t, bool (*work)(trial *t, const cw_limits *limits),
                    const cw_limits *limits) {
    double ms[RUNS];
    for (int i = 0; i < RUNS; i++) {
        double start = now_ms();
        if (!work(t, limits)) exit(3);
        ms[i] = now_ms() - start;
    }
    tell(name, t->where->name, t->count, ms);
    if (limits != NULL)
        printf("encounters_%s_%s_found %zu %zu pairs\n", name, t->where->name, t->count,
               t->pairs.count);
}

static void measure_all(const sea *where, const cw_ship *ships, size_t count) {
    cw_position centre = {(where->box.south_deg + where->box.north_deg) / 2.0,
                          (where->box.west_deg + where->box.east_deg) / 2.0};
    trial t = {where, ships, count, cw_plane_create(centre, NULL), NULL, {0}};
    if (t.plane == NULL) exit(3);
    measure("columns", &t, make_columns, NULL);
    measure("pairs", &t, find_pairs, &NEAR);
    measure("pairs_cpa_2nm", &t, find_pairs, &CLOSE);
    measure("whole", &t, do_both, &NEAR);
    measure("whole_cpa_2nm", &t, do_both, &CLOSE);
    cw_pairs_free(&t.pairs);
    cw_fleet_destroy(t.fleet);
    cw_plane_destroy(t.plane);
}

int main(int argc, char **argv) {
    size_t count = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 10000;
    cw_ship *ships = calloc(count + 1, sizeof *ships);
    for (size_t k = 0; ships != NULL && k < sizeof SEAS / sizeof SEAS[0]; k++) {
        for (size_t i = 0; i < count; i++) ships[i] = made_ship(&SEAS[k], (uint32_t)i);
        measure_all(&SEAS[k], ships, count);
    }
    free(ships);
    return 0;
}
