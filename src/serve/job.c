/* SPDX-License-Identifier: Apache-2.0 */
/* The pool as the server sees it: what is asked for is looked at here, before it becomes a path or
 * an argument; what runs is the affair of the pool's thread (job_run.c). */
#include "job_kind.h"
#include "job_pool.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const double MOST_TIME_S = 3600.0; /* as --time has it */

/* ---- words ---------------------------------------------------------------------------------- */

static const char *const states[] = {"waiting", "running", "done", "failed", "cancelled"};

const char *job_state_word(job_state state) {
    return states[state];
}

/* ---- the pool ------------------------------------------------------------------------------- */

job_settings job_settings_default(const char *home, const char *cases) {
    return (job_settings){.home = home,
                          .cases = cases,
                          .most_running = 2,
                          .most_waiting = 100,
                          .cancel_s = 2.0,
                          .limits = {.memory_bytes = UINT64_C(8) << 30,
                                     .file_bytes = UINT64_C(4) << 30,
                                     .cpu_s = 7200.0},
                          .keep_days = 30.0,
                          .keep_bytes = UINT64_C(2000) * 1000 * 1000};
}

cw_time job_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (cw_time)t.tv_sec * CW_SECOND_MS + t.tv_nsec / 1000000;
}

void entry_destroy(entry *e) {
    if (e == NULL) return;
    child_close(&e->child);
    lines_free(&e->err_lines);
    free(e->excluded);
    free(e->kept);
    free(e->results);
    free(e->units);
    free(e->agreements);
    free(e->vessels);
    free(e);
}

static void wake(job_pool *pool) {
    const uint64_t one = 1;
    (void)!write(pool->wake_fd, &one, sizeof one);
}

/* A folder or a file of the keeper's; NULL stays NULL. */
static bool place_of(const char *given, char **place, cw_error *err) {
    if (given == NULL) return true;
    *place = realpath(given, NULL); /* a path that begins with a slash: no option */
    if (*place == NULL) return cw_fail(err, CW_ERR_INPUT, "%s: %s", given, strerror(errno));
    return strlen(*place) <= JOB_PATH / 2
           || cw_fail(err, CW_ERR_INPUT, "%s: the path is too long", given);
}

static bool prepare(job_pool *pool, const job_settings *settings, cw_error *err) {
    pool->settings = *settings;
    pool->program = strdup(settings->program != NULL ? settings->program : "/proc/self/exe");
    if (!place_of(settings->home, &pool->home, err) || !place_of(settings->cases, &pool->cases, err)
        || !place_of(settings->logs, &pool->logs, err)
        || !place_of(settings->lanes, &pool->lanes, err))
        return false;
    pool->polled = calloc(2 * settings->most_running + 1, sizeof *pool->polled);
    if (pool->program == NULL || pool->polled == NULL) return cw_fail_memory(err);
    pool->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return pool->wake_fd >= 0
           || cw_fail(err, CW_ERR_MACHINE, "cannot make an event: %s", strerror(errno));
}

job_pool *job_pool_create(const job_settings *settings, cw_error *err) {
    job_pool *pool = calloc(1, sizeof *pool);
    if (pool == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    pool->wake_fd = pool->lock_fd = -1;
    pthread_mutex_init(&pool->lock, NULL);
    if (prepare(pool, settings, err) && store_open(pool, err)) {
        pool->thread_runs = pthread_create(&pool->thread, NULL, job_run_all, pool) == 0;
        if (pool->thread_runs) return pool;
        cw_fail(err, CW_ERR_MACHINE, "cannot start a thread for the jobs");
    }
    job_pool_destroy(pool);
    return NULL;
}

/* Jobs that never began are told as failed. */
static void fail_waiting(job_pool *pool) {
    for (size_t i = 0; i < pool->count; i++) {
        entry *e = pool->entries[i];
        if (e->job.state != JOB_WAITING) continue;
        e->job.state = JOB_FAILED;
        cw_fail(&e->job.error, CW_ERR_MACHINE, "the server stopped before the job began");
        (void)store_write(pool, e, NULL); /* the next start says the same of a job that waits */
    }
}

void job_pool_destroy(job_pool *pool) {
    if (pool == NULL) return;
    if (pool->thread_runs) {
        pthread_mutex_lock(&pool->lock);
        pool->stopping = true;
        pthread_mutex_unlock(&pool->lock);
        wake(pool);
        pthread_join(pool->thread, NULL);
        fail_waiting(pool);
    }
    for (size_t i = 0; i < pool->count; i++) entry_destroy(pool->entries[i]);
    free(pool->entries);
    if (pool->wake_fd >= 0) close(pool->wake_fd);
    if (pool->lock_fd >= 0) close(pool->lock_fd);
    free(pool->polled);
    pthread_mutex_destroy(&pool->lock);
    free(pool->program);
    free(pool->home);
    free(pool->cases);
    free(pool->logs);
    free(pool->lanes);
    free(pool);
}

/* ---- a new job ------------------------------------------------------------------------------ */

bool job_case_path(const job_pool *pool, const char *name, char path[JOB_PATH], cw_error *err) {
    if (!name_is_case(name)) return cw_fail(err, CW_ERR_INPUT, "that is no name of a case");
    snprintf(path, JOB_PATH, "%s/%s.yaml", pool->cases, name);
    return true;
}

bool job_log_path(const job_pool *pool, const char *name, char path[JOB_PATH], cw_error *err) {
    struct stat is;
    if (pool->logs == NULL)
        return cw_fail(err, CW_ERR_INPUT, "this room was opened without a folder of logs");
    if (!name_is_case(name)) return cw_fail(err, CW_ERR_INPUT, "that is no name of a log");
    snprintf(path, JOB_PATH, "%s/%s", pool->logs, name);
    return (stat(path, &is) == 0 && (S_ISREG(is.st_mode) || S_ISDIR(is.st_mode)))
           || cw_fail(err, CW_ERR_INPUT, "there is no log \"%s\"", name);
}

static bool check_text(const char *what, const char *text, cw_error *err) {
    return text == NULL || name_is_plain(text, JOB_NAME)
           || cw_fail(err, CW_ERR_INPUT, "the %s is too long, or no plain text", what);
}

static bool check_units(const char *const *units, size_t count, cw_error *err) {
    if (count > JOB_MOST_UNITS)
        return cw_fail(err, CW_ERR_INPUT, "more than %d units are named", JOB_MOST_UNITS);
    for (size_t i = 0; i < count; i++) {
        if (units[i][0] == '\0' || !name_is_plain(units[i], JOB_UNIT))
            return cw_fail(err, CW_ERR_INPUT, "that is no name of a unit");
    }
    return true;
}

/* A case or a plan of patrols, and the agreements that it is judged under. */
static bool check_files(const job_pool *pool, const job_request *r, cw_error *err) {
    char path[JOB_PATH];
    if (r->case_name != NULL && !job_case_path(pool, r->case_name, path, err)) return false;
    if (r->case_name != NULL && access(path, R_OK) != 0)
        return cw_fail(err, CW_ERR_INPUT, "there is no case \"%s\"", r->case_name);
    for (size_t i = 0; i < r->more.agreement_count; i++) {
        const char *name = r->more.agreements[i];
        if (!name_is_case(name)) return cw_fail(err, CW_ERR_INPUT, "that is no agreement's name");
        if (!job_case_path(pool, name, path, err) || access(path, R_OK) != 0)
            return cw_fail(err, CW_ERR_INPUT, "there is no agreement \"%s\"", name);
    }
    return r->more.log == NULL || job_log_path(pool, r->more.log, path, err);
}

static bool check_request(const job_pool *pool, const job_request *r, cw_error *err) {
    if (!job_kind_check(r, err) || !check_files(pool, r, err)) return false;
    if (!check_text(CW_SAID("incident"), r->incident, err)
        || !check_text(CW_SAID("name"), r->person, err)
        || !check_units(r->excluded, r->excluded_count, err)
        || !check_units(r->kept, r->kept_count, err))
        return false;
    if (r->more.columns != NULL && !name_is_plain(r->more.columns, JOB_COLUMNS))
        return cw_fail(err, CW_ERR_INPUT, "the names of columns are too long, or no plain text");
    if (!(r->time_s >= 0.0 && r->time_s <= MOST_TIME_S))
        return cw_fail(err, CW_ERR_INPUT, "the planner's time is from 0 to %.0f s", MOST_TIME_S);
    return true;
}

static bool copy_units(char (**to)[JOB_UNIT], size_t *count, const char *const *from, size_t n) {
    *to = calloc(n + 1, sizeof **to);
    for (size_t i = 0; *to != NULL && i < n; i++)
        snprintf((*to)[i], JOB_UNIT, "%.*s", JOB_UNIT - 1, from[i]);
    *count = *to != NULL ? n : 0;
    return *to != NULL;
}

static bool copy_agreements(entry *e, const job_more *m) {
    e->agreements = calloc(m->agreement_count + 1, sizeof *e->agreements);
    for (size_t i = 0; e->agreements != NULL && i < m->agreement_count; i++)
        snprintf(e->agreements[e->agreement_count++], JOB_NAME, "%s", m->agreements[i]);
    return e->agreements != NULL;
}

static bool copy_texts(entry *e, const job_request *r) {
    e->child = (child){.ended_fd = -1, .in = -1, .out = -1, .err = -1};
    if (r->results != NULL) e->results = strdup(r->results);
    if (r->units != NULL) e->units = strdup(r->units);
    if (r->more.vessels != NULL) e->vessels = strdup(r->more.vessels);
    return (e->results != NULL || r->results == NULL) && (e->units != NULL || r->units == NULL)
           && (e->vessels != NULL || r->more.vessels == NULL) && copy_agreements(e, &r->more)
           && copy_units(&e->excluded, &e->excluded_count, r->excluded, r->excluded_count)
           && copy_units(&e->kept, &e->kept_count, r->kept, r->kept_count);
}

static void take_more(entry *e, const job_more *m) {
    snprintf(e->job.log, JOB_NAME, "%s", m->log != NULL ? m->log : "");
    e->job.live = m->vessels != NULL;
    snprintf(e->columns, JOB_COLUMNS, "%s", m->columns != NULL ? m->columns : "");
    e->traffic = m->traffic;
    e->at = m->at;
    e->since = m->from;
    e->until = m->to;
    e->weeks = m->weeks;
    e->roster = m->roster;
}

static entry *make_entry(const job_request *r, cw_error *err) {
    entry *e = calloc(1, sizeof *e);
    if (e == NULL || !copy_texts(e, r)) {
        cw_fail_memory(err);
        entry_destroy(e);
        return NULL;
    }
    e->job.what = r->what;
    e->job.submitted = job_now();
    snprintf(e->job.case_name, JOB_NAME, "%s", r->case_name != NULL ? r->case_name : "");
    snprintf(e->job.incident, JOB_NAME, "%s", r->incident != NULL ? r->incident : "");
    snprintf(e->job.person, JOB_NAME, "%s", r->person != NULL ? r->person : "");
    e->time_s = r->time_s;
    e->from = r->from;
    e->hours = r->hours;
    e->language = r->language;
    take_more(e, &r->more);
    e->changed = true;
    return e;
}

/* By number; NULL: none. */
static entry *find(job_pool *pool, unsigned number, cw_error *err) {
    size_t first = 0, last = pool->count;
    while (first < last) {
        size_t middle = first + (last - first) / 2;
        if (pool->entries[middle]->job.number < number)
            first = middle + 1;
        else
            last = middle;
    }
    if (first < pool->count && pool->entries[first]->job.number == number)
        return pool->entries[first];
    cw_fail(err, CW_ERR_INPUT, "there is no job %u", number);
    return NULL;
}

static bool check_plan(job_pool *pool, const job_request *r, cw_error *err) {
    if (r->from == 0) return true;
    const entry *from = find(pool, r->from, err);
    if (from == NULL) return false;
    bool searched = job_kind_of(r->what)->takes & JOB_TAKES_UPDATE;
    if (searched)
        return (from->job.what == JOB_UPDATE && from->job.state == JOB_DONE
                && strcmp(from->job.case_name, r->case_name) == 0)
               || cw_fail(err, CW_ERR_INPUT, "job %u is no finished update of the case \"%s\"",
                          r->from, r->case_name);
    bool plans =
        from->job.what == JOB_PLAN || (from->job.what == JOB_UPDATE && r->what == JOB_UPDATE);
    return (plans && from->job.state == JOB_DONE && strcmp(from->job.case_name, r->case_name) == 0)
           || cw_fail(err, CW_ERR_INPUT, "job %u is no finished plan of the case \"%s\"", r->from,
                      r->case_name);
}

/* The updates that led to the plan which was searched, or to where the people can be now. */
static bool list_earlier(job_pool *pool, entry *e, cw_error *err) {
    bool heeds = e->job.what == JOB_UPDATE || job_kind_of(e->job.what)->takes & JOB_TAKES_UPDATE;
    for (unsigned number = e->from; heeds && number != 0;) {
        const entry *from = find(pool, number, err);
        if (from == NULL) return false;
        if (from->job.what != JOB_UPDATE) return true;
        if (e->earlier_count == JOB_MOST_EARLIER)
            return cw_fail(err, CW_NO, "more than %d updates follow each other", JOB_MOST_EARLIER);
        e->earlier[e->earlier_count++] = number;
        number = from->from;
    }
    return true;
}

/* A plan that follows another has the units that one was given, unless it is given its own. */
static bool take_units(job_pool *pool, const job_request *r, entry *e, cw_error *err) {
    if (r->from == 0 || r->units != NULL) return true;
    const entry *from = find(pool, r->from, err);
    if (from == NULL) return false;
    e->units_of = from->units_of;
    return true;
}

static bool add_entry(job_pool *pool, const job_request *r, entry *e, cw_error *err) {
    if (pool->waiting >= pool->settings.most_waiting)
        return cw_fail(err, CW_NO, "%zu jobs wait already", pool->waiting);
    if (!check_plan(pool, r, err) || !list_earlier(pool, e, err) || !take_units(pool, r, e, err))
        return false;
    if (!cw_grow(&pool->entries, &pool->capacity, pool->count + 1)) return cw_fail_memory(err);
    if (!store_add(pool, e, err)) return false;
    pool->entries[pool->count++] = e;
    pool->waiting++;
    return true;
}

unsigned job_submit(job_pool *pool, const job_request *request, cw_error *err) {
    if (!check_request(pool, request, err)) return 0;
    entry *e = make_entry(request, err);
    if (e == NULL) return 0;
    pthread_mutex_lock(&pool->lock);
    bool added = add_entry(pool, request, e, err);
    unsigned number = added ? e->job.number : 0;
    pthread_mutex_unlock(&pool->lock);
    if (added)
        wake(pool);
    else
        entry_destroy(e);
    return number;
}

/* ---- what there is -------------------------------------------------------------------------- */

bool job_get(job_pool *pool, unsigned number, job *to, cw_error *err) {
    pthread_mutex_lock(&pool->lock);
    const entry *e = find(pool, number, err);
    if (e != NULL) *to = e->job;
    pthread_mutex_unlock(&pool->lock);
    return e != NULL;
}

bool job_list(job_pool *pool, size_t most, job **list, size_t *count, cw_error *err) {
    pthread_mutex_lock(&pool->lock);
    *count = pool->count < most ? pool->count : most;
    *list = calloc(*count + 1, sizeof **list);
    for (size_t i = 0; *list != NULL && i < *count; i++)
        (*list)[i] = pool->entries[pool->count - 1 - i]->job;
    pthread_mutex_unlock(&pool->lock);
    return *list != NULL || cw_fail_memory(err);
}

bool job_file_path(job_pool *pool, unsigned number, const char *name, char path[JOB_PATH],
                   cw_error *err) {
    job of;
    if (!job_get(pool, number, &of, err)) return false;
    for (size_t i = 0; i < of.file_count; i++) {
        if (strcmp(of.files[i], name) != 0) continue;
        char inside[JOB_FILE + 8];
        snprintf(inside, sizeof inside, "files/%s", of.files[i]);
        store_path(pool, number, inside, path);
        return true;
    }
    return cw_fail(err, CW_ERR_INPUT, "job %u has no file of that name", number);
}

bool job_units_path(job_pool *pool, unsigned number, char path[JOB_PATH]) {
    pthread_mutex_lock(&pool->lock);
    const entry *e = find(pool, number, NULL);
    unsigned of = e != NULL ? e->units_of : 0;
    pthread_mutex_unlock(&pool->lock);
    if (of != 0) store_path(pool, of, STORE_UNITS, path);
    return of != 0;
}

/* ---- cancel --------------------------------------------------------------------------------- */

static void cancel_waiting(job_pool *pool, entry *e) {
    pool->waiting--;
    e->job.state = JOB_CANCELLED;
    e->job.ended = job_now();
    e->changed = true;
    (void)store_write(pool, e, NULL); /* the next start would tell it as failed: no less true */
}

bool job_cancel(job_pool *pool, unsigned number, cw_error *err) {
    pthread_mutex_lock(&pool->lock);
    entry *e = find(pool, number, err);
    bool good = e != NULL;
    if (good && e->job.state == JOB_WAITING)
        cancel_waiting(pool, e);
    else if (good && e->job.state == JOB_RUNNING)
        e->cancelled = true;
    else if (good)
        good = cw_fail(err, CW_NO, "job %u has ended already", number);
    pthread_mutex_unlock(&pool->lock);
    wake(pool);
    return good;
}
