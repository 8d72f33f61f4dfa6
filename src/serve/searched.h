/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside serve/: what was searched of a plan and what was seen, as a request says it, made into the
 * result file that `crosswatch update` reads (docs/update.md). What the case knows (its units, its
 * speeds) is checked there; here whatever a file could be broken with.
 */
#ifndef CROSSWATCH_SERVE_SEARCHED_H
#define CROSSWATCH_SERVE_SEARCHED_H

#include "job.h"

#include <crosswatch/geo.h>
#include <jansson.h>

/* The keys of `body`: searched, conditions, sightings (openapi.json). The text is in the arena;
 * NULL: refused. */
const char *searched_file(job_pool *pool, unsigned plan, const json_t *body, cw_arena *arena,
                          cw_error *err);

/* The same of a plan.json that is read already. */
const char *searched_text(unsigned plan, const json_t *plan_json, const json_t *body,
                          cw_arena *arena, cw_error *err);

/* ---- inside ----------------------------------------------------------------------------------
 */

typedef struct search_done { /* one area of a unit, done wholly or in part */
    const char *unit;
    size_t area; /* among the unit's, from 1; 0: it has one */
    cw_time until;
    bool whole, returned;
    double visibility_m, wind_mps, wave_height_m;
} search_done;

typedef struct thing_seen {
    const char *what;
    cw_position at;
    cw_time time;
    double radius_m, related, background_m; /* 0: not given */
} thing_seen;

/* The file; results are named P`plan`-1 and so on, which no other plan's are. */
bool searched_write(unsigned plan, const search_done *done, size_t done_count,
                    const thing_seen *seen, size_t seen_count, cw_text *to, cw_error *err);

#endif
