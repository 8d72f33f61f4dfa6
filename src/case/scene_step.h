/* SPDX-License-Identifier: Apache-2.0 */
/* The longest step of a scene's particles. */
#ifndef CROSSWATCH_CASE_SCENE_STEP_H
#define CROSSWATCH_CASE_SCENE_STEP_H

#include <crosswatch/case.h>

/* Needs the forcing and the table of leeway. False: an object's class of leeway is not in it. */
bool scene_longest_step(const cw_scene *s, double *step_m, cw_error *err);

#endif
