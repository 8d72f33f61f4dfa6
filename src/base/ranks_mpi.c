/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A company of ranks over MPI. Only the thread that opened it calls MPI. Errors of MPI itself keep
 * its default: they end all ranks, with its own message, since a company that has lost one cannot
 * meet again.
 */
#include "base/ranks_link.h"

#include <mpi.h>

enum { PIECE = 1 << 28, TAG = 1 }; /* counts are ints */

bool link_open(size_t *number, size_t *count, cw_error *err) {
    int level = 0, rank = 0, size = 1;
    if (MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level) != MPI_SUCCESS
        || MPI_Comm_rank(MPI_COMM_WORLD, &rank) != MPI_SUCCESS
        || MPI_Comm_size(MPI_COMM_WORLD, &size) != MPI_SUCCESS)
        return cw_fail(err, CW_ERR_MACHINE, "cannot join the other processes over MPI");
    *number = (size_t)rank;
    *count = (size_t)size;
    if (level >= MPI_THREAD_FUNNELED && *count == ranks_started()) return true;
    MPI_Finalize();
    return cw_fail(err, CW_ERR_MACHINE,
                   "MPI joined %zu processes of the %zu that were started: it does not fit the "
                   "launcher",
                   *count, ranks_started());
}

void link_close(void) {
    MPI_Finalize();
}

int link_lowest(int value) {
    int lowest = value;
    MPI_Allreduce(&value, &lowest, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    return lowest;
}

static int piece_of(size_t left) {
    return left < PIECE ? (int)left : PIECE;
}

void link_tell(size_t from, void *bytes, size_t length) {
    for (size_t at = 0; at < length; at += PIECE)
        MPI_Bcast((char *)bytes + at, piece_of(length - at), MPI_BYTE, (int)from, MPI_COMM_WORLD);
}

void link_send(size_t to, const void *bytes, size_t length) {
    for (size_t at = 0; at < length; at += PIECE)
        MPI_Send((const char *)bytes + at, piece_of(length - at), MPI_BYTE, (int)to, TAG,
                 MPI_COMM_WORLD);
}

void link_receive(size_t from, void *bytes, size_t length) {
    for (size_t at = 0; at < length; at += PIECE)
        MPI_Recv((char *)bytes + at, piece_of(length - at), MPI_BYTE, (int)from, TAG,
                 MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}
