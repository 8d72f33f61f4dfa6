/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A case put into the queue. It is read and checked here, where its files are and somebody can mend
 * it; what is stored is its text and, by hash, the files. A job that is there already is found by
 * its identifier in the same statement that would have stored it, so two who ask at once get one.
 */
#include "queue.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_CASE_BYTES = 1 << 20 }; /* as cw_case_load has it */

/* ---- the job --------------------------------------------------------------------------------- */

static bool put_links(cw_queue *q, const job_content *content, const cw_job_id *id, cw_error *err) {
    for (size_t i = 0; i < content->file_count; i++) {
        const value in[] = {hash_value(id), integer_value(i), hash_value(&content->files[i])};
        if (!queue_execute(q,
                           "INSERT INTO job_file (job, place, file) VALUES ($1, $2, $3)"
                           " ON CONFLICT (job, place) DO NOTHING",
                           in, 3, err))
            return false;
    }
    return true;
}

/* They were put in before, one by one; in between, somebody may have cleared out what no job refers
 * to (prune.c). */
static bool files_are_there(cw_queue *q, const cw_job_id *id, cw_error *err) {
    int64_t missing = 0;
    const value in = hash_value(id);
    if (!queue_query(q,
                     "SELECT count(*) FROM job_file l WHERE l.job = $1"
                     " AND NOT EXISTS (SELECT 1 FROM file f WHERE f.hash = l.file)",
                     &in, 1, "i", queue_take_integer, &missing, err))
        return false;
    return missing == 0
           || cw_fail(err, CW_ERR_MACHINE,
                      "files of the case were cleared out of the queue while it was added: add it "
                      "again");
}

/* A new row; *number stays 0 when the job is there. */
static bool insert(cw_queue *q, const job_content *content, const cw_job_order *order,
                   const cw_job_id *id, int64_t *number, cw_error *err) {
    char options[OPTIONS_TEXT];
    const value in[] = {
        hash_value(id),
        integer_value((uint64_t)order->priority),
        integer_value((uint64_t)order->most_tries),
        text_value(CW_VERSION),
        text_value(order->centre != NULL ? order->centre : ""),
        text_value(order->incident != NULL ? order->incident : ""),
        text_value(content->name),
        text_value(options_format(&content->options, options)),
        bytes_value(content->text, content->length),
    };
    return queue_query(q,
                       "INSERT INTO job (id, state, priority, due, most_tries, version, centre,"
                       " incident, name, options, text, added) VALUES"
                       " ($1, 'waiting', $2, 0, $3, $4, $5, $6, $7, $8, $9, now_ms())"
                       " ON CONFLICT (id) DO NOTHING RETURNING number",
                       in, sizeof in / sizeof in[0], "i", queue_take_integer, number, err);
}

/* One that had failed or was cancelled waits again; *number stays 0 when it had not. */
static bool revive(cw_queue *q, const cw_job_order *order, const cw_job_id *id, int64_t *number,
                   cw_error *err) {
    const value in[] = {integer_value((uint64_t)order->priority),
                        integer_value((uint64_t)order->most_tries), hash_value(id)};
    return queue_query(q,
                       "UPDATE job SET state = 'waiting', priority = $1, due = 0, tries = 0,"
                       " most_tries = $2, ended = 0, trouble = '', added = now_ms()"
                       " WHERE id = $3 AND state IN ('failed', 'cancelled') RETURNING number",
                       in, 3, "i", queue_take_integer, number, err);
}

static bool hurry(cw_queue *q, const cw_job_order *order, const cw_job_id *id, cw_error *err) {
    const value in[] = {integer_value((uint64_t)order->priority), hash_value(id)};
    return queue_execute(q, "UPDATE job SET priority = $1 WHERE id = $2 AND priority > $1", in, 2,
                         err);
}

static bool put(cw_queue *q, const job_content *content, const cw_job_order *order,
                const cw_job_id *id, cw_job_added *added, cw_error *err) {
    int64_t fresh = 0, again = 0;
    if (!insert(q, content, order, id, &fresh, err)) return false;
    *added = CW_JOB_NEW;
    if (fresh == 0) {
        if (!revive(q, order, id, &again, err)) return false;
        *added = again != 0 ? CW_JOB_AGAIN : CW_JOB_THERE;
    }
    if (*added == CW_JOB_THERE) return hurry(q, order, id, err);
    return put_links(q, content, id, err) && files_are_there(q, id, err)
           && q->engine->call(q->db, "job", err);
}

static bool order_is_good(cw_job_order *order, cw_error *err) {
    char clean[CW_MOST_INCIDENT + 2];
    if (order->priority == 0) order->priority = CW_JOB_INQUIRY;
    if (order->most_tries == 0) order->most_tries = CW_JOB_TRIES;
    if (order->priority < 1 || order->priority > CW_JOB_LOWEST)
        return cw_fail(err, CW_ERR_INPUT, "a priority is from 1 to %d", CW_JOB_LOWEST);
    if (order->most_tries < 1 || order->most_tries > CW_JOB_MOST_TRIES)
        return cw_fail(err, CW_ERR_INPUT, "a job is tried from 1 to %d times", CW_JOB_MOST_TRIES);
    if (order->incident == NULL) return true;
    queue_clean_text(order->incident, clean, sizeof clean);
    bool good = clean[0] != '\0' && strcmp(clean, order->incident) == 0
                && strlen(clean) <= CW_MOST_INCIDENT;
    for (const char *c = clean; good && *c != '\0'; c++)
        good = (unsigned char)*c >= ' ' && *c != 0x7f;
    return good
           || cw_fail(err, CW_ERR_INPUT,
                      "the name of an incident is a text of at most %d bytes without control "
                      "characters",
                      CW_MOST_INCIDENT);
}

bool queue_put(cw_queue *q, const job_content *content, const cw_job_order *order, cw_job_id *id,
               cw_job_added *added, cw_error *err) {
    cw_job_order whole = *order;
    if (!order_is_good(&whole, err)) return false;
    *id = content_id(content, CW_VERSION);
    return queue_begin(q, err) && queue_end(q, put(q, content, &whole, id, added, err), err);
}

/* ---- the case -------------------------------------------------------------------------------- */

static bool read_text(const char *path, cw_text *text, cw_error *err) {
    char bytes[8192];
    size_t n = sizeof bytes;
    FILE *file = fopen(path, "rb");
    if (file == NULL) return cw_fail(err, CW_ERR_INPUT, "%s: %s", path, strerror(errno));
    while (n == sizeof bytes && text->length <= MOST_CASE_BYTES) {
        n = fread(bytes, 1, sizeof bytes, file);
        cw_text_add_bytes(text, bytes, n);
    }
    bool bad = ferror(file) != 0;
    fclose(file);
    if (text->failed) return cw_fail_memory(err);
    if (bad) return cw_fail(err, CW_ERR_INPUT, "%s: cannot be read", path);
    return text->length <= MOST_CASE_BYTES
           || cw_fail(err, CW_ERR_INPUT, "%s: larger than 1 MiB", path);
}

typedef struct gathering {
    cw_queue *q;
    job_content *content;
} gathering;

static bool take_file(void *context, size_t place, const char *path, char **instead,
                      cw_error *err) {
    gathering *g = context;
    (void)instead;
    if (place >= CW_JOB_MOST_FILES)
        return cw_fail(err, CW_ERR_INPUT, "%s: one of over %d files that the case refers to", path,
                       CW_JOB_MOST_FILES);
    g->content->file_count = place + 1;
    return file_put(g->q, path, &g->content->files[place], err);
}

/* The files the case refers to, as they are found from here. */
static bool gather(cw_queue *q, cw_case *c, job_content *content, cw_error *err) {
    gathering g = {q, content};
    if (!case_is_bearable(c, &content->options, err) || !case_visit_paths(c, take_file, &g, err))
        return false;
    if (content->options.plan && c->unit_count == 0)
        return cw_fail(err, CW_ERR_INPUT,
                       "%s: the case has no `units` to plan for; `crosswatch queue add --no-plan` "
                       "needs none",
                       c->path);
    snprintf(content->name, sizeof content->name, "%s", c->name);
    return true;
}

bool cw_queue_add(cw_queue *queue, const char *path, const cw_job_order *order, cw_job_id *id,
                  cw_job_added *added, cw_error *err) {
    cw_text text = {0};
    job_content content = {.options = order->options};
    const char *slash = strrchr(path, '/');
    char *folder = strndup(path, slash == NULL ? 0 : slash > path ? (size_t)(slash - path) : 1);
    cw_case *c = NULL;
    if (folder == NULL)
        cw_fail_memory(err);
    else if (read_text(path, &text, err))
        c = cw_case_parse(text.data != NULL ? text.data : "", text.length, path, folder, err);
    content.text = text.data;
    content.length = text.length;
    bool done = c != NULL && gather(queue, c, &content, err)
                && queue_put(queue, &content, order, id, added, err);
    cw_case_destroy(c);
    free(folder);
    cw_text_free(&text);
    return done;
}
