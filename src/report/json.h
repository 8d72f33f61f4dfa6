/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: the parts of plan.json. Each returns a new object, NULL when out of memory. */
#ifndef CROSSWATCH_REPORT_JSON_H
#define CROSSWATCH_REPORT_JSON_H

#include "derive.h"

#include <jansson.h>

json_t *json_number_or_null(double value); /* JSON has no NaN: null */
json_t *json_clock(cw_time time);          /* ISO 8601 UTC */
json_t *json_place(cw_position at);        /* {"lat_deg", "lon_deg"} */
json_t *json_string_of(const char *text);  /* bytes that are not UTF-8 become U+FFFD; NULL: null */

json_t *json_case(const cw_result *result);
json_t *json_where(const cw_result *result);
json_t *json_plan(const cw_result *result, const cw_plan *plan);
json_t *json_tasks(const cw_result *result, const cw_plan *plan);
json_t *json_worksheet(const cw_result *result);
json_t *json_alive(const cw_result *result); /* survival, and people found alive; null: not known */
json_t *json_band(const double band[CW_BANDS]); /* {"low", "middle", "high"} */
json_t *json_survival(const cw_result *result); /* the models, one entry an object in the water */
/* Indented, with the digits of plan.json; frees `root`. */
bool json_write(json_t *root, cw_text *text, cw_error *err);
json_t *json_update(const cw_result *result);

#endif
