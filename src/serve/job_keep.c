/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Old jobs. One that has ended is taken away when it is older than so many days, and the oldest of
 * them when all together hold more than so many bytes. Never one that may still be needed: that
 * waits or runs, that ended within the hour, that a job which stays was made from (its results
 * name the plan's file), or whose incident refers to it in the record while the record does not
 * hold the result itself. The empty folder stays, so that no other job gets its number, which the
 * record may name.
 */
#include "job_pool.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const cw_time LOOKED_AT_MS = CW_HOUR_MS;

/* ---- what may go ---------------------------------------------------------------------------- */

static const entry *made_from(const job_pool *pool, const entry *e) {
    for (size_t i = 0; i < pool->count; i++) {
        if (pool->entries[i]->from == e->job.number) return pool->entries[i];
    }
    return NULL;
}

static bool is_only_referred_to(const entry *e) {
    return e->job.state == JOB_DONE && e->job.incident[0] != '\0' && !e->held;
}

/* Whether it may go at all; *err says why not. */
static bool may_go(const job_pool *pool, const entry *e, cw_error *err) {
    unsigned number = e->job.number;
    if (e->job.state == JOB_WAITING || e->job.state == JOB_RUNNING)
        return cw_fail(err, CW_NO, "job %u has not ended", number);
    const entry *later = made_from(pool, e);
    if (later != NULL)
        return cw_fail(err, CW_NO, "job %u was made from job %u, and needs it", later->job.number,
                       number);
    return !is_only_referred_to(e)
           || cw_fail(err, CW_NO, "the record of %s refers to job %u and does not hold its result",
                      e->job.incident, number);
}

/* ---- how much there is ---------------------------------------------------------------------- */

static uint64_t bytes_in(const char *folder) {
    uint64_t bytes = 0;
    struct stat status;
    DIR *dir = opendir(folder);
    if (dir == NULL) return 0;
    for (struct dirent *one; (one = readdir(dir)) != NULL;) {
        if (fstatat(dirfd(dir), one->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0
            && S_ISREG(status.st_mode))
            bytes += (uint64_t)status.st_size;
    }
    closedir(dir);
    return bytes;
}

void keep_measure(const job_pool *pool, entry *e) {
    char path[JOB_PATH];
    store_path(pool, e->job.number, "", path);
    e->bytes = bytes_in(path);
    store_path(pool, e->job.number, "files", path);
    e->bytes += bytes_in(path);
}

static uint64_t bytes_of_all(const job_pool *pool) {
    uint64_t bytes = 0;
    for (size_t i = 0; i < pool->count; i++) bytes += pool->entries[i]->bytes;
    return bytes;
}

/* ---- taking away ---------------------------------------------------------------------------- */

static void take_away(job_pool *pool, size_t index) {
    entry *e = pool->entries[index];
    store_remove(pool, e->job.number);
    memmove(&pool->entries[index], &pool->entries[index + 1],
            (pool->count - index - 1) * sizeof *pool->entries);
    pool->count--;
    entry_destroy(e);
}

static bool is_older(const entry *e, cw_time now, cw_time age_ms) {
    return e->job.ended != 0 && now - e->job.ended > age_ms;
}

/* The newest first, so that what a job was made from can go with it. */
static void take_old(job_pool *pool, cw_time now) {
    cw_time age_ms = (cw_time)(pool->settings.keep_days * 24.0 * (double)CW_HOUR_MS);
    if (age_ms < LOOKED_AT_MS) age_ms = LOOKED_AT_MS;
    for (size_t i = pool->count; i-- > 0;) {
        const entry *e = pool->entries[i];
        if (is_older(e, now, age_ms) && may_go(pool, e, NULL)) take_away(pool, i);
    }
}

static bool take_oldest(job_pool *pool, cw_time now) {
    for (size_t i = 0; i < pool->count; i++) {
        const entry *e = pool->entries[i];
        if (!is_older(e, now, LOOKED_AT_MS) || !may_go(pool, e, NULL)) continue;
        take_away(pool, i);
        return true;
    }
    return false;
}

bool keep_rule(job_pool *pool) {
    cw_time now = job_now();
    size_t before = pool->count;
    if (pool->settings.keep_days > 0.0) take_old(pool, now);
    if (pool->settings.keep_bytes > 0) {
        while (bytes_of_all(pool) > pool->settings.keep_bytes && take_oldest(pool, now)) continue;
    }
    return pool->count < before;
}

/* ---- from outside --------------------------------------------------------------------------- */

static size_t index_of(const job_pool *pool, unsigned number) {
    size_t i = 0;
    while (i < pool->count && pool->entries[i]->job.number != number) i++;
    return i;
}

bool job_remove(job_pool *pool, unsigned number, cw_error *err) {
    pthread_mutex_lock(&pool->lock);
    size_t i = index_of(pool, number);
    bool good = i < pool->count || cw_fail(err, CW_ERR_INPUT, "there is no job %u", number);
    good = good && may_go(pool, pool->entries[i], err);
    if (good) take_away(pool, i);
    pthread_mutex_unlock(&pool->lock);
    return good;
}

void job_held(job_pool *pool, unsigned number) {
    pthread_mutex_lock(&pool->lock);
    size_t i = index_of(pool, number);
    if (i < pool->count) {
        pool->entries[i]->held = true;
        (void)store_write(pool, pool->entries[i], NULL); /* else it is kept: the safe side */
    }
    pthread_mutex_unlock(&pool->lock);
}
