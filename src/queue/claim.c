/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Holding a job. Who takes one gets a token, the number of times that the job was taken; every word
 * about the job afterwards names it, and counts only while it is the last one and the job runs. So
 * a worker that was thought dead and comes back late changes nothing: its beat says "not yours",
 * its result is refused, or is the one that is there. Leases are counted by the database's clock
 * alone.
 */
#include "queue.h"

#include "record/codec.h"

#include <sodium.h>

/* A job that failed for a reason that may pass waits longer each time: 1, 2, 4 ... s. */
enum { FIRST_PAUSE_MS = 1000, MOST_PAUSES = 6 };

/* ---- taking ---------------------------------------------------------------------------------- */

typedef struct taking {
    claim *claim;
    bool got;
    int64_t files; /* that its case refers to */
} taking;

static bool take_job(void *context, const value *row, cw_error *err) {
    taking *t = context;
    claim *c = t->claim;
    char state[16], options[OPTIONS_TEXT];
    if (!value_hash(&row[0], &c->id) || row[1].kind != VALUE_INTEGER || row[5].kind != VALUE_BYTES)
        return cw_fail(err, CW_NO, "a job in the queue is damaged");
    c->token = row[1].integer;
    queue_copy_text(&row[2], state, sizeof state);
    queue_copy_text(&row[3], c->name, sizeof c->name);
    queue_copy_text(&row[4], options, sizeof options);
    queue_take_trouble(&row[6], &c->trouble);
    cw_text_add_bytes(&c->text, row[5].bytes, row[5].length);
    c->given_up = strcmp(state, "running") != 0;
    t->files = row[7].kind == VALUE_INTEGER ? row[7].integer : 0;
    t->got = true;
    cw_error bad = {0};
    c->bad_options = !options_parse(options, &c->options, &bad);
    return !c->text.failed || cw_fail_memory(err);
}

static bool take_file(void *context, const value *row, cw_error *err) {
    claim *c = context;
    return (c->file_count < CW_JOB_MOST_FILES && value_hash(&row[0], &c->files[c->file_count++]))
           || cw_fail(err, CW_NO, "the files of a job in the queue are damaged");
}

bool claim_next(cw_queue *q, const char *worker, int64_t lease_ms, claim *c, bool *got,
                cw_error *err) {
    const value in[] = {text_value(worker), integer_value((uint64_t)lease_ms),
                        text_value(CW_VERSION)};
    taking t = {.claim = c};
    *c = (claim){0};
    bool done = queue_query(q, q->engine->claim, in, 3, "bitttbti", take_job, &t, err);
    *got = done && t.got;
    if (!*got || c->given_up || t.files == 0) return done;
    const value id = hash_value(&c->id);
    return queue_query(q, "SELECT file FROM job_file WHERE job = $1 ORDER BY place", &id, 1, "b",
                       take_file, c, err);
}

void claim_free(claim *c) {
    cw_text_free(&c->text);
    *c = (claim){0};
}

/* ---- holding --------------------------------------------------------------------------------- */

bool claim_beat(cw_queue *q, const claim *c, int64_t lease_ms, bool *held, cw_error *err) {
    int64_t number = 0;
    const value in[] = {integer_value((uint64_t)lease_ms), hash_value(&c->id),
                        integer_value((uint64_t)c->token)};
    bool done = queue_query(q,
                            "UPDATE job SET due = now_ms() + $1"
                            " WHERE id = $2 AND claims = $3 AND state = 'running'"
                            " RETURNING number",
                            in, 3, "i", queue_take_integer, &number, err);
    *held = number != 0;
    return done;
}

bool claim_release(cw_queue *q, const claim *c, cw_error *err) {
    int64_t number = 0;
    const value in[] = {hash_value(&c->id), integer_value((uint64_t)c->token)};
    return queue_query(q,
                       "UPDATE job SET state = 'waiting', due = 0, tries = tries - 1"
                       " WHERE id = $1 AND claims = $2 AND state = 'running' RETURNING number",
                       in, 2, "i", queue_take_integer, &number, err)
           && (number == 0 || q->engine->call(q->db, "job", err));
}

/* ---- ending ---------------------------------------------------------------------------------- */

bool claim_fail(cw_queue *q, const claim *c, const cw_error *trouble, bool again, cw_error *err) {
    cw_text told = {0};
    int64_t number = 0;
    queue_put_trouble(trouble, &told);
    const value in[] = {text_value(told.failed ? "" : told.data),
                        integer_value(again),
                        integer_value(FIRST_PAUSE_MS),
                        integer_value(MOST_PAUSES),
                        hash_value(&c->id),
                        integer_value((uint64_t)c->token)};
    bool done =
        queue_query(q,
                    "UPDATE job SET trouble = $1,"
                    " state = CASE WHEN $2 = 1 AND tries < most_tries THEN 'waiting'"
                    "  ELSE 'failed' END,"
                    " due = now_ms() + $3"
                    "  * (1 << CAST(CASE WHEN tries > $4 THEN $4 ELSE tries - 1 END AS INTEGER)),"
                    " ended = CASE WHEN $2 = 1 AND tries < most_tries THEN 0 ELSE now_ms() END"
                    " WHERE id = $5 AND claims = $6 AND state = 'running' RETURNING number",
                    in, 6, "i", queue_take_integer, &number, err)
        && (number == 0 || q->engine->call(q->db, "job", err));
    cw_text_free(&told);
    return done;
}

cw_hash result_hash(const cw_job_result *result) {
    uint64_t lengths[3] = {result->plan.length, result->page[0].length, result->page[1].length};
    uint8_t head[24];
    for (size_t i = 0; i < sizeof head; i++)
        head[i] = (uint8_t)(lengths[i / 8] >> (56 - 8 * (i % 8)));
    const piece pieces[] = {{head, sizeof head},
                            {result->plan.data, result->plan.length},
                            {result->page[0].data, result->page[0].length},
                            {result->page[1].data, result->page[1].length}};
    return hash_pieces(pieces, sizeof pieces / sizeof pieces[0]);
}

/* The columns of the job that its result needs. */
typedef struct ending {
    bool held;
    char centre[CW_MOST_CENTRE + 1];
    int64_t ended;
} ending;

static bool take_ending(void *context, const value *row, cw_error *err) {
    ending *e = context;
    (void)err;
    queue_copy_text(&row[0], e->centre, sizeof e->centre);
    e->ended = row[1].integer;
    e->held = true;
    return true;
}

static value text_bytes(const cw_text *text) {
    return bytes_value(text->data, text->length);
}

static bool put_result(cw_queue *q, const claim *c, cw_job_result *result, const ending *e,
                       const char *centre, cw_error *err) {
    uint8_t seed[32];
    const char *to = e->centre[0] != '\0' ? e->centre : centre != NULL ? centre : "";
    randombytes_buf(seed, sizeof seed);
    result->hash = result_hash(result);
    result->ended = e->ended;
    const value in[] = {hash_value(&c->id),
                        hash_value(&result->hash),
                        integer_value((uint64_t)e->ended),
                        bytes_value(seed, sizeof seed),
                        text_value(to),
                        integer_value(to[0] != '\0'),
                        text_bytes(&result->plan),
                        text_bytes(&result->page[CW_ENGLISH]),
                        text_bytes(&result->page[CW_FRENCH])};
    return queue_execute(q,
                         "INSERT INTO result (job, hash, ended, seed, centre, owed, plan, page_en,"
                         " page_fr) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                         in, sizeof in / sizeof in[0], err);
}

/* The job's end and its result are one transaction: there is never the one without the other. */
static bool finish(cw_queue *q, const claim *c, cw_job_result *result, const char *centre,
                   bool *held, cw_error *err) {
    ending e = {0};
    const value in[] = {hash_value(&c->id), integer_value((uint64_t)c->token)};
    bool done = queue_query(q,
                            "UPDATE job SET state = 'done', ended = now_ms(), trouble = ''"
                            " WHERE id = $1 AND claims = $2 AND state = 'running'"
                            " RETURNING centre, ended",
                            in, 2, "ti", take_ending, &e, err);
    *held = e.held;
    return done && (!e.held || put_result(q, c, result, &e, centre, err));
}

static bool take_hash(void *context, const value *row, cw_error *err) {
    (void)err;
    value_hash(&row[0], context);
    return true;
}

/* After a commit of which no answer came, the result that is there is the one that was sent. */
static bool is_there_already(cw_queue *q, const claim *c, const cw_job_result *result, bool *same,
                             cw_error *err) {
    cw_hash stored = {{0}}, own = result_hash(result);
    const value in = hash_value(&c->id);
    bool done = queue_query(q, "SELECT hash FROM result WHERE job = $1", &in, 1, "b", take_hash,
                            &stored, err);
    *same = done && memcmp(stored.bytes, own.bytes, sizeof own.bytes) == 0;
    return done;
}

bool claim_finish(cw_queue *q, const claim *c, cw_job_result *result, const char *centre,
                  bool *held, cw_error *err) {
    *held = false;
    if (!queue_begin(q, err) || !queue_end(q, finish(q, c, result, centre, held, err), err))
        return false;
    return *held || is_there_already(q, c, result, held, err);
}

/* ---- waiting --------------------------------------------------------------------------------- */

bool queue_next_due(cw_queue *q, int64_t *wait_ms, cw_error *err) {
    const value in = text_value(CW_VERSION);
    *wait_ms = INT64_MAX;
    return queue_query(q,
                       "SELECT due - now_ms() FROM job"
                       " WHERE state IN ('waiting', 'running') AND version = $1"
                       " ORDER BY due LIMIT 1",
                       &in, 1, "i", queue_take_integer, wait_ms, err);
}

bool queue_open_jobs(cw_queue *q, uint64_t *count, cw_error *err) {
    int64_t open = 0;
    const value in = text_value(CW_VERSION);
    bool done = queue_query(q,
                            "SELECT count(*) FROM job"
                            " WHERE state IN ('waiting', 'running') AND version = $1",
                            &in, 1, "i", queue_take_integer, &open, err);
    *count = (uint64_t)open;
    return done;
}
