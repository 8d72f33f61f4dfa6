/* SPDX-License-Identifier: Apache-2.0 */
/* The page, its files and the description of the interface: bytes that were built in. A browser
 * that has them already is answered with their tag alone. */
#include "embedded.h"
#include "room.h"

#include <string.h>
#include <zlib.h>

/* For who cannot: browsers all can. */
static bool unpack(const embedded_file *f, cw_text *text, cw_error *err) {
    char block[65536];
    z_stream z = {.next_in = (Bytef *)f->bytes, .avail_in = (uInt)f->length};
    int status = inflateInit2(&z, 16 + MAX_WBITS) == Z_OK ? Z_OK : Z_MEM_ERROR;
    while (status == Z_OK) {
        z.next_out = (Bytef *)block;
        z.avail_out = sizeof block;
        status = inflate(&z, Z_NO_FLUSH);
        cw_text_add_bytes(text, block, sizeof block - z.avail_out);
    }
    inflateEnd(&z);
    return (status == Z_STREAM_END && !text->failed) || cw_fail_memory(err);
}

static bool give(request *q, answer *a, const embedded_file *f, cw_error *err) {
    const char *known =
        MHD_lookup_connection_value(q->connection, MHD_HEADER_KIND, "If-None-Match");
    a->type = f->type;
    a->tag = f->tag;
    if (known != NULL && strcmp(known, f->tag) == 0) {
        a->status = MHD_HTTP_NOT_MODIFIED;
        return true;
    }
    const char *accepts =
        MHD_lookup_connection_value(q->connection, MHD_HEADER_KIND, "Accept-Encoding");
    if (f->encoding != NULL && (accepts == NULL || strstr(accepts, f->encoding) == NULL))
        return unpack(f, &a->text, err);
    a->fixed = f->bytes;
    a->fixed_length = f->length;
    a->encoding = f->encoding;
    return true;
}

static bool file(request *q, answer *a, const char *name, cw_error *err) {
    const embedded_file *f = embedded_find(name);
    return f != NULL
               ? give(q, a, f, err)
               : request_refuse(a, MHD_HTTP_NOT_FOUND, err, "there is nothing of this name here");
}

static bool page(request *q, answer *a, cw_error *err) {
    return file(q, a, "index.html", err);
}

static bool app_file(request *q, answer *a, cw_error *err) {
    const char *name = cw_arena_printf(q->arena, "app/%s", q->values[0]);
    return name != NULL ? file(q, a, name, err) : cw_fail_memory(err);
}

static bool interface(request *q, answer *a, cw_error *err) {
    return file(q, a, "openapi.json", err);
}

const route routes_page[] = {{"GET", "/", ROLE_NOBODY, false, page},
                             {"GET", "/app/{path*}", ROLE_NOBODY, false, app_file},
                             {"GET", "/api/1/openapi.json", ROLE_NOBODY, false, interface},
                             {0}};
