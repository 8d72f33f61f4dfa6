/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a coordinator waits for: the command itself on the bundled case of the Dover Strait, from
 * its start until all files are written, map included. First with no decoded coast, as on a new
 * machine, then with it; with one thread and with all. Peak memory is the operating system's
 * (Linux: KiB). Prints one line a case: name, particles, minimum, median, maximum, unit.
 */
#include <crosswatch/base.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* bench/meson.build says where the command (CROSSWATCH_COMMAND) and the case (CROSSWATCH_CASE) are.
 */
enum { ROUNDS = 5, PARTICLES = 40000 };

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void run_command(const char *folder, const char *threads) {
    char out[64];
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    snprintf(out, sizeof out, "%s/out", folder);
    if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0) _exit(3);
    execl(CROSSWATCH_COMMAND, "crosswatch", "plan", CROSSWATCH_CASE, "-o", out, "--threads",
          threads, (char *)NULL);
    _exit(3);
}

/* Wall seconds from start to end; below zero when the command failed. */
static double time_command(const char *folder, const char *threads, double *peak_mib) {
    double start = now_s();
    int status = 0;
    struct rusage used;
    pid_t child = fork();
    if (child == 0) run_command(folder, threads);
    if (child < 0 || wait4(child, &status, 0, &used) != child || status != 0) return -1.0;
    *peak_mib = (double)used.ru_maxrss / 1024.0;
    return now_s() - start;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool measure(const char *name, const char *folder, const char *threads, size_t rounds) {
    double seconds[ROUNDS], peak_mib = 0.0;
    for (size_t i = 0; i < rounds; i++) {
        seconds[i] = time_command(folder, threads, &peak_mib);
        if (seconds[i] < 0.0) return false;
    }
    qsort(seconds, rounds, sizeof *seconds, ascending);
    printf("%-44s %9d %8.2f %8.2f %8.2f s (min median max)\n", name, PARTICLES, seconds[0],
           seconds[rounds / 2], seconds[rounds - 1]);
    printf("%-44s %9d %8.0f MiB\n", "  peak memory", PARTICLES, peak_mib);
    return true;
}

int main(void) {
    char folder[] = "/tmp/crosswatch-bench-XXXXXX", command[64], all[16];
    if (mkdtemp(folder) == NULL || setenv("XDG_CACHE_HOME", folder, 1) != 0) return 3;
    snprintf(all, sizeof all, "%d", cw_thread_count(0));
    bool done = measure("plan, five units, files written, new machine", folder, all, 1)
                && measure("plan, five units, files written, one thread", folder, "1", ROUNDS)
                && measure("plan, five units, files written, all threads", folder, all, ROUNDS);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0 || !done) fprintf(stderr, "the command failed\n");
    return done ? 0 : 1;
}
