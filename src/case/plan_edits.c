/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What has been changed in a plan on somebody's screen. The screen sends tasks as it got them, some
 * with another area; what differs from the plan, beyond the last digits that a text keeps, is an
 * edit. So a screen need not say what it changed, and one that sends everything again changes
 * nothing.
 */
#include "plan_reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TASKS = 2048 };

/* ---- what a plan does not say --------------------------------------------------------------- */

static double off_m(const cw_pattern *p, const cw_pattern_spec *spec) {
    cw_pattern laid;
    cw_xy shift = cw_pattern_shift(p, p->points[0].time);
    if (!cw_pattern_create(spec, &laid, NULL)) return INFINITY;
    double dx = p->points[0].at.x_m - shift.x_m - laid.points[0].at.x_m;
    double dy = p->points[0].at.y_m - shift.y_m - laid.points[0].at.y_m;
    double points = fabs((double)p->count - (double)laid.count);
    cw_pattern_free(&laid);
    return spec->kind == CW_SECTOR ? points : hypot(dx, dy);
}

static void infer(cw_pattern *p) {
    bool ladder = p->spec.kind == CW_PARALLEL_SWEEP || p->spec.kind == CW_CREEPING_LINE;
    cw_pattern_spec best = p->spec, tried = p->spec;
    int corners = ladder ? 4 : 1, repeats = p->spec.kind == CW_SECTOR ? 2 : 1;
    double least = INFINITY;
    for (tried.start_corner = 0; tried.start_corner < corners; tried.start_corner++) {
        for (tried.repeats = 1; tried.repeats <= repeats; tried.repeats++) {
            double off = off_m(p, &tried);
            if (!(off < least)) continue;
            least = off;
            best = tried;
        }
    }
    p->spec = best;
}

void cw_plan_infer(cw_plan *plan) {
    for (size_t t = 0; t < plan->task_count; t++) {
        if (plan->tasks[t].assigned && plan->tasks[t].pattern.count > 1)
            infer(&plan->tasks[t].pattern);
    }
}

/* ---- what differs --------------------------------------------------------------------------- */

static bool differs(double a, double b, double by) {
    return fabs(a - b) > by;
}

/* Half of a turn is the same axis for a rectangle; a sector or a square begins along it. */
static bool axis_differs(const cw_pattern_spec *a, const cw_pattern_spec *b) {
    static const double LEAST_DEG = 1e-3;
    bool line = a->kind != CW_SECTOR && a->kind != CW_EXPANDING_SQUARE;
    return fabs(remainder(a->axis_deg - b->axis_deg, line ? 180.0 : 360.0)) > LEAST_DEG;
}

static bool spec_differs(const cw_pattern_spec *a, const cw_pattern_spec *b) {
    static const double LEAST_M = 0.5;
    bool square = a->kind == CW_EXPANDING_SQUARE; /* its width is its length */
    return a->kind != b->kind || differs(a->centre.x_m, b->centre.x_m, LEAST_M)
           || differs(a->centre.y_m, b->centre.y_m, LEAST_M)
           || differs(a->length_m, b->length_m, LEAST_M)
           || (!square && differs(a->width_m, b->width_m, LEAST_M))
           || differs(a->spacing_m, b->spacing_m, LEAST_M) || axis_differs(a, b);
}

/* ---- one task ------------------------------------------------------------------------------- */

typedef struct edits_reader {
    plan_reader r;
    const cw_plan *plan;
    const cw_time *starts;
    cw_plan_edits *to;
} edits_reader;

static size_t task_of(const edits_reader *e, const json_t *in) {
    size_t unit = plan_reader_unit(&e->r, in);
    const json_t *number = json_object_get(in, "area_number");
    json_int_t area = json_is_integer(number) ? json_integer_value(number) : 1;
    for (size_t t = 0; unit != SIZE_MAX && t < e->plan->task_count; t++) {
        const cw_task *task = &e->plan->tasks[t];
        if (task->unit == unit && (json_int_t)task->area + 1 == area) return t;
    }
    return SIZE_MAX;
}

static bool read_start(const edits_reader *e, const json_t *in, const cw_task *task, cw_edit *to) {
    cw_time on_scene;
    const json_t *start = json_object_get(in, "start");
    to->start = e->starts[to->task];
    if (start != NULL) {
        to->start = 0;
        return json_is_null(start) || plan_reader_clock(&e->r, in, "start", &to->start);
    }
    if (!task->assigned || json_object_get(in, "on_scene") == NULL) return true;
    if (!plan_reader_clock(&e->r, in, "on_scene", &on_scene)) return false;
    if (llabs(on_scene - task->on_scene) > CW_SECOND_MS) to->start = on_scene;
    return true;
}

static void read_moving(const json_t *in, const cw_task *task, cw_edit *to) {
    const json_t *moves = json_object_get(in, "moves_with_the_water");
    bool now = task->assigned && task->pattern.drift_count > 0;
    to->moves = json_is_boolean(moves) ? json_is_true(moves) : now;
}

static bool read_edit(edits_reader *e, const json_t *in, size_t index) {
    const cw_task *task = &e->plan->tasks[index];
    const cw_pattern_spec *old = &task->pattern.spec;
    cw_edit edit = {.task = index};
    if (!plan_reader_spec(&e->r, in, &edit.spec) || !read_start(e, in, task, &edit)) return false;
    read_moving(in, task, &edit);
    if (task->assigned && edit.spec.kind == old->kind) {
        edit.spec.start_corner = old->start_corner;
        edit.spec.repeats = old->repeats;
    }
    bool same = task->assigned && !spec_differs(&edit.spec, old)
                && edit.moves == (task->pattern.drift_count > 0) && edit.start == e->starts[index];
    if (!same) e->to->edits[e->to->count++] = edit;
    return true;
}

/* An area that is not assigned any more is taken out; one that never was says nothing. */
static bool read_task(edits_reader *e, const json_t *in) {
    size_t index = task_of(e, in);
    if (index == SIZE_MAX)
        return plan_reader_refuse(&e->r, "`unit` and `area_number` are of no task of the plan");
    for (size_t k = 0; k < e->to->count; k++) {
        if (e->to->edits[k].task == index) return plan_reader_refuse(&e->r, "is there twice");
    }
    if (json_is_true(json_object_get(in, "assigned"))) return read_edit(e, in, index);
    if (e->plan->tasks[index].assigned)
        e->to->edits[e->to->count++] = (cw_edit){.task = index, .out = true};
    return true;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static int by_task(const void *left, const void *right) {
    const cw_edit *a = left, *b = right;
    return (a->task > b->task) - (a->task < b->task);
}

static bool read_tasks(edits_reader *e, const json_t *tasks) {
    size_t count = json_array_size(tasks);
    if (!json_is_array(tasks) || count > MOST_TASKS)
        return plan_reader_refuse(&e->r, "has no list of `tasks`, and no `undo`");
    e->to->edits = calloc(count + 1, sizeof *e->to->edits);
    if (e->to->edits == NULL) return cw_fail_memory(e->r.err);
    for (size_t i = 0; i < count; i++) {
        e->r.number = i + 1;
        if (!read_task(e, json_array_get(tasks, i))) return false;
    }
    qsort(e->to->edits, e->to->count, sizeof *e->to->edits, by_task);
    return true;
}

bool cw_plan_edits_parse(const cw_scene *scene, const cw_plan *plan, const cw_time *starts,
                         const char *text, size_t length, const char *name, cw_plan_edits *to,
                         cw_error *err) {
    json_error_t why;
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &why);
    edits_reader e = {{scene, name, 0, err}, plan, starts, to};
    *to = (cw_plan_edits){.id = -1};
    if (root == NULL) return cw_fail(err, CW_ERR_INPUT, "%.300s: is not JSON (%s)", name, why.text);
    const json_t *id = json_object_get(root, "id");
    if (json_is_integer(id) && json_integer_value(id) >= 0) to->id = json_integer_value(id);
    to->alive = json_is_true(json_object_get(root, "alive"));
    to->undo = json_is_true(json_object_get(root, "undo"));
    bool good = to->undo || read_tasks(&e, json_object_get(root, "tasks"));
    json_decref(root);
    if (!good) to->count = 0;
    return good;
}

void cw_plan_edits_free(cw_plan_edits *edits) {
    free(edits->edits);
    edits->edits = NULL;
    edits->count = 0;
}
