/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Units made ready: the cell each waits in, its speed in the weather of each hour, whose region a
 * cell is, and the checks that need the water: a base without sea, a unit that the stream outruns.
 */
#include "world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool fail_unit(const cw_patrol_world *w, size_t unit, cw_error *err, const char *field,
                      const char *what) {
    const cw_patrol_unit *u = &w->plan->units[unit];
    return cw_fail(err, CW_ERR_INPUT, "%s, line %zu, units[%zu].%s: %s: %s", w->plan->path, u->line,
                   unit, field, u->name, what);
}

/* ---- nations -------------------------------------------------------------------------------- */

static size_t nation_number(const cw_patrol_world *w, const char *name) {
    for (size_t n = 0; n < w->nation_count; n++)
        if (strcmp(w->nations[n], name) == 0) return n;
    return CW_MOST_NATIONS;
}

static bool make_nations(cw_patrol_world *w, cw_error *err) {
    w->nations = calloc(CW_MOST_NATIONS, sizeof *w->nations);
    w->nation = cw_alloc_array(w->plan->unit_count, sizeof *w->nation);
    if (w->nations == NULL || w->nation == NULL) return cw_fail_memory(err);
    for (size_t u = 0; u < w->plan->unit_count; u++) {
        const char *name = w->plan->units[u].nation;
        size_t n = nation_number(w, name);
        if (n == CW_MOST_NATIONS) {
            if (w->nation_count == CW_MOST_NATIONS)
                return fail_unit(w, u, err, "nation", "there are more than eight nations");
            n = w->nation_count++;
            memcpy(w->nations[n], name, sizeof w->nations[n]);
        }
        w->nation[u] = n;
    }
    return true;
}

/* Of several regions over a cell the first one counts. */
static uint8_t owner_of(const cw_patrol_world *w, cw_xy at) {
    for (size_t i = 0; i < w->plan->region_count; i++) {
        if (!cw_zone_contains(w->regions[i], at)) continue;
        size_t n = nation_number(w, w->plan->regions[i].nation);
        return (uint8_t)(n < CW_MOST_NATIONS ? n : CW_NATION_WITHOUT_UNITS);
    }
    return CW_MOST_NATIONS;
}

static bool make_owners(cw_patrol_world *w, cw_error *err) {
    w->owner = cw_alloc_array(w->cells, sizeof *w->owner);
    if (w->owner == NULL) return cw_fail_memory(err);
    for (size_t c = 0; c < w->cells; c++) w->owner[c] = owner_of(w, cw_patrol_cell_centre(w, c));
    return true;
}

/* ---- bases and speeds ----------------------------------------------------------------------- */

/* The base of a vessel is the nearest cell of sea, that of an aircraft the cell it lies in. */
static bool make_base(cw_patrol_world *w, size_t unit, cw_error *err) {
    const cw_patrol_unit *u = &w->plan->units[unit];
    size_t place, cell = cw_patrol_cell_at(w, u->at);
    if (cell == SIZE_MAX) return fail_unit(w, unit, err, "at", "lies outside the area");
    if (u->kind != CW_UNIT_HELICOPTER) cell = world_sea_near(w, u->at);
    if (cell == SIZE_MAX)
        return fail_unit(w, unit, err, "at",
                         "its base is land-locked: no sea that joins the area's lies within two "
                         "cells of it");
    w->base_cell[unit] = cell;
    return cw_patrol_place(w, cell, &place, err);
}

static double speed_in(const cw_patrol_unit *u, double wave_height_m) {
    double speed = u->speed_mps;
    for (size_t i = 0; i < u->speed_count; i++)
        if (wave_height_m >= u->speeds[i].wave_height_m) speed = u->speeds[i].speed_mps;
    return speed;
}

static void make_speeds(cw_patrol_world *w) {
    const cw_patrol_plan *plan = w->plan;
    size_t now = 0;
    for (size_t h = 0; h < w->hours; h++) {
        cw_time time = plan->from + (cw_time)h * CW_HOUR_MS;
        while (now + 1 < plan->weather_count && plan->weather[now + 1].from <= time) now++;
        const cw_patrol_weather *weather = &plan->weather[now];
        for (size_t i = 0; i < plan->unit_count; i++) {
            const cw_patrol_unit *u = &plan->units[i];
            bool goes = weather->wave_height_m <= u->most_wave_m
                        && weather->wind_mps <= u->most_wind_mps
                        && weather->visibility_m >= u->least_visibility_m;
            w->speed_mps[i * w->hours + h] = goes ? speed_in(u, weather->wave_height_m) : 0.0;
        }
    }
}

static double strongest_stream(const cw_patrol_world *w) {
    double most = 0.0;
    for (size_t i = 0; w->stream_mps != NULL && i < w->hours * w->cells; i++)
        most = fmax(most, hypot((double)w->stream_mps[2 * i], (double)w->stream_mps[2 * i + 1]));
    return most;
}

static double least_speed(const cw_patrol_unit *u) {
    double least = u->speed_mps;
    for (size_t i = 0; i < u->speed_count; i++) least = fmin(least, u->speeds[i].speed_mps);
    return least;
}

static bool check_stream(const cw_patrol_world *w, cw_error *err) {
    double stream = strongest_stream(w);
    for (size_t i = 0; i < w->plan->unit_count; i++) {
        const cw_patrol_unit *u = &w->plan->units[i];
        if (u->kind == CW_UNIT_HELICOPTER || least_speed(u) > stream) continue;
        return cw_fail(err, CW_ERR_INPUT,
                       "%s, line %zu, units[%zu].speed: %s makes %.1f kn, no more than the "
                       "strongest stream of the area, %.1f kn",
                       w->plan->path, u->line, i, u->name, cw_mps_to_knots(least_speed(u)),
                       cw_mps_to_knots(stream));
    }
    return true;
}

static bool make_survival(cw_patrol_world *w, cw_error *err) {
    w->survival = cw_alloc_array(w->plan->kind_count, sizeof *w->survival);
    if (w->survival == NULL) return cw_fail_memory(err);
    for (size_t k = 0; k < w->plan->kind_count; k++) {
        const cw_incident_kind *kind = &w->plan->kinds[k];
        if (!cw_survival_compute(w->plan->water_c, kind->clothing, kind->flotation, &w->survival[k],
                                 err))
            return cw_error_prefix(err, "%s, line %zu, incidents[%zu]", w->plan->path, kind->line,
                                   k);
    }
    return true;
}

bool world_units(cw_patrol_world *w, cw_error *err) {
    size_t units = w->plan->unit_count;
    w->base_cell = cw_alloc_array(units, sizeof *w->base_cell);
    w->speed_mps = cw_alloc_array(units * w->hours, sizeof *w->speed_mps);
    if (w->base_cell == NULL || w->speed_mps == NULL) return cw_fail_memory(err);
    if (!make_nations(w, err) || !make_owners(w, err) || !check_stream(w, err)) return false;
    for (size_t i = 0; i < units; i++)
        if (!make_base(w, i, err)) return false;
    make_speeds(w);
    return make_survival(w, err);
}
