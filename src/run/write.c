/* SPDX-License-Identifier: Apache-2.0 */
/* Every file of a run, written aside and put in place together. */
#include <crosswatch/run.h>

#include <stdio.h>
#include <string.h>

/* Tracks in a plan's drift.nc are thinned to about this many particles: enough for a picture. The
 * verb `drift` writes them all. */
enum { PLAN_TRACKS = 4000 };

static bool write_text(const cw_result *result, const char *path, cw_error *err) {
    cw_text text = {0};
    bool done = cw_report_text(result, &text, err);
    FILE *file = done ? fopen(path, "wb") : NULL;
    if (done && file == NULL) done = cw_fail(err, CW_ERR_MACHINE, "cannot write %s", path);
    if (file != NULL) {
        done = fwrite(text.data, 1, text.length, file) == text.length;
        done = fclose(file) == 0 && done;
        if (!done) cw_fail(err, CW_ERR_MACHINE, "cannot write %s", path);
    }
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
};

bool cw_run_write(const cw_run *run, const char *directory, cw_language language, cw_text *names,
                  cw_error *err) {
    cw_result result = cw_run_result(run, language);
    cw_output *output = cw_output_begin(directory, err);
    if (output == NULL) return false;
    bool done = true;
    for (size_t i = 0; i < sizeof writers / sizeof writers[0] && done; i++) {
        const writer *w = &writers[i];
        const char *name = run->plan != NULL ? w->plan_name : w->where_name;
        if (name == NULL) continue;
        const char *path = cw_output_path(output, name, err);
        done = path != NULL && w->write(&result, path, err);
        if (names == NULL) continue;
        cw_text_add(names, "%s%s%s\t%s\n", directory,
                    directory[strlen(directory) - 1] == '/' ? "" : "/", name,
                    language == CW_FRENCH ? w->french : w->english);
    }
    done = done && cw_output_commit(output, err);
    cw_output_destroy(output);
    return done;
}
