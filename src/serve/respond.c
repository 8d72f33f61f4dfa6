/* SPDX-License-Identifier: Apache-2.0 */
/* An answer onto its connection, with the headers that every answer has. */
#include "respond.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Nothing from elsewhere, no script or style within a page, in nobody's frame. */
static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

static void add_headers(const cw_room *room, const answer *a, struct MHD_Response *r) {
    MHD_add_response_header(r, "Content-Security-Policy", policy);
    MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(r, "Referrer-Policy", "no-referrer");
    MHD_add_response_header(r, "Cross-Origin-Opener-Policy", "same-origin");
    MHD_add_response_header(r, "Cross-Origin-Resource-Policy", "same-origin");
    MHD_add_response_header(r, "Cache-Control", a->tag != NULL ? "no-cache" : "no-store");
    if (room->cert != NULL)
        MHD_add_response_header(r, "Strict-Transport-Security", "max-age=31536000");
    if (a->tag != NULL) MHD_add_response_header(r, "ETag", a->tag);
    if (a->tag != NULL) MHD_add_response_header(r, "Vary", "Accept-Encoding");
    if (a->encoding != NULL) MHD_add_response_header(r, "Content-Encoding", a->encoding);
    if (a->type != NULL) MHD_add_response_header(r, "Content-Type", a->type);
    if (a->cookie[0] != '\0') MHD_add_response_header(r, "Set-Cookie", a->cookie);
    if (a->download != NULL) {
        char line[160];
        snprintf(line, sizeof line, "attachment; filename=\"%.100s\"", a->download);
        MHD_add_response_header(r, "Content-Disposition", line);
    }
}

static struct MHD_Response *of_json(answer *a) {
    char *text = json_dumps(a->json, JSON_COMPACT | JSON_REAL_PRECISION(12));
    if (text == NULL) return NULL;
    if (a->type == NULL) a->type = "application/json; charset=utf-8";
    return MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_FREE);
}

static struct MHD_Response *of_text(answer *a) {
    char *bytes = a->text.data;
    size_t length = a->text.length;
    a->text = (cw_text){0};
    if (a->type == NULL) a->type = "text/plain; charset=utf-8";
    return MHD_create_response_from_buffer(length, bytes, MHD_RESPMEM_MUST_FREE);
}

static struct MHD_Response *of_file(answer *a) {
    int file = a->file;
    a->file = -1; /* the library closes it */
    return MHD_create_response_from_fd64(a->file_size, file);
}

static struct MHD_Response *make(cw_room *room, struct MHD_Connection *connection, answer *a) {
    if (a->stream) return stream_response(room, connection, a);
    if (a->file >= 0) return of_file(a);
    if (a->fixed != NULL)
        return MHD_create_response_from_buffer(a->fixed_length, (void *)a->fixed,
                                               MHD_RESPMEM_PERSISTENT);
    if (a->json != NULL) return of_json(a);
    if (a->text.data != NULL && !a->text.failed) return of_text(a);
    return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
}

enum MHD_Result respond(cw_room *room, struct MHD_Connection *connection, answer *a) {
    struct MHD_Response *r = make(room, connection, a);
    if (r == NULL) return MHD_NO;
    add_headers(room, a, r);
    if (a->status == MHD_HTTP_TOO_MANY_REQUESTS) MHD_add_response_header(r, "Retry-After", "5");
    enum MHD_Result result =
        MHD_queue_response(connection, a->status != 0 ? a->status : MHD_HTTP_OK, r);
    MHD_destroy_response(r);
    return result;
}

void respond_error(answer *a, const cw_error *err) {
    static const unsigned by_code[] = {MHD_HTTP_INTERNAL_SERVER_ERROR, MHD_HTTP_CONFLICT,
                                       MHD_HTTP_BAD_REQUEST, MHD_HTTP_INTERNAL_SERVER_ERROR};
    if (a->status == 0) a->status = by_code[err->code];
    if (a->json == NULL) a->json = json_object();
    json_object_set_new(a->json, "error", json_string(err->message));
    json_object_set_new(a->json, "error_fr", json_string(err->french));
}

void answer_free(answer *a) {
    json_decref(a->json);
    cw_text_free(&a->text);
    if (a->file >= 0) close(a->file);
}
