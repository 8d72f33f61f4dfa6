/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tracks that maps and plans are made of, recorded so that a run that was killed can go on.
 * Every so many outputs, and after the last one, what was recorded since is appended to a file,
 * output by output in the order of the particles, and then the state of the ensemble is kept
 * (checkpoint.c). The state holds a hash of all that the file has to begin with: what a killed run
 * appended after its last state is cut off. So a run that is killed while it plans finds its tracks
 * finished, and a file does not say how many ranks there were.
 */
#include "run/kept_tracks.h"

#include "run/checkpoint.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROW = 10, PIECE = 1 << 18 }; /* bytes of a particle at an output: x, y, state, object */

/* Of the progress line, for either ensemble; the shares of run.c. */
static const double BEGIN[] = {0.25, 0.47}, END[] = {0.45, 0.5};

typedef struct recorder {
    const cw_run_options *options;
    cw_drift_options drift;
    checkpoint kept;
    checkpoint_place place;
    cw_tracks *tracks; /* of this rank */
    size_t first;      /* its first particle */
    size_t draws, objects;
    size_t outputs_kept;
    bool strange; /* what was read cannot be of any run */
    void *buffer; /* a piece, to travel */
    char *path;   /* of the file of tracks */
    FILE *file;   /* of the first rank */
    crypto_generichash_state hash;
    size_t row; /* in `tracks`, of the output that travels */
} recorder;

static void tell(const recorder *r) {
    const cw_run_options *o = r->options;
    double whole = (double)(r->drift.to - r->drift.from);
    double gone = (double)(r->place.time - r->drift.from);
    double begin = BEGIN[r->draws], end = END[r->draws];
    if (o->progress != NULL && r->place.time != r->drift.to)
        o->progress(o->context, "drifting the ensemble", begin + (end - begin) * gone / whole);
}

/* ---- outputs on their way ------------------------------------------------------------------ */

static void pack(void *context, size_t first, size_t count, void *bytes) {
    const recorder *r = context;
    const cw_tracks *t = r->tracks;
    char *to = bytes;
    for (size_t i = 0; i < count; i++, to += ROW) {
        size_t k = r->row * t->particles + first - r->first + i;
        memcpy(to, &t->x_m[k], 4);
        memcpy(to + 4, &t->y_m[k], 4);
        memcpy(to + 8, &t->state[k], 1);
        memcpy(to + 9, &t->object[k], 1);
    }
}

static void unpack(void *context, size_t first, size_t count, void *bytes) {
    recorder *r = context;
    cw_tracks *t = r->tracks;
    const char *from = bytes;
    for (size_t i = 0; i < count; i++, from += ROW) {
        size_t k = r->row * t->particles + first - r->first + i;
        memcpy(&t->x_m[k], from, 4);
        memcpy(&t->y_m[k], from + 4, 4);
        memcpy(&t->state[k], from + 8, 1);
        memcpy(&t->object[k], from + 9, 1);
        if (t->state[k] > (CW_STATE_BITS | CW_LEFT_TACK) || t->object[k] >= r->objects)
            r->strange = true;
    }
}

static bool append(void *context, size_t first, size_t count, void *bytes) {
    recorder *r = context;
    (void)first;
    crypto_generichash_update(&r->hash, bytes, count * ROW);
    return fwrite(bytes, ROW, count, r->file) == count;
}

static bool fetch(void *context, size_t first, size_t count, void *bytes) {
    recorder *r = context;
    (void)first;
    return fread(bytes, ROW, count, r->file) == count;
}

/* The outputs [begin, end) to the file, or from it. All ranks together; false: the first rank's
 * file did not do. */
static bool carry(recorder *r, size_t begin, size_t end, bool out) {
    cw_pour pour = {.total = r->kept.particles,
                    .block = CW_PARTICLE_BLOCK,
                    .every = 1,
                    .item_bytes = ROW,
                    .piece = PIECE,
                    .buffer = r->buffer,
                    .own = out ? pack : unpack,
                    .whole = out ? append : fetch,
                    .context = r};
    bool good = true, backward = r->drift.to < r->drift.from;
    for (size_t k = begin; k < end; k++) {
        r->row = backward ? r->tracks->times - 1 - k : k;
        good = (out ? cw_ranks_pour : cw_ranks_deal)(r->options->ranks, &pour) && good;
    }
    return good;
}

/* ---- out ----------------------------------------------------------------------------------- */

static bool finish_file(recorder *r, bool good, cw_error *err) {
    crypto_generichash_state so_far = r->hash;
    if (r->file == NULL) return true; /* not the first rank */
    crypto_generichash_final(&so_far, r->place.tracks, sizeof r->place.tracks);
    return (good && fflush(r->file) == 0 && fsync(fileno(r->file)) == 0)
           || cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", r->path, strerror(errno));
}

/* The outputs that a state counts on are durable before it. */
static bool keep(recorder *r, const cw_ensemble *e, cw_error *err) {
    cw_ranks *ranks = r->options->ranks;
    if (!cw_ranks_agree(ranks, true, err)) return false;
    bool good = carry(r, r->outputs_kept, (size_t)r->place.times_done, true);
    if (!cw_ranks_agree(ranks, finish_file(r, good, err), err)) return false;
    r->outputs_kept = (size_t)r->place.times_done;
    return checkpoint_save(&r->kept, e, &r->place, err);
}

static bool output(void *context, const cw_ensemble *e, cw_time time, cw_error *err) {
    recorder *r = context;
    size_t every = r->options->checkpoint_every;
    if (!cw_tracks_keep(r->tracks, e, time, err)) return false;
    r->place.times_done++;
    r->place.time = time;
    bool due = every > 0 && (r->place.times_done % every == 0 || time == r->drift.to);
    if (due && !keep(r, e, err)) return false;
    tell(r);
    return true;
}

/* ---- in ------------------------------------------------------------------------------------ */

/* The first rank's part: the file against the hash in the state; it is left behind the outputs that
 * the state counts on, and ends there. */
static bool check_file(recorder *r, cw_error *err) {
    unsigned char sum[CHECKPOINT_KEY];
    uint64_t left = r->place.times_done * r->kept.particles * ROW;
    crypto_generichash_init(&r->hash, NULL, 0, CHECKPOINT_KEY);
    while (left > 0) {
        size_t n = left < PIECE ? (size_t)left : PIECE;
        if (fread(r->buffer, 1, n, r->file) != n) return checkpoint_damaged(r->path, err);
        crypto_generichash_update(&r->hash, r->buffer, n);
        left -= n;
    }
    crypto_generichash_state so_far = r->hash;
    crypto_generichash_final(&so_far, sum, sizeof sum);
    if (r->place.times_done > 0 && memcmp(sum, r->place.tracks, sizeof sum) != 0)
        return checkpoint_damaged(r->path, err);
    return (ftruncate(fileno(r->file), ftello(r->file)) == 0 && fseek(r->file, 0, SEEK_SET) == 0)
           || cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", r->path, strerror(errno));
}

static bool open_file(recorder *r, cw_error *err) {
    if (!cw_ranks_first(r->options->ranks)) return true;
    r->file = fopen(r->path, r->place.times_done > 0 ? "r+b" : "w+b");
    if (r->file == NULL)
        return cw_fail(err, CW_ERR_MACHINE, "cannot open %s: %s", r->path, strerror(errno));
    return check_file(r, err);
}

static bool fetch_tracks(recorder *r, cw_error *err) {
    cw_ranks *ranks = r->options->ranks;
    if (!cw_ranks_agree(ranks, open_file(r, err), err)) return false;
    if (!carry(r, 0, (size_t)r->place.times_done, false))
        return cw_fail(err, CW_ERR_MACHINE, "cannot read %s", r->path);
    r->outputs_kept = (size_t)r->place.times_done;
    /* between reading and writing a file wants to be placed */
    if (r->file != NULL && fseek(r->file, 0, SEEK_CUR) != 0)
        return cw_fail(err, CW_ERR_MACHINE, "cannot read %s: %s", r->path, strerror(errno));
    return !r->strange || checkpoint_damaged(r->path, err);
}

/* ---- the whole ----------------------------------------------------------------------------- */

/* What can fail on one rank before all meet. */
static bool make_ready(recorder *r, const cw_scene *scene, const cw_ensemble *e, cw_error *err) {
    bool first = cw_ranks_first(r->options->ranks);
    r->tracks = cw_tracks_begin(e, &r->drift, err);
    if (r->tracks == NULL) return false;
    if (r->options->checkpoint_every == 0) return true;
    r->buffer = cw_alloc_array(PIECE, ROW);
    r->path = checkpoint_path(r->kept.directory, checkpoint_recorded_tracks[r->draws]);
    if (r->buffer == NULL || r->path == NULL) return cw_fail_memory(err);
    return !first
           || (checkpoint_directory(r->kept.directory, err)
               && checkpoint_name(&r->kept, scene, "recorded", r->draws, err));
}

static bool go_back(recorder *r, cw_ensemble *e, cw_error *err) {
    return checkpoint_load(&r->kept, e, &r->place, err) && fetch_tracks(r, err);
}

static bool record(recorder *r, const cw_scene *scene, cw_ensemble *e, cw_error *err) {
    bool ready = make_ready(r, scene, e, err);
    if (r->options->checkpoint_every > 0
        && (!cw_ranks_agree(r->options->ranks, ready, err) || !go_back(r, e, err)))
        return false;
    const cw_time resumed = r->place.time; /* stays, while the place moves */
    if (r->place.times_done > 0) r->drift.resume_at = &resumed;
    return ready && cw_drift_run(e, scene->forcing, scene->mask, &r->drift, output, r, err);
}

cw_tracks *kept_tracks_record(const cw_scene *scene, cw_ensemble *ensemble, size_t particles,
                              size_t draws, const cw_run_options *options, cw_error *err) {
    const cw_case *c = scene->source;
    recorder r = {.options = options,
                  .drift = work_window(c, options->threads),
                  .draws = draws,
                  .objects = c->object_count};
    r.kept = (checkpoint){.ranks = options->ranks,
                          .particles = particles,
                          .hypotheses = c->hypothesis_count,
                          .directory = options->checkpoints,
                          .state = checkpoint_recorded_states[draws],
                          .window = r.drift};
    r.first = cw_ranks_share(options->ranks, cw_ranks_number(options->ranks), particles,
                             CW_PARTICLE_BLOCK)
                  .first;
    if (!record(&r, scene, ensemble, err)) {
        cw_tracks_destroy(r.tracks);
        r.tracks = NULL;
    }
    if (r.file != NULL) fclose(r.file);
    free(r.buffer);
    free(r.path);
    return r.tracks;
}
