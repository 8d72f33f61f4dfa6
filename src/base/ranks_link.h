/* SPDX-License-Identifier: Apache-2.0 */
/* Inside base/: what a company of ranks stands on. One of ranks_mpi.c and ranks_alone.c is built.
 * A transfer that fails does not return: Open MPI ends all ranks. */
#ifndef CROSSWATCH_BASE_RANKS_LINK_H
#define CROSSWATCH_BASE_RANKS_LINK_H

#include <crosswatch/ranks.h>

/* How many processes a launcher started together, by what it left in the environment; 1: none. */
size_t ranks_started(void);

bool link_open(size_t *number, size_t *count, cw_error *err);
void link_close(void);
int link_lowest(int value); /* over all ranks */
void link_tell(size_t from, void *bytes, size_t length);
void link_send(size_t to, const void *bytes, size_t length);
void link_receive(size_t from, void *bytes, size_t length);

#endif
