/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The record itself: how long it is, when it was last signed, whether all of it is as it was
 * written, and a copy to take away. Each opens the record anew, so that the watch goes on writing
 * meanwhile. A copy holds raw texts and callers' numbers: it is for a coordinator.
 */
#include "respond.h"
#include "values.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static json_t *value_checkpoint(const cw_checkpoint *c) {
    return json_pack("{s:o,s:I,s:I}", "time", value_time(c->time), "released", (json_int_t)c->size,
                     "entries", (json_int_t)c->journal_size);
}

static bool about(request *q, answer *a, cw_error *err) {
    cw_checkpoint last;
    bool found = false;
    uint64_t entries = 0;
    cw_store *store = cw_store_open(q->room->options.record, err);
    bool done = store != NULL && cw_store_size(store, NULL, &entries, err)
                && cw_store_last_checkpoint(store, &last, &found, err);
    cw_store_close(store);
    if (!done) return false;
    a->json =
        json_pack("{s:s,s:I,s:o}", "centre", book_centre(q->room->book), "entries",
                  (json_int_t)entries, "checkpoint", found ? value_checkpoint(&last) : json_null());
    return true;
}

/* ---- verified ---------------------------------------------------------------------------------
 */

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

static bool verify(request *q, answer *a, cw_error *err) {
    cw_verdict *v = calloc(1, sizeof *v);
    if (v == NULL) return cw_fail_memory(err);
    cw_store *store = cw_store_open(q->room->options.record, err);
    bool done = store != NULL && cw_store_verify(store, v, err);
    cw_store_close(store);
    if (done) a->json = value_verdict(v, q->language);
    free(v);
    return done;
}

/* ---- a copy -----------------------------------------------------------------------------------
 */

/* The copy as an open file that has no name any more: it is gone when it was sent. */
static int copied(const cw_room *room, cw_error *err) {
    char folder[4096], path[4128];
    int file = -1;
    snprintf(folder, sizeof folder, "%s/copy-XXXXXX", room->options.home);
    if (mkdtemp(folder) == NULL) {
        cw_fail(err, CW_ERR_MACHINE, "no copy can be made: %s", strerror(errno));
        return -1;
    }
    snprintf(path, sizeof path, "%s/record.db", folder);
    cw_store *store = cw_store_open(room->options.record, err);
    if (store != NULL && cw_store_copy(store, path, err)) {
        file = open(path, O_RDONLY | O_CLOEXEC);
        if (file < 0) cw_fail(err, CW_ERR_MACHINE, "no copy can be read: %s", strerror(errno));
    }
    cw_store_close(store);
    unlink(path);
    rmdir(folder);
    return file;
}

static bool copy(request *q, answer *a, cw_error *err) {
    struct stat is;
    a->file = copied(q->room, err);
    if (a->file < 0) return false;
    if (fstat(a->file, &is) != 0)
        return cw_fail(err, CW_ERR_MACHINE, "no copy can be read: %s", strerror(errno));
    a->file_size = (uint64_t)is.st_size;
    a->type = "application/vnd.sqlite3";
    a->download = "record.db";
    return true;
}

const route routes_record[] = {{"GET", "/api/1/record", ROLE_COORDINATOR, false, about},
                               {"POST", "/api/1/record/verify", ROLE_COORDINATOR, true, verify},
                               {"GET", "/api/1/record/copy", ROLE_COORDINATOR, false, copy},
                               {0}};
