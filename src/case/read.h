/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a case, each read by its own file. All return false with the error set. */
#ifndef CROSSWATCH_CASE_READ_H
#define CROSSWATCH_CASE_READ_H

#include "raw.h"
#include "reader.h"

bool read_hypotheses(reader *r, const raw_case *raw, cw_case *c);
/* Needs the leeway and sweep width tables; `sweep:` is asked for when the case has units. */
bool read_objects(reader *r, const raw_case *raw, cw_case *c);
bool read_environment(reader *r, const raw_case *raw, cw_case *c);
bool read_weather(reader *r, const raw_case *raw, cw_case *c); /* of the environment */
bool read_weather_begin(reader *r, const cw_case *c);          /* after search */
bool read_drift(reader *r, const raw_case *raw, cw_case *c);
/* After hypotheses: checks that the search ends after the drift begins. */
bool read_search(reader *r, const raw_case *raw, cw_case *c);
bool read_units(reader *r, const raw_case *raw, cw_case *c); /* after search */
bool read_drawn_areas(reader *r, const raw_case *raw, cw_case *c);
bool read_regions(reader *r, const raw_case *raw, cw_case *c); /* and the agreement; after units */
/* One unit, described in full. */
bool read_unit(reader *r, const raw_unit *raw, const cw_case *c, cw_unit *u);

/* At most YAML_MOST_BYTES and one more, which tells that the file is too large; free() it. */
char *read_whole_file(const char *path, size_t *length, cw_error *err);
/* Of the file, for paths in it; free() it. NULL: out of memory. */
char *folder_of(const char *path);

#endif
