/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a line of edits to a plan of a small case: edits of tasks that there are, with areas
 * that are numbers, or an error in one sentence; never a crash. */
#include "small_case.h"

#include <crosswatch/case.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char small_plan[] =
    "{\"case\": {\"name\": \"Small\"}, \"plan\": {\"tasks\": [{\"unit\": \"Lifeboat\", "
    "\"assigned\": true, \"pattern\": \"PS\", \"area\": {\"centre\": {\"lat_deg\": 48.5, "
    "\"lon_deg\": -8.0}, \"length_nm\": 4.0, \"width_nm\": 2.0, \"axis_deg\": 90.0}, "
    "\"track_spacing_nm\": 0.5, \"under_way\": \"2024-06-01T12:00:00Z\", \"back\": "
    "\"2024-06-01T16:00:00Z\", \"points\": [{\"lat_deg\": 48.49, \"lon_deg\": -8.04, \"time\": "
    "\"2024-06-01T12:30:00Z\"}, {\"lat_deg\": 48.49, \"lon_deg\": -7.96, \"time\": "
    "\"2024-06-01T13:00:00Z\"}]}]}}";

static void check(const cw_plan_edits *edits, const cw_plan *plan) {
    for (size_t i = 0; i < edits->count; i++) {
        const cw_edit *e = &edits->edits[i];
        const cw_pattern_spec *s = &e->spec;
        bool in_order =
            e->task < plan->task_count && (i == 0 || e->task > edits->edits[i - 1].task);
        bool laid = isfinite(s->centre.x_m) && isfinite(s->centre.y_m) && s->length_m > 0.0
                    && s->width_m > 0.0 && s->spacing_m > 0.0 && isfinite(s->axis_deg);
        if (!in_order || !(laid || e->out)) abort(); /* what is taken out has no area */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static cw_case *c;
    static cw_scene *scene;
    static cw_plan *plan;
    static const cw_time starts[1] = {0};
    cw_error err = {0};
    cw_plan_edits edits;
    if (c == NULL) c = cw_case_parse(small_case, sizeof small_case - 1, "case.yaml", "", &err);
    if (scene == NULL && c != NULL) scene = cw_scene_create(c, NULL, 1, NULL, NULL, &err);
    if (plan == NULL && scene != NULL)
        plan = cw_plan_file_parse(scene, small_plan, sizeof small_plan - 1, "plan.json", &err);
    if (plan == NULL) abort();
    cw_plan_infer(plan);
    bool good = cw_plan_edits_parse(scene, plan, starts, (const char *)data, size, "the edit",
                                    &edits, &err);
    if (good) check(&edits, plan);
    if (!good && err.code != CW_ERR_MACHINE
        && (err.code != CW_ERR_INPUT || strncmp(err.message, "the edit", 8) != 0))
        abort();
    cw_plan_edits_free(&edits);
    return 0;
}
