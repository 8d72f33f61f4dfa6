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
#include <crosswatch/report.h>

#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A variable's part of one time must stay below 4 GiB in this format: 8 bytes each. */
enum { MOST_CLONES = 8, MOST_PARTICLES = 500000000, PIECE = 1 << 19 };

typedef struct columns { /* one time, as the ensemble or the recorded tracks hold it */
    const float *x_m, *y_m;
    const uint8_t *state, *object;
} columns;

typedef struct fixed { /* what does not change */
    size_t count;
    const float *weight;
    const uint16_t *hypothesis;
} fixed;

typedef struct row { /* one particle at one time, as it travels */
    double lat_deg, lon_deg;
    signed char state, object;
} row;

typedef struct fixed_row {
    float weight;
    short hypothesis;
} fixed_row;

struct cw_track_file {
    cw_ranks *ranks;
    size_t particles, first; /* of all ranks; the first one that this rank has */
    int nc, dimensions[2];   /* time, trajectory */
    int trajectory, time, lat, lon, state, object, weight, hypothesis;
    char *path;
    size_t every, count, times; /* `count` trajectories are kept */
    row *rows;                  /* a piece, to travel */
    double *lat_deg, *lon_deg;  /* the same in columns, to write; of the first rank */
    signed char *state_now, *object_now;
    int status;                    /* of NetCDF: the first that was bad */
    cw_plane *planes[MOST_CLONES]; /* one a thread */
    size_t plane_count;
    columns now;
    fixed unchanging;
};

static bool good(cw_track_file *file, int status, cw_error *err) {
    if (status == NC_NOERR) return true;
    return cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", file->path, nc_strerror(status));
}

/* ---- the head ------------------------------------------------------------------------------ */

/* Collects the first status that is not NC_NOERR, so that definitions read as a list. */
typedef struct definer {
    int nc, status;
} definer;

static void attribute(definer *d, int variable, const char *name, const char *text) {
    if (d->status == NC_NOERR)
        d->status = nc_put_att_text(d->nc, variable, name, strlen(text), text);
}

static int define(definer *d, const char *name, nc_type type, int rank, const int *dimensions) {
    int variable = -1;
    if (d->status == NC_NOERR)
        d->status = nc_def_var(d->nc, name, type, rank, dimensions, &variable);
    return variable;
}

static void describe(definer *d, int variable, const char *standard_name, const char *long_name,
                     const char *units) {
    if (standard_name != NULL) attribute(d, variable, "standard_name", standard_name);
    attribute(d, variable, "long_name", long_name);
    if (units != NULL) attribute(d, variable, "units", units);
}

/* flag_meanings are words parted by blanks: other bytes of a name become underscores. */
static void add_meaning(cw_text *text, const char *name) {
    if (text->length > 0) cw_text_add(text, " ");
    for (const unsigned char *c = (const unsigned char *)name; *c != '\0'; c++) {
        bool plain = (*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z')
                     || (*c >= 'a' && *c <= 'z') || *c == '-' || *c == '.' || *c >= 0x80;
        cw_text_add(text, "%c", plain ? *c : '_');
    }
}

static void define_flags(definer *d, int variable, nc_type type, size_t count, cw_text *meanings) {
    signed char bytes[1024];
    short shorts[1024];
    if (count == 0 || meanings->failed || count > sizeof shorts / sizeof shorts[0]) return;
    for (size_t i = 0; i < count; i++) {
        shorts[i] = (short)i;
        bytes[i] = (signed char)i;
    }
    if (d->status == NC_NOERR) {
        d->status = type == NC_BYTE
                        ? nc_put_att_schar(d->nc, variable, "flag_values", NC_BYTE, count, bytes)
                        : nc_put_att_short(d->nc, variable, "flag_values", NC_SHORT, count, shorts);
    }
    attribute(d, variable, "flag_meanings", meanings->data);
}

static void define_places(definer *d, cw_track_file *file) {
    const double nowhere = NAN;
    file->lat = define(d, "lat", NC_DOUBLE, 2, file->dimensions);
    describe(d, file->lat, "latitude", "latitude (WGS84)", "degrees_north");
    file->lon = define(d, "lon", NC_DOUBLE, 2, file->dimensions);
    describe(d, file->lon, "longitude", "longitude (WGS84)", "degrees_east");
    const int both[2] = {file->lat, file->lon};
    for (int i = 0; i < 2; i++) {
        if (d->status == NC_NOERR)
            d->status = nc_put_att_double(d->nc, both[i], "_FillValue", NC_DOUBLE, 1, &nowhere);
    }
}

static void define_states(definer *d, cw_track_file *file, const cw_scene *scene) {
    cw_text states = {0}, names = {0}, hypotheses = {0};
    const cw_case *source = scene->source;
    size_t hypothesis_count = source != NULL ? source->hypothesis_count : 0;
    cw_text_add(&states, "waiting adrift stranded lost");
    file->state = define(d, "state", NC_BYTE, 2, file->dimensions);
    describe(d, file->state, NULL, "state of the particle", NULL);
    attribute(d, file->state, "coordinates", "lat lon");
    define_flags(d, file->state, NC_BYTE, 4, &states);
    for (size_t i = 0; i < scene->object_count; i++) add_meaning(&names, scene->objects[i].name);
    file->object = define(d, "object", NC_BYTE, 2, file->dimensions);
    describe(d, file->object, NULL, "search object that the particle stands for", NULL);
    attribute(d, file->object, "coordinates", "lat lon");
    define_flags(d, file->object, NC_BYTE, scene->object_count, &names);
    for (size_t i = 0; i < hypothesis_count; i++)
        add_meaning(&hypotheses, source->hypotheses[i].name);
    file->hypothesis = define(d, "hypothesis", NC_SHORT, 1, &file->dimensions[1]);
    describe(d, file->hypothesis, NULL, "hypothesis that the particle was drawn from", NULL);
    define_flags(d, file->hypothesis, NC_SHORT, hypothesis_count, &hypotheses);
    cw_text_free(&states);
    cw_text_free(&names);
    cw_text_free(&hypotheses);
}

static void define_globals(definer *d, const cw_track_file *file, const cw_scene *scene) {
    const cw_case *source = scene->source;
    char seed[32]; /* as text: the format has no whole numbers of 64 bits */
    int every = (int)file->every;
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)(source != NULL ? source->seed : 0));
    attribute(d, NC_GLOBAL, "Conventions", "CF-1.8");
    attribute(d, NC_GLOBAL, "featureType", "trajectory");
    attribute(d, NC_GLOBAL, "title", source != NULL ? source->name : "drift");
    attribute(d, NC_GLOBAL, "source", "Crosswatch " CW_VERSION ", leeway drift ensemble");
    attribute(d, NC_GLOBAL, "history", "made by Crosswatch " CW_VERSION);
    attribute(d, NC_GLOBAL, "comment",
              "Places are NaN while a particle is not yet adrift and once it is lost. Statistics "
              "over particles must use `weight`.");
    attribute(d, NC_GLOBAL, "seed", seed);
    if (d->status == NC_NOERR)
        d->status = nc_put_att_int(d->nc, NC_GLOBAL, "every_nth_particle", NC_INT, 1, &every);
}

static int define_all(cw_track_file *file, const cw_scene *scene) {
    definer d = {.nc = file->nc};
    d.status = nc_def_dim(file->nc, "time", NC_UNLIMITED, &file->dimensions[0]);
    if (d.status == NC_NOERR)
        d.status = nc_def_dim(file->nc, "trajectory", file->count, &file->dimensions[1]);
    if (d.status == NC_NOERR)
        d.status = nc_set_fill(file->nc, NC_NOFILL, NULL); /* all is written */
    file->trajectory = define(&d, "trajectory", NC_INT, 1, &file->dimensions[1]);
    describe(&d, file->trajectory, NULL, "number of the particle", NULL);
    attribute(&d, file->trajectory, "cf_role", "trajectory_id");
    file->time = define(&d, "time", NC_DOUBLE, 1, file->dimensions);
    describe(&d, file->time, "time", "time (UTC)", "seconds since 1970-01-01 00:00:00");
    attribute(&d, file->time, "calendar", "standard");
    attribute(&d, file->time, "axis", "T");
    define_places(&d, file);
    define_states(&d, file, scene);
    file->weight = define(&d, "weight", NC_FLOAT, 1, &file->dimensions[1]);
    describe(&d, file->weight, NULL, "probability that the particle stands for", "1");
    define_globals(&d, file, scene);
    return d.status == NC_NOERR ? nc_enddef(file->nc) : d.status;
}

/* The variables of a file that an earlier run began. */
static int find_all(cw_track_file *file) {
    const struct {
        const char *name;
        int *variable;
    } names[] = {{"trajectory", &file->trajectory},
                 {"time", &file->time},
                 {"lat", &file->lat},
                 {"lon", &file->lon},
                 {"state", &file->state},
                 {"object", &file->object},
                 {"weight", &file->weight},
                 {"hypothesis", &file->hypothesis}};
    int status = nc_set_fill(file->nc, NC_NOFILL, NULL);
    for (size_t i = 0; status == NC_NOERR && i < sizeof names / sizeof names[0]; i++)
        status = nc_inq_varid(file->nc, names[i].name, names[i].variable);
    return status;
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
    file->rows = cw_alloc_array(piece, sizeof *file->rows);
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
    if (status == NC_NOERR) status = anew ? define_all(file, scene) : find_all(file);
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
