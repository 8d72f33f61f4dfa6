/* SPDX-License-Identifier: Apache-2.0 */
/*
 * drift.nc: trajectories after the CF conventions 1.8 (featureType trajectory, chapter 9 and
 * appendix H.4). The shape is (time, trajectory): time is the unlimited dimension, so that each
 * time is appended as it is worked out and memory does not grow with the length of the run, and
 * section 9.3 wants the unlimited dimension outermost.
 *
 * The format is the classic one with 64-bit offsets, which every reader of NetCDF knows. NetCDF-4
 * was weighed: it packs to two thirds, but when a disk fills up, the HDF5 library below it (1.10)
 * prints its own messages and crashes as the program ends.
 *
 * A particle that is not yet adrift or is lost has a state and no place (fill value NaN).
 *
 * The first rank alone has the file. Each rank turns its own particles into degrees, and the first
 * one writes them in pieces, in the order of the particles: the memory for writing does not grow
 * with their number.
 */
#include "report/track_file.h"

#include <math.h>
#include <netcdf.h>
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

static bool good(cw_track_file *file, int status, cw_error *err) {
    if (status == NC_NOERR) return true;
    return cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", file->path, nc_strerror(status));
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
    const fixed_row *from = bytes;
    int *numbers = calloc(count, sizeof *numbers);
    float *weights = calloc(count, sizeof *weights);
    short *hypotheses = calloc(count, sizeof *hypotheses);
    int status = numbers != NULL && weights != NULL && hypotheses != NULL ? NC_NOERR : NC_ENOMEM;
    for (size_t i = 0; status == NC_NOERR && i < count; i++) {
        numbers[i] = (int)((first + i) * file->every);
        weights[i] = from[i].weight;
        hypotheses[i] = from[i].hypothesis;
    }
    if (status == NC_NOERR)
        status = nc_put_vara_int(file->nc, file->trajectory, &first, &count, numbers);
    if (status == NC_NOERR)
        status = nc_put_vara_float(file->nc, file->weight, &first, &count, weights);
    if (status == NC_NOERR)
        status = nc_put_vara_short(file->nc, file->hypothesis, &first, &count, hypotheses);
    free(numbers);
    free(weights);
    free(hypotheses);
    if (file->status == NC_NOERR) file->status = status;
    return file->status == NC_NOERR;
}

static bool pour_fixed(cw_track_file *file, cw_error *err) {
    cw_pour pour = pour_of(file, sizeof(fixed_row));
    pour.own = pack_fixed;
    pour.whole = write_fixed;
    return cw_ranks_pour(file->ranks, &pour) || good(file, file->status, err);
}

/* ---- begin and end ------------------------------------------------------------------------- */

static void release(cw_track_file *file) {
    for (size_t i = 0; i < file->plane_count; i++) cw_plane_destroy(file->planes[i]);
    free(file->rows);
    free(file->lat_deg);
    free(file->lon_deg);
    free(file->state_now);
    free(file->object_now);
    free(file->path);
    free(file);
}

static bool make_buffers(cw_track_file *file, cw_error *err) {
    size_t piece = piece_of(file), written = cw_ranks_first(file->ranks) ? piece : 0;
    file->rows = cw_alloc_array(piece, sizeof(row));
    file->lat_deg = cw_alloc_array(written, sizeof(double));
    file->lon_deg = cw_alloc_array(written, sizeof(double));
    file->state_now = cw_alloc_array(written, 1);
    file->object_now = cw_alloc_array(written, 1);
    return (file->rows && file->lat_deg && file->lon_deg && file->state_now && file->object_now)
           || cw_fail_memory(err);
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
    file->nc = -1;
    return file;
}

/* The first rank's part: a new file, or one that holds the outputs before. */
static bool open_file(cw_track_file *file, const cw_scene *scene, cw_error *err) {
    bool anew = file->times == 0;
    int status = anew ? nc_create(file->path, NC_64BIT_OFFSET | NC_CLOBBER, &file->nc)
                      : nc_open(file->path, NC_WRITE, &file->nc);
    if (status == NC_NOERR) status = anew ? track_head_define(file, scene) : track_head_find(file);
    return good(file, status, err);
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
    if (ready && file != NULL && (file->times > 0 || pour_fixed(file, err))) return file;
    if (file != NULL) {
        if (file->nc >= 0) nc_close(file->nc);
        release(file);
    }
    return NULL;
}

cw_track_file *cw_track_file_create(const char *path, const cw_scene *scene,
                                    const cw_ensemble *ensemble, const cw_track_spread *spread,
                                    cw_error *err) {
    fixed f = {ensemble->count, ensemble->weight, ensemble->hypothesis};
    return begin(path, scene, &f, spread, err);
}

bool cw_track_file_sync(cw_track_file *file, cw_error *err) {
    return file->nc < 0 || good(file, nc_sync(file->nc), err);
}

bool cw_track_file_close(cw_track_file *file, cw_error *err) {
    if (file == NULL) return true;
    bool done = file->nc < 0 || good(file, nc_close(file->nc), err);
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
    const size_t start[2] = {file->times, first}, counts[2] = {1, count};
    const row *rows = bytes;
    if (file->status != NC_NOERR) return false;
    for (size_t i = 0; i < count; i++) {
        file->lat_deg[i] = rows[i].lat_deg;
        file->lon_deg[i] = rows[i].lon_deg;
        file->state_now[i] = rows[i].state;
        file->object_now[i] = rows[i].object;
    }
    int status = nc_put_vara_double(file->nc, file->lat, start, counts, file->lat_deg);
    if (status == NC_NOERR)
        status = nc_put_vara_double(file->nc, file->lon, start, counts, file->lon_deg);
    if (status == NC_NOERR)
        status = nc_put_vara_schar(file->nc, file->state, start, counts, file->state_now);
    if (status == NC_NOERR)
        status = nc_put_vara_schar(file->nc, file->object, start, counts, file->object_now);
    file->status = status;
    return status == NC_NOERR;
}

/* All ranks must be here: a rank that failed since the last output says so instead. */
static bool put(cw_track_file *file, const columns *now, cw_time time, cw_error *err) {
    double seconds = (double)time / 1000.0;
    if (!cw_ranks_agree(file->ranks, true, err)) return false;
    cw_pour pour = pour_of(file, sizeof(row));
    pour.own = pack_rows;
    pour.whole = write_rows;
    file->now = *now;
    if (cw_ranks_first(file->ranks))
        file->status = nc_put_var1_double(file->nc, file->time, &file->times, &seconds);
    bool done = cw_ranks_pour(file->ranks, &pour);
    file->times++;
    return done || good(file, file->status, err);
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
    return cw_track_file_close(file, done ? err : NULL) && done;
}
