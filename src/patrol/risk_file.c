/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk.json read back: the grid with its shares and the factors. The file may have been made by
 * anybody, so that every number in it is looked at before it is believed.
 */
#include <crosswatch/patrol.h>

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CELLS = 40000 };
static const size_t MOST_BYTES = (size_t)32 << 20;
static const char *const factor_names[CW_FACTORS] = {"hour", "season", "tide", "sea"};

typedef struct risk_reader {
    const char *name;
    cw_risk *risk;
    cw_error *err;
} risk_reader;

static bool refuse(const risk_reader *r, const char *what) {
    return cw_fail(r->err, CW_ERR_INPUT, "%.300s: %s", r->name, what);
}

static bool number(const risk_reader *r, const json_t *in, const char *key, double least,
                   double most, double *to) {
    const json_t *value = json_object_get(in, key);
    *to = json_number_value(value);
    if (json_is_number(value) && *to >= least && *to <= most) return true;
    return cw_fail(r->err, CW_ERR_INPUT, "%.300s: `%s` is not a number from %g to %g", r->name, key,
                   least, most);
}

static bool read_grid(risk_reader *r, const json_t *grid) {
    double lat, lon, nx, ny, cell;
    cw_risk *risk = r->risk;
    if (!number(r, grid, "centre_lat_deg", -80.0, 80.0, &lat)
        || !number(r, grid, "centre_lon_deg", -180.0, 180.0, &lon)
        || !number(r, grid, "x0_m", -1e7, 1e7, &risk->x0_m)
        || !number(r, grid, "y0_m", -1e7, 1e7, &risk->y0_m)
        || !number(r, grid, "cell_m", 100.0, 1e5, &cell)
        || !number(r, grid, "columns", 1.0, MOST_CELLS, &nx)
        || !number(r, grid, "rows", 1.0, MOST_CELLS, &ny))
        return false;
    if (floor(nx) != nx || floor(ny) != ny || nx * ny > MOST_CELLS)
        return refuse(r, "the grid has too many cells, or parts of cells");
    risk->cell_m = cell;
    risk->nx = (size_t)nx, risk->ny = (size_t)ny;
    risk->plane = cw_plane_create((cw_position){lat, lon}, r->err);
    risk->cells = cw_alloc_array(risk->nx * risk->ny, sizeof *risk->cells);
    if (risk->plane != NULL && risk->cells == NULL) return cw_fail_memory(r->err);
    return risk->plane != NULL;
}

static bool read_cells(risk_reader *r, const json_t *list) {
    size_t count = r->risk->nx * r->risk->ny;
    double sum = 0.0;
    if (!json_is_array(list)) return refuse(r, "`cells` is not a list");
    for (size_t k = 0; k < json_array_size(list); k++) {
        const json_t *one = json_array_get(list, k);
        double index, share;
        if (!number(r, one, "cell", 0.0, (double)count - 1.0, &index)
            || !number(r, one, "share", 0.0, 1.0 + 1e-9, &share))
            return false;
        cw_risk_cell *cell = &r->risk->cells[(size_t)index];
        cell->share = share;
        if (!number(r, one, "per_year", 0.0, 1e9, &cell->per_year)
            || !number(r, one, "low", 0.0, 1e9, &cell->low)
            || !number(r, one, "high", 0.0, 1e9, &cell->high)
            || !number(r, one, "effective", 0.0, 1e9, &cell->effective))
            return false;
    }
    for (size_t c = 0; c < count; c++) sum += r->risk->cells[c].share;
    return fabs(sum - 1.0) < 1e-3 || refuse(r, "the shares of the cells do not add up to 1");
}

static bool read_factor(risk_reader *r, const json_t *all, size_t f) {
    const json_t *list = json_object_get(all, factor_names[f]);
    cw_risk_factor *factor = &r->risk->factors[f];
    if (list == NULL || json_is_null(list)) return true;
    if (json_array_size(list) != cw_factor_levels[f])
        return refuse(r, "a factor has not the levels that it should have");
    factor->fitted = true;
    for (size_t i = 0; i < cw_factor_levels[f]; i++) {
        const json_t *one = json_array_get(list, i);
        cw_risk_level *level = &factor->levels[i];
        if (!number(r, one, "count", 0.0, 1e9, &level->count)
            || !number(r, one, "exposure_h", 0.0, 1e9, &level->exposure_h)
            || !number(r, one, "ratio", 0.0, 1e6, &level->ratio)
            || !number(r, one, "low", 0.0, 1e6, &level->low)
            || !number(r, one, "high", 0.0, 1e9, &level->high))
            return false;
        level->few = json_is_true(json_object_get(one, "too_few_to_say"));
    }
    return true;
}

static bool read_period(risk_reader *r, const json_t *root) {
    const char *from = json_string_value(json_object_get(root, "from")),
               *to = json_string_value(json_object_get(root, "to"));
    double incidents;
    cw_risk *risk = r->risk;
    if (from == NULL || to == NULL || !cw_time_parse(from, &risk->from, NULL)
        || !cw_time_parse(to, &risk->to, NULL))
        return refuse(r, "`from` and `to` are not times");
    if (!number(r, root, "per_hour", 0.0, 1e6, &risk->per_hour)
        || !number(r, root, "base_per_hour", 0.0, 1e6, &risk->base_per_hour)
        || !number(r, root, "bandwidth_m", 0.0, 1e7, &risk->bandwidth_m)
        || !number(r, root, "dispersion", 0.0, 1e9, &risk->dispersion)
        || !number(r, root, "incidents", 0.0, 1e9, &incidents))
        return false;
    risk->incidents = (size_t)incidents;
    return true;
}

static bool read_all(risk_reader *r, const json_t *root) {
    if (!json_is_integer(json_object_get(root, "crosswatch_risk")))
        return refuse(r, "it is not a risk file (it has no `crosswatch_risk`)");
    if (!read_period(r, root) || !read_grid(r, json_object_get(root, "grid"))
        || !read_cells(r, json_object_get(root, "cells")))
        return false;
    for (size_t f = 0; f < CW_FACTORS; f++)
        if (!read_factor(r, json_object_get(root, "factors"), f)) return false;
    return true;
}

cw_risk *cw_risk_parse(const char *text, size_t length, const char *name, cw_error *err) {
    json_error_t why;
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &why);
    risk_reader r = {.name = name, .risk = calloc(1, sizeof *r.risk), .err = err};
    bool good = root != NULL && r.risk != NULL;
    if (root == NULL)
        cw_fail(err, CW_ERR_INPUT, "%.300s, line %d: it is not JSON", name, why.line);
    else if (r.risk == NULL)
        cw_fail_memory(err);
    good = good && read_all(&r, root);
    json_decref(root);
    if (good) return r.risk;
    cw_risk_destroy(r.risk);
    return NULL;
}

static char *read_bytes(const char *path, size_t *length, cw_error *err) {
    FILE *file = fopen(path, "rb");
    char *text = file != NULL ? malloc(MOST_BYTES) : NULL;
    if (text != NULL) *length = fread(text, 1, MOST_BYTES, file);
    bool bad = text != NULL && (ferror(file) || *length == MOST_BYTES);
    if (file == NULL)
        cw_fail(err, CW_ERR_INPUT, "%s: cannot be opened", path);
    else if (text == NULL)
        cw_fail_memory(err);
    else if (bad)
        cw_fail(err, CW_ERR_INPUT, "%s: cannot be read, or is too large for a risk file", path);
    if (file != NULL) fclose(file);
    if (!bad) return text;
    free(text);
    return NULL;
}

cw_risk *cw_risk_load(const char *path, cw_error *err) {
    size_t length = 0;
    char *text = read_bytes(path, &length, err);
    if (text == NULL) return NULL;
    cw_risk *risk = cw_risk_parse(text, length, path, err);
    free(text);
    return risk;
}
