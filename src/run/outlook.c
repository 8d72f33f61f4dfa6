/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hours ahead. The case is worked through as it stands; when the outlook reaches beyond its
 * search, the case is worked through once more with a later end, so that the drift goes on and the
 * same units are planned over the longer window: what could still be attained. The plan as it
 * stands is then followed on the longer run's particles, so that both are compared on the same
 * ones. Where the case's sources of current or wind end before, that comparison is left out, and
 * the people are followed in the state that they have at the end of the drift.
 */
#include <crosswatch/run.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cw_alive *follow(const cw_run *run, const cw_plan *plan, int threads, cw_time to,
                        cw_error *err) {
    const cw_scene *scene = run->scene;
    cw_plan_problem problem = cw_scene_problem(scene, run->tracks, run->fresh, threads);
    return cw_alive_score(&problem, run->fresh, plan, scene->survival, scene->exposures, to, err);
}

static bool has_survival(const cw_run *run, cw_error *err) {
    const cw_case *c = run->source;
    if (run->scene->survival == NULL)
        return cw_fail(err, CW_ERR_INPUT,
                       "%s, environment.temperature: an outlook needs the temperature of the water",
                       c->path);
    if (run->alive != NULL && run->alive->immersed_from != INT64_MAX) return true;
    return cw_fail(err, CW_ERR_INPUT,
                   "%s, objects: nobody is in the water in this case, so there is no survival to "
                   "tell (objects[].immersion)",
                   c->path);
}

/* The longer run; its failure is not the outlook's, unless the machine failed. */
static bool search_on(cw_outlook_run *o, const cw_run_options *options, cw_error *err) {
    cw_error own = {0};
    o->longer_case = malloc(sizeof *o->longer_case);
    if (o->longer_case == NULL) return cw_fail_memory(err);
    *o->longer_case = *o->run->source;
    o->longer_case->search_to = o->longer_case->drift.to = o->to;
    o->longer = cw_run_create(o->longer_case, options, &own);
    if (o->longer != NULL) return true;
    snprintf(o->why_not, sizeof o->why_not, "%s", own.message);
    if (own.code != CW_ERR_MACHINE) return true;
    if (err != NULL) *err = own;
    return false;
}

static bool work(cw_outlook_run *o, const cw_case *c, const cw_run_options *options,
                 cw_error *err) {
    o->run = cw_run_create(c, options, err);
    if (o->run == NULL || !has_survival(o->run, err)) return false;
    if (o->to > c->search_to && !search_on(o, options, err)) return false;
    const cw_run *on = o->longer != NULL ? o->longer : o->run;
    o->planned = follow(on, o->run->plan, options->threads, o->to, err);
    if (o->planned == NULL) return false;
    if (o->longer == NULL) return true;
    o->continued = follow(on, o->longer->plan, options->threads, o->to, err);
    return o->continued != NULL;
}

cw_outlook_run *cw_outlook_create(const cw_case *c, const cw_run_options *options, double hours,
                                  cw_error *err) {
    cw_run_options planned = *options;
    planned.plan = true;
    if (c->drift.to < c->drift.from) {
        cw_fail(err, CW_ERR_INPUT, "%s looks back: there is no outlook", c->path);
        return NULL;
    }
    cw_outlook_run *o = calloc(1, sizeof *o);
    if (o == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    o->to = c->search_from + llround(hours * (double)CW_HOUR_MS);
    if (work(o, c, &planned, err)) return o;
    cw_outlook_destroy(o);
    return NULL;
}

void cw_outlook_destroy(cw_outlook_run *outlook) {
    if (outlook == NULL) return;
    cw_alive_destroy(outlook->planned);
    cw_alive_destroy(outlook->continued);
    cw_run_destroy(outlook->run);
    cw_run_destroy(outlook->longer);
    free(outlook->longer_case);
    free(outlook);
}

cw_outlook cw_outlook_view(cw_outlook_run *outlook, cw_language language) {
    outlook->result = cw_run_result(outlook->run, language);
    return (cw_outlook){.result = &outlook->result,
                        .planned = outlook->planned,
                        .continued = outlook->continued,
                        .why_not = outlook->why_not[0] != '\0' ? outlook->why_not : NULL,
                        .from = outlook->run->source->search_from,
                        .to = outlook->to};
}

/* ---- files --------------------------------------------------------------------------------- */

static bool write_text(const cw_outlook *view, const char *path, cw_error *err,
                       bool (*report)(const cw_outlook *, cw_text *, cw_error *)) {
    cw_text text = {0};
    bool done = report(view, &text, err);
    FILE *file = done ? fopen(path, "wb") : NULL;
    if (file != NULL) {
        done = fwrite(text.data, 1, text.length, file) == text.length;
        done = fclose(file) == 0 && done;
    }
    cw_text_free(&text);
    if (file != NULL && done) return true;
    return cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", path, strerror(errno));
}

static bool write_all(const cw_outlook *view, cw_output *output, cw_error *err) {
    const char *text = cw_output_path(output, "outlook.txt", err);
    if (text == NULL || !write_text(view, text, err, cw_report_outlook_text)) return false;
    const char *json = cw_output_path(output, "outlook.json", err);
    if (json == NULL || !write_text(view, json, err, cw_report_outlook_json)) return false;
    const char *picture = cw_output_path(output, "outlook.png", err);
    return picture != NULL && cw_report_outlook_picture(view, picture, err);
}

bool cw_outlook_write(cw_outlook_run *outlook, const char *directory, cw_language language,
                      cw_text *names, cw_error *err) {
    static const char *const files[][3] = {
        {"outlook.txt", "the hours ahead", "les heures qui viennent"},
        {"outlook.json", "the same, for programs", "la même chose, pour programmes"},
        {"outlook.png", "the picture", "l'image"}};
    cw_outlook view = cw_outlook_view(outlook, language);
    cw_output *output = cw_output_begin(directory, err);
    if (output == NULL) return false;
    bool done = write_all(&view, output, err) && cw_output_commit(output, err);
    cw_output_destroy(output);
    const char *slash = directory[strlen(directory) - 1] == '/' ? "" : "/";
    for (size_t i = 0; done && names != NULL && i < 3; i++)
        cw_text_add(names, "%s%s%s\t%s\n", directory, slash, files[i][0],
                    files[i][language == CW_FRENCH ? 2 : 1]);
    return done;
}
