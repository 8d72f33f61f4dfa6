/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Units and the roster of a patrol plan. What decides whether a unit can help at all (speed,
 * endurance, readiness, weather limits, capacity) must be given. A roster line that no crew could
 * keep (two at once, longer than the endurance, more than the crew hours) is an error here, not a
 * surprise in the simulation.
 */
#include "plan_raw.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double DEFAULT_TURNAROUND_S = 3600.0;
enum { MOST_SPEEDS = 16, MOST_DUTIES = 4096 };

static bool read_kind(reader *r, const raw_patrol_unit *raw, cw_patrol_unit *u) {
    static const choice kinds[] = {{"vessel", CW_UNIT_VESSEL},
                                   {"lifeboat", CW_UNIT_LIFEBOAT},
                                   {"helicopter", CW_UNIT_HELICOPTER},
                                   {NULL, 0}};
    int kind = CW_UNIT_VESSEL;
    if (!read_choice(r, "kind", raw->kind, REQUIRED, kinds, &kind)) return false;
    u->kind = (cw_unit_kind)kind;
    return true;
}

static bool read_speeds(reader *r, const raw_patrol_unit *raw, cw_patrol_unit *u) {
    limits speeds = {0.5, 200.0};
    if (!read_speed(r, "speed", raw->speed, REQUIRED, speeds, &u->speed_mps)) return false;
    if (raw->speeds_count > MOST_SPEEDS)
        return reader_fail(r, "speeds", "has more than %d entries", MOST_SPEEDS);
    u->speeds = reader_array(r, raw->speeds_count, sizeof *u->speeds);
    if (u->speeds == NULL) return false;
    for (size_t i = 0; i < raw->speeds_count; i++) {
        cw_sea_speed *to = &u->speeds[i];
        size_t mark = reader_enter(r, "speeds[%zu]", i);
        if (!read_length(r, "wave_height", raw->speeds[i].wave_height, REQUIRED,
                         (limits){0.0, 30.0}, &to->wave_height_m)
            || !read_speed(r, "speed", raw->speeds[i].speed, REQUIRED, speeds, &to->speed_mps))
            return false;
        if (i > 0 && to->wave_height_m <= to[-1].wave_height_m)
            return reader_fail(r, "wave_height", "must exceed that of the entry before");
        reader_leave(r, mark);
    }
    u->speed_count = raw->speeds_count;
    return true;
}

static bool read_hours(reader *r, const raw_patrol_unit *raw, cw_patrol_unit *u) {
    u->crew_s = INFINITY;
    u->turnaround_s = DEFAULT_TURNAROUND_S;
    if (!read_duration(r, "endurance", raw->endurance, REQUIRED, (limits){600.0, 60.0 * 86400.0},
                       &u->endurance_s)
        || !read_duration(r, "crew_hours", raw->crew_hours, OPTIONAL, (limits){0.0, 7e5},
                          &u->crew_s)
        || !read_duration(r, "ready_day", raw->ready_day, REQUIRED, (limits){0.0, 86400.0},
                          &u->ready_day_s))
        return false;
    u->ready_night_s = u->ready_day_s;
    return read_duration(r, "ready_night", raw->ready_night, OPTIONAL, (limits){0.0, 86400.0},
                         &u->ready_night_s)
           && read_duration(r, "turnaround", raw->turnaround, OPTIONAL, (limits){0.0, 86400.0},
                            &u->turnaround_s);
}

static bool read_limits(reader *r, const raw_patrol_unit *raw, cw_patrol_unit *u) {
    uint64_t capacity = 0;
    u->search_speed_mps = u->speed_mps;
    if (!read_length(r, "most_wave", raw->most_wave, REQUIRED, (limits){0.1, 30.0}, &u->most_wave_m)
        || !read_speed(r, "most_wind", raw->most_wind, REQUIRED, (limits){1.0, 80.0},
                       &u->most_wind_mps)
        || !read_length(r, "least_visibility", raw->least_visibility, OPTIONAL, (limits){0.0, 50e3},
                        &u->least_visibility_m)
        || !read_count(r, "capacity", raw->capacity, REQUIRED, 1, 10000, &capacity)
        || !read_length(r, "sweep_width", raw->sweep_width, REQUIRED, (limits){10.0, 50e3},
                        &u->sweep_width_m)
        || !read_speed(r, "search_speed", raw->search_speed, OPTIONAL, (limits){0.5, 200.0},
                       &u->search_speed_mps)
        || !read_number(r, "fuel_per_hour", raw->fuel_per_hour, OPTIONAL, (limits){0.0, 1e5},
                        &u->fuel_l_per_h))
        return false;
    u->capacity = (size_t)capacity;
    return true;
}

static bool read_unit(reader *r, const raw_patrol_unit *raw, cw_patrol_unit *u) {
    u->line = reader_line(r);
    return read_word(r, "name", raw->name, REQUIRED, u->name, sizeof u->name)
           && read_word(r, "nation", raw->nation, REQUIRED, u->nation, sizeof u->nation)
           && read_word(r, "base", raw->base, REQUIRED, u->base, sizeof u->base)
           && read_kind(r, raw, u) && read_position(r, "at", raw->at, REQUIRED, &u->at)
           && read_speeds(r, raw, u) && read_hours(r, raw, u) && read_limits(r, raw, u);
}

bool read_patrol_units(reader *r, const raw_patrol *raw, cw_patrol_plan *plan) {
    if (raw->units_count == 0) return reader_lists_nothing(r, "units");
    if (raw->units_count > CW_MOST_PATROL_UNITS)
        return reader_fail(r, "units", "has more than %d entries", CW_MOST_PATROL_UNITS);
    plan->units = reader_array(r, raw->units_count, sizeof *plan->units);
    if (plan->units == NULL) return false;
    for (size_t i = 0; i < raw->units_count; i++) {
        size_t mark = reader_enter(r, "units[%zu]", i);
        if (!read_unit(r, &raw->units[i], &plan->units[i])) return false;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(plan->units[j].name, plan->units[i].name) != 0) continue;
            return reader_fail(r, "name", "another unit has this name");
        }
        reader_leave(r, mark);
    }
    plan->unit_count = raw->units_count;
    return true;
}

/* ---- the roster ----------------------------------------------------------------------------- */

static bool find_unit(reader *r, const char *name, const cw_patrol_plan *plan, size_t *unit) {
    if (name == NULL) return reader_missing(r, "unit");
    for (*unit = 0; *unit < plan->unit_count; (*unit)++) {
        if (strcmp(plan->units[*unit].name, name) == 0) return true;
    }
    return reader_fail(r, "unit", "no unit is named \"%s\"", name);
}

static double length_s(const cw_watch_duty *duty) {
    return (double)(duty->until - duty->from) / 1000.0;
}

static bool at_sea(const cw_watch_duty *duty) {
    return duty->kind == CW_POST_STATION || duty->kind == CW_POST_LEG;
}

static bool read_watch(reader *r, const raw_duty *raw, const cw_patrol_plan *plan,
                       cw_watch_duty *d) {
    const cw_patrol_unit *u = &plan->units[d->unit];
    if (!read_time(r, "from", raw->from, REQUIRED, &d->from)
        || !read_time(r, "until", raw->until, REQUIRED, &d->until))
        return false;
    if (d->from < plan->from || d->until > plan->to || d->until <= d->from)
        return reader_fail(r, NULL, "`from` and `until` must lie in this order in the horizon");
    if ((d->from - plan->from) % CW_HOUR_MS != 0 || (d->until - plan->from) % CW_HOUR_MS != 0)
        return reader_fail(r, NULL, "`from` and `until` must be whole hours from the horizon's");
    if (at_sea(d) && length_s(d) > u->endurance_s)
        return reader_fail(r, "until", "the watch is longer than the endurance of %s", u->name);
    return true;
}

static bool read_duty(reader *r, const raw_duty *raw, const cw_patrol_plan *plan,
                      cw_watch_duty *d) {
    static const choice posts[] = {{"base", CW_POST_BASE},
                                   {"station", CW_POST_STATION},
                                   {"leg", CW_POST_LEG},
                                   {"off", CW_POST_OFF},
                                   {NULL, 0}};
    int post = CW_POST_BASE;
    d->line = reader_line(r);
    if (!find_unit(r, raw->unit, plan, &d->unit)
        || !read_choice(r, "post", raw->post, REQUIRED, posts, &post))
        return false;
    d->kind = (cw_post_kind)post;
    if (at_sea(d) && !read_position(r, "at", raw->at, REQUIRED, &d->at)) return false;
    if (d->kind == CW_POST_LEG && !read_position(r, "to", raw->to, REQUIRED, &d->to)) return false;
    return read_watch(r, raw, plan, d);
}

/* Against the lines before it: not two posts at once, not more than the crew hours. */
static bool check_duty(reader *r, const cw_patrol_plan *plan, size_t count) {
    const cw_watch_duty *last = &plan->duties[count];
    const cw_patrol_unit *u = &plan->units[last->unit];
    double away_s = at_sea(last) ? length_s(last) : 0.0;
    for (size_t i = 0; i < count; i++) {
        const cw_watch_duty *d = &plan->duties[i];
        if (d->unit != last->unit) continue;
        if (d->from < last->until && last->from < d->until)
            return reader_fail(r, "from", "%s has another post at this time (line %zu)", u->name,
                               d->line);
        if (at_sea(d)) away_s += length_s(d);
    }
    return away_s <= u->crew_s
           || reader_fail(r, "until", "the watches of %s come to %.1f h, more than its crew hours",
                          u->name, away_s / 3600.0);
}

bool read_patrol_roster(reader *r, const raw_patrol *raw, cw_patrol_plan *plan) {
    if (raw->roster_count > MOST_DUTIES)
        return reader_fail(r, "roster", "has more than %d entries", MOST_DUTIES);
    plan->duties = reader_array(r, raw->roster_count, sizeof *plan->duties);
    if (plan->duties == NULL) return false;
    for (size_t i = 0; i < raw->roster_count; i++) {
        size_t mark = reader_enter(r, "roster[%zu]", i);
        if (!read_duty(r, &raw->roster[i], plan, &plan->duties[i]) || !check_duty(r, plan, i))
            return false;
        reader_leave(r, mark);
    }
    plan->duty_count = raw->roster_count;
    return true;
}
