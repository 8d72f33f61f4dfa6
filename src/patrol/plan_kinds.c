/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kinds of incident in a patrol plan: where and how often (a risk.json, or places drawn in the
 * plan), how many people, and what decides how long they can wait. Nothing is said of who they are.
 */
#include "plan_raw.h"

#include <math.h>
#include <string.h>

static const double DEFAULT_POSITION_ERROR_M = 1852.0, DEFAULT_DRIFT_ERROR_MPS = 0.15,
                    DEFAULT_PICK_UP_S = 60.0;
enum { MOST_PEOPLE = 10000, MOST_PLACES = 256 };
static const double MOST_A_WEEK = 2000.0; /* a dozen an hour: far beyond any sea */

static bool read_places(reader *r, const raw_kind *raw, cw_incident_kind *kind) {
    if (raw->places == NULL || raw->places_count == 0) return reader_lists_nothing(r, "places");
    if (raw->places_count > MOST_PLACES)
        return reader_fail(r, "places", "has more than %d entries", MOST_PLACES);
    kind->places = reader_array(r, raw->places_count, sizeof *kind->places);
    if (kind->places == NULL) return false;
    for (size_t i = 0; i < raw->places_count; i++) {
        const raw_place *in = &raw->places[i];
        cw_risk_place *to = &kind->places[i];
        size_t mark = reader_enter(r, "places[%zu]", i);
        to->share = 1.0;
        if (!read_number(r, "share", in->share, OPTIONAL, (limits){1e-6, 1e6}, &to->share)
            || !read_ring(r, "corners", in->corners, in->corners_count, &to->ring, &to->ring_count))
            return false;
        reader_leave(r, mark);
    }
    kind->place_count = raw->places_count;
    return true;
}

static bool read_risk(reader *r, const raw_kind *raw, cw_incident_kind *kind) {
    kind->per_week = NAN;
    kind->night_factor = NAN;
    if ((raw->risk != NULL) == (raw->places != NULL || raw->places_count > 0))
        return reader_fail(r, NULL, "needs one of `risk` (a file) and `places`, and not both");
    if (!read_path(r, "risk", raw->risk, OPTIONAL, &kind->file)
        || !read_number(r, "per_week", raw->per_week, kind->file == NULL ? REQUIRED : OPTIONAL,
                        (limits){0.0, MOST_A_WEEK}, &kind->per_week)
        || !read_number(r, "night_factor", raw->night_factor, OPTIONAL, (limits){0.0, 1000.0},
                        &kind->night_factor)
        || !read_number(r, "day_spread", raw->day_spread, OPTIONAL, (limits){0.0, 2.0},
                        &kind->day_spread))
        return false;
    return kind->file != NULL || read_places(r, raw, kind);
}

static bool read_people(reader *r, const raw_kind *raw, cw_incident_kind *kind) {
    uint64_t least = 1, most = 1;
    if (raw->people == NULL) return reader_missing(r, "people");
    size_t mark = reader_enter(r, "people");
    if (!read_count(r, "least", raw->people->least, REQUIRED, 1, MOST_PEOPLE, &least)
        || !read_count(r, "most", raw->people->most, REQUIRED, 1, MOST_PEOPLE, &most))
        return false;
    if (most < least) return reader_fail(r, "most", "is less than `least`");
    kind->people_least = (size_t)least;
    kind->people_most = (size_t)most;
    reader_leave(r, mark);
    return true;
}

static bool read_wait(reader *r, const raw_kind *raw, cw_incident_kind *kind) {
    static const choice clothes[] = {{"ordinary", CW_CLOTHING_ORDINARY},
                                     {"immersion_suit", CW_CLOTHING_IMMERSION_SUIT},
                                     {NULL, 0}};
    static const choice floats[] = {{"yes", CW_FLOTATION_YES},
                                    {"no", CW_FLOTATION_NO},
                                    {"unknown", CW_FLOTATION_UNKNOWN},
                                    {NULL, 0}};
    int clothing = CW_CLOTHING_ORDINARY, flotation = CW_FLOTATION_UNKNOWN;
    kind->position_error_m = DEFAULT_POSITION_ERROR_M;
    kind->drift_error_mps = DEFAULT_DRIFT_ERROR_MPS;
    kind->pick_up_s = DEFAULT_PICK_UP_S;
    if (!read_number(r, "in_water", raw->in_water, REQUIRED, (limits){0.0, 1.0}, &kind->in_water)
        || !read_duration(r, "holds_out", raw->holds_out,
                          kind->in_water < 1.0 ? REQUIRED : OPTIONAL, (limits){1.0, 1e7},
                          &kind->holds_out_s)
        || !read_length(r, "position_error", raw->position_error, OPTIONAL, (limits){1.0, 1e5},
                        &kind->position_error_m)
        || !read_speed(r, "drift_error", raw->drift_error, OPTIONAL, (limits){0.0, 5.0},
                       &kind->drift_error_mps)
        || !read_duration(r, "pick_up", raw->pick_up, OPTIONAL, (limits){0.0, 3600.0},
                          &kind->pick_up_s)
        || !read_choice(r, "clothing", raw->clothing, OPTIONAL, clothes, &clothing)
        || !read_choice(r, "flotation", raw->flotation, OPTIONAL, floats, &flotation))
        return false;
    kind->clothing = (cw_clothing)clothing;
    kind->flotation = (cw_flotation)flotation;
    return true;
}

bool read_patrol_kinds(reader *r, const raw_patrol *raw, cw_patrol_plan *plan) {
    if (raw->incidents_count == 0) return reader_lists_nothing(r, "incidents");
    if (raw->incidents_count > CW_MOST_KINDS)
        return reader_fail(r, "incidents", "has more than %d entries", CW_MOST_KINDS);
    plan->kinds = reader_array(r, raw->incidents_count, sizeof *plan->kinds);
    if (plan->kinds == NULL) return false;
    for (size_t i = 0; i < raw->incidents_count; i++) {
        cw_incident_kind *kind = &plan->kinds[i];
        size_t mark = reader_enter(r, "incidents[%zu]", i);
        kind->line = reader_line(r);
        if (!read_word(r, "name", raw->incidents[i].name, REQUIRED, kind->name, sizeof kind->name)
            || !read_risk(r, &raw->incidents[i], kind) || !read_people(r, &raw->incidents[i], kind)
            || !read_wait(r, &raw->incidents[i], kind))
            return false;
        reader_leave(r, mark);
    }
    plan->kind_count = raw->incidents_count;
    return true;
}
