/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: a part of the particles that stands for all of them, for pictures that are drawn
 * somewhere else. */
#ifndef CROSSWATCH_REPORT_SAMPLE_H
#define CROSSWATCH_REPORT_SAMPLE_H

#include <crosswatch/report.h>

typedef struct sample {
    size_t count;
    size_t *particle; /* owned; index in the tracks, rising */
    float *weight;    /* owned; each hypothesis keeps the share that it has in the tracks */
} sample;

/* At most `most` particles, evenly over the tracks. Free with sample_free, also on failure. */
bool sample_take(sample *s, const cw_tracks *tracks, size_t most, cw_error *err);
void sample_free(sample *s);

/* Where a particle is at an output, its longitude within 180 degrees of `near_lon_deg` so that a
 * cloud across the date line is one cloud. NaN both: not yet adrift, or lost. */
cw_position sample_place(const cw_result *result, size_t time, size_t particle,
                         double near_lon_deg);

#endif
