/* SPDX-License-Identifier: Apache-2.0 */
/* One job in a worker's hands: its files fetched, its process started and heard, its end told. */
#include "worker.h"

#include <stdio.h>
#include <string.h>

typedef struct fetching {
    worker *w;
    slot *s;
} fetching;

/* A beat may find that the job is no longer ours, and frees the slot. */
static bool pause_for_beat(void *context, cw_error *err) {
    fetching *f = context;
    return worker_beat(f->w, err) && f->s->phase == SLOT_WORKING;
}

/* Local copies of the files, in the slot's arena. */
static bool fetch_files(worker *w, slot *s, cw_error *err) {
    fetching f = {w, s};
    const char **files = cw_arena_alloc(s->arena, (s->claim.file_count + 1) * sizeof *files);
    char path[FILE_PATH];
    if (files == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < s->claim.file_count; i++) {
        cw_hash hash = s->claim.files[i];
        if (!file_fetch(w->q, &hash, w->folder, path, pause_for_beat, &f, err)) return false;
        files[i] = cw_arena_strdup(s->arena, path);
        if (files[i] == NULL) return cw_fail_memory(err);
    }
    s->task.files = files;
    s->task.file_count = s->claim.file_count;
    return true;
}

static bool prepare(worker *w, slot *s, cw_error *err) {
    if (s->claim.bad_options)
        return cw_fail(err, CW_ERR_INPUT, "the options of the job are damaged in the queue");
    s->arena = cw_arena_create();
    if (s->arena == NULL) return cw_fail_memory(err);
    return fetch_files(w, s, err) && process_start(&s->process, w->options, &s->task, err);
}

bool slot_start(worker *w, slot *s, cw_error *err) {
    s->phase = SLOT_WORKING;
    s->task = (cw_job_task){.id = s->claim.id,
                            .options = s->claim.options,
                            .text = s->claim.text.data != NULL ? s->claim.text.data : "",
                            .length = s->claim.text.length,
                            .cache_dir = w->options->cache_dir,
                            .threads = w->threads};
    snprintf(s->task.name, sizeof s->task.name, "%s", s->claim.name);
    s->deadline = worker_now() + w->most_ms;
    worker_tell(w, CW_WORKER_TOOK, s, NULL);
    cw_error trouble = {0};
    if (prepare(w, s, &trouble) || s->phase == SLOT_FREE) return true;
    s->phase = SLOT_ENDED;
    s->good = false;
    s->trouble = trouble;
    return slot_settle(w, s, err);
}

void slot_listen(worker *w, slot *s) {
    bool ended = false, late = worker_now() >= s->deadline;
    process_listen(&s->process, &ended);
    if (!ended && !late) return;
    s->phase = SLOT_ENDED;
    s->trouble = (cw_error){0};
    if (!ended) {
        process_kill(&s->process);
        s->good =
            cw_fail(&s->trouble, CW_ERR_INPUT, "it took longer than the %lld s that a job may take",
                    (long long)(w->most_ms / CW_SECOND_MS));
    } else {
        s->good = process_end(&s->process, &s->result, &s->trouble);
    }
}

bool slot_settle(worker *w, slot *s, cw_error *err) {
    bool held = true, again = s->trouble.code == CW_ERR_MACHINE;
    const char *centre = w->centre[0] != '\0' ? w->centre : NULL;
    bool done = s->good ? claim_finish(w->q, &s->claim, &s->result, centre, &held, err)
                        : claim_fail(w->q, &s->claim, &s->trouble, again, err);
    if (!done) return false;
    if (!s->good)
        worker_tell(w, CW_WORKER_FAILED, s, &s->trouble);
    else
        worker_tell(w, held ? CW_WORKER_DONE : CW_WORKER_LOST, s, NULL);
    slot_free(s);
    return true;
}

void slot_free(slot *s) {
    process_kill(&s->process);
    claim_free(&s->claim);
    cw_job_result_free(&s->result);
    cw_arena_destroy(s->arena);
    *s = (slot){0};
}
