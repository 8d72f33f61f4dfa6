/* SPDX-License-Identifier: Apache-2.0 */
/* For the tests of jobs: a home and cases of their own, a pool, and waiting for what it tells. The
 * children are real: the command itself, or a script that does what no good program does. */
#ifndef CROSSWATCH_TEST_SERVE_JOBS_H
#define CROSSWATCH_TEST_SERVE_JOBS_H

#include "support.h"

#include "serve/job.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char home[1100], cases[1200], script[1200];

/* What the pool told: the newest of each job, and what was seen on the way. */
enum { MOST_SEEN = 64 };
typedef struct told {
    pthread_mutex_t lock;
    pthread_cond_t news;
    job newest[MOST_SEEN];
    double share[MOST_SEEN]; /* the largest so far; -1 once it went back */
    unsigned running, most_running;
} told;
static told heard = {.lock = PTHREAD_MUTEX_INITIALIZER, .news = PTHREAD_COND_INITIALIZER};

static inline void on_change(void *context, const job *changed) {
    told *t = context;
    assert_true(changed->number < MOST_SEEN);
    pthread_mutex_lock(&t->lock);
    job *newest = &t->newest[changed->number];
    bool ran = newest->state == JOB_RUNNING, runs = changed->state == JOB_RUNNING;
    t->running += (unsigned)(runs && !ran);
    t->running -= (unsigned)(ran && !runs);
    if (t->running > t->most_running) t->most_running = t->running;
    double *share = &t->share[changed->number];
    *share = changed->share < *share ? -1.0 : changed->share;
    *newest = *changed;
    pthread_cond_broadcast(&t->news);
    pthread_mutex_unlock(&t->lock);
}

typedef bool (*job_test)(const job *j);

static inline bool has_ended(const job *j) {
    return j->state == JOB_DONE || j->state == JOB_FAILED || j->state == JOB_CANCELLED;
}

static inline bool is_planning(const job *j) {
    return strcmp(j->stage, "planning the search") == 0;
}

static inline bool has_said(const job *j) {
    return j->stage[0] != '\0';
}

/* The job once the pool has told of it what is waited for; two minutes are the end of patience. */
static inline job job_once(unsigned number, job_test holds) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 120;
    pthread_mutex_lock(&heard.lock);
    int late = 0;
    while (heard.newest[number].number == 0 || !holds(&heard.newest[number])) {
        late = pthread_cond_timedwait(&heard.news, &heard.lock, &until);
        if (late != 0) break;
    }
    job got = heard.newest[number];
    pthread_mutex_unlock(&heard.lock);
    if (late != 0) fail_msg("job %u: nothing more is told (%s)", number, got.error.message);
    return got;
}

static inline void forget_told(void) {
    memset(heard.newest, 0, sizeof heard.newest);
    memset(heard.share, 0, sizeof heard.share);
    heard.running = heard.most_running = 0;
}

static inline job_settings settings_of(const char *program) {
    job_settings s = job_settings_default(home, cases);
    s.program = program;
    s.threads = 1;
    s.limits = (child_limits){0}; /* a child under AddressSanitizer maps terabytes */
    s.changed = on_change;
    s.context = &heard;
    return s;
}

static inline job_pool *pool_of(const job_settings *settings) {
    cw_error err = {0};
    forget_told();
    job_pool *pool = job_pool_create(settings, &err);
    if (pool == NULL) fail_msg("%s", err.message);
    return pool;
}

static inline const char *command(void) {
    const char *path = getenv("CROSSWATCH_COMMAND");
    if (path == NULL) /* or a job would be this very program, and ask for jobs again */
        fail_msg("CROSSWATCH_COMMAND has to be the command's path");
    return path;
}

static inline unsigned submit(job_pool *pool, job_what what, const char *name, double time_s) {
    cw_error err = {0};
    job_request r = {.what = what, .case_name = name, .time_s = time_s, .person = "A. Watch"};
    unsigned number = job_submit(pool, &r, &err);
    if (number == 0) fail_msg("%s", err.message);
    return number;
}

static inline void write_text(const char *path, const char *text, mode_t mode) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, mode), 0);
}

static inline char *read_text(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("cannot open %s", path);
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    (void)!fread(text, 1, (1 << 20) - 1, file);
    fclose(file);
    return text;
}

static inline bool is_there(const char *relative) {
    char path[2200];
    struct stat status;
    snprintf(path, sizeof path, "%s/%s", home, relative);
    return lstat(path, &status) == 0;
}

/* A case file of the project under the same name, or an empty one for the script. */
static inline void add_case(const char *name, const char *source) {
    char path[1400], from[1024], relative[256];
    snprintf(path, sizeof path, "%s/%s.yaml", cases, name);
    if (source == NULL) {
        write_text(path, "", 0644);
        return;
    }
    snprintf(relative, sizeof relative, "cases/%s", source);
    char *text = read_text(support_source(relative, from));
    write_text(path, text, 0644);
    free(text);
}

/* What the script does is told by the name of its case. */
static const char SCRIPT[] =
    "#!/bin/sh\n"
    "while [ \"$1\" != -o ]; do shift; done\n"
    "out=$2; case_file=$4\n"
    "mkdir -p \"$out/.crosswatch-abc\"; echo half > \"$out/plan.json\"\n"
    "echo half > \"$out/.crosswatch-abc/plan.txt\"\n"
    "echo '{\"stage\": \"drifting the ensemble\", \"share\": 0.25}' >&2\n"
    "case \"$case_file\" in\n"
    "*/killed.yaml) kill -9 $$;;\n"
    "*/abort.yaml) kill -ABRT $$;;\n"
    "*/stubborn.yaml) trap '' TERM; while :; do sleep 0.1; done;;\n"
    "*/steps.yaml) while :; do echo '{\"stage\": \"on\", \"share\": 0.3}' >&2 || exit 4\n"
    "  sleep 0.05; done;;\n"
    "*/busy.yaml) while :; do :; done;;\n"
    "*/talks.yaml) head -c 300000 /dev/zero | tr '\\0' 'x' >&2; echo >&2\n"
    "  printf '{\"stage\": \"a\\\\u0007b\", \"share\": 7}\\n{]\\n[1]\\n' >&2\n"
    "  echo 'crosswatch: the reason why' >&2; exit 2;;\n"
    "*/silent.yaml) exit 3;;\n"
    "*/looks.yaml) env > \"$out/plan.txt\"; echo /proc/$$/fd/* >> \"$out/plan.txt\";;\n"
    "*/closed.yaml) exec 2>&-; while :; do sleep 0.1; done;;\n"
    "esac\n";

static inline int jobs_set_up(void **state) {
    (void)state;
    static const char *const scripted[] = {"killed", "abort",  "stubborn", "steps",  "busy",
                                           "talks",  "silent", "looks",    "closed", "fine"};
    support_directory(home);
    setenv("XDG_CACHE_HOME", home, 1); /* the tester's own cache is left alone */
    snprintf(cases, sizeof cases, "%s/cases", home);
    snprintf(script, sizeof script, "%s/script", home);
    assert_int_equal(mkdir(cases, 0755), 0);
    write_text(script, SCRIPT, 0755);
    add_case("constant", "constant.yaml");
    for (size_t i = 0; i < sizeof scripted / sizeof scripted[0]; i++) add_case(scripted[i], NULL);
    return 0;
}

static inline int jobs_tear_down(void **state) {
    (void)state;
    support_remove(home);
    return 0;
}

#endif
