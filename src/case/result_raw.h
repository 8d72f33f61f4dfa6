/* SPDX-License-Identifier: Apache-2.0 */
/* What libcyaml hands over of a result file, and the parts that read it, each in its own file. */
#ifndef CROSSWATCH_CASE_RESULT_RAW_H
#define CROSSWATCH_CASE_RESULT_RAW_H

#include "raw.h"
#include "reader.h"

typedef struct raw_seen_conditions {
    char *visibility, *wind, *wave_height;
} raw_seen_conditions;

typedef struct raw_done { /* of a planned pattern */
    char *plan, *unit, *area, *from, *until;
} raw_done;

typedef struct raw_track_point {
    char *at, *time;
} raw_track_point;

typedef struct raw_track {
    char *file, *mmsi, *from, *until;
    raw_track_point *points;
    size_t points_count;
} raw_track;

typedef struct raw_sighting {
    char *what, *position, *radius, *confidence, *time, *object, *related, *background_radius;
} raw_sighting;

typedef struct raw_result {
    char *id, *unit, *source, *returned;
    raw_unit *described;
    raw_seen_conditions *conditions;
    raw_done *pattern;
    raw_track *track;
    raw_sighting *sighting;
} raw_result;

typedef struct raw_results {
    raw_result *results;
    size_t results_count;
} raw_results;

enum { MOST_TRACK_POINTS = 200000 }; /* 55 hours of a fix a second */

bool read_result(reader *r, const raw_result *raw, const cw_case *c, cw_search_result *to);
/* `track:` and `pattern:`; to->unit is known. Fill parts, from, until. `near`: about when, for logs
 * whose times have no date. */
bool read_track(reader *r, const raw_track *raw, cw_time near, cw_search_result *to);
bool read_done_pattern(reader *r, const raw_done *raw, const cw_case *c, cw_search_result *to);
/* `from` and `until` of either: within the track, from before until. */
bool read_done_times(reader *r, const char *from, const char *until, cw_search_result *to);
/* Points in the order of time, at speeds that the unit can have; errors name `field` or, when the
 * points are listed one by one, its entry. */
bool check_points(reader *r, const char *field, bool listed, const cw_unit *unit,
                  const cw_track_part *part);

#endif
