/* SPDX-License-Identifier: Apache-2.0 */
/* Strikes planted in real traffic: how often the true ship comes first, how often a ship is named,
 * rightly, wrongly, and where there was no strike. Usage: bench_struck [CASES LOG [COLUMNS]];
 * without arguments 20 + 20 cases in the log of Cagliari, where it is at hand. */
#include "../tests/traffic/planted.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static void line(const char *name, size_t of, size_t value) {
    printf("%-28s %6zu %8zu cases\n", name, of, value);
}

static int run(const planted_sea *sea, uint32_t cases) {
    planted_score score = {0};
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (uint32_t i = 0; i < cases; i++) {
        if (!planted_strike(sea, 20211124, i, &score)) return 1;
        if (!planted_calm(sea, 17, i, &score)) return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    line("true ship first", score.cases, score.first);
    line("true ship first, apart", score.apart, score.apart_first);
    line("named, the true ship", score.cases, score.named_right);
    line("named, another", score.cases, score.named_wrong);
    line("no strike, named", score.calm, score.calm_named);
    printf("%-28s %6u %8.3f s a case\n", "time", 2 * cases,
           ((double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec)) / 2.0 / cases);
    return 0;
}

int main(int argc, char **argv) {
    cw_error err = {0};
    planted_sea sea;
    const char *log = argc > 2 ? argv[2] : CROSSWATCH_LOG;
    if (argc < 3 && access(log, R_OK) != 0) {
        printf("# %s is not at hand\n", log);
        return 0;
    }
    if (!planted_load(log, argc > 3 ? argv[3] : NULL, &sea, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 2;
    }
    int status = run(&sea, argc > 2 ? (uint32_t)strtoul(argv[1], NULL, 10) : 20);
    planted_free(&sea);
    return status;
}
