/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as GSHHG's binned netCDF: an error in one sentence or closed rings of positions within
 * the box. Only the classic formats are tried; HDF5's own parser is fuzzed where it is made. The
 * corpus is written by make_gshhg.py. */
#include "geo/rings.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const cw_coast *c, cw_box box) {
    for (size_t r = 0; r < c->ring_count; r++) {
        const cw_position *p = c->points + c->rings[r].first;
        size_t n = c->rings[r].count;
        if (n < 4 || memcmp(&p[0], &p[n - 1], sizeof *p) != 0) abort();
        for (size_t i = 0; i < n; i++) {
            bool inside = p[i].lat_deg >= box.south_deg && p[i].lat_deg <= box.north_deg
                          && p[i].lon_deg >= box.west_deg && p[i].lon_deg <= box.east_deg;
            if (!inside) abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const cw_box boxes[] = {{-30.0, 20.0, 80.0, 170.0}, {-80.0, -100.0, -5.0, 10.0}};
    char path[64];
    if (size < 4 || memcmp(data, "CDF", 3) != 0) return 0;
    int file = memfd_create("fuzz", 0);
    if (file < 0) return 0;
    if (write(file, data, size) == (ssize_t)size) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
        for (int i = 0; i < 2; i++) {
            ring_list list = {0};
            cw_error err = {0};
            if (gshhg_read(path, boxes[i], &list, &err))
                check(&list.coast, boxes[i]);
            else if (err.code == CW_OK || strncmp(err.message, path, strlen(path)) != 0)
                abort();
            rings_free(&list);
        }
    }
    close(file);
    return 0;
}
