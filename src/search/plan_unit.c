/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one unit can do: its sweep widths, the time it has on scene at a place, and the pattern that
 * fills this time. Times are those of docs/search.md: order, readiness, entry request, transit
 * along the geodesic (land in the way is not gone round), search, return to where it must end.
 */
#include "search/planner.h"

#include <math.h>
#include <stdio.h>

static const double least_search_s = 300.0; /* less time on scene is not worth a tasking */
static const double slack_share = 0.1; /* a task that leaves this share of its time is not bound */

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
    if (!(u->endurance_s >= 0.0) || !(u->readiness_s >= 0.0) || !(u->turn_s >= 0.0))
        return cw_fail(err, CW_ERR_INPUT,
                       "unit \"%s\": endurance, readiness and turn time must "
                       "not be negative",
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
    if (!(a->main_width_m > 0.0)) {
        a->binding = CW_BOUND_SWEEP_WIDTH;
        snprintf(a->reason, sizeof a->reason, "sweep width is zero in these conditions");
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

bool asset_slot(const asset *a, const cw_plan_problem *problem, const light *darkness,
                double entry_delay_s, cw_xy begin, cw_xy finish, time_slot *slot) {
    const cw_unit *u = a->unit;
    cw_time ready = after(problem->from, u->readiness_s);
    ready = after(ready > u->available_from ? ready : u->available_from, entry_delay_s);
    slot->transit_m = geodesic_to(problem, begin, u->at);
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
    slot->end = problem->to;
    slot->binding = CW_BOUND_WINDOW;
    limit(slot, after(u->available_to, -return_s), CW_BOUND_AVAILABILITY);
    limit(slot, after(slot->under_way, u->endurance_s - return_s), CW_BOUND_ENDURANCE);
    if (by_day_only && slot->start < slot->end)
        limit(slot, next_darkness(darkness, slot->start, slot->end), CW_BOUND_DARKNESS);
    if (slot->end >= after(slot->start, least_search_s)) return true;
    slot->binding = hopeless(slot, a, problem, entry_delay_s, dark);
    return false;
}

/* ---- shapes ------------------------------------------------------------------------------- */

/*
 * A ladder of n legs of length l a spacing S apart takes n l / v + (n - 1)(S / v + 2 t) with turn
 * time t at both ends of each cross leg. From the time T and the wanted aspect a = (l + S) / (n S)
 * follows a n^2 S / v + 2 t n = T + S / v + 2 t; n is rounded, and then l is such that the time is
 * used up exactly.
 */
static bool ladder_spec(const genes *g, const cw_unit *u, double time_s, cw_pattern_spec *spec) {
    double v = u->search_speed_mps, s = g->spacing_m;
    double cross_s = s / v + 2.0 * u->turn_s, square = g->aspect * s / v;
    double n = (sqrt(u->turn_s * u->turn_s + square * (time_s + cross_s)) - u->turn_s) / square;
    n = fmax(1.0, floor(n + 0.5));
    double leg = v * (time_s - (n - 1.0) * cross_s) / n;
    while (n > 1.0 && leg <= 0.1 * s) {
        n -= 1.0;
        leg = v * (time_s - (n - 1.0) * cross_s) / n;
    }
    if (leg <= 0.1 * s) return false;
    double length = leg + s, width = n * s;
    bool creeping = length < width;
    spec->kind = creeping ? CW_CREEPING_LINE : CW_PARALLEL_SWEEP;
    spec->length_m = creeping ? width : length;
    spec->width_m = creeping ? length : width;
    spec->axis_deg = creeping ? fmod(g->axis_deg + 90.0, 360.0) : g->axis_deg;
    spec->start_corner = g->corner;
    return true;
}

/* m rings take m (2 m + 1) 2 S / v and 4 m turns: the most that the time allows. */
static bool square_spec(const genes *g, const cw_unit *u, double time_s, cw_pattern_spec *spec) {
    double rings = 0.0;
    for (double m = 1.0; m < 1000.0; m += 1.0) {
        double length = 2.0 * m * (2.0 * m + 1.0) * g->spacing_m;
        if (length / u->search_speed_mps + 4.0 * m * u->turn_s > time_s) break;
        rings = m;
    }
    spec->length_m = spec->width_m = (2.0 * rings + 1.0) * g->spacing_m;
    return rings >= 1.0;
}

/* Nine legs and seven turns a pattern; `aspect` below one asks for two patterns of half the size.
 */
static bool sector_spec(const genes *g, const cw_unit *u, double time_s, cw_pattern_spec *spec) {
    spec->repeats = g->aspect < 1.0 ? 2 : 1;
    double moving_s = time_s - 7.0 * spec->repeats * u->turn_s;
    spec->length_m = moving_s * u->search_speed_mps / (9.0 * spec->repeats);
    spec->width_m = spec->length_m;
    return spec->length_m > 2.0 * u->least_spacing_m;
}

static bool track_spec(const genes *g, const cw_unit *u, double time_s, cw_pattern_spec *spec) {
    double length = u->search_speed_mps * (time_s - 2.0 * u->turn_s) - g->spacing_m;
    spec->length_m = 0.5 * length;
    spec->width_m = 2.0 * g->spacing_m;
    return spec->length_m > g->spacing_m;
}

static bool shape(const genes *g, const cw_unit *u, double time_s, cw_pattern_spec *spec) {
    *spec = (cw_pattern_spec){.kind = g->kind,
                              .centre = g->centre,
                              .axis_deg = g->axis_deg,
                              .spacing_m = g->spacing_m,
                              .repeats = 1};
    switch (g->kind) {
    case CW_EXPANDING_SQUARE:
        return square_spec(g, u, time_s, spec);
    case CW_SECTOR:
        return sector_spec(g, u, time_s, spec);
    case CW_TRACK_LINE:
        return track_spec(g, u, time_s, spec);
    case CW_PARALLEL_SWEEP:
    case CW_CREEPING_LINE:
        break;
    }
    return ladder_spec(g, u, time_s, spec);
}

/* ---- fitting ------------------------------------------------------------------------------ */

static void note_slot(trial *t, const time_slot *slot) {
    t->under_way = slot->under_way;
    t->on_scene = slot->start;
    t->transit_m = slot->transit_m;
    t->return_m = slot->return_m;
    t->binding = slot->binding;
}

/* Lays the pattern for the time between the slot's ends. */
static bool lay(trial *t, const asset *a, const time_slot *slot) {
    cw_pattern_spec spec;
    cw_error why = {0};
    cw_pattern_free(&t->pattern);
    double time_s = t->genes.fill * (double)(slot->end - slot->start) / 1000.0;
    t->refused = REFUSED_SHAPE;
    if (!shape(&t->genes, a->unit, time_s, &spec)) return true;
    if (!cw_pattern_create(&spec, &t->pattern, &why)) return why.code != CW_ERR_MACHINE;
    t->area = pattern_bounds(&spec);
    t->refused = FITS;
    return true;
}

/* Puts times on the pattern and cuts it where the unit has to leave: the way home depends on where
 * that is, so the end is moved until it agrees. */
void trial_time(trial *t, const asset *a, const cw_plan_problem *problem, const light *darkness) {
    time_slot slot;
    const cw_unit *u = a->unit;
    cw_time latest = INT64_MAX;
    for (int tries = 0; tries < 6; tries++) {
        cw_waypoint *last = &t->pattern.points[t->pattern.count - 1];
        bool time_left = asset_slot(a, problem, darkness, t->entry_delay_s, t->pattern.points[0].at,
                                    last->at, &slot);
        note_slot(t, &slot);
        slot.end = slot.end < latest ? slot.end : latest;
        if (!time_left || slot.end <= slot.start) {
            t->refused = REFUSED_TIME;
            return;
        }
        if (tries > 0 && last->time <= slot.end) {
            t->off_scene = last->time;
            t->back = after(last->time, slot.return_m / u->transit_speed_mps);
            if ((double)(slot.end - last->time) > slack_share * (double)(slot.end - slot.start))
                t->binding = CW_BOUND_NOTHING;
            return;
        }
        latest = tries > 1 ? slot.end - 30 * CW_SECOND_MS : INT64_MAX;
        cw_pattern_time(&t->pattern, slot.start, slot.end, u->search_speed_mps, u->turn_s);
    }
    t->refused = REFUSED_TIME;
}

/* One thread at a time may ask zones: they share the state of the geometry library. */
bool asset_agrees(const asset *a, const cw_plan_problem *problem, const rectangle *area,
                  double *delay_s) {
    if (a->zones != NULL) pthread_mutex_lock(a->zones);
    bool agreed = rules_agree(problem, a->unit, area, delay_s);
    if (a->zones != NULL) pthread_mutex_unlock(a->zones);
    return agreed;
}

bool trial_fit(trial *t, const asset *a, const cw_plan_problem *problem, const light *darkness,
               const genes *wanted) {
    time_slot slot;
    t->genes = *wanted;
    t->genes.spacing_m = fmax(t->genes.spacing_m, a->unit->least_spacing_m);
    t->genes.axis_deg -= 360.0 * floor(t->genes.axis_deg / 360.0);
    t->entry_delay_s = t->gain = 0.0;
    t->refused = REFUSED_TIME;
    if (!asset_slot(a, problem, darkness, 0.0, wanted->centre, wanted->centre, &slot)) {
        note_slot(t, &slot);
        cw_pattern_free(&t->pattern);
        return true;
    }
    if (!lay(t, a, &slot)) return false;
    for (int pass = 0; pass < 2 && t->refused == FITS; pass++) {
        if (!asset_agrees(a, problem, &t->area, &t->entry_delay_s)) {
            t->refused = REFUSED_AGREEMENT;
            t->binding = CW_BOUND_AGREEMENT;
            return true;
        }
        /* Once more, with the way to the pattern's own first point and from its last. */
        const cw_pattern *p = &t->pattern;
        bool time_left = asset_slot(a, problem, darkness, t->entry_delay_s, p->points[0].at,
                                    p->points[p->count - 1].at, &slot);
        note_slot(t, &slot);
        if (!time_left)
            t->refused = REFUSED_TIME;
        else if (pass == 0 && !lay(t, a, &slot))
            return false;
    }
    if (t->refused == FITS) trial_time(t, a, problem, darkness);
    if (t->refused == FITS && !rules_open_water(problem, a->unit, &t->pattern))
        t->refused = REFUSED_LAND;
    return true;
}

void trial_free(trial *t) {
    cw_pattern_free(&t->pattern);
    *t = (trial){0};
}

void trial_to_task(trial *t, const asset *a, cw_task *task) {
    task->assigned = true;
    task->binding = t->binding;
    task->pattern = t->pattern;
    t->pattern = (cw_pattern){0};
    task->under_way = t->under_way;
    task->on_scene = t->on_scene;
    task->off_scene = t->off_scene;
    task->back = t->back;
    task->transit_m = t->transit_m;
    task->return_m = t->return_m;
    task->entry_delay_s = t->entry_delay_s;
    widths_to_task(&a->widths, task);
}
