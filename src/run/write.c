/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every file of a run, written aside and put in place together. The writers do not know of one
 * another, so they run side by side: each has a plane of its own (PROJ's contexts are not shared
 * between threads) and its own error; the first one's in the order of the list is reported.
 */
#include <crosswatch/run.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Tracks in a plan's drift.nc are thinned to about this many particles: enough for a picture. The
 * verb `drift` writes them all. */
enum { PLAN_TRACKS = 4000 };

static bool write_text(const cw_result *result, const char *path, cw_error *err) {
    cw_text text = {0};
    bool done = cw_report_text(result, &text, err);
    FILE *file = done ? fopen(path, "wb") : NULL;
    if (file != NULL) {
        done = fwrite(text.data, 1, text.length, file) == text.length;
        done = fclose(file) == 0 && done;
    }
    if (err->code == CW_OK && (file == NULL || !done))
        done = cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", path, strerror(errno));
    cw_text_free(&text);
    return done;
}

static bool write_tracks(const cw_result *result, const char *path, cw_error *err) {
    size_t every = result->tracks->particles / PLAN_TRACKS;
    return cw_report_tracks(result, path, every > 0 ? every : 1, err);
}

typedef struct writer {
    const char *plan_name, *where_name; /* where_name NULL: only with a plan */
    bool (*write)(const cw_result *result, const char *path, cw_error *err);
    const char *english, *french;
} writer;

/* The map first: it is what people look at. It and the tracks take longest. */
static const writer writers[] = {
    {"map.png", "map.png", cw_report_map, "the chart", "la carte"},
    {"plan.txt", "where.txt", write_text, "the page for the coordinator",
     "la page pour le coordinateur"},
    {"plan.gpx", NULL, cw_report_gpx, "one route a unit, for plotters",
     "une route par moyen, pour traceurs"},
    {"plan.kml", NULL, cw_report_kml, "for globes and tablets", "pour globes et tablettes"},
    {"plan.geojson", "where.geojson", cw_report_geojson, "for map programs",
     "pour logiciels de cartographie"},
    {"where.tif", "where.tif", cw_report_geotiff, "probability, one band a time",
     "probabilité, une bande par heure"},
    {"drift.nc", "drift.nc", write_tracks, "trajectories (CF NetCDF)", "trajectoires (CF NetCDF)"},
    {"plan.json", "where.json", cw_report_json, "everything, for programs",
     "tout, pour programmes"},
    {"ensemble.bin", "ensemble.bin", cw_report_ensemble, "particles, for a map in a browser",
     "particules, pour une carte en ligne"},
    {"surface.json", "surface.json", cw_report_surface, "probability, for a map in a browser",
     "probabilité, pour une carte en ligne"},
};
enum { WRITERS = sizeof writers / sizeof writers[0] };
enum { MAP_WRITERS = 2 }; /* the last ones: only when they are asked for */

typedef struct job { /* one file */
    const writer *writer;
    const char *name, *path;
    bool done;
    cw_error err;
} job;

typedef struct batch {
    const cw_result *result;
    job *jobs;
} batch;

static bool write_one(const cw_result *result, job *one) {
    cw_scene scene = *result->scene; /* the same scene, seen through another plane */
    cw_result own = *result;
    scene.plane = cw_plane_clone(result->scene->plane, &one->err);
    if (scene.plane == NULL) return false;
    own.scene = &scene;
    bool done = one->writer->write(&own, one->path, &one->err);
    cw_plane_destroy(scene.plane);
    return done;
}

static void write_some(void *context, size_t first, size_t last) {
    batch *b = context;
    for (size_t i = first; i < last; i++) b->jobs[i].done = write_one(b->result, &b->jobs[i]);
}

static size_t plan_jobs(const cw_run *run, cw_output *output, job jobs[WRITERS], cw_error *err) {
    size_t count = 0;
    for (size_t i = 0; i < WRITERS; i++) {
        const char *name = run->plan != NULL ? writers[i].plan_name : writers[i].where_name;
        if (name == NULL || (i >= WRITERS - MAP_WRITERS && !run->map_data)) continue;
        const char *path = cw_output_path(output, name, err);
        if (path == NULL) return 0;
        jobs[count++] = (job){.writer = &writers[i], .name = name, .path = path};
    }
    return count;
}

static bool write_all(const cw_result *result, job *jobs, size_t count, cw_error *err) {
    batch b = {result, jobs};
    cw_parallel_for(count, 1, 0, write_some, &b);
    for (size_t i = 0; i < count; i++) {
        if (jobs[i].done) continue;
        if (err != NULL && err->code == CW_OK) *err = jobs[i].err;
        return false;
    }
    return count > 0;
}

static void list_names(const char *directory, const job *jobs, size_t count, cw_language language,
                       cw_text *names) {
    const char *slash = directory[strlen(directory) - 1] == '/' ? "" : "/";
    for (size_t i = 0; i < count; i++) {
        cw_text_add(names, "%s%s%s\t%s\n", directory, slash, jobs[i].name,
                    language == CW_FRENCH ? jobs[i].writer->french : jobs[i].writer->english);
    }
}

bool cw_run_write(const cw_run *run, const char *directory, cw_language language, cw_text *names,
                  cw_error *err) {
    cw_result result = cw_run_result(run, language);
    job jobs[WRITERS];
    cw_output *output = cw_output_begin(directory, err);
    if (output == NULL) return false;
    size_t count = plan_jobs(run, output, jobs, err);
    bool done = write_all(&result, jobs, count, err) && cw_output_commit(output, err);
    cw_output_destroy(output);
    if (done && names != NULL) list_names(directory, jobs, count, language, names);
    return done;
}
