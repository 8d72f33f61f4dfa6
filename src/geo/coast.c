/* SPDX-License-Identifier: Apache-2.0 */
/* The coast from where it can be had: the cache, GSHHG's binned netCDF, or a vector file. */
#include "rings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where Debian's packages gmt-gshhg-full, -high and -low put their files, best first. */
static const char *const installed[] = {
    "/usr/share/gmt-gshhg/binned_GSHHS_f.nc",
    "/usr/share/gmt-gshhg/binned_GSHHS_h.nc",
    "/usr/share/gmt-gshhg/binned_GSHHS_i.nc",
    "/usr/share/gmt-gshhg/binned_GSHHS_l.nc",
};

static const char *installed_file(void) {
    for (size_t i = 0; i < sizeof installed / sizeof installed[0]; i++) {
        if (access(installed[i], R_OK) == 0) return installed[i];
    }
    return NULL;
}

static bool ends_with(const char *text, const char *end) {
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static bool check_box(cw_box box, cw_error *err) {
    bool sound = box.south_deg >= -90.0 && box.north_deg <= 90.0 && box.south_deg < box.north_deg
                 && fabs(box.west_deg) <= 360.0 && fabs(box.east_deg) <= 360.0
                 && box.west_deg != box.east_deg;
    return sound
           || cw_fail(err, CW_ERR_INPUT, "the coast's box (%g to %g north, %g to %g east) is empty",
                      box.south_deg, box.north_deg, box.west_deg, box.east_deg);
}

static bool load(const char *path, cw_box box, const char *cache_dir, ring_list *list,
                 cw_error *err) {
    if (coast_cache_read(cache_dir, path, box, list)) return true;
    bool done =
        ends_with(path, ".nc") ? gshhg_read(path, box, list, err) : polygons_read(path, list, err);
    if (done) coast_cache_write(cache_dir, path, box, list);
    return done;
}

cw_coast *cw_coast_load(const char *path, cw_box box, const char *cache_dir, cw_error *err) {
    if (path == NULL) path = installed_file();
    if (path == NULL) {
        cw_fail(
            err, CW_ERR_INPUT,
            "there is no coast: install gmt-gshhg-full, name a polygon file, or say `coast: none`");
        return NULL;
    }
    ring_list list = {0};
    cw_coast *coast = NULL;
    if (check_box(box, err) && load(path, box, cache_dir, &list, err)) {
        coast = malloc(sizeof *coast);
        if (coast == NULL) cw_fail_memory(err);
    }
    if (coast == NULL) {
        rings_free(&list);
        return NULL;
    }
    *coast = list.coast;
    const char *base = strrchr(path, '/');
    snprintf(coast->source, sizeof coast->source, "%s", base != NULL ? base + 1 : path);
    return coast;
}

void cw_coast_destroy(cw_coast *coast) {
    if (coast == NULL) return;
    free(coast->points);
    free(coast->rings);
    free(coast);
}
