/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one unit can do: its sweep widths, and the time it has on scene at a place. Times are those
 * of docs/search.md: order, readiness, entry request, transit along the geodesic (land in the way
 * is not gone round) from base or from the area before, search, return to where it must end.
 */
#include "search/planner.h"

#include <math.h>
#include <stdio.h>

static const double least_search_s = 300.0; /* less time on scene is not worth a tasking */

const char *cw_unit_kind_name(cw_unit_kind kind) {
    static const char *const names[] = {"vessel", "lifeboat", "helicopter", "aeroplane", "drone"};
    return (unsigned)kind < 5 ? names[kind] : "unknown";
}

static bool unit_holds(const cw_unit *u, cw_error *err) {
    if (!(u->transit_speed_mps > 0.0) || !(u->search_speed_mps > 0.0))
        return cw_fail(err, CW_ERR_INPUT,
                       "unit \"%s\": transit and search speed must be above "
                       "zero",
                       u->name);
    if (!(u->endurance_s >= 0.0) || !(u->readiness_s >= 0.0) || !(u->turn_s >= 0.0)
        || !(u->turnaround_s >= 0.0))
        return cw_fail(err, CW_ERR_INPUT,
                       "unit \"%s\": endurance, readiness, turnaround and turn time must not be "
                       "negative",
                       u->name);
    if (!(u->least_spacing_m >= 1.0) || !isfinite(u->least_spacing_m))
        return cw_fail(err, CW_ERR_INPUT,
                       "unit \"%s\": the least track spacing must be a metre or more", u->name);
    if (!(u->night_factor >= 0.0) || !(u->other_factor > 0.0))
        return cw_fail(err, CW_ERR_INPUT,
                       "unit \"%s\": the night factor must not be negative and "
                       "the other factor must be above zero",
                       u->name);
    return true;
}

bool asset_prepare(asset *a, const cw_plan_problem *problem, size_t index, const double *shares,
                   cw_error *err) {
    const cw_unit *u = &problem->units[index];
    *a = (asset){.index = index, .unit = u, .base = cw_plane_forward(problem->plane, u->at)};
    if (!unit_holds(u, err)) return false;
    if (!widths_prepare(&a->widths, problem, u, shares, err)) return false;
    a->main_width_m = a->widths.main_width_m;
    if (problem->excluded != NULL && problem->excluded[index]) {
        a->binding = CW_BOUND_EXCLUDED;
        snprintf(a->reason, sizeof a->reason, CW_SAID("left out by the coordinator"));
        return true;
    }
    if (!(a->main_width_m > 0.0)) {
        a->binding = CW_BOUND_SWEEP_WIDTH;
        snprintf(a->reason, sizeof a->reason, CW_SAID("sweep width is zero in these conditions"));
    }
    return true;
}

/* ---- time --------------------------------------------------------------------------------- */

static double geodesic_to(const cw_plan_problem *problem, cw_xy from, cw_position to) {
    double distance = 0.0, azimuth = 0.0;
    cw_geodesic_inverse(cw_plane_inverse(problem->plane, from), to, &distance, &azimuth);
    return distance;
}

static cw_time after(cw_time time, double seconds) {
    return time + (cw_time)llround(seconds * 1000.0);
}

static cw_time next_daylight(const light *darkness, cw_time time, cw_time last) {
    while (time < last && light_is_dark(darkness, time)) time += CW_MINUTE_MS - time % CW_MINUTE_MS;
    return time;
}

static cw_time next_darkness(const light *darkness, cw_time time, cw_time last) {
    while (time < last && !light_is_dark(darkness, time))
        time += CW_MINUTE_MS - time % CW_MINUTE_MS;
    return time < last ? time : last;
}

static void limit(time_slot *slot, cw_time end, cw_binding binding) {
    if (end >= slot->end) return;
    slot->end = end;
    slot->binding = binding;
}

/* Why there is no time at all. */
static cw_binding hopeless(const time_slot *slot, const asset *a, const cw_plan_problem *problem,
                           double entry_delay_s, bool dark) {
    cw_time late = problem->to - (cw_time)(least_search_s * 1000.0);
    if (a->unit->available_from > late) return CW_BOUND_AVAILABILITY;
    if (dark) return CW_BOUND_DARKNESS;
    if (slot->start > late && after(slot->start, -entry_delay_s) <= late) return CW_BOUND_AGREEMENT;
    if (slot->start > late || slot->binding == CW_BOUND_WINDOW) return CW_BOUND_TRANSIT;
    return slot->binding;
}

departure asset_first(const asset *a, const cw_plan_problem *problem) {
    const cw_unit *u = a->unit;
    cw_time ready = after(problem->from, u->readiness_s);
    ready = ready > u->available_from ? ready : u->available_from;
    return (departure){.at = u->at, .ready = ready, .at_base = true};
}

/* Entry is asked for when the order is given. From base the unit starts so as to be there at
 * daylight, and its sortie counts from then. */
bool asset_slot(const asset *a, const cw_plan_problem *problem, const light *darkness,
                const departure *from, double entry_delay_s, cw_xy begin, cw_xy finish,
                time_slot *slot) {
    const cw_unit *u = a->unit;
    cw_time allowed = after(asset_first(a, problem).ready, entry_delay_s);
    cw_time ready = from->ready > allowed ? from->ready : allowed;
    slot->transit_m = geodesic_to(problem, begin, from->at);
    slot->return_m = geodesic_to(problem, finish, u->turn_round);
    double transit_s = slot->transit_m / u->transit_speed_mps;
    double return_s = slot->return_m / u->transit_speed_mps;
    slot->start = after(ready, transit_s);
    bool by_day_only = u->night_factor <= 0.0, dark = false;
    if (by_day_only && slot->start < problem->to) {
        slot->start = next_daylight(darkness, slot->start, problem->to);
        dark = slot->start >= problem->to;
    }
    slot->under_way = after(slot->start, -transit_s);
    cw_time launched = from->at_base ? slot->under_way : from->launched;
    slot->end = problem->to;
    slot->binding = CW_BOUND_WINDOW;
    limit(slot, after(u->available_to, -return_s), CW_BOUND_AVAILABILITY);
    limit(slot, after(launched, u->endurance_s - return_s), CW_BOUND_ENDURANCE);
    if (by_day_only && slot->start < slot->end)
        limit(slot, next_darkness(darkness, slot->start, slot->end), CW_BOUND_DARKNESS);
    if (slot->end >= after(slot->start, least_search_s)) return true;
    slot->binding = hopeless(slot, a, problem, entry_delay_s, dark);
    return false;
}
