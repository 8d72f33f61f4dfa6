/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: an answer onto its connection. */
#ifndef CROSSWATCH_SERVE_RESPOND_H
#define CROSSWATCH_SERVE_RESPOND_H

#include "room.h"

/* Queues the answer; MHD_NO cuts the connection. */
enum MHD_Result respond(cw_room *room, struct MHD_Connection *connection, answer *a);
/* Makes the answer one that tells the error, in both languages. */
void respond_error(answer *a, const cw_error *err);
void answer_free(answer *a);
/* Server-sent events for as long as the connection lasts (stream.c). */
struct MHD_Response *stream_response(cw_room *room, struct MHD_Connection *connection, answer *a);
void stream_wake(void *connection); /* a hub_wake */

#endif
