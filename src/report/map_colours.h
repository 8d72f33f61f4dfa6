/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: the colours by which units are told apart, on the map and in KML. */
#ifndef CROSSWATCH_REPORT_MAP_COLOURS_H
#define CROSSWATCH_REPORT_MAP_COLOURS_H

#include <stddef.h>

typedef struct rgb {
    double r, g, b;
} rgb;

/* The colour of the n-th unit: dark ones after Okabe and Ito's palette, told apart by colour-blind
 * eyes and on the pale sea. */
rgb map_unit_colour(size_t unit);

#endif
