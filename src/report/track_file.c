/* SPDX-License-Identifier: Apache-2.0 */
/*
 * drift.nc: trajectories after the CF conventions 1.8 (featureType trajectory, chapter 9 and
 * appendix H.4). The shape is (time, trajectory): time is the unlimited dimension, so that each
 * time is appended as it is worked out and memory does not grow with the length of the run, and
 * section 9.3 wants the unlimited dimension outermost.
 *
 * The format is the classic one with 64-bit offsets, which every reader of NetCDF knows. NetCDF-4
 * was weighed: it packs to two thirds, but when a disk fills up, the HDF5 library below it (1.10)
 * prints its own messages and crashes as the program ends; and its values have no place that is
 * known beforehand, so that ranks could write side by side only with a parallel HDF5.
 *
 * A particle that is not yet adrift or is lost has a state and no place (fill value NaN).
 *
 * Each rank turns its own particles into degrees, in pieces, so that the memory for writing does
 * not grow with their number. It writes them where they belong (track_slab.c); where the ranks have
 * no file system in common, the first one takes the pieces of all, in the order of the particles.
 */
#include "report/track_file.h"

#include <endian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct row { /* one particle at one time, as it travels */
    double lat_deg, lon_deg;
    signed char state, object;
} row;

typedef struct fixed_row {
    float weight;
    short hypothesis;
} fixed_row;

static bool good(cw_track_file *file, bool written, cw_error *err) {
    if (written) return true;
    return cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", file->path,
                   strerror(file->slab.failed));
}

static size_t piece_of(const cw_track_file *file) {
    return file->count < PIECE ? file->count : PIECE;
}

static cw_pour pour_of(cw_track_file *file, size_t item_bytes) {
    return (cw_pour){.total = file->particles,
                     .block = CW_PARTICLE_BLOCK,
                     .every = file->every,
                     .item_bytes = item_bytes,
                     .piece = piece_of(file),
                     .buffer = file->rows,
                     .context = file};
}

/* This rank's part of what is poured, straight into the file. */
static bool write_own(cw_track_file *file, const cw_pour *pour) {
    cw_share share = cw_pour_share(file->ranks, cw_ranks_number(file->ranks), pour);
    bool done = true;
    for (size_t at = 0; at < share.count && done; at += pour->piece) {
        size_t left = share.count - at, count = left < pour->piece ? left : pour->piece;
        pour->own(file, share.first + at, count, pour->buffer);
        done = pour->whole(file, share.first + at, count, pour->buffer);
    }
    return done;
}

static bool write_all(cw_track_file *file, const cw_pour *pour) {
    return file->slab.by_many ? write_own(file, pour) : cw_ranks_pour(file->ranks, pour);
}

/* ---- values, big-endian -------------------------------------------------------------------- */

static void encode_16(unsigned char *to, size_t i, uint16_t value) {
    value = htobe16(value);
    memcpy(to + 2 * i, &value, sizeof value);
}

static void encode_32(unsigned char *to, size_t i, uint32_t value) {
    value = htobe32(value);
    memcpy(to + 4 * i, &value, sizeof value);
}

static void encode_float(unsigned char *to, size_t i, float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    encode_32(to, i, bits);
}

static void encode_double(unsigned char *to, size_t i, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    bits = htobe64(bits);
    memcpy(to + 8 * i, &bits, sizeof bits);
}

/* ---- what does not change ------------------------------------------------------------------ */

static void pack_fixed(void *context, size_t first, size_t count, void *bytes) {
    const cw_track_file *file = context;
    fixed_row *to = bytes;
    for (size_t i = 0; i < count; i++) {
        size_t k = (first + i) * file->every - file->first;
        to[i] = (fixed_row){file->unchanging.weight[k], (short)file->unchanging.hypothesis[k]};
    }
}

static bool write_fixed(void *context, size_t first, size_t count, void *bytes) {
    cw_track_file *file = context;
    track_slab *slab = &file->slab;
    const fixed_row *from = bytes;
    unsigned char *to = slab->encoded;
    for (size_t i = 0; i < count; i++) encode_32(to, i, (uint32_t)((first + i) * file->every));
    if (!track_slab_put(slab, TRACK_NUMBER, 0, first, count, 4)) return false;
    for (size_t i = 0; i < count; i++) encode_float(to, i, from[i].weight);
    if (!track_slab_put(slab, TRACK_WEIGHT, 0, first, count, 4)) return false;
    for (size_t i = 0; i < count; i++) encode_16(to, i, (uint16_t)from[i].hypothesis);
    return track_slab_put(slab, TRACK_HYPOTHESIS, 0, first, count, 2);
}

static bool put_fixed(cw_track_file *file, cw_error *err) {
    cw_pour pour = pour_of(file, sizeof(fixed_row));
    pour.own = pack_fixed;
    pour.whole = write_fixed;
    return good(file, write_all(file, &pour), err);
}

/* ---- begin and end ------------------------------------------------------------------------- */

static void release(cw_track_file *file) {
    for (size_t i = 0; i < file->plane_count; i++) cw_plane_destroy(file->planes[i]);
    free(file->rows);
    free(file->slab.encoded);
    free(file->path);
    free(file);
}

static bool make_buffers(cw_track_file *file, cw_error *err) {
    size_t piece = piece_of(file);
    file->rows = cw_alloc_array(piece, sizeof(row));
    file->slab.encoded = cw_alloc_array(piece, sizeof(double));
    return (file->rows && file->slab.encoded) || cw_fail_memory(err);
}

static bool make_planes(cw_track_file *file, const cw_scene *scene, cw_error *err) {
    size_t threads = (size_t)cw_thread_count(0);
    for (size_t i = 0; i < (threads < MOST_CLONES ? threads : MOST_CLONES); i++) {
        file->planes[i] = cw_plane_clone(scene->plane, err);
        if (file->planes[i] == NULL) return false;
        file->plane_count++;
    }
    return true;
}

static cw_track_file *make(const char *path, const fixed *f, const cw_track_spread *spread,
                           cw_error *err) {
    cw_track_file *file = calloc(1, sizeof *file);
    if (file != NULL) file->path = strdup(path != NULL ? path : "drift.nc");
    if (file == NULL || file->path == NULL) {
        free(file);
        cw_fail_memory(err);
        return NULL;
    }
    file->ranks = spread->ranks;
    file->particles = spread->particles > 0 ? spread->particles : f->count;
    file->first = cw_ranks_share(file->ranks, cw_ranks_number(file->ranks), file->particles,
                                 CW_PARTICLE_BLOCK)
                      .first;
    file->every = spread->every > 0 ? spread->every : 1;
    file->count = (file->particles + file->every - 1) / file->every;
    file->times = spread->times_done;
    file->unchanging = *f;
    file->slab.fd = -1;
    return file;
}

/* The first rank's part: a new file, or one that holds the outputs before. */
static bool open_file(cw_track_file *file, const cw_scene *scene, cw_error *err) {
    return (file->times > 0 || track_head_write(file, scene, err)) && track_slab_open(file, err);
}

static bool prepare(cw_track_file *file, const cw_scene *scene, cw_error *err) {
    if (file->count == 0 || file->particles > MOST_PARTICLES)
        return cw_fail(err, CW_ERR_INPUT, "%zu particles cannot be written to %s", file->count,
                       file->path);
    return make_buffers(file, err) && make_planes(file, scene, err)
           && (!cw_ranks_first(file->ranks) || open_file(file, scene, err));
}

static cw_track_file *begin(const char *path, const cw_scene *scene, const fixed *f,
                            const cw_track_spread *spread, cw_error *err) {
    cw_track_file *file = make(path, f, spread, err);
    bool ready = file != NULL && prepare(file, scene, err);
    ready = cw_ranks_agree(spread->ranks, ready, err);
    if (ready && file != NULL) {
        track_slab_share(file);
        if (file->times > 0 || put_fixed(file, err)) return file;
    }
    cw_track_file_close(file, false, NULL);
    return NULL;
}

cw_track_file *cw_track_file_create(const char *path, const cw_scene *scene,
                                    const cw_ensemble *ensemble, const cw_track_spread *spread,
                                    cw_error *err) {
    fixed f = {ensemble->count, ensemble->weight, ensemble->hypothesis};
    return begin(path, scene, &f, spread, err);
}

bool cw_track_file_sync(cw_track_file *file, cw_error *err) {
    return good(file, track_slab_sync(file), err);
}

bool cw_track_file_close(cw_track_file *file, bool whole, cw_error *err) {
    if (file == NULL) return true;
    bool done = track_slab_close(file, whole) || good(file, false, err);
    release(file);
    return done;
}

/* ---- one time ------------------------------------------------------------------------------ */

/* Particles on their way to degrees: a piece of the rows. */
typedef struct conversion {
    const cw_track_file *file;
    size_t first, grain;
    row *rows;
} conversion;

/* Each part has a plane of its own: PROJ's contexts are not shared between threads. */
static void convert(void *context, size_t first, size_t last) {
    const conversion *c = context;
    const cw_track_file *file = c->file;
    const cw_plane *plane = file->planes[first / c->grain];
    for (size_t i = first; i < last; i++) {
        size_t k = (c->first + i) * file->every - file->first;
        unsigned state = file->now.state[k] & 3u;
        bool placed = state == CW_ADRIFT || state == CW_STRANDED;
        cw_position at = {NAN, NAN};
        if (placed)
            at = cw_plane_inverse(plane,
                                  (cw_xy){(double)file->now.x_m[k], (double)file->now.y_m[k]});
        c->rows[i] =
            (row){at.lat_deg, at.lon_deg, (signed char)state, (signed char)file->now.object[k]};
    }
}

static void pack_rows(void *context, size_t first, size_t count, void *bytes) {
    cw_track_file *file = context;
    conversion c = {file, first, (count + file->plane_count - 1) / file->plane_count, bytes};
    cw_parallel_for(count, c.grain, (int)file->plane_count, convert, &c);
}

static bool write_rows(void *context, size_t first, size_t count, void *bytes) {
    cw_track_file *file = context;
    track_slab *slab = &file->slab;
    const row *rows = bytes;
    unsigned char *to = slab->encoded;
    size_t now = file->times;
    for (size_t i = 0; i < count; i++) encode_double(to, i, rows[i].lat_deg);
    if (!track_slab_put(slab, TRACK_LAT, now, first, count, 8)) return false;
    for (size_t i = 0; i < count; i++) encode_double(to, i, rows[i].lon_deg);
    if (!track_slab_put(slab, TRACK_LON, now, first, count, 8)) return false;
    for (size_t i = 0; i < count; i++) to[i] = (unsigned char)rows[i].state;
    if (!track_slab_put(slab, TRACK_STATE, now, first, count, 1)) return false;
    for (size_t i = 0; i < count; i++) to[i] = (unsigned char)rows[i].object;
    return track_slab_put(slab, TRACK_OBJECT, now, first, count, 1);
}

static bool write_time(cw_track_file *file, cw_time time) {
    encode_double(file->slab.encoded, 0, (double)time / 1000.0);
    return track_slab_put(&file->slab, TRACK_TIME, file->times, 0, 1, 8);
}

/* All ranks must be here: a rank that failed since the last output says so instead. */
static bool put(cw_track_file *file, const columns *now, cw_time time, cw_error *err) {
    if (!cw_ranks_agree(file->ranks, true, err)) return false;
    cw_pour pour = pour_of(file, sizeof(row));
    pour.own = pack_rows;
    pour.whole = write_rows;
    file->now = *now;
    bool timed = !cw_ranks_first(file->ranks) || write_time(file, time);
    bool done = write_all(file, &pour) && timed;
    file->times++;
    return good(file, done, err);
}

bool cw_track_file_write(void *file, const cw_ensemble *ensemble, cw_time time, cw_error *err) {
    columns now = {ensemble->x_m, ensemble->y_m, ensemble->state, ensemble->object};
    return put(file, &now, time, err);
}

bool cw_report_tracks(const cw_result *result, const char *path, size_t every, cw_error *err) {
    const cw_tracks *t = result->tracks;
    fixed f = {t->particles, t->weight, t->hypothesis};
    cw_track_file *file = begin(path, result->scene, &f, &(cw_track_spread){.every = every}, err);
    bool done = file != NULL;
    for (size_t k = 0; k < t->times && done; k++) {
        size_t offset = k * t->particles;
        columns now = {t->x_m + offset, t->y_m + offset, t->state + offset, t->object + offset};
        done = put(file, &now, t->first + (int64_t)k * t->step_ms, err);
    }
    return cw_track_file_close(file, done, done ? err : NULL) && done;
}
