/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The forcing: what the drift kernel reads must be what the sources say, turned to the plane's axes
 * and scaled to its metres, with the case's rule where they end. Turned vectors are checked by
 * moving: a step in the plane must end where the geodesic ends.
 */
#include "made_netcdf.h"

#include <stdio.h>

static char directory[1024], made[1100];
static cw_plane *plane;

static int set_up(void **state) {
    (void)state;
    support_directory(directory);
    snprintf(made, sizeof made, "%s/made.nc", directory);
    plane = cw_plane_create((cw_position){51.05, 1.65}, NULL);
    return plane == NULL;
}

static int tear_down(void **state) {
    (void)state;
    cw_plane_destroy(plane);
    support_remove(directory);
    return 0;
}

static cw_time hour(double hours) {
    return cw_time_from_civil(2021, 11, 24, 0, 0, 0.0) + (cw_time)llround(hours * 3600e3);
}

static cw_source *constant(cw_quantity quantity, double east, double north) {
    cw_error err = {0};
    cw_source *s = cw_source_constant(quantity, (cw_vector){east, north}, &err);
    assert_non_null(s);
    return s;
}

static cw_forcing_spec spec_of(double half_m, double from, double to) {
    return (cw_forcing_spec){.x0_m = -half_m,
                             .y0_m = -half_m,
                             .x1_m = half_m,
                             .y1_m = half_m,
                             .from = hour(from),
                             .to = hour(to),
                             .threads = 2};
}

static cw_forcing *create(const cw_forcing_spec *spec) {
    cw_error err = {0};
    cw_forcing *f = cw_forcing_create(spec, plane, &err);
    if (f == NULL) print_error("%s\n", err.message);
    assert_non_null(f);
    return f;
}

static void refused(const cw_forcing_spec *spec, const char *word, const char *other) {
    cw_error err = {0};
    cw_forcing *f = cw_forcing_create(spec, plane, &err);
    if (f != NULL) print_error("not refused for %s\n", word);
    assert_null(f);
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, word);
    assert_mentions(err.message, other);
}

static void at(const cw_forcing *f, cw_xy point, double h, cw_xy *current, cw_xy *wind) {
    assert_true(cw_forcing_at(f, point, hour(h), current, wind));
}

/* ---- turning and scaling ------------------------------------------------------------------------
 */

/* Points out to 300 km, four directions of drift: ten minutes in the plane end where the geodesic
 * does. Over 600 m the scale and the meridians' direction change by 600 m / 300 km * 5.6e-4 and
 * 600 m * 300 km / R^2 = 4.4e-6; bilinear between nodes 50 km apart adds 1e-5 (h^2/8 of 1/R^2 =
 * 8e-6): 3e-5 of the step in all. A vector that is not turned is off by up to 4 degrees, 7e-2; one
 * not scaled by 5.6e-4. */
static void small_steps_follow_the_geodesic(void **state) {
    (void)state;
    const double step_s = 600.0;
    for (int direction = 0; direction < 4; direction++) {
        double azimuth = 90.0 * direction + 20.0, east = sin(cw_radians(azimuth)),
               north = cos(cw_radians(azimuth));
        cw_forcing_spec spec = spec_of(310e3, 0, 24);
        spec.current = constant(CW_CURRENT, east, north);
        spec.wind = constant(CW_WIND, 10.0 * east, 10.0 * north);
        cw_forcing *f = create(&spec);
        for (int k = 0; k < 60; k++) {
            double r = 5e3 * (k + 1), a = 2.4 * k;
            cw_xy p = {r * cos(a), r * sin(a)}, current, wind;
            at(f, p, 12.0, &current, &wind);
            cw_position start = cw_plane_inverse(plane, p);
            cw_xy end = cw_plane_forward(plane, cw_geodesic_direct(start, azimuth, step_s));
            assert_close(p.x_m + step_s * current.x_m, end.x_m, 3e-5 * step_s);
            assert_close(p.y_m + step_s * current.y_m, end.y_m, 3e-5 * step_s);
            assert_close(wind.x_m, 10.0 * current.x_m, 1e-5);
            assert_close(wind.y_m, 10.0 * current.y_m, 1e-5);
        }
        cw_forcing_destroy(f);
        cw_source_destroy(spec.current);
        cw_source_destroy(spec.wind);
    }
}

/* A day due true north at 2 m/s, 240 km east of the centre: 172.8 km along one meridian. Midpoint
 * steps of 10 minutes; the longitude must stay, the distance must be speed times time. */
static void a_day_due_north_stays_on_the_meridian(void **state) {
    (void)state;
    cw_forcing_spec spec = spec_of(310e3, 0, 24);
    spec.current = constant(CW_CURRENT, 0.0, 2.0);
    cw_forcing *f = create(&spec);
    cw_xy p = {240e3, -90e3}, c, wind;
    cw_position start = cw_plane_inverse(plane, p);
    for (int k = 0; k < 144; k++) {
        at(f, p, k / 6.0, &c, &wind);
        at(f, (cw_xy){p.x_m + 300.0 * c.x_m, p.y_m + 300.0 * c.y_m}, (k + 0.5) / 6.0, &c, &wind);
        p.x_m += 600.0 * c.x_m;
        p.y_m += 600.0 * c.y_m;
    }
    cw_position end = cw_plane_inverse(plane, p);
    double distance, azimuth;
    cw_geodesic_inverse(start, end, &distance, &azimuth);
    assert_close(distance, 172800.0, 172800.0 * 1e-5);    /* scale between nodes, as above */
    assert_close(end.lon_deg, start.lon_deg, 5.0 / 70e3); /* 5 m: 3e-5 of the way */
    cw_forcing_destroy(f);
    cw_source_destroy(spec.current);
}

static void stokes_drift_is_added_to_the_current(void **state) {
    (void)state;
    cw_forcing_spec spec = spec_of(20e3, 0, 3);
    spec.current = constant(CW_CURRENT, 0.5, 0.0);
    spec.stokes = constant(CW_STOKES, -0.1, 0.25);
    cw_forcing *f = create(&spec);
    cw_xy current, wind;
    at(f, (cw_xy){0.0, 0.0}, 1.0, &current, &wind);
    /* at the centre the axes are true, the scale 1; between nodes 40 km apart within 4e-6 */
    assert_close(current.x_m, 0.4, 2e-6);
    assert_close(current.y_m, 0.25, 2e-6);
    assert_close(hypot(wind.x_m, wind.y_m), 0.0, 0.0);
    cw_forcing_destroy(f);
    cw_source_destroy(spec.current);
    cw_source_destroy(spec.stokes);
}

/* ---- the values are the sources' ----------------------------------------------------------------
 */

static cw_vector linear_field(double lat, double lon, double h) {
    return (cw_vector){0.3 + 0.2 * (lon - 1.65) + 0.01 * h, -0.1 + 0.4 * (lat - 51.05)};
}

static cw_source *file_with(made_field *field, const double *hours, size_t count, double south,
                            double west, size_t rows, size_t columns, cw_quantity quantity) {
    cw_error err = {0};
    bool wind = quantity == CW_WIND;
    made_grid g = {.south = south,
                   .west = west,
                   .step = 0.05,
                   .rows = rows,
                   .columns = columns,
                   .hours = hours,
                   .count = count,
                   .east = wind ? "eastward_wind" : "eastward_sea_water_velocity",
                   .north = wind ? "northward_wind" : "northward_sea_water_velocity"};
    made_netcdf(made, &g, field);
    cw_source *s = cw_source_file(quantity, made, NULL, &err);
    if (s == NULL) print_error("%s\n", err.message);
    assert_non_null(s);
    return s;
}

static const double six_hours[] = {0, 1, 2, 3, 4, 5, 6};

/* A field linear in longitude, latitude and time, asked for between nodes and frames: the plane's
 * curvature over a cell of 1.4 km (half of the file's spacing) is all that is lost, 1e-6 m/s. */
static void between_nodes_and_frames(void **state) {
    (void)state;
    cw_forcing_spec spec = spec_of(30e3, 0.25, 5.5);
    spec.current = file_with(linear_field, six_hours, 7, 50.5, 0.9, 23, 31, CW_CURRENT);
    cw_forcing *f = create(&spec);
    assert_int_equal(f->dt_ms, CW_HOUR_MS); /* the file's own hours */
    assert_true(f->t0 == hour(0));
    assert_int_equal(f->nt, 7);
    for (uint32_t k = 0; k < 500; k++) {
        double u[4], scale, convergence;
        cw_random_uniform((cw_draw){.seed = 3, .particle = k, .purpose = CW_DRAW_TEST}, u);
        cw_xy p = {60e3 * u[0] - 30e3, 60e3 * u[1] - 30e3}, current, wind;
        double h = 0.25 + 5.25 * u[2];
        at(f, p, h, &current, &wind);
        cw_position place = cw_plane_inverse(plane, p);
        cw_vector want = linear_field(place.lat_deg, place.lon_deg, h);
        cw_plane_factors(plane, place, &scale, &convergence);
        double c = cos(cw_radians(convergence)), s = sin(cw_radians(convergence));
        assert_close(current.x_m, scale * (want.east * c + want.north * s), 2e-6);
        assert_close(current.y_m, scale * (want.north * c - want.east * s), 2e-6);
    }
    cw_forcing_destroy(f);
    cw_source_destroy(spec.current);
}

static cw_vector round_the_world(double lat, double lon, double h) {
    (void)h;
    return (cw_vector){sin(cw_radians(lon)), 0.01 * lat};
}

/* A global grid of longitudes 0 to 359: an area on both sides of Greenwich, and one on both sides
 * of the date line, have values everywhere, those of the field (to h^2/8 = 4e-5 of a radian). */
static void across_greenwich_and_the_date_line(void **state) {
    static const double middles[] = {0.2, 179.9, -179.8};
    (void)state;
    cw_error err = {0};
    made_grid g = {.south = 48.0,
                   .west = 0.0,
                   .step = 1.0,
                   .rows = 7,
                   .columns = 360,
                   .hours = six_hours,
                   .count = 2,
                   .east = "eastward_sea_water_velocity",
                   .north = "northward_sea_water_velocity"};
    made_netcdf(made, &g, round_the_world);
    cw_source *source = cw_source_file(CW_CURRENT, made, NULL, &err);
    assert_non_null(source);
    for (size_t k = 0; k < 3; k++) {
        cw_plane *here = cw_plane_create((cw_position){51.0, middles[k]}, &err);
        cw_forcing_spec spec = spec_of(100e3, 0, 1);
        spec.current = source;
        cw_forcing *f = cw_forcing_create(&spec, here, &err);
        assert_non_null(f);
        for (int i = -9; i <= 9; i++) {
            cw_xy p = {1e4 * i, 7e3 * i}, c, w;
            double scale, convergence;
            assert_true(cw_forcing_at(f, p, hour(0.5), &c, &w));
            cw_position place = cw_plane_inverse(here, p);
            cw_plane_factors(here, place, &scale, &convergence);
            cw_vector want = round_the_world(place.lat_deg, place.lon_deg, 0.5);
            double x = scale
                       * (want.east * cos(cw_radians(convergence))
                          + want.north * sin(cw_radians(convergence)));
            assert_close(c.x_m, x, 1e-4);
        }
        cw_forcing_destroy(f);
        cw_plane_destroy(here);
    }
    cw_source_destroy(source);
}

static void nothing_outside_the_grid(void **state) {
    (void)state;
    cw_forcing_spec spec = spec_of(30e3, 1, 5);
    spec.current = file_with(linear_field, six_hours, 7, 50.5, 0.9, 23, 31, CW_CURRENT);
    cw_forcing *f = create(&spec);
    cw_xy c, w;
    const cw_xy inside = {-30e3, -30e3}, west = {-30001, 0}, south = {0, -30001},
                nowhere = {NAN, 0};
    double far_ = f->x0_m + f->cell_m * (double)(f->nx - 1); /* the last node lies beyond x1 */
    assert_true(far_ >= 30e3);
    assert_true(cw_forcing_at(f, inside, hour(1), &c, &w));
    assert_true(cw_forcing_at(f, (cw_xy){far_, 0}, hour(5), &c, &w));
    assert_false(cw_forcing_at(f, (cw_xy){far_ + 1, 0}, hour(5), &c, &w));
    assert_true(isnan(c.x_m) && isnan(w.y_m));
    assert_false(cw_forcing_at(f, west, hour(2), &c, &w));
    assert_false(cw_forcing_at(f, south, hour(2), &c, &w));
    assert_false(cw_forcing_at(f, nowhere, hour(2), &c, &w));
    assert_false(cw_forcing_at(f, inside, f->t0 - 1, &c, &w));
    assert_false(cw_forcing_at(f, inside, f->t0 + (cw_time)(f->nt - 1) * f->dt_ms + 1, &c, &w));
    cw_forcing_destroy(f);
    cw_source_destroy(spec.current);
    cw_forcing_destroy(NULL);
}

static void threads_do_not_matter(void **state) {
    (void)state;
    cw_error err = {0};
    cw_source *tide = cw_source_tide(NULL, NULL, 20e3, &err);
    cw_forcing *first = NULL;
    assert_non_null(tide);
    for (int threads = 1; threads <= 7; threads += 3) {
        cw_forcing_spec spec = spec_of(40e3, 0, 9);
        spec.current = tide;
        spec.wind = constant(CW_WIND, 3, 4);
        spec.threads = threads;
        cw_forcing *f = create(&spec);
        if (first == NULL) first = f;
        assert_int_equal(f->nx * f->ny * f->nt, first->nx * first->ny * first->nt);
        assert_memory_equal(f->values, first->values, f->nx * f->ny * f->nt * 4 * sizeof(float));
        if (f != first) cw_forcing_destroy(f);
        cw_source_destroy(spec.wind);
    }
    cw_forcing_destroy(first);
    cw_source_destroy(tide);
}

/* Root mean square of what is lost between nodes and frames at 2000 places and times. */
static double lost(const cw_forcing *f, cw_source *source) {
    double squares = 0.0;
    for (uint32_t k = 0; k < 2000; k++) {
        double u[4], scale, convergence;
        cw_error err = {0};
        cw_random_uniform((cw_draw){.seed = 5, .particle = k, .purpose = CW_DRAW_TEST}, u);
        cw_xy p = {80e3 * u[0] - 40e3, 80e3 * u[1] - 40e3}, current, wind;
        at(f, p, 9.0 * u[2], &current, &wind);
        cw_position place = cw_plane_inverse(plane, p);
        cw_vector want;
        assert_true(cw_source_sample(source, hour(9.0 * u[2]), &place, 1, &want, &err));
        cw_plane_factors(plane, place, &scale, &convergence);
        double c = cos(cw_radians(convergence)), s = sin(cw_radians(convergence));
        double x = current.x_m - scale * (want.east * c + want.north * s);
        double y = current.y_m - scale * (want.north * c - want.east * s);
        squares += x * x + y * y;
    }
    return sqrt(squares / 2000.0);
}

/* The bundled tide through the forcing. What is lost is where a cell is crossed by an edge of the
 * triangles, most between the crowded points off Cap Gris-Nez: with the cell that is chosen, a
 * fiftieth of the area, 2 % of the stream's 0.9 m/s; and it must fade with the cell, down to what
 * ten minutes bend: (2 pi / 44714 s * 600 s)^2 / 8 = 9e-4 of the stream at most, M4 as much again.
 */
static void tide_through_the_forcing(void **state) {
    (void)state;
    cw_error err = {0};
    cw_forcing_spec spec = spec_of(40e3, 0, 9);
    spec.current = cw_source_tide(NULL, NULL, 20e3, &err);
    assert_non_null(spec.current);
    cw_forcing *f = create(&spec);
    assert_int_equal(f->dt_ms, 10 * CW_MINUTE_MS);
    assert_close(f->cell_m, 1600.0, 1e-6);
    double chosen = lost(f, spec.current);
    cw_forcing_destroy(f);
    spec.cell_m = 400.0;
    f = create(&spec);
    double fine = lost(f, spec.current);
    cw_forcing_destroy(f);
    print_message("tide through the forcing: off by %.4f m/s, in cells of 400 m by %.4f\n", chosen,
                  fine);
    assert_true(chosen < 0.02);
    assert_true(fine < chosen / 4.0);
    cw_source_destroy(spec.current);
}

/* ---- beyond, in time ----------------------------------------------------------------------------
 */

static void beyond_in_time(void **state) {
    (void)state;
    cw_forcing_spec spec = spec_of(10e3, -2, 8);
    spec.current = file_with(linear_field, six_hours, 7, 50.5, 0.9, 23, 31, CW_CURRENT);
    spec.current_beyond = CW_BEYOND_ERROR;
    refused(&spec, "needed from 2021-11-23T22:00:00Z to 2021-11-24T08:00:00Z",
            "covers 2021-11-24T00:00:00Z to 2021-11-24T06:00:00Z");
    refused(&spec, "current", "made.nc");
    cw_xy middle = {0.0, 0.0}, early, late, inside, w;
    spec.current_beyond = CW_BEYOND_HOLD;
    cw_forcing *f = create(&spec);
    at(f, middle, -2.0, &early, &w);
    at(f, middle, 8.0, &late, &w);
    at(f, middle, 3.0, &inside, &w);
    assert_close(early.x_m, 0.30, 1e-6);
    assert_close(inside.x_m, 0.33, 1e-6);
    assert_close(late.x_m, 0.36, 1e-6);
    cw_forcing_destroy(f);
    spec.current_beyond = CW_BEYOND_ZERO;
    f = create(&spec);
    at(f, middle, -2.0, &early, &w);
    at(f, middle, 8.0, &late, &w);
    at(f, middle, 3.0, &inside, &w);
    assert_close(hypot(early.x_m, early.y_m), 0.0, 0.0);
    assert_close(inside.x_m, 0.33, 1e-6);
    assert_close(hypot(late.x_m, late.y_m), 0.0, 0.0);
    cw_forcing_destroy(f);
    cw_source_destroy(spec.current);
}

/* Exactly covered is covered, though frames of another source overhang. */
static void exactly_covered(void **state) {
    (void)state;
    const double two[] = {0.5, 5.5};
    cw_forcing_spec spec = spec_of(10e3, 0.5, 5.5);
    spec.current = file_with(linear_field, two, 2, 50.5, 0.9, 23, 31, CW_CURRENT);
    spec.wind = constant(CW_WIND, 1, 1);
    cw_forcing *f = create(&spec);
    cw_xy c, w;
    at(f, (cw_xy){0, 0}, 0.5, &c, &w);
    assert_close(c.x_m, 0.305, 1e-6);
    at(f, (cw_xy){0, 0}, 5.5, &c, &w);
    assert_close(c.x_m, 0.355, 1e-6);
    cw_forcing_destroy(f);
    spec.from = spec.to = hour(2); /* an instant is a window too */
    f = create(&spec);
    at(f, (cw_xy){0, 0}, 2.0, &c, &w);
    assert_close(c.x_m, 0.32, 1e-6);
    cw_forcing_destroy(f);
    cw_source_destroy(spec.current);
    cw_source_destroy(spec.wind);
}

static void a_hole_in_the_window_is_refused(void **state) {
    (void)state;
    const double hours[] = {0, 1, 2, 12, 13};
    cw_forcing_spec spec = spec_of(10e3, 1, 13);
    spec.current = file_with(linear_field, hours, 5, 50.5, 0.9, 23, 31, CW_CURRENT);
    refused(&spec, "10.0 hours", "2021-11-24T02:00:00Z");
    spec.from = hour(12.25); /* behind the hole all is well */
    cw_forcing_destroy(create(&spec));
    cw_source_destroy(spec.current);
}

/* ---- beyond, in space ---------------------------------------------------------------------------
 */

/* Values over the western half (to 1.65 E, the plane's y axis); 40 km to either side. */
static cw_source *western_half(void) {
    return file_with(linear_field, six_hours, 7, 50.0, 0.65, 43, 21, CW_CURRENT);
}

static void beyond_in_space(void **state) {
    (void)state;
    cw_forcing_spec spec = spec_of(40e3, 1, 5);
    spec.current = western_half();
    spec.cell_m = 1000.0;
    cw_xy c, w, rim;
    const cw_xy west = {-20e3, 5e3}, east = {20e3, 5e3}, near_ = {2.5e3, 5e3};
    spec.current_beyond = CW_BEYOND_ERROR; /* a part is covered: no value there, and none made up */
    cw_forcing *f = create(&spec);
    assert_true(cw_forcing_at(f, west, hour(2), &c, &w));
    assert_false(cw_forcing_at(f, east, hour(2), &c, &w));
    assert_false(cw_forcing_at(f, near_, hour(2), &c, &w));
    cw_forcing_destroy(f);
    spec.shore_fill_m = 4000.0; /* the nearest value, so far and no farther */
    f = create(&spec);
    assert_true(cw_forcing_at(f, near_, hour(2), &c, &w));
    at(f, (cw_xy){-0.5e3, 5e3}, 2.0, &rim, &w);
    assert_close(c.x_m, rim.x_m, 0.004); /* the field's slope over the cell's 1 km */
    assert_false(cw_forcing_at(f, (cw_xy){5e3, 5e3}, hour(2), &c, &w));
    cw_forcing_destroy(f);
    spec.current_beyond = CW_BEYOND_HOLD;
    f = create(&spec);
    at(f, east, 2.0, &c, &w);
    assert_close(c.x_m, rim.x_m, 0.004);
    assert_close(c.y_m, rim.y_m,
                 0.004 + 0.0045); /* turned there, here taken as it is: 0.3 degrees */
    cw_forcing_destroy(f);
    spec.current_beyond = CW_BEYOND_ZERO;
    f = create(&spec);
    at(f, east, 2.0, &c, &w);
    assert_close(hypot(c.x_m, c.y_m), 0.0, 0.0);
    at(f, west, 2.0, &c, &w);
    assert_true(hypot(c.x_m, c.y_m) > 0.1);
    cw_forcing_destroy(f);
    cw_source_destroy(spec.current);
}

static void elsewhere_is_refused(void **state) {
    (void)state;
    cw_forcing_spec spec = spec_of(20e3, 1, 5);
    spec.current = file_with(linear_field, six_hours, 7, 40.0, 0.65, 9, 21, CW_CURRENT);
    refused(&spec, "no current anywhere in the area (latitude 50.87 to 51.23",
            "covers latitude 40.00 to 40.40, longitude 0.65 to 1.65");
    spec.current_beyond = CW_BEYOND_HOLD; /* there is nothing near to hold either */
    refused(&spec, "no current anywhere", "made.nc");
    spec.current_beyond = CW_BEYOND_ZERO;
    cw_forcing *f = create(&spec);
    cw_xy c, w;
    at(f, (cw_xy){0, 0}, 2.0, &c, &w);
    assert_close(hypot(c.x_m, c.y_m), 0.0, 0.0);
    cw_forcing_destroy(f);
    cw_source_destroy(spec.current);
}

/* ---- what is refused ----------------------------------------------------------------------------
 */

static cw_vector in_centimetres(double lat, double lon, double h) {
    cw_vector v = linear_field(lat, lon, h);
    return (cw_vector){100.0 * v.east, 100.0 * v.north};
}

/* cm/s written as m/s, or a fill value that nobody declared: 30 m/s of current. */
static void impossible_speeds_are_refused(void **state) {
    (void)state;
    cw_forcing_spec spec = spec_of(10e3, 1, 5);
    spec.current = file_with(in_centimetres, six_hours, 7, 50.5, 0.9, 23, 31, CW_CURRENT);
    refused(&spec, "impossible", "made.nc");
    cw_source_destroy(spec.current);
    spec.current = NULL;
    spec.wind = file_with(in_centimetres, six_hours, 7, 50.5, 0.9, 23, 31, CW_WIND);
    cw_forcing_destroy(create(&spec)); /* 35 m/s of wind is a storm */
    cw_source_destroy(spec.wind);
}

static void areas_and_cells_that_are_refused(void **state) {
    (void)state;
    cw_forcing_spec spec = spec_of(10e3, 1, 5);
    spec.current = constant(CW_CURRENT, 0.5, 0.0);
    spec.x0_m = 11e3;
    refused(&spec, "empty", "area");
    spec.x0_m = NAN;
    refused(&spec, "empty", "area");
    spec.x0_m = -10e3;
    spec.cell_m = -1.0;
    refused(&spec, "negative", "-1");
    spec.cell_m = NAN;
    refused(&spec, "cell", "nan");
    spec.cell_m = 1.0; /* 20,001 squared */
    refused(&spec, "larger cell than 1 m", "nodes");
    spec.cell_m = 0.0;
    spec.shore_fill_m = NAN;
    refused(&spec, "shore fill", "nan");
    spec.shore_fill_m = 0.0;
    spec.current_std_mps = -0.1;
    refused(&spec, "error of the current", "-0.1 m/s");
    spec.current_std_mps = 0.1;
    spec.wind_tau_s = NAN;
    refused(&spec, "error of the wind", "nan s");
    spec.wind_tau_s = 3600.0;
    spec.wind_std_mps = 1.5;
    cw_forcing *f = create(&spec); /* handed on to the kernel as it is */
    assert_close(f->current_std_mps, 0.1, 0.0);
    assert_close(f->wind_std_mps, 1.5, 0.0);
    assert_close(f->wind_tau_s, 3600.0, 0.0);
    cw_forcing_destroy(f);
    cw_source_destroy(spec.current);
}

/* Nothing at all: still water, no wind, over the whole window. */
static void no_source_is_still(void **state) {
    (void)state;
    cw_forcing_spec spec = spec_of(10e3, 1, 5);
    cw_forcing *f = create(&spec);
    cw_xy c, w;
    at(f, (cw_xy){9e3, -9e3}, 4.9, &c, &w);
    assert_close(hypot(c.x_m, c.y_m) + hypot(w.x_m, w.y_m), 0.0, 0.0);
    cw_forcing_destroy(f);
    spec.to = hour(0); /* backward: the window lies before */
    f = create(&spec);
    assert_true(f->t0 <= hour(0));
    assert_true(f->t0 + (cw_time)(f->nt - 1) * f->dt_ms >= hour(1));
    cw_forcing_destroy(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(small_steps_follow_the_geodesic),
                                       cmocka_unit_test(a_day_due_north_stays_on_the_meridian),
                                       cmocka_unit_test(stokes_drift_is_added_to_the_current),
                                       cmocka_unit_test(between_nodes_and_frames),
                                       cmocka_unit_test(across_greenwich_and_the_date_line),
                                       cmocka_unit_test(nothing_outside_the_grid),
                                       cmocka_unit_test(threads_do_not_matter),
                                       cmocka_unit_test(tide_through_the_forcing),
                                       cmocka_unit_test(beyond_in_time),
                                       cmocka_unit_test(exactly_covered),
                                       cmocka_unit_test(a_hole_in_the_window_is_refused),
                                       cmocka_unit_test(beyond_in_space),
                                       cmocka_unit_test(elsewhere_is_refused),
                                       cmocka_unit_test(impossible_speeds_are_refused),
                                       cmocka_unit_test(areas_and_cells_that_are_refused),
                                       cmocka_unit_test(no_source_is_still)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
