/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Risk as the product of where and when: a density over the sea that is the same at all times
 * (risk_place.c) times a rate that is the same in all places (risk_time.c). With a few hundred
 * incidents no more can be told apart; where the two depend on each other, a kind of incident each
 * is the way out.
 */
#include "risk.h"

#include <math.h>
#include <stdlib.h>

#include "world.h"

const size_t cw_factor_levels[CW_FACTORS] = {8, 4, 6, 4};
static const double DEFAULT_CELL_M = 2.0 * CW_NAUTICAL_MILE_M, DEFAULT_MASK_CELL_M = 200.0;

double cw_risk_share_at(const cw_risk *risk, cw_position at) {
    cw_xy p = cw_plane_forward(risk->plane, at);
    double i = floor((p.x_m - risk->x0_m) / risk->cell_m),
           j = floor((p.y_m - risk->y0_m) / risk->cell_m);
    if (!(i >= 0.0 && j >= 0.0 && i < (double)risk->nx && j < (double)risk->ny)) return 0.0;
    return risk->cells[(size_t)j * risk->nx + (size_t)i].share / (risk->cell_m * risk->cell_m);
}

void cw_risk_destroy(cw_risk *risk) {
    if (risk == NULL) return;
    cw_plane_destroy(risk->plane);
    cw_coast_destroy(risk->coast);
    free(risk->cells);
    free(risk);
}

cw_patrol_plan risk_plan(const cw_risk_options *options) {
    return (cw_patrol_plan){.path = (char *)"risk",
                            .box = options->box,
                            .cell_m = options->cell_m > 0.0 ? options->cell_m : DEFAULT_CELL_M,
                            .coast_path = (char *)options->coast_path,
                            .open_sea = options->open_sea,
                            .mask_cell_m = DEFAULT_MASK_CELL_M};
}

void risk_take_grid(cw_risk *risk, cw_patrol_world *water) {
    risk->x0_m = water->x0_m, risk->y0_m = water->y0_m, risk->cell_m = water->cell_m;
    risk->nx = water->nx, risk->ny = water->ny;
    risk->plane = water->plane;
    risk->coast = water->coast;
    water->plane = NULL;
    water->coast = NULL;
}

static int by_time(const void *a, const void *b) {
    const cw_past_incident *x = a, *y = b;
    return (x->time > y->time) - (x->time < y->time);
}

/* The cell of sea that an incident is counted in: its own, or the nearest when that is land (ports,
 * beaches); SIZE_MAX outside the grid. */
static size_t cell_of(const cw_patrol_world *water, cw_position at) {
    size_t cell = cw_patrol_cell_at(water, at);
    return cell == SIZE_MAX || water->sea[cell] ? cell : world_sea_near(water, at);
}

/* Those in the area and period, in the order of time, with the cell of each. */
static bool choose(const cw_history *history, const cw_patrol_world *water, cw_risk *risk,
                   risk_data *data, cw_error *err) {
    data->incidents = cw_alloc_array(history->count + 1, sizeof *data->incidents);
    data->cell = cw_alloc_array(history->count + 1, sizeof *data->cell);
    if (data->incidents == NULL || data->cell == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < history->count; i++) {
        const cw_past_incident *in = &history->incidents[i];
        bool inside =
            in->time >= risk->from && in->time < risk->to && cell_of(water, in->at) != SIZE_MAX;
        if (inside) data->incidents[data->count++] = *in;
    }
    qsort(data->incidents, data->count, sizeof *data->incidents, by_time);
    for (size_t i = 0; i < data->count; i++) data->cell[i] = cell_of(water, data->incidents[i].at);
    risk->incidents = data->count;
    risk->outside = history->count - data->count;
    return data->count > 0
           || cw_fail(err, CW_NO,
                      "the history holds no incident in the area and period: there is no risk to "
                      "tell (%zu outside, %zu damaged rows)",
                      risk->outside, history->damaged);
}

/* Given, or whole days from the first incident's to the last's. */
static void find_period(const cw_history *history, const cw_risk_options *options, cw_risk *risk) {
    const cw_time day = 24 * CW_HOUR_MS;
    risk->from = options->from, risk->to = options->to;
    if (options->from < options->to || history->count == 0) return;
    cw_time first = history->incidents[0].time, last = first;
    for (size_t i = 1; i < history->count; i++) {
        cw_time time = history->incidents[i].time;
        if (time < first) first = time;
        if (time > last) last = time;
    }
    risk->from = (first >= 0 ? first / day : (first - day + 1) / day) * day;
    risk->to = ((last >= 0 ? last / day : (last - day + 1) / day) + 1) * day;
}

static bool work(const cw_history *history, const cw_risk_options *options, cw_patrol_world *water,
                 cw_risk *risk, cw_error *err) {
    risk_data data = {.water = water};
    find_period(history, options, risk);
    bool good = choose(history, water, risk, &data, err) && risk_times(&data, options, risk, err);
    if (good) {
        risk->cells = cw_alloc_array(water->cells, sizeof *risk->cells);
        good = risk->cells != NULL ? risk_places(&data, options, risk, err) : cw_fail_memory(err);
    }
    free(data.incidents);
    free(data.cell);
    return good;
}

cw_risk *cw_risk_create(const cw_history *history, const cw_risk_options *options,
                        const char *cache_dir, cw_error *err) {
    cw_patrol_plan plan = risk_plan(options);
    cw_risk *risk = calloc(1, sizeof *risk);
    cw_patrol_world *water = risk != NULL ? world_water(&plan, cache_dir, err) : NULL;
    if (risk == NULL) cw_fail_memory(err);
    bool good = water != NULL && work(history, options, water, risk, err);
    if (good) risk_take_grid(risk, water);
    cw_patrol_world_destroy(water);
    if (good) return risk;
    cw_risk_destroy(risk);
    return NULL;
}
