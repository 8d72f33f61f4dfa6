/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The solvers on public benchmark sets: bench_patrol [pmed FILE... | top FILE...]. Without files:
 * the samples of
 * ../shared/data/patrol and made graphs of the set's hardest sizes. Prints one line a case: value,
 * bound, whether proven, nodes, seconds.
 */
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
    double *at = cw_alloc_array(points * 3, sizeof *at), *weight = at + 2 * points;
    bool *covers = cw_alloc_array(points * points, sizeof *covers);
    cw_siting_answer answer;
    if (at == NULL || covers == NULL) return;
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
    free(covers);
}

int main(int count, char **words) {
    static char *medians[] = {(char *)"../shared/data/patrol/pmed1.txt",
                              (char *)"../shared/data/patrol/pmed6.txt",
                              (char *)"../shared/data/patrol/pmed20.txt"},
                *teams[] = {(char *)"../shared/data/patrol/p2.3.k.txt",
                            (char *)"../shared/data/patrol/p4.2.f.txt"};
    if (count > 2 && strcmp(words[1], "pmed") == 0) return solve_files(count - 2, words + 2);
    if (count > 2 && strcmp(words[1], "top") == 0) return solve_orienteering(count - 2, words + 2);
    if (count > 1) {
        fprintf(stderr, "usage: bench_patrol [pmed FILE... | top FILE...]\n");
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
    return 0;
}
