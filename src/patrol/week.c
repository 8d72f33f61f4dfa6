/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The week planned with a bound: the world becomes a schedule problem (where units may wait, where
 * help is wanted, what waiting is worth), the solver of schedule.c answers it, and the answer is
 * laid into the roster. Simulated weeks of standing by say beforehand how often a unit is taken and
 * how many of its crew's hours calls use; the roster is judged by simulation afterwards, which
 * knows what this model leaves out.
 */
#include "week.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

enum { PILOT_WEEKS = 200 };
/* The pilot's weeks are others than those that the roster is judged on. */
static const uint64_t PILOT_OFFSET = 2;
static const double CALLS_QUANTILE = 0.9;  /* crew hours kept for calls: nine weeks in ten */
static const double MOST_BUSY = 0.9;       /* of the model: beyond it nothing helps */
static const double LEAST_LEFT_OUT = 0.01; /* helpers are counted until so little is left */
static const double SORTIE_COST = 1e-3, MOVE_COST = 2e-4; /* of those whom standing by misses */
static const double HOUR_S = 3600.0;

/* ---- what calls take ------------------------------------------------------------------------- */

static void quantile_of_calls(const cw_simulation *s, size_t unit, double *away_s, double *to) {
    for (size_t k = 0; k < s->weeks; k++) away_s[k] = (double)s->load[k * s->units + unit].away_s;
    gsl_sort(away_s, 1, s->weeks);
    *to = away_s[(size_t)(CALLS_QUANTILE * (double)(s->weeks - 1))];
}

static double busy_share(const cw_simulation *s) {
    double sum = 0.0;
    for (size_t k = 0; k < s->weeks * s->units; k++) sum += (double)s->load[k].busy_s;
    return sum / (s->horizon_s * (double)(s->weeks * s->units));
}

/* Mean hours of calls a week, by nation. */
static void share_calls(week *w, const cw_simulation *s) {
    for (size_t k = 0; k < s->weeks * s->units; k++)
        w->calls_h[w->world->nation[k % s->units]] +=
            (double)s->load[k].away_s / (HOUR_S * (double)s->weeks);
    w->problem.besides_h = w->calls_h;
}

/* Everyone at base who is not off: what calls take of each crew, and how often a unit is taken. */
static bool run_pilot(week *w, const cw_roster *standby, int threads, cw_error *err) {
    cw_simulation_options options = {
        .weeks = PILOT_WEEKS, .offset = PILOT_OFFSET, .threads = threads, .stress = CW_NO_STRESS};
    double away_s[PILOT_WEEKS], calls_s = 0.0;
    size_t units = w->world->plan->unit_count;
    cw_simulation *s = cw_patrol_simulate(w->world, w->permit, standby, &options, err);
    w->crew_s = cw_arena_alloc(w->arena, units * sizeof *w->crew_s);
    if (s != NULL && w->crew_s == NULL) cw_fail_memory(err);
    bool good = s != NULL && w->crew_s != NULL;
    for (size_t u = 0; good && u < units; u++) {
        quantile_of_calls(s, u, away_s, &calls_s);
        w->crew_s[u] = fmax(0.0, w->world->plan->units[u].crew_s - calls_s);
    }
    if (good) share_calls(w, s);
    if (good) w->problem.busy = fmin(busy_share(s), MOST_BUSY);
    cw_simulation_destroy(s);
    return good;
}

static cw_roster *stand_by(const week *w, const cw_roster *given, cw_error *err) {
    cw_roster *standby = cw_roster_clone(given, err);
    for (size_t k = 0; standby != NULL && k < given->units * given->hours; k++) {
        size_t base = w->world->base_cell[k / given->hours], post = 0;
        while (w->world->place_cell[w->place[post]] != base) post++;
        if (!w->off[k]) standby->posts[k] = (cw_post){CW_POST_BASE, w->place[post]};
    }
    return standby;
}

/* ---- the problem ----------------------------------------------------------------------------- */

static size_t whole_hours(double seconds, size_t most) {
    return seconds < HOUR_S * (double)most ? (size_t)(seconds / HOUR_S) : most;
}

/* Where a unit may wait without asking, aircraft nowhere at sea; NULL: no memory. */
static const bool *leave_of(const week *w, size_t unit) {
    size_t hours = w->world->hours;
    bool air = w->world->plan->units[unit].kind == CW_UNIT_HELICOPTER;
    bool *may = cw_arena_alloc(w->arena, hours * w->posts * sizeof *may);
    for (size_t k = 0; may != NULL && k < hours * w->posts; k++) {
        size_t post = k % w->posts, cell = w->world->place_cell[w->place[post]];
        may[k] =
            !air && post >= w->bases && w->permit->delay_s[unit * w->world->cells + cell] <= 0.0f;
    }
    return may;
}

/* The last hour of the endurance is the way home. A unit that came in is turned round from the hour
 * after. */
static bool make_unit(const week *w, size_t unit, cw_schedule_unit *u) {
    const cw_patrol_world *world = w->world;
    const cw_patrol_unit *p = &world->plan->units[unit];
    size_t base = 0;
    while (world->place_cell[w->place[base]] != world->base_cell[unit]) base++;
    size_t endurance_h = whole_hours(p->endurance_s, world->hours + 1);
    *u = (cw_schedule_unit){.base = base,
                            .way_m = w->way_m,
                            .may_stand = leave_of(w, unit),
                            .endurance_h = endurance_h > 0 ? endurance_h - 1 : 0,
                            .nation = world->nation[unit],
                            .crew_h = whole_hours(w->crew_s[unit], world->hours),
                            .rest_h = 1 + (size_t)ceil(p->turnaround_s / HOUR_S)};
    return u->may_stand != NULL;
}

/* As many of the best as matter when each is taken with the chance `busy`. */
static size_t helpers_of(double busy) {
    size_t helpers = 1;
    for (double left = busy; left > LEAST_LEFT_OUT && helpers < CW_MOST_HELPERS; left *= busy)
        helpers++;
    return helpers;
}

static bool make_problem(week *w, cw_error *err) {
    cw_schedule_problem *p = &w->problem;
    size_t units = w->world->plan->unit_count;
    cw_schedule_unit *unit = cw_arena_alloc(w->arena, units * sizeof *unit);
    if (unit == NULL) return cw_fail_memory(err);
    for (size_t u = 0; u < units; u++)
        if (!make_unit(w, u, &unit[u])) return cw_fail_memory(err);
    if (!week_demands(w, err) || !week_chances(w, unit, err)) return false;
    p->posts = w->posts;
    p->cells = w->demands;
    p->hours = w->world->hours;
    p->units = unit;
    p->unit_count = units;
    p->most_share = cw_most_share(w->world->plan, w->permit->agreement);
    p->helpers = helpers_of(p->busy);
    return true;
}

static bool begin(week *w, const cw_roster *given, const cw_week_options *options, cw_error *err) {
    size_t count = given->units * given->hours;
    w->off = cw_arena_alloc(w->arena, count * sizeof *w->off);
    if (w->off == NULL) return cw_fail_memory(err);
    for (size_t k = 0; k < count; k++) w->off[k] = given->posts[k].kind == CW_POST_OFF;
    if (!week_posts(w, given, options, err)) return false;
    cw_roster *standby = stand_by(w, given, err);
    bool good =
        standby != NULL && run_pilot(w, standby, options->threads, err) && make_problem(w, err);
    cw_roster_destroy(standby);
    return good;
}

/* ---- there and back -------------------------------------------------------------------------- */

typedef struct lines { /* a roster as the solver has it */
    uint16_t *post;
    uint8_t *state;
} lines;

static bool is_at_sea(const cw_post *post) {
    return post->kind == CW_POST_STATION || post->kind == CW_POST_LEG;
}

/* Rest after a sortie is what the solver asks for; the hours off that are given are standing by
 * without a response. */
static bool make_lines(const week *w, const cw_roster *roster, bool at_sea, lines *l) {
    size_t hours = roster->hours, count = roster->units * hours;
    *l =
        (lines){cw_arena_alloc(w->arena, count * sizeof *l->post), cw_arena_alloc(w->arena, count)};
    if (l->post == NULL || l->state == NULL) return false;
    for (size_t k = 0, rest = 0; k < count; k++) {
        const cw_schedule_unit *u = &w->problem.units[k / hours];
        size_t post = 0;
        if (k % hours == 0) rest = 0;
        l->post[k] = (uint16_t)u->base;
        l->state[k] = rest > 0 ? CW_RESTING : CW_STANDBY;
        if (rest > 0) rest--;
        if (!at_sea || !is_at_sea(&roster->posts[k])) continue;
        while (w->place[post] != roster->posts[k].place) post++;
        l->post[k] = (uint16_t)post;
        l->state[k] = CW_AWAY;
        rest = u->rest_h;
    }
    return true;
}

static void lay(const week *w, const cw_schedule_answer *a, cw_roster *roster) {
    for (size_t k = 0; k < roster->units * roster->hours; k++) {
        static const cw_post_kind kinds[] = {
            [CW_STANDBY] = CW_POST_BASE, [CW_AWAY] = CW_POST_STATION, [CW_RESTING] = CW_POST_OFF};
        cw_post_kind kind = w->off[k] ? CW_POST_OFF : kinds[a->state[k]];
        roster->posts[k] = (cw_post){kind, w->place[a->post[k]]};
    }
}

/* What standing by finds and what it misses; the costs of going out are shares of what it misses.
 */
static bool look_at_standby(week *w, const cw_roster *roster, cw_week_plan *told, cw_error *err) {
    cw_schedule_problem *p = &w->problem;
    lines standby;
    double value;
    for (size_t k = 0; k < p->hours * p->cells; k++) told->expected += p->risk[k];
    if (!make_lines(w, roster, false, &standby)) return cw_fail_memory(err);
    if (!cw_schedule_evaluate(p, standby.post, standby.state, &told->standby, &value, err))
        return false;
    p->sortie_cost = SORTIE_COST * (told->expected - told->standby);
    p->move_cost = MOVE_COST * (told->expected - told->standby);
    return true;
}

/* A roster to begin from, if its units can keep it and it is better than those before. */
static bool offer(const week *w, const cw_roster *roster, double *best, cw_schedule_options *how) {
    lines l;
    cw_error why = {0};
    double covered, value;
    if (!make_lines(w, roster, true, &l)) return false;
    if (!cw_schedule_evaluate(&w->problem, l.post, l.state, &covered, &value, &why))
        return why.code != CW_ERR_MACHINE;
    if (value <= *best) return true;
    *best = value;
    how->from_post = l.post;
    how->from_state = l.state;
    return true;
}

static bool begin_from(const week *w, const cw_roster *given, const cw_week_options *options,
                       cw_schedule_options *how) {
    double best = -INFINITY;
    if (!offer(w, given, &best, how)) return false;
    for (size_t k = 0; k < options->from_count; k++)
        if (!offer(w, options->from[k], &best, how)) return false;
    return true;
}

static void tell(const week *w, const cw_schedule_answer *a, cw_week_plan *told) {
    told->helped = a->covered;
    told->value = a->value;
    told->bound = a->bound;
    told->busy = w->problem.busy;
    told->stations = w->posts - w->bases;
    told->steps = a->steps;
    told->rounds = a->rounds;
}

static bool solve(week *w, cw_roster *roster, const cw_week_options *options, cw_week_plan *told,
                  cw_error *err) {
    cw_schedule_answer a;
    double missed = told->expected - told->standby;
    cw_schedule_options how = {.seed = w->world->plan->seed,
                               .steps = options->steps,
                               .rounds = options->rounds,
                               .time_limit_s = options->time_limit_s,
                               .enough = options->enough * missed / told->expected,
                               .threads = options->threads,
                               .progress = options->progress,
                               .context = options->context};
    if (!begin_from(w, roster, options, &how)) return cw_fail_memory(err);
    if (!cw_schedule_solve(&w->problem, &how, &a, err)) return false;
    lay(w, &a, roster);
    tell(w, &a, told);
    cw_schedule_answer_free(&a);
    return true;
}

bool cw_roster_plan(cw_patrol_world *world, const cw_permit *permit, cw_roster *roster,
                    const cw_week_options *options, cw_week_plan *told, cw_error *err) {
    cw_week_plan unread = {0};
    week w = {.world = world, .permit = permit, .arena = cw_arena_create()};
    if (told == NULL) told = &unread;
    *told = (cw_week_plan){0};
    bool good = w.arena != NULL || cw_fail_memory(err);
    good = good && begin(&w, roster, options, err) && look_at_standby(&w, roster, told, err)
           && solve(&w, roster, options, told, err);
    cw_arena_destroy(w.arena);
    return good;
}
