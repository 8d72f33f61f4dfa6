/* SPDX-License-Identifier: Apache-2.0 */
/* Inside run/: steps of the work that the outlook takes once more over a longer window. */
#ifndef CROSSWATCH_RUN_WORK_H
#define CROSSWATCH_RUN_WORK_H

#include <crosswatch/run.h>

cw_scene *work_scene(const cw_case *c, const cw_run_options *options, cw_error *err);
/* One ensemble drifted; seed_offset 0: what plans are made on, 1: what they are scored on. */
cw_tracks *work_tracks(const cw_scene *scene, const cw_run_options *options, uint64_t seed_offset,
                       cw_error *err);

#endif
