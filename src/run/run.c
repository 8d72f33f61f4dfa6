/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of the work: case -> scene -> ensemble -> tracks -> where -> plan. Each value is made
 * once and handed down. The plan is optimised on one ensemble and scored on a second one with other
 * draws, so that its POS is not flattered by what it was fitted to.
 */
#include <crosswatch/run.h>

#include <math.h>
#include <stdlib.h>

/* Shares of the whole for the progress line, from timings of the bundled case. */
static const double DONE_SCENE = 0.25, DONE_TRACKS = 0.45, DONE_WHERE = 0.5;

static void tell(const cw_run_options *options, const char *what, double done) {
    if (options->progress != NULL) options->progress(options->context, what, done);
}

typedef struct scene_progress {
    const cw_run_options *options;
} scene_progress;

static void tell_scene(void *context, const char *what, double done) {
    const scene_progress *progress = context;
    tell(progress->options, what, done * DONE_SCENE);
}

static cw_scene *make_scene(const cw_case *c, const cw_run_options *options, cw_error *err) {
    scene_progress progress = {options};
    return cw_scene_create(c, options->cache_dir, options->threads, tell_scene, &progress, err);
}

static cw_time round_down(cw_time time, int64_t step_ms) {
    int64_t rest = time % step_ms;
    return time - (rest < 0 ? rest + step_ms : rest);
}

/* Output times on the round clock (01:10, 01:20 ...), from before the first release to after the
 * end of the search. */
static cw_drift_options window(const cw_case *c, int threads) {
    cw_drift_options options = c->drift;
    int64_t step_ms = llround(options.output_s * 1000.0);
    bool backward = options.to < options.from;
    options.from = round_down(options.from + (backward ? step_ms - 1 : 0), step_ms);
    options.to = round_down(options.to + (backward ? 0 : step_ms - 1), step_ms);
    options.threads = threads;
    return options;
}

static cw_tracks *make_tracks(const cw_scene *scene, const cw_run_options *options,
                              uint64_t seed_offset, cw_error *err) {
    cw_ensemble *ensemble = cw_case_seed(scene, options->particles, seed_offset, err);
    if (ensemble == NULL) return NULL;
    cw_drift_options drift = window(scene->source, options->threads);
    cw_tracks *tracks = cw_tracks_record(ensemble, scene->forcing, scene->mask, &drift, err);
    cw_ensemble_destroy(ensemble);
    return tracks;
}

/* The case's own report times on the tracks' clock, or begin, middle and end of the search. A case
 * that looks back takes the output before: at the one after, nothing has been found yet. */
static size_t pick_times(const cw_case *c, const cw_tracks *tracks, cw_time *times, size_t most) {
    cw_time standard[3] = {c->search_from, c->search_from + (c->search_to - c->search_from) / 2,
                           c->search_to};
    const cw_time *asked = c->report_time_count > 0 ? c->report_times : standard;
    size_t asked_count = c->report_time_count > 0 ? c->report_time_count : 3, count = 0;
    for (size_t i = 0; i < asked_count && count < most; i++) {
        double place = (double)(asked[i] - tracks->first) / (double)tracks->step_ms;
        int64_t k = c->drift.to < c->drift.from ? (int64_t)floor(place) : llround(place);
        if (k < 0) k = 0;
        if (k >= (int64_t)tracks->times) k = (int64_t)tracks->times - 1;
        times[count++] = tracks->first + k * tracks->step_ms;
    }
    return count;
}

static bool make_where(cw_run *run, cw_error *err) {
    cw_time times[64];
    size_t count = pick_times(run->source, run->tracks, times, sizeof times / sizeof times[0]);
    run->where = cw_where_compute(run->scene, run->tracks, times, count, err);
    run->where_count = run->where != NULL ? count : 0;
    return run->where != NULL;
}

/* A sample of the scoring particles and a gap far below what a plan is short of. */
static const cw_bound_options BOUND = {.particles = 8000, .sweeps = 16, .gap = 0.01};

static bool make_plan(cw_run *run, const cw_run_options *options, cw_error *err) {
    run->fresh = make_tracks(run->scene, options, 1, err);
    if (run->fresh == NULL) return false;
    cw_plan_problem problem =
        cw_scene_problem(run->scene, run->tracks, run->fresh, options->threads);
    if (options->time_limit_s > 0.0) problem.time_limit_s = options->time_limit_s;
    tell(options, "planning the search", DONE_WHERE);
    run->plan = cw_plan_optimise(&problem, err);
    if (run->plan == NULL || !cw_plan_bound(&problem, &BOUND, &run->plan->bound, err)) return false;
    run->worksheet = cw_plan_worksheet(&problem, &run->sheet, err);
    return run->worksheet != NULL;
}

static bool work(cw_run *run, const cw_run_options *options, cw_error *err) {
    run->scene = make_scene(run->source, options, err);
    if (run->scene == NULL) return false;
    tell(options, "drifting the ensemble", DONE_SCENE);
    run->tracks = make_tracks(run->scene, options, 0, err);
    if (run->tracks == NULL) return false;
    tell(options, "mapping the probability", DONE_TRACKS);
    if (!make_where(run, err)) return false;
    return !options->plan || make_plan(run, options, err);
}

cw_run *cw_run_create(const cw_case *c, const cw_run_options *options, cw_error *err) {
    cw_run *run = calloc(1, sizeof *run);
    if (run == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    run->source = c;
    if (!work(run, options, err)) {
        cw_run_destroy(run);
        return NULL;
    }
    tell(options, "done", 1.0);
    return run;
}

void cw_run_destroy(cw_run *run) {
    if (run == NULL) return;
    cw_plan_destroy(run->plan);
    cw_plan_destroy(run->worksheet);
    cw_where_free(run->where, run->where_count);
    cw_tracks_destroy(run->tracks);
    cw_tracks_destroy(run->fresh);
    cw_scene_destroy(run->scene);
    free(run);
}

cw_result cw_run_result(const cw_run *run, cw_language language) {
    return (cw_result){.scene = run->scene,
                       .tracks = run->tracks,
                       .where = run->where,
                       .where_count = run->where_count,
                       .plan = run->plan,
                       .worksheet = run->worksheet,
                       .sheet = &run->sheet,
                       .language = language};
}

bool cw_run_drift(const cw_case *c, const cw_run_options *options, const char *path, size_t every,
                  cw_error *err) {
    bool done = false;
    cw_ensemble *ensemble = NULL;
    cw_track_file *file = NULL;
    cw_scene *scene = make_scene(c, options, err);
    if (scene != NULL) ensemble = cw_case_seed(scene, options->particles, 0, err);
    if (ensemble != NULL) file = cw_track_file_create(path, scene, ensemble, every, err);
    if (file != NULL) {
        tell(options, "drifting the ensemble", DONE_SCENE);
        cw_drift_options drift = window(c, options->threads);
        done = cw_drift_run(ensemble, scene->forcing, scene->mask, &drift, cw_track_file_write,
                            file, err);
        done = cw_track_file_close(file, done ? err : NULL) && done;
    }
    cw_ensemble_destroy(ensemble);
    cw_scene_destroy(scene);
    return done;
}
