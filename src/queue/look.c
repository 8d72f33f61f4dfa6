/* SPDX-License-Identifier: Apache-2.0 */
/* What people ask of a queue: its jobs, one of them, its result, how many wait; and to cancel. */
#include "queue.h"

#include "record/codec.h"

#include <ctype.h>

#define JOB_COLUMNS                                                                            \
    "SELECT id, number, state, priority, tries, most_tries, added, due, ended, name, version," \
    " incident, worker, trouble, options FROM job"
static const char job_letters[] = "bitiiiiiitttttt";

static const char *const state_words[] = {"waiting", "running", "done", "failed", "cancelled"};
enum { STATES = sizeof state_words / sizeof state_words[0] };

static bool read_state(const value *v, cw_job_state *state) {
    char word[16];
    queue_copy_text(v, word, sizeof word);
    for (size_t i = 0; i < STATES; i++) {
        if (strcmp(word, state_words[i]) != 0) continue;
        *state = (cw_job_state)i;
        return true;
    }
    return false;
}

static bool read_job(const value *row, cw_job *job, cw_error *err) {
    char options[OPTIONS_TEXT];
    *job = (cw_job){.number = (uint64_t)row[1].integer,
                    .priority = (int)row[3].integer,
                    .tries = (int)row[4].integer,
                    .most_tries = (int)row[5].integer,
                    .added = row[6].integer,
                    .due = row[7].integer,
                    .ended = row[8].integer};
    if (!value_hash(&row[0], &job->id) || !read_state(&row[2], &job->state))
        return cw_fail(err, CW_NO, "a job in the queue is damaged");
    queue_copy_text(&row[9], job->name, sizeof job->name);
    queue_copy_text(&row[10], job->version, sizeof job->version);
    queue_copy_text(&row[11], job->incident, sizeof job->incident);
    queue_copy_text(&row[12], job->worker, sizeof job->worker);
    queue_take_trouble(&row[13], &job->trouble);
    queue_copy_text(&row[14], options, sizeof options);
    cw_error unread = {0}; /* a row by another program's hand: its worker refuses it */
    options_parse(options, &job->options, &unread);
    return true;
}

typedef struct job_list {
    cw_job_sink sink;
    void *context;
} job_list;

static bool tell_job(void *context, const value *row, cw_error *err) {
    job_list *list = context;
    cw_job job;
    return read_job(row, &job, err) && list->sink(list->context, &job, err);
}

bool cw_queue_each(cw_queue *queue, cw_job_sink sink, void *context, cw_error *err) {
    job_list list = {sink, context};
    return queue_query(queue,
                       JOB_COLUMNS " ORDER BY CASE WHEN state IN ('waiting', 'running') THEN 0"
                                   " ELSE 1 END, CASE WHEN ended = 0 THEN priority ELSE 0 END,"
                                   " ended, number",
                       NULL, 0, job_letters, tell_job, &list, err);
}

/* ---- one job --------------------------------------------------------------------------------- */

/* The least and the greatest identifier that begin with these digits. */
static bool read_range(const char *digits, cw_job_id *least, cw_job_id *most, cw_error *err) {
    char low[CW_ID_TEXT], high[CW_ID_TEXT];
    size_t n = strlen(digits);
    bool good = n >= 4 && n < CW_ID_TEXT;
    memset(low, '0', sizeof low);
    memset(high, 'f', sizeof high);
    for (size_t i = 0; good && i < n; i++) {
        good = isxdigit((unsigned char)digits[i]);
        low[i] = high[i] = digits[i];
    }
    low[CW_ID_TEXT - 1] = high[CW_ID_TEXT - 1] = '\0';
    if (!good)
        return cw_fail(err, CW_ERR_INPUT,
                       "\"%.70s\" is not the beginning of a job's identifier (4 to 64 hexadecimal "
                       "digits)",
                       digits);
    return cw_event_id_parse(low, least, err) && cw_event_id_parse(high, most, err);
}

typedef struct finding {
    cw_job *job;
    size_t count;
} finding;

static bool take_found(void *context, const value *row, cw_error *err) {
    finding *f = context;
    f->count++;
    return read_job(row, f->job, err);
}

bool cw_queue_find(cw_queue *queue, const char *digits, cw_job *job, cw_error *err) {
    cw_job_id range[2];
    finding f = {.job = job};
    if (!read_range(digits, &range[0], &range[1], err)) return false;
    const value in[] = {hash_value(&range[0]), hash_value(&range[1])};
    if (!queue_query(queue, JOB_COLUMNS " WHERE id BETWEEN $1 AND $2 LIMIT 2", in, 2, job_letters,
                     take_found, &f, err))
        return false;
    if (f.count == 0) return cw_fail(err, CW_NO, "no job of the queue begins with %s", digits);
    return f.count == 1 || cw_fail(err, CW_NO, "several jobs of the queue begin with %s", digits);
}

bool cw_queue_cancel(cw_queue *queue, const cw_job_id *id, cw_error *err) {
    int64_t number = 0;
    const value in = hash_value(id);
    if (!queue_query(queue,
                     "UPDATE job SET state = 'cancelled', ended = now_ms()"
                     " WHERE id = $1 AND state IN ('waiting', 'running') RETURNING number",
                     &in, 1, "i", queue_take_integer, &number, err))
        return false;
    if (number == 0) return cw_fail(err, CW_NO, "the job has ended already, or is not there");
    return queue->engine->call(queue->db, "cancel", err);
}

/* ---- counts ---------------------------------------------------------------------------------- */

static bool take_count(void *context, const value *row, cw_error *err) {
    cw_queue_counts *counts = context;
    cw_job_state state;
    if (!read_state(&row[0], &state)) return cw_fail(err, CW_NO, "a job in the queue is damaged");
    counts->jobs[state] = (uint64_t)row[1].integer;
    if (state == CW_JOB_WAITING) counts->oldest = row[2].integer;
    return true;
}

bool cw_queue_count(cw_queue *queue, cw_queue_counts *counts, cw_error *err) {
    const value version = text_value(CW_VERSION);
    int64_t other = 0, owed = 0;
    *counts = (cw_queue_counts){0};
    bool done =
        queue_query(queue, "SELECT state, count(*), min(added) FROM job GROUP BY state", NULL, 0,
                    "tii", take_count, counts, err)
        && queue_query(queue, "SELECT count(*) FROM job WHERE state = 'waiting' AND version <> $1",
                       &version, 1, "i", queue_take_integer, &other, err)
        && queue_query(queue, "SELECT count(*) FROM result WHERE owed = 1", NULL, 0, "i",
                       queue_take_integer, &owed, err);
    counts->other_version = (uint64_t)other;
    counts->owed = (uint64_t)owed;
    return done;
}

/* ---- the result ------------------------------------------------------------------------------ */

static bool take_result(void *context, const value *row, cw_error *err) {
    cw_job_result *result = context;
    cw_text *const texts[] = {&result->plan, &result->page[CW_ENGLISH], &result->page[CW_FRENCH]};
    result->ended = row[1].integer;
    for (size_t i = 0; i < 3; i++) {
        if (row[2 + i].kind == VALUE_BYTES)
            cw_text_add_bytes(texts[i], row[2 + i].bytes, row[2 + i].length);
        if (texts[i]->failed) return cw_fail_memory(err);
    }
    cw_hash now = result_hash(result);
    return (value_hash(&row[0], &result->hash)
            && memcmp(result->hash.bytes, now.bytes, sizeof now.bytes) == 0)
           || cw_fail(err, CW_NO, "a result in the queue is damaged: its hash differs");
}

bool cw_queue_result(cw_queue *queue, const cw_job_id *id, cw_job_result *result, cw_error *err) {
    const value in = hash_value(id);
    *result = (cw_job_result){0};
    bool done =
        queue_query(queue, "SELECT hash, ended, plan, page_en, page_fr FROM result WHERE job = $1",
                    &in, 1, "bibbb", take_result, result, err);
    if (done && result->ended == 0) done = cw_fail(err, CW_NO, "the job has no result (yet)");
    if (!done) cw_job_result_free(result);
    return done;
}

void cw_job_result_free(cw_job_result *result) {
    cw_text_free(&result->plan);
    for (size_t i = 0; i < 2; i++) cw_text_free(&result->page[i]);
    *result = (cw_job_result){0};
}
