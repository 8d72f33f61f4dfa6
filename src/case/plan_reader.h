/* SPDX-License-Identifier: Apache-2.0 */
/* Inside case/: tasks as plan.json has them, for the reader of whole plans and of edits. Each fails
 * with a sentence that names the task and the field. */
#ifndef CROSSWATCH_CASE_PLAN_READER_H
#define CROSSWATCH_CASE_PLAN_READER_H

#include <crosswatch/case.h>

#include <jansson.h>

typedef struct plan_reader {
    const cw_scene *scene;
    const char *path;
    size_t number; /* of the task being read, from 1; 0: the whole */
    cw_error *err;
} plan_reader;

bool plan_reader_refuse(const plan_reader *r, const char *format, ...) CW_PRINTF(2, 3);
bool plan_reader_clock(const plan_reader *r, const json_t *in, const char *key, cw_time *to);
/* True lengths and bearings into the plane's; start_corner 0 and repeats 1, which a plan does not
 * say. */
bool plan_reader_spec(const plan_reader *r, const json_t *in, cw_pattern_spec *spec);
/* The case's unit of a task; SIZE_MAX: none. */
size_t plan_reader_unit(const plan_reader *r, const json_t *task);

#endif
