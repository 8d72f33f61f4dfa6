/* SPDX-License-Identifier: Apache-2.0 */
/* The record's verification, asked for, watched and answered (inspection.h). */
#include "inspection.h"
#include "values.h"

#include <stdlib.h>
#include <string.h>

static json_t *value_faults(const cw_verdict *v, cw_language language) {
    json_t *list = json_array();
    for (size_t i = 0; i < v->fault_count && i < CW_MOST_FAULTS; i++) {
        const cw_fault *f = &v->faults[i];
        json_array_append_new(list, json_pack("{s:s,s:s,s:I,s:o}", "what",
                                              cw_fault_text(f->kind, language), "log", f->log,
                                              "number", (json_int_t)f->number, "detail",
                                              value_text(f->detail, strlen(f->detail))));
    }
    return list;
}

static json_t *value_verdict(const cw_verdict *v, cw_language language) {
    return json_pack("{s:b,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:o}", "good", v->fault_count == 0,
                     "entries", (json_int_t)v->entries, "own", (json_int_t)v->own, "received",
                     (json_int_t)v->received, "released", (json_int_t)v->released, "checkpoints",
                     (json_int_t)v->checkpoints, "signatures", (json_int_t)v->signatures,
                     "witnessed", (json_int_t)v->witnessed, "redacted", (json_int_t)v->redacted,
                     "fault_count", (json_int_t)v->fault_count, "faults",
                     value_faults(v, language));
}

static bool look(request *q, answer *a, cw_error *err) {
    static const char *const states[] = {"none", "running", "done", "failed"};
    inspection_told *t = calloc(1, sizeof *t);
    if (t == NULL) return cw_fail_memory(err);
    inspection_look(q->room->inspection, t);
    bool failed = t->state == INSPECTION_FAILED;
    a->json = json_pack(
        "{s:s,s:o,s:o,s:I,s:I,s:s?,s:s?,s:o}", "state", states[t->state], "started",
        t->started != 0 ? value_time(t->started) : json_null(), "ended",
        t->ended != 0 ? value_time(t->ended) : json_null(), "read", (json_int_t)t->read, "entries",
        (json_int_t)t->entries, "error", failed ? t->error.message : NULL, "error_fr",
        failed ? t->error.french : NULL, "verdict",
        t->state == INSPECTION_DONE ? value_verdict(&t->verdict, q->language) : json_null());
    free(t);
    return true;
}

static bool verify(request *q, answer *a, cw_error *err) {
    if (!inspection_start(q->room->inspection, err)) return false;
    a->status = MHD_HTTP_ACCEPTED;
    return look(q, a, err);
}

const route routes_verify[] = {{"GET", "/api/1/record/verify", ROLE_COORDINATOR, false, look},
                               {"POST", "/api/1/record/verify", ROLE_COORDINATOR, true, verify},
                               {0}};
