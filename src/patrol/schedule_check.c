/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A schedule that came from elsewhere (a roster made by hand, the schedule under another
 * agreement): whether each unit could do it, and what it is worth.
 */
#include "schedule.h"

typedef struct looking {
    const cw_schedule_problem *problem;
    const cw_schedule_unit *unit;
    size_t number;
    schedule_way way;
    cw_error *err;
} looking;

static bool may_go(const looking *l, size_t from, size_t to, size_t hour) {
    const cw_schedule_problem *p = l->problem;
    double speed = l->unit->speed_mps[hour < p->hours ? hour : p->hours - 1];
    return speed > 0.0 && l->unit->way_m[from * p->posts + to] <= 3600.0 * speed;
}

static bool refuse(const looking *l, size_t hour, const char *what) {
    return cw_fail(l->err, CW_ERR_INPUT, "schedule: unit %zu, hour %zu: %s", l->number, hour, what);
}

/* An hour away: left at a change of watch, came by a way of an hour, allowed there. */
static bool check_away(const looking *l, size_t hour, bool leaves) {
    const cw_schedule_unit *u = l->unit;
    size_t post = l->way.post[hour];
    size_t from = leaves ? u->base : l->way.post[hour - 1];
    if (post == u->base) return refuse(l, hour, "it is away, but at its base");
    if (!schedule_may_stand(l->problem, l->number, hour, post))
        return refuse(l, hour, "it may not be there, or does not go in that weather");
    if (!may_go(l, from, post, hour)) return refuse(l, hour, "it cannot get there within the hour");
    if (leaves && u->watch_h > 1 && hour % u->watch_h != 0)
        return refuse(l, hour, "it leaves between changes of watch");
    return true;
}

/* After a sortie: back within the hour, and at rest for long enough. */
static bool check_return(const looking *l, size_t hour) {
    size_t rest = l->unit->rest_h > 1 ? l->unit->rest_h : 1;
    if (!may_go(l, l->way.post[hour - 1], l->unit->base, hour))
        return refuse(l, hour, "it cannot be back within the hour");
    for (size_t k = hour; k < hour + rest && k < l->problem->hours; k++) {
        if (l->way.state[k] != CW_RESTING) return refuse(l, k, "it should be at rest");
    }
    return true;
}

static bool check_hour(const looking *l, size_t hour, size_t *out, size_t *crew) {
    bool was_out = *out > 0;
    if (l->way.state[hour] == CW_AWAY) {
        if (!check_away(l, hour, !was_out)) return false;
        if (++*out > l->unit->endurance_h) return refuse(l, hour, "its endurance is over");
        if (++*crew > l->unit->crew_h) return refuse(l, hour, "its crew has no hours left");
        return true;
    }
    *out = 0;
    if (l->way.post[hour] != l->unit->base) return refuse(l, hour, "it is not away, nor at base");
    return !was_out || check_return(l, hour);
}

static bool check_way(const looking *l) {
    size_t out = 0, crew = 0, hours = l->problem->hours;
    for (size_t hour = 0; hour < hours; hour++) {
        if (l->way.post[hour] >= l->problem->posts || l->way.state[hour] > CW_RESTING)
            return refuse(l, hour, "there is no such post or state");
        if (!check_hour(l, hour, &out, &crew)) return false;
    }
    return out == 0 || check_return(l, hours);
}

bool schedule_check(const cw_schedule_problem *problem, const schedule_way *ways, cw_error *err) {
    for (size_t u = 0; u < problem->unit_count; u++) {
        looking l = {problem, &problem->units[u], u, ways[u], err};
        if (!check_way(&l)) return false;
    }
    size_t over = schedule_over_share(problem, ways);
    return over == CW_MOST_NATIONS
           || cw_fail(err, CW_ERR_INPUT,
                      "schedule: nation %zu carries more than %g of the hours away", over,
                      problem->most_share);
}

bool cw_schedule_evaluate(const cw_schedule_problem *problem, const uint16_t *post,
                          const uint8_t *state, double *covered, double *value, cw_error *err) {
    if (!schedule_check_problem(problem, err)) return false;
    cw_arena *arena = cw_arena_create();
    schedule_way *ways = arena != NULL ? schedule_ways_create(problem, arena) : NULL;
    schedule_plan *plan = ways != NULL ? schedule_plan_create(problem, arena) : NULL;
    bool good = plan != NULL || cw_fail_memory(err);
    if (good) {
        schedule_ways_from(problem, post, state, ways);
        good = schedule_check(problem, ways, err);
    }
    if (good) {
        schedule_plan_take(plan, ways);
        *value = *covered = plan->value;
        for (size_t u = 0; u < problem->unit_count; u++)
            *covered += schedule_costs(problem, &ways[u]);
    }
    cw_arena_destroy(arena);
    return good;
}
