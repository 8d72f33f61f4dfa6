/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a job does: the case worked through (run.h), and what people and programs read of it. The
 * case's text came through a database and is not trusted more than any file: it is parsed as one,
 * held to the limits of a job, and each path in it is exchanged for a file that the worker fetched
 * and checked, so that no case makes a worker read what it names.
 */
#include "queue.h"

typedef struct exchange {
    const cw_job_task *task;
    cw_case *c;
    size_t count;
} exchange;

static bool exchange_path(void *context, size_t place, const char *path, char **instead,
                          cw_error *err) {
    exchange *x = context;
    if (place >= x->task->file_count)
        return cw_fail(err, CW_ERR_INPUT, "%.200s: the job came without this file", path);
    x->count = place + 1;
    *instead = cw_arena_strdup(x->c->arena, x->task->files[place]);
    return *instead != NULL || cw_fail_memory(err);
}

static cw_case *read_case(const cw_job_task *task, cw_error *err) {
    cw_case *c = cw_case_parse(task->text, task->length, task->name, "", err);
    exchange x = {.task = task, .c = c};
    if (c == NULL) return NULL;
    bool good = case_visit_paths(c, exchange_path, &x, err);
    if (good && x.count != task->file_count)
        good = cw_fail(err, CW_ERR_INPUT, "the job has files that its case does not refer to");
    if (good && case_is_bearable(c, &task->options, err)) return c;
    cw_case_destroy(c);
    return NULL;
}

static bool tell(const cw_run *run, cw_job_result *result, cw_error *err) {
    static const cw_language languages[] = {CW_ENGLISH, CW_FRENCH};
    cw_result view = cw_run_result(run, CW_ENGLISH);
    bool done = cw_report_json_text(&view, &result->plan, err);
    for (size_t i = 0; done && i < 2; i++) {
        view = cw_run_result(run, languages[i]);
        done = cw_report_text(&view, &result->page[languages[i]], err);
    }
    return done;
}

bool cw_job_work(const cw_job_task *task, cw_job_result *result, cw_error *err) {
    const cw_job_options *o = &task->options;
    cw_run_options options = {.cache_dir = task->cache_dir,
                              .threads = task->threads,
                              .particles = o->particles,
                              .objective = o->objective_given ? &o->objective : NULL,
                              .plan = o->plan};
    cw_case *c = read_case(task, err);
    cw_run *run = c != NULL ? cw_run_create(c, &options, err) : NULL;
    bool done = run != NULL && tell(run, result, err);
    cw_run_destroy(run);
    cw_case_destroy(c);
    return done;
}
