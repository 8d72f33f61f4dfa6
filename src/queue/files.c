/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files that cases refer to, by the hash of their content: a forcing that a thousand cases
 * share is in the queue once, and once in the cache of each machine. They go in and out in pieces,
 * so that memory does not grow with them, and what comes out is hashed before it has its name: a
 * worker believes no file that it did not check.
 */
#include "queue.h"

#include "record/codec.h"

#include <ctype.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE_BYTES = 4 << 20, ENDING = 12 };

/* ---- in -------------------------------------------------------------------------------------- */

typedef bool (*bytes_sink)(void *context, const uint8_t *bytes, size_t length, cw_error *err);

/* Calls for each piece of an open file; `hash` takes that of all of them. */
static bool each_piece(FILE *file, const char *path, cw_hash *hash, bytes_sink sink, void *context,
                       cw_error *err) {
    crypto_hash_sha256_state state;
    uint8_t *bytes = malloc(PIECE_BYTES);
    bool good = bytes != NULL || cw_fail_memory(err);
    size_t length = PIECE_BYTES;
    uint64_t all = 0;
    crypto_hash_sha256_init(&state);
    rewind(file);
    while (good && length == PIECE_BYTES) {
        length = fread(bytes, 1, PIECE_BYTES, file);
        all += length;
        crypto_hash_sha256_update(&state, bytes, length);
        if (ferror(file))
            good = cw_fail(err, CW_ERR_MACHINE, "%s: cannot be read: %s", path, strerror(errno));
        else if (all > CW_JOB_MOST_FILE_BYTES)
            good = cw_fail(err, CW_ERR_INPUT, "%s: over 4 GiB, more than the queue takes", path);
        else
            good = sink == NULL || length == 0 || sink(context, bytes, length, err);
    }
    free(bytes);
    crypto_hash_sha256_final(&state, hash->bytes);
    return good;
}

typedef struct putting {
    cw_queue *q;
    const cw_hash *hash;
    uint64_t count, bytes;
} putting;

static bool put_piece(void *context, const uint8_t *bytes, size_t length, cw_error *err) {
    putting *p = context;
    const value in[] = {hash_value(p->hash), integer_value(p->count), bytes_value(bytes, length)};
    p->count++;
    p->bytes += length;
    return queue_execute(p->q,
                         "INSERT INTO piece (file, number, bytes) VALUES ($1, $2, $3)"
                         " ON CONFLICT (file, number) DO NOTHING",
                         in, 3, err);
}

/* ".nc" of "forcing/wind.nc": readers go by it. Only letters and digits. */
static void ending_of(const char *path, char ending[ENDING]) {
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash != NULL ? slash : path, '.');
    size_t n = dot != NULL ? strlen(dot) : 0;
    bool plain = n >= 2 && n < ENDING;
    for (size_t i = 1; plain && i < n; i++) plain = isalnum((unsigned char)dot[i]);
    snprintf(ending, ENDING, "%s", plain ? dot : "");
}

static bool put_all(cw_queue *q, FILE *file, const char *path, const cw_hash *hash, cw_error *err) {
    cw_hash now;
    char ending[ENDING];
    putting p = {.q = q, .hash = hash};
    ending_of(path, ending);
    if (!each_piece(file, path, &now, put_piece, &p, err)) return false;
    if (memcmp(now.bytes, hash->bytes, sizeof now.bytes) != 0)
        return cw_fail(err, CW_ERR_INPUT, "%s: was changed while it was read", path);
    const value in[] = {hash_value(hash), integer_value(p.bytes), text_value(ending)};
    return queue_execute(q,
                         "INSERT INTO file (hash, length, ending) VALUES ($1, $2, $3)"
                         " ON CONFLICT (hash) DO NOTHING",
                         in, 3, err);
}

static bool is_there(cw_queue *q, const cw_hash *hash, bool *there, cw_error *err) {
    int64_t count = 0;
    const value in = hash_value(hash);
    bool done = queue_query(q, "SELECT count(*) FROM file WHERE hash = $1", &in, 1, "i",
                            queue_take_integer, &count, err);
    *there = count > 0;
    return done;
}

static FILE *open_plain(const char *path, cw_error *err) {
    struct stat about;
    FILE *file = stat(path, &about) == 0 && S_ISREG(about.st_mode) ? fopen(path, "rb") : NULL;
    if (file != NULL) return file;
    cw_fail(err, CW_ERR_INPUT,
            "%s: cannot be opened as a file (%s); the queue carries what a case refers to, so it "
            "must be a file here",
            path, strstr(path, "://") != NULL ? CW_SAID("it is an address") : strerror(errno));
    return NULL;
}

/* A shapefile is several files, of which a case names one. */
static bool is_one_file(const char *path, cw_error *err) {
    char ending[ENDING];
    ending_of(path, ending);
    return strcmp(ending, ".shp") != 0
           || cw_fail(err, CW_ERR_INPUT,
                      "%s: a shapefile is several files; the queue takes GeoJSON or GeoPackage",
                      path);
}

bool file_put(cw_queue *q, const char *path, cw_hash *hash, cw_error *err) {
    bool there = false;
    FILE *file = is_one_file(path, err) ? open_plain(path, err) : NULL;
    if (file == NULL) return false;
    bool done = each_piece(file, path, hash, NULL, NULL, err) && is_there(q, hash, &there, err);
    if (done && !there)
        done = queue_begin(q, err) && queue_end(q, put_all(q, file, path, hash, err), err);
    fclose(file);
    return done;
}

/* ---- out ------------------------------------------------------------------------------------- */

typedef struct about_file {
    int64_t length;
    char ending[ENDING];
} about_file;

static bool take_about(void *context, const value *row, cw_error *err) {
    about_file *about = context;
    (void)err;
    about->length = row[0].kind == VALUE_INTEGER ? row[0].integer : -1;
    queue_copy_text(&row[1], about->ending, sizeof about->ending);
    return true;
}

/* What the database says of a file is made into a name, so it is held to what ending_of gives. */
static bool look_up(cw_queue *q, const cw_hash *hash, about_file *about, cw_error *err) {
    char plain[ENDING];
    const value in = hash_value(hash);
    *about = (about_file){.length = -1};
    if (!queue_query(q, "SELECT length, ending FROM file WHERE hash = $1", &in, 1, "it", take_about,
                     about, err))
        return false;
    ending_of(about->ending, plain);
    return (about->length >= 0 && (uint64_t)about->length <= CW_JOB_MOST_FILE_BYTES
            && strcmp(plain, about->ending) == 0)
           || cw_fail(err, CW_ERR_INPUT, "a file that the case refers to is not in the queue");
}

typedef struct writing {
    FILE *file;
    crypto_hash_sha256_state state;
    int64_t length;
    bool got;
} writing;

static bool write_piece(void *context, const value *row, cw_error *err) {
    writing *w = context;
    if (row[0].kind != VALUE_BYTES) return true;
    w->got = true;
    w->length += (int64_t)row[0].length;
    crypto_hash_sha256_update(&w->state, row[0].bytes, row[0].length);
    return fwrite(row[0].bytes, 1, row[0].length, w->file) == row[0].length
           || cw_fail(err, CW_ERR_MACHINE, "a file of the queue cannot be written here: %s",
                      strerror(errno));
}

static bool write_pieces(cw_queue *q, const cw_hash *hash, const about_file *about, writing *w,
                         file_pause between, void *context, cw_error *err) {
    cw_hash now;
    crypto_hash_sha256_init(&w->state);
    for (uint64_t n = 0; w->length < about->length; n++) {
        const value in[] = {hash_value(hash), integer_value(n)};
        w->got = false;
        if (!queue_query(q, "SELECT bytes FROM piece WHERE file = $1 AND number = $2", in, 2, "b",
                         write_piece, w, err)
            || (between != NULL && !between(context, err)))
            return false;
        if (!w->got) break;
    }
    crypto_hash_sha256_final(&w->state, now.bytes);
    return (w->length == about->length && memcmp(now.bytes, hash->bytes, sizeof now.bytes) == 0)
           || cw_fail(err, CW_ERR_INPUT,
                      "a file that the case refers to is damaged in the queue: its hash differs");
}

/* Written aside and renamed: a name in the folder is a whole file. Two workers may do so at once.
 */
static bool fetch_to(cw_queue *q, const cw_hash *hash, const about_file *about, const char *path,
                     file_pause between, void *context, cw_error *err) {
    char part[FILE_PATH + 8];
    snprintf(part, sizeof part, "%s.XXXXXX", path);
    int descriptor = mkstemp(part);
    writing w = {.file = descriptor >= 0 ? fdopen(descriptor, "wb") : NULL};
    if (w.file == NULL)
        return cw_fail(err, CW_ERR_MACHINE, "%s: cannot be made: %s", part, strerror(errno));
    bool done = write_pieces(q, hash, about, &w, between, context, err);
    done = done && fflush(w.file) == 0 && fsync(descriptor) == 0; /* before it has its name */
    done = (fclose(w.file) == 0 && done) && rename(part, path) == 0;
    if (done) return true;
    unlink(part);
    return cw_fail(err, CW_ERR_MACHINE, "%s: cannot be written: %s", path, strerror(errno));
}

bool file_fetch(cw_queue *q, const cw_hash *hash, const char *folder, char path[FILE_PATH],
                file_pause between, void *context, cw_error *err) {
    char digits[CW_ID_TEXT];
    about_file about;
    struct stat here;
    if (!look_up(q, hash, &about, err)) return false;
    int n = snprintf(path, FILE_PATH, "%s/%s%s", folder, cw_event_id_format(hash, digits),
                     about.ending);
    if (n < 0 || n >= FILE_PATH)
        return cw_fail(err, CW_ERR_INPUT, "the name of the cache's folder is too long");
    if (stat(path, &here) == 0 && here.st_size == about.length) return true;
    return fetch_to(q, hash, &about, path, between, context, err);
}
