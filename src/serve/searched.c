/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request's words about a search. A part done is the part of the unit's time on its tracks, its
 * areas one after the other in the order of the plan: 0.7 of two areas of an hour each is the first
 * whole and 24 minutes of the second.
 */
#include "searched.h"

#include "job_pool.h"

#include <math.h>
#include <string.h>

enum { MOST_AREAS = 8, MOST_DONE = JOB_MOST_UNITS * MOST_AREAS, MOST_SEEN = 16, MOST_WHAT = 200 };

typedef struct searched {
    search_done done[MOST_DONE];
    thing_seen seen[MOST_SEEN];
    size_t done_count, seen_count;
    const json_t *plan; /* plan.json */
} searched;

/* A number of the object within limits; false: it is none. */
static bool take_number(const json_t *from, const char *key, double least, double most, double *to,
                        cw_error *err) {
    const json_t *value = json_object_get(from, key);
    *to = json_number_value(value);
    return (json_is_number(value) && *to >= least && *to <= most)
           || cw_fail(err, CW_ERR_INPUT, "%s is needed, a number from %g to %g", key, least, most);
}

/* The text of a key that stands in one line; NULL: it has none. */
static const char *take_text(const json_t *from, const char *key, size_t room, cw_error *err) {
    const json_t *value = json_object_get(from, key);
    const char *text = json_string_value(value);
    if (text != NULL && text[0] != '\0' && strlen(text) == json_string_length(value)
        && name_is_plain(text, room))
        return text;
    cw_fail(err, CW_ERR_INPUT, "%s is needed, a line of less than %zu bytes", key, room);
    return NULL;
}

/* ---- what was searched ------------------------------------------------------------------------
 */

typedef struct planned {
    cw_time from, until;
} planned;

static bool point_time(const json_t *task, size_t index, cw_time *to) {
    const json_t *point = json_array_get(json_object_get(task, "points"), index);
    const char *text = json_string_value(json_object_get(point, "time"));
    return text != NULL && cw_time_parse(text, to, NULL);
}

/* When the unit is on its areas, in the order of the plan. */
static size_t areas_of(const json_t *plan, const char *unit, planned areas[MOST_AREAS]) {
    const json_t *tasks = json_object_get(json_object_get(plan, "plan"), "tasks"), *task;
    size_t i, count = 0;
    json_array_foreach(tasks, i, task) {
        const char *name = json_string_value(json_object_get(task, "unit"));
        size_t points = json_array_size(json_object_get(task, "points"));
        planned *to = &areas[count];
        if (name == NULL || strcmp(name, unit) != 0 || count == MOST_AREAS || points < 2
            || !point_time(task, 0, &to->from) || !point_time(task, points - 1, &to->until)
            || to->until <= to->from)
            continue;
        count++;
    }
    return count;
}

/* The part of the unit's areas that was done. Less than a second of one is nothing. */
static void add_done(searched *s, const search_done *common, double share, const planned *areas,
                     size_t count) {
    double left_ms = 0.0;
    for (size_t k = 0; k < count; k++) left_ms += share * (double)(areas[k].until - areas[k].from);
    for (size_t k = 0; k < count && left_ms >= CW_SECOND_MS; k++) {
        double whole_ms = (double)(areas[k].until - areas[k].from);
        search_done *to = &s->done[s->done_count++];
        *to = *common;
        to->area = count > 1 ? k + 1 : 0;
        to->whole = left_ms > whole_ms - CW_SECOND_MS;
        to->until = areas[k].from + (cw_time)left_ms;
        to->returned = common->returned && (k + 1 == count || left_ms <= whole_ms);
        left_ms -= whole_ms;
    }
}

/* The weather that was met: the unit's own words, or what is said for all. */
static bool read_conditions(const json_t *body, search_done *to, cw_error *err) {
    const json_t *met = json_object_get(body, "conditions");
    if (!json_is_object(met))
        return cw_fail(err, CW_ERR_INPUT,
                       "conditions are needed: the visibility, wind and waves that were met");
    return take_number(met, "visibility_m", 1.0, 200e3, &to->visibility_m, err)
           && take_number(met, "wind_mps", 0.0, 75.0, &to->wind_mps, err)
           && take_number(met, "wave_height_m", 0.0, 30.0, &to->wave_height_m, err);
}

static bool read_done(searched *s, const json_t *one, const json_t *body, cw_error *err) {
    search_done common = {0};
    planned areas[MOST_AREAS];
    double share;
    const json_t *seen = json_object_get(one, "seen");
    common.unit = take_text(one, "unit", JOB_UNIT, err);
    common.returned = json_is_true(json_object_get(one, "returned"));
    if (common.unit == NULL || !take_number(one, "share", 0.0, 1.0, &share, err)) return false;
    if (seen != NULL && (!json_is_string(seen) || strcmp(json_string_value(seen), "nothing") != 0))
        return cw_fail(err, CW_ERR_INPUT, "seen is \"nothing\": what was seen is a sighting");
    if (!read_conditions(json_object_get(one, "conditions") != NULL ? one : body, &common, err))
        return false;
    for (size_t i = 0; i < s->done_count; i++) {
        if (strcmp(s->done[i].unit, common.unit) == 0)
            return cw_fail(err, CW_ERR_INPUT, "%s is named twice", common.unit);
    }
    size_t count = areas_of(s->plan, common.unit, areas);
    if (count == 0)
        return cw_fail(err, CW_ERR_INPUT, "the plan gives %s nothing to search", common.unit);
    add_done(s, &common, share, areas, count);
    return true;
}

static bool read_all_done(searched *s, const json_t *body, cw_error *err) {
    const json_t *list = json_object_get(body, "searched"), *one;
    size_t i;
    if (list == NULL || (json_is_array(list) && json_array_size(list) == 0)) return true;
    if (!json_is_array(list) || json_array_size(list) > JOB_MOST_UNITS)
        return cw_fail(err, CW_ERR_INPUT, "searched is a list of at most %d units", JOB_MOST_UNITS);
    json_array_foreach(list, i, one) {
        if (!read_done(s, one, body, err)) return false;
    }
    return true;
}

/* ---- what was seen ----------------------------------------------------------------------------
 */

static bool read_seen(const json_t *one, thing_seen *to, cw_error *err) {
    static const double LEAST_RELATED = 0.001;
    *to = (thing_seen){.what = take_text(one, "what", MOST_WHAT, err)};
    const char *time = to->what != NULL ? take_text(one, "time", CW_TIME_TEXT, err) : NULL;
    return time != NULL && cw_time_parse(time, &to->time, err)
           && take_number(one, "lat", -90.0, 90.0, &to->at.lat_deg, err)
           && take_number(one, "lon", -180.0, 180.0, &to->at.lon_deg, err)
           && take_number(one, "radius_m", 1.0, 200e3, &to->radius_m, err)
           && take_number(one, "related", LEAST_RELATED, 1.0, &to->related, err)
           && (to->related >= 1.0
               || take_number(one, "background_m", 100.0, 1e6, &to->background_m, err));
}

static bool read_all_seen(searched *s, const json_t *body, cw_error *err) {
    const json_t *list = json_object_get(body, "sightings"), *one;
    size_t i;
    if (list == NULL) return true;
    if (!json_is_array(list) || json_array_size(list) > MOST_SEEN)
        return cw_fail(err, CW_ERR_INPUT, "sightings is a list of at most %d", MOST_SEEN);
    json_array_foreach(list, i, one) {
        if (!read_seen(one, &s->seen[s->seen_count++], err)) return false;
    }
    return true;
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static json_t *load_plan(job_pool *pool, unsigned plan, cw_error *err) {
    char path[JOB_PATH];
    if (!job_file_path(pool, plan, "plan.json", path, err)) return NULL;
    json_t *root = json_load_file(path, 0, NULL);
    if (root == NULL) cw_fail(err, CW_ERR_MACHINE, "the plan of job %u cannot be read", plan);
    return root;
}

static bool read_all(searched *s, const json_t *body, cw_error *err) {
    return read_all_done(s, body, err) && read_all_seen(s, body, err)
           && (s->done_count + s->seen_count > 0
               || cw_fail(err, CW_ERR_INPUT, "nothing was searched and nothing was seen"));
}

const char *searched_text(unsigned plan, const json_t *plan_json, const json_t *body,
                          cw_arena *arena, cw_error *err) {
    cw_text text = {0};
    const char *kept = NULL;
    searched *s = cw_arena_alloc(arena, sizeof *s);
    if (s == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    *s = (searched){.plan = plan_json};
    if (read_all(s, body, err)
        && searched_write(plan, s->done, s->done_count, s->seen, s->seen_count, &text, err)) {
        kept = cw_arena_strdup(arena, text.data);
        if (kept == NULL) cw_fail_memory(err);
    }
    cw_text_free(&text);
    return kept;
}

const char *searched_file(job_pool *pool, unsigned plan, const json_t *body, cw_arena *arena,
                          cw_error *err) {
    json_t *plan_json = load_plan(pool, plan, err);
    const char *text = plan_json != NULL ? searched_text(plan, plan_json, body, arena, err) : NULL;
    json_decref(plan_json);
    return text;
}
