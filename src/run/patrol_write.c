/* SPDX-License-Identifier: Apache-2.0 */
/* The files of risk, patrol and options: all of them or none. Pages that both nations read are
 * written in both languages, whatever the language of the command. */
#include <crosswatch/run.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

typedef struct named { /* a file, and what it is */
    const char *name, *english, *french;
} named;

/* Takes the text; frees it. */
static bool put(cw_output *output, const char *name, cw_text *text, bool made, cw_error *err) {
    const char *path = made ? cw_output_path(output, name, err) : NULL;
    FILE *file = path != NULL ? fopen(path, "wb") : NULL;
    bool done = file != NULL && fwrite(text->data, 1, text->length, file) == text->length;
    if (file != NULL) done = fclose(file) == 0 && done;
    cw_text_free(text);
    if (done) return true;
    return cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", name, strerror(errno));
}

static void tell(cw_text *names, const char *directory, cw_language language, const named *files,
                 size_t count) {
    const char *slash = directory[strlen(directory) - 1] == '/' ? "" : "/";
    for (size_t i = 0; names != NULL && i < count; i++)
        cw_text_add(names, "%s%s%s\t%s\n", directory, slash, files[i].name,
                    language == CW_FRENCH ? files[i].french : files[i].english);
}

/* ---- options --------------------------------------------------------------------------------- */

static bool put_options_page(cw_output *output, cw_options_view view, cw_language language,
                             const char *name, cw_error *err) {
    cw_text text = {0};
    view.language = language;
    bool made = cw_report_options_text(&view, &text, err);
    return put(output, name, &text, made, err);
}

static bool put_options(cw_output *output, const cw_options_view *view, cw_error *err) {
    cw_text json = {0};
    if (!put_options_page(output, *view, CW_ENGLISH, "options.en.txt", err)
        || !put_options_page(output, *view, CW_FRENCH, "options.fr.txt", err))
        return false;
    bool made = cw_report_options_json(view, &json, err);
    if (!put(output, "options.json", &json, made, err)) return false;
    const char *picture = cw_output_path(output, "options.png", err);
    return picture != NULL && cw_report_options_picture(view, picture, err);
}

bool cw_options_write(const cw_patrol_run *run, const char *directory, cw_language language,
                      cw_text *names, cw_error *err) {
    static const named files[] = {
        {"options.en.txt", "the page, in English", "la page, en anglais"},
        {"options.fr.txt", "the page, in French", "la page, en français"},
        {"options.json", "the same, for programs", "la même chose, pour programmes"},
        {"options.png", "the picture", "l'image"}};
    cw_options_view view = {run->world, run->options, run->count, language};
    cw_output *output = cw_output_begin(directory, err);
    bool done = output != NULL && put_options(output, &view, err) && cw_output_commit(output, err);
    cw_output_destroy(output);
    if (done) tell(names, directory, language, files, sizeof files / sizeof files[0]);
    return done;
}

/* ---- risk ------------------------------------------------------------------------------------ */

static bool put_risk_page(cw_output *output, const cw_risk *risk, const cw_history *history,
                          cw_language language, const char *name, cw_error *err) {
    cw_text text = {0};
    bool made = cw_report_risk_text(risk, history, language, &text, err);
    return put(output, name, &text, made, err);
}

static bool put_risk(cw_output *output, const cw_risk *risk, const cw_history *history,
                     cw_language language, cw_error *err) {
    cw_text json = {0};
    if (!put_risk_page(output, risk, history, CW_ENGLISH, "risk.en.txt", err)
        || !put_risk_page(output, risk, history, CW_FRENCH, "risk.fr.txt", err))
        return false;
    bool made = cw_report_risk_json(risk, history, &json, err);
    if (!put(output, "risk.json", &json, made, err)) return false;
    const char *raster = cw_output_path(output, "risk.tif", err);
    if (raster == NULL || !cw_report_risk_geotiff(risk, raster, err)) return false;
    const char *map = cw_output_path(output, "risk.png", err);
    return map != NULL && cw_report_risk_map(risk, language, map, err);
}

bool cw_risk_write(const cw_risk *risk, const cw_history *history, const char *directory,
                   cw_language language, cw_text *names, cw_error *err) {
    static const named files[] = {
        {"risk.en.txt", "the page, in English", "la page, en anglais"},
        {"risk.fr.txt", "the page, in French", "la page, en français"},
        {"risk.json", "the risk, for crosswatch patrol", "le risque, pour crosswatch patrol"},
        {"risk.tif", "incidents a year, low, high, effective number: four bands",
         "incidents par an, bas, haut, effectif : quatre bandes"},
        {"risk.png", "the chart", "la carte"}};
    cw_output *output = cw_output_begin(directory, err);
    bool done = output != NULL && put_risk(output, risk, history, language, err)
                && cw_output_commit(output, err);
    cw_output_destroy(output);
    if (done) tell(names, directory, language, files, sizeof files / sizeof files[0]);
    return done;
}

/* ---- patrol ---------------------------------------------------------------------------------- */

cw_patrol_view cw_patrol_run_view(const cw_patrol_run *run, cw_language language) {
    bool stressed = run->stressed[CW_STRESSES - 1] != NULL;
    return (cw_patrol_view){.world = run->world,
                            .roster = run->roster,
                            .option = &run->options[0],
                            .before = run->before,
                            .stressed =
                                stressed ? (const cw_simulation *const *)run->stressed : NULL,
                            .how = run->how,
                            .failed = run->failed,
                            .tried = run->tried,
                            .kept = run->kept,
                            .week = &run->week,
                            .language = language};
}

static bool put_patrol_page(cw_output *output, cw_patrol_view view, cw_language language,
                            const char *name, cw_error *err) {
    cw_text text = {0};
    view.language = language;
    bool made = cw_report_patrol_text(&view, &text, err);
    return put(output, name, &text, made, err);
}

static bool put_patrol(cw_output *output, const cw_patrol_view *view, cw_error *err) {
    cw_text json = {0}, csv = {0};
    if (!put_patrol_page(output, *view, CW_ENGLISH, "patrol.en.txt", err)
        || !put_patrol_page(output, *view, CW_FRENCH, "patrol.fr.txt", err))
        return false;
    bool made = cw_report_patrol_json(view, &json, err);
    if (!put(output, "patrol.json", &json, made, err)) return false;
    made = cw_report_roster_csv(view, &csv, err);
    if (!put(output, "roster.csv", &csv, made, err)) return false;
    const char *gpx = cw_output_path(output, "roster.gpx", err);
    if (gpx == NULL || !cw_report_roster_gpx(view, gpx, err)) return false;
    const char *geojson = cw_output_path(output, "roster.geojson", err);
    if (geojson == NULL || !cw_report_roster_geojson(view, geojson, err)) return false;
    const char *map = cw_output_path(output, "roster.png", err);
    return map != NULL && cw_report_roster_map(view, map, err);
}

bool cw_patrol_write(const cw_patrol_run *run, const char *directory, cw_language language,
                     cw_text *names, cw_error *err) {
    static const named files[] = {
        {"patrol.en.txt", "the page, in English", "la page, en anglais"},
        {"patrol.fr.txt", "the page, in French", "la page, en français"},
        {"patrol.json", "the same, for programs", "la même chose, pour programmes"},
        {"roster.csv", "the roster as a table", "le tableau de service"},
        {"roster.gpx", "the posts, for plotters", "les postes, pour traceurs"},
        {"roster.geojson", "the posts, for charts", "les postes, pour cartes"},
        {"roster.png", "the chart", "la carte"}};
    cw_patrol_view view = cw_patrol_run_view(run, language);
    cw_output *output = cw_output_begin(directory, err);
    bool done = output != NULL && put_patrol(output, &view, err) && cw_output_commit(output, err);
    cw_output_destroy(output);
    if (done) tell(names, directory, language, files, sizeof files / sizeof files[0]);
    return done;
}
