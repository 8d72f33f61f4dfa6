/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a variable is laid out: which dimension is time, which is the level and which entry of it is
 * the surface (or, for wind, 10 m), and which other dimensions stand beside them. Horizontal
 * dimensions are found in netcdf_grid.c first.
 */
#include "netcdf_layout.h"

#include <ctype.h>
#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool units_are(const char *units, const char *stem) {
    /* degrees_north, degree_north, degree_N, degrees_N, degreeN, degreesN */
    static const char *const head[] = {"degrees_", "degree_", "degrees", "degree", NULL};
    for (size_t k = 0; head[k] != NULL; k++) {
        size_t length = strlen(head[k]);
        if (strncmp(units, head[k], length) != 0) continue;
        if (strcmp(units + length, stem) == 0) return true;
        if (units[length] == stem[0] && units[length + 1] == '\0') return true;
    }
    return false;
}

static bool is_coordinate(const nc_file *file, const nc_variable *v, const char *standard,
                          const char *stem, const char *const *names) {
    char text[nc_text_size];
    if (v->type == NC_CHAR || v->type == NC_STRING) return false;
    if (nc_text(file, v, "standard_name", true, text) && strcmp(text, standard) == 0) return true;
    if (nc_text(file, v, "units", true, text) && text[0] != '\0') {
        if (units_are(text, stem)) return true;
        if (strncmp(text, "degree", 6) != 0) return false;
    }
    for (size_t k = 0; names[k] != NULL; k++) {
        if (strncasecmp(v->name, names[k], strlen(names[k])) == 0) return true;
    }
    return false;
}

bool nc_is_latitude(const nc_file *file, const nc_variable *v) {
    static const char *const names[] = {"lat", "nav_lat", "xlat", "gphi", NULL};
    return is_coordinate(file, v, "latitude", "north", names);
}

bool nc_is_longitude(const nc_file *file, const nc_variable *v) {
    static const char *const names[] = {"lon", "nav_lon", "xlong", "glam", NULL};
    return is_coordinate(file, v, "longitude", "east", names);
}

bool nc_is_time_dimension(const nc_file *file, int dim) {
    char name[nc_name_size], text[nc_text_size];
    nc_dimension_name(file, dim, name);
    if (strcasestr(name, "time") != NULL) return true;
    const nc_variable *v = nc_find(file, name);
    if (v == NULL) return strcmp(name, "t") == 0;
    if (nc_text(file, v, "standard_name", true, text) && strcmp(text, "time") == 0) return true;
    return nc_text(file, v, "units", true, text) && strstr(text, " since ") != NULL;
}

/* ---- levels ---------------------------------------------------------------------------------- */

typedef struct level_axis {
    const nc_variable *variable; /* NULL: the dimension has no coordinate */
    char name[nc_name_size];     /* of the dimension */
    char units[nc_text_size];
    bool up; /* values grow upward */
    bool pressure, ensemble;
    double *value; /* owned, one a level; NULL without coordinate */
    size_t count;
} level_axis;

static bool contains_any(const char *text, const char *const *words) {
    for (size_t k = 0; words[k] != NULL; k++) {
        if (strcasestr(text, words[k]) != NULL) return true;
    }
    return false;
}

/* The first column of a level coordinate such as siglay(siglay, node). */
static double *first_column(const nc_file *file, const nc_variable *v, size_t count,
                            cw_error *err) {
    size_t start[nc_dims_most] = {0}, length[nc_dims_most];
    double *value = cw_alloc_array(count, sizeof *value);
    if (value == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    for (int d = 0; d < v->dims; d++) length[d] = d == 0 ? count : 1;
    if (nc_read(file, v, start, length, false, value, err)) return value;
    free(value);
    return NULL;
}

static bool read_axis(const nc_file *file, int dim, size_t count, level_axis *axis, cw_error *err) {
    static const char *const members[] = {"ensemble", "member", "realization", "number", NULL};
    static const char *const pressures[] = {"pa", "hpa", "mb", "mbar", "millibar", NULL};
    char text[nc_text_size];
    memset(axis, 0, sizeof *axis);
    axis->count = count;
    nc_dimension_name(file, dim, axis->name);
    axis->ensemble = contains_any(axis->name, members);
    axis->up = contains_any(axis->name, (const char *const[]){"height", "s_rho", "sigma", NULL});
    axis->variable = nc_find(file, axis->name);
    const nc_variable *v = axis->variable;
    if (v == NULL || v->dims < 1 || v->dim[0] != dim || v->type == NC_CHAR
        || v->type == NC_STRING) {
        axis->variable = NULL;
        return true;
    }
    nc_text(file, v, "units", true, axis->units);
    for (size_t k = 0; pressures[k] != NULL; k++) {
        if (strcmp(axis->units, pressures[k]) == 0) axis->pressure = true;
    }
    if (nc_text(file, v, "positive", true, text)) axis->up = strcmp(text, "up") == 0;
    axis->value = first_column(file, v, count, err);
    return axis->value != NULL;
}

/* Wind: the entry at 10 m. */
static bool ten_metres(const nc_file *file, const nc_variable *v, const level_axis *axis,
                       size_t *entry, cw_error *err) {
    for (size_t k = 0; k < axis->count && axis->value != NULL && !axis->pressure; k++) {
        *entry = k;
        if (fabs(axis->value[k] - 10.0) <= 0.5) return true;
    }
    if (axis->count == 1 && (axis->value == NULL || axis->value[0] == 0.0) && !axis->pressure) {
        *entry = 0;
        return true;
    }
    return cw_fail(err, CW_ERR_INPUT, "%s: variable %s has no level at 10 m on %s", file->path,
                   v->name, axis->name);
}

/* Water: the entry nearest to the surface. */
static bool surface(const nc_file *file, const nc_variable *v, const level_axis *axis,
                    size_t *entry, cw_error *err) {
    *entry = 0;
    if (axis->count == 1) return true;
    if (axis->value == NULL) {
        if (strstr(axis->name, "s_rho") != NULL)
            *entry = axis->count - 1;
        else if (!contains_any(axis->name, (const char *const[]){"siglay", "depth", "lev", NULL})) {
            return cw_fail(err, CW_ERR_INPUT,
                           "%s: variable %s has %zu entries of %s and nothing "
                           "says which is the surface",
                           file->path, v->name, axis->count, axis->name);
        }
        return true;
    }
    bool negative = true; /* depths as negative numbers count upward whatever they say */
    for (size_t k = 0; k < axis->count; k++) {
        if (axis->value[k] > 0.0 || !isfinite(axis->value[k])) negative = false;
    }
    bool up = axis->up || negative;
    for (size_t k = 1; k < axis->count; k++) {
        double here = axis->value[k], best = axis->value[*entry];
        if (isfinite(here) && (!isfinite(best) || (up ? here > best : here < best))) *entry = k;
    }
    return true;
}

static bool choose_level(const nc_file *file, cw_quantity quantity, const nc_variable *v, int d,
                         nc_layout *layout, cw_error *err) {
    level_axis axis;
    if (!read_axis(file, v->dim[d], v->length[d], &axis, err)) return false;
    size_t *entry = &layout->fixed[d];
    bool good = true;
    *entry = 0;
    if (axis.ensemble) {
        if (axis.count > 1) snprintf(layout->level, sizeof layout->level, "first ensemble member");
    } else if (quantity == CW_WIND) {
        good = ten_metres(file, v, &axis, entry, err);
    } else {
        good = surface(file, v, &axis, entry, err);
    }
    if (good && !axis.ensemble && axis.value != NULL) {
        snprintf(layout->level, sizeof layout->level, "at %.40s %.4g%s%.12s", axis.name,
                 axis.value[*entry], axis.units[0] != '\0' ? " " : "", axis.units);
    }
    free(axis.value);
    return good;
}

/* A horizontal dimension by its coordinate alone, for the first look before the grid is known. */
static bool looks_horizontal(const nc_file *file, int dim) {
    char name[nc_name_size], text[nc_text_size];
    static const char *const stems[] = {"xi_", "eta_", "node",    "nele", "face",
                                        "lat", "lon",  "nmesh2d", NULL};
    static const char *const exact[] = {"x", "y", "rlat",      "rlon",        "xc",     "yc",
                                        "i", "j", "west_east", "south_north", "ncells", NULL};
    nc_dimension_name(file, dim, name);
    for (size_t k = 0; stems[k] != NULL; k++) {
        if (strncasecmp(name, stems[k], strlen(stems[k])) == 0) return true;
    }
    for (size_t k = 0; exact[k] != NULL; k++) {
        if (strcasecmp(name, exact[k]) == 0) return true;
    }
    const nc_variable *v = nc_find(file, name);
    if (v == NULL) return false;
    if (nc_is_latitude(file, v) || nc_is_longitude(file, v)) return true;
    nc_text(file, v, "standard_name", true, text);
    if (strncmp(text, "projection_", 11) == 0 || strncmp(text, "grid_l", 6) == 0) return true;
    nc_text(file, v, "axis", true, text);
    return strcmp(text, "x") == 0 || strcmp(text, "y") == 0;
}

bool nc_levels(const nc_file *file, cw_quantity quantity, const nc_variable *v, nc_layout *layout,
               cw_error *err) {
    bool known = layout->x >= 0;
    layout->time = -1;
    layout->level[0] = '\0';
    for (int d = 0; d < v->dims; d++) {
        layout->fixed[d] = 0;
        if (d == layout->x || d == layout->y) continue;
        if (v->length[d] == 0) {
            return cw_fail(err, CW_ERR_INPUT, "%s: variable %s is empty", file->path, v->name);
        }
        if (layout->time < 0 && nc_is_time_dimension(file, v->dim[d])) {
            layout->time = d;
            continue;
        }
        if (!known && looks_horizontal(file, v->dim[d])) continue;
        if (!choose_level(file, quantity, v, d, layout, err)) return false;
    }
    return true;
}
