/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A patrol plan as values. It is read in the manner of a case (case/case.c): looked over for harm
 * first, loaded by libcyaml with its schema, then each field converted and checked by the same
 * converters, so that a plan's errors read like a case's. The reader stands here and not in case/
 * because what it makes are this room's values, and case/ knows nothing of patrols.
 */
#include "plan_raw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "case/read.h"

static const double DEFAULT_CELL_M = 2.0 * CW_NAUTICAL_MILE_M, DEFAULT_MASK_CELL_M = 200.0;
static const double DEFAULT_CALL_S = 300.0;
enum { DEFAULT_WEEKS = 400, MOST_WEATHER = 400 };

static bool read_horizon(reader *r, const raw_patrol *raw, cw_patrol_plan *plan) {
    if (raw->horizon == NULL) return reader_missing(r, "horizon");
    size_t mark = reader_enter(r, "horizon");
    if (!read_time(r, "from", raw->horizon->from, REQUIRED, &plan->from)
        || !read_time(r, "to", raw->horizon->to, REQUIRED, &plan->to))
        return false;
    cw_time length = plan->to - plan->from;
    if (length < CW_HOUR_MS || length % CW_HOUR_MS != 0)
        return reader_fail(r, "to", "must lie a whole number of hours after `from`");
    if (length > CW_MOST_HORIZON_H * CW_HOUR_MS)
        return reader_fail(r, "to", "lies more than a week after `from`");
    reader_leave(r, mark);
    return true;
}

static bool read_area(reader *r, const raw_box *raw, cw_patrol_plan *plan) {
    limits latitude = {-80.0, 80.0}, longitude = {-180.0, 180.0};
    cw_box *box = &plan->box;
    if (raw == NULL) return reader_missing(r, "area");
    size_t mark = reader_enter(r, "area");
    if (!read_number(r, "south", raw->south, REQUIRED, latitude, &box->south_deg)
        || !read_number(r, "west", raw->west, REQUIRED, longitude, &box->west_deg)
        || !read_number(r, "north", raw->north, REQUIRED, latitude, &box->north_deg)
        || !read_number(r, "east", raw->east, REQUIRED, longitude, &box->east_deg))
        return false;
    double width = box->east_deg - box->west_deg, height = box->north_deg - box->south_deg;
    if (!(width > 0.0 && width <= 20.0 && height > 0.0 && height <= 10.0))
        return reader_fail(r, NULL,
                           "must be wider than nothing, at most 20 degrees from west to east and "
                           "10 degrees from south to north");
    reader_leave(r, mark);
    return true;
}

static bool read_weather_list(reader *r, const raw_water *raw, cw_patrol_plan *plan) {
    plan->weather_count = raw->weather_count;
    if (raw->weather_count == 0) return reader_lists_nothing(r, "weather");
    if (raw->weather_count > MOST_WEATHER)
        return reader_fail(r, "weather", "has more than %d entries", MOST_WEATHER);
    plan->weather = reader_array(r, raw->weather_count, sizeof *plan->weather);
    if (plan->weather == NULL) return false;
    for (size_t i = 0; i < raw->weather_count; i++) {
        const raw_weather *in = &raw->weather[i];
        cw_patrol_weather *to = &plan->weather[i];
        size_t mark = reader_enter(r, "weather[%zu]", i);
        if (!read_time(r, "from", in->from, REQUIRED, &to->from)
            || !read_length(r, "wave_height", in->wave_height, REQUIRED, (limits){0.0, 30.0},
                            &to->wave_height_m)
            || !read_speed(r, "wind", in->wind, REQUIRED, (limits){0.0, 80.0}, &to->wind_mps)
            || !read_length(r, "visibility", in->visibility, REQUIRED, (limits){10.0, 100e3},
                            &to->visibility_m))
            return false;
        if (i == 0 && to->from > plan->from)
            return reader_fail(r, "from", "the first weather must begin with the horizon");
        if (i > 0 && to->from <= to[-1].from)
            return reader_fail(r, "from", "must lie after that of the entry before");
        reader_leave(r, mark);
    }
    return true;
}

static bool read_water(reader *r, const raw_patrol *raw, cw_patrol_plan *plan) {
    static const choice streams[] = {{"tide", 1}, {"none", 0}, {NULL, 0}};
    int stream = 0;
    if (raw->environment == NULL) return reader_missing(r, "environment");
    size_t mark = reader_enter(r, "environment");
    if (!read_choice(r, "stream", raw->environment->stream, REQUIRED, streams, &stream)
        || !read_celsius(r, "water_temperature", raw->environment->water_temperature, REQUIRED,
                         &plan->water_c))
        return false;
    if (!(plan->water_c >= -3.0 && plan->water_c <= 45.0))
        return reader_fail(r, "water_temperature", "is not a temperature of water");
    plan->tide = stream != 0;
    if (!read_weather_list(r, raw->environment, plan)) return false;
    reader_leave(r, mark);
    return true;
}

static bool read_statements(reader *r, const raw_patrol *raw, cw_patrol_plan *plan) {
    static const choice kinds[] = {{"fact", 1}, {"assumption", 0}, {NULL, 0}};
    plan->statements = reader_array(r, raw->statements_count, sizeof *plan->statements);
    if (plan->statements == NULL) return false;
    for (size_t i = 0; i < raw->statements_count; i++) {
        const raw_statement *s = &raw->statements[i];
        int fact = 0;
        size_t mark = reader_enter(r, "statements[%zu]", i);
        if (!read_choice(r, "kind", s->kind, REQUIRED, kinds, &fact)
            || !read_text(r, "text", s->text, REQUIRED, &plan->statements[i].text)
            || !read_text(r, "source", s->source, OPTIONAL, &plan->statements[i].source))
            return false;
        plan->statements[i].fact = fact != 0;
        reader_leave(r, mark);
    }
    plan->statement_count = raw->statements_count;
    return true;
}

static bool read_coast(reader *r, const raw_patrol *raw, cw_patrol_plan *plan) {
    plan->cell_m = DEFAULT_CELL_M;
    plan->mask_cell_m = DEFAULT_MASK_CELL_M;
    if (!read_length(r, "cell", raw->cell, OPTIONAL, (limits){500.0, 50e3}, &plan->cell_m)
        || !read_length(r, "mask_cell", raw->mask_cell, OPTIONAL, (limits){20.0, 5e3},
                        &plan->mask_cell_m))
        return false;
    if (raw->coast == NULL || strcmp(raw->coast, "gshhg") == 0) return true;
    plan->open_sea = strcmp(raw->coast, "none") == 0;
    return plan->open_sea || read_path(r, "coast", raw->coast, REQUIRED, &plan->coast_path);
}

bool read_patrol_share(reader *r, const raw_fairness *raw, double otherwise, double *to) {
    *to = otherwise;
    if (raw == NULL) return true;
    size_t mark = reader_enter(r, "fairness");
    bool good = read_confidence(r, "most_share", raw->most_share, to);
    reader_leave(r, mark);
    return good;
}

double cw_most_share(const cw_patrol_plan *plan, const cw_patrol_agreement *agreement) {
    bool own = agreement != NULL && !isnan(agreement->most_share);
    return own ? agreement->most_share : plan->most_share;
}

static bool read_head(reader *r, const raw_patrol *raw, cw_patrol_plan *plan) {
    uint64_t weeks = DEFAULT_WEEKS;
    plan->seed = 1;
    plan->call_s = DEFAULT_CALL_S;
    if (!read_word(r, "patrol", raw->patrol, REQUIRED, plan->name, sizeof plan->name)
        || !read_text(r, "description", raw->description, OPTIONAL, &plan->description)
        || !read_count(r, "seed", raw->seed, OPTIONAL, 0, INT64_MAX, &plan->seed)
        || !read_count(r, "weeks", raw->weeks, OPTIONAL, 1, CW_MOST_WEEKS, &weeks)
        || !read_duration(r, "call", raw->call, OPTIONAL, (limits){0.0, 6 * 3600.0}, &plan->call_s))
        return false;
    plan->weeks = (size_t)weeks;
    return read_patrol_share(r, raw->fairness, 1.0, &plan->most_share);
}

static bool read_agreement(reader *r, const raw_patrol *raw, cw_patrol_plan *plan) {
    char *path = NULL;
    cw_error why = {0};
    if (raw->agreement == NULL) return true;
    if (!read_path(r, "agreement", raw->agreement, REQUIRED, &path)) return false;
    plan->agreement = cw_patrol_agreement_load(path, plan, &why);
    if (plan->agreement != NULL) return true;
    if (why.code == CW_ERR_MACHINE) return cw_error_pass(r->err, &why);
    return reader_pass(r, "agreement", &why);
}

static bool read_all(reader *r, const raw_patrol *raw, cw_patrol_plan *plan) {
    plan->region_count = raw->regions_count;
    plan->closed_count = raw->closed_count;
    return read_head(r, raw, plan) && read_statements(r, raw, plan) && read_horizon(r, raw, plan)
           && read_area(r, raw->area, plan) && read_coast(r, raw, plan) && read_water(r, raw, plan)
           && read_patrol_regions(r, "regions", raw->regions, raw->regions_count, true,
                                  &plan->regions)
           && read_patrol_regions(r, "closed", raw->closed, raw->closed_count, false, &plan->closed)
           && read_patrol_kinds(r, raw, plan) && read_patrol_units(r, raw, plan)
           && read_patrol_roster(r, raw, plan) && read_agreement(r, raw, plan);
}

static cw_patrol_plan *make_plan(const char *name, cw_error *err) {
    cw_arena *arena = cw_arena_create();
    cw_patrol_plan *plan = arena != NULL ? cw_arena_alloc(arena, sizeof *plan) : NULL;
    if (plan != NULL) {
        plan->arena = arena;
        plan->path = cw_arena_strdup(arena, name);
        if (plan->path != NULL) return plan;
    }
    cw_arena_destroy(arena);
    cw_fail_memory(err);
    return NULL;
}

static cw_patrol_plan *convert(const raw_patrol *raw, const yaml_index *index, const char *name,
                               const char *folder, cw_error *err) {
    cw_patrol_plan *plan = make_plan(name, err);
    if (plan == NULL) return NULL;
    reader r = {.name = name, .folder = folder, .index = index, .arena = plan->arena, .err = err};
    if (read_all(&r, raw, plan)) return plan;
    cw_patrol_plan_destroy(plan);
    return NULL;
}

cw_patrol_plan *cw_patrol_plan_parse(const char *text, size_t length, const char *name,
                                     const char *folder, cw_error *err) {
    cw_patrol_plan *plan = NULL;
    yaml_index *index = yaml_index_create(text, length, name, err);
    raw_patrol *raw = index != NULL ? raw_patrol_load(text, length, name, index, err) : NULL;
    if (raw != NULL) plan = convert(raw, index, name, folder, err);
    raw_patrol_free(raw);
    yaml_index_destroy(index);
    return plan;
}

cw_patrol_plan *cw_patrol_plan_load(const char *path, cw_error *err) {
    size_t length = 0;
    char *text = read_whole_file(path, &length, err);
    char *folder = text != NULL ? folder_of(path) : NULL;
    cw_patrol_plan *plan = NULL;
    if (folder != NULL) plan = cw_patrol_plan_parse(text, length, path, folder, err);
    if (text != NULL && folder == NULL) cw_fail_memory(err);
    free(folder);
    free(text);
    return plan;
}

void cw_patrol_plan_destroy(cw_patrol_plan *plan) {
    if (plan == NULL) return;
    cw_patrol_agreement_destroy(plan->agreement);
    cw_arena_destroy(plan->arena);
}
