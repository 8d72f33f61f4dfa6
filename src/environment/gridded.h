/* SPDX-License-Identifier: Apache-2.0 */
/* Inside environment/: a source made of a native grid and frames in time, as NetCDF and GRIB files
 * are. The file's reader loads one frame; this keeps two in memory and interpolates. */
#ifndef CROSSWATCH_ENVIRONMENT_GRIDDED_H
#define CROSSWATCH_ENVIRONMENT_GRIDDED_H

#include "grid.h"
#include "source.h"

typedef struct gridded_reader {
    /* Fills one frame: east and north in true axes (m/s; degrees Celsius in east alone), NaN where
     * the file has no value. Both hold native_grid_node_count(grid) values. */
    bool (*load)(void *context, size_t frame, float *east, float *north, cw_error *err);
    void (*close)(void *context);
    void *context;
    char variables[128], notes[256];
} gridded_reader;

/* Takes ownership of grid, times (ascending, distinct, malloc) and reader.context, also on failure.
 */
cw_source *gridded_create(cw_quantity quantity, const char *name, native_grid *grid, cw_time *times,
                          size_t time_count, gridded_reader reader, cw_error *err);

#endif
