/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A roster made better by trying. One unit's watch of six hours is moved to a station (drawn by the
 * risk, among cells that it can reach) or back to its base; the change stays when fewer people are
 * lost over the same simulated weeks, no nation carries more than its limit, and no watch breaks
 * endurance or crew hours. It is a rule with a stated effort and no bound. A planner that knows how
 * far it is from the best takes the same world, roster and simulation.
 */
#include "world.h"

#include <math.h>
#include <string.h>

enum { WATCH_H = 6, DEFAULT_WEEKS = 100, DEFAULT_TRIALS = 200 };

typedef struct search {
    cw_patrol_world *world;
    const cw_permit *permit;
    const cw_improve_options *options;
    cw_simulation_options judged;
    double best;
} search;

static bool at_sea(const cw_post *post) {
    return post->kind == CW_POST_STATION || post->kind == CW_POST_LEG;
}

/* No watch at sea longer than the endurance, and all of them within the crew hours. */
static bool can_be_kept(const cw_patrol_unit *u, const cw_post *posts, size_t hours) {
    size_t run = 0, all = 0;
    for (size_t h = 0; h < hours; h++) {
        run = at_sea(&posts[h]) ? run + 1 : 0;
        all += at_sea(&posts[h]);
        if (3600.0 * (double)run > u->endurance_s) return false;
    }
    return 3600.0 * (double)all <= u->crew_s;
}

static bool judge(const search *s, const cw_roster *roster, double *lost, cw_error *err) {
    cw_simulation *run = cw_patrol_simulate(s->world, s->permit, roster, &s->judged, err);
    if (run == NULL) return false;
    *lost = cw_figure_of(run, CW_FIGURE_LOST).value;
    if (!cw_load_is_fair(s->world, s->permit->agreement, run)) *lost = INFINITY;
    cw_simulation_destroy(run);
    return true;
}

static size_t pick(double u, size_t count) {
    size_t k = (size_t)(u * (double)count);
    return k < count ? k : count - 1;
}

/* A cell by the risk of a kind, each kind as often as another. */
static size_t pick_cell(const cw_patrol_world *w, double which, double where) {
    const double *up_to = w->layers[pick(which, w->plan->kind_count)].up_to;
    size_t cell = 0;
    while (cell + 1 < w->cells && up_to[cell] < where * up_to[w->cells - 1]) cell++;
    return cell;
}

/* False in *changed when the draw gives nothing new. */
static bool change(search *s, size_t trial, cw_roster *roster, bool *changed, cw_error *err) {
    cw_patrol_world *w = s->world;
    double u[4], v[4];
    cw_draw draw = {.seed = w->plan->seed,
                    .hypothesis = UINT32_MAX,
                    .particle = (uint32_t)trial,
                    .purpose = CW_DRAW_PATROL};
    cw_random_uniform(draw, u);
    draw.step = 1;
    cw_random_uniform(draw, v);
    size_t unit = pick(u[0], roster->units), watches = (roster->hours + WATCH_H - 1) / WATCH_H;
    size_t first = WATCH_H * pick(u[1], watches), base, place, cell = pick_cell(w, u[2], v[0]);
    *changed = false;
    if (!cw_patrol_place(w, w->base_cell[unit], &base, err)) return false;
    cw_post post = {CW_POST_BASE, base};
    bool out = v[1] < 0.7, air = w->plan->units[unit].kind == CW_UNIT_HELICOPTER;
    /* It waits at sea only where it may be without asking. */
    bool may = s->permit->delay_s[unit * w->cells + cell] <= 0.0f
               && (w->closed == NULL || !w->closed[cell]);
    if (out && (air || !may || !isfinite(cw_patrol_way_m(w, base, cell, false)))) return true;
    if (out && !cw_patrol_place(w, cell, &place, err)) return false;
    if (out) post = (cw_post){CW_POST_STATION, place};
    for (size_t h = first; h < first + WATCH_H && h < roster->hours; h++) {
        cw_post *to = &roster->posts[unit * roster->hours + h];
        if (to->kind == CW_POST_OFF || (to->kind == post.kind && to->place == post.place)) continue;
        *to = post;
        *changed = true;
    }
    if (!can_be_kept(&w->plan->units[unit], &roster->posts[unit * roster->hours], roster->hours))
        *changed = false;
    return true;
}

static bool try_one(search *s, size_t trial, cw_roster *roster, size_t *kept, cw_error *err) {
    cw_roster *next = cw_roster_clone(roster, err);
    double lost = INFINITY;
    bool changed = false;
    bool good = next != NULL && change(s, trial, next, &changed, err)
                && (!changed || judge(s, next, &lost, err));
    if (good && lost < s->best) {
        s->best = lost;
        memcpy(roster->posts, next->posts, roster->units * roster->hours * sizeof *next->posts);
        ++*kept;
    }
    cw_roster_destroy(next);
    return good;
}

bool cw_roster_improve(cw_patrol_world *world, const cw_permit *permit, cw_roster *roster,
                       const cw_improve_options *options, size_t *tried, size_t *kept,
                       cw_error *err) {
    search s = {.world = world,
                .permit = permit,
                .options = options,
                /* Other weeks than those that the result is told on. */
                .judged = {.weeks = options->weeks > 0 ? options->weeks : DEFAULT_WEEKS,
                           .offset = 1,
                           .threads = options->threads,
                           .stress = CW_NO_STRESS}};
    size_t trials = options->trials > 0 ? options->trials : DEFAULT_TRIALS, accepted = 0;
    if (!judge(&s, roster, &s.best, err)) return false;
    for (size_t k = 0; k < trials; k++)
        if (!try_one(&s, k, roster, &accepted, err)) return false;
    if (tried != NULL) *tried = trials;
    if (kept != NULL) *kept = accepted;
    return true;
}
