/* SPDX-License-Identifier: Apache-2.0 */
/* Inside run/: the step of the work that the outlook takes once more over a longer window. */
#ifndef CROSSWATCH_RUN_WORK_H
#define CROSSWATCH_RUN_WORK_H

#include <crosswatch/run.h>

/* Ensemble and drift; `particles` a hypothesis, 0: the case's. */
cw_tracks *work_tracks(const cw_scene *scene, const cw_run_options *options, size_t particles,
                       uint64_t seed_offset, cw_error *err);

#endif
