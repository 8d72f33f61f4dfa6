/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker: one loop around one wait. It waits for whichever comes first: a word from the database
 * (a job was added, one was cancelled), a word from one of its jobs' processes, the time to renew
 * its leases, or the time at which the earliest job of the queue is due, which is when a lease ends
 * that nobody renewed. With nothing due it waits without end and sends nothing.
 *
 * All trouble with the database goes one way: the connection is closed and opened again after a
 * while, longer each time. The jobs' processes go on meanwhile; what they make is kept and told
 * when the database is back, and counts if the lease is still held.
 */
#include "worker.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    LEASE_MS = 60000,
    MOST_MS = 3600000,
    LEAST_PAUSE_MS = 100,
    MOST_PAUSE_MS = 10000,
    DRAIN_LOOK_MS = 1000, /* a draining worker asks so often whether the others have ended */
    LEAST_WAIT_MS = 20,   /* for a job that is due and whose row another is just taking */
    SPREAD = 16           /* workers wake within this part of a lease, not all at once */
};

int64_t worker_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void worker_tell(const worker *w, cw_worker_event event, const slot *s, const cw_error *trouble) {
    if (w->options->tell != NULL)
        w->options->tell(w->options->context, event, s != NULL ? &s->task : NULL, trouble);
}

/* ---- the database, here and away ------------------------------------------------------------- */

static bool connect_to_queue(worker *w, cw_error *err) {
    w->q = cw_queue_open(w->options->where, err);
    if (w->q == NULL) return false;
    if (!w->q->engine->listen(w->q->db, &w->q->ear, err)) {
        cw_queue_close(w->q);
        w->q = NULL;
        return false;
    }
    w->beat_at = w->look_at = 0;
    w->connect_at = WORKER_NEVER;
    return true;
}

static void lose_queue(worker *w, const cw_error *why) {
    worker_tell(w, CW_WORKER_TROUBLE, NULL, why);
    cw_queue_close(w->q);
    w->q = NULL;
    w->connect_at = worker_now() + w->pause_ms;
    w->pause_ms = w->pause_ms * 2 < MOST_PAUSE_MS ? w->pause_ms * 2 : MOST_PAUSE_MS;
}

static void tell_recorded(void *context, const cw_job_id *id) {
    slot s = {.task = {.id = *id}};
    worker_tell(context, CW_WORKER_RECORDED, &s, NULL);
}

/* A record that is away is opened again later; the results stay owed. */
static void deliver(worker *w) {
    cw_error err = {0};
    w->deliver_at = WORKER_NEVER;
    if (w->store == NULL) w->store = cw_store_open(w->options->record, &err);
    if (w->store != NULL && deliver_owed(w->q, w->store, tell_recorded, w, &err)) return;
    worker_tell(w, CW_WORKER_TROUBLE, NULL, &err);
    cw_store_close(w->store);
    w->store = NULL;
    w->deliver_at = worker_now() + MOST_PAUSE_MS;
}

/* ---- jobs ------------------------------------------------------------------------------------ */

static slot *free_slot(worker *w) {
    for (size_t i = 0; i < w->slot_count; i++) {
        if (w->slots[i].phase == SLOT_FREE) return &w->slots[i];
    }
    return NULL;
}

static bool is_idle(const worker *w) {
    for (size_t i = 0; i < w->slot_count; i++) {
        if (w->slots[i].phase != SLOT_FREE) return false;
    }
    return true;
}

bool worker_beat(worker *w, cw_error *err) {
    if (worker_now() < w->beat_at) return true;
    w->beat_at = worker_now() + w->lease_ms / 3;
    for (size_t i = 0; i < w->slot_count; i++) {
        slot *s = &w->slots[i];
        bool held = true;
        if (s->phase != SLOT_WORKING) continue;
        if (!claim_beat(w->q, &s->claim, w->lease_ms, &held, err)) return false;
        if (held) continue;
        worker_tell(w, CW_WORKER_LOST, s, NULL);
        slot_free(s);
    }
    return true;
}

/* One that was not taken but ended is told as failed. */
static bool take(worker *w, slot *s, bool *got, cw_error *err) {
    if (!claim_next(w->q, w->name, w->lease_ms, &s->claim, got, err)) {
        claim_free(&s->claim);
        return false;
    }
    if (!*got) return true;
    if (!s->claim.given_up) return slot_start(w, s, err);
    s->task = (cw_job_task){.id = s->claim.id};
    snprintf(s->task.name, sizeof s->task.name, "%s", s->claim.name);
    worker_tell(w, CW_WORKER_FAILED, s, &s->claim.trouble);
    slot_free(s);
    return true;
}

/* The one timer of an idle worker. */
static bool set_timer(worker *w, cw_error *err) {
    int64_t wait_ms, now = worker_now();
    if (!queue_next_due(w->q, &wait_ms, err)) return false;
    w->look_at = WORKER_NEVER;
    if (wait_ms == INT64_MAX) return true; /* no job waits or runs */
    if (wait_ms < LEAST_WAIT_MS) wait_ms = LEAST_WAIT_MS;
    w->look_at = now + wait_ms + randombytes_uniform((uint32_t)(w->lease_ms / SPREAD + 1));
    return true;
}

/* Takes jobs while there are any and a slot is free. */
static bool look(worker *w, cw_error *err) {
    bool got = true;
    for (slot *s; got && (s = free_slot(w)) != NULL;) {
        if (!take(w, s, &got, err)) return false;
    }
    return got || set_timer(w, err);
}

static bool settle(worker *w, cw_error *err) {
    for (size_t i = 0; i < w->slot_count; i++) {
        slot *s = &w->slots[i];
        if (s->phase != SLOT_ENDED) continue;
        if (!slot_settle(w, s, err)) return false;
        w->look_at = 0;
        if (w->centre[0] != '\0') w->deliver_at = 0;
    }
    return true;
}

static bool step(worker *w, cw_error *err) {
    heard what = {0};
    if (!w->q->engine->hear(w->q->db, w->q->ear, &what, err)) return false;
    if (what.cancelled) w->beat_at = 0;
    if (what.jobs) w->look_at = 0;
    if (!worker_beat(w, err) || !settle(w, err)) return false;
    if (worker_now() >= w->deliver_at) deliver(w);
    if (worker_now() >= w->look_at && free_slot(w) != NULL && !look(w, err)) return false;
    w->pause_ms = LEAST_PAUSE_MS; /* all went well */
    return true;
}

/* ---- waiting --------------------------------------------------------------------------------- */

static int64_t earlier(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t next_time(worker *w) {
    int64_t at = w->q == NULL ? w->connect_at : w->deliver_at;
    if (w->q != NULL && free_slot(w) != NULL) at = earlier(at, w->look_at);
    if (w->q != NULL && !is_idle(w)) at = earlier(at, w->beat_at);
    if (w->q != NULL && w->options->drain) at = earlier(at, worker_now() + DRAIN_LOOK_MS);
    for (size_t i = 0; i < w->slot_count; i++) {
        if (w->slots[i].phase == SLOT_WORKING) at = earlier(at, w->slots[i].deadline);
        if (w->slots[i].phase == SLOT_ENDED && w->q != NULL) at = 0;
    }
    return at;
}

/* *stop: the work is to end. */
static void wait_for_word(worker *w, bool *stop) {
    int64_t at = next_time(w), now = worker_now();
    int64_t wait_ms = at == WORKER_NEVER ? -1 : at <= now ? 0 : at - now;
    struct pollfd *p = w->watched;
    p[0] = (struct pollfd){.fd = w->options->stop_fd, .events = POLLIN};
    p[1] = (struct pollfd){.fd = w->q != NULL ? w->q->ear : -1, .events = POLLIN};
    for (size_t i = 0; i < w->slot_count; i++) {
        const slot *s = &w->slots[i];
        p[2 + i] = (struct pollfd){.fd = s->phase == SLOT_WORKING ? s->process.child.out : -1,
                                   .events = POLLIN};
    }
    int count = poll(p, 2 + w->slot_count, wait_ms > 60000 ? 60000 : (int)wait_ms);
    *stop = count > 0 && p[0].revents != 0;
    for (size_t i = 0; i < w->slot_count; i++) {
        if (w->slots[i].phase == SLOT_WORKING) slot_listen(w, &w->slots[i]);
    }
}

/* Whether nothing is left for a draining worker, of this program's version, here or elsewhere. */
static bool is_drained(worker *w, bool *drained, cw_error *err) {
    uint64_t open = 1;
    *drained = false;
    if (!w->options->drain || !is_idle(w)) return true;
    if (!queue_open_jobs(w->q, &open, err)) return false;
    *drained = open == 0 && w->deliver_at == WORKER_NEVER;
    return true;
}

static void run(worker *w) {
    for (bool stop = false, drained = false; !stop && !drained;) {
        cw_error err = {0};
        bool good = true;
        if (w->q == NULL && worker_now() >= w->connect_at) good = connect_to_queue(w, &err);
        if (good && w->q != NULL) good = step(w, &err) && is_drained(w, &drained, &err);
        if (!good) lose_queue(w, &err);
        if (!drained) wait_for_word(w, &stop);
    }
}

/* ---- beginning and end ----------------------------------------------------------------------- */

static bool make_folder(worker *w, cw_error *err) {
    const char *root = getenv("TMPDIR");
    bool done;
    if (w->options->cache_dir != NULL) {
        snprintf(w->folder, sizeof w->folder, "%.500s", w->options->cache_dir);
        mkdir(w->folder, 0700);
        snprintf(w->folder, sizeof w->folder, "%.500s/queue", w->options->cache_dir);
        done = mkdir(w->folder, 0700) == 0 || errno == EEXIST;
    } else {
        snprintf(w->folder, sizeof w->folder, "%.500s/crosswatch-queue-XXXXXX",
                 root != NULL ? root : "/tmp");
        done = w->own_folder = mkdtemp(w->folder) != NULL;
    }
    return done
           || cw_fail(err, CW_ERR_MACHINE, "%s: cannot be made: %s", w->folder, strerror(errno));
}

static bool open_record(worker *w, cw_error *err) {
    w->deliver_at = WORKER_NEVER;
    if (w->options->record == NULL) return true;
    w->store = cw_store_open(w->options->record, err);
    if (w->store == NULL) return false;
    snprintf(w->centre, sizeof w->centre, "%s", cw_store_own_key(w->store)->centre);
    w->deliver_at = 0; /* what others left owed */
    return true;
}

static bool begin(worker *w, cw_error *err) {
    char host[64] = "";
    gethostname(host, sizeof host - 1);
    snprintf(w->name, sizeof w->name, "%s/%ld", host, (long)getpid());
    w->lease_ms = w->options->lease_ms > 0 ? w->options->lease_ms : LEASE_MS;
    w->most_ms = w->options->most_ms > 0 ? w->options->most_ms : MOST_MS;
    w->slot_count = w->options->slots > 0 ? w->options->slots : 1;
    w->threads = w->options->threads;
    if (w->threads == 0) w->threads = cw_thread_count(0) / (int)w->slot_count;
    if (w->threads < 1) w->threads = 1;
    w->pause_ms = LEAST_PAUSE_MS;
    w->slots = calloc(w->slot_count, sizeof *w->slots);
    w->watched = calloc(w->slot_count + 2, sizeof *w->watched);
    if (w->slots == NULL || w->watched == NULL) return cw_fail_memory(err);
    return connect_to_queue(w, err) && open_record(w, err) && make_folder(w, err);
}

/* Gives back what it holds: others take it at once. */
static void end(worker *w) {
    cw_error err = {0};
    for (size_t i = 0; i < w->slot_count && w->slots != NULL; i++) {
        slot *s = &w->slots[i];
        process_kill(&s->process);
        if (s->phase == SLOT_ENDED && w->q != NULL && slot_settle(w, s, &err)) continue;
        if (s->phase != SLOT_FREE && w->q != NULL) claim_release(w->q, &s->claim, &err);
        slot_free(s);
    }
    if (w->centre[0] != '\0' && w->q != NULL) deliver(w);
    cw_queue_close(w->q);
    cw_store_close(w->store);
    free(w->slots);
    free(w->watched);
}

/* There are only files in it. */
static void remove_own_folder(const worker *w) {
    DIR *folder = w->own_folder ? opendir(w->folder) : NULL;
    if (folder == NULL) return;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.') unlinkat(dirfd(folder), entry->d_name, 0);
    }
    closedir(folder);
    rmdir(w->folder);
}

bool cw_queue_work(const cw_worker_options *options, cw_error *err) {
    worker w = {.options = options};
    bool done = begin(&w, err);
    if (done) run(&w);
    end(&w);
    remove_own_folder(&w);
    return done;
}
