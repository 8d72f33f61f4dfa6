/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a file of traffic lanes: an error in one sentence, or lanes that can be asked. */
#include <crosswatch/traffic.h>

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const cw_lanes *lanes, const cw_plane *plane) {
    for (int i = 0; i < 16; i++) {
        cw_ship ship = {.at = {51.0 + 0.02 * i, 1.3 + 0.02 * i},
                        .speed_mps = 6.0,
                        .course_deg = 22.5 * i,
                        .heading_deg = NAN};
        cw_lane_finding f = cw_lanes_look(lanes, plane, &ship, CW_LANE_LIMITS);
        bool none = f.lane == SIZE_MAX;
        if (!none && f.lane >= cw_lanes_count(lanes)) abort();
        if (none && f.breach != CW_LANE_NONE) abort();
        if (!none && strlen(cw_lanes_name(lanes, f.lane)) > 64) abort();
    }
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
        cw_lanes *lanes = cw_lanes_load(path, plane, &err);
        if (lanes != NULL)
            ask(lanes, plane);
        else if (err.code == CW_OK || strchr(err.message, '\n') != NULL)
            abort();
        cw_lanes_destroy(lanes);
    }
    close(file);
    return 0;
}
