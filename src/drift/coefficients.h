/* SPDX-License-Identifier: Apache-2.0 */
/* Inside drift/: what a particle's leeway columns are made of. */
#ifndef CROSSWATCH_DRIFT_COEFFICIENTS_H
#define CROSSWATCH_DRIFT_COEFFICIENTS_H

#include <crosswatch/drift.h>

enum { MOST_LEEWAYS = 2 * CW_MOST_OBJECTS };

/* The object set as the hot loop wants it: columns, indexed by 2 * object + left tack. */
typedef struct leeway_columns {
    float downwind_slope[MOST_LEEWAYS], downwind_offset[MOST_LEEWAYS], downwind_std[MOST_LEEWAYS];
    float crosswind_slope[MOST_LEEWAYS], crosswind_offset[MOST_LEEWAYS],
        crosswind_std[MOST_LEEWAYS];
    float least_error[MOST_LEEWAYS]; /* the downwind slope is not below zero from here on */
} leeway_columns;

void leeway_columns_make(leeway_columns *columns, const cw_object_set *objects);
/* Fills the four leeway columns of `count` particles from their object, tack and errors. */
void leeway_apply(const leeway_columns *columns, cw_ensemble *e, size_t first, size_t count);

#endif
