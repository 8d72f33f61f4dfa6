/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surface.json: the map of probability hour by hour, for a browser, which knows latitude and
 * longitude and no plane. The places of a part of the particles are laid in metres along the
 * meridian and the parallel of the cloud's middle (equirectangular; the true shape of the cloud
 * within a part in a hundred over 100 km), mapped as everywhere (search/map.c), and the cells'
 * borders given back in degrees. A cell is one byte, the square root of its share of the densest
 * one: a byte of the share itself would have nothing below 0.4 % of it.
 */
#include "bytes.h"
#include "json.h"
#include "sample.h"
#include "where.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

enum { MOST_PARTICLES = 10000, MOST_TIMES = 49 };
static const double EARTH_M = 6371008.8; /* mean radius (IUGG): lays and takes back alike */
static const double MOST_CELLS = 40000.0, CELLS_IN_RADIUS90 = 20.0, LEAST_CELL_M = 10.0;

typedef struct local { /* the cloud at one time, in metres about `centre` */
    cw_position centre;
    float *x_m, *y_m;
    uint8_t *state;
} local;

/* ---- times ---------------------------------------------------------------------------------- */

static bool somebody_at(const cw_tracks *t, size_t k) {
    for (size_t i = 0; i < t->particles; i++) {
        if (isfinite(t->x_m[k * t->particles + i])) return true;
    }
    return false;
}

/* From the first output at which somebody has a place, about an hour apart (more when the drift is
 * long), and the last. */
static size_t pick_times(const cw_tracks *t, size_t picked[MOST_TIMES + 1]) {
    size_t count = 0, first = 0, last = t->times - 1;
    while (first < last && !somebody_at(t, first)) first++;
    size_t hour = (size_t)fmax(1.0, round((double)CW_HOUR_MS / (double)t->step_ms));
    size_t every = hour * ((last - first) / hour / MOST_TIMES + 1);
    for (size_t k = first; k <= last; k += every) picked[count++] = k;
    if (picked[count - 1] != last) picked[count++] = last;
    return count;
}

/* ---- one time ------------------------------------------------------------------------------- */

static void lay(local *l, const cw_result *result, const sample *who, size_t time) {
    double lon_m = cw_radians(1.0) * EARTH_M * cos(cw_radians(l->centre.lat_deg));
    double lat_m = cw_radians(1.0) * EARTH_M;
    for (size_t i = 0; i < who->count; i++) {
        cw_position at = sample_place(result, time, who->particle[i], l->centre.lon_deg);
        l->x_m[i] = (float)((at.lon_deg - l->centre.lon_deg) * lon_m);
        l->y_m[i] = (float)((at.lat_deg - l->centre.lat_deg) * lat_m);
        l->state[i] = result->tracks->state[time * result->tracks->particles + who->particle[i]];
    }
}

static double choose_cell(const cw_cloud *cloud, const cw_datum *datum) {
    double x = 0.0, y = 0.0; /* the furthest from the datum */
    for (size_t i = 0; i < cloud->count; i++) {
        x = fmax(x, fabs((double)cloud->x_m[i] - datum->mean.x_m)); /* fmax passes over NaN */
        y = fmax(y, fabs((double)cloud->y_m[i] - datum->mean.y_m));
    }
    double cell = fmax(datum->radius90_m / CELLS_IN_RADIUS90, LEAST_CELL_M);
    cell = fmax(where_round_down_125(cell), LEAST_CELL_M);
    while (4.0 * x * y / (cell * cell) > MOST_CELLS) cell = where_round_down_125(2.5 * cell);
    return cell;
}

/* Rows from north to south. */
static json_t *pack_cells(const cw_probability_map *map, double most) {
    size_t cells = map->nx * map->ny;
    unsigned char *bytes = calloc(cells + 1, 1);
    if (bytes == NULL) return NULL;
    for (size_t j = 0; j < map->ny; j++) {
        const float *row = map->probability + (map->ny - 1 - j) * map->nx;
        for (size_t i = 0; i < map->nx; i++)
            bytes[j * map->nx + i] = (unsigned char)lround(255.0 * sqrt((double)row[i] / most));
    }
    gchar *text = g_base64_encode(bytes, cells);
    json_t *packed = json_string(text);
    g_free(text);
    free(bytes);
    return packed;
}

static json_t *json_map(const cw_probability_map *map, cw_position centre) {
    double most = 0.0, lat_deg = cw_degrees(1.0 / EARTH_M);
    double lon_deg = lat_deg / cos(cw_radians(centre.lat_deg));
    for (size_t i = 0; i < map->nx * map->ny; i++) most = fmax(most, (double)map->probability[i]);
    json_t *holds = json_pack("{s:f, s:f, s:f}", "50", map->threshold[0], "90", map->threshold[1],
                              "99", map->threshold[2]);
    return json_pack("{s:o, s:f, s:f, s:f, s:f, s:I, s:I, s:f, s:f, s:f, s:f, s:f, s:o, s:o}",
                     "time", json_clock(map->time), "west_deg",
                     centre.lon_deg + map->x0_m * lon_deg, "north_deg",
                     centre.lat_deg + (map->y0_m + (double)map->ny * map->cell_m) * lat_deg,
                     "cell_lon_deg", map->cell_m * lon_deg, "cell_lat_deg", map->cell_m * lat_deg,
                     "columns", (json_int_t)map->nx, "rows", (json_int_t)map->ny, "densest", most,
                     "total", map->total, "waiting", map->waiting, "ashore", map->stranded, "lost",
                     map->lost, "holds", holds, "cells", pack_cells(map, most > 0.0 ? most : 1.0));
}

static json_t *one_time(const cw_result *result, const sample *who, local *l, size_t time,
                        cw_error *err) {
    const cw_tracks *t = result->tracks;
    cw_cloud cloud = {.time = t->first + (cw_time)time * t->step_ms,
                      .count = who->count,
                      .x_m = l->x_m,
                      .y_m = l->y_m,
                      .weight = who->weight,
                      .state = l->state};
    cw_datum datum;
    lay(l, result, who, time);
    if (!cw_datum_compute(&cloud, &datum, err)) return NULL;
    double cell_m = choose_cell(&cloud, &datum);
    cw_probability_map *map =
        cw_probability_map_create(&cloud, cell_m, where_smoothing_m(&datum, &cloud, cell_m), err);
    if (map == NULL) return NULL;
    json_t *one = json_map(map, l->centre);
    if (one == NULL) cw_fail_memory(err);
    cw_probability_map_destroy(map);
    return one;
}

/* ---- all times ------------------------------------------------------------------------------ */

static json_t *all_times(const cw_result *result, const sample *who, local *l, cw_error *err) {
    size_t picked[MOST_TIMES + 1];
    size_t count = pick_times(result->tracks, picked);
    json_t *list = json_array();
    for (size_t k = 0; list != NULL && k < count; k++) {
        cw_error own = {0};
        json_t *one = one_time(result, who, l, picked[k], &own);
        if (one == NULL && own.code == CW_NO) continue; /* nobody has a place then */
        if (one == NULL && err != NULL) *err = own;
        if (one == NULL || json_array_append_new(list, one) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

bool cw_report_surface(const cw_result *result, const char *path, cw_error *err) {
    sample who;
    cw_text text = {0};
    json_t *root = NULL;
    local l = {.centre = cw_plane_centre(result->scene->plane)};
    bool good = sample_take(&who, result->tracks, MOST_PARTICLES, err);
    if (good) {
        l.x_m = cw_alloc_array(who.count + 1, sizeof *l.x_m);
        l.y_m = cw_alloc_array(who.count + 1, sizeof *l.y_m);
        l.state = calloc(who.count + 1, 1);
        good = (l.x_m != NULL && l.y_m != NULL && l.state != NULL) || cw_fail_memory(err);
    }
    json_t *times = good ? all_times(result, &who, &l, err) : NULL;
    if (times != NULL)
        root = json_pack("{s:s, s:o}", "format", "crosswatch surface 1", "times", times);
    good = times != NULL && json_write(root, &text, err)
           && bytes_write(path, text.data, text.length, err);
    cw_text_free(&text);
    free(l.x_m);
    free(l.y_m);
    free(l.state);
    sample_free(&who);
    return good;
}
