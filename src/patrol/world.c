/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plan made ready: cells of sea (world_cells.c), the hours of the horizon with their light and
 * streams, then risk (world_risk.c), units (world_units.c) and ways (world_way.c). Everything that
 * the simulation reads per incident is a table here, so that it can judge thousands of rosters.
 */
#include "world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double TIDE_REACH_M = 20e3;

/* ---- regions, hours, streams ---------------------------------------------------------------- */

static bool make_regions(cw_patrol_world *w, cw_error *err) {
    w->regions = calloc(w->plan->region_count + 1, sizeof *w->regions);
    if (w->regions == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < w->plan->region_count; i++) {
        const cw_region *region = &w->plan->regions[i];
        w->regions[i] =
            cw_zone_create(region->name, region->ring, region->ring_count, w->plane, err);
        if (w->regions[i] == NULL)
            return cw_error_prefix(err, "%s, line %zu, regions[%zu]", w->plan->path, region->line,
                                   i);
    }
    return true;
}

static bool close_zone(cw_patrol_world *w, size_t index, cw_error *err) {
    const cw_region *c = &w->plan->closed[index];
    cw_zone *zone = cw_zone_create(c->name, c->ring, c->ring_count, w->plane, err);
    if (zone == NULL)
        return cw_error_prefix(err, "%s, line %zu, closed[%zu]", w->plan->path, c->line, index);
    for (size_t k = 0; k < w->cells; k++)
        if (cw_zone_contains(zone, cw_patrol_cell_centre(w, k))) w->closed[k] = true;
    cw_zone_destroy(zone);
    return true;
}

static bool make_closed(cw_patrol_world *w, cw_error *err) {
    if (w->plan->closed_count == 0) return true;
    w->closed = cw_alloc_array(w->cells, sizeof *w->closed);
    if (w->closed == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < w->plan->closed_count; i++)
        if (!close_zone(w, i, err)) return false;
    return true;
}

static bool make_hours(cw_patrol_world *w, cw_error *err) {
    w->hours = (size_t)((w->plan->to - w->plan->from) / CW_HOUR_MS);
    w->night = cw_alloc_array(w->hours, sizeof *w->night);
    if (w->night == NULL) return cw_fail_memory(err);
    cw_position middle = cw_plane_centre(w->plane);
    for (size_t h = 0; h < w->hours; h++) {
        cw_time at = w->plan->from + (cw_time)h * CW_HOUR_MS + CW_HOUR_MS / 2;
        w->night[h] = !cw_sun_is_daylight(middle, at);
    }
    return true;
}

/* One hour of streams, turned to the plane's axes; none where the table has none. */
static void turn_streams(const cw_patrol_world *w, const cw_position *at, const cw_vector *value,
                         float *to) {
    for (size_t c = 0; c < w->cells; c++) {
        double scale, turn_deg;
        cw_plane_factors(w->plane, at[c], &scale, &turn_deg);
        double a = cw_radians(turn_deg), e = value[c].east, n = value[c].north;
        bool known = w->sea[c] && isfinite(e) && isfinite(n);
        to[2 * c] = known ? (float)(scale * (e * cos(a) + n * sin(a))) : 0.0f;
        to[2 * c + 1] = known ? (float)(scale * (n * cos(a) - e * sin(a))) : 0.0f;
    }
}

static bool make_streams(cw_patrol_world *w, cw_error *err) {
    if (!w->plan->tide) return true;
    cw_source *tide = cw_source_tide(NULL, NULL, TIDE_REACH_M, err);
    cw_position *at = cw_alloc_array(w->cells, sizeof *at);
    cw_vector *value = cw_alloc_array(w->cells, sizeof *value);
    w->stream_mps = cw_alloc_array(w->hours * w->cells * 2, sizeof *w->stream_mps);
    bool good = tide != NULL;
    if (good && (at == NULL || value == NULL || w->stream_mps == NULL)) good = cw_fail_memory(err);
    for (size_t c = 0; good && c < w->cells; c++)
        at[c] = cw_plane_inverse(w->plane, cw_patrol_cell_centre(w, c));
    for (size_t h = 0; good && h < w->hours; h++) {
        cw_time time = w->plan->from + (cw_time)h * CW_HOUR_MS + CW_HOUR_MS / 2;
        good = cw_source_sample(tide, time, at, w->cells, value, err);
        if (good) turn_streams(w, at, value, w->stream_mps + h * w->cells * 2);
    }
    free(at);
    free(value);
    cw_source_destroy(tide);
    return good;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool make_rest(cw_patrol_world *w, cw_error *err) {
    return make_regions(w, err) && make_closed(w, err) && make_hours(w, err) && make_streams(w, err)
           && world_risk(w, err) && world_units(w, err);
}

cw_patrol_world *cw_patrol_world_create(const cw_patrol_plan *plan, const char *cache_dir,
                                        cw_error *err) {
    cw_patrol_world *w = world_water(plan, cache_dir, err);
    if (w == NULL || make_rest(w, err)) return w;
    cw_patrol_world_destroy(w);
    return NULL;
}
