/* SPDX-License-Identifier: Apache-2.0 */
/* Survival of each object's people, made ready from the case's words and the water's temperature at
 * the datum: one temperature for the whole search, as the plan prints it. */
#include "exposure.h"

#include <math.h>
#include <stdlib.h>

bool exposure_prepare(cw_scene *scene, cw_error *err) {
    const cw_case *c = scene->source;
    scene->exposures = calloc(c->object_count, sizeof *scene->exposures);
    if (scene->exposures == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < c->object_count; i++) scene->exposures[i] = c->objects[i].exposure;
    if (!isfinite(scene->water_temperature_c)) return true;
    scene->survival = calloc(c->object_count, sizeof *scene->survival);
    if (scene->survival == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < c->object_count; i++) {
        const cw_exposure *e = &c->objects[i].exposure;
        if (!cw_survival_compute(scene->water_temperature_c, e->clothing, e->flotation,
                                 &scene->survival[i], err))
            return cw_error_prefix(err, "%s, environment.temperature", c->path);
    }
    return true;
}
