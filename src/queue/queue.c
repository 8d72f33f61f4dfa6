/* SPDX-License-Identifier: Apache-2.0 */
/* The queue above its engine: making and opening one, transactions, statements. */
#include "queue.h"

#include "record/codec.h"

#include <stdlib.h>

static const engine *engine_of(const char *where) {
    bool postgres = strncmp(where, "postgresql:", 11) == 0 || strncmp(where, "postgres:", 9) == 0;
    return postgres ? &queue_postgres : &queue_sqlite;
}

static cw_queue *over(const engine *e, void *db, cw_error *err) {
    cw_queue *q = db != NULL ? calloc(1, sizeof *q) : NULL;
    if (q != NULL) {
        *q = (cw_queue){.engine = e, .db = db, .ear = -1};
    } else if (db != NULL) {
        e->driver->close(db);
        cw_fail_memory(err);
    }
    return q;
}

cw_queue *cw_queue_create(const char *where, cw_error *err) {
    const engine *e = engine_of(where);
    return crypto_ready(err) ? over(e, e->create(where, err), err) : NULL;
}

cw_queue *cw_queue_open(const char *where, cw_error *err) {
    const engine *e = engine_of(where);
    return crypto_ready(err) ? over(e, e->open(where, err), err) : NULL;
}

void cw_queue_close(cw_queue *queue) {
    if (queue == NULL) return;
    if (queue->ear >= 0) queue->engine->deafen(queue->ear);
    queue->engine->driver->close(queue->db);
    free(queue);
}

bool queue_begin(cw_queue *q, cw_error *err) {
    return q->engine->begin(q->db, err);
}

bool queue_end(cw_queue *q, bool good, cw_error *err) {
    if (good && q->engine->driver->commit(q->db, err)) return true;
    q->engine->driver->roll_back(q->db);
    return false;
}

bool queue_execute(cw_queue *q, const char *sql, const value *in, size_t count, cw_error *err) {
    return q->engine->driver->execute(q->db, sql, in, count, NULL, err);
}

bool queue_query(cw_queue *q, const char *sql, const value *in, size_t count, const char *columns,
                 row_sink sink, void *context, cw_error *err) {
    return q->engine->driver->query(q->db, sql, in, count, columns, sink, context, err);
}

bool queue_take_integer(void *context, const value *row, cw_error *err) {
    (void)err;
    if (row[0].kind == VALUE_INTEGER) *(int64_t *)context = row[0].integer;
    return true;
}

void queue_copy_text(const value *v, char *to, size_t size) {
    size_t length = v->kind == VALUE_TEXT ? v->length : 0;
    if (length >= size) length = size - 1;
    if (length > 0) memcpy(to, v->bytes, length);
    to[length] = '\0';
}

void queue_clean_text(const char *from, char *to, size_t size) {
    size_t at = 0, left = strlen(from);
    while (left > 0) {
        uint32_t sign;
        size_t bytes = cw_utf8_sign(from, left, &sign), taken = bytes > 0 ? bytes : 1;
        if (at + taken >= size) break;
        memcpy(to + at, bytes > 0 ? from : "?", taken);
        at += taken;
        from += taken;
        left -= taken;
    }
    to[at] = '\0';
}

void queue_put_trouble(const cw_error *trouble, cw_text *text) {
    char clean[sizeof trouble->message];
    for (int k = CW_ENGLISH; k <= CW_FRENCH; k++) {
        queue_clean_text(cw_error_text(trouble, (cw_language)k), clean, sizeof clean);
        cw_text_add(text, "%s%s", k == CW_ENGLISH ? "" : "\n", clean);
    }
}

/* A row of an earlier program has one line: it stands for both. */
void queue_take_trouble(const value *v, cw_error *trouble) {
    char text[2 * sizeof trouble->message];
    queue_copy_text(v, text, sizeof text);
    char *french = strchr(text, '\n');
    if (french != NULL) *french++ = '\0';
    *trouble = (cw_error){0};
    if (text[0] != '\0')
        cw_fail_said(trouble, CW_ERR_MACHINE, text, french != NULL ? french : text);
}
