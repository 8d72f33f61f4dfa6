/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a job found goes into the record of its incident: an event of kind "plan" with the hash of
 * the case, how it was asked for, and the plan itself as a part, so that an inquiry finds what the
 * officers had before them. Jobs that serve no incident are told to the pages alone.
 */
#include "results.h"

#include "values.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *value_job(const job *j) {
    json_t *files = json_array();
    bool failed = j->error.code != CW_OK;
    for (size_t i = 0; i < j->file_count; i++)
        json_array_append_new(files, json_string(j->files[i]));
    return json_pack("{s:I,s:s,s:s,s:s?,s:s,s:s,s:s,s:f,s:o,s:o,s:o,s:s?,s:s?,s:o,s:s?,s:b}", "job",
                     (json_int_t)j->number, "what", job_what_word(j->what), "case", j->case_name,
                     "incident", j->incident[0] != '\0' ? j->incident : NULL, "person", j->person,
                     "state", job_state_word(j->state), "stage", j->stage, "share", j->share,
                     "submitted", value_time(j->submitted), "started",
                     j->started != 0 ? value_time(j->started) : json_null(), "ended",
                     j->ended != 0 ? value_time(j->ended) : json_null(), "error",
                     failed ? j->error.message : NULL, "error_fr", failed ? j->error.french : NULL,
                     "files", files, "log", j->log[0] != '\0' ? j->log : NULL, "live", j->live);
}

/* The file's bytes; false also when it is longer than a part may be. */
static bool read_file(const char *path, cw_text *bytes) {
    char block[65536];
    FILE *f = fopen(path, "rb");
    if (f == NULL) return false;
    size_t n;
    while ((n = fread(block, 1, sizeof block, f)) > 0 && bytes->length <= CW_MOST_PART_BYTES)
        cw_text_add_bytes(bytes, block, n);
    bool whole = ferror(f) == 0 && !bytes->failed && bytes->length <= CW_MOST_PART_BYTES;
    fclose(f);
    return whole;
}

static void hash_text(const cw_text *bytes, char hex[2 * crypto_hash_sha256_BYTES + 1]) {
    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const uint8_t *)bytes->data, bytes->length);
    sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
}

static json_t *hash_of_case(const job_pool *pool, const job *j) {
    char path[JOB_PATH], hex[2 * crypto_hash_sha256_BYTES + 1];
    cw_text bytes = {0};
    bool read = job_case_path(pool, j->case_name, path, NULL) && read_file(path, &bytes)
                && bytes.length > 0;
    if (read) hash_text(&bytes, hex);
    cw_text_free(&bytes);
    return read ? json_string(hex) : json_null();
}

static char *body_of(const job_pool *pool, const job *j) {
    json_t *body = json_pack("{s:I,s:s,s:s,s:o,s:s}", "job", (json_int_t)j->number, "what",
                             job_what_word(j->what), "case", j->case_name, "case_sha256",
                             hash_of_case(pool, j), "version", CW_VERSION);
    if (j->log[0] != '\0') json_object_set_new(body, "log", json_string(j->log));
    if (j->live) json_object_set_new(body, "log", json_string(JOB_VESSELS));
    char *text = json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(body);
    return text;
}

/* The file that says most, under the name of its part; a plan too long for a part is left out, and
 * its files stay with the job. */
static bool add_result(job_pool *pool, const job *j, cw_text *bytes, cw_part_draft *part) {
    static const char *const names[] = {"plan.json", "where.json", "outlook.json",
                                        "near.json", "warn.json",  "struck.json"};
    char path[JOB_PATH];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!job_file_path(pool, j->number, names[i], path, NULL) || !read_file(path, bytes)
            || bytes->length == 0)
            continue;
        *part = (cw_part_draft){"plan", bytes->data, bytes->length, true};
        return true;
    }
    return false;
}

static void keep_result(cw_room *room, const job *j) {
    cw_part_draft parts[2];
    cw_text bytes = {0};
    const char *incident = j->incident;
    cw_time now = room_now(room);
    char *body = body_of(room->jobs, j);
    if (body == NULL) return;
    parts[0] = (cw_part_draft){"body", body, strlen(body), true};
    cw_event_draft draft = {.person = j->person,
                            .observed = now,
                            .received = now,
                            .recorded = now,
                            .kind = "plan",
                            .incidents = &incident,
                            .incident_count = 1,
                            .parts = parts,
                            .part_count = 1};
    draft.part_count += add_result(room->jobs, j, &bytes, &parts[1]);
    cw_error err = {0};
    bool kept = book_append(room->book, &draft, NULL, &err);
    if (kept && draft.part_count > 1) job_held(room->jobs, j->number);
    if (kept)
        room_tell_situation(room);
    else
        room_tell_fault(room, &err);
    cw_text_free(&bytes);
    free(body);
}

static void changed(void *context, const job *j) {
    cw_room *room = context;
    json_t *o = value_job(j);
    char *text = json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(4));
    if (text != NULL) hub_tell(room->hub, "job", text);
    free(text);
    json_decref(o);
    if (j->state == JOB_DONE && j->incident[0] != '\0') keep_result(room, j);
}

static void removed(void *context) {
    cw_room *room = context;
    hub_tell(room->hub, "jobs", "{}");
}

job_pool *results_pool(cw_room *room, cw_error *err) {
    job_settings settings = job_settings_default(room->options.home, room->options.cases);
    settings.program = room->options.program;
    settings.logs = room->options.logs;
    settings.lanes = room->options.lanes;
    settings.changed = changed;
    settings.removed = removed;
    if (room->options.keep_days > 0.0) settings.keep_days = room->options.keep_days;
    if (room->options.keep_mb > 0.0) settings.keep_bytes = (uint64_t)(1e6 * room->options.keep_mb);
    settings.context = room;
    return job_pool_create(&settings, err);
}
