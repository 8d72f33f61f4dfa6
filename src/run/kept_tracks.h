/* SPDX-License-Identifier: Apache-2.0 */
/* Inside run/: a drift whose tracks are recorded, with its state kept where that is asked for. */
#ifndef CROSSWATCH_RUN_KEPT_TRACKS_H
#define CROSSWATCH_RUN_KEPT_TRACKS_H

#include "run/work.h"

/* Drifts this rank's share of the `particles` and records it; goes on with what is kept in
 * options->checkpoints. `draws`: 0 or 1, which of a plan's two ensembles it is. All ranks together.
 * NULL on failure, of this rank or, where they met, of another. */
cw_tracks *kept_tracks_record(const cw_scene *scene, cw_ensemble *ensemble, size_t particles,
                              size_t draws, const cw_run_options *options, cw_error *err);

#endif
