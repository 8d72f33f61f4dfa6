/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the GRIB reader: what a message is good for. */
#ifndef CROSSWATCH_ENVIRONMENT_GRIB_NAMES_H
#define CROSSWATCH_ENVIRONMENT_GRIB_NAMES_H

#include "grib.h"

typedef enum grib_component { GRIB_NEITHER, GRIB_EAST, GRIB_NORTH } grib_component;

typedef struct grib_match {
    grib_component component; /* scalars count as east */
    int rank;                 /* 0 best: a 10 m wind goes before that of a wave model's surface */
    double level;             /* metres below or above the surface; the smallest is taken */
    char name[32];            /* short name */
} grib_match;

/* Is this message the quantity (or what `options` name by short name)? */
grib_match grib_recognise(codes_handle *handle, cw_quantity quantity,
                          const cw_file_options *options);

#endif
