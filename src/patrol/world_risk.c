/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Risk made ready: for each kind of incident the share of each cell and the expected number in each
 * hour of the horizon. Both come from a risk file (crosswatch risk) or from places drawn in the
 * plan, within which every cell of sea is as likely as another.
 */
#include "world.h"

#include <math.h>
#include <stdlib.h>

static const double HOURS_A_WEEK = 168.0;

static bool fail_kind(const cw_patrol_world *w, size_t k, cw_error *err, const char *what) {
    return cw_fail(err, CW_ERR_INPUT, "%s, line %zu, incidents[%zu]: %s", w->plan->path,
                   w->plan->kinds[k].line, k, what);
}

static bool add_place(const cw_patrol_world *w, size_t k, const cw_risk_place *place,
                      double *density, cw_error *err) {
    cw_zone *zone = cw_zone_create("risk", place->ring, place->ring_count, w->plane, err);
    size_t inside = 0;
    if (zone == NULL) return false;
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t c = 0; c < w->cells; c++) {
            if (!w->sea[c] || !cw_zone_contains(zone, cw_patrol_cell_centre(w, c))) continue;
            if (pass == 0) inside++;
            if (pass == 1) density[c] += place->share / (double)inside;
        }
    }
    cw_zone_destroy(zone);
    return inside > 0 || fail_kind(w, k, err, "one of its places holds no cell of the area's sea");
}

/* Shares that sum to one, and their running sum. */
static bool settle(const cw_patrol_world *w, size_t k, cw_risk_layer *layer, cw_error *err) {
    double sum = 0.0, so_far = 0.0;
    for (size_t c = 0; c < w->cells; c++) sum += layer->share[c];
    if (!(sum > 0.0)) return fail_kind(w, k, err, "none of its risk lies in the area's sea");
    for (size_t c = 0; c < w->cells; c++) {
        layer->share[c] /= sum;
        so_far += layer->share[c];
        layer->up_to[c] = so_far;
    }
    return true;
}

static void spread_hours(const cw_patrol_world *w, const cw_incident_kind *kind,
                         cw_risk_layer *layer, double per_week) {
    double sum = 0.0;
    for (size_t h = 0; h < w->hours; h++) {
        if (!isnan(kind->night_factor)) layer->per_hour[h] = w->night[h] ? kind->night_factor : 1.0;
        sum += layer->per_hour[h];
    }
    double expected = per_week * (double)w->hours / HOURS_A_WEEK;
    for (size_t h = 0; h < w->hours; h++)
        layer->per_hour[h] = sum > 0.0 ? layer->per_hour[h] * expected / sum : 0.0;
}

static bool from_places(const cw_patrol_world *w, size_t k, cw_risk_layer *layer, cw_error *err) {
    const cw_incident_kind *kind = &w->plan->kinds[k];
    for (size_t i = 0; i < kind->place_count; i++)
        if (!add_place(w, k, &kind->places[i], layer->share, err)) return false;
    for (size_t h = 0; h < w->hours; h++) layer->per_hour[h] = 1.0;
    spread_hours(w, kind, layer, kind->per_week);
    return true;
}

/* Wave heights of the plan's weather by the hour; free(). */
static double *waves_of(const cw_patrol_world *w) {
    double *waves = cw_alloc_array(w->hours, sizeof *waves);
    size_t now = 0;
    for (size_t h = 0; waves != NULL && h < w->hours; h++) {
        cw_time time = w->plan->from + (cw_time)h * CW_HOUR_MS;
        while (now + 1 < w->plan->weather_count && w->plan->weather[now + 1].from <= time) now++;
        waves[h] = w->plan->weather[now].wave_height_m;
    }
    return waves;
}

/* The density of the file's cell at each cell of sea, and its rate in each hour. */
static bool from_file(const cw_patrol_world *w, size_t k, cw_risk_layer *layer, cw_error *err) {
    const cw_incident_kind *kind = &w->plan->kinds[k];
    cw_risk *risk = cw_risk_load(kind->file, err);
    if (risk == NULL) return cw_error_prefix(err, "%s, incidents[%zu].risk", w->plan->path, k);
    double sum = 0.0, expected = 0.0, area = w->cell_m * w->cell_m;
    for (size_t c = 0; c < w->cells; c++) {
        cw_position at = cw_plane_inverse(w->plane, cw_patrol_cell_centre(w, c));
        layer->share[c] = w->sea[c] ? cw_risk_share_at(risk, at) * area : 0.0;
        sum += layer->share[c];
    }
    double *waves = waves_of(w);
    bool good = waves != NULL
                    ? cw_risk_rates(risk, w->plan->from, w->hours, waves, layer->per_hour, err)
                    : cw_fail_memory(err);
    for (size_t h = 0; good && h < w->hours; h++) expected += layer->per_hour[h] *= sum;
    free(waves);
    cw_risk_destroy(risk);
    double per_week =
        isnan(kind->per_week) ? expected * HOURS_A_WEEK / (double)w->hours : kind->per_week;
    if (good) spread_hours(w, kind, layer, per_week);
    return good;
}

static bool make_layer(const cw_patrol_world *w, size_t k, cw_risk_layer *layer, cw_error *err) {
    layer->share = cw_alloc_array(w->cells, sizeof *layer->share);
    layer->up_to = cw_alloc_array(w->cells, sizeof *layer->up_to);
    layer->per_hour = cw_alloc_array(w->hours, sizeof *layer->per_hour);
    if (layer->share == NULL || layer->up_to == NULL || layer->per_hour == NULL)
        return cw_fail_memory(err);
    bool file = w->plan->kinds[k].file != NULL;
    if (!(file ? from_file(w, k, layer, err) : from_places(w, k, layer, err))) return false;
    for (size_t h = 0; h < w->hours; h++)
        if (layer->per_hour[h] > 200.0)
            return fail_kind(w, k, err, "more than 200 incidents are expected in one hour");
    return settle(w, k, layer, err);
}

bool world_risk(cw_patrol_world *w, cw_error *err) {
    w->layers = calloc(w->plan->kind_count, sizeof *w->layers);
    double expected = 0.0;
    if (w->layers == NULL) return cw_fail_memory(err);
    for (size_t k = 0; k < w->plan->kind_count; k++) {
        if (!make_layer(w, k, &w->layers[k], err)) return false;
        for (size_t h = 0; h < w->hours; h++) expected += w->layers[k].per_hour[h];
    }
    return expected > 0.0
           || cw_fail(err, CW_ERR_INPUT,
                      "%s, incidents: none is expected, so there is nothing to judge a plan by",
                      w->plan->path);
}
