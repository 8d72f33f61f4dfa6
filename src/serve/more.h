/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: what a request for a job says of ships, times and patrols. */
#ifndef CROSSWATCH_SERVE_MORE_H
#define CROSSWATCH_SERVE_MORE_H

#include "job.h"
#include "room.h"

/* Texts and lists are the request's; what is not said is left as it is. False: *err says why. */
bool more_read(request *q, job_more *to, cw_error *err);

#endif
