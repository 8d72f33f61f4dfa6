/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `pattern:` the part of a planned pattern that was done. The pattern is taken from the plan.json
 * of the plan that the unit had: its areas' points with their times, their track spacing, and how
 * they moved with the water. The file comes
 * from outside: everything in it is looked at before it is believed.
 */
#include "read.h"
#include "result_raw.h"

#include <jansson.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

static const double MOST_SPACING_NM = 100.0;
enum { MOST_PLANNED_AREAS = 8 };

static bool is_plain_file(const char *path) {
    static const off_t MOST_BYTES = (off_t)64 << 20;
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size <= MOST_BYTES;
}

static json_t *load_plan(reader *r, const char *path) {
    json_error_t why;
    if (!is_plain_file(path)) {
        reader_fail(r, "plan", "%.400s: cannot be opened as a file of at most 64 MiB", path);
        return NULL;
    }
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
    if (root == NULL)
        reader_fail(r, "plan", "%.300s, line %d: is not JSON (%s)", path, why.line, why.text);
    return root;
}

/* A plan of another case has the right units in the wrong water. */
static bool check_case(reader *r, const char *path, const json_t *root, const cw_case *c) {
    const char *name = json_string_value(json_object_get(json_object_get(root, "case"), "name"));
    if (name == NULL) return reader_fail(r, "plan", "%.400s: is not a plan of crosswatch", path);
    if (strcmp(name, c->name) == 0) return true;
    return reader_fail(r, "plan", "%.300s: is a plan of the case \"%.100s\", not of \"%.100s\"",
                       path, name, c->name);
}

/* The tasks of a unit, in the order of the file: one for each of its areas. How many there are; of
 * more than `tasks` holds only the first. */
static size_t find_tasks(const json_t *root, const char *unit,
                         const json_t *tasks[MOST_PLANNED_AREAS]) {
    const json_t *all = json_object_get(json_object_get(root, "plan"), "tasks");
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *task = json_array_get(all, i);
        const char *name = json_string_value(json_object_get(task, "unit"));
        if (name == NULL || strcmp(name, unit) != 0) continue;
        if (count < MOST_PLANNED_AREAS) tasks[count] = task;
        count++;
    }
    return count;
}

/* The area that `text` names: its number among the unit's areas, from 1, or its label in the plan
 * ("4b"). `count`: there is none. */
static size_t find_area(const json_t *const *tasks, size_t count, const char *text) {
    bool number = strlen(text) == 1 && text[0] >= '1' && text[0] <= '0' + MOST_PLANNED_AREAS;
    if (number && (size_t)(text[0] - '0') <= count) return (size_t)(text[0] - '1');
    for (size_t k = 0; k < count; k++) {
        const char *label = json_string_value(json_object_get(tasks[k], "label"));
        if (label != NULL && strcmp(label, text) == 0) return k;
    }
    return count;
}

static bool refuse_area(reader *r, const json_t *const *tasks, size_t count, const char *text,
                        const char *unit) {
    cw_text names = {0};
    for (size_t k = 0; k < count; k++) {
        const char *label = json_string_value(json_object_get(tasks[k], "label"));
        cw_text_add(&names, "%s%zu", k > 0 ? ", " : "", k + 1);
        if (label != NULL) cw_text_add(&names, " (%.20s)", label);
    }
    reader_fail(r, "area", "\"%.40s\" is no area of \"%.64s\" in the plan, which has %.200s", text,
                unit, names.data != NULL ? names.data : CW_SAID("none"));
    cw_text_free(&names);
    return false;
}

/* Those of the unit's tasks that were done: the area that `text` names, or all (NULL). */
static bool pick_tasks(reader *r, const char *path, const json_t *root, const char *unit,
                       const char *text, const json_t *tasks[MOST_PLANNED_AREAS], size_t *count) {
    *count = find_tasks(root, unit, tasks);
    if (*count == 0) return reader_fail(r, "plan", "%.300s: has no unit \"%.64s\"", path, unit);
    if (*count > MOST_PLANNED_AREAS)
        return reader_fail(r, "plan", "%.300s: gives the unit \"%.64s\" %zu areas, more than %d",
                           path, unit, *count, MOST_PLANNED_AREAS);
    if (text == NULL) return true;
    size_t area = find_area(tasks, *count, text);
    if (area >= *count) return refuse_area(r, tasks, *count, text, unit);
    tasks[0] = tasks[area];
    *count = 1;
    return true;
}

static bool read_point(reader *r, const char *path, const json_t *from, size_t i,
                       cw_timed_position *to) {
    const json_t *lat = json_object_get(from, "lat_deg"), *lon = json_object_get(from, "lon_deg");
    const char *time = json_string_value(json_object_get(from, "time"));
    cw_error err = {0};
    to->at = (cw_position){json_number_value(lat), json_number_value(lon)};
    bool place = json_is_number(lat) && json_is_number(lon) && fabs(to->at.lat_deg) <= 90.0
                 && fabs(to->at.lon_deg) <= 180.0;
    if (place && time != NULL && cw_time_parse(time, &to->time, &err)) return true;
    return reader_fail(r, "plan", "%.300s: point %zu of the unit's pattern has no place or time",
                       path, i + 1);
}

/* How the pattern moved: displacements in metres of the case's plane. */
static bool read_moves(reader *r, const char *path, const json_t *task, cw_track_part *part) {
    static const double MOST_DRIFT_M = 1e6;
    const json_t *list = json_object_get(task, "drift");
    size_t count = json_array_size(list);
    if (count == 0) return true;
    if (count > MOST_TRACK_POINTS)
        return reader_fail(r, "plan", "%.300s: a pattern's drift has too many times", path);
    part->drift = reader_array(r, count, sizeof *part->drift);
    if (part->drift == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(list, i);
        const json_t *x = json_object_get(one, "x_m"), *y = json_object_get(one, "y_m");
        const char *time = json_string_value(json_object_get(one, "time"));
        cw_waypoint *to = &part->drift[i];
        cw_error err = {0};
        to->at = (cw_xy){json_number_value(x), json_number_value(y)};
        bool good = json_is_number(x) && json_is_number(y) && fabs(to->at.x_m) < MOST_DRIFT_M
                    && fabs(to->at.y_m) < MOST_DRIFT_M && time != NULL
                    && cw_time_parse(time, &to->time, &err)
                    && (i == 0 || to->time > part->drift[i - 1].time);
        if (!good)
            return reader_fail(r, "plan",
                               "%.300s: entry %zu of a pattern's drift is not a displacement at a "
                               "time later than the one before",
                               path, i + 1);
    }
    part->drift_count = count;
    return true;
}

static bool read_points(reader *r, const char *path, const json_t *task, cw_track_part *part,
                        const cw_unit *unit) {
    const json_t *points = json_object_get(task, "points");
    double spacing = json_number_value(json_object_get(task, "track_spacing_nm"));
    size_t count = json_array_size(points);
    if (count < 2 || count > MOST_TRACK_POINTS || !(spacing > 0.0) || spacing > MOST_SPACING_NM)
        return reader_fail(r, "plan", "%.300s: gives the unit \"%s\" no pattern", path, unit->name);
    part->spacing_m = cw_nm_to_m(spacing);
    part->points = reader_array(r, count, sizeof *part->points);
    if (part->points == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        if (!read_point(r, path, json_array_get(points, i), i, &part->points[i])) return false;
    }
    part->count = count;
    return check_points(r, "plan", false, unit, part) && read_moves(r, path, task, part);
}

/* Areas one after the other: an area begins when the one before has ended. */
static bool read_tasks(reader *r, const char *path, const json_t **tasks, size_t count,
                       cw_search_result *to) {
    to->parts = reader_array(r, count, sizeof *to->parts);
    if (to->parts == NULL) return false;
    for (size_t k = 0; k < count; k++) {
        cw_track_part *part = &to->parts[k];
        *part = (cw_track_part){0};
        if (!read_points(r, path, tasks[k], part, &to->unit)) return false;
        const cw_track_part *before = k > 0 ? part - 1 : NULL;
        if (before != NULL && part->points[0].time < before->points[before->count - 1].time)
            return reader_fail(r, "plan",
                               "%.300s: area %zu of \"%s\" begins before the one before "
                               "it ends",
                               path, k + 1, to->unit.name);
        to->part_count = k + 1;
    }
    return true;
}

static bool read_plan(reader *r, const char *path, const char *unit, const char *area,
                      const cw_case *c, cw_search_result *to) {
    const json_t *tasks[MOST_PLANNED_AREAS];
    size_t count = 0;
    json_t *root = load_plan(r, path);
    if (root == NULL) return false;
    bool good = check_case(r, path, root, c) && pick_tasks(r, path, root, unit, area, tasks, &count)
                && read_tasks(r, path, tasks, count, to);
    json_decref(root);
    return good;
}

bool read_done_pattern(reader *r, const raw_done *raw, const cw_case *c, cw_search_result *to) {
    char *path = NULL, unit[sizeof to->unit.name];
    size_t mark = reader_enter(r, "pattern");
    memcpy(unit, to->unit.name, sizeof unit);
    to->planned = true;
    if (!read_path(r, "plan", raw->plan, REQUIRED, &path)
        || !read_word(r, "unit", raw->unit, OPTIONAL, unit, sizeof unit)
        || !read_plan(r, path, unit, raw->area, c, to)
        || !read_done_times(r, raw->from, raw->until, to))
        return false;
    reader_leave(r, mark);
    return true;
}
