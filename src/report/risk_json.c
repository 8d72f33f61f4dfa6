/* SPDX-License-Identifier: Apache-2.0 */
/* risk.json: all of a risk, as cw_risk_load reads it back; only cells of sea are written. And
 * risk.tif, the same as a raster. */
#include "json.h"

#include <stdlib.h>

static json_t *grid_json(const cw_risk *risk) {
    cw_position centre = cw_plane_centre(risk->plane);
    return json_pack("{s:f, s:f, s:f, s:f, s:f, s:I, s:I}", "centre_lat_deg", centre.lat_deg,
                     "centre_lon_deg", centre.lon_deg, "x0_m", risk->x0_m, "y0_m", risk->y0_m,
                     "cell_m", risk->cell_m, "columns", (json_int_t)risk->nx, "rows",
                     (json_int_t)risk->ny);
}

static json_t *cells_json(const cw_risk *risk) {
    json_t *list = json_array();
    for (size_t c = 0; c < risk->nx * risk->ny; c++) {
        const cw_risk_cell *cell = &risk->cells[c];
        cw_xy at = {risk->x0_m + ((double)(c % risk->nx) + 0.5) * risk->cell_m,
                    risk->y0_m + ((double)(c / risk->nx) + 0.5) * risk->cell_m};
        if (!(cell->share > 0.0)) continue;
        json_array_append_new(
            list,
            json_pack("{s:I, s:o, s:f, s:f, s:f, s:f, s:f, s:b}", "cell", (json_int_t)c, "centre",
                      json_place(cw_plane_inverse(risk->plane, at)), "share", cell->share,
                      "per_year", cell->per_year, "low", cell->low, "high", cell->high, "effective",
                      cell->effective, "too_few_to_say", cell->effective < 5.0));
    }
    return list;
}

static json_t *factor_json(const cw_risk *risk, size_t f) {
    if (!risk->factors[f].fitted) return json_null();
    json_t *list = json_array();
    for (size_t i = 0; i < cw_factor_levels[f]; i++) {
        const cw_risk_level *l = &risk->factors[f].levels[i];
        json_array_append_new(list, json_pack("{s:f, s:f, s:f, s:f, s:f, s:b}", "count", l->count,
                                              "exposure_h", l->exposure_h, "ratio", l->ratio, "low",
                                              l->low, "high", l->high, "too_few_to_say", l->few));
    }
    return list;
}

static json_t *exposure_json(const cw_risk *risk) {
    static const char *const names[CW_MEETINGS_COUNTED] = {[CW_COUNTED_CROSSING] = "crossing",
                                                           [CW_COUNTED_HEAD_ON] = "head_on",
                                                           [CW_COUNTED_OVERTAKING] = "overtaking"};
    const cw_traffic_exposure *e = &risk->exposure;
    if (e->ships == 0) return json_null();
    json_t *meetings = json_object();
    for (size_t k = 0; k < CW_MEETINGS_COUNTED; k++)
        json_object_set_new(meetings, names[k],
                            json_pack("{s:f, s:f}", "candidates_per_year",
                                      e->candidates_per_year[k], "collisions_per_year",
                                      e->collisions_per_year[k]));
    return json_pack("{s:I, s:I, s:o}", "ships", (json_int_t)e->ships, "passages",
                     (json_int_t)e->passages, "meetings", meetings);
}

bool cw_report_risk_json(const cw_risk *risk, const cw_history *history, cw_text *text,
                         cw_error *err) {
    static const cw_history none = {0};
    const cw_history *h = history != NULL ? history : &none;
    json_t *factors =
        json_pack("{s:o, s:o, s:o, s:o}", "hour", factor_json(risk, CW_FACTOR_HOUR), "season",
                  factor_json(risk, CW_FACTOR_SEASON), "tide", factor_json(risk, CW_FACTOR_TIDE),
                  "sea", factor_json(risk, CW_FACTOR_SEA));
    json_t *root = json_pack(
        "{s:i, s:s, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:f, s:o, s:o, s:o, "
        "s:o}",
        "crosswatch_risk", 1, "crosswatch", CW_VERSION, "from", json_clock(risk->from), "to",
        json_clock(risk->to), "incidents", (json_int_t)risk->incidents, "outside",
        (json_int_t)risk->outside, "rows", (json_int_t)h->rows, "damaged", (json_int_t)h->damaged,
        "twice", (json_int_t)h->twice, "unwanted", (json_int_t)h->unwanted, "per_hour",
        risk->per_hour, "base_per_hour", risk->base_per_hour, "bandwidth_m", risk->bandwidth_m,
        "dispersion", risk->dispersion, "exposure", exposure_json(risk), "factors", factors, "grid",
        grid_json(risk), "cells", cells_json(risk));
    return json_write(root, text, err);
}

/* One value of each cell as a probability map, which geotiff.c takes. */
static bool fill_band(const cw_risk *risk, int band, cw_probability_map *map) {
    size_t cells = risk->nx * risk->ny;
    *map = (cw_probability_map){.time = risk->from,
                                .x0_m = risk->x0_m,
                                .y0_m = risk->y0_m,
                                .cell_m = risk->cell_m,
                                .nx = risk->nx,
                                .ny = risk->ny};
    map->probability = cw_alloc_array(cells, sizeof *map->probability);
    for (size_t c = 0; map->probability != NULL && c < cells; c++) {
        const cw_risk_cell *cell = &risk->cells[c];
        const double values[4] = {cell->per_year, cell->low, cell->high, cell->effective};
        map->probability[c] = (float)values[band];
    }
    return map->probability != NULL;
}

bool cw_report_risk_geotiff(const cw_risk *risk, const char *path, cw_error *err) {
    cw_probability_map maps[4] = {0};
    cw_where bands[4] = {{.time = risk->from, .map = &maps[0]},
                         {.time = risk->from, .map = &maps[1]},
                         {.time = risk->from, .map = &maps[2]},
                         {.time = risk->from, .map = &maps[3]}};
    cw_scene scene = {.plane = risk->plane};
    cw_result result = {.scene = &scene, .where = bands, .where_count = 4};
    bool good = true;
    for (int b = 0; good && b < 4; b++) good = fill_band(risk, b, &maps[b]) || cw_fail_memory(err);
    good = good && cw_report_geotiff(&result, path, err);
    for (int b = 0; b < 4; b++) free(maps[b].probability);
    return good;
}
