/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The solvers on public benchmark sets: bench_patrol [pmed FILE... | top FILE... |
 * schedule]. Without files: the samples of ../shared/data/patrol, made graphs of the set's hardest
 * sizes, and schedules on a made strait. Prints one line a case: value,
 * bound, whether proven, nodes, seconds.
 */
#include "made_strait.h"
#include "plain_formats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void solve_median(const char *name, median_graph *g) {
    cw_error err = {0};
    cw_siting problem = {
        .demands = g->nodes, .sites = g->nodes, .cost = g->distance, .open = g->open, .grain = 1.0};
    cw_siting_options options = {.seed = 1, .time_limit_s = 60.0};
    cw_siting_answer answer;
    double start = now_s();
    if (!cw_median_solve(&problem, &options, &answer, &err)) {
        fprintf(stderr, "%s: %s\n", name, err.message);
        return;
    }
    printf("p-median %-14s n %4zu p %3zu value %6.0f bound %9.2f %-8s nodes %6zu %7.2f s\n", name,
           g->nodes, g->open, answer.value, answer.bound, answer.proven ? "proven" : "NOT PROVEN",
           answer.nodes, now_s() - start);
    fflush(stdout);
    cw_siting_answer_free(&answer);
}

static int solve_files(int count, char **paths) {
    for (int i = 0; i < count; i++) {
        cw_error err = {0};
        median_graph g;
        const char *slash = strrchr(paths[i], '/');
        if (!median_graph_read(paths[i], &g, &err)) {
            fprintf(stderr, "%s\n", err.message);
            return 2;
        }
        solve_median(slash != NULL ? slash + 1 : paths[i], &g);
        free(g.distance);
    }
    return 0;
}

/* The set has p = 5, 10, n/10, n/5, n/3 for n = 100 to 900 (for the largest n fewer), and n^2/50
 * edges. */
static void solve_made(void) {
    static const struct {
        size_t nodes, open;
    } sizes[] = {{100, 5},   {200, 10}, {300, 5}, {400, 40}, {500, 5}, {600, 10},
                 {700, 140}, {800, 80}, {900, 5}, {900, 10}, {900, 90}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        cw_error err = {0};
        median_graph g;
        char name[40];
        snprintf(name, sizeof name, "made-%zu-%zu", sizes[i].nodes, sizes[i].open);
        if (!median_graph_make(sizes[i].nodes, sizes[i].nodes * sizes[i].nodes / 50, sizes[i].open,
                               sizes[i].nodes + sizes[i].open, &g, &err)) {
            fprintf(stderr, "%s: %s\n", name, err.message);
            return;
        }
        solve_median(name, &g);
        free(g.distance);
    }
}

/* ---- team orienteering ------------------------------------------------------------------------
 */

static int solve_orienteering(int count, char **paths) {
    for (int i = 0; i < count; i++) {
        cw_error err = {0};
        orient_points p;
        cw_orienteering_answer answer;
        const char *slash = strrchr(paths[i], '/');
        double start = now_s();
        if (!orient_points_read(paths[i], &p, &err)) {
            fprintf(stderr, "%s\n", err.message);
            return 2;
        }
        cw_orienteering problem = {.nodes = p.nodes,
                                   .distance = p.distance,
                                   .score = p.score,
                                   .routes = p.routes,
                                   .longest = p.longest};
        cw_orienteering_options options = {.seed = 1, .time_limit_s = 10.0};
        if (cw_orienteering_solve(&problem, &options, &answer, &err))
            printf("orienteering %-14s n %4zu m %zu score %6.0f iterations %8zu %7.2f s\n",
                   slash != NULL ? slash + 1 : paths[i], p.nodes, p.routes, answer.score,
                   answer.iterations, now_s() - start);
        else
            fprintf(stderr, "%s: %s\n", paths[i], err.message);
        fflush(stdout);
        cw_orienteering_answer_free(&answer);
        orient_points_free(&p);
    }
    return 0;
}

/* ---- covering -------------------------------------------------------------------------------- */

/* Demands and sites are the same points, even over a square; a site covers what is within a radius.
 */
static void solve_covering(size_t points, size_t open, double radius) {
    cw_error err = {0};
    double *at = cw_alloc_array(points * 2, sizeof *at);
    double *weight = cw_alloc_array(points, sizeof *weight);
    bool *covers = cw_alloc_array(points * points, sizeof *covers);
    cw_siting_answer answer;
    if (at == NULL || weight == NULL || covers == NULL) return;
    for (size_t i = 0; i < points; i++) {
        double u[4];
        cw_random_uniform(
            (cw_draw){.seed = points, .particle = (uint32_t)i, .purpose = CW_DRAW_TEST}, u);
        at[2 * i] = u[0];
        at[2 * i + 1] = u[1];
        weight[i] = 1.0 + (double)(int)(100.0 * u[2]);
    }
    for (size_t k = 0; k < points * points; k++) {
        double dx = at[2 * (k / points)] - at[2 * (k % points)],
               dy = at[2 * (k / points) + 1] - at[2 * (k % points) + 1];
        covers[k] = dx * dx + dy * dy <= radius * radius;
    }
    cw_covering problem = {.demands = points,
                           .sites = points,
                           .weight = weight,
                           .covers = covers,
                           .open = open,
                           .grain = 1.0};
    cw_siting_options options = {.seed = 1, .time_limit_s = 60.0};
    double start = now_s();
    if (cw_cover_solve(&problem, &options, &answer, &err))
        printf("covering n %4zu p %3zu radius %.2f value %6.0f bound %9.2f gap %.3f %% nodes %6zu "
               "%7.2f s\n",
               points, open, radius, answer.value, answer.bound,
               100.0 * (answer.bound - answer.value) / answer.bound, answer.nodes, now_s() - start);
    fflush(stdout);
    cw_siting_answer_free(&answer);
    free(at);
    free(weight);
    free(covers);
}

/* ---- the schedule ---------------------------------------------------------------------------- */

/* Hours in which a unit's line of the roster changes. */
static size_t changes_of(const made_strait *s, const cw_schedule_answer *a) {
    size_t changes = 0, hours = s->problem.hours;
    for (size_t k = 0; k < s->problem.unit_count * hours; k++)
        changes +=
            k % hours > 0 && (a->post[k] != a->post[k - 1] || a->state[k] != a->state[k - 1]);
    return changes;
}

static void solve_schedule(size_t hours, bool joint, double busy) {
    cw_error err = {0};
    made_strait s;
    cw_schedule_answer a;
    cw_schedule_options options = {.seed = 1, .time_limit_s = 57.0}; /* done within 60 s */
    double start = now_s();
    if (!made_strait_create(hours, joint, busy, &s)) return;
    if (cw_schedule_solve(&s.problem, &options, &a, &err))
        printf(
            "schedule hours %3zu units %zu %-5s busy %.1f risk %.3f covered %.4f value %.4f bound "
            "%.4f gap %.2f %% steps %zu rounds %zu changes %zu %.2f s\n",
            hours, s.problem.unit_count, joint ? "joint" : "apart", busy, a.risk, a.covered,
            a.value, a.bound, 100.0 * (a.bound - a.value) / a.bound, a.steps, a.rounds,
            changes_of(&s, &a), now_s() - start);
    else
        fprintf(stderr, "schedule: %s\n", err.message);
    fflush(stdout);
    cw_schedule_answer_free(&a);
    made_strait_destroy(&s);
}

static int solve_schedules(void) {
    solve_schedule(24, true, 0.0);
    solve_schedule(168, true, 0.0);
    solve_schedule(168, false, 0.0);
    solve_schedule(168, true, 0.2);
    solve_schedule(168, false, 0.2);
    return 0;
}

int main(int count, char **words) {
    static char *medians[] = {(char *)"../shared/data/patrol/pmed1.txt",
                              (char *)"../shared/data/patrol/pmed6.txt",
                              (char *)"../shared/data/patrol/pmed20.txt"},
                *teams[] = {(char *)"../shared/data/patrol/p2.3.k.txt",
                            (char *)"../shared/data/patrol/p4.2.f.txt"};
    if (count > 2 && strcmp(words[1], "pmed") == 0) return solve_files(count - 2, words + 2);
    if (count > 2 && strcmp(words[1], "top") == 0) return solve_orienteering(count - 2, words + 2);
    if (count == 2 && strcmp(words[1], "schedule") == 0) return solve_schedules();
    if (count > 1) {
        fprintf(stderr, "usage: bench_patrol [pmed FILE... | top FILE... | schedule]\n");
        return 2;
    }
    FILE *there = fopen(medians[0], "r");
    if (there != NULL) {
        fclose(there);
        solve_files(3, medians);
        solve_orienteering(2, teams);
    }
    solve_made();
    solve_covering(300, 10, 0.1);
    solve_covering(900, 20, 0.08);
    solve_covering(900, 40, 0.05);
    return solve_schedules();
}
