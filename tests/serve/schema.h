/* SPDX-License-Identifier: Apache-2.0 */
/* The part of JSON Schema that the interface's description uses: whether a value is of a schema,
 * and values made of one. */
#ifndef CROSSWATCH_TEST_SERVE_SCHEMA_H
#define CROSSWATCH_TEST_SERVE_SCHEMA_H

#include <crosswatch/base.h>
#include <jansson.h>

/* False: *why says where it is not. */
bool schema_holds(json_t *description, json_t *schema, json_t *value, cw_text *why);
/* A value of the schema, made of draws of the seed; with `broken`, one that is mostly not. */
json_t *schema_make(json_t *description, json_t *schema, uint64_t seed, bool broken);

#endif
