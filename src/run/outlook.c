/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hours ahead. The case is worked through as it stands. When the outlook reaches beyond the end
 * of its search, the drift is run once more until then, and the same units are planned anew from
 * that end on what the plan would leave (each particle's weight times its chance of being missed):
 * what going on could still attain. A unit whose endurance lasts until then stays on scene, and so
 * does one that goes out only once, as long as it can; any other goes home as planned, and sets out
 * again after its turnaround. The plan, and the plan with what follows,
 * are then scored on the same fresh particles of the longer drift. Where the case's sources of
 * current or wind end before, that is left out, and the people are followed in the state that they
 * have at the end of the drift.
 */
#include "run/work.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cw_alive *follow(const cw_scene *scene, const cw_tracks *tracks, const cw_plan *plan,
                        int threads, cw_time to, cw_error *err) {
    cw_plan_problem problem = cw_scene_problem(scene, tracks, tracks, threads);
    return cw_alive_score(&problem, tracks, plan, scene->survival, scene->exposures, to, err);
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

/* ---- going on ------------------------------------------------------------------------------ */

/* When the sortie began that the task belongs to: tasks of one unit lie side by side. */
static cw_time launched(const cw_task *task) {
    while (task->area > 0 && task[-1].sortie == task->sortie) task--;
    return task->under_way;
}

/* The unit as it is when its last task ends. */
static cw_unit unit_after(const cw_outlook_run *o, const cw_unit *before, const cw_task *task) {
    cw_unit unit = *before;
    const cw_case *c = o->run->source;
    cw_time standard = c->search_to + (cw_time)(before->endurance_s * 1000.0);
    if (unit.available_to == standard) unit.available_to += o->to - c->search_to;
    if (!task->assigned || task->pattern.count == 0) return unit;
    cw_time empty = launched(task) + llround(before->endurance_s * 1000.0);
    if (empty >= o->to || !(before->turnaround_s > 0.0)) {
        unit.at =
            cw_plane_inverse(o->scene->plane, task->pattern.points[task->pattern.count - 1].at);
        unit.readiness_s = 0.0;
        unit.endurance_s = fmax(0.0, (double)(empty - c->search_to) / 1000.0);
        /* Endurance runs also while it waits for the plan. */
        if (empty < unit.available_to) unit.available_to = empty;
        return unit;
    }
    unit.at = before->turn_round;
    cw_time again = task->back + llround(before->turnaround_s * 1000.0);
    if (again > unit.available_from) unit.available_from = again;
    return unit;
}

/* The tracks with each weight times the chance of having been missed; borrows all but the weights.
 */
static bool take_rest(const cw_outlook_run *o, const cw_tracks *tracks, int threads,
                      cw_tracks *rest, cw_error *err) {
    cw_plan_problem problem = cw_scene_problem(o->scene, tracks, tracks, threads);
    *rest = *tracks;
    rest->weight = cw_alloc_array(tracks->particles, sizeof *rest->weight);
    if (rest->weight == NULL) return cw_fail_memory(err);
    if (!cw_plan_missed(&problem, tracks, o->run->plan, rest->weight, err)) return false;
    for (size_t i = 0; i < tracks->particles; i++) rest->weight[i] *= tracks->weight[i];
    return true;
}

static bool plan_next(cw_outlook_run *o, const cw_run_options *options, cw_error *err) {
    const cw_plan *plan = o->run->plan;
    cw_tracks rest = {0}, fresh = {0};
    cw_unit *units = cw_alloc_array(plan->task_count + 1, sizeof *units);
    bool good = units != NULL || cw_fail_memory(err);
    good = good && take_rest(o, o->tracks, options->threads, &rest, err)
           && take_rest(o, o->fresh, options->threads, &fresh, err);
    if (good) {
        cw_plan_problem problem = work_problem(o->scene, &rest, &fresh, options);
        for (size_t t = 0; t < plan->task_count; t++)
            units[plan->tasks[t].unit] =
                unit_after(o, &problem.units[plan->tasks[t].unit], &plan->tasks[t]);
        problem.units = units;
        problem.from = o->run->source->search_to;
        problem.to = o->to;
        o->next = cw_plan_optimise(&problem, err);
    }
    free(rest.weight);
    free(fresh.weight);
    free(units);
    return o->next != NULL;
}

static bool drift_on(cw_outlook_run *o, const cw_run_options *options, cw_error *err) {
    o->longer_case = malloc(sizeof *o->longer_case);
    if (o->longer_case == NULL) return cw_fail_memory(err);
    *o->longer_case = *o->run->source;
    o->longer_case->search_to = o->longer_case->drift.to = o->to;
    o->scene =
        cw_scene_create(o->longer_case, options->cache_dir, options->threads, NULL, NULL, err);
    if (o->scene != NULL) o->tracks = work_tracks(o->scene, options, options->particles, 0, err);
    if (o->tracks != NULL) o->fresh = work_tracks(o->scene, options, options->particles, 1, err);
    return o->fresh != NULL;
}

/* A case that ends before is no failure of the outlook, unless the machine failed. */
static bool go_on(cw_outlook_run *o, const cw_run_options *options, cw_error *err) {
    cw_error own = {0};
    if (drift_on(o, options, &own) && plan_next(o, options, &own)) return true;
    o->why_not = own;
    if (own.code != CW_ERR_MACHINE) return true;
    if (err != NULL) *err = own;
    return false;
}

/* The plan, and the plan with what follows it. */
static bool score_both(cw_outlook_run *o, int threads, cw_error *err) {
    const cw_plan *plan = o->run->plan, *next = o->next;
    const cw_scene *scene = next != NULL ? o->scene : o->run->scene;
    const cw_tracks *tracks = next != NULL ? o->fresh : o->run->fresh;
    o->planned = follow(scene, tracks, plan, threads, o->to, err);
    if (o->planned == NULL || next == NULL) return o->planned != NULL;
    cw_plan both = {.task_count = plan->task_count + next->task_count};
    both.tasks = cw_alloc_array(both.task_count + 1, sizeof *both.tasks);
    if (both.tasks == NULL) return cw_fail_memory(err);
    memcpy(both.tasks, plan->tasks, plan->task_count * sizeof *both.tasks);
    memcpy(both.tasks + plan->task_count, next->tasks, next->task_count * sizeof *both.tasks);
    o->continued = follow(scene, tracks, &both, threads, o->to, err);
    free(both.tasks); /* patterns are borrowed */
    return o->continued != NULL;
}

static bool work(cw_outlook_run *o, const cw_case *c, const cw_run_options *options,
                 cw_error *err) {
    o->run = cw_run_create(c, options, err);
    if (o->run == NULL || !has_survival(o->run, err)) return false;
    if (o->to > c->search_to && !go_on(o, options, err)) return false;
    return score_both(o, options->threads, err);
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
    cw_plan_destroy(outlook->next);
    cw_tracks_destroy(outlook->tracks);
    cw_tracks_destroy(outlook->fresh);
    cw_scene_destroy(outlook->scene);
    free(outlook->longer_case);
    free(outlook);
}

cw_outlook cw_outlook_view(cw_outlook_run *outlook, cw_language language) {
    outlook->result = cw_run_result(outlook->run, language);
    return (cw_outlook){.result = &outlook->result,
                        .planned = outlook->planned,
                        .continued = outlook->continued,
                        .why_not = outlook->why_not.code != CW_OK ? &outlook->why_not : NULL,
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
