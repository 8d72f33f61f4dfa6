/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: whether a request is let in, before anything of its body is read. */
#ifndef CROSSWATCH_SERVE_GUARD_H
#define CROSSWATCH_SERVE_GUARD_H

#include "room.h"

/* The name of the cookie without and with TLS. */
extern const char *const guard_cookies[2];
/* Fills q->user, q->session and q->language. False with a->status and *err: it is refused. */
bool guard_admit(request *q, answer *a, cw_error *err);
/* Who holds the secret of a session or, when `bearer` is not NULL, of a token; false: nobody. */
bool guard_knows(cw_room *room, const char *session, const char *bearer, who *user);
/* The address it comes from, without the port. */
void guard_address(struct MHD_Connection *connection, char text[64]);

#endif
