/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One wind field, written as a regular grid, a rotated pole, a polar stereographic and a Lambert
 * projection (all three with components along the grid's axes), a curvilinear grid, a mesh of
 * triangles and as GRIB (regular, rotated, polar stereographic, Lambert), must be the same wind
 * wherever it is asked for, and the same in the forcing made of it; so must a current on the
 * staggered grid of ROMS.
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

/* Cones on a sphere: polar stereographic, true at 60 N, 30 W downward (axes stand 32 degrees off at
 * 2 E), and Lambert's conformal one, true at 48 N, 12 E downward (axes 7.4 degrees off the other
 * way). Both are rho(latitude) and n (longitude - lon0); Snyder, Map Projections (1987), 15 and 21.
 */
typedef struct cone {
    double n, lon0, radius;
} cone;

static const cone polar_cone = {1.0, -30.0, 6371000.0};
static const cone lambert_cone = {0.74314482547739424 /* sin 48 */, 12.0, 6371000.0};

static double rho_of(const cone *c, double lat) {
    double half = cw_radians(45.0 - 0.5 * lat);
    if (c->n == 1.0) return c->radius * (1.0 + sin(CW_PI / 3.0)) * tan(half);
    double standard = cw_radians(48.0);
    return c->radius * cos(standard) / c->n * pow(tan(half) / tan(cw_radians(45.0 - 24.0)), c->n);
}

static double lat_of(const cone *c, double rho) {
    if (c->n == 1.0)
        return 90.0 - 2.0 * cw_degrees(atan(rho / (c->radius * (1.0 + sin(CW_PI / 3.0)))));
    double scale = c->radius * cos(cw_radians(48.0)) / c->n;
    return 90.0 - 2.0 * cw_degrees(atan(tan(cw_radians(21.0)) * pow(rho / scale, 1.0 / c->n)));
}

static cw_position on_cone(const cone *c, double x, double y) {
    return (cw_position){lat_of(c, hypot(x, y)), c->lon0 + cw_degrees(atan2(x, -y)) / c->n};
}

static double cone_angle(const cone *c, double lon) { /* of x from east, counter-clockwise */
    return cw_radians(c->n * (c->lon0 - lon));
}

/* Coordinates count from the pole; `false_y` moves them to where a file counts from. */
static void make_cone(const cone *c, double false_y) {
    double rho = rho_of(c, 51.0), a = cw_radians(c->n * (2.0 - c->lon0));
    for (size_t k = 0; k < nodes; k++) {
        double x = rho * sin(a) + 5000.0 * ((double)(k % columns) - columns / 2);
        double y = -rho * cos(a) + 5000.0 * ((double)(k / columns) - rows / 2);
        cw_position p = on_cone(c, x, y);
        l.x[k % columns] = x;
        l.y[k / columns] = y + false_y;
        fill(k, p.lat_deg, p.lon_deg, cone_angle(c, p.lon_deg));
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

typedef enum style { REGULAR, ROTATED, POLAR, CURVED, LAMBERT } style;

static void define_mapping(int file, style kind) {
    int id = variable(file, "mapping", 0, NULL, "");
    double pole_lat = 39.0, pole_lon = -178.0, lat = 90.0, lon = -30.0, parallel = 60.0,
           r = 6371000.0;
    if (kind == ROTATED) {
        text(file, id, "grid_mapping_name", "rotated_latitude_longitude");
        nc_put_att_double(file, id, "grid_north_pole_latitude", NC_DOUBLE, 1, &pole_lat);
        nc_put_att_double(file, id, "grid_north_pole_longitude", NC_DOUBLE, 1, &pole_lon);
    } else if (kind == LAMBERT) {
        lat = parallel = 48.0;
        lon = 12.0;
        text(file, id, "grid_mapping_name", "lambert_conformal_conic");
        nc_put_att_double(file, id, "latitude_of_projection_origin", NC_DOUBLE, 1, &lat);
        nc_put_att_double(file, id, "longitude_of_central_meridian", NC_DOUBLE, 1, &lon);
        nc_put_att_double(file, id, "standard_parallel", NC_DOUBLE, 1, &parallel);
        nc_put_att_double(file, id, "earth_radius", NC_DOUBLE, 1, &r);
    } else {
        text(file, id, "grid_mapping_name", "polar_stereographic");
        nc_put_att_double(file, id, "latitude_of_projection_origin", NC_DOUBLE, 1, &lat);
        nc_put_att_double(file, id, "straight_vertical_longitude_from_pole", NC_DOUBLE, 1, &lon);
        nc_put_att_double(file, id, "standard_parallel", NC_DOUBLE, 1, &parallel);
        nc_put_att_double(file, id, "earth_radius", NC_DOUBLE, 1, &r);
    }
}

static const char *const axis_names[5][2] = {
    {"lat", "lon"},
    {"grid_latitude", "grid_longitude"},
    {"projection_y_coordinate", "projection_x_coordinate"},
    {"", ""},
    {"projection_y_coordinate", "projection_x_coordinate"}};
static const char *const axis_units[5][2] = {
    {"degrees_north", "degrees_east"}, {"degrees", "degrees"}, {"m", "m"}, {"", ""}, {"m", "m"}};

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

/* ROMS on the polar stereographic plane: u half a cell along x from the rho points, v half a cell
 * along y, along the grid's axes; `angle` at the rho points. */
static double staggered_at(double x, double y, bool along_y) {
    cw_position p = on_cone(&polar_cone, x, y);
    double a = cone_angle(&polar_cone, p.lon_deg);
    cw_vector v = field(p.lat_deg, p.lon_deg);
    return along_y ? v.north * cos(a) - v.east * sin(a) : v.east * cos(a) + v.north * sin(a);
}

static void write_roms(const char *path) {
    static double u[rows * (columns - 1)], v[(rows - 1) * columns], angle[nodes];
    int file, dim[7], time, lat, lon, turn, id[2];
    const double hour = 0.0;
    for (size_t k = 0; k < nodes; k++) {
        size_t j = k / columns, i = k % columns;
        angle[k] = cone_angle(&polar_cone, l.lon[k]);
        if (i + 1 < columns)
            u[j * (columns - 1) + i] = staggered_at(l.x[i] + 2500.0, l.y[j], false);
        if (j + 1 < rows) v[j * columns + i] = staggered_at(l.x[i], l.y[j] + 2500.0, true);
    }
    assert_int_equal(nc_create(path, NC_CLOBBER, &file), NC_NOERR);
    nc_def_dim(file, "ocean_time", 1, &dim[0]);
    nc_def_dim(file, "eta_rho", rows, &dim[1]);
    nc_def_dim(file, "xi_rho", columns, &dim[2]);
    nc_def_dim(file, "eta_u", rows, &dim[3]);
    nc_def_dim(file, "xi_u", columns - 1, &dim[4]);
    nc_def_dim(file, "eta_v", rows - 1, &dim[5]);
    nc_def_dim(file, "xi_v", columns, &dim[6]);
    const int dim_u[] = {dim[0], dim[3], dim[4]}, dim_v[] = {dim[0], dim[5], dim[6]};
    time = variable(file, "ocean_time", 1, dim, "hours since 2021-11-24 00:00:00");
    lat = variable(file, "lat_rho", 2, &dim[1], "degree_north");
    lon = variable(file, "lon_rho", 2, &dim[1], "degree_east");
    turn = variable(file, "angle", 2, &dim[1], "radians");
    id[0] = variable(file, "u", 3, dim_u, "meter second-1");
    id[1] = variable(file, "v", 3, dim_v, "meter second-1");
    nc_enddef(file);
    nc_put_var_double(file, time, &hour);
    nc_put_var_double(file, lat, l.lat);
    nc_put_var_double(file, lon, l.lon);
    nc_put_var_double(file, turn, angle);
    nc_put_var_double(file, id[0], u);
    nc_put_var_double(file, id[1], v);
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

/* A cone as GRIB: rows from the south, components along the grid. */
static void write_grib_cone(const char *path, const cone *c) {
    codes_handle *h = made_grib_new("polar_stereographic_sfc_grib2");
    if (c->n != 1.0) made_grib_long(h, "gridDefinitionTemplateNumber", 30);
    made_grib_long(h, "shapeOfTheEarth", 1);
    made_grib_long(h, "scaleFactorOfRadiusOfSphericalEarth", 0);
    made_grib_long(h, "scaledValueOfRadiusOfSphericalEarth", 6371000);
    made_grib_long(h, "Nx", columns);
    made_grib_long(h, "Ny", rows);
    made_grib_double(h, "latitudeOfFirstGridPointInDegrees", l.lat[0]);
    made_grib_double(h, "longitudeOfFirstGridPointInDegrees", fmod(l.lon[0] + 360.0, 360.0));
    made_grib_double(h, "LaDInDegrees", c->n == 1.0 ? 60.0 : 48.0);
    if (c->n == 1.0) {
        made_grib_double(h, "orientationOfTheGridInDegrees", 360.0 + c->lon0);
    } else {
        made_grib_double(h, "LoVInDegrees", c->lon0);
        made_grib_double(h, "Latin1InDegrees", 48.0);
        made_grib_double(h, "Latin2InDegrees", 48.0);
    }
    made_grib_double(h, "DxInMetres", 5000.0);
    made_grib_double(h, "DyInMetres", 5000.0);
    made_grib_long(h, "jScansPositively", 1);
    made_grib_long(h, "resolutionAndComponentFlags", 8); /* along the grid's axes */
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    made_grib_write(file, h, 165, 0, l.along_x, nodes);
    made_grib_write(file, h, 166, 0, l.along_y, nodes);
    fclose(file);
    codes_handle_delete(h);
}

/* ---- the comparison ----------------------------------------------------------------------------
 */

/* In the forcing of an area of 100 km by 80: turned to the plane and scaled. Its cells are half
 * the file's: a quarter of the source's own loss is added. */
static void compare_forcing(cw_source *source, cw_quantity quantity, cw_time time) {
    cw_error err = {0};
    cw_plane *plane = cw_plane_create((cw_position){51.0, 2.0}, &err);
    cw_forcing_spec spec = {.x0_m = -50e3, .y0_m = -40e3, .x1_m = 50e3, .y1_m = 40e3};
    spec.from = spec.to = time;
    if (quantity == CW_WIND)
        spec.wind = source;
    else
        spec.current = source;
    cw_forcing *f = cw_forcing_create(&spec, plane, &err);
    if (f == NULL) print_error("%s\n", err.message);
    assert_non_null(f);
    for (int i = 0; i < points; i++) {
        double u[4], scale, convergence;
        cw_random_uniform((cw_draw){.seed = 8, .particle = (uint32_t)i, .purpose = CW_DRAW_TEST},
                          u);
        cw_xy p = {100e3 * u[0] - 50e3, 80e3 * u[1] - 40e3}, got[2];
        assert_true(cw_forcing_at(f, p, time, &got[0], &got[1]));
        cw_position place = cw_plane_inverse(plane, p);
        cw_vector want = field(place.lat_deg, place.lon_deg);
        cw_plane_factors(plane, place, &scale, &convergence);
        double c = cos(cw_radians(convergence)), s = sin(cw_radians(convergence));
        cw_xy v = got[quantity == CW_WIND ? 1 : 0];
        assert_close(v.x_m, scale * (want.east * c + want.north * s), 1.25 * limit_mps);
        assert_close(v.y_m, scale * (want.north * c - want.east * s), 1.25 * limit_mps);
    }
    cw_forcing_destroy(f);
    cw_plane_destroy(plane);
}

static void compare(cw_quantity quantity, const char *path, const char *kind) {
    cw_error err = {0};
    cw_position at[points];
    cw_vector got[points];
    cw_coverage c;
    cw_source *source = cw_source_file(quantity, path, NULL, &err);
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
    compare_forcing(source, quantity, c.first);
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
    compare(CW_WIND, nc, "regular latitude/longitude");
    write_grib(grib, false);
    compare(CW_WIND, grib, "regular latitude/longitude");
    write_mesh(nc);
    compare(CW_WIND, nc, "triangles");
    make_rotated();
    write_netcdf(nc, ROTATED);
    compare(CW_WIND, nc, "rotated pole");
    write_grib(grib, true);
    compare(CW_WIND, grib, "rotated pole");
    make_cone(&polar_cone, 0.0);
    write_netcdf(nc, POLAR);
    compare(CW_WIND, nc, "projected (stere)");
    write_netcdf(nc, CURVED);
    compare(CW_WIND, nc, "curvilinear");
    write_grib_cone(grib, &polar_cone);
    compare(CW_WIND, grib, "projected (stere)");
    make_cone(&polar_cone, 0.0);
    write_roms(nc);
    compare(CW_CURRENT, nc, "curvilinear");
    make_cone(&lambert_cone, rho_of(&lambert_cone, 48.0));
    write_netcdf(nc, LAMBERT);
    compare(CW_WIND, nc, "projected (lcc)");
    write_grib_cone(grib, &lambert_cone);
    compare(CW_WIND, grib, "projected (lcc)");
    support_remove(directory);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_grid_gives_the_same_wind)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
