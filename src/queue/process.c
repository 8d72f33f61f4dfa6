/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One job in a process of its own (base/child.c). A case may come from outside, and what reads its
 * files are large libraries: a crash, a loop without end or a hunger for memory ends this process
 * and no other. It has none of the worker's open files, so no hold of the database; it tells its
 * result through a pipe, and the worker, who meanwhile renews the lease, decides what becomes of
 * it.
 */
#include "process.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_HEARD = 256 << 20 };

/* ---- in the process of the job ------------------------------------------------------------------
 */

typedef struct assignment {
    const cw_worker_options *options;
    const cw_job_task *task;
} assignment;

static void tell(int to, const cw_text *bytes) {
    size_t at = 0;
    while (at < bytes->length) {
        ssize_t n = write(to, bytes->data + at, bytes->length - at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return;
        at += (size_t)n;
    }
}

static void work(void *context, int to) {
    const assignment *a = context;
    cw_job_result result = {0};
    cw_error err = {0};
    cw_text bytes = {0};
    /* a vector file of GDAL's that only names other files or addresses is none to us */
    setenv("GDAL_SKIP", "OGR_VRT VRT", 1);
    bool (*act)(const cw_job_task *, cw_job_result *, cw_error *) =
        a->options->work != NULL ? a->options->work : cw_job_work;
    bool good = act(a->task, &result, &err);
    message_put(&result, good, &err, &bytes);
    if (!bytes.failed) tell(to, &bytes);
}

/* ---- in the worker --------------------------------------------------------------------------- */

bool process_start(process *c, const cw_worker_options *options, const cw_job_task *task,
                   cw_error *err) {
    assignment a = {options, task};
    const child_limits limits = {.data_bytes = options->memory_bytes};
    *c = (process){0};
    return child_fork(&c->child, work, &a, &limits, err);
}

void process_listen(process *c, bool *ended) {
    char bytes[65536];
    ssize_t n;
    while ((n = read(c->child.out, bytes, sizeof bytes)) > 0) {
        cw_text_add_bytes(&c->heard, bytes, (size_t)n);
        if (c->heard.failed || c->heard.length > MOST_HEARD) break;
    }
    *ended = n >= 0 || (errno != EAGAIN && errno != EINTR);
}

bool process_end(process *c, cw_job_result *result, cw_error *err) {
    int status = child_kill(&c->child); /* one that closed its pipe may go on */
    bool too_much = c->heard.failed || c->heard.length > MOST_HEARD;
    bool done = false;
    if (too_much)
        cw_fail(err, CW_ERR_INPUT, "its result is larger than %d MiB", MOST_HEARD >> 20);
    else if (c->heard.length == 0 && WIFSIGNALED(status))
        cw_fail(err, CW_ERR_MACHINE, "its process was ended by signal %d (%s)", WTERMSIG(status),
                strsignal(WTERMSIG(status)));
    else
        done = message_read(c->heard.data, c->heard.length, result, err);
    child_close(&c->child);
    cw_text_free(&c->heard);
    *c = (process){0};
    return done;
}

void process_kill(process *c) {
    if (c->child.pid == 0) return;
    child_close(&c->child);
    cw_text_free(&c->heard);
    *c = (process){0};
}
