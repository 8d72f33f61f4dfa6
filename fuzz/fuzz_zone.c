/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a polygon file (GeoJSON, of the formats that OGR reads the one people write by
 * hand): an error in one sentence, or a zone that can be asked. */
#include <crosswatch/geo.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const cw_zone *zone, const cw_plane *plane) {
    for (int i = 0; i < 9; i++) {
        cw_xy a = {(i % 3 - 1) * 40e3, (double)(i / 3 - 1) * 40e3}, b = {a.y_m + 1e3, -a.x_m};
        if (cw_zone_contains(zone, a) && !cw_zone_touches(zone, a, b)) abort();
    }
    cw_zone_contains(zone, cw_plane_forward(plane, (cw_position){51.0, 1.5}));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static cw_plane *plane;
    char path[64];
    if (plane == NULL) plane = cw_plane_create((cw_position){51.0, 1.5}, NULL);
    if (plane == NULL || size == 0 || data[0] != '{') return 0;
    int file = memfd_create("fuzz", 0);
    if (file < 0) return 0;
    if (write(file, data, size) == (ssize_t)size) {
        cw_error err = {0};
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
        cw_zone *zone = cw_zone_load("fuzz", path, plane, &err);
        if (zone != NULL)
            ask(zone, plane);
        else if (err.code == CW_OK || strchr(err.message, '\n') != NULL)
            abort();
        cw_zone_destroy(zone);
    }
    close(file);
    return 0;
}
