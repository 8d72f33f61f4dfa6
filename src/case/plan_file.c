/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plan read back from its plan.json: as the planner made it, or as somebody has changed it by
 * hand. The points with their times are what counts; the area says what its edges are. The file
 * comes from outside: everything in it is looked at before it is believed.
 */
#include "plan_reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_TASKS = 2048, MOST_AREAS_A_UNIT = 8, MOST_POINTS = 20000, MOST_DRIFT = 20000 };
static const off_t MOST_BYTES = (off_t)64 << 20;
static const double MOST_NM = 2000.0, MOST_DRIFT_M = 1e6;

bool plan_reader_refuse(const plan_reader *r, const char *format, ...) {
    cw_error why = {0};
    va_list arguments;
    va_start(arguments, format);
    cw_fail_list(&why, CW_ERR_INPUT, format, arguments);
    va_end(arguments);
    if (r->number == 0)
        cw_error_prefix(&why, "%.300s", r->path);
    else
        cw_error_prefix(&why, "%.300s, plan.tasks[%zu]", r->path, r->number - 1);
    return cw_error_pass(r->err, &why);
}

/* ---- values --------------------------------------------------------------------------------- */

bool plan_reader_clock(const plan_reader *r, const json_t *in, const char *key, cw_time *to) {
    const char *text = json_string_value(json_object_get(in, key));
    cw_error why = {0};
    if (text != NULL && cw_time_parse(text, to, &why)) return true;
    return plan_reader_refuse(r, "`%.40s` is not a time", key);
}

static bool read_place(const plan_reader *r, const json_t *in, cw_xy *to) {
    const json_t *lat = json_object_get(in, "lat_deg"), *lon = json_object_get(in, "lon_deg");
    cw_position at = {json_number_value(lat), json_number_value(lon)};
    bool good = json_is_number(lat) && json_is_number(lon) && fabs(at.lat_deg) <= 90.0
                && fabs(at.lon_deg) <= 180.0;
    if (!good) return plan_reader_refuse(r, "a place is not a latitude and longitude");
    *to = cw_plane_forward(r->scene->plane, at);
    return (isfinite(to->x_m) && isfinite(to->y_m))
           || plan_reader_refuse(r, "a place lies too far from the case");
}

static bool read_miles(const plan_reader *r, const json_t *in, const char *key, double scale,
                       double *to_m) {
    const json_t *value = json_object_get(in, key);
    double nm = json_number_value(value);
    *to_m = cw_nm_to_m(nm) * scale;
    if (json_is_number(value) && nm > 0.0 && nm < MOST_NM) return true;
    return plan_reader_refuse(r, "`%.40s` is not a distance", key);
}

static double number_or(const json_t *in, const char *key, double otherwise) {
    const json_t *value = json_object_get(in, key);
    return json_is_number(value) ? json_number_value(value) : otherwise;
}

/* ---- one task ------------------------------------------------------------------------------- */

static bool read_kind(const plan_reader *r, const json_t *in, cw_pattern_kind *kind) {
    const char *code = json_string_value(json_object_get(in, "pattern"));
    for (int k = CW_PARALLEL_SWEEP; code != NULL && k <= CW_TRACK_LINE; k++) {
        if (strcmp(code, cw_pattern_code((cw_pattern_kind)k)) != 0) continue;
        *kind = (cw_pattern_kind)k;
        return true;
    }
    return plan_reader_refuse(r, "`pattern` is not one of PS, CS, SS, VS, TS");
}

/* True lengths and bearings back into the plane's. */
bool plan_reader_spec(const plan_reader *r, const json_t *in, cw_pattern_spec *spec) {
    const json_t *area = json_object_get(in, "area");
    double scale, convergence;
    if (!read_kind(r, in, &spec->kind)
        || !read_place(r, json_object_get(area, "centre"), &spec->centre))
        return false;
    cw_position centre = cw_plane_inverse(r->scene->plane, spec->centre);
    cw_plane_factors(r->scene->plane, centre, &scale, &convergence);
    spec->axis_deg = number_or(area, "axis_deg", 0.0) + convergence;
    spec->repeats = 1;
    if (!read_miles(r, area, "length_nm", scale, &spec->length_m)
        || !read_miles(r, area, "width_nm", scale, &spec->width_m)
        || !read_miles(r, in, "track_spacing_nm", scale, &spec->spacing_m))
        return false;
    if (spec->kind == CW_SECTOR) spec->length_m = spec->width_m = 0.5 * spec->length_m;
    return isfinite(spec->axis_deg) || plan_reader_refuse(r, "`axis_deg` is not a bearing");
}

static bool read_drift(const plan_reader *r, const json_t *in, cw_pattern *p) {
    const json_t *list = json_object_get(in, "drift");
    size_t count = json_array_size(list);
    if (count == 0) return true;
    if (count > MOST_DRIFT) return plan_reader_refuse(r, "`drift` has too many times");
    p->drift = cw_alloc_array(count, sizeof *p->drift);
    if (p->drift == NULL) return cw_fail_memory(r->err);
    for (size_t k = 0; k < count; k++) {
        const json_t *one = json_array_get(list, k);
        cw_waypoint *to = &p->drift[k];
        if (!plan_reader_clock(r, one, "time", &to->time)) return false;
        to->at = (cw_xy){number_or(one, "x_m", NAN), number_or(one, "y_m", NAN)};
        if (!(fabs(to->at.x_m) < MOST_DRIFT_M) || !(fabs(to->at.y_m) < MOST_DRIFT_M)
            || (k > 0 && to->time <= p->drift[k - 1].time))
            return plan_reader_refuse(
                r, "`drift` is not a list of displacements in the order of time");
    }
    p->drift_count = count;
    return true;
}

static bool read_points(const plan_reader *r, const json_t *in, cw_pattern *p) {
    const json_t *list = json_object_get(in, "points");
    size_t count = json_array_size(list);
    if (count < 2 || count > MOST_POINTS)
        return plan_reader_refuse(r, "`points` are not two or more");
    p->points = cw_alloc_array(count, sizeof *p->points);
    if (p->points == NULL) return cw_fail_memory(r->err);
    for (size_t k = 0; k < count; k++) {
        const json_t *one = json_array_get(list, k);
        if (!read_place(r, one, &p->points[k].at)
            || !plan_reader_clock(r, one, "time", &p->points[k].time))
            return false;
        if (k > 0 && p->points[k].time < p->points[k - 1].time)
            return plan_reader_refuse(r, "`points` are not in the order of time");
        p->count = k + 1;
    }
    return true;
}

static void set_length(cw_pattern *p) {
    for (size_t k = 0; k + 1 < p->count; k++) {
        cw_xy a = p->points[k].at, b = p->points[k + 1].at;
        cw_xy sa = cw_pattern_shift(p, p->points[k].time),
              sb = cw_pattern_shift(p, p->points[k + 1].time);
        p->length_m += hypot(b.x_m - a.x_m - (sb.x_m - sa.x_m), b.y_m - a.y_m - (sb.y_m - sa.y_m));
    }
}

static bool read_task(const plan_reader *r, const json_t *in, cw_task *task) {
    cw_pattern *p = &task->pattern;
    double sortie = number_or(in, "sortie", 1.0);
    if (!plan_reader_spec(r, in, &p->spec) || !read_drift(r, in, p) || !read_points(r, in, p)
        || !plan_reader_clock(r, in, "under_way", &task->under_way)
        || !plan_reader_clock(r, in, "back", &task->back))
        return false;
    if (!(sortie >= 1.0) || sortie > MOST_AREAS_A_UNIT)
        return plan_reader_refuse(r, "`sortie` is no number");
    set_length(p);
    task->assigned = true;
    task->sortie = (size_t)sortie - 1;
    task->on_scene = p->points[0].time; /* the points count */
    task->off_scene = p->points[p->count - 1].time;
    task->transit_m = cw_nm_to_m(number_or(in, "transit_nm", 0.0));
    task->return_m = cw_nm_to_m(number_or(in, "return_nm", 0.0));
    task->entry_delay_s = fmax(0.0, number_or(in, "entry_delay_s", 0.0));
    return true;
}

/* ---- all tasks ------------------------------------------------------------------------------ */

/* The case's unit of a task; SIZE_MAX: none. */
size_t plan_reader_unit(const plan_reader *r, const json_t *task) {
    const cw_case *c = r->scene->source;
    const char *name = json_string_value(json_object_get(task, "unit"));
    for (size_t k = 0; name != NULL && k < c->unit_count; k++) {
        if (strcmp(c->units[k].name, name) == 0) return k;
    }
    return SIZE_MAX;
}

/* The tasks of one unit, behind those of the units before; one unassigned where it has none. */
static bool read_unit(plan_reader *r, const json_t *tasks, size_t unit, cw_plan *plan) {
    size_t first = plan->task_count;
    for (size_t i = 0; i < json_array_size(tasks); i++) {
        const json_t *in = json_array_get(tasks, i);
        if (plan_reader_unit(r, in) != unit || !json_is_true(json_object_get(in, "assigned")))
            continue;
        r->number = i + 1;
        size_t area = plan->task_count - first;
        if (area >= MOST_AREAS_A_UNIT)
            return plan_reader_refuse(r, "the unit has more areas than can be");
        cw_task *task = &plan->tasks[plan->task_count++];
        *task = (cw_task){.unit = unit, .area = area};
        if (!read_task(r, in, task)) return false;
        if (area > 0 && task->on_scene < task[-1].off_scene)
            return plan_reader_refuse(r, "begins before the unit's area before it ends");
    }
    size_t areas = plan->task_count - first;
    for (size_t k = first; k < plan->task_count; k++) plan->tasks[k].areas = areas;
    if (areas == 0) plan->tasks[plan->task_count++] = (cw_task){.unit = unit};
    return true;
}

static bool read_tasks(plan_reader *r, const json_t *root, cw_plan *plan) {
    const json_t *tasks = json_object_get(json_object_get(root, "plan"), "tasks");
    const cw_case *c = r->scene->source;
    const char *name = json_string_value(json_object_get(json_object_get(root, "case"), "name"));
    if (name == NULL || !json_is_array(tasks))
        return plan_reader_refuse(r, "is not a plan of crosswatch");
    if (strcmp(name, c->name) != 0) return plan_reader_refuse(r, "is a plan of another case");
    if (json_array_size(tasks) > MOST_TASKS) return plan_reader_refuse(r, "has too many tasks");
    for (size_t i = 0; i < json_array_size(tasks); i++) {
        r->number = i + 1;
        if (plan_reader_unit(r, json_array_get(tasks, i)) == SIZE_MAX)
            return plan_reader_refuse(r, "`unit` is no unit of the case");
    }
    const char *made_for =
        json_string_value(json_object_get(json_object_get(root, "plan"), "objective"));
    if (made_for != NULL && strcmp(made_for, "alive") == 0) plan->objective = CW_ALIVE;
    plan->tasks = calloc(json_array_size(tasks) + c->unit_count, sizeof *plan->tasks);
    if (plan->tasks == NULL) return cw_fail_memory(r->err);
    for (size_t unit = 0; unit < c->unit_count; unit++) {
        if (!read_unit(r, tasks, unit, plan)) return false;
    }
    return true;
}

static cw_plan *read_root(const cw_scene *scene, json_t *root, const json_error_t *why,
                          const char *name, cw_error *err) {
    plan_reader r = {.scene = scene, .path = name, .err = err};
    cw_plan *plan = root != NULL ? calloc(1, sizeof *plan) : NULL;
    bool good = plan != NULL;
    if (root == NULL)
        cw_fail(err, CW_ERR_INPUT, "%.300s, line %d: is not JSON (%s)", name, why->line, why->text);
    else if (!good)
        cw_fail_memory(err);
    good = good && read_tasks(&r, root, plan);
    json_decref(root);
    if (good) return plan;
    cw_plan_destroy(plan);
    return NULL;
}

cw_plan *cw_plan_file_parse(const cw_scene *scene, const char *text, size_t length,
                            const char *name, cw_error *err) {
    json_error_t why;
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &why);
    return read_root(scene, root, &why, name, err);
}

cw_plan *cw_plan_file_read(const cw_scene *scene, const char *path, cw_error *err) {
    struct stat status;
    json_error_t why;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > MOST_BYTES) {
        cw_fail(err, CW_ERR_INPUT, "%.300s: cannot be opened as a file of at most 64 MiB", path);
        return NULL;
    }
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
    return read_root(scene, root, &why, path, err);
}
