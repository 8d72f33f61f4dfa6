/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Only the drift, alone or over several ranks: each carries its share of the particles, and writes
 * them at each output, or has the first one write them (report/track_slab.c). Where it is asked
 * for, the state is kept every so many outputs, together with the file so far; a run that finds
 * such a state goes on from there, and writes the outputs after it once more.
 */
#include "run/checkpoint.h"
#include "run/work.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double DONE_SCENE = 0.25; /* of the progress line */

typedef struct drift_work {
    const cw_run_options *options;
    cw_drift_options drift;
    checkpoint kept;
    char *tracks; /* the path of drift.nc while it grows; of the first rank */
    cw_track_file *file;
    checkpoint_place place;
} drift_work;

static void tell(const drift_work *w) {
    const cw_run_options *o = w->options;
    double whole = (double)(w->drift.to - w->drift.from);
    double gone = (double)(w->place.time - w->drift.from);
    if (o->progress != NULL && w->place.time != w->drift.to)
        o->progress(o->context, "drifting the ensemble",
                    DONE_SCENE + (1.0 - DONE_SCENE) * gone / whole);
}

/* The outputs that a state counts on are durable before it. */
static bool keep(drift_work *w, const cw_ensemble *e, cw_error *err) {
    if (!cw_ranks_agree(w->options->ranks, cw_track_file_sync(w->file, err), err)) return false;
    return checkpoint_save(&w->kept, e, &w->place, err);
}

static bool output(void *context, const cw_ensemble *e, cw_time time, cw_error *err) {
    drift_work *w = context;
    size_t every = w->options->checkpoint_every;
    if (!cw_track_file_write(w->file, e, time, err)) return false;
    w->place.times_done++;
    w->place.time = time;
    bool due = every > 0 && w->place.times_done % every == 0 && time != w->drift.to;
    if (due && !keep(w, e, err)) return false;
    tell(w);
    return true;
}

/* Where drift.nc grows: at `path`, or with the state. Of the first rank. */
static bool make_place(drift_work *w, const cw_scene *scene, const char *path, size_t every,
                       cw_error *err) {
    const char *directory = w->options->checkpoints;
    if (w->options->checkpoint_every == 0) {
        w->tracks = strdup(path);
        return w->tracks != NULL || cw_fail_memory(err);
    }
    if (!checkpoint_directory(directory, err)) return false;
    w->tracks = checkpoint_path(directory, CHECKPOINT_TRACKS);
    if (w->tracks == NULL) return cw_fail_memory(err);
    return checkpoint_name(&w->kept, scene, "written", every, err);
}

static bool begin(drift_work *w, const cw_scene *scene, cw_ensemble *e, const char *path,
                  size_t every, cw_error *err) {
    const cw_run_options *o = w->options;
    bool good = !cw_ranks_first(o->ranks) || make_place(w, scene, path, every, err);
    if (!cw_ranks_agree(o->ranks, good, err)) return false;
    if (o->checkpoint_every > 0 && !checkpoint_load(&w->kept, e, &w->place, err)) return false;
    cw_track_spread spread = {.every = every,
                              .ranks = o->ranks,
                              .particles = w->kept.particles,
                              .times_done = (size_t)w->place.times_done};
    w->file = cw_track_file_create(w->tracks, scene, e, &spread, err);
    return w->file != NULL;
}

/* The finished file gets its own name beside the kept one, which stays until all is in place. */
static bool hand_over(const drift_work *w, const char *path, cw_error *err) {
    if (!cw_ranks_first(w->options->ranks) || w->options->checkpoint_every == 0) return true;
    if (link(w->tracks, path) == 0 || rename(w->tracks, path) == 0) return true;
    return cw_fail(err, CW_ERR_MACHINE, "cannot put %s in place: %s", path, strerror(errno));
}

static bool carry_on(drift_work *w, const cw_scene *scene, cw_ensemble *e, const char *path,
                     size_t every, cw_error *err) {
    cw_ranks *ranks = w->options->ranks;
    bool done = begin(w, scene, e, path, every, err);
    const cw_time resumed = w->place.time; /* stays, while the place moves */
    if (w->place.times_done > 0) w->drift.resume_at = &resumed;
    done = done && cw_drift_run(e, scene->forcing, scene->mask, &w->drift, output, w, err);
    done = cw_ranks_agree(ranks, done, err);
    done = done && work_covered(scene, e, ranks, w->kept.particles, err);
    done = cw_track_file_close(w->file, done, done ? err : NULL) && done;
    done = done && hand_over(w, path, err);
    return cw_ranks_agree(ranks, done, err);
}

bool cw_run_drift(const cw_case *c, const cw_run_options *options, const char *path, size_t every,
                  cw_error *err) {
    drift_work w = {.options = options, .drift = work_window(c, options->threads)};
    w.kept = (checkpoint){.ranks = options->ranks,
                          .particles = cw_case_particles(c, options->particles),
                          .hypotheses = c->hypothesis_count,
                          .directory = options->checkpoints,
                          .state = CHECKPOINT_STATE,
                          .window = w.drift};
    cw_scene *scene = work_scene(c, options, err);
    if (scene == NULL) return false;
    cw_ensemble *e = cw_case_seed_share(scene, options->particles, 0, options->ranks, err);
    bool done = cw_ranks_agree(options->ranks, e != NULL, err) && e != NULL
                && carry_on(&w, scene, e, path, every, err);
    free(w.tracks);
    cw_ensemble_destroy(e);
    cw_scene_destroy(scene);
    return done;
}
