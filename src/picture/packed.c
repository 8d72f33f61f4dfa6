/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file as it was packed: plain, gzip (zlib) or zstd, told by its first bytes, not by its name.
 * Several gzip members or zstd frames one after the other are one file. Memory is bounded: a zstd
 * frame that asks for a window of more than 32 MiB is refused.
 */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { RAW = 1 << 16, MOST_WINDOW_LOG = 25 };

typedef enum packing { PLAIN, GZIP, ZSTD } packing;

struct packed {
    int file;
    packing packing;
    bool pipe;    /* may keep its reader waiting */
    bool started; /* its first bytes have been looked at */
    bool at_end;  /* of the file */
    bool in_part; /* of a member or frame that has not ended */
    z_stream gzip;
    ZSTD_DStream *zstd;
    size_t at, length; /* of raw */
    unsigned char raw[RAW];
    char name[256];
};

static bool refill(packed *p, cw_error *err) {
    if (p->at < p->length || p->at_end) return true;
    ssize_t n;
    do n = read(p->file, p->raw, RAW);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return cw_fail(err, CW_ERR_MACHINE, "%s: cannot be read: %s", p->name, strerror(errno));
    p->at = 0;
    p->length = (size_t)n;
    p->at_end = n == 0;
    return true;
}

static bool start_packing(packed *p, cw_error *err) {
    static const unsigned char gzip[] = {0x1f, 0x8b}, zstd[] = {0x28, 0xb5, 0x2f, 0xfd};
    enum { AUTOMATIC_HEADER = 15 + 16 };
    p->started = true;
    if (p->length >= sizeof gzip && memcmp(p->raw, gzip, sizeof gzip) == 0) {
        p->packing = GZIP;
        return inflateInit2(&p->gzip, AUTOMATIC_HEADER) == Z_OK || cw_fail_memory(err);
    }
    if (p->length >= sizeof zstd && memcmp(p->raw, zstd, sizeof zstd) == 0) {
        p->packing = ZSTD;
        p->zstd = ZSTD_createDStream();
        if (p->zstd == NULL) return cw_fail_memory(err);
        ZSTD_DCtx_setParameter(p->zstd, ZSTD_d_windowLogMax, MOST_WINDOW_LOG);
    }
    return true;
}

packed *packed_open(const char *path, cw_error *err) {
    packed *p = calloc(1, sizeof *p);
    if (p == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    bool standard = strcmp(path, "-") == 0;
    strncpy(p->name, standard ? "standard input" : path, sizeof p->name - 1);
    p->file = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (p->file < 0)
        cw_fail(err, CW_ERR_INPUT, "%s: cannot be opened: %s", p->name, strerror(errno));
    struct stat status;
    p->pipe = p->file >= 0 && fstat(p->file, &status) == 0
              && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) || S_ISCHR(status.st_mode));
    if (p->file < 0 || (!p->pipe && (!refill(p, err) || !start_packing(p, err)))) {
        packed_close(p);
        return NULL;
    }
    return p;
}

bool packed_ready(const packed *p, int wait_ms) {
    struct pollfd one = {.fd = p->file, .events = POLLIN};
    return !p->pipe || p->at < p->length || p->at_end || poll(&one, 1, wait_ms) != 0;
}

void packed_close(packed *p) {
    if (p == NULL) return;
    if (p->packing == GZIP) inflateEnd(&p->gzip);
    ZSTD_freeDStream(p->zstd);
    if (p->file >= 0) close(p->file);
    free(p);
}

static bool damaged(const packed *p, cw_error *err) {
    return cw_fail(err, CW_ERR_INPUT, "%s: the compressed data are damaged", p->name);
}

/* One step of zlib; *length grows by what came out. */
static bool step_gzip(packed *p, char *to, size_t room, size_t *length, cw_error *err) {
    p->gzip.next_in = p->raw + p->at;
    p->gzip.avail_in = (uInt)(p->length - p->at);
    p->gzip.next_out = (Bytef *)to;
    p->gzip.avail_out = (uInt)(room < RAW ? room : RAW);
    uInt asked = p->gzip.avail_out;
    int result = inflate(&p->gzip, Z_NO_FLUSH);
    p->at = p->length - p->gzip.avail_in;
    *length = asked - p->gzip.avail_out;
    p->in_part = result != Z_STREAM_END;
    if (result == Z_STREAM_END) return inflateReset(&p->gzip) == Z_OK || damaged(p, err);
    return result == Z_OK || result == Z_BUF_ERROR || damaged(p, err);
}

static bool step_zstd(packed *p, char *to, size_t room, size_t *length, cw_error *err) {
    ZSTD_inBuffer in = {p->raw, p->length, p->at};
    ZSTD_outBuffer out = {to, room, 0};
    size_t left = ZSTD_decompressStream(p->zstd, &out, &in);
    p->at = in.pos;
    *length = out.pos;
    p->in_part = left != 0;
    if (!ZSTD_isError(left)) return true;
    if (ZSTD_getErrorCode(left) == ZSTD_error_frameParameter_windowTooLarge)
        return cw_fail(err, CW_ERR_INPUT,
                       "%s: needs a window of more than 32 MiB; pack it without --long", p->name);
    return damaged(p, err);
}

bool packed_read(packed *p, char *to, size_t room, size_t *length, cw_error *err) {
    *length = 0;
    for (;;) {
        if (!refill(p, err) || (!p->started && !start_packing(p, err))) return false;
        bool nothing = p->at == p->length;
        if (nothing && p->packing == PLAIN) return true;
        if (nothing && !p->in_part) return true;
        if (p->packing == PLAIN) {
            *length = p->length - p->at < room ? p->length - p->at : room;
            memcpy(to, p->raw + p->at, *length);
            p->at += *length;
        } else if (!(p->packing == GZIP ? step_gzip(p, to, room, length, err)
                                        : step_zstd(p, to, room, length, err))) {
            return false;
        }
        if (*length > 0) return true;
        if (nothing) /* the decoder wants more, and there is no more */
            return !p->in_part
                   || cw_fail(err, CW_ERR_INPUT, "%s: ends in the middle of its compressed data",
                              p->name);
    }
}
