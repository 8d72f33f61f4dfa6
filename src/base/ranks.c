/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A company of ranks: what is the same with and without MPI. Sharing out, agreeing, joining what is
 * spread, sums in a fixed order, and the count of what travels.
 */
#include "base/ranks_link.h"

#include <stdlib.h>

struct cw_ranks {
    size_t number, count;
    cw_error end; /* what all learned when one of them failed; CW_OK: none has */
    cw_traffic traffic;
};

/* By Open MPI's mpirun or Slurm's srun. */
size_t ranks_started(void) {
    static const char *const names[] = {"OMPI_COMM_WORLD_SIZE", "SLURM_STEP_NUM_TASKS"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *text = getenv(names[i]);
        if (text == NULL) continue;
        unsigned long count = strtoul(text, NULL, 10);
        if (count > 0) return (size_t)count;
    }
    return 1;
}

cw_ranks *cw_ranks_open(cw_error *err) {
    cw_ranks *ranks = calloc(1, sizeof *ranks);
    if (ranks == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    ranks->count = 1;
    if (ranks_started() == 1 || link_open(&ranks->number, &ranks->count, err)) return ranks;
    free(ranks);
    return NULL;
}

void cw_ranks_close(cw_ranks *ranks) {
    if (ranks != NULL && ranks->count > 1) link_close();
    free(ranks);
}

size_t cw_ranks_count(const cw_ranks *ranks) {
    return ranks != NULL ? ranks->count : 1;
}

size_t cw_ranks_number(const cw_ranks *ranks) {
    return ranks != NULL ? ranks->number : 0;
}

cw_traffic cw_ranks_traffic(const cw_ranks *ranks) {
    return ranks != NULL ? ranks->traffic : (cw_traffic){0};
}

/* ---- meetings ------------------------------------------------------------------------------- */

static void note_sent(cw_ranks *ranks, size_t messages, size_t length) {
    ranks->traffic.messages += messages;
    ranks->traffic.bytes += messages * length;
}

/* The rank that failed goes from end to end of what it was in, and the others leave what they were
 * in: they pass different places on the way, so nobody meets again. */
bool cw_ranks_agree(cw_ranks *ranks, bool good, cw_error *err) {
    if (cw_ranks_count(ranks) == 1) return good;
    if (ranks->end.code != CW_OK) {
        if (err != NULL) *err = ranks->end;
        return false;
    }
    cw_error own = {0};
    cw_error *report = err != NULL ? err : &own;
    int nobody = (int)ranks->count;
    int failed = link_lowest(good ? nobody : (int)ranks->number);
    ranks->traffic.meetings++;
    note_sent(ranks, 1,
              sizeof failed); /* the own word; what is learned counts with those who say it */
    if (failed == nobody) return true;
    if (!good && report->code == CW_OK) cw_fail(report, CW_ERR_MACHINE, "a rank failed");
    cw_ranks_tell(ranks, (size_t)failed, report, sizeof *report);
    ranks->end = *report;
    return false;
}

bool cw_ranks_all(cw_ranks *ranks, bool yes) {
    if (cw_ranks_count(ranks) == 1) return yes;
    if (ranks->end.code != CW_OK) return false;
    int lowest = link_lowest(yes ? 1 : 0);
    ranks->traffic.meetings++;
    note_sent(ranks, 1, sizeof lowest);
    return lowest == 1;
}

void cw_ranks_tell(cw_ranks *ranks, size_t from, void *bytes, size_t length) {
    if (cw_ranks_count(ranks) == 1 || length == 0) return;
    if (from == ranks->number) note_sent(ranks, ranks->count - 1, length);
    link_tell(from, bytes, length);
}

void cw_ranks_send(cw_ranks *ranks, size_t to, const void *bytes, size_t length) {
    if (length == 0) return;
    note_sent(ranks, 1, length);
    link_send(to, bytes, length);
}

void cw_ranks_receive(cw_ranks *ranks, size_t from, void *bytes, size_t length) {
    (void)ranks;
    if (length > 0) link_receive(from, bytes, length);
}

/* ---- who has what ---------------------------------------------------------------------------- */

cw_share cw_ranks_share(const cw_ranks *ranks, size_t rank, size_t total, size_t block) {
    size_t company = cw_ranks_count(ranks), blocks = (total + block - 1) / block;
    size_t each = blocks / company, more = blocks % company; /* the first ones have one more */
    size_t first = block * (rank * each + (rank < more ? rank : more));
    size_t end = first + block * (each + (rank < more ? 1 : 0));
    if (first > total) first = total;
    if (end > total) end = total;
    return (cw_share){first, end - first, total};
}

void cw_ranks_join(cw_ranks *ranks, void *all, size_t item_bytes, size_t total, size_t block) {
    for (size_t rank = 0; rank < cw_ranks_count(ranks); rank++) {
        cw_share share = cw_ranks_share(ranks, rank, total, block);
        cw_ranks_tell(ranks, rank, (char *)all + share.first * item_bytes,
                      share.count * item_bytes);
    }
}

double cw_ranks_sum(cw_ranks *ranks, double *sums, size_t blocks) {
    double sum = 0.0;
    cw_ranks_join(ranks, sums, sizeof *sums, blocks, 1);
    for (size_t i = 0; i < blocks; i++) sum += sums[i];
    return sum;
}
