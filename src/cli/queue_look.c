/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch queue, the words that look: list, show, status. */
#include "queue.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *state_word(const cli_options *options, cw_job_state state) {
    static const char *const english[] = {CW_SAID("waiting"), CW_SAID("running"), CW_SAID("done"),
                                          CW_SAID("failed"), CW_SAID("cancelled")};
    return cli_say(options, english[state], cw_french(english[state]));
}

static json_t *job_json(const cw_job *job) {
    static const char *const states[] = {"waiting", "running", "done", "failed", "cancelled"};
    char digits[CW_ID_TEXT], added[CW_TIME_TEXT], ended[CW_TIME_TEXT];
    bool troubled = job->trouble.code != CW_OK;
    return json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:s, s:s?, s:s, s:s?, s:s?, s:s?, s:s?}", "id",
                     cw_event_id_format(&job->id, digits), "case", job->name, "state",
                     states[job->state], "priority", job->priority, "tries", job->tries,
                     "most_tries", job->most_tries, "added", cw_time_format(job->added, added),
                     "ended", job->ended != 0 ? cw_time_format(job->ended, ended) : NULL, "program",
                     job->version, "incident", job->incident[0] != '\0' ? job->incident : NULL,
                     "worker", job->worker[0] != '\0' ? job->worker : NULL, "trouble",
                     troubled ? job->trouble.message : NULL, "trouble_fr",
                     troubled ? job->trouble.french : NULL);
}

static bool add_json(json_t *json, cw_text *text, cw_error *err) {
    char *dumped = json != NULL ? json_dumps(json, JSON_INDENT(2)) : NULL;
    json_decref(json);
    if (dumped == NULL) return cw_fail_memory(err);
    cw_text_add(text, "%s\n", dumped);
    free(dumped);
    return true;
}

/* ---- list ------------------------------------------------------------------------------------ */

/* Pads by signs, not bytes: "échouée" is seven. */
static void add_padded(cw_text *text, const char *word, size_t width) {
    size_t signs = 0;
    for (const char *c = word; *c != '\0'; c++) signs += ((unsigned char)*c & 0xc0) != 0x80;
    cw_text_add(text, "%s%*s", word, signs < width ? (int)(width - signs) : 0, "");
}

/* What tells two jobs of one case apart. */
static void add_options(const cli_options *options, const cw_job_options *job, cw_text *text) {
    if (!job->plan) cw_text_add(text, "%s", cli_say(options, "  (no plan)", "  (sans plan)"));
    if (job->particles > 0)
        cw_text_add(text, cli_say(options, "  (%zu particles)", "  (%zu particules)"),
                    job->particles);
    if (job->objective_given)
        cw_text_add(text, "  (%s)", job->objective == CW_ALIVE ? "alive" : "success");
}

static void add_job(const cli_options *options, const cw_job *job, cw_text *text) {
    char digits[CW_ID_TEXT], clock[CW_TIME_TEXT];
    cw_text_add(text, "%.12s  %2d  ", cw_event_id_format(&job->id, digits), job->priority);
    add_padded(text, state_word(options, job->state), 10);
    cw_text_add(text, "  %d/%d  %s  %s", job->tries, job->most_tries,
                cw_time_format(job->added - job->added % CW_SECOND_MS, clock), job->name);
    add_options(options, &job->options, text);
    if (job->incident[0] != '\0') cw_text_add(text, "  [%s]", job->incident);
    if (job->state == CW_JOB_RUNNING) cw_text_add(text, "  %s", job->worker);
    if (job->state == CW_JOB_WAITING && strcmp(job->version, CW_VERSION) != 0)
        cw_text_add(text, cli_say(options, "  (needs crosswatch %s)", "  (demande crosswatch %s)"),
                    job->version);
    if (job->trouble.code != CW_OK)
        cw_text_add(text, "\n              %s", cw_error_text(&job->trouble, options->language));
    cw_text_add(text, "\n");
}

typedef struct listing {
    queue_call *call;
    json_t *array; /* NULL: lines */
} listing;

static bool list_job(void *context, const cw_job *job, cw_error *err) {
    listing *l = context;
    if (l->array == NULL) {
        add_job(l->call->options, job, &l->call->text);
        return true;
    }
    return json_array_append_new(l->array, job_json(job)) == 0 || cw_fail_memory(err);
}

bool queue_word_list(queue_call *c, cw_error *err) {
    listing l = {c, c->options->json ? json_array() : NULL};
    bool done = cw_queue_each(c->queue, list_job, &l, err);
    if (!done || l.array == NULL) {
        json_decref(l.array);
        if (done && c->text.length == 0)
            cw_text_add(&c->text, "%s", cli_say(c->options, "No job.\n", "Aucune tâche.\n"));
        return done;
    }
    return add_json(l.array, &c->text, err);
}

/* ---- show ------------------------------------------------------------------------------------ */

static bool write_text(cw_output *output, const char *name, const cw_text *text, cw_error *err) {
    const char *path = cw_output_path(output, name, err);
    FILE *file = path != NULL ? fopen(path, "wb") : NULL;
    bool done = file != NULL && fwrite(text->data, 1, text->length, file) == text->length;
    if (file != NULL) done = fclose(file) == 0 && done;
    return done
           || (path != NULL
               && cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", path, strerror(errno)));
}

static bool write_result(const char *folder, const cw_job_result *result, cw_error *err) {
    cw_output *output = cw_output_begin(folder, err);
    bool done = output != NULL && write_text(output, "plan.json", &result->plan, err)
                && write_text(output, "plan.en.txt", &result->page[CW_ENGLISH], err)
                && write_text(output, "plan.fr.txt", &result->page[CW_FRENCH], err)
                && cw_output_commit(output, err);
    cw_output_destroy(output);
    return done;
}

static bool show_result(queue_call *c, const cw_job *job, cw_error *err) {
    const cli_options *o = c->options;
    cw_job_result result;
    if (!cw_queue_result(c->queue, &job->id, &result, err)) return false;
    const cw_text *shown = o->json ? &result.plan : &result.page[o->language];
    bool done = o->output == NULL || write_result(o->output, &result, err);
    if (done && !o->json) cw_text_add(&c->text, "\n");
    if (done) cw_text_add_bytes(&c->text, shown->data, shown->length);
    cw_job_result_free(&result);
    return done;
}

bool queue_word_show(queue_call *c, cw_error *err) {
    const cli_options *o = c->options;
    cw_job job;
    if (o->argument_count < 3)
        return cw_fail(err, CW_ERR_INPUT, "queue show needs the identifier of a job");
    if (!cw_queue_find(c->queue, o->arguments[2], &job, err)) return false;
    if (!o->json) add_job(o, &job, &c->text);
    if (job.state == CW_JOB_DONE) return show_result(c, &job, err);
    return (!o->json && o->output == NULL)
           || cw_fail(err, CW_NO, "the job has no result: it is %s",
                      state_word(&(cli_options){.language = CW_ENGLISH}, job.state));
}

/* ---- status ---------------------------------------------------------------------------------- */

static bool status_json(queue_call *c, const cw_queue_counts *n, cw_error *err) {
    char oldest[CW_TIME_TEXT];
    return add_json(
        json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:s?}", "waiting",
                  (json_int_t)n->jobs[CW_JOB_WAITING], "running",
                  (json_int_t)n->jobs[CW_JOB_RUNNING], "done", (json_int_t)n->jobs[CW_JOB_DONE],
                  "failed", (json_int_t)n->jobs[CW_JOB_FAILED], "cancelled",
                  (json_int_t)n->jobs[CW_JOB_CANCELLED], "for_other_version",
                  (json_int_t)n->other_version, "owed_to_records", (json_int_t)n->owed,
                  "oldest_waiting", n->oldest != 0 ? cw_time_format(n->oldest, oldest) : NULL),
        &c->text, err);
}

bool queue_word_status(queue_call *c, cw_error *err) {
    const cli_options *o = c->options;
    cw_queue_counts n;
    char oldest[CW_TIME_TEXT];
    if (!cw_queue_count(c->queue, &n, err)) return false;
    if (o->json) return status_json(c, &n, err);
    for (size_t i = 0; i <= CW_JOB_CANCELLED; i++) {
        add_padded(&c->text, state_word(o, (cw_job_state)i), 12);
        cw_text_add(&c->text, "%llu\n", (unsigned long long)n.jobs[i]);
    }
    if (n.oldest != 0)
        cw_text_add(&c->text,
                    cli_say(o, "The longest waiting job came at %s.\n",
                            "La plus ancienne en attente date du %s.\n"),
                    cw_time_format(n.oldest - n.oldest % CW_SECOND_MS, oldest));
    if (n.other_version > 0)
        cw_text_add(&c->text,
                    cli_say(o, "%llu wait for workers of another version of crosswatch.\n",
                            "%llu attendent des exécutants d'une autre version de crosswatch.\n"),
                    (unsigned long long)n.other_version);
    if (n.owed > 0)
        cw_text_add(&c->text,
                    cli_say(o, "%llu results have yet to reach a record: work --record.\n",
                            "%llu résultats doivent encore gagner un registre : work --record.\n"),
                    (unsigned long long)n.owed);
    return true;
}
