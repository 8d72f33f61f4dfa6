/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What follows a search that found nothing: the same case, drifted again, with the weights that the
 * results leave; and the case as it stands then. The next search begins when the last result ends.
 * A unit that has searched is where it was last, and has been under way since; one that went home
 * (`returned`) is as the case describes it.
 *
 * Where the results leave too few particles to stand on, more are drawn from the hypotheses and
 * drifted: the first of them are the same ones as before (random numbers are a function of the
 * particle's number), so the larger ensemble refines the smaller, and no particle is ever copied.
 */
#include "run/work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const cw_time LEAST_WINDOW_MS = 5 * CW_MINUTE_MS; /* less is not worth a plan */
/* Bounds of the enlarged ensemble: times the case's, and places kept (10 bytes each). */
static const double MOST_GROWTH = 16.0, MOST_PLACES = 5e7;
static const double SPARE = 1.15; /* growth is an estimate: a little more saves a second round */
enum { MOST_ROUNDS = 3 };

/* ---- the results in the order of time ----------------------------------------------------------
 */

typedef struct entry {
    const cw_search_result *result;
    const char *path;
} entry;

typedef struct entries {
    entry *items; /* owned */
    size_t count;
} entries;

static int by_time(const void *a, const void *b) {
    const cw_search_result *x = ((const entry *)a)->result, *y = ((const entry *)b)->result;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return strcmp(x->id, y->id);
}

static bool gather(entries *all, const cw_run_options *options, cw_error *err) {
    size_t count = 0;
    for (size_t f = 0; f < options->file_count; f++) count += options->files[f]->count;
    *all = (entries){calloc(count + 1, sizeof *all->items), 0};
    if (all->items == NULL) return cw_fail_memory(err);
    for (size_t f = 0; f < options->file_count; f++) {
        const cw_result_file *file = options->files[f];
        for (size_t i = 0; i < file->count; i++)
            all->items[all->count++] = (entry){&file->results[i], file->path};
    }
    qsort(all->items, all->count, sizeof *all->items, by_time);
    return true;
}

/* ---- the case afterwards -----------------------------------------------------------------------
 */

/* Where the unit was when its search ended. */
static cw_position place_at(const cw_search_result *r, cw_time time) {
    cw_timed_position last = r->parts[0].points[0];
    for (size_t k = 0; k < r->part_count; k++) {
        for (size_t i = 0; i < r->parts[k].count; i++) {
            cw_timed_position next = r->parts[k].points[i];
            double f = next.time > last.time
                           ? (double)(time - last.time) / (double)(next.time - last.time)
                           : 1.0;
            if (next.time >= time) {
                double distance, azimuth;
                cw_geodesic_inverse(last.at, next.at, &distance, &azimuth);
                return cw_geodesic_direct(last.at, azimuth, fmin(fmax(f, 0.0), 1.0) * distance);
            }
            last = next;
        }
    }
    return last.at;
}

/* Takes the unit to where its results leave it, for a plan from `from` on; the results come in the
 * order of time. */
static void move_unit(cw_unit *unit, const entries *all, cw_time from) {
    const cw_unit home = *unit;
    cw_time under_way = INT64_MAX;
    for (size_t i = 0; i < all->count; i++) {
        const cw_search_result *r = all->items[i].result;
        if (r->kind != CW_RESULT_NOTHING_FOUND || strcmp(r->unit.name, home.name) != 0) continue;
        if (under_way == INT64_MAX) {
            double distance, azimuth;
            cw_geodesic_inverse(home.at, place_at(r, r->from), &distance, &azimuth);
            under_way = r->from - llround(1000.0 * distance / home.transit_speed_mps);
        }
        *unit = home;
        if (r->returned) {
            under_way = INT64_MAX;
            continue;
        }
        unit->at = place_at(r, r->until);
        unit->readiness_s = 0.0;
        if (unit->available_from < r->until) unit->available_from = r->until;
        /* Endurance runs also while it waits on scene, for the plan or for an entry request. */
        cw_time end = under_way + llround(home.endurance_s * 1000.0);
        if (end < unit->available_to) unit->available_to = end;
        unit->endurance_s = fmax(0.0, (double)(end - from) / 1000.0);
    }
}

static bool move_units(cw_run *run, const cw_case *c, const entries *all, cw_error *err) {
    run->after_units = calloc(c->unit_count + 1, sizeof *run->after_units);
    if (run->after_units == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < c->unit_count; i++) {
        run->after_units[i] = c->units[i];
        move_unit(&run->after_units[i], all, run->after.search_from);
    }
    run->after.units = run->after_units;
    return true;
}

bool work_after(cw_run *run, const cw_run_options *options, bool *plan, cw_error *err) {
    const cw_case *c = run->source;
    entries all;
    if (c->drift.to < c->drift.from)
        return cw_fail(err, CW_ERR_INPUT,
                       "%s: a case that looks back has no searches to update with", c->path);
    if (!gather(&all, options, err)) return false;
    cw_time from = c->search_from;
    for (size_t i = 0; i < all.count; i++) {
        if (all.items[i].result->until > from) from = all.items[i].result->until;
    }
    *plan = *plan && c->unit_count > 0 && from + LEAST_WINDOW_MS <= c->search_to;
    run->after = *c;
    run->after.search_from = from < c->search_to ? from : c->search_from;
    run->after.report_time_count = 0; /* beginning, middle and end of what lies ahead */
    if (from >= c->search_to) {
        run->after.report_times = &run->after.search_to;
        run->after.report_time_count = 1;
    }
    bool good = move_units(run, c, &all, err);
    run->source = &run->after;
    free(all.items);
    return good;
}

/* ---- the posterior -----------------------------------------------------------------------------
 */

static cw_update *apply_all(const cw_plan_problem *problem, cw_tracks *tracks, const entries *all,
                            cw_error *err) {
    cw_update *update = cw_update_create(problem, tracks, err);
    for (size_t i = 0; update != NULL && i < all->count; i++) {
        if (cw_update_apply(update, all->items[i].result, err)) continue;
        cw_error_prefix(err, "%s", all->items[i].path);
        cw_update_destroy(update);
        return NULL;
    }
    return update;
}

static bool draw(cw_run *run, const cw_run_options *options, const entries *all, size_t particles,
                 cw_error *err) {
    cw_update_destroy(run->update);
    cw_tracks_destroy(run->tracks);
    run->update = NULL;
    run->tracks = work_tracks(run->scene, options, particles, 0, err);
    if (run->tracks == NULL) return false;
    run->update_problem = cw_scene_problem(run->scene, run->tracks, NULL, options->threads);
    run->update = apply_all(&run->update_problem, run->tracks, all, err);
    return run->update != NULL;
}

/* Particles a hypothesis for the next round; what it is now: there is no need, or no room. */
static size_t enlarged(const cw_run *run, size_t base, size_t now) {
    double growth = cw_update_growth(run->update, (double)base / (double)now);
    double places = (double)run->tracks->times * (double)run->source->hypothesis_count;
    double most = fmin(MOST_GROWTH * (double)base, MOST_PLACES / places);
    if (growth <= 1.0 || (double)now >= most) return now;
    return (size_t)fmin(most, ceil(SPARE * growth * (double)now));
}

bool work_posterior(cw_run *run, const cw_run_options *options, cw_error *err) {
    entries all;
    if (!gather(&all, options, err)) return false;
    size_t base = options->particles > 0 ? options->particles : run->source->particles, now = base;
    bool good = draw(run, options, &all, now, err);
    for (int round = 0; good && round < MOST_ROUNDS; round++) {
        size_t next = enlarged(run, base, now);
        if (next <= now) break;
        good = draw(run, options, &all, next, err);
        now = next;
    }
    free(all.items);
    return good;
}

bool work_fresh_posterior(cw_run *run, const cw_run_options *options, cw_error *err) {
    entries all;
    size_t particles = run->tracks->particles / run->source->hypothesis_count;
    if (!gather(&all, options, err)) return false;
    run->fresh = work_tracks(run->scene, options, particles, 1, err);
    cw_update *update = NULL;
    if (run->fresh != NULL) update = apply_all(&run->update_problem, run->fresh, &all, err);
    cw_update_destroy(update);
    free(all.items);
    return update != NULL;
}
