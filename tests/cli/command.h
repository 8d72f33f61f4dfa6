/* SPDX-License-Identifier: Apache-2.0 */
/* Helpers of the command's tests: a working directory of its own, cases made of the bundled ones by
 * replacing a piece of text, and forcing files that are wrong in one way each. */
#ifndef CROSSWATCH_TEST_CLI_COMMAND_H
#define CROSSWATCH_TEST_CLI_COMMAND_H

#include "support.h"

#include <dirent.h>
#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char work[1024]; /* made by command_set_up */

static inline int command_set_up(void **state) {
    (void)state;
    support_directory(work);
    setenv("XDG_CACHE_HOME", work, 1); /* the tester's own cache is left alone */
    setenv("LC_ALL", "C", 1);
    return 0;
}

static inline int command_tear_down(void **state) {
    (void)state;
    support_remove(work);
    return 0;
}

static inline const char *work_path(const char *name, char path[1200]) {
    int length = snprintf(path, 1200, "%s/%s", work, name);
    assert_true(length > 0 && length < 1200);
    return path;
}

static inline char *slurp(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("cannot open %s", path);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *data = calloc((size_t)size + 1, 1);
    assert_int_equal(fread(data, 1, (size_t)size, file), (size_t)size);
    fclose(file);
    if (length != NULL) *length = (size_t)size;
    return data;
}

static inline void spill(const char *path, const char *bytes, size_t length) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

/* `text` with every `from` replaced by `to`, which must be there; frees `text`. */
static inline char *replaced(char *text, const char *from, const char *to) {
    if (strstr(text, from) == NULL) fail_msg("the case has no \"%s\"", from);
    char *out = calloc(strlen(text) * (strlen(to) + 1) + 1, 1), *end = out;
    const char *at = text;
    for (const char *hit = strstr(at, from); hit != NULL; hit = strstr(at, from)) {
        end += sprintf(end, "%.*s%s", (int)(hit - at), at, to);
        at = hit + strlen(from);
    }
    strcpy(end, at);
    free(text);
    return out;
}

static inline char *bundled(const char *name) {
    char path[1024], relative[256];
    snprintf(relative, sizeof relative, "cases/%s", name);
    return slurp(support_source(relative, path), NULL);
}

/* Writes the text as a case of the working directory; frees it. */
static inline void write_case(const char *name, char *text) {
    char path[1200];
    spill(work_path(name, path), text, strlen(text));
    free(text);
}

static inline bool is_there(const char *name) {
    char path[1200];
    return access(work_path(name, path), F_OK) == 0;
}

/* Entries of a directory, hidden ones too. */
static inline int entries(const char *directory) {
    DIR *d = opendir(directory);
    int count = 0;
    assert_non_null(d);
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d))
        count += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(d);
    return count;
}

/* stderr is one line: "crosswatch: " and a sentence. */
static inline void expect_one_sentence(const char *err) {
    size_t length = strlen(err);
    assert_int_equal(strncmp(err, "crosswatch: ", 12), 0);
    assert_true(length > 20 && err[length - 1] == '\n');
    if (strchr(err, '\n') != err + length - 1) fail_msg("more than one line: %s", err);
}

/* ---- a forcing file: the constant case's current, wrong in the ways asked for ---- */

typedef struct made_file {
    bool descending; /* latitude from north to south */
    bool lon360;     /* longitudes 0 to 360 */
    bool no_units, all_nan, all_fill;
    double first_hour, last_hour; /* of 2024-06-01; 0: 6 and 20 */
    double hole_from, hole_to;    /* hours left out between these */
    double middle_lon;            /* 0: 8 W */
} made_file;

static inline void check_nc(int status) {
    if (status != NC_NOERR) fail_msg("netCDF-C: %s", nc_strerror(status));
}

static inline int made_axis(int nc, const char *name, const char *units, int length, int *dim) {
    int id;
    check_nc(nc_def_dim(nc, name, (size_t)length, dim));
    check_nc(nc_def_var(nc, name, NC_DOUBLE, 1, dim, &id));
    check_nc(nc_put_att_text(nc, id, "units", strlen(units), units));
    check_nc(nc_put_att_text(nc, id, "standard_name", strlen(name), name));
    return id;
}

static inline void make_file(const char *name, const made_file *m) {
    enum { LATS = 41, LONS = 61, MOST_TIMES = 64 };
    double lats[LATS], lons[LONS], times[MOST_TIMES];
    const float fill = -9999.0f, component = (float)(1852.0 / 3600.0 * 0.70710678118654752);
    double first = m->first_hour > 0 ? m->first_hour : 6,
           last = m->last_hour > 0 ? m->last_hour : 20;
    double middle = m->middle_lon != 0.0 ? m->middle_lon : -8.0;
    int nc, dims[3], count = 0, ids[2];
    char path[1200];
    for (int i = 0; i < LATS; i++) lats[i] = 48.5 + 0.05 * (m->descending ? 20 - i : i - 20);
    for (int i = 0; i < LONS; i++) lons[i] = middle + 0.05 * (i - 30) + (m->lon360 ? 360.0 : 0.0);
    for (double h = first; h <= last; h += 1.0) {
        if (h > m->hole_from && h < m->hole_to) continue;
        times[count++] = h;
    }
    check_nc(nc_create(work_path(name, path), NC_CLOBBER, &nc));
    int time = made_axis(nc, "time", "hours since 2024-06-01 00:00:00", count, &dims[0]);
    int lat = made_axis(nc, "latitude", "degrees_north", LATS, &dims[1]);
    int lon = made_axis(nc, "longitude", "degrees_east", LONS, &dims[2]);
    static const char *const names[2] = {"eastward_sea_water_velocity",
                                         "northward_sea_water_velocity"};
    for (int k = 0; k < 2; k++) {
        check_nc(nc_def_var(nc, k == 0 ? "u" : "v", NC_FLOAT, 3, dims, &ids[k]));
        check_nc(nc_put_att_text(nc, ids[k], "standard_name", strlen(names[k]), names[k]));
        check_nc(nc_put_att_float(nc, ids[k], "_FillValue", NC_FLOAT, 1, &fill));
        if (!m->no_units) check_nc(nc_put_att_text(nc, ids[k], "units", 5, "m s-1"));
    }
    check_nc(nc_enddef(nc));
    check_nc(nc_put_var_double(nc, time, times));
    check_nc(nc_put_var_double(nc, lat, lats));
    check_nc(nc_put_var_double(nc, lon, lons));
    float *values = calloc((size_t)count * LATS * LONS, sizeof *values);
    for (size_t i = 0; i < (size_t)count * LATS * LONS; i++)
        values[i] = m->all_nan ? NAN : m->all_fill ? fill : component;
    check_nc(nc_put_var_float(nc, ids[0], values));
    check_nc(nc_put_var_float(nc, ids[1], values));
    free(values);
    check_nc(nc_close(nc));
}

/* The constant case with its current from a file of the working directory. */
static inline char *case_with_file(const char *file) {
    char source[256];
    snprintf(source, sizeof source, "- file: %s", file);
    return replaced(bundled("constant.yaml"), "- constant: {toward: 45 deg, speed: 1 kn}", source);
}

#endif
