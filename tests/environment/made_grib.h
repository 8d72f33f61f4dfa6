/* SPDX-License-Identifier: Apache-2.0 */
/* GRIB 2 messages made by tests from ecCodes' own samples. Include after support.h. */
#ifndef CROSSWATCH_TEST_MADE_GRIB_H
#define CROSSWATCH_TEST_MADE_GRIB_H

#include <eccodes.h>
#include <stdio.h>
#include <string.h>

static inline void made_grib_long(codes_handle *h, const char *key, long value) {
    if (codes_set_long(h, key, value) != CODES_SUCCESS) fail_msg("cannot set %s", key);
}

static inline void made_grib_double(codes_handle *h, const char *key, double value) {
    if (codes_set_double(h, key, value) != CODES_SUCCESS) fail_msg("cannot set %s", key);
}

static inline codes_handle *made_grib_new(const char *sample) {
    codes_handle *h = codes_grib_handle_new_from_samples(NULL, sample);
    if (h == NULL) fail_msg("ecCodes has no sample %s", sample);
    return h;
}

/* Rows from north to south. */
static inline void made_grib_axes(codes_handle *h, long nx, long ny, double north, double west,
                                  double step) {
    made_grib_long(h, "Ni", nx);
    made_grib_long(h, "Nj", ny);
    made_grib_double(h, "latitudeOfFirstGridPointInDegrees", north);
    made_grib_double(h, "longitudeOfFirstGridPointInDegrees", west);
    made_grib_double(h, "latitudeOfLastGridPointInDegrees", north - step * (double)(ny - 1));
    made_grib_double(h, "longitudeOfLastGridPointInDegrees", west + step * (double)(nx - 1));
    made_grib_double(h, "iDirectionIncrementInDegrees", step);
    made_grib_double(h, "jDirectionIncrementInDegrees", step);
}

/* One component of the 10 m wind (parameter 165, 166), `hour` hours after 2021-11-24 00Z. NaN of
 * `values` becomes missing. */
static inline void made_grib_write(FILE *file, codes_handle *h, long parameter, long hour,
                                   double *values, size_t count) {
    const void *bytes;
    size_t size;
    bool missing = false;
    made_grib_long(h, "dataDate", 20211124);
    made_grib_long(h, "dataTime", 0);
    made_grib_long(h, "stepUnits", 1);
    made_grib_long(h, "step", hour);
    made_grib_long(h, "paramId", parameter);
    made_grib_long(h, "bitsPerValue", 24);
    for (size_t k = 0; k < count; k++) {
        if (values[k] == values[k]) continue;
        values[k] = 9999.0;
        missing = true;
    }
    made_grib_long(h, "bitmapPresent", missing);
    made_grib_double(h, "missingValue", 9999.0);
    assert_int_equal(codes_set_double_array(h, "values", values, count), CODES_SUCCESS);
    assert_int_equal(codes_get_message(h, &bytes, &size), CODES_SUCCESS);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
}

#endif
