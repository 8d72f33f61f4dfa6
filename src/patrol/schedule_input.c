/* SPDX-License-Identifier: Apache-2.0 */
/* What the schedule solver is given, looked at before it is believed: sizes, risks, chances, units;
 * and how much each of the best helpers counts. */
#include "schedule.h"

#include <math.h>

static bool check_sizes(const cw_schedule_problem *p, cw_error *err) {
    if (p->posts < 1 || p->posts > CW_MOST_POSTS)
        return cw_fail(err, CW_ERR_INPUT, "schedule: %zu posts are not 1 to %d", p->posts,
                       CW_MOST_POSTS);
    if (p->hours < 1 || p->hours > CW_MOST_SCHEDULE_HOURS)
        return cw_fail(err, CW_ERR_INPUT, "schedule: %zu hours are not 1 to %d", p->hours,
                       CW_MOST_SCHEDULE_HOURS);
    if (p->unit_count < 1 || p->unit_count > CW_MOST_SCHEDULE_UNITS)
        return cw_fail(err, CW_ERR_INPUT, "schedule: %zu units are not 1 to %d", p->unit_count,
                       CW_MOST_SCHEDULE_UNITS);
    if (p->cells < 1) return cw_fail(err, CW_ERR_INPUT, "schedule: there are no cells");
    if (!(p->busy >= 0.0 && p->busy < 1.0))
        return cw_fail(err, CW_ERR_INPUT, "schedule: busy is %g, not 0 to below 1", p->busy);
    if (p->helpers < 1 || p->helpers > CW_MOST_HELPERS)
        return cw_fail(err, CW_ERR_INPUT, "schedule: %zu helpers are not 1 to %d", p->helpers,
                       CW_MOST_HELPERS);
    if (!(p->move_cost >= 0.0 && p->sortie_cost >= 0.0 && isfinite(p->move_cost + p->sortie_cost)))
        return cw_fail(err, CW_ERR_INPUT, "schedule: the costs %g and %g are not at least 0",
                       p->move_cost, p->sortie_cost);
    return true;
}

static bool check_shares(const cw_schedule_problem *p, cw_error *err) {
    if (!(p->most_share >= 0.0 && p->most_share <= 1.0))
        return cw_fail(err, CW_ERR_INPUT, "schedule: the share %g is not 0 to 1", p->most_share);
    for (size_t n = 0; p->besides_h != NULL && n < CW_MOST_NATIONS; n++)
        if (!(p->besides_h[n] >= 0.0 && isfinite(p->besides_h[n])))
            return cw_fail(err, CW_ERR_INPUT, "schedule: nation %zu carries %g hours besides", n,
                           p->besides_h[n]);
    return true;
}

static bool check_figures(const cw_schedule_problem *p, cw_error *err) {
    for (size_t k = 0; k < p->hours * p->cells; k++) {
        if (!(p->risk[k] >= 0.0 && isfinite(p->risk[k])))
            return cw_fail(err, CW_ERR_INPUT,
                           "schedule: the risk of cell %zu in hour %zu is %g, not a number of at "
                           "least 0",
                           k % p->cells, k / p->cells, p->risk[k]);
    }
    for (size_t r = 0; r < p->response_count; r++) {
        for (size_t k = 0; k < p->posts * p->cells; k++) {
            if (!(p->responses[r][k] >= 0.0 && p->responses[r][k] <= 1.0))
                return cw_fail(err, CW_ERR_INPUT,
                               "schedule: response %zu from post %zu to cell %zu is %g, not a "
                               "chance",
                               r, k / p->cells, k % p->cells, p->responses[r][k]);
        }
    }
    return true;
}

static bool check_unit(const cw_schedule_problem *p, size_t number, cw_error *err) {
    const cw_schedule_unit *u = &p->units[number];
    if (u->base >= p->posts)
        return cw_fail(err, CW_ERR_INPUT, "schedule: the base of unit %zu is post %zu of %zu",
                       number, u->base, p->posts);
    if (u->nation >= CW_MOST_NATIONS)
        return cw_fail(err, CW_ERR_INPUT, "schedule: the nation of unit %zu is %zu, not below %d",
                       number, u->nation, CW_MOST_NATIONS);
    for (size_t hour = 0; hour < p->hours; hour++) {
        if (!(u->speed_mps[hour] >= 0.0 && isfinite(u->speed_mps[hour])))
            return cw_fail(err, CW_ERR_INPUT, "schedule: the speed of unit %zu in hour %zu is %g",
                           number, hour, u->speed_mps[hour]);
        if (u->response[hour] != CW_NO_RESPONSE && u->response[hour] >= p->response_count)
            return cw_fail(err, CW_ERR_INPUT,
                           "schedule: unit %zu has response %zu of %zu in hour %zu", number,
                           u->response[hour], p->response_count, hour);
    }
    for (size_t k = 0; k < p->posts * p->posts; k++) {
        if (!(u->way_m[k] >= 0.0))
            return cw_fail(err, CW_ERR_INPUT,
                           "schedule: the way of unit %zu from post %zu to %zu is %g", number,
                           k / p->posts, k % p->posts, u->way_m[k]);
    }
    return true;
}

bool schedule_check_problem(const cw_schedule_problem *p, cw_error *err) {
    if (!check_sizes(p, err) || !check_shares(p, err) || !check_figures(p, err)) return false;
    for (size_t k = 0; k < p->unit_count; k++) {
        if (!check_unit(p, k, err)) return false;
    }
    return true;
}

size_t schedule_weights(const cw_schedule_problem *problem, double weight[CW_MOST_HELPERS]) {
    size_t helpers = problem->busy > 0.0 ? problem->helpers : 1;
    if (helpers > problem->unit_count) helpers = problem->unit_count;
    double left = 1.0 - problem->busy;
    for (size_t k = 0; k < helpers; k++, left *= problem->busy) weight[k] = left;
    return helpers;
}
