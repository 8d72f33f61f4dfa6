/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CF grid mappings (CF 1.11, appendix F) as PROJ definitions. Files often carry a ready PROJ string
 * beside the CF attributes (proj4, proj4_string) or well-known text (crs_wkt, spatial_ref); when
 * both are there the caller keeps the one that agrees with the file's own latitudes and longitudes.
 */
#include "netcdf_file.h"

#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct mapping {
    const nc_file *file;
    const nc_variable *variable;
    double axis_m;
    char *proj; /* nc_projection_size */
} mapping;

static void add(mapping *m, const char *key, double value) {
    size_t used = strlen(m->proj);
    snprintf(m->proj + used, nc_projection_size - used, " +%s=%.12g", key, value);
}

static double number(const mapping *m, const char *name, double otherwise) {
    double value;
    return nc_numbers(m->file, m->variable, name, &value, 1) == 1 && isfinite(value) ? value
                                                                                     : otherwise;
}

static void add_earth(mapping *m) {
    double radius = number(m, "earth_radius", 0.0), a = number(m, "semi_major_axis", 0.0);
    double b = number(m, "semi_minor_axis", 0.0), rf = number(m, "inverse_flattening", -1.0);
    if (radius > 6e6 && a <= 0.0) {
        add(m, "R", radius);
    } else if (a > 6e6) {
        add(m, "a", a);
        if (b > 6e6)
            add(m, "b", b);
        else if (rf > 0.0)
            add(m, "rf", rf);
        else
            add(m, "b", a);
    } else {
        strncat(m->proj, " +ellps=WGS84", nc_projection_size - strlen(m->proj) - 1);
    }
}

static void add_origin(mapping *m) {
    add(m, "x_0", number(m, "false_easting", 0.0) * m->axis_m);
    add(m, "y_0", number(m, "false_northing", 0.0) * m->axis_m);
}

static double meridian(const mapping *m) {
    double lon = number(m, "longitude_of_projection_origin", 0.0);
    return number(m, "longitude_of_central_meridian", lon);
}

static void begin(mapping *m, const char *name) {
    snprintf(m->proj, nc_projection_size, "+proj=%s", name);
}

static void rotated_pole(mapping *m) {
    begin(m, "ob_tran +o_proj=longlat");
    add(m, "o_lat_p", number(m, "grid_north_pole_latitude", 90.0));
    add(m, "o_lon_p", number(m, "north_pole_grid_longitude", 0.0));
    add(m, "lon_0", number(m, "grid_north_pole_longitude", 0.0) + 180.0);
    /* a rotation of the sphere: no ellipsoid takes part */
    strncat(m->proj, " +R=6371229", nc_projection_size - strlen(m->proj) - 1);
}

static void polar_stereographic(mapping *m) {
    double pole = number(m, "latitude_of_projection_origin", 90.0);
    double parallel = number(m, "standard_parallel", NAN);
    begin(m, "stere");
    add(m, "lat_0", pole < 0.0 ? -90.0 : 90.0);
    add(m, "lon_0", number(m, "straight_vertical_longitude_from_pole", meridian(m)));
    if (isfinite(parallel))
        add(m, "lat_ts", parallel);
    else
        add(m, "k_0", number(m, "scale_factor_at_projection_origin", 1.0));
    add_origin(m);
    add_earth(m);
}

static void lambert_conformal(mapping *m) {
    double parallel[2] = {45.0, 45.0};
    size_t count = nc_numbers(m->file, m->variable, "standard_parallel", parallel, 2);
    begin(m, "lcc");
    add(m, "lat_1", parallel[0]);
    add(m, "lat_2", count == 2 ? parallel[1] : parallel[0]);
    add(m, "lat_0", number(m, "latitude_of_projection_origin", parallel[0]));
    add(m, "lon_0", meridian(m));
    add_origin(m);
    add_earth(m);
}

static void mercator(mapping *m) {
    double parallel = number(m, "standard_parallel", NAN);
    begin(m, "merc");
    add(m, "lon_0", meridian(m));
    if (isfinite(parallel))
        add(m, "lat_ts", parallel);
    else
        add(m, "k_0", number(m, "scale_factor_at_projection_origin", 1.0));
    add_origin(m);
    add_earth(m);
}

static void with_centre(mapping *m, const char *name, bool scaled) {
    begin(m, name);
    add(m, "lat_0", number(m, "latitude_of_projection_origin", 0.0));
    add(m, "lon_0", meridian(m));
    if (scaled) {
        double k = number(m, "scale_factor_at_projection_origin", 1.0);
        add(m, "k_0", number(m, "scale_factor_at_central_meridian", k));
    }
    add_origin(m);
    add_earth(m);
}

static bool from_attributes(mapping *m, const char *name) {
    m->proj[0] = '\0';
    if (strcmp(name, "rotated_latitude_longitude") == 0)
        rotated_pole(m);
    else if (strcmp(name, "polar_stereographic") == 0)
        polar_stereographic(m);
    else if (strcmp(name, "lambert_conformal_conic") == 0)
        lambert_conformal(m);
    else if (strcmp(name, "mercator") == 0)
        mercator(m);
    else if (strcmp(name, "transverse_mercator") == 0)
        with_centre(m, "tmerc", true);
    else if (strcmp(name, "stereographic") == 0)
        with_centre(m, "stere", true);
    else if (strcmp(name, "lambert_azimuthal_equal_area") == 0)
        with_centre(m, "laea", false);
    else if (strcmp(name, "azimuthal_equidistant") == 0)
        with_centre(m, "aeqd", false);
    return m->proj[0] != '\0';
}

/* ---- ready definitions ----------------------------------------------------------------------- */

/* Only plain "+key=value" words, without those that would change units or reach for files. */
static bool from_proj_text(const char *text, char proj[nc_projection_size]) {
    static const char *const dropped[] = {
        "+units=",    "+to_meter=", "+type=",       "+no_defs", "+wktext",
        "+nadgrids=", "+towgs84=",  "+datum=WGS84", NULL};
    char copy[nc_text_size], *state = NULL;
    proj[0] = '\0';
    snprintf(copy, sizeof copy, "%s", text);
    for (char *word = strtok_r(copy, " \t\n", &state); word != NULL;
         word = strtok_r(NULL, " \t\n", &state)) {
        bool keep = word[0] == '+' && strstr(word, "init=") == NULL;
        for (size_t k = 0; dropped[k] != NULL; k++) {
            if (strncmp(word, dropped[k], strlen(dropped[k])) == 0) keep = false;
        }
        size_t used = strlen(proj);
        if (keep)
            snprintf(proj + used, nc_projection_size - used, "%s%s", used > 0 ? " " : "", word);
        if (strcmp(word, "+datum=WGS84") == 0) {
            used = strlen(proj);
            snprintf(proj + used, nc_projection_size - used, " +ellps=WGS84");
        }
    }
    const char *name = strstr(proj, "+proj=");
    return name != NULL && strstr(proj, "pipeline") == NULL
           && strncmp(name, "+proj=longlat", 13) != 0 && strncmp(name, "+proj=latlong", 13) != 0;
}

static void discard_log(void *data, int level, const char *message) {
    (void)data;
    (void)level;
    (void)message;
}

static bool from_wkt(const char *wkt, char proj[nc_projection_size]) {
    PJ_CONTEXT *context = proj_context_create();
    if (context == NULL) return false;
    proj_log_func(context, NULL, discard_log);
    PJ *crs = proj_create(context, wkt);
    bool good = false;
    if (crs != NULL && proj_get_type(crs) == PJ_TYPE_PROJECTED_CRS) {
        const char *text = proj_as_proj_string(context, crs, PJ_PROJ_4, NULL);
        good = text != NULL && from_proj_text(text, proj);
    }
    proj_destroy(crs);
    proj_context_destroy(context);
    return good;
}

static bool from_ready_text(const mapping *m) {
    static const char *const plain[] = {"proj4", "proj4_string", "proj4text", "proj_string", NULL};
    static const char *const wkt[] = {"crs_wkt", "spatial_ref", NULL};
    char text[nc_text_size];
    for (size_t k = 0; plain[k] != NULL; k++) {
        if (nc_text(m->file, m->variable, plain[k], false, text) && from_proj_text(text, m->proj)) {
            return true;
        }
    }
    for (size_t k = 0; wkt[k] != NULL; k++) {
        if (nc_text(m->file, m->variable, wkt[k], false, text) && from_wkt(text, m->proj))
            return true;
    }
    return false;
}

size_t nc_projections(const nc_file *file, const nc_variable *variable, double axis_m,
                      char proj[2][nc_projection_size]) {
    char name[nc_text_size];
    size_t count = 0;
    mapping m = {file, variable, axis_m, proj[0]};
    nc_text(file, variable, "grid_mapping_name", true, name);
    if (from_attributes(&m, name)) count++;
    m.proj = proj[count];
    if (from_ready_text(&m)) count++;
    return count;
}
