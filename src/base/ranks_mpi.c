/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A company of ranks over MPI. Only the thread that opened it calls MPI. Errors of MPI itself keep
 * its default: they end all ranks, with its own message, since a company that has lost one cannot
 * meet again.
 *
 * Open MPI waits by asking without pause, which takes a processor from each rank that waits, for as
 * long as the first one reads its forcing. Here a rank asks without pause only for the time that a
 * message takes, and then sleeps between two questions: longer the longer it has waited, so that
 * it is late by a fraction of what it waited for, and never so long that a message of many parts,
 * which move when they are asked for, would be slowed down (docs/scaling.md has the measurement).
 */
#include "base/ranks_link.h"

#include <mpi.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>

enum { PIECE = 1 << 28, TAG = 1 }; /* counts are ints */
/* Asking without pause, then sleeping at most so long, and this part of what was waited. */
static const int64_t PATIENCE_NS = 200000, LONGEST_SLEEP_NS = 250000, SLEEP_PART = 16;

struct ranks_link {
    MPI_Comm company;
};

static bool keep(MPI_Comm company, ranks_link **link, cw_error *err) {
    *link = malloc(sizeof **link);
    if (*link == NULL) return cw_fail_memory(err);
    (*link)->company = company;
    return true;
}

bool link_open(ranks_link **link, size_t *number, size_t *count, cw_error *err) {
    int level = 0, rank = 0, size = 1;
    if (MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level) != MPI_SUCCESS
        || MPI_Comm_rank(MPI_COMM_WORLD, &rank) != MPI_SUCCESS
        || MPI_Comm_size(MPI_COMM_WORLD, &size) != MPI_SUCCESS)
        return cw_fail(err, CW_ERR_MACHINE, "cannot join the other processes over MPI");
    *number = (size_t)rank;
    *count = (size_t)size;
    if (level >= MPI_THREAD_FUNNELED && *count == ranks_started())
        return keep(MPI_COMM_WORLD, link, err);
    MPI_Finalize();
    return cw_fail(err, CW_ERR_MACHINE,
                   "MPI joined %zu processes of the %zu that were started: it does not fit the "
                   "launcher",
                   *count, ranks_started());
}

bool link_part(ranks_link *whole, int part, ranks_link **link, size_t *number, size_t *count,
               cw_error *err) {
    int rank = 0, size = 1;
    MPI_Comm company;
    MPI_Comm_rank(whole->company, &rank);
    MPI_Comm_split(whole->company, part, rank, &company);
    MPI_Comm_rank(company, &rank);
    MPI_Comm_size(company, &size);
    *number = (size_t)rank;
    *count = (size_t)size;
    if (keep(company, link, err)) return true;
    MPI_Comm_free(&company);
    return false;
}

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void pause_after(int64_t waited_ns) {
    if (waited_ns < PATIENCE_NS) {
        sched_yield();
        return;
    }
    int64_t part = waited_ns / SLEEP_PART;
    struct timespec sleep = {.tv_nsec = part < LONGEST_SLEEP_NS ? part : LONGEST_SLEEP_NS};
    nanosleep(&sleep, NULL);
}

/* Until the request is done; MPI_Wait then has nothing to wait for. */
static void sit_out(MPI_Request request) {
    int done = 0;
    const int64_t start_ns = now_ns();
    for (;;) {
        MPI_Request_get_status(request, &done, MPI_STATUS_IGNORE);
        if (done) return;
        pause_after(now_ns() - start_ns);
    }
}

void link_close(ranks_link *link) {
    if (link == NULL) return;
    if (link->company == MPI_COMM_WORLD)
        MPI_Finalize();
    else
        MPI_Comm_free(&link->company);
    free(link);
}

int link_lowest(ranks_link *link, int value) {
    int lowest = value;
    MPI_Request request;
    MPI_Iallreduce(&value, &lowest, 1, MPI_INT, MPI_MIN, link->company, &request);
    sit_out(request);
    MPI_Wait(&request, MPI_STATUS_IGNORE);
    return lowest;
}

static int piece_of(size_t left) {
    return left < PIECE ? (int)left : PIECE;
}

/* All come from a meeting, so nobody waits for longer than it takes: MPI's own waiting is best. */
void link_tell(ranks_link *link, size_t from, void *bytes, size_t length) {
    for (size_t at = 0; at < length; at += PIECE)
        MPI_Bcast((char *)bytes + at, piece_of(length - at), MPI_BYTE, (int)from, link->company);
}

void link_gather(ranks_link *link, const void *own, void *all, size_t length) {
    MPI_Request request;
    MPI_Iallgather(own, (int)length, MPI_BYTE, all, (int)length, MPI_BYTE, link->company, &request);
    sit_out(request);
    MPI_Wait(&request, MPI_STATUS_IGNORE);
}

void link_join(ranks_link *link, void *all, const int *lengths, const int *offsets) {
    MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, all, lengths, offsets, MPI_BYTE,
                   link->company);
}

void link_send(ranks_link *link, size_t to, const void *bytes, size_t length) {
    for (size_t at = 0; at < length; at += PIECE) {
        MPI_Request request;
        MPI_Isend((const char *)bytes + at, piece_of(length - at), MPI_BYTE, (int)to, TAG,
                  link->company, &request);
        sit_out(request);
        MPI_Wait(&request, MPI_STATUS_IGNORE);
    }
}

void link_receive(ranks_link *link, size_t from, void *bytes, size_t length) {
    for (size_t at = 0; at < length; at += PIECE) {
        MPI_Request request;
        MPI_Irecv((char *)bytes + at, piece_of(length - at), MPI_BYTE, (int)from, TAG,
                  link->company, &request);
        sit_out(request);
        MPI_Wait(&request, MPI_STATUS_IGNORE);
    }
}
