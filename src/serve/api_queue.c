/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A look at the queue of cases that workers on many machines take (docs/queue.md). It is opened for
 * each look and closed again: the room neither works it nor holds a connection to it, and a queue
 * that is away is told in one sentence, without what its address may hold of secrets.
 */
#include "room.h"
#include "values.h"

#include <crosswatch/queue.h>

enum { MOST_LISTED = 200 };

static const char *const states[] = {"waiting", "running", "done", "failed", "cancelled"};
enum { STATES = sizeof states / sizeof states[0] };

static json_t *text_or_null(const char *text) {
    return text[0] != '\0' ? json_string(text) : json_null();
}

static bool list_job(void *context, const cw_job *job, cw_error *err) {
    json_t *list = context;
    char id[CW_ID_TEXT];
    if (json_array_size(list) >= MOST_LISTED) return true;
    json_t *one = json_pack(
        "{s:s,s:s,s:s,s:i,s:i,s:i,s:o,s:o,s:o,s:o,s:o,s:o}", "id", cw_event_id_format(&job->id, id),
        "case", job->name, "state", states[job->state], "priority", job->priority, "tries",
        job->tries, "most_tries", job->most_tries, "added", value_time(job->added), "ended",
        job->ended != 0 ? value_time(job->ended) : json_null(), "incident",
        text_or_null(job->incident), "worker", text_or_null(job->worker), "trouble",
        text_or_null(job->trouble.message), "trouble_fr", text_or_null(job->trouble.french));
    return json_array_append_new(list, one) == 0 || cw_fail_memory(err);
}

static json_t *value_counts_of(const cw_queue_counts *c) {
    json_t *o = json_object();
    for (size_t k = 0; k < STATES; k++)
        json_object_set_new(o, states[k], json_integer((json_int_t)c->jobs[k]));
    json_object_set_new(o, "other_version", json_integer((json_int_t)c->other_version));
    json_object_set_new(o, "owed", json_integer((json_int_t)c->owed));
    json_object_set_new(o, "oldest", c->oldest != 0 ? value_time(c->oldest) : json_null());
    return o;
}

static bool look(cw_queue *open, answer *a, cw_error *err) {
    cw_queue_counts counts;
    json_t *jobs = json_array();
    bool done = cw_queue_count(open, &counts, err) && cw_queue_each(open, list_job, jobs, err);
    if (done) a->json = json_pack("{s:o,s:O}", "counts", value_counts_of(&counts), "jobs", jobs);
    json_decref(jobs);
    return done;
}

/* Nothing to look at is no fault: a room has a queue or not. */
static bool queue(request *q, answer *a, cw_error *err) {
    cw_error why = {0};
    if (q->room->options.queue == NULL) {
        a->json = json_pack("{s:n,s:[]}", "counts", "jobs");
        return true;
    }
    cw_queue *open = cw_queue_open(q->room->options.queue, &why);
    bool done = open != NULL && look(open, a, &why);
    cw_queue_close(open);
    return done
           || request_refuse(a, MHD_HTTP_SERVICE_UNAVAILABLE, err, "the queue cannot be read now");
}

const route routes_queue[] = {{"GET", "/api/1/queue", ROLE_OFFICER, false, queue}, {0}};
