/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: the live picture written down, for jobs that ask who is near. */
#ifndef CROSSWATCH_SERVE_SNAPSHOT_H
#define CROSSWATCH_SERVE_SNAPSHOT_H

#include "feed.h"

/* A table of positions as cw_vessels_load reads it, one row a vessel; false: no memory. */
bool snapshot_write(const feed_picture *picture, cw_text *to);

#endif
