/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one can see over the search: visibility, sea and wind, once for the whole of it or as a list
 * of entries that each hold from their time on. Asked for as soon as there are units, because it
 * decides the sweep widths.
 */
#include "read.h"

#include <math.h>
#include <string.h>

static const double MOST_WIND_MPS = 90.0;
static const limits VISIBILITY_M = {10.0, 200e3}, WAVES_M = {0.0, 30.0};
enum { MOST_ENTRIES = CW_MOST_CHANGES + 1 };
static const char FROM_FORCING[] = "from forcing"; /* the scene asks it, hour by hour */

/* A speed, or NaN with *by_hour set. */
static bool read_wind(reader *r, const char *field, const char *text, wanted w, double *mps,
                      bool *by_hour) {
    *mps = NAN;
    if (text != NULL && strcmp(text, FROM_FORCING) == 0) {
        *by_hour = true;
        return true;
    }
    return read_speed(r, field, text, w, (limits){0.0, MOST_WIND_MPS}, mps);
}

/* The wind over the search is taken from `wind_speed`, a constant wind, or left to the scene. */
static bool read_single(reader *r, const raw_environment *e, wanted w, cw_case *c) {
    cw_conditions *to = &c->conditions;
    if (!read_length(r, "visibility", e->visibility, w, VISIBILITY_M, &to->visibility_m)
        || !read_length(r, "wave_height", e->wave_height, w, WAVES_M, &to->wave_height_m)
        || !read_wind(r, "wind_speed", e->wind_speed, OPTIONAL, &to->wind_mps, &c->wind_by_hour)) {
        return false;
    }
    const cw_source_spec *first = &c->wind.sources[0];
    if (e->wind_speed == NULL && first->kind == CW_SOURCE_CONSTANT) {
        to->wind_mps = hypot(first->value.east, first->value.north);
    }
    return true;
}

static bool read_entry(reader *r, const raw_conditions *raw, cw_case *c, cw_conditions_change *to) {
    cw_conditions *sea = &to->conditions;
    return read_time(r, "from", raw->from, REQUIRED, &to->from)
           && read_length(r, "visibility", raw->visibility, REQUIRED, VISIBILITY_M,
                          &sea->visibility_m)
           && read_wind(r, "wind", raw->wind, REQUIRED, &sea->wind_mps, &c->wind_by_hour)
           && read_length(r, "wave_height", raw->wave_height, REQUIRED, WAVES_M,
                          &sea->wave_height_m);
}

static bool read_list(reader *r, const raw_environment *e, cw_case *c) {
    size_t count = e->conditions_count;
    cw_conditions_change *list = reader_array(r, count, sizeof *list);
    if (list == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        size_t mark = reader_enter(r, "conditions[%zu]", i);
        if (!read_entry(r, &e->conditions[i], c, &list[i])) return false;
        if (i > 0 && list[i].from <= list[i - 1].from) {
            return reader_fail(r, "from", "lies not after the entry before it");
        }
        reader_leave(r, mark);
    }
    c->conditions = list[0].conditions;
    c->conditions_from = list[0].from;
    c->changes = list + 1;
    c->change_count = count - 1;
    return true;
}

bool read_weather(reader *r, const raw_case *raw, cw_case *c) {
    const raw_environment *e = raw->environment;
    c->conditions = (cw_conditions){.visibility_m = NAN, .wind_mps = NAN, .wave_height_m = NAN};
    c->conditions_from = INT64_MIN;
    if (e->conditions_count == 0) {
        return read_single(r, e, raw->units_count > 0 ? REQUIRED : OPTIONAL, c);
    }
    if (e->visibility != NULL || e->wave_height != NULL || e->wind_speed != NULL) {
        return reader_fail(r, "conditions",
                           "stands in place of `visibility`, `wave_height` and `wind_speed`: give "
                           "the one or the other");
    }
    if (e->conditions_count > MOST_ENTRIES) {
        return reader_fail(r, "conditions", "has more than %d entries", MOST_ENTRIES);
    }
    return read_list(r, e, c);
}

bool read_weather_begin(reader *r, const cw_case *c) {
    if (c->conditions_from <= c->search_from) return true;
    return reader_fail(r, "environment.conditions[0].from",
                       "lies after the search begins: say what holds at its start");
}
