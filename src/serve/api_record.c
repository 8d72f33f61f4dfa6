/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The record itself: how long it is, when it was last signed, a copy to take away, and what its
 * keeper does to it: a part redacted, a partner's bundle or signature taken in. Looking opens the
 * record anew, so that the watch goes on writing meanwhile. A copy holds raw texts and callers'
 * numbers: it is for a coordinator. What needs the centre's secret key is the command's: the server
 * never holds it.
 */
#include "respond.h"
#include "values.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
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

/* ---- kept ------------------------------------------------------------------------------------
 */

/* A text of the body that has to be there and not empty. */
static const char *needed(request *q, const char *key, cw_error *err) {
    const char *text = request_text(q, key);
    if (text != NULL && text[0] != '\0') return text;
    cw_fail(err, CW_ERR_INPUT, "%s is needed", key);
    return NULL;
}

static bool redact_within(cw_store *store, void *context, cw_error *err) {
    return cw_store_redact(store, context, err);
}

/* A part of an event, out of the record and out of memory; the name is who signed in. */
static bool redact(request *q, answer *a, cw_error *err) {
    const char *event = needed(q, "event", err);
    const char *part = event != NULL ? needed(q, "part", err) : NULL;
    const char *reason = part != NULL ? needed(q, "reason", err) : NULL;
    cw_redaction r = {.parts = &part,
                      .part_count = 1,
                      .person = q->user.name,
                      .reason = reason,
                      .now = room_now(q->room)};
    if (reason == NULL || !book_find_id(q->room->book, event, &r.event, err)
        || !book_keep(q->room->book, redact_within, &r, err))
        return false;
    room_tell_situation(q->room);
    a->json = json_object();
    return true;
}

typedef struct taken_in {
    uint8_t *bytes;
    size_t length;
    cw_bundle about;
} taken_in;

static bool import_within(cw_store *store, void *context, cw_error *err) {
    taken_in *t = context;
    return cw_bundle_import(store, t->bytes, t->length, &t->about, err);
}

/* A partner's bundle, checked whole, and taken in whole or not at all. */
static bool import(request *q, answer *a, cw_error *err) {
    const char *text = needed(q, "bundle", err);
    if (text == NULL) return false;
    size_t room = strlen(text);
    taken_in t = {.bytes = cw_arena_alloc(q->arena, room + 1)};
    if (t.bytes == NULL) return cw_fail_memory(err);
    if (sodium_base642bin(t.bytes, room, text, room, "\r\n", &t.length, NULL,
                          sodium_base64_VARIANT_ORIGINAL)
        != 0)
        return cw_fail(err, CW_ERR_INPUT, "bundle is a file in base64");
    if (!book_keep(q->room->book, import_within, &t, err)) return false;
    room_tell_situation(q->room);
    a->json = json_pack("{s:s,s:I,s:I}", "from", t.about.from, "positions",
                        (json_int_t)t.about.count, "added", (json_int_t)t.about.added);
    return true;
}

static bool accept_within(cw_store *store, void *context, cw_error *err) {
    const char *note = context;
    return cw_store_accept(store, note, strlen(note), err);
}

/* A checkpoint of this record that the partner has signed too. */
static bool accept_note(request *q, answer *a, cw_error *err) {
    const char *note = needed(q, "note", err);
    char *own = note != NULL ? cw_arena_strdup(q->arena, note) : NULL;
    if (note != NULL && own == NULL) return cw_fail_memory(err);
    if (own == NULL || !book_keep(q->room->book, accept_within, own, err)) return false;
    a->json = json_object();
    return true;
}

const route routes_record[] = {{"GET", "/api/1/record", ROLE_COORDINATOR, false, about},
                               {"GET", "/api/1/record/copy", ROLE_COORDINATOR, false, copy},
                               {"POST", "/api/1/record/redactions", ROLE_COORDINATOR, true, redact},
                               {"POST", "/api/1/record/import", ROLE_COORDINATOR, true, import},
                               {"POST", "/api/1/record/notes", ROLE_COORDINATOR, true, accept_note},
                               {0}};
