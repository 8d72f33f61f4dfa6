/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plan on a coordinator's screen. Opening it costs what the case costs: forcing, coast, drift.
 * From then on the particles, and what each task misses of them, stay in memory, and a line with a
 * changed area is answered with the whole plan in some milliseconds (search/edit.c). The answer is
 * always the plan as it stands, so that a screen never shows another one than is scored.
 */
#include "run/work.h"

#include <stdlib.h>
#include <string.h>

struct cw_edit_run {
    cw_scene *scene;
    cw_tracks *tracks, *fresh;
    cw_plan_problem problem;
    cw_plan *plan;
    cw_plan_session *session;
    cw_time *starts, *starts_before; /* one a task; before the last line */
    bool can_undo;
};

/* ---- opening -------------------------------------------------------------------------------- */

static void tell(const cw_run_options *options, const char *what, double done) {
    if (options->progress != NULL) options->progress(options->context, what, done);
}

static bool open_tracks(cw_edit_run *run, const cw_case *c, const cw_run_options *options,
                        cw_error *err) {
    run->scene = cw_scene_create(c, options->cache_dir, options->threads, options->progress,
                                 options->context, err);
    if (run->scene == NULL) return false;
    tell(options, "drifting the ensemble", 0.25);
    run->tracks = work_tracks(run->scene, options, options->particles, 0, err);
    if (run->tracks != NULL)
        run->fresh = work_tracks(run->scene, options, options->particles, 1, err);
    return run->fresh != NULL;
}

static bool open_plan(cw_edit_run *run, const cw_run_options *options, cw_error *err) {
    run->problem = work_problem(run->scene, run->tracks, run->fresh, options);
    run->plan = cw_plan_file_read(run->scene, options->plan_file, err);
    if (run->plan == NULL || !cw_plan_widths(&run->problem, run->plan, err)) return false;
    cw_plan_infer(run->plan);
    run->starts = cw_alloc_array(run->plan->task_count + 1, sizeof *run->starts);
    run->starts_before = cw_alloc_array(run->plan->task_count + 1, sizeof *run->starts);
    if (run->starts == NULL || run->starts_before == NULL) return cw_fail_memory(err);
    run->session = cw_plan_session_create(&run->problem, run->plan, err);
    return run->session != NULL;
}

cw_edit_run *cw_edit_run_create(const cw_case *c, const cw_run_options *options, cw_error *err) {
    cw_edit_run *run = calloc(1, sizeof *run);
    if (run == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    if (c->unit_count == 0)
        cw_fail(err, CW_ERR_INPUT, "%s: the case has no `units`", c->path);
    else if (open_tracks(run, c, options, err) && open_plan(run, options, err))
        return run;
    cw_edit_run_destroy(run);
    return NULL;
}

void cw_edit_run_destroy(cw_edit_run *run) {
    if (run == NULL) return;
    cw_plan_session_destroy(run->session);
    cw_plan_destroy(run->plan);
    free(run->starts);
    free(run->starts_before);
    cw_tracks_destroy(run->fresh);
    cw_tracks_destroy(run->tracks);
    cw_scene_destroy(run->scene);
    free(run);
}

/* ---- answering ------------------------------------------------------------------------------ */

/* Who is found alive takes several times as long as all the rest. */
static bool tell_plan(cw_edit_run *run, const cw_plan_edits *asked, const cw_error *refused,
                      cw_text *answer, cw_error *err) {
    const cw_scene *scene = run->scene;
    cw_alive *alive = NULL;
    cw_result result = {
        .scene = scene, .tracks = run->tracks, .plan = run->plan, .language = CW_ENGLISH};
    if (asked->alive && scene->survival != NULL) {
        alive = cw_alive_score(&run->problem, run->fresh, run->plan, scene->survival,
                               scene->exposures, run->problem.to, err);
        if (alive == NULL) return false;
    }
    result.alive = alive;
    bool done = cw_report_edit_line(&result, asked->id, refused, answer, err);
    cw_alive_destroy(alive);
    return done;
}

bool cw_edit_run_tell(cw_edit_run *run, cw_text *answer, cw_error *err) {
    cw_plan_edits all = {.alive = true, .id = -1};
    return tell_plan(run, &all, NULL, answer, err);
}

/* ---- changing ------------------------------------------------------------------------------- */

static bool change(cw_edit_run *run, const cw_plan_edits *edits, cw_error *why) {
    size_t laid = 0;
    unsigned broken; /* told with each task */
    memcpy(run->starts_before, run->starts, run->plan->task_count * sizeof *run->starts);
    for (; laid < edits->count; laid++) {
        const cw_edit *edit = &edits->edits[laid];
        if (!cw_plan_session_edit(run->session, edit, &broken, why)) break;
        run->starts[edit->task] = edit->start;
    }
    if (laid > 0) run->can_undo = laid == 1;
    return laid == edits->count;
}

/* Of a line that changed one area. */
static bool undo(cw_edit_run *run, cw_error *why) {
    if (!run->can_undo) return cw_fail(why, CW_NO, "there is no single change to take back");
    if (!cw_plan_session_undo(run->session, why)) return false;
    memcpy(run->starts, run->starts_before, run->plan->task_count * sizeof *run->starts);
    run->can_undo = false;
    return true;
}

bool cw_edit_run_answer(cw_edit_run *run, const char *line, size_t length, cw_text *answer,
                        cw_error *err) {
    cw_plan_edits edits;
    cw_error why = {0};
    bool good = cw_plan_edits_parse(run->scene, run->plan, run->starts, line, length, "the edit",
                                    &edits, &why)
                && (edits.undo ? undo(run, &why) : change(run, &edits, &why));
    cw_plan_edits_free(&edits);
    if (why.code == CW_ERR_MACHINE) {
        if (err != NULL) *err = why;
        return false;
    }
    return tell_plan(run, &edits, good ? NULL : &why, answer, err);
}
