/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A company of ranks over MPI. Only the thread that opened it calls MPI. Errors of MPI itself keep
 * its default: they end all ranks, with its own message, since a company that has lost one cannot
 * meet again.
 */
#include "base/ranks_link.h"

#include <mpi.h>
#include <stdlib.h>

enum { PIECE = 1 << 28, TAG = 1 }; /* counts are ints */

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
    MPI_Allreduce(&value, &lowest, 1, MPI_INT, MPI_MIN, link->company);
    return lowest;
}

static int piece_of(size_t left) {
    return left < PIECE ? (int)left : PIECE;
}

void link_tell(ranks_link *link, size_t from, void *bytes, size_t length) {
    for (size_t at = 0; at < length; at += PIECE)
        MPI_Bcast((char *)bytes + at, piece_of(length - at), MPI_BYTE, (int)from, link->company);
}

void link_gather(ranks_link *link, const void *own, void *all, size_t length) {
    MPI_Allgather(own, (int)length, MPI_BYTE, all, (int)length, MPI_BYTE, link->company);
}

void link_join(ranks_link *link, void *all, const int *lengths, const int *offsets) {
    MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, all, lengths, offsets, MPI_BYTE,
                   link->company);
}

void link_send(ranks_link *link, size_t to, const void *bytes, size_t length) {
    for (size_t at = 0; at < length; at += PIECE)
        MPI_Send((const char *)bytes + at, piece_of(length - at), MPI_BYTE, (int)to, TAG,
                 link->company);
}

void link_receive(ranks_link *link, size_t from, void *bytes, size_t length) {
    for (size_t at = 0; at < length; at += PIECE)
        MPI_Recv((char *)bytes + at, piece_of(length - at), MPI_BYTE, (int)from, TAG, link->company,
                 MPI_STATUS_IGNORE);
}
