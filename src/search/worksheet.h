/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: the worksheet's optimal search factor, for its tests. */
#ifndef CROSSWATCH_SEARCH_WORKSHEET_H
#define CROSSWATCH_SEARCH_WORKSHEET_H

#include "crosswatch/search.h"

/* fs for a point datum: half side of the best square over the probable error, for the relative
 * effort Z / E^2. Exact; the manual draws it as graphs N-5 (inverse cube: ideal) and N-6 (normal).
 */
double worksheet_factor(cw_detection_law law, double relative_effort);

#endif
