/* SPDX-License-Identifier: Apache-2.0 */
/* Inside base/: what a company of ranks stands on. One of ranks_mpi.c and ranks_alone.c is built.
 * A transfer that fails does not return: Open MPI ends all ranks. */
#ifndef CROSSWATCH_BASE_RANKS_LINK_H
#define CROSSWATCH_BASE_RANKS_LINK_H

#include <crosswatch/ranks.h>

/* How many processes a launcher started together, by what it left in the environment; 1: none. */
size_t ranks_started(void);

typedef struct ranks_link ranks_link; /* to the ranks of one company */

bool link_open(ranks_link **link, size_t *number, size_t *count, cw_error *err);
/* To those that give the same part. All call, and all get one, or an error. */
bool link_part(ranks_link *whole, int part, ranks_link **link, size_t *number, size_t *count,
               cw_error *err);
void link_close(ranks_link *link);            /* NULL-safe */
int link_lowest(ranks_link *link, int value); /* over all ranks */
void link_tell(ranks_link *link, size_t from, void *bytes, size_t length);
/* Each rank's bytes, in their order, to all. */
void link_gather(ranks_link *link, const void *own, void *all, size_t length);
/* The same for what stands in its place already, of any length a rank. */
void link_join(ranks_link *link, void *all, const int *lengths, const int *offsets);
void link_send(ranks_link *link, size_t to, const void *bytes, size_t length);
void link_receive(ranks_link *link, size_t from, void *bytes, size_t length);

#endif
