/* SPDX-License-Identifier: Apache-2.0 */
/* Inside environment/: what a source is. Each kind (constant.c, tide.c, netcdf.c, grib.c, join.c)
 * puts `struct cw_source` first in a struct of its own and fills the operations. */
#ifndef CROSSWATCH_ENVIRONMENT_SOURCE_H
#define CROSSWATCH_ENVIRONMENT_SOURCE_H

#include <crosswatch/environment.h>

typedef struct source_operations {
    void (*coverage)(const cw_source *source, cw_coverage *coverage);
    size_t (*times)(const cw_source *source, cw_time from, cw_time to, cw_time *times, size_t most);
    bool (*sample)(cw_source *source, cw_time time, const cw_position *at, size_t count,
                   cw_vector *values, cw_error *err);
    void (*destroy)(cw_source *source); /* frees the source itself too */
} source_operations;

struct cw_source {
    const source_operations *operations;
    cw_quantity quantity;
    char name[512];
};

#endif
