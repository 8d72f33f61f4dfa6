/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of vessels out of logs and files of tracks, and what of them passes through a place and a
 * time. */
#include "log.h"
#include "tracks_db.h"
#include "vessels.h"

#include <stdlib.h>

/* ---- place and time ---------------------------------------------------------------------------
 */

static bool spans_meet(double a0, double a1, double b0, double b1) {
    return a0 <= b1 && b0 <= a1;
}

/* Longitudes from `west` eastward to `east`, either side of the date line. */
static bool longitudes_meet(double west, double east, const cw_box *box) {
    if (box->west_deg <= box->east_deg) return spans_meet(west, east, box->west_deg, box->east_deg);
    return east >= box->west_deg || west <= box->east_deg;
}

static bool leg_in_box(cw_position a, cw_position b, const cw_box *box) {
    double south = fmin(a.lat_deg, b.lat_deg), north = fmax(a.lat_deg, b.lat_deg);
    double west = fmin(a.lon_deg, b.lon_deg), east = fmax(a.lon_deg, b.lon_deg);
    if (!spans_meet(south, north, box->south_deg, box->north_deg)) return false;
    if (east - west <= 180.0) return longitudes_meet(west, east, box);
    return longitudes_meet(-180.0, west, box) || longitudes_meet(east, 180.0, box);
}

/* A leg counts by the rectangle that it spans: one that might touch is kept. */
bool cw_track_meets(const cw_track *track, const cw_vessels_query *q) {
    if (q->of_mmsi && track->vessel.mmsi != q->mmsi) return false;
    size_t from = q->in_time ? cw_track_before(track, q->from) : 0;
    if (from == SIZE_MAX) from = 0;
    cw_track_fix fix = cw_track_fix_at(track, from);
    for (size_t i = from; i < track->count; i++) {
        cw_track_fix next = cw_track_fix_at(track, i + 1 < track->count ? i + 1 : i);
        if (q->in_time && fix.time > q->to) return false;
        bool in_time = !q->in_time || next.time >= q->from;
        if (in_time && (!q->in_box || leg_in_box(fix.at, next.at, &q->box))) return true;
        fix = next;
    }
    return false;
}

void vessels_keep(cw_vessels *v, const cw_vessels_query *q) {
    for (size_t i = 0; i < v->entry_count; i++) {
        for (cw_track **at = &v->entries[i].first; *at != NULL;) {
            cw_track *track = *at;
            v->counts.outside += vessels_trim(track, q);
            if (track->count > 0 && cw_track_meets(track, q)) {
                at = &track->next;
                continue;
            }
            *at = track->next;
            cw_track_destroy(track);
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < v->split_count; i++) {
        if (cw_vessels_find(v, v->splits[i].mmsi, v->splits[i].body) != NULL)
            v->splits[kept++] = v->splits[i];
    }
    v->split_count = kept;
    v->ordered = false;
}

/* ---- files ------------------------------------------------------------------------------------
 */

static bool take(void *context, const ais_said *said) {
    cw_vessels *v = context;
    vessels_said(v, said);
    return !v->no_memory;
}

static void add_told(cw_vessels *v, cw_vessels_reading *reading, const log_told *told) {
    v->counts.lines = told->lines;
    v->counts.lines_damaged = told->lines_damaged;
    v->counts.sentences = told->sentences;
    if (reading == NULL) return;
    reading->damage_count = told->damage_count;
    for (size_t i = 0; i < told->damage_count; i++) reading->damage[i] = told->damage[i];
}

static bool load_log(cw_vessels *v, const char *path, const cw_vessels_reading *reading,
                     log_told *told, cw_error *err) {
    log_options options = {.near = CW_AIS_NO_TIME};
    uint64_t before = told->reports;
    if (reading != NULL) options.map = reading->columns;
    if (reading != NULL && reading->near != 0) options.near = reading->near;
    if (!log_read(path, &options, take, v, told, err)) return false;
    fix_clock_end(&v->clock); /* the next file's base stations are of another time */
    v->clock.base = CW_AIS_NO_TIME;
    if (v->no_memory) return cw_fail_memory(err);
    return told->reports > before
           || cw_fail(err, CW_ERR_INPUT,
                      "%.300s: holds no AIS that this program knows: sentences, lines of JSON, or "
                      "a table with columns for MMSI, time, latitude and longitude",
                      path);
}

static bool load_all(cw_vessels *v, const char *const *paths, size_t count,
                     const cw_vessels_query *query, cw_vessels_reading *reading, log_told *told,
                     cw_error *err) {
    for (size_t i = 0; i < count; i++) {
        if (reading != NULL && reading->progress != NULL)
            reading->progress(reading->context, "reading the logs", (double)i / (double)count);
        bool good = tracks_db_is(paths[i]) ? tracks_db_load(v, paths[i], query, err)
                                           : load_log(v, paths[i], reading, told, err);
        if (!good) return false;
    }
    cw_vessels_finish(v);
    return true;
}

cw_vessels *cw_vessels_load(const char *const *paths, size_t count, const cw_vessels_query *query,
                            cw_vessels_reading *reading, cw_error *err) {
    static const cw_vessels_query everything = {.in_box = false};
    if (reading != NULL && reading->columns != NULL && !csv_map_check(reading->columns, err))
        return NULL;
    cw_vessels *v = cw_vessels_create(err);
    log_told *told = calloc(1, sizeof *told);
    bool good = v != NULL && told != NULL;
    if (v != NULL && told == NULL) cw_fail_memory(err);
    if (query == NULL) query = &everything;
    if (good) v->query = *query;
    good = good && load_all(v, paths, count, query, reading, told, err);
    if (good) vessels_keep(v, query);
    if (v != NULL && told != NULL) add_told(v, reading, told);
    free(told);
    if (good) return v;
    cw_vessels_destroy(v);
    return NULL;
}
