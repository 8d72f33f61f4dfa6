/* SPDX-License-Identifier: Apache-2.0 */
/* Inside tracks: one vessel's fixes as they are kept. */
#ifndef CROSSWATCH_PICTURE_TRACK_H
#define CROSSWATCH_PICTURE_TRACK_H

#include "compact.h"

struct cw_track {
    cw_vessel vessel;
    compact_fix *fixes; /* in the order of time, no two at one time */
    size_t count, capacity;
};

#endif
