/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the coast costs at the start of a plan, and what asking costs later: the strait's coast
 * decoded from GSHHG, read from the cache, made into a mask; a point in a zone, a way over the
 * mask, a position into the plane. Prints one line a case: name, size, value, unit.
 */
#include <crosswatch/geo.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 5, ASKED = 1000000, RING = 60 };

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void line(const char *name, size_t size, double value, const char *unit) {
    printf("%-44s %9zu %8.3g %s\n", name, size, value, unit);
}

/* The fastest of a few rounds; the coast of the last is kept. */
static cw_coast *load(const char *name, cw_box box, const char *cache, cw_error *err) {
    cw_coast *coast = NULL;
    double best = INFINITY;
    for (int i = 0; i < ROUNDS; i++) {
        cw_coast_destroy(coast);
        double start = now_s();
        coast = cw_coast_load(NULL, box, cache, err);
        if (coast == NULL) return NULL;
        best = fmin(best, now_s() - start);
    }
    line(name, coast->point_count, 1e3 * best, "ms");
    return coast;
}

static bool coasts(cw_coast **strait, cw_error *err) {
    static const cw_box channel = {48.0, -6.0, 53.0, 5.0}, box = {50.0, 0.0, 52.0, 3.0};
    char cache[] = "/tmp/crosswatch-bench-XXXXXX", command[64];
    cw_coast *large = load("coast of the Channel from GSHHG", channel, NULL, err);
    if (large == NULL || mkdtemp(cache) == NULL) return false;
    cw_coast_destroy(large);
    cw_coast *fresh = load("coast of the strait from GSHHG", box, NULL, err);
    cw_coast_destroy(fresh);
    if (fresh == NULL) return false;
    cw_coast_destroy(cw_coast_load(NULL, box, cache, err));
    *strait = load("coast of the strait from the cache", box, cache, err);
    snprintf(command, sizeof command, "rm -rf '%s'", cache);
    return system(command) == 0 && *strait != NULL;
}

static cw_xy somewhere(uint32_t n, double half_m) {
    double u[4];
    cw_random_uniform((cw_draw){.seed = 9, .particle = n, .purpose = CW_DRAW_TEST}, u);
    return (cw_xy){(2.0 * u[0] - 1.0) * half_m, (2.0 * u[1] - 1.0) * half_m};
}

static void ask_mask(const cw_landmask *mask) {
    size_t met = 0;
    cw_xy *at = calloc(ASKED, sizeof *at), shore;
    if (at == NULL) return;
    for (uint32_t n = 0; n < ASKED; n++) at[n] = somewhere(n, 100e3);
    double start = now_s();
    for (uint32_t n = 0; n < ASKED; n++) met += cw_landmask_is_land(mask, at[n]);
    line("point on the mask", met, 1e9 * (now_s() - start) / ASKED, "ns");
    start = now_s();
    for (uint32_t n = 0; n < ASKED; n++) {
        cw_xy to = {at[n].x_m + 300.0, at[n].y_m - 200.0};
        met += cw_landmask_crossing(mask, at[n], to, &shore);
    }
    line("way of 360 m over the mask", met, 1e9 * (now_s() - start) / ASKED, "ns");
    free(at);
}

static bool ask_zone(const cw_plane *plane, cw_error *err) {
    cw_position ring[RING];
    for (int i = 0; i < RING; i++) {
        double angle = 2.0 * CW_PI * i / RING, radius = i % 2 ? 40e3 : 60e3;
        ring[i] = cw_plane_inverse(plane, (cw_xy){radius * cos(angle), radius * sin(angle)});
    }
    cw_zone *zone = cw_zone_create("star", ring, RING, plane, err);
    if (zone == NULL) return false;
    size_t inside = 0;
    double start = now_s();
    for (uint32_t n = 0; n < ASKED; n++) inside += cw_zone_contains(zone, somewhere(n, 70e3));
    double both = now_s() - start;
    start = now_s();
    for (uint32_t n = 0; n < ASKED; n++) inside += somewhere(n, 70e3).x_m > 70e3;
    line("point in a zone of 60 corners", inside, 1e9 * (both - (now_s() - start)) / ASKED, "ns");
    cw_zone_destroy(zone);
    return true;
}

static void ask_plane(const cw_plane *plane) {
    double sum = 0.0, start = now_s();
    for (uint32_t n = 0; n < ASKED; n++)
        sum += cw_plane_forward(plane, (cw_position){50.0 + 1e-6 * n, 1.5}).y_m;
    line("position into the plane", isfinite(sum) ? ASKED : 0, 1e9 * (now_s() - start) / ASKED,
         "ns");
}

static bool measure(cw_error *err) {
    cw_coast *coast = NULL;
    if (!coasts(&coast, err)) return false;
    double start = now_s();
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, err);
    line("plane, the first of a process", 1, 1e3 * (now_s() - start), "ms");
    cw_landmask *mask = NULL;
    double best = INFINITY;
    for (int i = 0; plane != NULL && i < ROUNDS; i++) {
        cw_landmask_destroy(mask);
        start = now_s();
        mask = cw_landmask_create(coast, plane, -120e3, -120e3, 120e3, 120e3, 50.0, 1000.0, err);
        best = fmin(best, now_s() - start);
    }
    if (mask != NULL) {
        line("mask of 240 x 240 km, cells of 50 m", mask->columns * mask->rows, 1e3 * best, "ms");
        ask_mask(mask);
        ask_plane(plane);
    }
    bool done = mask != NULL && ask_zone(plane, err);
    cw_landmask_destroy(mask);
    cw_plane_destroy(plane);
    cw_coast_destroy(coast);
    return done;
}

int main(void) {
    cw_error err = {0};
    if (measure(&err)) return 0;
    fprintf(stderr, "bench_geo: %s\n", err.message);
    return 1;
}
