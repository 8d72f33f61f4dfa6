/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast is the step kernel, and how much memory does it need? Currents and wind vary in space
 * and time on a grid, objects jibe, the shore is tested. One line a case: name, size, value, unit.
 */
#include <crosswatch/drift.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { NODES = 160, FRAMES = 25, RUNS = 7 };
static const double CELL_M = 500.0, STEP_S = 600.0;

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* A turning stream of up to 1 m/s with eddies, and a wind of 5 to 10 m/s that veers. */
static cw_forcing *make_forcing(bool errors) {
    cw_forcing *f = calloc(1, sizeof *f);
    *f = (cw_forcing){.x0_m = -0.5 * CELL_M * (NODES - 1),
                      .y0_m = -0.5 * CELL_M * (NODES - 1),
                      .cell_m = CELL_M,
                      .nx = NODES,
                      .ny = NODES,
                      .nt = FRAMES,
                      .dt_ms = CW_HOUR_MS,
                      .current_tau_s = 10800,
                      .wind_tau_s = 21600};
    if (errors) f->current_std_mps = 0.15, f->wind_std_mps = 1.5;
    f->values = cw_alloc_array((size_t)NODES * NODES * FRAMES * 4, sizeof(float));
    float *v = f->values;
    for (int k = 0; k < FRAMES; k++) {
        for (int j = 0; j < NODES; j++) {
            for (int i = 0; i < NODES; i++, v += 4) {
                double tide = sin(2 * CW_PI * k / 12.42), eddy = 0.2 * sin(0.1 * i) * cos(0.13 * j);
                double veer = 0.1 * k + 0.01 * i, wind = 7.5 + 2.5 * sin(0.05 * j);
                v[0] = (float)(0.8 * tide + eddy);
                v[1] = (float)(0.6 * tide - eddy);
                v[2] = (float)(wind * sin(veer));
                v[3] = (float)(wind * cos(veer));
            }
        }
    }
    return f;
}

/* Land along the southern side, as along a coast. */
static cw_landmask *make_mask(void) {
    static cw_position land[] = {{50.6, 1.0}, {50.6, 3.0}, {50.85, 3.0}, {50.8, 1.0}, {50.6, 1.0}};
    static cw_coast_ring ring = {0, 5, false};
    cw_coast coast = {.points = land, .point_count = 5, .rings = &ring, .ring_count = 1};
    cw_plane *plane = cw_plane_create((cw_position){51.1, 1.8}, NULL);
    cw_landmask *mask =
        cw_landmask_create(&coast, plane, -40e3, -40e3, 40e3, 40e3, 100.0, 1500.0, NULL);
    cw_plane_destroy(plane);
    return mask;
}

static cw_ensemble *make_ensemble(size_t count, bool errors) {
    cw_error err = {0};
    cw_leeway_table *table = cw_leeway_table_create(&err);
    cw_ensemble *e = cw_ensemble_create(count, errors, &err);
    if (table == NULL || e == NULL) {
        fprintf(stderr, "%s\n", err.message);
        exit(3);
    }
    e->objects.count = 2;
    e->objects.leeway[0] = *cw_leeway_find(table, "PIW-1", NULL);
    e->objects.leeway[1] = *cw_leeway_find(table, "LIFE-RAFT-NB-1", NULL);
    e->seed = 1;
    for (size_t i = 0; i < count; i++) {
        double z[4];
        cw_random_normal((cw_draw){.seed = 2, .particle = (uint32_t)i, .purpose = CW_DRAW_TEST}, z);
        cw_particle_seed seed = {.at = {4000 * z[0], 4000 * z[1]},
                                 .weight = 1.0 / (double)count,
                                 .number = (uint32_t)i,
                                 .object = (uint8_t)(i % 2),
                                 .change_time = INT64_MAX};
        cw_ensemble_seed(e, i, &seed, true);
    }
    cw_leeway_table_destroy(table);
    return e;
}

static double run_s(cw_ensemble *e, const cw_forcing *f, const cw_landmask *m,
                    cw_drift_options *o) {
    cw_error err = {0};
    double begin = now_s();
    if (!cw_drift_run(e, f, m, o, NULL, NULL, &err)) {
        fprintf(stderr, "%s\n", err.message);
        exit(3);
    }
    return now_s() - begin;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Million particle-steps a second: minimum, median, maximum over the runs, each from a new seed. */
static double measure(const char *name, size_t count, cw_scheme scheme, cw_leeway_error leeway,
                      bool errors, int threads, double hours) {
    cw_forcing *f = make_forcing(errors);
    cw_landmask *m = make_mask();
    cw_drift_options o = cw_drift_options_default();
    o.step_s = STEP_S;
    o.output_s = hours * 3600.0;
    o.scheme = scheme;
    o.leeway_error = leeway;
    o.threads = threads;
    o.to = (cw_time)hours * CW_HOUR_MS;
    double steps = hours * 3600.0 / STEP_S, rate[RUNS];
    for (int r = 0; r < RUNS; r++) {
        size_t times = count < 50000 ? 50000 / count : 1; /* long enough to be timed */
        double seconds = 0.0;
        for (size_t t = 0; t < times; t++) {
            cw_ensemble *e = make_ensemble(count, errors);
            seconds += run_s(e, f, m, &o);
            cw_ensemble_destroy(e);
        }
        rate[r] = 1e-6 * (double)(count * times) * steps / seconds;
    }
    qsort(rate, RUNS, sizeof rate[0], ascending);
    printf("%-44s %9zu %8.1f %8.1f %8.1f Mstep/s (min median max)\n", name, count, rate[0],
           rate[RUNS / 2], rate[RUNS - 1]);
    fflush(stdout);
    cw_forcing_destroy(f);
    cw_landmask_destroy(m);
    return rate[RUNS / 2];
}

static double peak_mb(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)u.ru_maxrss / 1024.0;
}

static void many(size_t count) {
    double before = peak_mb(), begin = now_s();
    cw_forcing *f = make_forcing(true);
    cw_landmask *m = make_mask();
    cw_ensemble *e = make_ensemble(count, true);
    double seeded = now_s() - begin;
    cw_drift_options o = cw_drift_options_default();
    o.to = 6 * CW_HOUR_MS;
    double seconds = run_s(e, f, m, &o);
    printf("%-44s %9zu %8.2f s\n", "seeding, one thread", count, seeded);
    printf("%-44s %9zu %8.2f s\n", "drift 6 h, all errors, two threads", count, seconds);
    printf("%-44s %9zu %8zu byte\n", "columns, a particle", count,
           cw_ensemble_bytes_per_particle(e));
    printf("%-44s %9zu %8.0f MB\n", "peak memory added", count, peak_mb() - before);
    cw_ensemble_destroy(e);
    cw_forcing_destroy(f);
    cw_landmask_destroy(m);
}

int main(int argc, char **argv) {
    bool quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
    many(quick ? 1000000 : 10000000); /* first: the peak of memory is that of the process */
    measure("drift euler, field, jibing, shore", 100000, CW_EULER, CW_LEEWAY_CLASSIC, false, 1, 12);
    measure("drift euler, field, jibing, shore", 5000, CW_EULER, CW_LEEWAY_CLASSIC, false, 1, 12);
    measure("drift rk2, field, jibing, shore", 100000, CW_RK2, CW_LEEWAY_CLASSIC, false, 1, 12);
    measure("drift rk4, field, jibing, shore", 100000, CW_RK4, CW_LEEWAY_CLASSIC, false, 1, 12);
    measure("drift rk4, field, jibing, shore", 5000, CW_RK4, CW_LEEWAY_CLASSIC, false, 1, 12);
    measure("drift rk2, and all errors correlated", 100000, CW_RK2, CW_LEEWAY_CORRELATED, true, 1,
            12);
    double one = measure("drift rk2 and errors, 24 h, one thread", 1000000, CW_RK2,
                         CW_LEEWAY_CORRELATED, true, 1, 24);
    double two = measure("drift rk2 and errors, 24 h, two threads", 1000000, CW_RK2,
                         CW_LEEWAY_CORRELATED, true, 2, 24);
    printf("%-44s %9d %8.2f times\n", "two threads over one", 1000000, two / one);
    return 0;
}
