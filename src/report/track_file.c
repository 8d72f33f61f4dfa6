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
 */
#include <crosswatch/report.h>

#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A variable's part of one time must stay below 4 GiB in this format: 8 bytes each. */
enum { MOST_CLONES = 8, MOST_PARTICLES = 500000000 };

typedef struct columns { /* one time, as the ensemble or the recorded tracks hold it */
    const float *x_m, *y_m;
    const uint8_t *state, *object;
} columns;

typedef struct fixed { /* what does not change */
    size_t count;
    const float *weight;
    const uint16_t *hypothesis;
} fixed;

struct cw_track_file {
    int nc, dimensions[2]; /* time, trajectory */
    int trajectory, time, lat, lon, state, object, weight, hypothesis;
    char *path;
    size_t every, count, times; /* `count` trajectories are kept */
    double *lat_deg, *lon_deg;
    signed char *state_now, *object_now;
    cw_plane *planes[MOST_CLONES]; /* one a thread */
    size_t plane_count;
    columns now;
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

static int write_fixed(const cw_track_file *file, const fixed *f) {
    int *numbers = calloc(file->count + 1, sizeof *numbers);
    float *weights = calloc(file->count + 1, sizeof *weights);
    short *hypotheses = calloc(file->count + 1, sizeof *hypotheses);
    int status = numbers != NULL && weights != NULL && hypotheses != NULL ? NC_NOERR : NC_ENOMEM;
    for (size_t i = 0; status == NC_NOERR && i < file->count; i++) {
        numbers[i] = (int)(i * file->every);
        weights[i] = f->weight[i * file->every];
        hypotheses[i] = (short)f->hypothesis[i * file->every];
    }
    if (status == NC_NOERR) status = nc_put_var_int(file->nc, file->trajectory, numbers);
    if (status == NC_NOERR) status = nc_put_var_float(file->nc, file->weight, weights);
    if (status == NC_NOERR) status = nc_put_var_short(file->nc, file->hypothesis, hypotheses);
    free(numbers);
    free(weights);
    free(hypotheses);
    return status;
}

/* ---- begin and end ------------------------------------------------------------------------- */

static void release(cw_track_file *file) {
    for (size_t i = 0; i < file->plane_count; i++) cw_plane_destroy(file->planes[i]);
    free(file->lat_deg);
    free(file->lon_deg);
    free(file->state_now);
    free(file->object_now);
    free(file->path);
    free(file);
}

static bool prepare(cw_track_file *file, const cw_scene *scene, cw_error *err) {
    size_t threads = (size_t)cw_thread_count(0);
    file->lat_deg = cw_alloc_array(file->count, sizeof(double));
    file->lon_deg = cw_alloc_array(file->count, sizeof(double));
    file->state_now = cw_alloc_array(file->count, 1);
    file->object_now = cw_alloc_array(file->count, 1);
    if (file->lat_deg == NULL || file->lon_deg == NULL || file->state_now == NULL
        || file->object_now == NULL)
        return cw_fail_memory(err);
    for (size_t i = 0; i < (threads < MOST_CLONES ? threads : MOST_CLONES); i++) {
        file->planes[i] = cw_plane_clone(scene->plane, err);
        if (file->planes[i] == NULL) return false;
        file->plane_count++;
    }
    return true;
}

static cw_track_file *begin(const char *path, const cw_scene *scene, const fixed *f, size_t every,
                            cw_error *err) {
    cw_track_file *file = calloc(1, sizeof *file);
    if (file != NULL) file->path = strdup(path);
    if (file == NULL || file->path == NULL) {
        free(file);
        cw_fail_memory(err);
        return NULL;
    }
    file->every = every > 0 ? every : 1;
    file->count = (f->count + file->every - 1) / file->every;
    if (file->count == 0 || f->count > MOST_PARTICLES) {
        cw_fail(err, CW_ERR_INPUT, "%zu particles cannot be written to %s", file->count, path);
    } else if (prepare(file, scene, err)
               && good(file, nc_create(path, NC_64BIT_OFFSET | NC_CLOBBER, &file->nc), err)) {
        int status = define_all(file, scene);
        if (status == NC_NOERR) status = write_fixed(file, f);
        if (good(file, status, err)) return file;
        nc_close(file->nc);
    }
    release(file);
    return NULL;
}

cw_track_file *cw_track_file_create(const char *path, const cw_scene *scene,
                                    const cw_ensemble *ensemble, size_t every, cw_error *err) {
    fixed f = {ensemble->count, ensemble->weight, ensemble->hypothesis};
    return begin(path, scene, &f, every, err);
}

bool cw_track_file_close(cw_track_file *file, cw_error *err) {
    if (file == NULL) return true;
    bool done = good(file, nc_close(file->nc), err);
    release(file);
    return done;
}

/* ---- one time ------------------------------------------------------------------------------ */

static size_t grain_of(const cw_track_file *file) {
    return (file->count + file->plane_count - 1) / file->plane_count;
}

/* Each piece has a plane of its own: PROJ's contexts are not shared between threads. */
static void convert(void *context, size_t first, size_t last) {
    cw_track_file *file = context;
    const cw_plane *plane = file->planes[first / grain_of(file)];
    for (size_t i = first; i < last; i++) {
        size_t k = i * file->every;
        unsigned state = file->now.state[k] & 3u;
        bool placed = state == CW_ADRIFT || state == CW_STRANDED;
        cw_position at = {NAN, NAN};
        if (placed)
            at = cw_plane_inverse(plane,
                                  (cw_xy){(double)file->now.x_m[k], (double)file->now.y_m[k]});
        file->lat_deg[i] = at.lat_deg;
        file->lon_deg[i] = at.lon_deg;
        file->state_now[i] = (signed char)state;
        file->object_now[i] = (signed char)file->now.object[k];
    }
}

static bool put(cw_track_file *file, const columns *now, cw_time time, cw_error *err) {
    const size_t start[2] = {file->times, 0}, count[2] = {1, file->count};
    double seconds = (double)time / 1000.0;
    file->now = *now;
    cw_parallel_for(file->count, grain_of(file), (int)file->plane_count, convert, file);
    int status = nc_put_var1_double(file->nc, file->time, &file->times, &seconds);
    if (status == NC_NOERR)
        status = nc_put_vara_double(file->nc, file->lat, start, count, file->lat_deg);
    if (status == NC_NOERR)
        status = nc_put_vara_double(file->nc, file->lon, start, count, file->lon_deg);
    if (status == NC_NOERR)
        status = nc_put_vara_schar(file->nc, file->state, start, count, file->state_now);
    if (status == NC_NOERR)
        status = nc_put_vara_schar(file->nc, file->object, start, count, file->object_now);
    file->times++;
    return good(file, status, err);
}

bool cw_track_file_write(void *file, const cw_ensemble *ensemble, cw_time time, cw_error *err) {
    columns now = {ensemble->x_m, ensemble->y_m, ensemble->state, ensemble->object};
    return put(file, &now, time, err);
}

bool cw_report_tracks(const cw_result *result, const char *path, size_t every, cw_error *err) {
    const cw_tracks *t = result->tracks;
    fixed f = {t->particles, t->weight, t->hypothesis};
    cw_track_file *file = begin(path, result->scene, &f, every, err);
    bool done = file != NULL;
    for (size_t k = 0; k < t->times && done; k++) {
        size_t offset = k * t->particles;
        columns now = {t->x_m + offset, t->y_m + offset, t->state + offset, t->object + offset};
        done = put(file, &now, t->first + (int64_t)k * t->step_ms, err);
    }
    return cw_track_file_close(file, done ? err : NULL) && done;
}
