/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Search and rescue regions, and the agreement that says whose units may be tasked where. Without
 * an agreement every unit may go anywhere; with one, what no rule allows is not allowed, so that a
 * misspelt nation would silently bar a fleet: names are checked against regions and units.
 */
#include "read.h"

#include <string.h>

#include "boundary.h"

static bool read_boundary(reader *r, const raw_region *raw, cw_region *region) {
    static const choice sides[] = {{"north", BOUNDARY_NORTH}, {"south", BOUNDARY_SOUTH}, {NULL, 0}};
    int side = BOUNDARY_NORTH;
    cw_error err = {0};
    if (!read_choice(r, "side", raw->side, REQUIRED, sides, &side)) return false;
    if (boundary_ring(raw->boundary, (boundary_side)side, r->arena, &region->ring,
                      &region->ring_count, &err)) {
        return true;
    }
    return reader_pass(r, "boundary", &err);
}

static bool read_region(reader *r, const raw_region *raw, cw_region *region) {
    bool listed = raw->corners != NULL || raw->corners_count > 0;
    region->line = reader_line(r);
    if (!read_word(r, "name", raw->name, REQUIRED, region->name, sizeof region->name)
        || !read_word(r, "nation", raw->nation, REQUIRED, region->nation, sizeof region->nation)) {
        return false;
    }
    if (listed + (raw->boundary != NULL) + (raw->file != NULL) != 1) {
        return reader_fail(r, NULL, "a region must have exactly one of corners, boundary, file");
    }
    if (raw->boundary == NULL && raw->side != NULL) {
        return reader_fail(r, "side", "belongs to a boundary");
    }
    if (raw->boundary != NULL) return read_boundary(r, raw, region);
    if (raw->file != NULL) return read_path(r, "file", raw->file, REQUIRED, &region->path);
    return read_ring(r, "corners", raw->corners, raw->corners_count, &region->ring,
                     &region->ring_count);
}

static bool nation_is_known(const cw_case *c, const char *nation) {
    for (size_t i = 0; i < c->unit_count; i++) {
        if (strcmp(c->units[i].nation, nation) == 0) return true;
    }
    for (size_t i = 0; i < c->region_count; i++) {
        if (strcmp(c->regions[i].nation, nation) == 0) return true;
    }
    return false;
}

static bool find_region(reader *r, const raw_rule *raw, const cw_case *c, size_t *zone) {
    if (raw->region == NULL) return reader_missing(r, "region");
    *zone = SIZE_MAX;
    if (strcmp(raw->region, "any") == 0) return true;
    for (size_t i = 0; i < c->region_count; i++) {
        if (strcmp(c->regions[i].name, raw->region) != 0) continue;
        *zone = i;
        return true;
    }
    return reader_fail(r, "region", "no region is named \"%.63s\" (\"any\" stands for all)",
                       raw->region);
}

static bool read_rule(reader *r, const raw_rule *raw, const cw_case *c, cw_agreement_rule *rule) {
    rule->allowed = true;
    if (!read_word(r, "nation", raw->nation, REQUIRED, rule->nation, sizeof rule->nation)
        || !find_region(r, raw, c, &rule->zone)
        || !read_flag(r, "allowed", raw->allowed, OPTIONAL, &rule->allowed)
        || !read_duration(r, "request_delay", raw->request_delay, OPTIONAL, (limits){0.0, 86400.0},
                          &rule->delay_s)) {
        return false;
    }
    rule->on_request = raw->request_delay != NULL;
    if (rule->on_request && !rule->allowed) {
        return reader_fail(r, "request_delay", "makes no sense where entry is not allowed");
    }
    if (nation_is_known(c, rule->nation)) return true;
    return reader_fail(r, "nation", "no unit and no region is of the nation \"%s\"", rule->nation);
}

static bool read_agreement(reader *r, const raw_agreement *raw, cw_case *c) {
    enum { MOST_RULES = 1024 };
    if (raw == NULL) return true;
    size_t mark = reader_enter(r, "agreement");
    if (!read_word(r, "name", raw->name, REQUIRED, c->agreement_name, sizeof c->agreement_name)) {
        return false;
    }
    if (raw->rules_count == 0 || raw->rules_count > MOST_RULES) {
        return reader_fail(r, "rules", "must have 1 to %d entries", MOST_RULES);
    }
    c->rules = reader_array(r, raw->rules_count, sizeof *c->rules);
    if (c->rules == NULL) return false;
    for (size_t i = 0; i < raw->rules_count; i++) {
        size_t entry = reader_enter(r, "rules[%zu]", i);
        if (!read_rule(r, &raw->rules[i], c, &c->rules[i])) return false;
        reader_leave(r, entry);
    }
    c->rule_count = raw->rules_count;
    reader_leave(r, mark);
    return true;
}

/* ---- drawn areas ---------------------------------------------------------------------------- */

static bool find_units(reader *r, const raw_drawn *raw, const cw_case *c, cw_drawn_area *area) {
    area->units = reader_array(r, raw->units_count, sizeof *area->units);
    if (area->units == NULL) return false;
    for (size_t i = 0; i < raw->units_count; i++) {
        size_t k = 0;
        while (k < c->unit_count && strcmp(c->units[k].name, raw->units[i]) != 0) k++;
        if (k == c->unit_count)
            return reader_fail(r, "units", "no unit is named \"%.63s\"", raw->units[i]);
        area->units[area->unit_count++] = k;
    }
    return true;
}

/* Times that do not meet the search are refused: most likely a day or an hour is wrong. */
static bool read_drawn_times(reader *r, const raw_drawn *raw, const cw_case *c, cw_drawn_area *to) {
    to->from = INT64_MIN;
    to->to = INT64_MAX;
    if (!read_time(r, "from", raw->from, OPTIONAL, &to->from)
        || !read_time(r, "to", raw->to, OPTIONAL, &to->to))
        return false;
    if (to->to <= to->from) return reader_fail(r, "to", "lies not after `from`");
    if (to->from >= c->search_to)
        return reader_fail(r, "from", "lies not before the end of the search");
    if (to->to > c->search_from) return true;
    return reader_fail(r, "to", "lies not after the beginning of the search");
}

bool read_drawn_areas(reader *r, const raw_case *raw, cw_case *c) {
    enum { MOST_DRAWN = 64 };
    static const choice rules[] = {{"closed", 0}, {"confined", 1}, {NULL, 0}};
    if (raw->drawn_areas_count > MOST_DRAWN)
        return reader_fail(r, "drawn_areas", "has more than 64 entries");
    c->drawn = reader_array(r, raw->drawn_areas_count, sizeof *c->drawn);
    if (c->drawn == NULL) return false;
    for (size_t i = 0; i < raw->drawn_areas_count; i++) {
        const raw_drawn *from = &raw->drawn_areas[i];
        cw_drawn_area *to = &c->drawn[i];
        size_t mark = reader_enter(r, "drawn_areas[%zu]", i);
        int rule = 0;
        to->line = reader_line(r);
        if (!read_word(r, "name", from->name, REQUIRED, to->name, sizeof to->name)
            || !read_choice(r, "rule", from->rule, REQUIRED, rules, &rule)
            || !read_ring(r, "corners", from->corners, from->corners_count, &to->ring,
                          &to->ring_count)
            || !read_drawn_times(r, from, c, to) || !find_units(r, from, c, to))
            return false;
        to->confined = rule == 1;
        reader_leave(r, mark);
    }
    c->drawn_count = raw->drawn_areas_count;
    return true;
}

bool read_regions(reader *r, const raw_case *raw, cw_case *c) {
    enum { MOST_REGIONS = 64 };
    if (raw->regions_count > MOST_REGIONS) {
        return reader_fail(r, "regions", "has more than 64 entries");
    }
    c->regions = reader_array(r, raw->regions_count, sizeof *c->regions);
    if (c->regions == NULL) return false;
    for (size_t i = 0; i < raw->regions_count; i++) {
        size_t mark = reader_enter(r, "regions[%zu]", i);
        if (!read_region(r, &raw->regions[i], &c->regions[i])) return false;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(c->regions[j].name, c->regions[i].name) != 0) continue;
            return reader_fail(r, "name", "another region has this name");
        }
        reader_leave(r, mark);
    }
    c->region_count = raw->regions_count;
    return read_agreement(r, raw->agreement, c);
}
