/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state of a drift in a file: a head, every column of the ensemble in the order of the
 * particles, and a hash (BLAKE2b) over all of it. The first rank writes it, aside and renamed, with
 * the columns poured from all ranks; so it does not say how many ranks there were, and any number
 * can go on with it. It is read only by the program that wrote it, on a machine of the same kind,
 * and by no other run: the head holds a hash of what was computed (case, sea, particles, version).
 */
#include "run/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 20 };

typedef struct head {
    char magic[8];
    uint64_t particles, row_bytes; /* all columns of one particle */
    checkpoint_place place;
    unsigned char key[CHECKPOINT_KEY];
} head;

/* A file that is written or read while its hash is taken; of the first rank. */
typedef struct stream {
    FILE *file;
    crypto_generichash_state hash;
    bool good;
} stream;

/* A column on its way. */
typedef struct carried {
    stream *stream;
    char *column;
    size_t item_bytes, first; /* of this rank */
} carried;

char *checkpoint_path(const char *directory, const char *name) {
    char *path;
    return asprintf(&path, "%s/%s", directory, name) < 0 ? NULL : path;
}

/* What becomes the file under a path. */
static char *name_aside(const char *path) {
    char *aside;
    return path == NULL || asprintf(&aside, "%s" CHECKPOINT_NEW, path) < 0 ? NULL : aside;
}

bool checkpoint_directory(const char *directory, cw_error *err) {
    if (mkdir(directory, 0777) == 0 || errno == EEXIST) return true;
    return cw_fail(err, CW_ERR_MACHINE, "cannot make the directory %s: %s", directory,
                   strerror(errno));
}

bool checkpoint_sync(const char *path, cw_error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
    int number = errno;
    if (fd >= 0) close(fd);
    return good
           || cw_fail(err, CW_ERR_MACHINE, "cannot finish writing %s: %s", path, strerror(number));
}

/* ---- what is computed ------------------------------------------------------------------------ */

static bool hash_case(crypto_generichash_state *hash, const char *path, cw_error *err) {
    unsigned char bytes[4096];
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return cw_fail(err, CW_ERR_INPUT, "cannot read %s: %s", path, strerror(errno));
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, file)) > 0;)
        crypto_generichash_update(hash, bytes, n);
    bool good = ferror(file) == 0;
    fclose(file);
    return good || cw_fail(err, CW_ERR_MACHINE, "cannot read %s", path);
}

static void hash_bytes(crypto_generichash_state *hash, const void *bytes, size_t length) {
    crypto_generichash_update(hash, bytes, length);
}

bool checkpoint_name(checkpoint *c, const cw_scene *scene, const char *kind, size_t variant,
                     cw_error *err) {
    const cw_forcing *f = scene->forcing;
    const cw_landmask *m = scene->mask;
    const uint64_t numbers[] = {c->particles,    variant,           f->nx, f->ny, f->nt,
                                (uint64_t)f->t0, (uint64_t)f->dt_ms};
    const double places[] = {f->x0_m, f->y0_m, f->cell_m};
    crypto_generichash_state hash;
    if (sodium_init() < 0) return cw_fail(err, CW_ERR_MACHINE, "libsodium does not start");
    crypto_generichash_init(&hash, NULL, 0, sizeof c->key);
    hash_bytes(&hash, CW_VERSION, sizeof CW_VERSION);
    hash_bytes(&hash, kind, strlen(kind) + 1);
    hash_bytes(&hash, numbers, sizeof numbers);
    hash_bytes(&hash, places, sizeof places);
    hash_bytes(&hash, f->values, f->nx * f->ny * f->nt * 4 * sizeof *f->values);
    if (m != NULL) hash_bytes(&hash, m->bits, m->rows * m->words_per_row * sizeof *m->bits);
    if (!hash_case(&hash, scene->source->path, err)) return false;
    crypto_generichash_final(&hash, c->key, sizeof c->key);
    return true;
}

static head head_of(const checkpoint *c, const cw_ensemble *e, const checkpoint_place *place) {
    head h;
    memset(&h, 0, sizeof h);
    memcpy(h.magic, "CWDRIFT2", sizeof h.magic);
    h.particles = c->particles;
    h.row_bytes = cw_ensemble_bytes_per_particle(e);
    h.place = *place;
    memcpy(h.key, c->key, sizeof h.key);
    return h;
}

/* ---- columns --------------------------------------------------------------------------------- */

static void pack(void *context, size_t first, size_t count, void *bytes) {
    const carried *c = context;
    memcpy(bytes, c->column + (first - c->first) * c->item_bytes, count * c->item_bytes);
}

static void unpack(void *context, size_t first, size_t count, void *bytes) {
    const carried *c = context;
    memcpy(c->column + (first - c->first) * c->item_bytes, bytes, count * c->item_bytes);
}

static bool put(stream *s, const void *bytes, size_t length) {
    s->good = s->good && fwrite(bytes, 1, length, s->file) == length;
    crypto_generichash_update(&s->hash, bytes, length);
    return s->good;
}

static bool take(void *context, size_t first, size_t count, void *bytes) {
    const carried *c = context;
    (void)first;
    return put(c->stream, bytes, count * c->item_bytes);
}

static bool give(void *context, size_t first, size_t count, void *bytes) {
    const carried *c = context;
    stream *s = c->stream;
    (void)first;
    s->good = s->good && fread(bytes, c->item_bytes, count, s->file) == count;
    return s->good;
}

static size_t piece_of(const checkpoint *c) {
    return c->particles < PIECE ? c->particles : PIECE;
}

/* Every column out to the file, or in from it. All ranks together. */
static bool carry(const checkpoint *c, const cw_ensemble *e, stream *s, void *buffer, bool out) {
    carried column = {.stream = s};
    column.first =
        cw_ranks_share(c->ranks, cw_ranks_number(c->ranks), c->particles, CW_PARTICLE_BLOCK).first;
    cw_pour pour = {.total = c->particles,
                    .block = CW_PARTICLE_BLOCK,
                    .every = 1,
                    .piece = piece_of(c),
                    .buffer = buffer,
                    .own = out ? pack : unpack,
                    .whole = out ? take : give,
                    .context = &column};
    bool good = true;
    for (size_t i = 0;; i++) {
        column.column = cw_ensemble_column(e, i, &column.item_bytes);
        if (column.column == NULL) return good;
        pour.item_bytes = column.item_bytes;
        good = (out ? cw_ranks_pour : cw_ranks_deal)(c->ranks, &pour) && good;
    }
}

enum { WIDEST = sizeof(double) }; /* of an item */

/* ---- out ------------------------------------------------------------------------------------- */

static bool open_new(stream *s, const char *path, const head *h, cw_error *err) {
    s->file = fopen(path, "wb");
    s->good = s->file != NULL;
    crypto_generichash_init(&s->hash, NULL, 0, CHECKPOINT_KEY);
    if (s->good) put(s, h, sizeof *h);
    return s->good || cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", path, strerror(errno));
}

/* The hash, then everything durable and in the place of what was kept before. */
static bool close_new(const checkpoint *c, stream *s, const char *aside, const char *path,
                      cw_error *err) {
    unsigned char sum[CHECKPOINT_KEY];
    if (s->file == NULL) return true; /* not the first rank */
    crypto_generichash_final(&s->hash, sum, sizeof sum);
    s->good = s->good && fwrite(sum, 1, sizeof sum, s->file) == sizeof sum;
    s->good = fflush(s->file) == 0 && s->good && fsync(fileno(s->file)) == 0;
    s->good = fclose(s->file) == 0 && s->good && rename(aside, path) == 0;
    if (!s->good) return cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", path, strerror(errno));
    return checkpoint_sync(c->directory, err);
}

bool checkpoint_save(const checkpoint *c, const cw_ensemble *ensemble,
                     const checkpoint_place *place, cw_error *err) {
    bool first = cw_ranks_first(c->ranks);
    char *path = first ? checkpoint_path(c->directory, c->state) : NULL;
    char *aside = first ? name_aside(path) : NULL;
    void *buffer = cw_alloc_array(piece_of(c), WIDEST);
    head h = head_of(c, ensemble, place);
    stream s = {0};
    bool good =
        (buffer != NULL && (!first || (path != NULL && aside != NULL))) || cw_fail_memory(err);
    good = good && (!first || open_new(&s, aside, &h, err));
    good = cw_ranks_agree(c->ranks, good, err);
    if (good) carry(c, ensemble, &s, buffer, true);
    if (good)
        good = close_new(c, &s, aside, path, err);
    else if (s.file != NULL)
        fclose(s.file);
    free(buffer);
    free(path);
    free(aside);
    return good;
}

/* ---- in -------------------------------------------------------------------------------------- */

bool checkpoint_damaged(const char *path, cw_error *err) {
    return cw_fail(err, CW_ERR_INPUT, "%s is damaged: remove its directory to begin the drift anew",
                   path);
}

/* The whole file against its hash, before a byte of it is believed. */
static bool check_sum(FILE *file, const head *h, const char *path, cw_error *err) {
    unsigned char bytes[65536], sum[CHECKPOINT_KEY], found[CHECKPOINT_KEY];
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, NULL, 0, CHECKPOINT_KEY);
    hash_bytes(&hash, h, sizeof *h);
    for (uint64_t left = h->particles * h->row_bytes; left > 0;) {
        size_t n = left < sizeof bytes ? (size_t)left : sizeof bytes;
        if (fread(bytes, 1, n, file) != n) return checkpoint_damaged(path, err);
        hash_bytes(&hash, bytes, n);
        left -= n;
    }
    crypto_generichash_final(&hash, sum, sizeof sum);
    bool same = fread(found, 1, sizeof found, file) == sizeof found
                && memcmp(found, sum, sizeof sum) == 0 && fgetc(file) == EOF;
    return same || checkpoint_damaged(path, err);
}

/* An output of the window, and the time that it is at. */
static bool is_place(const checkpoint *c, const checkpoint_place *place) {
    int64_t step_ms = llround(c->window.output_s * 1000.0), whole = c->window.to - c->window.from;
    uint64_t intervals = ((uint64_t)llabs(whole) + (uint64_t)step_ms - 1) / (uint64_t)step_ms;
    if (place->times_done == 0 || place->times_done > intervals + 1) return false;
    int64_t gone = (int64_t)(place->times_done - 1) * step_ms;
    if (gone > llabs(whole)) gone = llabs(whole);
    return place->time == c->window.from + (whole < 0 ? -gone : gone);
}

/* The first rank's part: *s stands at the columns. */
static bool open_kept(const checkpoint *c, const cw_ensemble *e, const char *path, stream *s,
                      checkpoint_place *place, cw_error *err) {
    head h, wanted = head_of(c, e, place);
    if (fread(&h, sizeof h, 1, s->file) != 1) return checkpoint_damaged(path, err);
    wanted.place = h.place;
    if (memcmp(&h, &wanted, sizeof h) != 0)
        return cw_fail(err, CW_ERR_INPUT,
                       "%s is of another drift (case, forcing, particles or version differ): "
                       "remove %s, or write elsewhere",
                       path, c->directory);
    if (!check_sum(s->file, &h, path, err)) return false;
    if (!is_place(c, &h.place)) return checkpoint_damaged(path, err);
    *place = h.place;
    s->good = fseek(s->file, (long)sizeof h, SEEK_SET) == 0;
    return true;
}

/* What the columns are used for without another look: indexes, places, times. */
static bool columns_hold(const cw_ensemble *e, size_t hypotheses) {
    for (size_t i = 0; i < e->count; i++) {
        bool good = e->object[i] < e->objects.count && e->change_object[i] < e->objects.count
                    && e->hypothesis[i] < hypotheses
                    && (e->state[i] & ~(CW_STATE_BITS | CW_LEFT_TACK)) == 0 && isfinite(e->x_m[i])
                    && isfinite(e->y_m[i]) && !isnan(e->event_s[i]) && !isnan(e->change_s[i])
                    && e->weight[i] >= 0.0f && e->weight[i] <= 1.0f;
        if (!good) return false;
    }
    return true;
}

bool checkpoint_read(const checkpoint *c, FILE *file, const char *path, cw_ensemble *ensemble,
                     checkpoint_place *place, cw_error *err) {
    stream s = {.file = file};
    void *buffer = cw_alloc_array(piece_of(c), WIDEST);
    *place = (checkpoint_place){0};
    bool good = buffer != NULL || cw_fail_memory(err);
    if (file != NULL) good = good && open_kept(c, ensemble, path, &s, place, err);
    good = cw_ranks_agree(c->ranks, good, err);
    if (good) cw_ranks_tell(c->ranks, 0, place, sizeof *place);
    if (good && place->times_done > 0) {
        if (!carry(c, ensemble, &s, buffer, false))
            good = cw_fail(err, CW_ERR_MACHINE, "cannot read %s", path);
        else
            good = columns_hold(ensemble, c->hypotheses) || checkpoint_damaged(path, err);
    }
    if (file != NULL) fclose(file);
    free(buffer);
    return good;
}

/* The file of the first rank; *file NULL when nothing is kept. */
static bool find_kept(const checkpoint *c, const char *path, FILE **file, cw_error *err) {
    if (path == NULL) return cw_fail_memory(err);
    if (!cw_ranks_first(c->ranks)) return true;
    *file = fopen(path, "rb");
    return *file != NULL || errno == ENOENT
           || cw_fail(err, CW_ERR_MACHINE, "cannot read %s: %s", path, strerror(errno));
}

bool checkpoint_load(const checkpoint *c, cw_ensemble *ensemble, checkpoint_place *place,
                     cw_error *err) {
    FILE *file = NULL;
    char *path = checkpoint_path(c->directory, c->state);
    bool good = cw_ranks_agree(c->ranks, find_kept(c, path, &file, err), err);
    if (good)
        good = checkpoint_read(c, file, path, ensemble, place, err);
    else if (file != NULL)
        fclose(file);
    free(path);
    return good;
}

/* ---- at the end ------------------------------------------------------------------------------ */

static void forget(const char *directory, const char *name) {
    char *path = checkpoint_path(directory, name), *aside = name_aside(path);
    if (path != NULL) unlink(path);
    if (aside != NULL) unlink(aside);
    free(path);
    free(aside);
}

void cw_run_clear(const char *checkpoints) {
    forget(checkpoints, CHECKPOINT_STATE);
    forget(checkpoints, CHECKPOINT_TRACKS);
    for (size_t i = 0; i < 2; i++) {
        forget(checkpoints, checkpoint_recorded_states[i]);
        forget(checkpoints, checkpoint_recorded_tracks[i]);
    }
    rmdir(checkpoints);
}
