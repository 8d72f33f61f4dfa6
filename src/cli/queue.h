/* SPDX-License-Identifier: Apache-2.0 */
/* Inside cli/: what the words of "crosswatch queue" share. */
#ifndef CROSSWATCH_CLI_QUEUE_H
#define CROSSWATCH_CLI_QUEUE_H

#include "cli.h"

typedef struct queue_call { /* crosswatch queue WORD WHERE ... */
    const cli_options *options;
    const char *word, *where;
    cw_queue *queue; /* open, except for "create" and "work" */
    cw_text text;    /* to be printed */
    int status;      /* when all else is well */
} queue_call;

/* Words that look (queue_look.c). */
bool queue_word_list(queue_call *c, cw_error *err);
bool queue_word_show(queue_call *c, cw_error *err);
bool queue_word_status(queue_call *c, cw_error *err);
/* The worker (queue_work.c). */
bool queue_word_work(queue_call *c, cw_error *err);

#endif
