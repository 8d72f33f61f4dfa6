/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One job in a process of its own. A case may come from outside, and what reads its files are large
 * libraries: a crash, a loop without end or a hunger for memory ends this process and no other. It
 * has none of the worker's open files, so no hold of the database; it tells its result through a
 * pipe, and the worker, who meanwhile renews the lease, decides what becomes of it.
 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_HEARD = 256 << 20, KEPT_FILE = 3 };

/* ---- in the process of the job ------------------------------------------------------------------
 */

static void hold_to_limits(const cw_worker_options *options) {
    struct rlimit none = {0, 0}, memory = {options->memory_bytes, options->memory_bytes};
    setrlimit(RLIMIT_CORE, &none);
    if (options->memory_bytes > 0) setrlimit(RLIMIT_DATA, &memory);
    /* a vector file of GDAL's that only names other files or addresses is none to us */
    setenv("GDAL_SKIP", "OGR_VRT VRT", 1);
}

static void tell(int to, const cw_text *bytes) {
    size_t at = 0;
    while (at < bytes->length) {
        ssize_t n = write(to, bytes->data + at, bytes->length - at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return;
        at += (size_t)n;
    }
}

_Noreturn static void work(const cw_worker_options *options, const cw_job_task *task, int to,
                           pid_t parent) {
    static const int own[] = {SIGTERM, SIGINT, SIGHUP, SIGPIPE};
    cw_job_result result = {0};
    cw_error err = {0};
    cw_text bytes = {0};
    sigset_t none;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* never without its worker, whose lease then ends */
    if (getppid() != parent) _exit(3);
    setpgid(0, 0); /* what the terminal says to the worker is not for the job */
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) signal(own[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (to != KEPT_FILE && dup2(to, KEPT_FILE) < 0) _exit(3);
    close_range(KEPT_FILE + 1, ~0U, 0);
    hold_to_limits(options);
    bool (*act)(const cw_job_task *, cw_job_result *, cw_error *) =
        options->work != NULL ? options->work : cw_job_work;
    bool good = act(task, &result, &err);
    message_put(&result, good, &err, &bytes);
    if (!bytes.failed) tell(KEPT_FILE, &bytes);
    _exit(0);
}

/* ---- in the worker --------------------------------------------------------------------------- */

bool process_start(process *c, const cw_worker_options *options, const cw_job_task *task,
                   cw_error *err) {
    int ends[2];
    pid_t parent = getpid();
    if (pipe2(ends, O_CLOEXEC) != 0)
        return cw_fail(err, CW_ERR_MACHINE, "no pipe for a job: %s", strerror(errno));
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) work(options, task, ends[1], parent);
    int why = errno;
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return cw_fail(err, CW_ERR_MACHINE, "no process for a job: %s", strerror(why));
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    *c = (process){.pid = pid, .from = ends[0]};
    return true;
}

void process_listen(process *c, bool *ended) {
    char bytes[65536];
    ssize_t n;
    while ((n = read(c->from, bytes, sizeof bytes)) > 0) {
        cw_text_add_bytes(&c->heard, bytes, (size_t)n);
        if (c->heard.failed || c->heard.length > MOST_HEARD) break;
    }
    *ended = n >= 0 || (errno != EAGAIN && errno != EINTR);
}

static int put_an_end(process *c) {
    int status = 0;
    kill(c->pid, SIGKILL); /* nothing to one that has ended; one that closed its pipe may go on */
    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR) {
    }
    close(c->from);
    return status;
}

bool process_end(process *c, cw_job_result *result, cw_error *err) {
    int status = put_an_end(c);
    bool too_much = c->heard.failed || c->heard.length > MOST_HEARD;
    bool done = false;
    if (too_much)
        cw_fail(err, CW_ERR_INPUT, "its result is larger than %d MiB", MOST_HEARD >> 20);
    else if (c->heard.length == 0 && WIFSIGNALED(status))
        cw_fail(err, CW_ERR_MACHINE, "its process was ended by signal %d (%s)", WTERMSIG(status),
                strsignal(WTERMSIG(status)));
    else
        done = message_read(c->heard.data, c->heard.length, result, err);
    cw_text_free(&c->heard);
    *c = (process){0};
    return done;
}

void process_kill(process *c) {
    if (c->pid == 0) return;
    put_an_end(c);
    cw_text_free(&c->heard);
    *c = (process){0};
}
