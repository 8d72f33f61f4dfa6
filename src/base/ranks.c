/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A company of ranks: what is the same with and without MPI. Sharing out, agreeing, joining what is
 * spread, sums in a fixed order, and the count of what travels.
 */
#include "base/ranks_link.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_JOINED = 64, JOINED_BYTES = 1 << 28 }; /* by one transfer */

struct cw_ranks {
    size_t number, count;
    ranks_link *link;
    cw_ranks *whole; /* what this is a part of; NULL: nothing */
    cw_error end;    /* what all learned when one of them failed; CW_OK: none has */
    cw_traffic traffic;
};

/* What a part sends, the whole has sent. */
static cw_traffic *traffic_of(cw_ranks *ranks) {
    while (ranks->whole != NULL) ranks = ranks->whole;
    return &ranks->traffic;
}

static void note_sent(cw_ranks *ranks, size_t messages, size_t length) {
    traffic_of(ranks)->messages += messages;
    traffic_of(ranks)->bytes += messages * length;
}

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
    if (ranks_started() == 1 || link_open(&ranks->link, &ranks->number, &ranks->count, err))
        return ranks;
    free(ranks);
    return NULL;
}

void cw_ranks_close(cw_ranks *ranks) {
    if (ranks != NULL) link_close(ranks->link);
    free(ranks);
}

/* The parts are known to all once each has told its own. */
bool cw_ranks_part(cw_ranks *whole, size_t part, cw_ranks **own, cw_error *err) {
    *own = NULL;
    if (cw_ranks_count(whole) == 1) return true;
    cw_ranks *ranks = calloc(1, sizeof *ranks);
    bool good = cw_ranks_agree(whole, ranks != NULL || cw_fail_memory(err), err);
    if (!good || ranks == NULL) {
        free(ranks);
        return false;
    }
    ranks->whole = whole;
    note_sent(whole, whole->count - 1, sizeof(int));
    bool made = link_part(whole->link, (int)part, &ranks->link, &ranks->number, &ranks->count, err);
    if (cw_ranks_agree(whole, made, err) && ranks->count > 1) {
        *own = ranks;
        return true;
    }
    bool alone = ranks->count == 1 && whole->end.code == CW_OK;
    cw_ranks_close(ranks);
    return alone;
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

/* Of a company that has ended nobody meets again: the rank that failed goes from end to end of what
 * it was in, and the others leave what they were in, so that they pass different places. */
static bool has_ended(const cw_ranks *ranks, cw_error *err) {
    if (ranks->end.code == CW_OK) return false;
    if (err != NULL) *err = ranks->end;
    return true;
}

/* All learn why one of them failed. */
static void end_with(cw_ranks *ranks, size_t failed, bool good, cw_error *err) {
    cw_error own = {0};
    cw_error *report = err != NULL ? err : &own;
    if (!good && report->code == CW_OK) cw_fail(report, CW_ERR_MACHINE, "a rank failed");
    cw_ranks_tell(ranks, failed, report, sizeof *report);
    ranks->end = *report;
}

bool cw_ranks_agree(cw_ranks *ranks, bool good, cw_error *err) {
    if (cw_ranks_count(ranks) == 1) return good;
    if (has_ended(ranks, err)) return false;
    int nobody = (int)ranks->count;
    int failed = link_lowest(ranks->link, good ? nobody : (int)ranks->number);
    traffic_of(ranks)->meetings++;
    note_sent(ranks, 1,
              sizeof failed); /* the own word; what is learned counts with those who say it */
    if (failed == nobody) return true;
    end_with(ranks, (size_t)failed, good, err);
    return false;
}

bool cw_ranks_all(cw_ranks *ranks, bool yes) {
    if (cw_ranks_count(ranks) == 1) return yes;
    if (has_ended(ranks, NULL)) return false;
    int lowest = link_lowest(ranks->link, yes ? 1 : 0);
    traffic_of(ranks)->meetings++;
    note_sent(ranks, 1, sizeof lowest);
    return lowest == 1;
}

bool cw_ranks_meet(cw_ranks *ranks, bool good, void *own, void *all, size_t length, cw_error *err) {
    unsigned char *failed = own, *word = all;
    *failed = !good;
    if (cw_ranks_count(ranks) == 1) {
        memcpy(all, own, length);
        return good;
    }
    if (has_ended(ranks, err)) return false;
    link_gather(ranks->link, own, all, length);
    traffic_of(ranks)->meetings++;
    note_sent(ranks, ranks->count - 1, length);
    for (size_t rank = 0; rank < ranks->count; rank++, word += length) {
        if (*word == 0) continue;
        end_with(ranks, rank, good, err);
        return false;
    }
    return true;
}

void cw_ranks_tell(cw_ranks *ranks, size_t from, void *bytes, size_t length) {
    if (cw_ranks_count(ranks) == 1 || length == 0) return;
    if (from == ranks->number) note_sent(ranks, ranks->count - 1, length);
    link_tell(ranks->link, from, bytes, length);
}

void cw_ranks_send(cw_ranks *ranks, size_t to, const void *bytes, size_t length) {
    if (length == 0) return;
    note_sent(ranks, 1, length);
    link_send(ranks->link, to, bytes, length);
}

void cw_ranks_receive(cw_ranks *ranks, size_t from, void *bytes, size_t length) {
    if (length > 0) link_receive(ranks->link, from, bytes, length);
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

static void join_at_once(cw_ranks *ranks, void *all, size_t item_bytes, size_t total,
                         size_t block) {
    int lengths[MOST_JOINED], offsets[MOST_JOINED];
    for (size_t rank = 0; rank < ranks->count; rank++) {
        cw_share share = cw_ranks_share(ranks, rank, total, block);
        lengths[rank] = (int)(share.count * item_bytes);
        offsets[rank] = (int)(share.first * item_bytes);
    }
    int own = lengths[ranks->number];
    if (own > 0) note_sent(ranks, ranks->count - 1, (size_t)own);
    link_join(ranks->link, all, lengths, offsets);
}

void cw_ranks_join(cw_ranks *ranks, void *all, size_t item_bytes, size_t total, size_t block) {
    size_t company = cw_ranks_count(ranks);
    if (company == 1) return;
    if (company <= MOST_JOINED && total <= JOINED_BYTES / item_bytes) {
        join_at_once(ranks, all, item_bytes, total, block);
        return;
    }
    for (size_t rank = 0; rank < company; rank++) {
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
