/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operations room under load: a server in a process of its own, so many viewers with open
 * streams, so many AIS sentences a second over UDP from thousands of ships, and a record that grows
 * meanwhile. Measured: the time from a sentence of a new ship to the news of it at each viewer, the
 * time from a report to the news of it, processor time and memory of the server at the beginning
 * and at the end. Some viewers read nothing, to show that they hold up nobody.
 *
 *   bench_room [SECONDS [VIEWERS [SENTENCES_A_SECOND]]]      20, 500, 2000
 */
#include "room_load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void line(const char *name, size_t size, double value, const char *unit) {
    printf("%-44s %9zu %10.4g %s\n", name, size, value, unit);
    fflush(stdout);
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void delays(const char *what, samples *s) {
    static const struct {
        const char *name;
        double share;
    } marks[] = {{"median", 0.5}, {"99th percentile", 0.99}, {"longest", 1.0}};
    char name[80];
    if (s->count == 0) {
        fprintf(stderr, "bench_room: nothing was told of %s\n", what);
        exit(3);
    }
    qsort(s->values, s->count, sizeof *s->values, ascending);
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        snprintf(name, sizeof name, "room_%s_%s", what, marks[i].name);
        line(name, s->count, s->values[(size_t)(marks[i].share * (double)(s->count - 1))], "s");
    }
}

int main(int argc, char **argv) {
    load_plan plan = {.seconds = argc > 1 ? atof(argv[1]) : 20.0,
                      .viewers = argc > 2 ? (size_t)atol(argv[2]) : 500,
                      .sentences_per_s = argc > 3 ? atof(argv[3]) : 2000.0,
                      .ships = 5000,
                      .sleepers = 20};
    load_result r = {0};
    room_load(&plan, &r);
    delays("ship_to_page", &r.ships);
    delays("report_to_page", &r.reports);
    line("room_sentences", (size_t)r.sent, (double)r.sent / plan.seconds, "1/s");
    line("room_bytes_told", plan.viewers, (double)r.bytes / plan.seconds / 1e6, "MB/s");
    line("room_server_processor", plan.viewers, r.processor_s / plan.seconds, "of a core");
    line("room_memory_at_first", plan.viewers, r.memory_first / 1e6, "MB");
    line("room_memory_at_last", plan.viewers, r.memory_last / 1e6, "MB");
    line("room_viewers_cut", plan.viewers, (double)r.cut, "");
    return 0;
}
