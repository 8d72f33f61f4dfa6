/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ranks: several processes that work one case together. A company of ranks is a value, made once
 * by the command and handed down; NULL stands for one rank alone, so that whoever never heard of
 * ranks passes NULL. Open MPI carries it where the program was started by mpirun (or srun); a
 * program started on its own never touches MPI, and one that was built without has only itself.
 *
 * All ranks run the same code and meet at the calls below, in the same order. Between two meetings
 * in which bytes travel stands one cw_ranks_agree: a rank that fails goes straight there, so that
 * all learn of it at the same place, with the same sentence, and none waits for one that is gone.
 * A rank that is killed ends the company: mpirun stops the others.
 *
 * Nothing that is computed may depend on how many ranks there are: particles are shared out in
 * whole blocks, what is gathered lies in the order of one rank, and sums are made in one place in
 * that order (docs/scaling.md).
 */
#ifndef CROSSWATCH_RANKS_H
#define CROSSWATCH_RANKS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cw_ranks cw_ranks; /* opaque; one owner, used by one thread */

/* Joins the company that the program was started in; alone, it is a company of one. */
cw_ranks *cw_ranks_open(cw_error *err);
/* Waits for the others to close too. NULL-safe. */
void cw_ranks_close(cw_ranks *ranks);

/* The ranks that give the same part (a small number) as a company of their own, in the order of the
 * whole, whose traffic goes on counting what is sent; closed by the owner before the whole. *own
 * stays NULL for one rank alone. All of the whole call, and all fail together; later a part can end
 * with an error that the others know nothing of, until its ranks bring it to a meeting of all. */
bool cw_ranks_part(cw_ranks *whole, size_t part, cw_ranks **own, cw_error *err);

size_t cw_ranks_count(const cw_ranks *ranks);  /* NULL: 1 */
size_t cw_ranks_number(const cw_ranks *ranks); /* from 0; NULL: 0 */
static inline bool cw_ranks_first(const cw_ranks *ranks) {
    return cw_ranks_number(ranks) == 0;
}

/* True when all ranks say `good`. Else false, on every rank with the error of the lowest rank that
 * failed. One meeting. Once it was false it is false for ever, with the same error and without a
 * meeting: the ranks are then at different places of their way out. */
bool cw_ranks_agree(cw_ranks *ranks, bool good, cw_error *err);
/* True on all when all say `yes`; nothing fails. One meeting, at which no rank may come from a
 * failure: a cw_ranks_agree stands directly before it. */
bool cw_ranks_all(cw_ranks *ranks, bool yes);
/* The same meeting, in which each rank also tells all others a few bytes: all[rank * length]. Their
 * first byte is the meeting's: it is not 0 where a rank failed. A rank that fails comes with as
 * many bytes as the others. */
bool cw_ranks_meet(cw_ranks *ranks, bool good, void *own, void *all, size_t length, cw_error *err);
/* Copies bytes of one rank to all others. */
void cw_ranks_tell(cw_ranks *ranks, size_t from, void *bytes, size_t length);
/* From one rank to another: both call, in the same order of transfers. */
void cw_ranks_send(cw_ranks *ranks, size_t to, const void *bytes, size_t length);
void cw_ranks_receive(cw_ranks *ranks, size_t from, void *bytes, size_t length);

/* ---- who has what ---------------------------------------------------------------------------- */

/* A run of items, of `total`. */
typedef struct cw_share {
    size_t first, count, total;
} cw_share;

/* What a rank has of `total` items: whole blocks, evenly; some have none when blocks are few. */
cw_share cw_ranks_share(const cw_ranks *ranks, size_t rank, size_t total, size_t block);
/* `all` has room for every rank's share, and holds the own one: now all hold all. */
void cw_ranks_join(cw_ranks *ranks, void *all, size_t item_bytes, size_t total, size_t block);
/* The sum over all ranks of their shares, one value a block, added in the order of the blocks by
 * the first rank: the same bits for any number of ranks. `sums` has room for `blocks` values, its
 * own stand at its share of them. */
double cw_ranks_sum(cw_ranks *ranks, double *sums, size_t blocks);

/* Many items that are spread over the ranks, brought to the first one in their order, or dealt out
 * by it, a piece at a time: memory does not grow with their number. `own` packs or unpacks items of
 * this rank, `whole` takes or gives them at the first rank; both are told where they stand among
 * all. Items are every `every`-th of `total`, shared out in blocks of the whole. */
typedef struct cw_pour {
    size_t total, block, every;
    size_t item_bytes, piece; /* items that travel at a time */
    void *buffer;             /* piece * item_bytes */
    void (*own)(void *context, size_t first, size_t count, void *bytes);
    bool (*whole)(void *context, size_t first, size_t count, void *bytes);
    void *context;
} cw_pour;
/* To the first rank. False there when `whole` has been false once: the rest is received and left,
 * so that the others end too. True on all others. */
bool cw_ranks_pour(cw_ranks *ranks, const cw_pour *pour);
/* From the first rank; the same. */
bool cw_ranks_deal(cw_ranks *ranks, const cw_pour *pour);
/* Which of the items a rank has. */
cw_share cw_pour_share(const cw_ranks *ranks, size_t rank, const cw_pour *pour);

/* ---- what it costs --------------------------------------------------------------------------- */

/* What this rank has sent, and how often all met. A message from one to all others counts once for
 * each of them, whatever way it takes. */
typedef struct cw_traffic {
    uint64_t messages, bytes, meetings;
} cw_traffic;
cw_traffic cw_ranks_traffic(const cw_ranks *ranks);

#ifdef __cplusplus
}
#endif
#endif
