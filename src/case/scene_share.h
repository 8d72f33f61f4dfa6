/* SPDX-License-Identifier: Apache-2.0 */
/* Inside case/: a scene on several ranks. */
#ifndef CROSSWATCH_CASE_SCENE_SHARE_H
#define CROSSWATCH_CASE_SCENE_SHARE_H

#include <crosswatch/case.h>

/* All ranks together, each with whether its own part of the scene is `good`: forcing, land mask and
 * conditions of the first rank's scene to all. */
bool scene_share(cw_scene *scene, cw_ranks *ranks, bool good, cw_error *err);

#endif
