/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Search and rescue units. What decides whether a unit can search at all (speeds, height,
 * endurance) must be given; a night factor that is not given is 0: the unit does not search in
 * darkness, since counting on eyes that see nothing would flatter the plan.
 */
#include "read.h"

#include <string.h>

typedef struct kind_default { /* stated in docs/case.md */
    cw_unit_kind kind;
    cw_platform platform;
    double turn_s, least_spacing_m;
} kind_default;

static const kind_default defaults[] = {
    {CW_UNIT_VESSEL, CW_PLATFORM_BOAT, 60.0, 185.2},
    {CW_UNIT_LIFEBOAT, CW_PLATFORM_BOAT, 30.0, 185.2},
    {CW_UNIT_HELICOPTER, CW_PLATFORM_HELICOPTER, 30.0, 185.2},
    {CW_UNIT_AEROPLANE, CW_PLATFORM_AIRCRAFT, 90.0, 926.0},
    {CW_UNIT_DRONE, CW_PLATFORM_AIRCRAFT, 30.0, 185.2},
};

static bool read_kind(reader *r, const raw_unit *raw, cw_unit *u) {
    static const choice kinds[] = {
        {"vessel", CW_UNIT_VESSEL},         {"lifeboat", CW_UNIT_LIFEBOAT},
        {"helicopter", CW_UNIT_HELICOPTER}, {"aeroplane", CW_UNIT_AEROPLANE},
        {"drone", CW_UNIT_DRONE},           {NULL, 0}};
    static const choice platforms[] = {{"boat", CW_PLATFORM_BOAT},
                                       {"ship", CW_PLATFORM_SHIP},
                                       {"helicopter", CW_PLATFORM_HELICOPTER},
                                       {"aircraft", CW_PLATFORM_AIRCRAFT},
                                       {NULL, 0}};
    int kind = CW_UNIT_VESSEL;
    if (!read_choice(r, "kind", raw->kind, REQUIRED, kinds, &kind)) return false;
    const kind_default *d = &defaults[0];
    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++) {
        if ((int)defaults[i].kind == kind) d = &defaults[i];
    }
    int platform = (int)d->platform;
    if (!read_choice(r, "platform", raw->platform, OPTIONAL, platforms, &platform)) return false;
    u->kind = d->kind;
    u->platform = (cw_platform)platform;
    u->turn_s = d->turn_s;
    u->least_spacing_m = d->least_spacing_m;
    return true;
}

static bool read_place(reader *r, const raw_unit *raw, cw_unit *u) {
    if (!read_position(r, "at", raw->at, REQUIRED, &u->at)) return false;
    u->turn_round = u->at;
    return read_position(r, "turn_round", raw->turn_round, OPTIONAL, &u->turn_round);
}

static bool read_performance(reader *r, const raw_unit *raw, cw_unit *u) {
    limits speeds = {0.5, 200.0};
    return read_speed(r, "transit_speed", raw->transit_speed, REQUIRED, speeds,
                      &u->transit_speed_mps)
           && read_speed(r, "search_speed", raw->search_speed, REQUIRED, speeds,
                         &u->search_speed_mps)
           && read_length(r, "search_height", raw->search_height, REQUIRED, (limits){0.5, 5000.0},
                          &u->search_height_m)
           && read_duration(r, "endurance", raw->endurance, REQUIRED,
                            (limits){60.0, 60.0 * 86400.0}, &u->endurance_s)
           && read_duration(r, "readiness", raw->readiness, OPTIONAL, (limits){0.0, 86400.0},
                            &u->readiness_s)
           && read_duration(r, "turnaround", raw->turnaround, OPTIONAL, (limits){60.0, 86400.0},
                            &u->turnaround_s)
           && read_duration(r, "turn", raw->turn, OPTIONAL, (limits){0.0, 3600.0}, &u->turn_s)
           && read_length(r, "least_spacing", raw->least_spacing, OPTIONAL, (limits){1.0, 50e3},
                          &u->least_spacing_m);
}

static bool read_factors(reader *r, const raw_unit *raw, cw_unit *u) {
    u->other_factor = 1.0;
    return read_number(r, "factor", raw->factor, OPTIONAL, (limits){0.01, 20.0}, &u->other_factor)
           && read_number(r, "night_factor", raw->night_factor, OPTIONAL, (limits){0.0, 2.0},
                          &u->night_factor)
           && read_flag(r, "fatigue", raw->fatigue, OPTIONAL, &u->fatigue);
}

/* Not given: from the beginning of the search, until endurance ends whatever it does. */
static bool read_available(reader *r, const raw_unit *raw, const cw_case *c, cw_unit *u) {
    u->available_from = c->search_from;
    u->available_to = c->search_to + (cw_time)(u->endurance_s * 1000.0);
    if (raw->available == NULL) return true;
    size_t mark = reader_enter(r, "available");
    if (!read_time(r, "from", raw->available->from, OPTIONAL, &u->available_from)
        || !read_time(r, "to", raw->available->to, OPTIONAL, &u->available_to)) {
        return false;
    }
    if (u->available_to <= u->available_from) {
        return reader_fail(r, NULL,
                           "`to` lies not after `from` (not given, they stand for the "
                           "beginning of the search, and its end plus the endurance)");
    }
    reader_leave(r, mark);
    return true;
}

bool read_unit(reader *r, const raw_unit *raw, const cw_case *c, cw_unit *u) {
    return read_word(r, "name", raw->name, REQUIRED, u->name, sizeof u->name)
           && read_word(r, "nation", raw->nation, REQUIRED, u->nation, sizeof u->nation)
           && read_word(r, "base", raw->base, OPTIONAL, u->base, sizeof u->base)
           && read_kind(r, raw, u) && read_place(r, raw, u) && read_performance(r, raw, u)
           && read_factors(r, raw, u) && read_available(r, raw, c, u);
}

bool read_units(reader *r, const raw_case *raw, cw_case *c) {
    enum { MOST_UNITS = 256 };
    if (raw->units_count > MOST_UNITS) return reader_fail(r, "units", "has more than 256 entries");
    c->units = reader_array(r, raw->units_count, sizeof *c->units);
    if (c->units == NULL) return false;
    for (size_t i = 0; i < raw->units_count; i++) {
        size_t mark = reader_enter(r, "units[%zu]", i);
        if (!read_unit(r, &raw->units[i], c, &c->units[i])) return false;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(c->units[j].name, c->units[i].name) != 0) continue;
            return reader_fail(r, "name", "another unit has this name");
        }
        reader_leave(r, mark);
    }
    c->unit_count = raw->units_count;
    return true;
}
