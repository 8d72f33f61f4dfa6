/* SPDX-License-Identifier: Apache-2.0 */
/* Inside environment/: the nearest node with a value, for nodes of a regular grid without one. */
#ifndef CROSSWATCH_ENVIRONMENT_FORCING_FILL_H
#define CROSSWATCH_ENVIRONMENT_FORCING_FILL_H

#include <crosswatch/environment.h>

typedef struct forcing_fill {
    size_t nx, ny;
    size_t valid_count;    /* nodes with a value in the mask last seen */
    uint8_t *valid;        /* that mask */
    uint32_t *nearest;     /* for each node the nearest one with a value */
    double *square;        /* and how far it is, squared, in cells */
    uint32_t *row_nearest; /* scratch: nearest column with a value in the same row */
    size_t *seat;          /* scratch: rows of the lower envelope */
    double *border;        /* scratch: and where each begins to rule */
    bool known;
} forcing_fill;

bool forcing_fill_create(forcing_fill *fill, size_t nx, size_t ny, cw_error *err);
void forcing_fill_destroy(forcing_fill *fill);

/* Learns which nodes have a value; cheap when they are the same as the last time. */
void forcing_fill_learn(forcing_fill *fill, const cw_vector *values);
/* Fills the others: from the nearest within `reach_cells`, beyond that as the rule says. */
void forcing_fill_apply(const forcing_fill *fill, double reach_cells, cw_beyond beyond,
                        cw_vector *values);

#endif
