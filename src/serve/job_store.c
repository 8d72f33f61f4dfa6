/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Jobs on disk: HOME/jobs/N/job.json is written aside and renamed at each change of state, so that
 * a server that comes up again knows what there was. A job that it finds waiting or running had a
 * server that died: it has failed, and what it left is removed. A child that outlives its server
 * finds the other end of its pipe closed at its next step, and the folder it would write to gone.
 */
#include "job_pool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_JSON = 1 << 16, MOST_DEPTH = 8 };

void store_path(const job_pool *pool, unsigned number, const char *name, char path[JOB_PATH]) {
    snprintf(path, JOB_PATH, "%s/jobs/%u%s%s", pool->home, number, name[0] != '\0' ? "/" : "",
             name);
}

/* ---- job.json ------------------------------------------------------------------------------- */

static json_t *json_time_or_null(cw_time time) {
    char text[CW_TIME_TEXT];
    return time == 0 ? json_null() : json_string(cw_time_format(time, text));
}

static json_t *json_units(char (*units)[JOB_UNIT], size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) json_array_append_new(list, json_string(units[i]));
    return list;
}

static json_t *to_json(const entry *e) {
    const job *j = &e->job;
    json_t *files = json_array();
    for (size_t i = 0; i < j->file_count; i++)
        json_array_append_new(files, json_string(j->files[i]));
    return json_pack(
        "{s:i, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:s, s:s, s:o, s:f, s:i, s:o, s:o, "
        "s:s, s:b, s:b, s:i}",
        "job", (int)j->number, "what", job_what_word(j->what), "state", job_state_word(j->state),
        "case", j->case_name, "incident", j->incident, "person", j->person, "submitted",
        json_time_or_null(j->submitted), "started", json_time_or_null(j->started), "ended",
        json_time_or_null(j->ended), "error", j->error.message, "error_fr", j->error.french,
        "files", files, "time_s", e->time_s, "from", (int)e->from, "exclude",
        json_units(e->excluded, e->excluded_count), "keep", json_units(e->kept, e->kept_count),
        "log", j->log, "live", j->live, "held", e->held, "units_of", (int)e->units_of);
}

static bool write_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes += n;
        length -= (size_t)n;
    }
    return true;
}

static bool write_aside(const char *aside, const char *path, const char *text) {
    int fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) return false;
    bool good = write_all(fd, text, strlen(text)) && fsync(fd) == 0;
    int number = errno;
    good = close(fd) == 0 && good && rename(aside, path) == 0;
    if (!good) {
        number = number != 0 ? number : errno;
        unlink(aside);
        errno = number;
    }
    return good;
}

bool store_write(const job_pool *pool, const entry *e, cw_error *err) {
    char path[JOB_PATH], aside[JOB_PATH];
    json_t *root = to_json(e);
    char *text = root != NULL ? json_dumps(root, JSON_INDENT(1)) : NULL;
    json_decref(root);
    if (text == NULL) return cw_fail_memory(err);
    store_path(pool, e->job.number, "job.json", path);
    store_path(pool, e->job.number, ".job.json", aside);
    errno = 0;
    bool done = write_aside(aside, path, text);
    free(text);
    return done || cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", path, strerror(errno));
}

/* ---- a new job ------------------------------------------------------------------------------ */

static bool write_part(const job_pool *pool, const entry *e, const char *name, const char *text,
                       cw_error *err) {
    char path[JOB_PATH], aside[JOB_PATH];
    store_path(pool, e->job.number, name, path);
    store_path(pool, e->job.number, ".part", aside);
    errno = 0;
    return write_aside(aside, path, text)
           || cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", path, strerror(errno));
}

static void remove_texts(const job_pool *pool, unsigned number) {
    static const char *const names[] = {STORE_RESULTS, STORE_UNITS};
    char path[JOB_PATH];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        store_path(pool, number, names[i], path);
        unlink(path);
    }
}

/* What the job is told of what was searched, and the ships as they were when it was asked for. */
static bool write_parts(const job_pool *pool, entry *e, cw_error *err) {
    char files[JOB_PATH];
    if (e->results != NULL && !write_part(pool, e, STORE_RESULTS, e->results, err)) return false;
    if (e->units != NULL && !write_part(pool, e, STORE_UNITS, e->units, err)) return false;
    if (e->vessels == NULL) return true;
    store_path(pool, e->job.number, "files", files);
    if (mkdir(files, 0777) != 0)
        return cw_fail(err, CW_ERR_MACHINE, "cannot make %s: %s", files, strerror(errno));
    bool done = write_part(pool, e, "files/" JOB_VESSELS, e->vessels, err);
    free(e->vessels);
    e->vessels = NULL;
    return done;
}

bool store_add(job_pool *pool, entry *e, cw_error *err) {
    char path[JOB_PATH];
    unsigned number = pool->count > 0 ? pool->entries[pool->count - 1]->job.number : 0;
    do { /* a folder that is there and is no job of ours keeps its number */
        if (number == INT_MAX) return cw_fail(err, CW_ERR_MACHINE, "there are no more job numbers");
        store_path(pool, ++number, "", path);
        errno = 0;
    } while (mkdir(path, 0777) != 0 && errno == EEXIST);
    if (errno != 0)
        return cw_fail(err, CW_ERR_MACHINE, "cannot make %s: %s", path, strerror(errno));
    e->job.number = number;
    if (e->units != NULL) e->units_of = number;
    if (write_parts(pool, e, err) && store_write(pool, e, err)) return true;
    store_clear(pool, number);
    remove_texts(pool, number);
    rmdir(path);
    return false;
}

/* ---- what a job leaves ---------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where) {
    (void)status, (void)kind, (void)where;
    (void)remove(path); /* what cannot be removed is left; the next start tries again */
    return 0;
}

void store_clear(const job_pool *pool, unsigned number) {
    char path[JOB_PATH];
    store_path(pool, number, "files", path);
    (void)nftw(path, remove_one, MOST_DEPTH, FTW_DEPTH | FTW_PHYS);
}

void store_remove(const job_pool *pool, unsigned number) {
    char path[JOB_PATH];
    store_clear(pool, number);
    remove_texts(pool, number);
    store_path(pool, number, "job.json", path);
    unlink(path);
}

static int is_result(const struct dirent *one) {
    return one->d_name[0] != '.' && strlen(one->d_name) < JOB_FILE;
}

void store_list_files(const job_pool *pool, job *of) {
    struct dirent **found;
    char path[JOB_PATH];
    store_path(pool, of->number, "files", path);
    int count = scandir(path, &found, is_result, alphasort);
    of->file_count = 0;
    for (int i = 0; i < count; i++) {
        if (of->file_count < JOB_MOST_FILES)
            snprintf(of->files[of->file_count++], JOB_FILE, "%.*s", JOB_FILE - 1, found[i]->d_name);
        free(found[i]);
    }
    if (count >= 0) free(found);
}

/* ---- a server that comes up again ----------------------------------------------------------- */

static void copy_text(const json_t *root, const char *key, char *to, size_t room) {
    const char *text = json_string_value(json_object_get(root, key));
    snprintf(to, room, "%s", text != NULL && name_is_plain(text, room) ? text : "");
}

/* Of a job that an earlier program kept, in English only: that, in both. */
static void copy_error(const json_t *root, cw_error *to) {
    cw_error read = {.code = CW_ERR_MACHINE};
    copy_text(root, "error", read.message, sizeof read.message);
    copy_text(root, "error_fr", read.french, sizeof read.french);
    if (read.message[0] == '\0') return;
    if (read.french[0] == '\0') memcpy(read.french, read.message, sizeof read.french);
    cw_error_pass(to, &read);
}

static cw_time time_of(const json_t *root, const char *key) {
    cw_time time;
    const char *text = json_string_value(json_object_get(root, key));
    return text != NULL && cw_time_parse(text, &time, NULL) ? time : 0;
}

static bool read_state(const char *word, job_state *state) {
    for (int k = JOB_WAITING; word != NULL && k <= JOB_CANCELLED; k++) {
        if (strcmp(word, job_state_word((job_state)k)) != 0) continue;
        *state = (job_state)k;
        return true;
    }
    return false;
}

static bool read_units(const json_t *root, const char *key, char (**to)[JOB_UNIT], size_t *count) {
    const json_t *list = json_object_get(root, key);
    size_t n = json_array_size(list);
    *to = calloc(n + 1, sizeof **to);
    for (size_t i = 0; *to != NULL && i < n && i < JOB_MOST_UNITS; i++) {
        const char *name = json_string_value(json_array_get(list, i));
        if (name != NULL && name_is_plain(name, JOB_UNIT))
            snprintf((*to)[(*count)++], JOB_UNIT, "%s", name);
    }
    return *to != NULL;
}

static bool from_json(const json_t *root, entry *e) {
    job *j = &e->job;
    const char *what = json_string_value(json_object_get(root, "what"));
    if (what == NULL || !job_what_read(what, &j->what)
        || !read_state(json_string_value(json_object_get(root, "state")), &j->state))
        return false;
    copy_text(root, "case", j->case_name, sizeof j->case_name);
    copy_text(root, "incident", j->incident, sizeof j->incident);
    copy_text(root, "person", j->person, sizeof j->person);
    copy_error(root, &j->error);
    copy_text(root, "log", j->log, sizeof j->log);
    j->live = json_is_true(json_object_get(root, "live"));
    j->submitted = time_of(root, "submitted");
    j->started = time_of(root, "started");
    j->ended = time_of(root, "ended");
    j->share = j->state == JOB_DONE ? 1.0 : 0.0;
    e->time_s = json_number_value(json_object_get(root, "time_s"));
    e->from = (unsigned)json_integer_value(json_object_get(root, "from"));
    e->held = json_is_true(json_object_get(root, "held"));
    e->units_of = (unsigned)json_integer_value(json_object_get(root, "units_of"));
    return read_units(root, "exclude", &e->excluded, &e->excluded_count)
           && read_units(root, "keep", &e->kept, &e->kept_count);
}

static void fail_interrupted(const job_pool *pool, entry *e) {
    e->job.error = (cw_error){0};
    if (e->job.state == JOB_RUNNING)
        cw_fail(&e->job.error, CW_ERR_MACHINE, "the server stopped while the job ran");
    else
        cw_fail(&e->job.error, CW_ERR_MACHINE, "the server stopped before it began");
    e->job.state = JOB_FAILED;
    store_clear(pool, e->job.number);
    (void)store_write(pool, e, NULL); /* a disk that is full: told again at the next start */
}

static bool add_old(job_pool *pool, entry *e) {
    if (!cw_grow(&pool->entries, &pool->capacity, pool->count + 1)) return false;
    pool->entries[pool->count++] = e;
    return true;
}

/* A folder whose job.json cannot be read is left alone: it keeps its number, and is not listed. */
static bool read_old(job_pool *pool, unsigned number, cw_error *err) {
    struct stat status;
    char path[JOB_PATH];
    store_path(pool, number, "job.json", path);
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > MOST_JSON)
        return true;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    entry *e = calloc(1, sizeof *e);
    if (e != NULL) e->child = (child){.ended_fd = -1, .in = -1, .out = -1, .err = -1};
    bool good = e != NULL, is_job = good && root != NULL && from_json(root, e);
    json_decref(root);
    if (is_job) {
        e->job.number = number;
        if (e->job.state == JOB_DONE) store_list_files(pool, &e->job);
        if (e->job.state == JOB_WAITING || e->job.state == JOB_RUNNING) fail_interrupted(pool, e);
        keep_measure(pool, e);
        good = add_old(pool, e);
    }
    if (!is_job || !good) entry_destroy(e);
    return good || cw_fail_memory(err);
}

static int is_number(const struct dirent *one) {
    size_t digits = strspn(one->d_name, "0123456789");
    return one->d_name[0] != '0' && digits > 0 && digits <= 9 && one->d_name[digits] == '\0';
}

/* Two servers on one folder would take each other's running jobs for those of a dead one. */
static bool take_lock(job_pool *pool, cw_error *err) {
    char path[JOB_PATH];
    snprintf(path, sizeof path, "%s/jobs/.lock", pool->home);
    pool->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (pool->lock_fd < 0)
        return cw_fail(err, CW_ERR_INPUT, "cannot write to %s: %s", path, strerror(errno));
    return flock(pool->lock_fd, LOCK_EX | LOCK_NB) == 0
           || cw_fail(err, CW_NO, "%s/jobs is in use by another server", pool->home);
}

bool store_open(job_pool *pool, cw_error *err) {
    struct dirent **found;
    char path[JOB_PATH];
    snprintf(path, sizeof path, "%s/jobs", pool->home);
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return cw_fail(err, CW_ERR_INPUT, "cannot make %s: %s", path, strerror(errno));
    if (access(path, R_OK | W_OK | X_OK) != 0)
        return cw_fail(err, CW_ERR_INPUT, "cannot write to %s: %s", path, strerror(errno));
    if (!take_lock(pool, err)) return false;
    int count = scandir(path, &found, is_number, versionsort);
    if (count < 0)
        return cw_fail(err, CW_ERR_INPUT, "%s cannot be read: %s", path, strerror(errno));
    bool good = true;
    for (int i = 0; i < count; i++) {
        good = good && read_old(pool, (unsigned)strtoul(found[i]->d_name, NULL, 10), err);
        free(found[i]);
    }
    free(found);
    return good;
}
