/* SPDX-License-Identifier: Apache-2.0 */
/* Inside case/: how the people of each object meet the water. */
#ifndef CROSSWATCH_CASE_EXPOSURE_H
#define CROSSWATCH_CASE_EXPOSURE_H

#include <crosswatch/case.h>

/* Fills scene->exposures and, where the water temperature is known, scene->survival. */
bool exposure_prepare(cw_scene *scene, cw_error *err);

#endif
