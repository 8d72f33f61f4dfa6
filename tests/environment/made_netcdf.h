/* SPDX-License-Identifier: Apache-2.0 */
/* Small NetCDF files for tests: a field written at the nodes of a regular grid at stated hours. */
#ifndef CROSSWATCH_TEST_MADE_NETCDF_H
#define CROSSWATCH_TEST_MADE_NETCDF_H

#include <crosswatch/environment.h>

#include "support.h"

#include <math.h>
#include <netcdf.h>
#include <stdlib.h>
#include <string.h>

/* A value at a place, `hour` hours after 2021-11-24T00:00Z; NaN: written as fill. */
typedef cw_vector made_field(double lat, double lon, double hour);

typedef struct made_grid {
    double south, west, step; /* degrees */
    size_t rows, columns;
    const double *hours;
    size_t count;
    const char *east, *north; /* standard names */
} made_grid;

static inline void made_text(int file, int variable, const char *name, const char *text) {
    assert_int_equal(nc_put_att_text(file, variable, name, strlen(text), text), NC_NOERR);
}

static inline void made_netcdf_values(int file, const int id[2], const made_grid *g,
                                      made_field *field) {
    size_t frame = g->rows * g->columns;
    double *values = calloc(2 * frame, sizeof *values);
    assert_non_null(values);
    for (size_t k = 0; k < g->count; k++) {
        const size_t start[] = {k, 0, 0}, count[] = {1, g->rows, g->columns};
        for (size_t n = 0; n < frame; n++) {
            cw_vector v = field(g->south + g->step * (double)(n / g->columns),
                                g->west + g->step * (double)(n % g->columns), g->hours[k]);
            values[n] = isnan(v.east) ? -9999.0 : v.east;
            values[frame + n] = isnan(v.north) ? -9999.0 : v.north;
        }
        assert_int_equal(nc_put_vara_double(file, id[0], start, count, values), NC_NOERR);
        assert_int_equal(nc_put_vara_double(file, id[1], start, count, values + frame), NC_NOERR);
    }
    free(values);
}

static inline void made_netcdf_axis(int file, int id, double first, double step, size_t count) {
    for (size_t i = 0; i < count; i++) {
        double value = first + step * (double)i;
        assert_int_equal(nc_put_var1_double(file, id, &i, &value), NC_NOERR);
    }
}

static inline void made_netcdf(const char *path, const made_grid *g, made_field *field) {
    int file, dim[3], time, lat, lon, id[2];
    const double fill = -9999.0;
    assert_int_equal(nc_create(path, NC_CLOBBER, &file), NC_NOERR);
    nc_def_dim(file, "time", g->count, &dim[0]);
    nc_def_dim(file, "lat", g->rows, &dim[1]);
    nc_def_dim(file, "lon", g->columns, &dim[2]);
    nc_def_var(file, "time", NC_DOUBLE, 1, &dim[0], &time);
    nc_def_var(file, "lat", NC_DOUBLE, 1, &dim[1], &lat);
    nc_def_var(file, "lon", NC_DOUBLE, 1, &dim[2], &lon);
    made_text(file, time, "units", "hours since 2021-11-24 00:00:00");
    made_text(file, lat, "units", "degrees_north");
    made_text(file, lon, "units", "degrees_east");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(nc_def_var(file, i == 0 ? "u" : "v", NC_DOUBLE, 3, dim, &id[i]), NC_NOERR);
        made_text(file, id[i], "units", "m s-1");
        made_text(file, id[i], "standard_name", i == 0 ? g->east : g->north);
        nc_put_att_double(file, id[i], "_FillValue", NC_DOUBLE, 1, &fill);
    }
    assert_int_equal(nc_enddef(file), NC_NOERR);
    assert_int_equal(nc_put_var_double(file, time, g->hours), NC_NOERR);
    made_netcdf_axis(file, lat, g->south, g->step, g->rows);
    made_netcdf_axis(file, lon, g->west, g->step, g->columns);
    made_netcdf_values(file, id, g, field);
    assert_int_equal(nc_close(file), NC_NOERR);
}

#endif
