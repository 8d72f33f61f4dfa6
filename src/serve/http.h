/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: HTTP on a port, each request to its route. */
#ifndef CROSSWATCH_SERVE_HTTP_H
#define CROSSWATCH_SERVE_HTTP_H

#include "room.h"

/* Binds the port of room->options.listen and starts; fills the room's address, host and port. */
bool http_start(cw_room *room, cw_error *err);
/* Ends all connections. The room must be closing, and nobody may tell the hub anything any more. */
void http_stop(cw_room *room);

#endif
