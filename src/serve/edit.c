/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pool of open plans. The lock is held only to find a session and to mark it as taken; whoever
 * has taken one talks to its child alone, without the lock. A thread of the pool ends what has been
 * idle for too long.
 */
#include "edit_session.h"

#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_QUESTION = 4 << 20 };

typedef struct place {
    bool open, taken;            /* taken: somebody talks to it */
    bool ready;                  /* it has said its first line */
    char *case_path, *plan_path; /* owned */
    session session;
    double opened_s, used_s; /* monotonic */
} place;

struct edit_pool {
    edit_settings settings;
    char *program;
    pthread_mutex_t lock;
    pthread_cond_t news; /* a place is free or given back; or all is to stop */
    place *places;
    size_t count;
    bool stopping, thread_runs;
    pthread_t thread;
};

edit_settings edit_settings_default(void) {
    return (edit_settings){.most_open = 4,
                           .idle_s = 900.0,
                           .open_s = 120.0,
                           .answer_s = 10.0,
                           .limits = {.memory_bytes = UINT64_C(4) << 30, .cpu_s = 3600.0}};
}

/* ---- places --------------------------------------------------------------------------------- */

static void close_place(place *p) {
    session_end(&p->session);
    free(p->case_path);
    free(p->plan_path);
    *p = (place){.open = false};
}

static place *find_place(edit_pool *pool, const edit_plan *of) {
    for (size_t i = 0; i < pool->count; i++) {
        place *p = &pool->places[i];
        if (p->open && strcmp(p->plan_path, of->plan) == 0
            && strcmp(p->case_path, of->case_file) == 0)
            return p;
    }
    return NULL;
}

/* A free one, or the one that has been idle for longest; NULL: all are talked to. */
static place *make_place(edit_pool *pool) {
    place *oldest = NULL;
    for (size_t i = 0; i < pool->count; i++) {
        place *p = &pool->places[i];
        if (!p->open) return p;
        if (!p->taken && (oldest == NULL || p->used_s < oldest->used_s)) oldest = p;
    }
    if (oldest != NULL) close_place(oldest);
    return oldest;
}

static bool open_place(edit_pool *pool, place *p, const edit_plan *of, cw_error *err) {
    *p = (place){.open = true,
                 .case_path = strdup(of->case_file),
                 .plan_path = strdup(of->plan),
                 .opened_s = session_now_s(),
                 .session = {.child = {.ended_fd = -1, .in = -1, .out = -1, .err = -1}}};
    bool good = (p->case_path != NULL && p->plan_path != NULL) || cw_fail_memory(err);
    good = good && session_start(&p->session, &pool->settings, pool->program, of, err);
    if (!good) close_place(p);
    return good;
}

/* The session of a plan, taken; with the lock. */
static place *take_place(edit_pool *pool, const edit_plan *of, const struct timespec *until,
                         cw_error *err) {
    int late = 0;
    while (late == 0) {
        place *p = find_place(pool, of);
        if (p == NULL) {
            p = make_place(pool);
            if (p != NULL && !open_place(pool, p, of, err)) return NULL;
        }
        if (p != NULL && !p->taken) {
            p->taken = true;
            return p;
        }
        late = pthread_cond_timedwait(&pool->news, &pool->lock, until);
    }
    cw_fail(err, CW_NO, "others are changing plans just now: ask again");
    return NULL;
}

static void give_back(edit_pool *pool, place *p, bool ends) {
    pthread_mutex_lock(&pool->lock);
    p->taken = false;
    p->used_s = session_now_s();
    if (ends) close_place(p);
    pthread_cond_broadcast(&pool->news);
    pthread_mutex_unlock(&pool->lock);
}

/* ---- a question ----------------------------------------------------------------------------- */

/* On one line, whatever it looked like; NULL: it is no JSON object. free() it. */
static char *one_line(const char *question, size_t length, size_t *line_length, cw_error *err) {
    json_error_t why;
    json_t *root =
        length <= MOST_QUESTION ? json_loadb(question, length, JSON_REJECT_DUPLICATES, &why) : NULL;
    char *text = json_is_object(root) ? json_dumps(root, JSON_COMPACT) : NULL;
    if (!json_is_object(root))
        cw_fail(err, CW_ERR_INPUT, "the change is no JSON object of at most 4 MiB");
    json_decref(root);
    if (text == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    *line_length = strlen(text);
    text[(*line_length)++] = '\n'; /* in the place of the NUL */
    return text;
}

/* *ends: the session is over. A plan that is still being opened is not. */
static bool ask(const edit_settings *settings, place *p, const char *line, size_t length,
                double until_s, bool *ends, cw_text *answer, cw_error *err) {
    double given_up_s = p->opened_s + settings->open_s;
    *ends = false;
    if (!p->ready) {
        p->ready = session_listen(&p->session, fmin(until_s, given_up_s), err);
        *ends = !p->ready && (err->code != CW_NO || session_now_s() >= given_up_s);
        if (!p->ready) return false;
    }
    double answer_until_s = session_now_s() + settings->answer_s;
    bool good = session_say(&p->session, line, length, answer_until_s, err)
                && session_listen(&p->session, answer_until_s, err);
    *ends = !good;
    if (!good && err->code == CW_NO) err->code = CW_ERR_MACHINE;
    if (good) cw_text_add_bytes(answer, p->session.answer.data, p->session.answer.length);
    return good && (!answer->failed || cw_fail_memory(err));
}

bool edit_ask(edit_pool *pool, const edit_plan *of, const char *question, size_t length,
              double wait_s, cw_text *answer, cw_error *err) {
    cw_error own = {0}; /* its code is looked at */
    double until_s = session_now_s() + wait_s;
    struct timespec until = {.tv_sec = (time_t)floor(until_s)};
    until.tv_nsec = (long)(1e9 * (until_s - floor(until_s)));
    size_t line_length;
    char *line = one_line(question, length, &line_length, err);
    if (line == NULL) return false;
    pthread_mutex_lock(&pool->lock);
    place *p = take_place(pool, of, &until, &own);
    pthread_mutex_unlock(&pool->lock);
    bool ends = false;
    bool good =
        p != NULL && ask(&pool->settings, p, line, line_length, until_s, &ends, answer, &own);
    if (p != NULL) give_back(pool, p, ends);
    free(line);
    if (!good && err != NULL && err->code == CW_OK) *err = own;
    return good;
}

size_t edit_open_count(edit_pool *pool) {
    size_t count = 0;
    pthread_mutex_lock(&pool->lock);
    for (size_t i = 0; i < pool->count; i++) count += pool->places[i].open;
    pthread_mutex_unlock(&pool->lock);
    return count;
}

/* ---- the pool ------------------------------------------------------------------------------- */

/* Ends what is idle; when the next one will be. */
static double end_idle(edit_pool *pool) {
    double now = session_now_s(), next = now + pool->settings.idle_s;
    for (size_t i = 0; i < pool->count; i++) {
        place *p = &pool->places[i];
        if (!p->open || p->taken) continue;
        double due = p->used_s + pool->settings.idle_s;
        if (due <= now)
            close_place(p);
        else
            next = fmin(next, due);
    }
    return next;
}

static void *watch_idle(void *context) {
    edit_pool *pool = context;
    pthread_mutex_lock(&pool->lock);
    while (!pool->stopping) {
        double next = end_idle(pool);
        struct timespec until = {.tv_sec = (time_t)floor(next)};
        until.tv_nsec = (long)(1e9 * (next - floor(next)));
        (void)pthread_cond_timedwait(&pool->news, &pool->lock, &until);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static bool make_condition(edit_pool *pool) {
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0) return false;
    bool good = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0
                && pthread_cond_init(&pool->news, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    return good && pthread_mutex_init(&pool->lock, NULL) == 0;
}

edit_pool *edit_pool_create(const edit_settings *settings, cw_error *err) {
    edit_pool *pool = calloc(1, sizeof *pool);
    if (pool == NULL || !make_condition(pool)) {
        cw_fail_memory(err);
        free(pool);
        return NULL;
    }
    pool->settings = *settings;
    pool->program = strdup(settings->program != NULL ? settings->program : "/proc/self/exe");
    pool->places = calloc(settings->most_open, sizeof *pool->places);
    pool->count = pool->places != NULL ? settings->most_open : 0;
    if (pool->program != NULL && pool->places != NULL)
        pool->thread_runs = pthread_create(&pool->thread, NULL, watch_idle, pool) == 0;
    if (pool->thread_runs) return pool;
    cw_fail(err, CW_ERR_MACHINE, "cannot make room for plans that are changed");
    edit_pool_destroy(pool);
    return NULL;
}

void edit_pool_destroy(edit_pool *pool) {
    if (pool == NULL) return;
    pthread_mutex_lock(&pool->lock);
    pool->stopping = true;
    pthread_cond_broadcast(&pool->news);
    pthread_mutex_unlock(&pool->lock);
    if (pool->thread_runs) pthread_join(pool->thread, NULL);
    for (size_t i = 0; i < pool->count; i++) {
        if (pool->places[i].open) close_place(&pool->places[i]);
    }
    free(pool->places);
    free(pool->program);
    pthread_cond_destroy(&pool->news);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}
