/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `pattern:` the part of a planned pattern that was done. The pattern is taken from the plan.json
 * of the plan that the unit had: its points with their times, and its track spacing. The file comes
 * from outside: everything in it is looked at before it is believed.
 */
#include "read.h"
#include "result_raw.h"

#include <jansson.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

static const double MOST_SPACING_NM = 100.0;

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

static const json_t *find_task(const json_t *root, const char *unit) {
    const json_t *tasks = json_object_get(json_object_get(root, "plan"), "tasks");
    for (size_t i = 0; i < json_array_size(tasks); i++) {
        const json_t *task = json_array_get(tasks, i);
        const char *name = json_string_value(json_object_get(task, "unit"));
        if (name != NULL && strcmp(name, unit) == 0) return task;
    }
    return NULL;
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

static bool read_points(reader *r, const char *path, const json_t *task, cw_search_result *to) {
    const json_t *points = json_object_get(task, "points");
    double spacing = json_number_value(json_object_get(task, "track_spacing_nm"));
    size_t count = json_array_size(points);
    if (count < 2 || count > MOST_TRACK_POINTS || !(spacing > 0.0) || spacing > MOST_SPACING_NM)
        return reader_fail(r, "plan", "%.300s: gives the unit \"%s\" no pattern", path,
                           to->unit.name);
    to->spacing_m = cw_nm_to_m(spacing);
    to->parts = reader_array(r, 1, sizeof *to->parts);
    if (to->parts == NULL) return false;
    to->parts[0].points = reader_array(r, count, sizeof *to->parts[0].points);
    if (to->parts[0].points == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        if (!read_point(r, path, json_array_get(points, i), i, &to->parts[0].points[i]))
            return false;
    }
    to->parts[0].count = count;
    to->part_count = 1;
    return check_points(r, "plan", false, &to->unit, &to->parts[0]);
}

static bool read_plan(reader *r, const char *path, const char *unit, const cw_case *c,
                      cw_search_result *to) {
    json_t *root = load_plan(r, path);
    if (root == NULL) return false;
    bool good = check_case(r, path, root, c);
    const json_t *task = good ? find_task(root, unit) : NULL;
    if (good && task == NULL)
        good = reader_fail(r, "plan", "%.300s: has no unit \"%.64s\"", path, unit);
    good = good && read_points(r, path, task, to);
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
        || !read_plan(r, path, unit, c, to) || !read_done_times(r, raw->from, raw->until, to))
        return false;
    reader_leave(r, mark);
    return true;
}
