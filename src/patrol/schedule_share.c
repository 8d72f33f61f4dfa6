/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who carries the load: no nation more than a share x of the hours away. With A(n) the hours of
 * nation n in the schedule and C(n) those it carries besides (calls) this is
 *
 *   A(n) = 0  or  A(n) + C(n) <= x sum (A + C),
 *
 * to the hour, which everyone standing by keeps. With all other units as they are it leaves each
 * unit a least and a most of hours, so that a schedule that keeps it stays so while one unit after
 * the other takes its best way.
 */
#include "schedule.h"

#include <math.h>

static const double ROUNDING_H = 1e-9;
static const double WHOLE_H =
    1.0; /* a schedule's hours are whole: within one of the share is kept */

bool schedule_has_share(const cw_schedule_problem *problem) {
    return problem->most_share > 0.0 && problem->most_share < 1.0;
}

static double hours_of(const cw_schedule_problem *problem, const schedule_way *way) {
    double sum = 0.0;
    for (size_t hour = 0; hour < problem->hours; hour++) sum += way->state[hour] == CW_AWAY;
    return sum;
}

double schedule_hours_away(const cw_schedule_problem *problem, const schedule_way *ways,
                           double by_nation[CW_MOST_NATIONS]) {
    double all = 0.0;
    for (size_t n = 0; n < CW_MOST_NATIONS; n++) by_nation[n] = 0.0;
    for (size_t u = 0; u < problem->unit_count; u++) {
        double hours = hours_of(problem, &ways[u]);
        by_nation[problem->units[u].nation] += hours;
        all += hours;
    }
    return all;
}

double schedule_share_slack(const cw_schedule_problem *problem, size_t nation) {
    double sum = 0.0;
    if (problem->besides_h == NULL) return WHOLE_H;
    for (size_t n = 0; n < CW_MOST_NATIONS; n++) sum += problem->besides_h[n];
    return problem->most_share * sum - problem->besides_h[nation] + WHOLE_H;
}

size_t schedule_over_share(const cw_schedule_problem *problem, const schedule_way *ways) {
    double by_nation[CW_MOST_NATIONS], all = schedule_hours_away(problem, ways, by_nation);
    for (size_t n = 0; schedule_has_share(problem) && n < CW_MOST_NATIONS; n++)
        if (by_nation[n] > 0.0
            && by_nation[n]
                   > problem->most_share * all + schedule_share_slack(problem, n) + ROUNDING_H)
            return n;
    return CW_MOST_NATIONS;
}

schedule_limits schedule_limits_of(const cw_schedule_problem *problem, const schedule_way *ways,
                                   size_t unit) {
    double by_nation[CW_MOST_NATIONS], x = problem->most_share, least = 0.0;
    if (!schedule_has_share(problem)) return SCHEDULE_NO_LIMITS;
    double own = hours_of(problem, &ways[unit]);
    double rest = schedule_hours_away(problem, ways, by_nation) - own;
    size_t nation = problem->units[unit].nation;
    for (size_t n = 0; n < CW_MOST_NATIONS; n++)
        if (n != nation && by_nation[n] > 0.0)
            least = fmax(least, (by_nation[n] - schedule_share_slack(problem, n)) / x - rest);
    double others = by_nation[nation] - own;
    double most = (x * rest + schedule_share_slack(problem, nation) - others) / (1.0 - x);
    return (schedule_limits){(size_t)ceil(fmax(0.0, least - ROUNDING_H)),
                             (size_t)floor(fmax(0.0, most + ROUNDING_H))};
}
