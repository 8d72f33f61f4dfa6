/* SPDX-License-Identifier: Apache-2.0 */
/* A plane and the table of sweep widths for all tests of a program. */
#ifndef CROSSWATCH_TEST_SEARCH_SEA_H
#define CROSSWATCH_TEST_SEARCH_SEA_H

#include "support.h"

#include "crosswatch/search.h"

static cw_plane *plane;
static cw_sweep_table *table;

static int sea_set_up(void **state) {
    (void)state;
    plane = cw_plane_create((cw_position){51.0, 1.5}, NULL);
    table = cw_sweep_table_create(NULL);
    return plane == NULL || table == NULL;
}

static int sea_tear_down(void **state) {
    (void)state;
    cw_sweep_table_destroy(table);
    cw_plane_destroy(plane);
    return 0;
}

#endif
