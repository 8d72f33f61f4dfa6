/* SPDX-License-Identifier: Apache-2.0 */
/* The answer to an edit: one line, so that a program can read it from a pipe. */
#include "json.h"

static void add_pos(json_t *tasks, const cw_plan *plan) {
    for (size_t i = 0; i < json_array_size(tasks); i++)
        json_object_set_new(json_array_get(tasks, i), "pos",
                            json_number_or_null(plan->tasks[i].pos_alone));
}

/* At the end of the plan: found alive, and alive but not found. */
static json_t *alive_of(const cw_alive *alive) {
    if (alive == NULL) return json_null();
    const cw_alive_step *end = &alive->steps[alive->step_count - 1];
    return json_pack("{s:s, s:f, s:o, s:o}", "unit", alive->counted ? "people" : "share", "in_all",
                     alive->people, "expected_found_alive", json_band(end->found_alive),
                     "expected_alive_not_found", json_band(end->alive_not_found));
}

static int take(const char *bytes, size_t length, void *text) {
    cw_text_add_bytes(text, bytes, length);
    return ((cw_text *)text)->failed ? -1 : 0;
}

bool cw_report_edit_line(const cw_result *result, int64_t id, const cw_error *refused,
                         cw_text *text, cw_error *err) {
    enum { DIGITS = 12 };
    const cw_plan *plan = result->plan;
    json_t *tasks = json_tasks(result, plan);
    add_pos(tasks, plan);
    json_t *root = json_pack("{s:f, s:f, s:o, s:o}", "pos", plan->pos, "pos_std_error",
                             plan->pos_std_error, "alive", alive_of(result->alive), "tasks", tasks);
    if (root != NULL && id >= 0) json_object_set_new(root, "id", json_integer(id));
    if (root != NULL && refused != NULL) {
        json_object_set_new(root, "error", json_string_of(refused->message));
        json_object_set_new(root, "error_fr", json_string_of(refused->french));
    }
    bool done =
        root != NULL
        && json_dump_callback(root, take, text, JSON_COMPACT | JSON_REAL_PRECISION(DIGITS)) == 0;
    json_decref(root);
    cw_text_add(text, "\n");
    return (done && !text->failed) || cw_fail_memory(err);
}
