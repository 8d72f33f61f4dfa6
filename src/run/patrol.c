/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A patrol plan worked through: plan, world, roster (as given, made better by trying, or planned
 * with its bound), then every agreement on the same simulated weeks; and, when asked for, the same
 * once more with the aircraft grounded, with one unit failed, and with twenty boats in one night.
 */
#include <crosswatch/run.h>

#include <stdlib.h>

static const double ENOUGH = 0.01; /* of the bound: a gap that no roster is worth a wait */
enum { BOATS_IN_ONE_NIGHT = 20, FIRST_EVENING_H = 22 };

static bool load_agreements(cw_patrol_run *run, const cw_patrol_run_options *options,
                            cw_error *err) {
    run->count = options->agreement_count > 0 ? options->agreement_count : 1;
    run->agreements = calloc(run->count, sizeof(cw_patrol_agreement *));
    if (run->agreements == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < options->agreement_count; i++) {
        run->agreements[i] = cw_patrol_agreement_load(options->agreements[i], run->plan, err);
        if (run->agreements[i] == NULL) return false;
    }
    return true;
}

static const cw_patrol_agreement *agreement_of(const cw_patrol_run *run, size_t i) {
    return run->agreements[i] != NULL ? run->agreements[i] : run->plan->agreement;
}

static cw_simulation_options simulation_of(const cw_patrol_run_options *options) {
    return (cw_simulation_options){
        .weeks = options->weeks, .threads = options->threads, .stress = CW_NO_STRESS};
}

static cw_week_options week_of(const cw_patrol_run_options *options) {
    return (cw_week_options){.time_limit_s = options->time_limit_s,
                             .enough = ENOUGH,
                             .threads = options->threads,
                             .progress = options->progress,
                             .context = options->context};
}

static bool make_better(cw_patrol_run *run, const cw_permit *permit,
                        const cw_patrol_run_options *options, cw_error *err) {
    cw_improve_options how = {.threads = options->threads};
    cw_week_options week = week_of(options);
    if (options->roster == CW_ROSTER_IMPROVED)
        return cw_roster_improve(run->world, permit, run->roster, &how, &run->tried, &run->kept,
                                 err);
    return cw_roster_plan(run->world, permit, run->roster, &week, &run->week, err);
}

/* The plan's own roster must be one that each agreement allows. */
static bool check_roster(const cw_patrol_run *run, cw_error *err) {
    for (size_t i = 0; i < run->count; i++) {
        cw_permit *permit = cw_permit_create(run->world, agreement_of(run, i), err);
        bool good = permit != NULL && cw_permit_allows_roster(run->world, permit, run->roster, err);
        cw_permit_destroy(permit);
        if (!good) return false;
    }
    return true;
}

/* The roster as given is judged on the same weeks as the better one, for the comparison. */
static bool settle_roster(cw_patrol_run *run, const cw_patrol_run_options *options, cw_error *err) {
    cw_simulation_options judged = simulation_of(options);
    run->how = options->roster;
    if (!check_roster(run, err)) return false;
    if (run->how == CW_ROSTER_GIVEN) return true;
    cw_permit *permit = cw_permit_create(run->world, agreement_of(run, 0), err);
    if (permit != NULL)
        run->before = cw_patrol_simulate(run->world, permit, run->roster, &judged, err);
    bool good = run->before != NULL && make_better(run, permit, options, err);
    cw_permit_destroy(permit);
    return good;
}

static bool compare(cw_patrol_run *run, const cw_patrol_run_options *options, cw_error *err) {
    const cw_patrol_agreement **list = calloc(run->count, sizeof(cw_patrol_agreement *));
    cw_simulation_options judged = simulation_of(options);
    if (list == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < run->count; i++) list[i] = agreement_of(run, i);
    cw_week_options week = week_of(options);
    run->options = cw_options_compare(run->world, run->roster, list, run->count, &judged,
                                      options->plan_each ? &week : NULL, err);
    free(list);
    return run->options != NULL;
}

static bool work(cw_patrol_run *run, const char *path, const cw_patrol_run_options *options,
                 cw_error *err) {
    run->plan = cw_patrol_plan_load(path, err);
    if (run->plan == NULL || !load_agreements(run, options, err)) return false;
    run->world = cw_patrol_world_create(run->plan, options->cache_dir, err);
    if (run->world != NULL) run->roster = cw_roster_create(run->world, err);
    return run->roster != NULL && settle_roster(run, options, err) && compare(run, options, err);
}

cw_patrol_run *cw_patrol_run_create(const char *path, const cw_patrol_run_options *options,
                                    cw_error *err) {
    cw_patrol_run *run = calloc(1, sizeof *run);
    if (run == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    if (work(run, path, options, err)) return run;
    cw_patrol_run_destroy(run);
    return NULL;
}

void cw_patrol_run_destroy(cw_patrol_run *run) {
    if (run == NULL) return;
    cw_options_free(run->options, run->count);
    cw_simulation_destroy(run->before);
    for (size_t k = 0; k < CW_STRESSES; k++) cw_simulation_destroy(run->stressed[k]);
    for (size_t i = 0; run->agreements != NULL && i < run->count; i++)
        cw_patrol_agreement_destroy(run->agreements[i]);
    free(run->agreements);
    cw_roster_destroy(run->roster);
    cw_patrol_world_destroy(run->world);
    cw_patrol_plan_destroy(run->plan);
    free(run);
}

/* ---- what it withstands ---------------------------------------------------------------------- */

static cw_simulation *under(const cw_patrol_run *run, const cw_patrol_run_options *options,
                            cw_stress stress, cw_error *err) {
    cw_simulation_options judged = simulation_of(options);
    judged.stress = stress;
    return cw_patrol_simulate(run->world, run->options[0].permit, run->roster, &judged, err);
}

static void tell(const cw_patrol_run_options *options, size_t done, size_t of) {
    if (options->progress != NULL)
        options->progress(options->context, "simulating weeks", (double)done / (double)of);
}

/* Every unit is taken out in turn; the one whose loss costs most people stays. */
static bool worst_failure(cw_patrol_run *run, const cw_patrol_run_options *options, cw_error *err) {
    double most = -1.0;
    for (size_t u = 0; u < run->plan->unit_count; u++) {
        tell(options, u, run->plan->unit_count);
        cw_simulation *s = under(run, options, (cw_stress){.without = u}, err);
        if (s == NULL) return false;
        double lost = cw_figure_of(s, CW_FIGURE_LOST).value;
        if (lost <= most) {
            cw_simulation_destroy(s);
            continue;
        }
        most = lost;
        cw_simulation_destroy(run->stressed[1]);
        run->stressed[1] = s;
        run->failed = u;
    }
    return true;
}

/* Of the kind that carries most people. */
static size_t fullest_kind(const cw_patrol_plan *plan) {
    size_t best = 0;
    for (size_t k = 1; k < plan->kind_count; k++)
        if (plan->kinds[k].people_most > plan->kinds[best].people_most) best = k;
    return best;
}

bool cw_patrol_run_stress(cw_patrol_run *run, const cw_patrol_run_options *options, cw_error *err) {
    size_t hour = run->world->hours > FIRST_EVENING_H ? FIRST_EVENING_H : 0;
    cw_stress many = {.without = SIZE_MAX,
                      .extra = BOATS_IN_ONE_NIGHT,
                      .extra_kind = fullest_kind(run->plan),
                      .extra_hour = hour};
    run->stressed[0] =
        under(run, options, (cw_stress){.no_aircraft = true, .without = SIZE_MAX}, err);
    if (run->stressed[0] == NULL || !worst_failure(run, options, err)) return false;
    run->stressed[2] = under(run, options, many, err);
    return run->stressed[2] != NULL;
}
