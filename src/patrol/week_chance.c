/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What waiting somewhere is worth: the share of an incident's people that a unit which is sent from
 * a post would find alive and has room for, by itself. The model is the simulation's
 * (docs/patrol.md), taken as an expectation instead of drawn. With S(t) the chance to be alive t
 * after the alert,
 *
 *   S(t) = in_water A(t) + (1 - in_water) (P(wet > t) + int_0^t f(w) A(t - w) dw),
 *
 * A the survival in water and f the exponential density of the time until the craft gives way, a
 * unit that arrives after a and searches at the rate r(a) finds them alive with the chance
 *
 *   p(a) = int_0^inf r exp(-r s) S(a + s) ds.
 *
 * Both are tables by five minutes. p is weighed with the share of the people whom the unit has room
 * for, so that a fast unit with few places does not stand for one that takes all. Drift moves the
 * place by less than a cell an hour and is left to the simulation.
 */
#include "week.h"

#include <math.h>

static const double STEP_S = 300.0;
enum { ARRIVALS = 24 * 12 + 1, SEARCHES = 48 * 12, TIMES = ARRIVALS + SEARCHES + 1 };

/* ---- alive so long after the alert ----------------------------------------------------------- */

static double in_water(const cw_survival *survival, size_t step) {
    double alive[CW_BANDS];
    cw_survival_alive(survival, (double)step * STEP_S, alive);
    return alive[CW_BAND_MIDDLE];
}

/* S at each step; `wet` is room for A. */
static void fill_alive(const cw_patrol_world *world, size_t kind, double *wet, double *alive) {
    const cw_incident_kind *k = &world->plan->kinds[kind];
    for (size_t t = 0; t < TIMES; t++) wet[t] = in_water(&world->survival[kind], t);
    double stays = exp(-STEP_S / k->holds_out_s); /* over one step */
    for (size_t t = 0; t < TIMES; t++) {
        double left = 1.0, on = 0.0; /* of the craft; alive after it gave way */
        for (size_t s = 0; s < t; s++, left *= stays)
            on += left * (1.0 - stays) * 0.5 * (wet[t - s] + wet[t - s - 1]);
        alive[t] = k->in_water * wet[t] + (1.0 - k->in_water) * (left + on);
    }
}

/* ---- found alive by a unit that arrives at a time -------------------------------------------- */

static double search_rate(const cw_patrol_unit *u, const cw_incident_kind *k, double arrival_s) {
    double radius_m = k->position_error_m + k->drift_error_mps * arrival_s;
    return u->sweep_width_m * u->search_speed_mps / (CW_PI * radius_m * radius_m);
}

static void fill_found(const cw_patrol_unit *u, const cw_incident_kind *k, const double *alive,
                       double *found) {
    for (size_t a = 0; a < ARRIVALS; a++) {
        double goes_on = exp(-STEP_S * search_rate(u, k, (double)a * STEP_S)), left = 1.0;
        found[a] = 0.0;
        for (size_t s = 0; s < SEARCHES; s++, left *= goes_on)
            found[a] += left * (1.0 - goes_on) * 0.5 * (alive[a + s] + alive[a + s + 1]);
    }
}

/* [kind * ARRIVALS + arrival], for one unit. */
static void fill_unit(const week *w, size_t unit, const double *alive, double *found) {
    const cw_patrol_plan *plan = w->world->plan;
    for (size_t k = 0; k < plan->kind_count; k++)
        fill_found(&plan->units[unit], &plan->kinds[k], alive + k * TIMES, found + k * ARRIVALS);
}

static double at_arrival(const double *found, double arrival_s) {
    double step = arrival_s / STEP_S;
    size_t a = (size_t)step;
    if (a + 1 >= ARRIVALS) return 0.0;
    return found[a] + (step - (double)a) * (found[a + 1] - found[a]);
}

/* ---- from a post, in a weather --------------------------------------------------------------- */

typedef struct setting { /* what a unit's chances depend on besides place */
    const week *week;
    size_t unit;
    double speed_mps, ready_s;
    double longest_s; /* of a sortie for a call */
    const double *found;
} setting;

static double way_m(const setting *s, size_t post, size_t cell) {
    const cw_patrol_world *world = s->week->world;
    bool air = world->plan->units[s->unit].kind == CW_UNIT_HELICOPTER;
    return cw_patrol_way_m(world, s->week->place[post], cell, air);
}

/* Of the people of an incident, the share whom the unit has room for; their number is evenly drawn,
 * and each person counts the same. */
static double room_share(const cw_patrol_unit *u, const cw_incident_kind *k) {
    double people = 0.0, lifted = 0.0;
    for (size_t n = k->people_least; n <= k->people_most; n++) {
        people += (double)n;
        lifted += (double)(n < u->capacity ? n : u->capacity);
    }
    return lifted / people;
}

/* The longest sortie for a call: within the endurance, and the hours of the crew it draws on. */
static double longest_sortie_s(const week *w, size_t unit) {
    const cw_patrol_plan *plan = w->world->plan;
    double crew_s = 0.0;
    for (size_t u = 0; u < plan->unit_count; u++)
        if (w->permit->crew[u] == w->permit->crew[unit]) crew_s += plan->units[u].crew_s;
    return fmin(plan->units[unit].endurance_s, crew_s);
}

static double chance_of(const setting *s, size_t post, size_t base, const week_demand *d) {
    const cw_patrol_world *world = s->week->world;
    const cw_patrol_unit *u = &world->plan->units[s->unit];
    double delay_s = (double)s->week->permit->delay_s[s->unit * world->cells + d->cell];
    double there_s = way_m(s, post, d->cell) / s->speed_mps;
    double back_s = way_m(s, base, d->cell) / s->speed_mps;
    double arrival_s =
        world->plan->call_s + fmax(post == base ? s->ready_s : 0.0, delay_s) + there_s;
    if (!isfinite(arrival_s + back_s) || arrival_s > CW_TOO_LATE_S) return 0.0;
    double search_s = 1.0 / search_rate(u, &world->plan->kinds[d->kind], arrival_s);
    if (there_s + search_s + back_s > s->longest_s) return 0.0;
    return room_share(u, &world->plan->kinds[d->kind])
           * at_arrival(s->found + d->kind * ARRIVALS, arrival_s);
}

/* Of an aircraft, which never waits at sea, only from its base. */
static const double *make_matrix(const setting *s, size_t base) {
    const week *w = s->week;
    double *chance = cw_arena_alloc(w->arena, w->posts * w->demands * sizeof *chance);
    bool air = w->world->plan->units[s->unit].kind == CW_UNIT_HELICOPTER;
    for (size_t post = 0; chance != NULL && post < w->posts; post++) {
        if (post != base && (air || post < w->bases)) continue;
        for (size_t d = 0; d < w->demands; d++)
            chance[post * w->demands + d] = chance_of(s, post, base, &w->demand[d]);
    }
    return chance;
}

/* ---- each unit's weathers -------------------------------------------------------------------- */

/* At most 17 speeds (plan_units.c), by day and by night. */
enum { MOST_SETTINGS = 34 };

static bool is_same(const setting *a, const setting *b) {
    return a->speed_mps == b->speed_mps && a->ready_s == b->ready_s;
}

static setting setting_of(const week *w, size_t unit, size_t hour, const double *found) {
    const cw_patrol_world *world = w->world;
    const cw_patrol_unit *u = &world->plan->units[unit];
    size_t k = unit * world->hours + hour;
    return (setting){.week = w,
                     .unit = unit,
                     .speed_mps = w->off[k] ? 0.0 : world->speed_mps[k],
                     .ready_s = world->night[hour] ? u->ready_night_s : u->ready_day_s,
                     .longest_s = longest_sortie_s(w, unit),
                     .found = found};
}

/* One matrix for each weather and light that the unit meets. */
static bool add_unit(week *w, size_t unit, cw_schedule_unit *u, const double **responses,
                     const double *found) {
    size_t first = w->problem.response_count, count = 0, hours = w->world->hours;
    double *speed = cw_arena_alloc(w->arena, hours * sizeof *speed);
    size_t *response = cw_arena_alloc(w->arena, hours * sizeof *response);
    setting known[MOST_SETTINGS];
    if (speed == NULL || response == NULL) return false;
    for (size_t hour = 0; hour < hours; hour++) {
        setting s = setting_of(w, unit, hour, found);
        size_t k = 0;
        speed[hour] = s.speed_mps;
        response[hour] = CW_NO_RESPONSE;
        if (!(s.speed_mps > 0.0)) continue;
        while (k < count && !is_same(&known[k], &s)) k++;
        if (k == count) {
            known[count++] = s;
            responses[first + k] = make_matrix(&s, u->base);
            if (responses[first + k] == NULL) return false;
        }
        response[hour] = first + k;
    }
    w->problem.response_count += count;
    u->speed_mps = speed;
    u->response = response;
    return true;
}

bool week_chances(week *w, cw_schedule_unit *units, cw_error *err) {
    const cw_patrol_plan *plan = w->world->plan;
    const double **responses =
        cw_arena_alloc(w->arena, plan->unit_count * MOST_SETTINGS * sizeof *responses);
    double *alive = cw_arena_alloc(w->arena, plan->kind_count * TIMES * sizeof *alive);
    double *wet = cw_arena_alloc(w->arena, TIMES * sizeof *wet);
    double *found = cw_arena_alloc(w->arena, plan->kind_count * ARRIVALS * sizeof *found);
    if (responses == NULL || alive == NULL || wet == NULL || found == NULL)
        return cw_fail_memory(err);
    for (size_t k = 0; k < plan->kind_count; k++) fill_alive(w->world, k, wet, alive + k * TIMES);
    for (size_t u = 0; u < plan->unit_count; u++) {
        fill_unit(w, u, alive, found);
        if (!add_unit(w, u, &units[u], responses, found)) return cw_fail_memory(err);
    }
    w->problem.responses = responses;
    return true;
}
