/* SPDX-License-Identifier: Apache-2.0 */
/* The head of drift.nc: what the CF conventions want to be told of each variable. netCDF-C writes
 * it; the values are put behind it by track_slab.c. */
#include "report/track_file.h"

#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <string.h>

/* Collects the first status that is not NC_NOERR, so that definitions read as a list. */
typedef struct definer {
    int nc, status;
    int dimensions[2]; /* time, trajectory */
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

static void define_places(definer *d) {
    const double nowhere = NAN;
    int lat = define(d, "lat", NC_DOUBLE, 2, d->dimensions);
    describe(d, lat, "latitude", "latitude (WGS84)", "degrees_north");
    int lon = define(d, "lon", NC_DOUBLE, 2, d->dimensions);
    describe(d, lon, "longitude", "longitude (WGS84)", "degrees_east");
    const int both[2] = {lat, lon};
    for (int i = 0; i < 2; i++) {
        if (d->status == NC_NOERR)
            d->status = nc_put_att_double(d->nc, both[i], "_FillValue", NC_DOUBLE, 1, &nowhere);
    }
}

static void define_states(definer *d, const cw_scene *scene) {
    cw_text states = {0}, names = {0}, hypotheses = {0};
    const cw_case *source = scene->source;
    size_t hypothesis_count = source != NULL ? source->hypothesis_count : 0;
    cw_text_add(&states, "waiting adrift stranded lost");
    int state = define(d, "state", NC_BYTE, 2, d->dimensions);
    describe(d, state, NULL, "state of the particle", NULL);
    attribute(d, state, "coordinates", "lat lon");
    define_flags(d, state, NC_BYTE, 4, &states);
    for (size_t i = 0; i < scene->object_count; i++) add_meaning(&names, scene->objects[i].name);
    int object = define(d, "object", NC_BYTE, 2, d->dimensions);
    describe(d, object, NULL, "search object that the particle stands for", NULL);
    attribute(d, object, "coordinates", "lat lon");
    define_flags(d, object, NC_BYTE, scene->object_count, &names);
    for (size_t i = 0; i < hypothesis_count; i++)
        add_meaning(&hypotheses, source->hypotheses[i].name);
    int hypothesis = define(d, "hypothesis", NC_SHORT, 1, &d->dimensions[1]);
    describe(d, hypothesis, NULL, "hypothesis that the particle was drawn from", NULL);
    define_flags(d, hypothesis, NC_SHORT, hypothesis_count, &hypotheses);
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

static void define_all(definer *d, const cw_track_file *file, const cw_scene *scene) {
    if (d->status == NC_NOERR)
        d->status = nc_def_dim(d->nc, "time", NC_UNLIMITED, &d->dimensions[0]);
    if (d->status == NC_NOERR)
        d->status = nc_def_dim(d->nc, "trajectory", file->count, &d->dimensions[1]);
    if (d->status == NC_NOERR) d->status = nc_set_fill(d->nc, NC_NOFILL, NULL); /* all is written */
    int trajectory = define(d, "trajectory", NC_INT, 1, &d->dimensions[1]);
    describe(d, trajectory, NULL, "number of the particle", NULL);
    attribute(d, trajectory, "cf_role", "trajectory_id");
    int time = define(d, "time", NC_DOUBLE, 1, d->dimensions);
    describe(d, time, "time", "time (UTC)", "seconds since 1970-01-01 00:00:00");
    attribute(d, time, "calendar", "standard");
    attribute(d, time, "axis", "T");
    define_places(d);
    define_states(d, scene);
    int weight = define(d, "weight", NC_FLOAT, 1, &d->dimensions[1]);
    describe(d, weight, NULL, "probability that the particle stands for", "1");
    define_globals(d, file, scene);
}

bool track_head_write(const cw_track_file *file, const cw_scene *scene, cw_error *err) {
    definer d = {.nc = -1};
    d.status = nc_create(file->path, NC_64BIT_OFFSET | NC_CLOBBER, &d.nc);
    bool made = d.status == NC_NOERR;
    define_all(&d, file, scene);
    if (d.status == NC_NOERR) d.status = nc_enddef(d.nc);
    int closed = made ? nc_close(d.nc) : NC_NOERR;
    if (d.status == NC_NOERR) d.status = closed;
    return d.status == NC_NOERR
           || cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", file->path,
                      nc_strerror(d.status));
}
