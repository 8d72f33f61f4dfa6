/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One wind field, written as a regular grid, a rotated pole, a polar stereographic projection (both
 * with components along the grid's axes), a curvilinear grid, a mesh of triangles and as GRIB
 * (regular and rotated), must be the same wind wherever it is asked for.
 *
 * The field changes over 1/k = 1 degree; cells are 0.05 degrees or 5 km. Linear interpolation is
 * off by at most h^2/8 (|u_xx| + |u_yy|) = 0.05^2 / 8 * 2 * 8 m/s = 5 mm/s, 0.06 % of 8 m/s; the
 * limit below is 8 mm/s. A vector that is not turned would be off by metres a second.
 */
#include <crosswatch/environment.h>

#include "support.h"

#include "made_grib.h"

#include <math.h>
#include <netcdf.h>
#include <stdlib.h>

enum { rows = 81, columns = 121, nodes = rows * columns, points = 200 };

static const double limit_mps = 0.008;

/* The field, in true axes. */
static cw_vector field(double lat, double lon) {
    double x = lon - 2.0, y = lat - 51.0;
    return (cw_vector){8.0 * cos(x) * cos(0.5 * y), 8.0 * sin(y) + 3.0 * sin(0.5 * x)};
}

typedef struct layout { /* everything a file is written from */
    double x[columns], y[rows];
    double lat[nodes], lon[nodes];
    double east[nodes], north[nodes];      /* true axes */
    double along_x[nodes], along_y[nodes]; /* the grid's axes */
} layout;

static layout l;

static void fill(size_t k, double lat, double lon, double angle_rad) {
    cw_vector v = field(lat, lon);
    l.lat[k] = lat;
    l.lon[k] = lon;
    l.east[k] = v.east;
    l.north[k] = v.north;
    l.along_x[k] = v.east * cos(angle_rad) + v.north * sin(angle_rad);
    l.along_y[k] = -v.east * sin(angle_rad) + v.north * cos(angle_rad);
}

static void make_regular(void) {
    for (size_t k = 0; k < nodes; k++) {
        l.x[k % columns] = -1.0 + 0.05 * (double)(k % columns);
        l.y[k / columns] = 49.0 + 0.05 * (double)(k / columns);
        fill(k, l.y[k / columns], l.x[k % columns], 0.0);
    }
}

/* Rotated origin at 51 N, 2 E: p = Rz(2) Ry(-51) q, written out with unit vectors. The direction of
 * the rotated parallel is the cross product of the rotated pole and the position. */
static void make_rotated(void) {
    double phi0 = cw_radians(51.0), lambda0 = cw_radians(2.0);
    double pole[3] = {-sin(phi0) * cos(lambda0), -sin(phi0) * sin(lambda0), cos(phi0)};
    for (size_t k = 0; k < nodes; k++) {
        l.x[k % columns] = -3.0 + 0.05 * (double)(k % columns);
        l.y[k / columns] = -2.0 + 0.05 * (double)(k / columns);
        double a = cw_radians(l.y[k / columns]), b = cw_radians(l.x[k % columns]);
        double q[3] = {cos(a) * cos(b), cos(a) * sin(b), sin(a)};
        double t = q[0] * cos(phi0) - q[2] * sin(phi0), z = q[0] * sin(phi0) + q[2] * cos(phi0);
        double p[3] = {t * cos(lambda0) - q[1] * sin(lambda0),
                       t * sin(lambda0) + q[1] * cos(lambda0), z};
        double lat = asin(p[2]), lon = atan2(p[1], p[0]);
        double along[3] = {pole[1] * p[2] - pole[2] * p[1], pole[2] * p[0] - pole[0] * p[2],
                           pole[0] * p[1] - pole[1] * p[0]};
        double east = -sin(lon) * along[0] + cos(lon) * along[1];
        double north =
            -sin(lat) * cos(lon) * along[0] - sin(lat) * sin(lon) * along[1] + cos(lat) * along[2];
        fill(k, cw_degrees(lat), cw_degrees(lon), atan2(north, east));
    }
}

/* Polar stereographic on a sphere, true at 60 N, 30 W downward: axes stand 32 degrees off at 2 E.
 */
static void make_polar(void) {
    double radius = 6371000.0, lon0 = -30.0;
    double rho = radius * (1.0 + sin(CW_PI / 3.0)) * tan(cw_radians(0.5 * (90.0 - 51.0)));
    double x0 = rho * sin(cw_radians(2.0 - lon0)), y0 = -rho * cos(cw_radians(2.0 - lon0));
    for (size_t k = 0; k < nodes; k++) {
        double x = l.x[k % columns] = x0 + 5000.0 * ((double)(k % columns) - columns / 2);
        double y = l.y[k / columns] = y0 + 5000.0 * ((double)(k / columns) - rows / 2);
        double lon = lon0 + cw_degrees(atan2(x, -y));
        double lat =
            90.0 - 2.0 * cw_degrees(atan(hypot(x, y) / (radius * (1.0 + sin(CW_PI / 3.0)))));
        fill(k, lat, lon, cw_radians(lon0 - lon));
    }
}

/* ---- NetCDF ------------------------------------------------------------------------------------
 */

static void text(int file, int variable, const char *name, const char *value) {
    assert_int_equal(nc_put_att_text(file, variable, name, strlen(value), value), NC_NOERR);
}

static int variable(int file, const char *name, int dims, const int *dim, const char *units) {
    int id;
    assert_int_equal(nc_def_var(file, name, NC_DOUBLE, dims, dim, &id), NC_NOERR);
    if (units[0] != '\0') text(file, id, "units", units);
    return id;
}

typedef enum style { REGULAR, ROTATED, POLAR, CURVED } style;

static void define_mapping(int file, style kind) {
    int id = variable(file, "mapping", 0, NULL, "");
    double pole_lat = 39.0, pole_lon = -178.0, lat = 90.0, lon = -30.0, parallel = 60.0,
           r = 6371000.0;
    if (kind == ROTATED) {
        text(file, id, "grid_mapping_name", "rotated_latitude_longitude");
        nc_put_att_double(file, id, "grid_north_pole_latitude", NC_DOUBLE, 1, &pole_lat);
        nc_put_att_double(file, id, "grid_north_pole_longitude", NC_DOUBLE, 1, &pole_lon);
    } else {
        text(file, id, "grid_mapping_name", "polar_stereographic");
        nc_put_att_double(file, id, "latitude_of_projection_origin", NC_DOUBLE, 1, &lat);
        nc_put_att_double(file, id, "straight_vertical_longitude_from_pole", NC_DOUBLE, 1, &lon);
        nc_put_att_double(file, id, "standard_parallel", NC_DOUBLE, 1, &parallel);
        nc_put_att_double(file, id, "earth_radius", NC_DOUBLE, 1, &r);
    }
}

static const char *const axis_names[4][2] = {{"lat", "lon"},
                                             {"grid_latitude", "grid_longitude"},
                                             {"projection_y_coordinate", "projection_x_coordinate"},
                                             {"", ""}};
static const char *const axis_units[4][2] = {
    {"degrees_north", "degrees_east"}, {"degrees", "degrees"}, {"m", "m"}, {"", ""}};

static void write_netcdf(const char *path, style kind) {
    int file, dim[3], time, y = -1, x = -1, lat = -1, lon = -1, u, v;
    bool true_axes = kind == REGULAR || kind == CURVED;
    const double hour = 0.0;
    assert_int_equal(nc_create(path, NC_CLOBBER, &file), NC_NOERR);
    nc_def_dim(file, "time", 1, &dim[0]);
    nc_def_dim(file, "y", rows, &dim[1]);
    nc_def_dim(file, "x", columns, &dim[2]);
    time = variable(file, "time", 1, dim, "hours since 2021-11-24 00:00:00");
    if (kind != CURVED) {
        y = variable(file, "y", 1, &dim[1], axis_units[kind][0]);
        x = variable(file, "x", 1, &dim[2], axis_units[kind][1]);
        if (kind != REGULAR) text(file, y, "standard_name", axis_names[kind][0]);
        if (kind != REGULAR) text(file, x, "standard_name", axis_names[kind][1]);
    } else {
        lat = variable(file, "nav_lat", 2, &dim[1], "degrees_north");
        lon = variable(file, "nav_lon", 2, &dim[1], "degrees_east");
    }
    u = variable(file, "u", 3, dim, "m s-1");
    v = variable(file, "v", 3, dim, "m s-1");
    text(file, u, "standard_name", true_axes ? "eastward_wind" : "x_wind");
    text(file, v, "standard_name", true_axes ? "northward_wind" : "y_wind");
    if (!true_axes) define_mapping(file, kind);
    if (!true_axes) text(file, u, "grid_mapping", "mapping");
    nc_enddef(file);
    nc_put_var_double(file, time, &hour);
    if (kind != CURVED) nc_put_var_double(file, y, l.y);
    if (kind != CURVED) nc_put_var_double(file, x, l.x);
    if (kind == CURVED) nc_put_var_double(file, lat, l.lat);
    if (kind == CURVED) nc_put_var_double(file, lon, l.lon);
    nc_put_var_double(file, u, true_axes ? l.east : l.along_x);
    nc_put_var_double(file, v, true_axes ? l.north : l.along_y);
    assert_int_equal(nc_close(file), NC_NOERR);
}

/* UGRID: the same nodes, two triangles a cell. */
static void write_mesh(const char *path) {
    enum { cells = (rows - 1) * (columns - 1) };
    static int face[2 * cells][3];
    int file, dim[4], time, mesh, connect, lat, lon, u, v;
    const double hour = 0.0;
    for (int c = 0; c < cells; c++) {
        int k = c / (columns - 1) * columns + c % (columns - 1);
        const int first[3] = {k, k + 1, k + columns + 1},
                  second[3] = {k, k + columns + 1, k + columns};
        memcpy(face[2 * c], first, sizeof first);
        memcpy(face[2 * c + 1], second, sizeof second);
    }
    assert_int_equal(nc_create(path, NC_CLOBBER, &file), NC_NOERR);
    nc_def_dim(file, "time", 1, &dim[0]);
    nc_def_dim(file, "node", nodes, &dim[1]);
    nc_def_dim(file, "cell", 2 * cells, &dim[2]);
    nc_def_dim(file, "three", 3, &dim[3]);
    time = variable(file, "time", 1, dim, "hours since 2021-11-24 00:00:00");
    mesh = variable(file, "mesh", 0, NULL, "");
    text(file, mesh, "cf_role", "mesh_topology");
    text(file, mesh, "face_node_connectivity", "connect");
    text(file, mesh, "node_coordinates", "node_lon node_lat");
    nc_def_var(file, "connect", NC_INT, 2, &dim[2], &connect);
    lat = variable(file, "node_lat", 1, &dim[1], "degrees_north");
    lon = variable(file, "node_lon", 1, &dim[1], "degrees_east");
    u = variable(file, "u", 2, dim, "m s-1");
    v = variable(file, "v", 2, dim, "m s-1");
    text(file, u, "standard_name", "eastward_wind");
    text(file, v, "standard_name", "northward_wind");
    nc_enddef(file);
    nc_put_var_double(file, time, &hour);
    nc_put_var_int(file, connect, &face[0][0]);
    nc_put_var_double(file, lat, l.lat);
    nc_put_var_double(file, lon, l.lon);
    nc_put_var_double(file, u, l.east);
    nc_put_var_double(file, v, l.north);
    assert_int_equal(nc_close(file), NC_NOERR);
}

/* ---- GRIB --------------------------------------------------------------------------------------
 */

static void north_first(const double *values, double *turned) {
    for (size_t j = 0; j < rows; j++) {
        memcpy(turned + j * columns, values + (rows - 1 - j) * columns, columns * sizeof *values);
    }
}

static void write_grib(const char *path, bool rotated) {
    static double turned[nodes];
    codes_handle *h = made_grib_new(rotated ? "rotated_ll_sfc_grib2" : "regular_ll_sfc_grib2");
    made_grib_axes(h, columns, rows, l.y[rows - 1], l.x[0], 0.05);
    if (rotated) {
        made_grib_double(h, "latitudeOfSouthernPoleInDegrees", -39.0);
        made_grib_double(h, "longitudeOfSouthernPoleInDegrees", 2.0);
        made_grib_double(h, "angleOfRotationInDegrees", 0.0);
        made_grib_long(h, "uvRelativeToGrid", 1);
    }
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    north_first(rotated ? l.along_x : l.east, turned);
    made_grib_write(file, h, 165, 0, turned, nodes);
    north_first(rotated ? l.along_y : l.north, turned);
    made_grib_write(file, h, 166, 0, turned, nodes);
    fclose(file);
    codes_handle_delete(h);
}

/* ---- the comparison ----------------------------------------------------------------------------
 */

static void compare(const char *path, const char *kind) {
    cw_error err = {0};
    cw_position at[points];
    cw_vector got[points];
    cw_coverage c;
    cw_source *source = cw_source_file(CW_WIND, path, NULL, &err);
    if (source == NULL) print_error("%s\n", err.message);
    assert_non_null(source);
    cw_source_coverage(source, &c);
    assert_mentions(c.kind, kind);
    for (int i = 0; i < points; i++) {
        double u[4];
        cw_random_uniform((cw_draw){.seed = 7, .particle = (uint32_t)i, .purpose = CW_DRAW_TEST},
                          u);
        at[i] = (cw_position){50.2 + 1.6 * u[0], 0.5 + 3.0 * u[1]};
    }
    assert_true(cw_source_sample(source, c.first, at, points, got, &err));
    for (int i = 0; i < points; i++) {
        cw_vector want = field(at[i].lat_deg, at[i].lon_deg);
        assert_close(got[i].east, want.east, limit_mps);
        assert_close(got[i].north, want.north, limit_mps);
    }
    cw_source_destroy(source);
}

static void every_grid_gives_the_same_wind(void **state) {
    (void)state;
    char directory[1024], nc[1100], grib[1100];
    support_directory(directory);
    snprintf(nc, sizeof nc, "%s/field.nc", directory);
    snprintf(grib, sizeof grib, "%s/field.grib2", directory);
    make_regular();
    write_netcdf(nc, REGULAR);
    compare(nc, "regular latitude/longitude");
    write_grib(grib, false);
    compare(grib, "regular latitude/longitude");
    write_mesh(nc);
    compare(nc, "triangles");
    make_rotated();
    write_netcdf(nc, ROTATED);
    compare(nc, "rotated pole");
    write_grib(grib, true);
    compare(grib, "rotated pole");
    make_polar();
    write_netcdf(nc, POLAR);
    compare(nc, "projected (stere)");
    write_netcdf(nc, CURVED);
    compare(nc, "curvilinear");
    support_remove(directory);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_grid_gives_the_same_wind)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
