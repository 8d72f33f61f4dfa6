/* SPDX-License-Identifier: Apache-2.0 */
/* A load on an operations room, and what came of it (bench_room). */
#ifndef CROSSWATCH_BENCH_ROOM_LOAD_H
#define CROSSWATCH_BENCH_ROOM_LOAD_H

#include <stddef.h>
#include <stdint.h>

typedef struct load_plan {
    double seconds, sentences_per_s;
    size_t viewers;  /* that read what they are told */
    size_t sleepers; /* that read nothing */
    size_t ships;
} load_plan;

typedef struct samples {
    double *values;
    size_t count, capacity;
} samples;

typedef struct load_result {
    samples ships;   /* seconds from a new ship's first sentence to each viewer */
    samples reports; /* seconds from the sending of a report to each viewer */
    uint64_t sent, bytes;
    double processor_s, memory_first, memory_last; /* of the server; bytes */
    size_t cut;                                    /* viewers whose stream ended */
} load_result;

/* Exits with 3 and a sentence when the load cannot be made. */
void room_load(const load_plan *plan, load_result *result);

#endif
