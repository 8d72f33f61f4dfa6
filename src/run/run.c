/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of the work: case -> scene -> ensemble -> tracks -> where -> plan. Each value is made
 * once and handed down. The plan is optimised on one ensemble and scored on a second one with other
 * draws, so that its POS is not flattered by what it was fitted to.
 */
#include "run/kept_tracks.h"
#include "run/work.h"

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

cw_scene *work_scene(const cw_case *c, const cw_run_options *options, cw_error *err) {
    scene_progress progress = {options};
    return cw_scene_create_shared(c, options->cache_dir, options->threads, options->ranks,
                                  tell_scene, &progress, err);
}

static cw_time round_down(cw_time time, int64_t step_ms) {
    int64_t rest = time % step_ms;
    return time - (rest < 0 ? rest + step_ms : rest);
}

/* Output times on the round clock (01:10, 01:20 ...), from before the first release to after the
 * end of the search. */
cw_drift_options work_window(const cw_case *c, int threads) {
    cw_drift_options options = c->drift;
    int64_t step_ms = llround(options.output_s * 1000.0);
    bool backward = options.to < options.from;
    options.from = round_down(options.from + (backward ? step_ms - 1 : 0), step_ms);
    options.to = round_down(options.to + (backward ? 0 : step_ms - 1), step_ms);
    options.threads = threads;
    return options;
}

/* The share of the probability that lost its place in the run: it left what the forcing covers.
 * Added by blocks, so that it is the same over any number of ranks. False: out of memory. */
static bool lost_share(const cw_ensemble *e, cw_ranks *ranks, size_t particles, double *lost,
                       cw_error *err) {
    cw_share share = cw_ranks_share(ranks, cw_ranks_number(ranks), particles, CW_PARTICLE_BLOCK);
    size_t blocks = (particles + CW_PARTICLE_BLOCK - 1) / CW_PARTICLE_BLOCK;
    double *sums = cw_alloc_array(blocks, sizeof *sums);
    bool good = sums != NULL || cw_fail_memory(err);
    good = cw_ranks_agree(ranks, good, err);
    for (size_t i = 0; good && i < e->count; i++) {
        if (cw_particle_state_of(e->state[i]) == CW_LOST)
            sums[(share.first + i) / CW_PARTICLE_BLOCK] += (double)e->weight[i];
    }
    if (good) *lost = cw_ranks_sum(ranks, sums, blocks);
    free(sums);
    return good;
}

static bool has_no_limits(const cw_coverage *c) {
    return c->box.north_deg - c->box.south_deg >= 180.0;
}

/* A map of the few that the forcing still covers would send the units to the wrong water. What is
 * lost by rule (`beyond: hold` or `zero` cover all of the area) went beyond the area itself. */
bool work_covered(const cw_scene *scene, const cw_ensemble *after, cw_ranks *ranks,
                  size_t particles, cw_error *err) {
    const cw_case *c = scene->source;
    double lost;
    if (!lost_share(after, ranks, particles, &lost, err)) return false;
    if (lost <= CW_MOST_LOST) return true;
    if (has_no_limits(&scene->current_coverage) && has_no_limits(&scene->wind_coverage)) {
        return cw_fail(
            err, CW_ERR_INPUT,
            "%s, area: %.1f %% of the probability drifts out of the area (without `area`: "
            "how far it can be carried, at most 300 km): give a wider `area`",
            c->path, 100.0 * lost);
    }
    const cw_box *current = &scene->current_coverage.box, *wind = &scene->wind_coverage.box;
    return cw_fail(
        err, CW_ERR_INPUT,
        "%s, environment: %.1f %% of the probability drifts out of what is covered (current: "
        "latitude %.2f to %.2f, longitude %.2f to %.2f; wind: latitude %.2f to %.2f, "
        "longitude %.2f to %.2f): add a source, a `beyond:` rule, or widen the `area`",
        c->path, 100.0 * lost, current->south_deg, current->north_deg, current->west_deg,
        current->east_deg, wind->south_deg, wind->north_deg, wind->west_deg, wind->east_deg);
}

cw_tracks *work_tracks(const cw_scene *scene, const cw_run_options *options, size_t particles,
                       uint64_t seed_offset, cw_error *err) {
    cw_ranks *ranks = options->ranks;
    size_t all = cw_case_particles(scene->source, particles);
    cw_ensemble *ensemble = cw_case_seed_share(scene, particles, seed_offset, ranks, err);
    cw_tracks *tracks = NULL;
    if (cw_ranks_agree(ranks, ensemble != NULL, err) && ensemble != NULL) {
        tracks = kept_tracks_record(scene, ensemble, all, (size_t)seed_offset, options, err);
        tracks = cw_tracks_join(tracks, ranks, all, err);
        if (tracks != NULL && !work_covered(scene, ensemble, ranks, all, err)) {
            cw_tracks_destroy(tracks);
            tracks = NULL;
        }
    }
    cw_ensemble_destroy(ensemble);
    return tracks;
}

/* When all that was found is in the water, for one who looks back: before the first of the finds.
 */
static cw_time first_find(const cw_case *c) {
    cw_time first = c->hypotheses[0].adrift_from;
    for (size_t i = 1; i < c->hypothesis_count; i++) {
        if (c->hypotheses[i].adrift_from < first) first = c->hypotheses[i].adrift_from;
    }
    return first;
}

static bool someone_at(const cw_tracks *tracks, size_t k) {
    const uint8_t *state = tracks->state + k * tracks->particles;
    for (size_t i = 0; i < tracks->particles; i++) {
        if (cw_particle_state_of(state[i]) != CW_WAITING) return true;
    }
    return false;
}

/* The output nearest to a time. One who looks back takes the output before: at the one after,
 * nothing has been found yet. */
static size_t output_near(const cw_tracks *tracks, cw_time time, bool backward) {
    double place = (double)(time - tracks->first) / (double)tracks->step_ms;
    int64_t k = backward ? (int64_t)floor(place) : llround(place),
            last = (int64_t)tracks->times - 1;
    return (size_t)(k < 0 ? 0 : k > last ? last : k);
}

/* Begin, middle and end of the search. Where it begins before anybody is adrift, the first output
 * at which somebody is stands for its begin. */
static size_t standard_times(const cw_case *c, const cw_tracks *tracks, cw_time times[3]) {
    bool backward = c->drift.to < c->drift.from;
    cw_time end = backward ? first_find(c) : c->search_to;
    cw_time wanted[3] = {c->search_from, c->search_from + (end - c->search_from) / 2, end};
    for (size_t i = 0; i < 3; i++) {
        size_t k = output_near(tracks, wanted[i], backward);
        while (!backward && k + 1 < tracks->times && !someone_at(tracks, k)) k++;
        times[i] = tracks->first + (int64_t)k * tracks->step_ms;
    }
    return 3;
}

/* When "where" answers, on the tracks' clock: at the case's own report times, or the standard ones.
 */
static size_t pick_times(const cw_case *c, const cw_tracks *tracks, cw_time *times, size_t most) {
    if (c->report_time_count == 0) return standard_times(c, tracks, times);
    size_t count = c->report_time_count < most ? c->report_time_count : most;
    for (size_t i = 0; i < count; i++) {
        size_t k = output_near(tracks, c->report_times[i], c->drift.to < c->drift.from);
        times[i] = tracks->first + (int64_t)k * tracks->step_ms;
    }
    return count;
}

static bool make_where(cw_run *run, cw_error *err) {
    cw_time times[64];
    size_t count = pick_times(run->source, run->tracks, times, sizeof times / sizeof times[0]);
    run->where = cw_where_compute(run->scene, run->tracks, times, count, err);
    run->where_count = run->where != NULL ? count : 0;
    if (run->where != NULL) return true;
    if (err == NULL || err->code != CW_NO) return false;
    err->code = CW_ERR_INPUT; /* a time at which nobody is adrift was asked for */
    return cw_error_prefix(err, "%s, report_times", run->source->path);
}

/* A plan in which nobody searches is no plan: says why for each unit. After a search the posterior
 * is an answer all the same. */
static bool somebody_searches(const cw_run *run, cw_error *err) {
    const cw_plan *plan = run->plan;
    cw_text why = {0}, french = {0};
    for (size_t i = 0; i < plan->task_count; i++) {
        const cw_task *task = &plan->tasks[i];
        if (task->assigned) {
            cw_text_free(&why);
            cw_text_free(&french);
            return true;
        }
        const char *name = run->source->units[task->unit].name;
        cw_text_add(&why, "%s%s: %s", i > 0 ? "; " : "", name, task->reason);
        cw_text_add(&french, "%s%s : %s", i > 0 ? " ; " : "", name, cw_french(task->reason));
    }
    cw_fail_said(err, CW_ERR_INPUT, why.data != NULL ? why.data : "",
                 french.data != NULL ? french.data : "");
    cw_error_prefix(err,
                    "%s, units: none can be given a task, though crosswatch where still says where "
                    "they can be",
                    run->source->path);
    cw_text_free(&why);
    cw_text_free(&french);
    return false;
}

/* A sample of the scoring particles and a gap far below what a plan is short of. */
static const cw_bound_options BOUND = {.particles = 8000, .sweeps = 16, .gap = 0.01};

cw_plan_problem work_problem(const cw_scene *scene, const cw_tracks *tracks, const cw_tracks *fresh,
                             const cw_run_options *options) {
    cw_plan_problem problem = cw_scene_problem(scene, tracks, fresh, options->threads);
    if (options->time_limit_s > 0.0) problem.time_limit_s = options->time_limit_s;
    if (options->objective != NULL) problem.objective = *options->objective;
    bool as_it_is = options->plan_file != NULL && options->kept_count == 0;
    problem.ranks = as_it_is ? NULL : options->ranks;
    return problem;
}

static bool can_tell_survival(const cw_run *run, const cw_plan_problem *problem, cw_error *err) {
    if (problem->objective != CW_ALIVE || problem->survival != NULL) return true;
    return cw_fail(err, CW_ERR_INPUT,
                   "%s, environment.temperature: a plan for people found alive (--objective) needs "
                   "the temperature of the water",
                   run->source->path);
}

static bool make_plan(cw_run *run, const cw_run_options *options, cw_error *err) {
    if (run->update != NULL) {
        if (!work_fresh_posterior(run, options, err)) return false;
    } else {
        run->fresh = work_tracks(run->scene, options, options->particles, 1, err);
        if (run->fresh == NULL) return false;
    }
    cw_plan_problem problem = work_problem(run->scene, run->tracks, run->fresh, options);
    if (!can_tell_survival(run, &problem, err)) return false;
    tell(options, "planning the search", DONE_WHERE);
    bool first = cw_ranks_first(options->ranks);
    if (!first && problem.ranks == NULL) return true; /* the first one scores alone */
    run->plan = work_plan(run->scene, &problem, options, err);
    if (run->plan == NULL) return false;
    if (!first) return true;
    if (run->update == NULL && !somebody_searches(run, err)) return false;
    if (!cw_plan_bound(&problem, &BOUND, &run->plan->bound, err)) return false;
    run->worksheet = cw_plan_worksheet(&problem, &run->sheet, err);
    return run->worksheet != NULL;
}

/* Who is found alive, on the particles that the plan is scored on; without a plan, who lives. */
static bool make_alive(cw_run *run, const cw_run_options *options, cw_error *err) {
    const cw_case *c = run->source;
    const cw_scene *scene = run->scene;
    const cw_tracks *tracks = run->plan != NULL ? run->fresh : run->tracks;
    if (scene->survival == NULL || c->drift.to < c->drift.from) return true;
    cw_plan_problem problem = cw_scene_problem(scene, run->tracks, run->fresh, options->threads);
    run->alive = cw_alive_score(&problem, tracks, run->plan, scene->survival, scene->exposures,
                                c->search_to, err);
    return run->alive != NULL;
}

static bool work(cw_run *run, const cw_run_options *options, cw_error *err) {
    bool plan = options->plan, results = options->file_count > 0;
    if (plan && run->source->unit_count == 0) {
        return cw_fail(err, CW_ERR_INPUT,
                       "%s: the case has no `units` to plan for; `crosswatch where` needs none",
                       run->source->path);
    }
    if (results && !work_after(run, options, &plan, err)) return false;
    run->scene = work_scene(run->source, options, err);
    if (run->scene == NULL) return false;
    tell(options, "drifting the ensemble", DONE_SCENE);
    if (results && !work_posterior(run, options, err)) return false;
    if (!results) run->tracks = work_tracks(run->scene, options, options->particles, 0, err);
    if (run->tracks == NULL) return false;
    tell(options, "mapping the probability", DONE_TRACKS);
    bool first = cw_ranks_first(options->ranks);
    if (!cw_ranks_agree(options->ranks, !first || make_where(run, err), err)) return false;
    if (plan && !make_plan(run, options, err)) return false;
    return !first || make_alive(run, options, err);
}

cw_run *cw_run_create(const cw_case *c, const cw_run_options *options, cw_error *err) {
    cw_run *run = calloc(1, sizeof *run);
    if (run == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    run->source = c;
    run->map_data = options->map_data;
    if (!work(run, options, err)) {
        cw_run_destroy(run);
        return NULL;
    }
    tell(options, "done", 1.0);
    return run;
}

void cw_run_destroy(cw_run *run) {
    if (run == NULL) return;
    cw_alive_destroy(run->alive);
    cw_plan_destroy(run->plan);
    cw_plan_destroy(run->worksheet);
    cw_where_free(run->where, run->where_count);
    cw_update_destroy(run->update);
    free(run->after_units);
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
                       .update = run->update,
                       .language = language,
                       .alive = run->alive};
}
