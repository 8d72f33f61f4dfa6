/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The solvers on public benchmark sets: bench_patrol [pmed FILE...]. Without files: the samples of
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

int main(int count, char **words) {
    static char *samples[] = {(char *)"../shared/data/patrol/pmed1.txt",
                              (char *)"../shared/data/patrol/pmed6.txt",
                              (char *)"../shared/data/patrol/pmed20.txt"};
    if (count > 2 && strcmp(words[1], "pmed") == 0) return solve_files(count - 2, words + 2);
    if (count > 1) {
        fprintf(stderr, "usage: bench_patrol [pmed FILE...]\n");
        return 2;
    }
    FILE *there = fopen(samples[0], "r");
    if (there != NULL) {
        fclose(there);
        solve_files(3, samples);
    }
    solve_made();
    return 0;
}
