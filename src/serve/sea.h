/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: the live picture of the sea, as the pages get it. */
#ifndef CROSSWATCH_SERVE_SEA_H
#define CROSSWATCH_SERVE_SEA_H

#include "feed.h"
#include "room.h"

/* Opens the room's source of AIS. */
feed *sea_feed(cw_room *room, cw_error *err);
/* Tells the pages which vessels changed since *sequence, which goes on. */
void sea_tell(cw_room *room, uint64_t *sequence);
/* Tells the pages that the alarms are not as they were. */
void sea_tell_alarms(cw_room *room);

#endif
