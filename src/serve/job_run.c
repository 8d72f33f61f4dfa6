/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pool's thread: starts what waits while there is room, reads the steps that each child writes
 * on its standard error, sees how it ends, and tells whoever asked to be told. It alone touches the
 * children; other threads leave a wish and wake it.
 */
#include "child_told.h"
#include "job_kind.h"
#include "job_pool.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TURN_BYTES = 1 << 16, LAST_BYTES = 1 << 20 };

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- starting ------------------------------------------------------------------------------- */

static void end_job(job_pool *pool, entry *e, job_state state) {
    cw_error err = {0};
    e->job.state = state;
    e->job.ended = job_now();
    e->changed = true;
    if (state != JOB_DONE) store_clear(pool, e->job.number);
    /* A disk that is full does not undo what happened; the next start knows no better than
     * "the server stopped". */
    if (!store_write(pool, e, &err) && state == JOB_FAILED) cw_error_pass(&e->job.error, &err);
    child_close(&e->child);
    lines_free(&e->err_lines);
    keep_measure(pool, e);
    pool->keep_at_s = 0.0; /* there is more than there was */
}

static void start_job(job_pool *pool, entry *e) {
    cw_error err = {0};
    pool->waiting--;
    e->job.state = JOB_RUNNING;
    e->job.started = job_now();
    e->changed = true;
    if (store_write(pool, e, &err) && command_launch(pool, e, &err)) {
        pool->running++;
        return;
    }
    cw_error_pass(&e->job.error, &err);
    end_job(pool, e, JOB_FAILED);
}

static void start_waiting(job_pool *pool) {
    for (size_t i = 0; i < pool->count && pool->waiting > 0; i++) {
        if (pool->running >= pool->settings.most_running) return;
        if (pool->entries[i]->job.state == JOB_WAITING) start_job(pool, pool->entries[i]);
    }
}

/* ---- what it says --------------------------------------------------------------------------- */

static void take_step(entry *e, const json_t *step) {
    const char *stage = json_string_value(json_object_get(step, "stage"));
    const json_t *share = json_object_get(step, "share");
    if (stage != NULL && name_is_plain(stage, sizeof e->job.stage))
        snprintf(e->job.stage, sizeof e->job.stage, "%s", stage);
    if (json_is_number(share))
        e->job.share = fmin(1.0, fmax(e->job.share, json_number_value(share)));
    e->changed = true;
}

/* A step, the sentence that says why it fails, or what a library prints: passed over. */
static void take_line(void *context, char *line, size_t length, bool cut) {
    entry *e = context;
    if (cut || child_told_error(line, length, &e->said)) return;
    json_t *step = length > 0 && line[0] == '{'
                       ? json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL)
                       : NULL;
    if (json_is_object(step)) take_step(e, step);
    json_decref(step);
}

static void listen_to(entry *e, size_t budget) {
    if (e->child.err < 0) return;
    if (lines_read(&e->err_lines, e->child.err, budget, take_line, e) != LINES_ENDED) return;
    close(e->child.err);
    e->child.err = -1;
}

/* ---- how it ends ---------------------------------------------------------------------------- */

static void tell_signal(const job_pool *pool, entry *e, int number) {
    cw_error *why = &e->job.error;
    const child_limits *limits = &pool->settings.limits;
    if (number == SIGXCPU)
        cw_fail(why, CW_ERR_INPUT, "the job used more than its %.0f s of processor time",
                limits->cpu_s);
    else if (number == SIGXFSZ)
        cw_fail(why, CW_ERR_INPUT, "the job wrote a file of more than %llu bytes",
                (unsigned long long)limits->file_bytes);
    else
        cw_fail(why, CW_ERR_MACHINE, "the job was ended by signal %d (%s)", number,
                strsignal(number));
}

/* "No" (status 1) is an answer too, where a verb has printed what speaks for it. */
static bool has_answered(const job_pool *pool, const entry *e, int status) {
    char path[JOB_PATH], name[JOB_FILE + 8];
    struct stat is;
    const char *printed = job_kind_of(e->job.what)->printed;
    if (!WIFEXITED(status)) return false;
    if (WEXITSTATUS(status) == CW_OK) return true;
    if (WEXITSTATUS(status) != CW_NO || printed == NULL) return false;
    snprintf(name, sizeof name, "files/%s", printed);
    store_path(pool, e->job.number, name, path);
    return stat(path, &is) == 0 && is.st_size > 0;
}

static void finish_job(job_pool *pool, entry *e, int status) {
    bool exited = WIFEXITED(status);
    listen_to(e, LAST_BYTES);
    pool->running--;
    if (has_answered(pool, e, status)) store_list_files(pool, &e->job);
    if (e->job.file_count > 0) {
        e->job.share = 1.0;
        e->job.stage[0] = '\0';
        end_job(pool, e, JOB_DONE);
        return;
    }
    if (e->cancelled && !pool->stopping) {
        end_job(pool, e, JOB_CANCELLED);
        return;
    }
    if (pool->stopping)
        cw_fail(&e->job.error, CW_ERR_MACHINE, "the server stopped while the job ran");
    else if (!exited)
        tell_signal(pool, e, WTERMSIG(status));
    else if (e->said.code != CW_OK)
        cw_error_pass(&e->job.error, &e->said);
    else
        cw_fail(&e->job.error, CW_ERR_MACHINE, "the job ended with status %d and left no files",
                WEXITSTATUS(status));
    end_job(pool, e, JOB_FAILED);
}

/* Asked to end: first kindly, then not. */
static void pursue(const job_pool *pool, entry *e) {
    double now = now_s();
    if (e->kill_at_s == 0.0) {
        e->kill_at_s = now + pool->settings.cancel_s;
        child_signal(&e->child, SIGTERM);
    } else if (now >= e->kill_at_s && isfinite(e->kill_at_s)) {
        e->kill_at_s = INFINITY;
        child_signal(&e->child, SIGKILL);
    }
}

static void look_after(job_pool *pool, entry *e) {
    int status;
    listen_to(e, TURN_BYTES);
    if (child_ended(&e->child, &status))
        finish_job(pool, e, status);
    else if (e->cancelled || pool->stopping)
        pursue(pool, e);
}

/* ---- the thread ----------------------------------------------------------------------------- */

/* Milliseconds until the next kill is due, or old jobs are looked for; -1: neither is. */
static int next_look_ms(const job_pool *pool) {
    double first = pool->stopping ? INFINITY : pool->keep_at_s;
    for (size_t i = 0; i < pool->count; i++) {
        const entry *e = pool->entries[i];
        if (e->job.state == JOB_RUNNING && e->kill_at_s > 0.0) first = fmin(first, e->kill_at_s);
    }
    if (!isfinite(first)) return -1;
    return (int)fmax(0.0, ceil(1000.0 * (first - now_s())));
}

static void wait_for_news(job_pool *pool) {
    struct pollfd *polled = pool->polled;
    nfds_t count = 1;
    polled[0] = (struct pollfd){.fd = pool->wake_fd, .events = POLLIN};
    for (size_t i = 0; i < pool->count; i++) {
        const child *c = &pool->entries[i]->child;
        if (pool->entries[i]->job.state != JOB_RUNNING) continue;
        polled[count++] = (struct pollfd){.fd = c->err, .events = POLLIN};
        polled[count++] = (struct pollfd){.fd = c->ended_fd, .events = POLLIN};
    }
    int wait_ms = next_look_ms(pool);
    pthread_mutex_unlock(&pool->lock);
    (void)poll(polled, count, wait_ms);
    uint64_t woken;
    if (polled[0].revents != 0) (void)!read(pool->wake_fd, &woken, sizeof woken);
    pthread_mutex_lock(&pool->lock);
}

/* Copies are told without the lock, so that whoever is told may ask for more. */
static void tell_changes(job_pool *pool) {
    for (size_t i = 0; i < pool->count; i++) {
        if (!pool->entries[i]->changed) continue;
        pool->entries[i]->changed = false;
        if (pool->settings.changed == NULL) continue;
        job copy = pool->entries[i]->job;
        pthread_mutex_unlock(&pool->lock);
        pool->settings.changed(pool->settings.context, &copy);
        pthread_mutex_lock(&pool->lock);
    }
}

/* By the rule, at the start, when a job has ended and every hour. */
static void take_away_old(job_pool *pool) {
    static const double LOOK_S = 3600.0;
    if (now_s() < pool->keep_at_s) return;
    pool->keep_at_s = now_s() + LOOK_S;
    if (!keep_rule(pool) || pool->settings.removed == NULL) return;
    pthread_mutex_unlock(&pool->lock);
    pool->settings.removed(pool->settings.context);
    pthread_mutex_lock(&pool->lock);
}

void *job_run_all(void *context) {
    job_pool *pool = context;
    pthread_mutex_lock(&pool->lock);
    while (!pool->stopping || pool->running > 0) {
        if (!pool->stopping) start_waiting(pool);
        tell_changes(pool);
        if (!pool->stopping) take_away_old(pool);
        wait_for_news(pool);
        for (size_t i = 0; i < pool->count; i++) {
            if (pool->entries[i]->job.state == JOB_RUNNING) look_after(pool, pool->entries[i]);
        }
    }
    tell_changes(pool);
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}
