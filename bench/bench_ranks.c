/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A drift over ranks: how long, and what travels; and a plan: who lays its trials. Started by
 * bench_ranks.sh under mpirun with the particles a hypothesis and how many of them are written. One
 * line a case: name, size (ranks), value, unit. Counts are of all ranks together, as the company
 * itself counts them.
 */
#include <crosswatch/run.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double sum_of(cw_ranks *ranks, double own) {
    size_t count = cw_ranks_count(ranks);
    double *sums = cw_alloc_array(count, sizeof *sums);
    if (sums == NULL) return 0.0;
    sums[cw_ranks_number(ranks)] = own;
    double sum = cw_ranks_sum(ranks, sums, count);
    free(sums);
    return sum;
}

static void print(cw_ranks *ranks, const char *what, const char *name, double value,
                  const char *unit) {
    if (cw_ranks_first(ranks))
        printf("ranks %s %s  %zu ranks  %.6g %s\n", what, name, cw_ranks_count(ranks), value, unit);
}

static void report(cw_ranks *ranks, const char *what, double seconds, size_t particles,
                   size_t outputs) {
    cw_traffic t = cw_ranks_traffic(ranks);
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    double each = 1.0 / (double)outputs;
    double peak = sum_of(ranks, (double)use.ru_maxrss * 1024.0);
    double messages = sum_of(ranks, (double)t.messages), bytes = sum_of(ranks, (double)t.bytes);
    print(ranks, what, "time", seconds, "s");
    print(ranks, what, "rate", (double)particles * (double)outputs / seconds, "particle outputs/s");
    print(ranks, what, "messages", messages * each, "an output");
    print(ranks, what, "bytes", bytes * each, "an output");
    print(ranks, what, "peak of all", peak / 1048576.0, "MiB");
}

/* Every output but the last is told. */
static void count_outputs(void *context, const char *what, double done) {
    size_t *told = context;
    (void)done;
    *told += strcmp(what, "drifting the ensemble") == 0;
}

static bool drift(cw_ranks *ranks, const char *what, const char *path, size_t particles,
                  size_t every, cw_error *err) {
    char target[64];
    snprintf(target, sizeof target, "/tmp/bench-ranks-%d.nc", (int)getpid());
    cw_case *c = cw_case_load(path, err);
    if (!cw_ranks_agree(ranks, c != NULL, err) || c == NULL) return false;
    size_t told = 0;
    cw_run_options options = {.ranks = ranks,
                              .threads = 1,
                              .particles = particles,
                              .progress = count_outputs,
                              .context = &told};
    double start_s = now_s();
    bool done = cw_run_drift(c, &options, target, every, err);
    double seconds = now_s() - start_s;
    if (done) report(ranks, what, seconds, cw_case_particles(c, particles), told + 1);
    unlink(target);
    cw_case_destroy(c);
    return done;
}

static double processor_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What a rank burns while it waits for the first one, and what goes through after that. */
static bool wait_and_carry(cw_ranks *ranks, cw_error *err) {
    enum { WAIT_S = 2, BYTES = 64 << 20, TIMES = 8 };
    char *bytes = cw_alloc_array(BYTES, 1);
    if (!cw_ranks_agree(ranks, bytes != NULL || cw_fail_memory(err), err)) return false;
    double begun_s = processor_s();
    if (cw_ranks_first(ranks)) nanosleep(&(struct timespec){.tv_sec = WAIT_S}, NULL);
    cw_ranks_agree(ranks, true, err);
    double burnt_s = sum_of(ranks, cw_ranks_first(ranks) ? 0.0 : processor_s() - begun_s);
    print(ranks, "wait", "processor", burnt_s / WAIT_S, "of a core, all who wait");
    double start_s = now_s();
    for (int i = 0; i < TIMES && cw_ranks_count(ranks) > 1; i++) {
        if (cw_ranks_number(ranks) == 1) cw_ranks_send(ranks, 0, bytes, BYTES);
        if (cw_ranks_first(ranks)) cw_ranks_receive(ranks, 1, bytes, BYTES);
    }
    print(ranks, "carry", "rate", (double)BYTES * TIMES / (now_s() - start_s) / 1e6, "MB/s");
    free(bytes);
    return true;
}

/* ---- a plan -------------------------------------------------------------------------------- */

typedef struct before_plan {
    cw_ranks *ranks;
    cw_traffic sent; /* until the planner begins */
} before_plan;

static void note_planning(void *context, const char *what, double done) {
    before_plan *b = context;
    (void)done;
    if (strcmp(what, "planning the search") == 0) b->sent = cw_ranks_traffic(b->ranks);
}

/* The trials of the rank that lays most of them. */
static double most_of(cw_ranks *ranks, double own) {
    size_t count = cw_ranks_count(ranks);
    double *all = cw_alloc_array(count, sizeof *all), most = own;
    if (all == NULL) return 0.0;
    all[cw_ranks_number(ranks)] = own;
    cw_ranks_join(ranks, all, sizeof *all, count, 1);
    for (size_t k = 0; k < count; k++) most = all[k] > most ? all[k] : most;
    free(all);
    return most;
}

static void report_plan(const before_plan *b, const cw_plan *plan) {
    cw_traffic now = cw_ranks_traffic(b->ranks);
    double laid = (double)plan->looks, trials = (double)plan->evaluations;
    print(b->ranks, "plan", "time", plan->seconds, "s");
    print(b->ranks, "plan", "trials that count", trials, "");
    print(b->ranks, "plan", "trials laid", sum_of(b->ranks, laid), "with those in vain");
    print(b->ranks, "plan", "trials laid by the busiest", most_of(b->ranks, laid), "");
    print(b->ranks, "plan", "messages", sum_of(b->ranks, (double)(now.messages - b->sent.messages)),
          "");
    print(b->ranks, "plan", "bytes", sum_of(b->ranks, (double)(now.bytes - b->sent.bytes)), "");
}

/* What the planner alone does and sends. */
static bool make_plan(cw_ranks *ranks, const char *path, size_t particles, cw_error *err) {
    before_plan before = {.ranks = ranks};
    cw_case *c = cw_case_load(path, err);
    if (!cw_ranks_agree(ranks, c != NULL, err) || c == NULL) return false;
    cw_run_options options = {.ranks = ranks,
                              .threads = 1,
                              .particles = particles,
                              .plan = true,
                              .progress = note_planning,
                              .context = &before};
    cw_run *run = cw_run_create(c, &options, err);
    bool made = cw_ranks_agree(ranks, run != NULL, err) && run != NULL;
    if (made) report_plan(&before, run->plan);
    cw_run_destroy(run);
    cw_case_destroy(c);
    return made;
}

static bool bench(cw_ranks *ranks, int argc, char **argv, cw_error *err) {
    if (argc == 2 && strcmp(argv[1], "wait") == 0) return wait_and_carry(ranks, err);
    if (argc == 4 && strcmp(argv[1], "plan") == 0)
        return make_plan(ranks, argv[2], strtoul(argv[3], NULL, 10), err);
    if (argc != 5) return drift(ranks, "thinned", CROSSWATCH_CASE, 50000, 1000, err);
    return drift(ranks, argv[1], argv[2], strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10),
                 err);
}

/* Without arguments: one rank, or however many mpirun has started. */
int main(int argc, char **argv) {
    cw_error err = {0};
    cw_ranks *ranks = cw_ranks_open(&err);
    bool done = ranks != NULL && bench(ranks, argc, argv, &err);
    if (!done && cw_ranks_first(ranks)) fprintf(stderr, "bench_ranks: %s\n", err.message);
    cw_ranks_close(ranks);
    return done ? 0 : 1;
}
