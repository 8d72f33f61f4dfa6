/* SPDX-License-Identifier: Apache-2.0 */
/* A problem of one unit that sees alike by day and night, one object and no sea, for the scorer. */
#ifndef CROSSWATCH_TEST_SEARCH_ONE_UNIT_H
#define CROSSWATCH_TEST_SEARCH_ONE_UNIT_H

#include "scene.h"

static cw_search_object one_object = {.name = "raft"};
static cw_unit one_unit; /* as new in each problem; a test may change it */

static cw_plan_problem one_unit_problem(const cw_plane *of, cw_detection_law law,
                                        const cw_tracks *tracks) {
    one_unit = (cw_unit){.name = "one", .night_factor = 1.0, .search_speed_mps = 10.0};
    return (cw_plan_problem){.plane = of,
                             .tracks = tracks,
                             .units = &one_unit,
                             .unit_count = 1,
                             .objects = &one_object,
                             .object_count = 1,
                             .law = law,
                             .from = SCENE_START,
                             .to = SCENE_START + 24 * CW_HOUR_MS,
                             .threads = 1};
}

#endif
