/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a plan.json of a small case: a plan whose tasks hold, or an error in one sentence
 * that names the file; never a crash. */
#include "small_case.h"

#include <crosswatch/case.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a task promises whoever scores it. */
static void check(const cw_plan *plan, const cw_case *c) {
    for (size_t t = 0; t < plan->task_count; t++) {
        const cw_task *task = &plan->tasks[t];
        const cw_pattern *p = &task->pattern;
        bool holds = task->unit < c->unit_count && (task->assigned == (p->count >= 2));
        for (size_t i = 0; holds && i < p->count; i++)
            holds = isfinite(p->points[i].at.x_m) && isfinite(p->points[i].at.y_m)
                    && (i == 0 || p->points[i].time >= p->points[i - 1].time);
        if (!holds) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static cw_case *c;
    static cw_scene *scene;
    cw_error err = {0};
    if (c == NULL) c = cw_case_parse(small_case, sizeof small_case - 1, "case.yaml", "", &err);
    if (scene == NULL && c != NULL) scene = cw_scene_create(c, NULL, 1, NULL, NULL, &err);
    if (scene == NULL) abort();
    cw_plan *plan = cw_plan_file_parse(scene, (const char *)data, size, "fuzz.json", &err);
    if (plan == NULL) {
        bool told = err.code == CW_ERR_INPUT && strncmp(err.message, "fuzz.json", 9) == 0;
        if (!told && err.code != CW_ERR_MACHINE) abort();
        return 0;
    }
    check(plan, c);
    cw_plan_destroy(plan);
    return 0;
}
