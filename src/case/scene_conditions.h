/* SPDX-License-Identifier: Apache-2.0 */
/* Visibility, wind and sea of a scene. */
#ifndef CROSSWATCH_CASE_SCENE_CONDITIONS_H
#define CROSSWATCH_CASE_SCENE_CONDITIONS_H

#include <crosswatch/case.h>

/* Fills conditions and changes; needs the forcing. */
void scene_make_conditions(cw_scene *s);

#endif
