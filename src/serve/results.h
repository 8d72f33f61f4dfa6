/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: the room's jobs, and what they found as events of the record. */
#ifndef CROSSWATCH_SERVE_RESULTS_H
#define CROSSWATCH_SERVE_RESULTS_H

#include "job.h"
#include "room.h"

/* A pool whose jobs are told to the pages, and whose plans are kept in the record. */
job_pool *results_pool(cw_room *room, cw_error *err);
json_t *value_job(const job *j);

#endif
