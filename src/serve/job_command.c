/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a job is started with: the words of the command line that a person would type. Nothing of a
 * request stands there but names that were looked at, glued to their option or behind "--", and
 * numbers written anew. A verb that prints its answer has it caught in a file of the job.
 */
#include "job_kind.h"
#include "job_pool.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LINE_BYTES = 4096, MOST_WORDS = 2 * JOB_MOST_UNITS + JOB_MOST_EARLIER + 48 };

typedef struct command {
    cw_arena *arena; /* of the words */
    const char *words[MOST_WORDS];
    size_t count;
    bool failed; /* no memory */
    char answer[JOB_PATH];
} command;

static void add(command *c, const char *word) {
    c->words[c->count++] = word;
}

/* A word that is made here. */
static void CW_PRINTF(2, 3) add_made(command *c, const char *format, ...) {
    char word[JOB_PATH + 64];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(word, sizeof word, format, arguments);
    va_end(arguments);
    const char *copy = cw_arena_strdup(c->arena, word);
    c->failed = c->failed || copy == NULL;
    add(c, copy != NULL ? copy : "");
}

static void add_time(command *c, const char *option, cw_time time) {
    char text[CW_TIME_TEXT];
    if (time != 0) add_made(c, "--%s=%s", option, cw_time_format(time, text));
}

/* ---- parts of a command ---------------------------------------------------------------------- */

/* The planner's time, the hours ahead and the like, of whatever kind of job takes them. */
static void add_values(command *c, const entry *e) {
    if (e->time_s > 0.0) add_made(c, "--time=%.0f s", fmax(1.0, e->time_s));
    if (e->hours > 0) add_made(c, "--hours=%d", e->hours);
    if (e->columns[0] != '\0') add_made(c, "--columns=%s", e->columns);
    add_time(c, "at", e->at);
    add_time(c, "from", e->since);
    add_time(c, "to", e->until);
}

static void add_planning(command *c, const job_pool *pool, const entry *e) {
    char plan[JOB_PATH];
    if (e->from != 0) {
        store_path(pool, e->from, "files/plan.json", plan);
        add_made(c, "--from=%s", plan);
    }
    for (size_t i = 0; i < e->kept_count; i++) add_made(c, "--keep=%s", e->kept[i]);
    for (size_t i = 0; i < e->excluded_count; i++) add_made(c, "--exclude=%s", e->excluded[i]);
}

static bool add_patrols(command *c, const job_pool *pool, const entry *e, cw_error *err) {
    static const char *const rosters[] = {NULL, NULL, "--as-given", "--improve"};
    char path[JOB_PATH];
    for (size_t i = 0; i < e->agreement_count; i++) {
        if (!job_case_path(pool, e->agreements[i], path, err)) return false;
        add_made(c, "--agreement=%s", path);
    }
    if (e->weeks > 0) add_made(c, "--weeks=%d", e->weeks);
    if (rosters[e->roster] != NULL) add(c, rosters[e->roster]);
    if (e->job.what == JOB_OPTIONS && e->roster == JOB_ROSTER_PLANNED) add(c, "--planned");
    return true;
}

/* Of people near ships, of encounters, and of the traffic's risk: an option or what it is about. */
static bool add_ships(command *c, const job_pool *pool, const entry *e, bool as_option,
                      cw_error *err) {
    char path[JOB_PATH];
    if (e->job.live)
        store_path(pool, e->job.number, "files/" JOB_VESSELS, path);
    else if (e->job.log[0] == '\0')
        return true;
    else if (!job_log_path(pool, e->job.log, path, err))
        return false;
    add_made(c, as_option ? "--ais=%s" : "%s", path);
    return true;
}

/* What was searched, of this plan and of those before it. */
static void add_results(command *c, const job_pool *pool, const entry *e) {
    char path[JOB_PATH];
    if (e->results != NULL) {
        store_path(pool, e->job.number, STORE_RESULTS, path);
        add_made(c, "%s", path);
    }
    for (size_t i = 0; i < e->earlier_count; i++) {
        store_path(pool, e->earlier[i], STORE_RESULTS, path);
        add_made(c, "%s", path);
    }
}

/* ---- whole commands -------------------------------------------------------------------------- */

/* Where what is found goes: a folder, or one file when the answer is printed. */
static void add_output(command *c, const job_pool *pool, const entry *e, const job_kind *kind) {
    char path[JOB_PATH], name[JOB_FILE + 8];
    if (kind->printed != NULL) {
        snprintf(name, sizeof name, "files/%s", kind->printed);
        store_path(pool, e->job.number, name, c->answer);
        if (strstr(kind->printed, ".json") != NULL) add(c, "--json");
    }
    snprintf(name, sizeof name, "files%s%s", kind->written != NULL ? "/" : "",
             kind->written != NULL ? kind->written : "");
    store_path(pool, e->job.number, name, path);
    if (kind->printed != NULL && kind->written == NULL) return;
    add(c, "-o");
    add_made(c, "%s", path);
}

static void add_head(command *c, const job_pool *pool, const entry *e, const job_kind *kind) {
    add(c, "crosswatch");
    add(c, kind->verb[0]);
    if (kind->takes & JOB_TELLS_STEPS) add(c, "--progress=json");
    add(c, e->language == CW_FRENCH ? "--lang=fr" : "--lang=en");
    if (kind->takes & JOB_TAKES_MAP) add(c, "--map-data");
    if (pool->settings.threads > 0 && (kind->takes & JOB_TAKES_THREADS))
        add_made(c, "--threads=%d", pool->settings.threads);
    if ((kind->takes & JOB_TAKES_LANES) && pool->lanes != NULL)
        add_made(c, "--lanes=%s", pool->lanes);
}

static bool compose(command *c, const job_pool *pool, const entry *e, cw_error *err) {
    const job_kind *kind = job_kind_of(e->job.what);
    char path[JOB_PATH];
    bool about_log = !(kind->takes & JOB_TAKES_CASE) && !e->traffic;
    add_head(c, pool, e, kind);
    add_values(c, e);
    if (e->job.what == JOB_PLAN) add_planning(c, pool, e);
    if (e->units_of != 0) {
        store_path(pool, e->units_of, STORE_UNITS, path);
        add_made(c, "--units=%s", path);
    }
    if (!add_patrols(c, pool, e, err)) return false;
    if (!about_log && !add_ships(c, pool, e, true, err)) return false;
    add_output(c, pool, e, kind);
    add(c, "--");
    if (kind->verb[1] != NULL) add(c, kind->verb[1]);
    if (about_log && !add_ships(c, pool, e, false, err)) return false;
    if ((kind->takes & JOB_TAKES_CASE) && !job_case_path(pool, e->job.case_name, path, err))
        return false;
    if (kind->takes & JOB_TAKES_CASE) add_made(c, "%s", path);
    add_results(c, pool, e);
    add(c, NULL);
    return !c->failed || cw_fail_memory(err);
}

/* A verb that prints writes no folder: it is made for it. */
static bool make_folder(const job_pool *pool, const entry *e, const command *c, cw_error *err) {
    char folder[JOB_PATH];
    if (c->answer[0] == '\0') return true;
    store_path(pool, e->job.number, "files", folder);
    return mkdir(folder, 0777) == 0 || errno == EEXIST
           || cw_fail(err, CW_ERR_MACHINE, "cannot make %s: %s", folder, strerror(errno));
}

bool command_launch(job_pool *pool, entry *e, cw_error *err) {
    command *c = calloc(1, sizeof *c);
    if (c != NULL) c->arena = cw_arena_create();
    bool good = c != NULL && c->arena != NULL && lines_create(&e->err_lines, LINE_BYTES);
    if (!good) cw_fail_memory(err);
    good =
        good && compose(c, pool, e, err) && make_folder(pool, e, c, err)
        && child_start_into(&e->child, pool->program, c->words, CHILD_ERR,
                            c->answer[0] != '\0' ? c->answer : NULL, &pool->settings.limits, err);
    if (c != NULL) cw_arena_destroy(c->arena);
    free(c);
    return good;
}
