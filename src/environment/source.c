/* SPDX-License-Identifier: Apache-2.0 */
/* What every source answers, whatever its kind: the public functions hand over to the operations
 * of the kind (source.h). */
#include "source.h"

const char *cw_quantity_name(cw_quantity quantity) {
    switch (quantity) {
    case CW_CURRENT:
        return CW_SAID("current");
    case CW_WIND:
        return CW_SAID("wind");
    case CW_STOKES:
        return CW_SAID("stokes");
    case CW_WATER_TEMPERATURE:
        return CW_SAID("temperature");
    }
    return CW_SAID("unknown quantity");
}

void cw_source_destroy(cw_source *source) {
    if (source != NULL) source->operations->destroy(source);
}

void cw_source_coverage(const cw_source *source, cw_coverage *coverage) {
    *coverage = (cw_coverage){0};
    source->operations->coverage(source, coverage);
}

const char *cw_source_name(const cw_source *source) {
    return source->name;
}

size_t cw_source_times(const cw_source *source, cw_time from, cw_time to, cw_time *times,
                       size_t most) {
    return source->operations->times(source, from, to, times, most);
}

bool cw_source_sample(cw_source *source, cw_time time, const cw_position *at, size_t count,
                      cw_vector *values, cw_error *err) {
    return source->operations->sample(source, time, at, count, values, err);
}
