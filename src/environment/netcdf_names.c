/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which variables of a NetCDF file are the current, the wind, the Stokes drift or the temperature.
 *
 * First by CF standard name (cf-conventions.org, standard name table 83), then by the names that
 * common models write. eastward_ and northward_ are true axes; x_ and y_ lie along the grid's.
 */
#include "netcdf_layout.h"

#include <ctype.h>
#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct name_pair {
    const char *east, *north;
    bool relative;
} name_pair;

static const name_pair current_standard[] = {
    {"surface_eastward_sea_water_velocity", "surface_northward_sea_water_velocity", false},
    {"eastward_sea_water_velocity", "northward_sea_water_velocity", false},
    {"surface_sea_water_x_velocity", "surface_sea_water_y_velocity", true},
    {"sea_water_x_velocity", "sea_water_y_velocity", true},
    {"x_sea_water_velocity", "y_sea_water_velocity", true},
    {"sea_water_x_velocity_at_u_location", "sea_water_y_velocity_at_v_location", true},
    {"eastward_sea_water_velocity_assuming_no_tide",
     "northward_sea_water_velocity_assuming_no_tide", false},
    {"barotropic_eastward_sea_water_velocity", "barotropic_northward_sea_water_velocity", false},
    {"barotropic_sea_water_x_velocity", "barotropic_sea_water_y_velocity", true},
    {NULL, NULL, false}};
static const name_pair current_names[] = {{"utotal", "vtotal", false},
                                          {"uo", "vo", false},
                                          {"u_eastward", "v_northward", false},
                                          {"water_u", "water_v", false},
                                          {"ssu", "ssv", false},
                                          {"sozocrtx", "somecrty", true},
                                          {"vozocrtx", "vomecrty", true},
                                          {"u_surface", "v_surface", false},
                                          {"u", "v", true},
                                          {"U", "V", true},
                                          {"ubar", "vbar", true},
                                          {"ua", "va", false},
                                          {NULL, NULL, false}};
static const name_pair wind_standard[] = {
    {"eastward_wind", "northward_wind", false}, {"x_wind", "y_wind", true}, {NULL, NULL, false}};
static const name_pair wind_names[] = {
    {"u10", "v10", false},
    {"U10", "V10", true},
    {"u10m", "v10m", false},
    {"U10M", "V10M", false},
    {"10u", "10v", false},
    {"x_wind_10m", "y_wind_10m", true},
    {"uwnd", "vwnd", false},
    {"UGRD_10maboveground", "VGRD_10maboveground", false},
    {"ugrd10m", "vgrd10m", false},
    {"u-component_of_wind_height_above_ground", "v-component_of_wind_height_above_ground", false},
    {"Uwind", "Vwind", true},
    {"uwind_speed", "vwind_speed", false},
    {"wind_u", "wind_v", false},
    {"u_wind", "v_wind", false},
    {"uas", "vas", false},
    {NULL, NULL, false}};
static const name_pair stokes_standard[] = {
    {"sea_surface_wave_stokes_drift_eastward_velocity",
     "sea_surface_wave_stokes_drift_northward_velocity", false},
    {"sea_surface_wave_stokes_drift_x_velocity", "sea_surface_wave_stokes_drift_y_velocity", true},
    {"eastward_surface_stokes_drift", "northward_surface_stokes_drift", false},
    {NULL, NULL, false}};
static const name_pair stokes_names[] = {{"VSDX", "VSDY", true},          {"uuss", "vuss", false},
                                         {"ust", "vst", false},           {"ussx", "ussy", false},
                                         {"stokes_u", "stokes_v", false}, {NULL, NULL, false}};
static const name_pair temperature_standard[] = {
    {"sea_surface_temperature", NULL, false},
    {"sea_surface_foundation_temperature", NULL, false},
    {"sea_surface_subskin_temperature", NULL, false},
    {"sea_surface_skin_temperature", NULL, false},
    {"sea_water_temperature", NULL, false},
    {"sea_water_potential_temperature", NULL, false},
    {"sea_water_conservative_temperature", NULL, false},
    {NULL, NULL, false}};
static const name_pair temperature_names[] = {
    {"sst", NULL, false},      {"SST", NULL, false},  {"analysed_sst", NULL, false},
    {"thetao", NULL, false},   {"tos", NULL, false},  {"water_temp", NULL, false},
    {"votemper", NULL, false}, {"temp", NULL, false}, {"sea_surface_temperature", NULL, false},
    {NULL, NULL, false}};

static const name_pair *standard_of(cw_quantity quantity) {
    switch (quantity) {
    case CW_CURRENT:
        return current_standard;
    case CW_WIND:
        return wind_standard;
    case CW_STOKES:
        return stokes_standard;
    default:
        return temperature_standard;
    }
}

static const name_pair *names_of(cw_quantity quantity) {
    switch (quantity) {
    case CW_CURRENT:
        return current_names;
    case CW_WIND:
        return wind_names;
    case CW_STOKES:
        return stokes_names;
    default:
        return temperature_names;
    }
}

/* ---- choosing -------------------------------------------------------------------------------- */

static bool numeric(const nc_variable *v) {
    return v->dims >= 1 && v->type != NC_CHAR && v->type != NC_STRING && v->type <= NC_UINT64;
}

/* "eastward wind" is written for "eastward_wind" now and then. */
static bool has_standard_name(const nc_file *file, const nc_variable *v, const char *name) {
    char text[nc_text_size];
    if (!nc_text(file, v, "standard_name", true, text)) return false;
    for (char *c = text; *c != '\0'; c++) {
        if (*c == ' ') *c = '_';
    }
    return strcmp(text, name) == 0;
}

static bool same_shape(const nc_variable *a, const nc_variable *b) {
    return a->dims == b->dims;
}

/* Height of a wind that has a scalar height coordinate; NaN without one. */
static double scalar_height(const nc_file *file, const nc_variable *v) {
    char text[nc_text_size], *state = NULL, standard[nc_text_size];
    if (!nc_text(file, v, "coordinates", false, text)) return NAN;
    for (char *word = strtok_r(text, " ", &state); word != NULL;
         word = strtok_r(NULL, " ", &state)) {
        const nc_variable *c = nc_find(file, word);
        if (c == NULL || c->dims != 0) continue;
        if (!nc_text(file, c, "standard_name", true, standard)) continue;
        double value;
        size_t zero = 0;
        if (strcmp(standard, "height") == 0
            && nc_read(file, c, &zero, &zero, false, &value, NULL)) {
            return value;
        }
    }
    return NAN;
}

/* The number before "m", "metre" or "meter" in a text ("100 metre U wind component", "x_wind_80m");
 * NaN without one. "1000 mb" is no height. */
static double height_in(const char *text) {
    for (const char *at = text; *at != '\0'; at++) {
        if (!isdigit((unsigned char)*at)) continue;
        char *end;
        double value = strtod(at, &end);
        const char *unit = end + strspn(end, " _-");
        bool word = strncasecmp(unit, "metre", 5) == 0 || strncasecmp(unit, "meter", 5) == 0;
        bool letter = (*unit == 'm' || *unit == 'M') && !isalnum((unsigned char)unit[1]);
        if (letter) { /* "5 m s-1", "5 m/s" are speeds */
            const char *rest = unit + 1 + strspn(unit + 1, " /.*");
            letter = !(rest > unit + 1 && *rest == 's' && !isalpha((unsigned char)rest[1]));
        }
        if (word || letter) return value;
        at = end - 1;
    }
    return NAN;
}

/* Height that a wind's name (u100, v100 too) or long name states; NaN without one. */
static double stated_height(const nc_file *file, const nc_variable *v) {
    char text[nc_text_size];
    bool short_name = strchr("uUvV", v->name[0]) != NULL && v->name[0] != '\0'
                      && isdigit((unsigned char)v->name[1])
                      && strspn(v->name + 1, "0123456789") == strlen(v->name + 1);
    if (short_name) return strtod(v->name + 1, NULL);
    double height = height_in(v->name);
    if (isfinite(height) || !nc_text(file, v, "long_name", true, text)) return height;
    return height_in(text);
}

/* A wind must be that at 10 m: by its levels, its scalar height, its names, or with none stated. */
static bool usable(const nc_file *file, cw_quantity quantity, const nc_variable *v, cw_error *err) {
    nc_layout layout = {.y = -1, .x = -1};
    if (quantity != CW_WIND) return true;
    if (!nc_levels(file, quantity, v, &layout, err)) return false;
    double height = layout.level[0] == '\0' ? scalar_height(file, v) : NAN;
    if (layout.level[0] == '\0' && !isfinite(height)) height = stated_height(file, v);
    if (!isfinite(height) || fabs(height - 10.0) <= 1.0) return true;
    return cw_fail(err, CW_ERR_INPUT, "%s: variable %s is the wind at %g m, not at 10 m",
                   file->path, v->name, height);
}

static bool complete(const nc_file *file, cw_quantity quantity, const nc_variable *east,
                     const name_pair *names, bool standard, nc_pair *pair, cw_error *err) {
    pair->east = east;
    pair->north = NULL;
    pair->relative = names->relative;
    pair->named = !standard;
    if (!numeric(east) || !usable(file, quantity, east, err)) return false;
    if (names->north == NULL) return true;
    for (size_t i = 0; i < file->variable_count; i++) {
        const nc_variable *v = &file->variables[i];
        bool match = standard ? has_standard_name(file, v, names->north)
                              : strcmp(v->name, names->north) == 0;
        if (!match || !numeric(v) || !same_shape(east, v)) continue;
        /* of several with one standard name: the one whose name is as long as its partner's */
        if (pair->north == NULL || strlen(v->name) == strlen(east->name)) pair->north = v;
        if (strlen(v->name) == strlen(east->name)) break;
    }
    return pair->north != NULL;
}

/* A variable found by a common name whose own standard name says that it is something else. */
static bool contradicts(const nc_file *file, const nc_variable *v, cw_quantity quantity) {
    char text[nc_text_size];
    if (!nc_text(file, v, "standard_name", true, text) || text[0] == '\0') return false;
    bool wind = strstr(text, "wind") != NULL, stokes = strstr(text, "stokes") != NULL;
    bool air = wind || strstr(text, "air_") != NULL;
    if (quantity == CW_WIND) return !wind;
    if (quantity == CW_STOKES) return !stokes;
    return air || stokes;
}

static bool by_standard_name(const nc_file *file, cw_quantity quantity, nc_pair *pair,
                             cw_error *err) {
    for (const name_pair *names = standard_of(quantity); names->east != NULL; names++) {
        for (size_t i = 0; i < file->variable_count; i++) {
            const nc_variable *v = &file->variables[i];
            if (!has_standard_name(file, v, names->east)) continue;
            if (complete(file, quantity, v, names, true, pair, err)) return true;
        }
    }
    return false;
}

static bool by_common_name(const nc_file *file, cw_quantity quantity, nc_pair *pair,
                           cw_error *err) {
    for (const name_pair *names = names_of(quantity); names->east != NULL; names++) {
        const nc_variable *v = nc_find(file, names->east);
        if (v == NULL || contradicts(file, v, quantity)) continue;
        if (complete(file, quantity, v, names, false, pair, err)) return true;
    }
    return false;
}

/* What the standard or long name of a variable says of its axes. */
static bool says_relative(const nc_file *file, const nc_variable *v) {
    char text[nc_text_size];
    nc_text(file, v, "standard_name", true, text);
    if (strncmp(text, "x_", 2) == 0 || strstr(text, "_x_") != NULL) return true;
    if (strstr(text, "eastward") != NULL) return false;
    nc_text(file, v, "long_name", true, text);
    return strstr(text, "eastward") == NULL && strstr(text, "zonal") == NULL;
}

static bool by_options(const nc_file *file, cw_quantity quantity, const cw_file_options *options,
                       nc_pair *pair, cw_error *err) {
    pair->east = nc_find(file, options->east_variable);
    pair->north = NULL;
    pair->named = true;
    const char *missing = pair->east == NULL ? options->east_variable : NULL;
    if (quantity != CW_WATER_TEMPERATURE) {
        if (options->north_variable == NULL) {
            return cw_fail(err, CW_ERR_INPUT,
                           "%s: the variable of the northward component is not "
                           "named beside %s",
                           file->path, options->east_variable);
        }
        pair->north = nc_find(file, options->north_variable);
        if (pair->north == NULL) missing = options->north_variable;
    }
    if (missing != NULL) {
        return cw_fail(err, CW_ERR_INPUT, "%s has no variable %s", file->path, missing);
    }
    if (!numeric(pair->east) || (pair->north != NULL && !numeric(pair->north))) {
        return cw_fail(err, CW_ERR_INPUT, "%s: variable %s holds no field of numbers", file->path,
                       pair->east->name);
    }
    pair->relative = says_relative(file, pair->east);
    return usable(file, quantity, pair->east, err);
}

bool nc_choose(const nc_file *file, cw_quantity quantity, const cw_file_options *options,
               nc_pair *pair, bool *absent, cw_error *err) {
    cw_error refused = {0};
    *absent = false;
    if (options != NULL && options->east_variable != NULL) {
        return by_options(file, quantity, options, pair, err)
               && nc_read_units(file, quantity, pair, err);
    }
    if (!by_standard_name(file, quantity, pair, &refused)
        && !by_common_name(file, quantity, pair, &refused)) {
        *absent = refused.code == CW_OK;
        if (!*absent) cw_error_pass(err, &refused);
        return false;
    }
    if (pair->named && quantity != CW_WATER_TEMPERATURE && pair->relative) {
        pair->relative = says_relative(file, pair->east);
    }
    return nc_read_units(file, quantity, pair, err);
}
