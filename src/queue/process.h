/* SPDX-License-Identifier: Apache-2.0 */
/* Inside queue/: one job in a process of its own. */
#ifndef CROSSWATCH_QUEUE_PROCESS_H
#define CROSSWATCH_QUEUE_PROCESS_H

#include "queue.h"

#include "base/child.h"

typedef struct process {
    child child;   /* pid 0: none; at the end of what it says the process has ended */
    cw_text heard; /* so far */
} process;

bool process_start(process *c, const cw_worker_options *options, const cw_job_task *task,
                   cw_error *err);
/* Takes what it has said since; *ended when that was all. Does not wait. */
void process_listen(process *c, bool *ended);
/* Ends it, whatever it does, and says what came of it: its result, or why there is none in *err,
 * with CW_ERR_MACHINE when another try may help. */
bool process_end(process *c, cw_job_result *result, cw_error *err);
/* Ends it and forgets it. */
void process_kill(process *c);

/* What the process says: its result, or its error. */
void message_put(const cw_job_result *result, bool good, const cw_error *err, cw_text *bytes);
/* Strict; the process may have gone astray. */
bool message_read(const void *bytes, size_t length, cw_job_result *result, cw_error *err);

#endif
