/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: how likely a result is, particle by particle. */
#ifndef CROSSWATCH_SEARCH_UPDATE_H
#define CROSSWATCH_SEARCH_UPDATE_H

#include "search/sweeper.h"

/* likelihood[i] = probability that particle i is missed by the whole search; fills the step's sweep
 * widths, track and times. */
bool update_search(const cw_plan_problem *problem, const cw_tracks *tracks,
                   const cw_search_result *result, cw_update_step *step, double *likelihood,
                   cw_error *err);

/* density[i] = density of the sighting's place if particle i is what was seen, per m^2. */
bool update_sighting(const cw_plan_problem *problem, const cw_tracks *tracks,
                     const cw_search_result *result, double *density, cw_error *err);

/* Inside update_search, for tests of the room: the part of a stretch between two times, as a
 * pattern in the plane; its spec is the rectangle searched. Count below 2: nothing is left. */
bool update_pattern(const cw_plane *plane, const cw_search_result *result,
                    const cw_track_part *part, double margin_m, cw_pattern *pattern, cw_error *err);

#endif
