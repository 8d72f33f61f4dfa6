/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Collision exposure from the AIS picture: ships under way are followed through the cells of the
 * sea, and every two that pass through one cell are taken as if each had come at a time of its own
 * choosing within the period. While both are there, anywhere in a cell of area A, they touch at the
 * rate D V / A, with D Pedersen's geometric collision diameter and V their relative speed (as two
 * molecules of a gas; Fujii and Shiobara 1971, Pedersen 1995), and both are there for T_i T_j / P
 * of the period P. So
 *
 *   candidates of the cell in the period = sum over pairs of T_i T_j D_ij V_ij / (P A),
 *
 * which for two lanes that cross in the cell is Pedersen's number. Of candidates the share collides
 * that is usual for their meeting (IWRAP Mk2; traffic.h).
 */
#include "exposure.h"

#include <math.h>
#include <stdlib.h>

static const cw_time STEP_MS = 30 * 1000;
static const double UNDER_WAY_MPS = 1.0;

/* ---- passages -------------------------------------------------------------------------------- */

typedef struct follower { /* of one track */
    const cw_patrol_world *water;
    exposure_passages *to;
    exposure_passage now;
    double east_m, north_m; /* sailed in this cell */
    bool inside, failed;
} follower;

static void end_passage(follower *f) {
    exposure_passage *p = &f->now;
    exposure_passages *to = f->to;
    if (!f->inside) return;
    f->inside = false;
    p->speed_mps = hypot(f->east_m, f->north_m) / p->stay_s;
    p->course_deg = cw_degrees(atan2(f->east_m, f->north_m));
    f->failed = f->failed || !cw_grow(&to->items, &to->capacity, to->count + 1);
    if (!f->failed) to->items[to->count++] = *p;
}

static void begin_passage(follower *f, const cw_ship *ship, size_t cell) {
    f->inside = true;
    f->east_m = f->north_m = 0.0;
    f->now = (exposure_passage){.mmsi = ship->mmsi,
                                .cell = cell,
                                .length_m = ship->hull.to_bow_m + ship->hull.to_stern_m,
                                .beam_m = ship->hull.to_port_m + ship->hull.to_starboard_m};
}

/* One step; `ship` NULL: not known, or not under way. */
static void take_step(follower *f, const cw_ship *ship) {
    const double step_s = (double)STEP_MS / 1000.0;
    size_t cell = ship != NULL ? cw_patrol_cell_at(f->water, ship->at) : SIZE_MAX;
    if (cell != SIZE_MAX && !f->water->sea[cell]) cell = SIZE_MAX;
    if (cell == SIZE_MAX || cell != f->now.cell) end_passage(f);
    if (cell == SIZE_MAX) return;
    if (!f->inside) begin_passage(f, ship, cell);
    f->now.stay_s += step_s;
    f->east_m += step_s * ship->speed_mps * sin(cw_radians(ship->course_deg));
    f->north_m += step_s * ship->speed_mps * cos(cw_radians(ship->course_deg));
}

static bool follow(const cw_patrol_world *water, const cw_track *track, cw_time from, cw_time to,
                   exposure_passages *passages) {
    follower f = {.water = water, .to = passages};
    size_t before = passages->count;
    cw_time first = cw_track_fix_at(track, 0).time,
            last = cw_track_fix_at(track, cw_track_count(track) - 1).time;
    if (first < from) first = from;
    if (last > to) last = to;
    for (cw_time time = first; time < last && !f.failed; time += STEP_MS) {
        cw_ship ship;
        bool known = cw_ship_of_track(track, time, &ship) && ship.speed_mps >= UNDER_WAY_MPS
                     && isfinite(ship.course_deg);
        take_step(&f, known ? &ship : NULL);
    }
    end_passage(&f);
    passages->ships += passages->count > before;
    return !f.failed;
}

/* ---- the period ------------------------------------------------------------------------------ */

/* Given, or from the first to the last fix of any track. */
static void find_period(const cw_track *const *tracks, size_t count, const cw_risk_options *options,
                        cw_risk *risk) {
    risk->from = options->from, risk->to = options->to;
    if (options->from < options->to) return;
    risk->from = INT64_MAX, risk->to = INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        cw_time first = cw_track_fix_at(tracks[i], 0).time,
                last = cw_track_fix_at(tracks[i], cw_track_count(tracks[i]) - 1).time;
        if (first < risk->from) risk->from = first;
        if (last > risk->to) risk->to = last;
    }
}

/* ---- the risk -------------------------------------------------------------------------------- */

static bool follow_all(const cw_track *const *tracks, size_t count, const cw_patrol_world *water,
                       const cw_risk *risk, exposure_passages *passages, cw_error *err) {
    for (size_t i = 0; i < count; i++)
        if (!follow(water, tracks[i], risk->from, risk->to, passages)) return cw_fail_memory(err);
    return true;
}

static bool work(cw_vessels *vessels, const cw_risk_options *options, const cw_patrol_world *water,
                 cw_risk *risk, cw_error *err) {
    size_t count = 0;
    exposure_passages passages = {0};
    const cw_track *const *tracks = cw_vessels_tracks(vessels, &count, err);
    if (tracks == NULL) return false;
    find_period(tracks, count, options, risk);
    if (risk->to <= risk->from)
        return cw_fail(err, CW_NO, "the AIS picture holds no track that lasts");
    risk->cells = cw_alloc_array(water->cells, sizeof *risk->cells);
    bool good = risk->cells != NULL || cw_fail_memory(err);
    good = good && follow_all(tracks, count, water, risk, &passages, err)
           && exposure_meet(&passages, water, risk, err);
    free(passages.items);
    return good;
}

cw_risk *cw_risk_of_traffic(cw_vessels *vessels, const cw_risk_options *options,
                            const char *cache_dir, cw_error *err) {
    cw_patrol_plan plan = risk_plan(options);
    cw_risk *risk = calloc(1, sizeof *risk);
    cw_patrol_world *water = risk != NULL ? world_water(&plan, cache_dir, err) : NULL;
    if (risk == NULL) cw_fail_memory(err);
    bool good = water != NULL && work(vessels, options, water, risk, err);
    if (good) risk_take_grid(risk, water);
    cw_patrol_world_destroy(water);
    if (good) return risk;
    cw_risk_destroy(risk);
    return NULL;
}
