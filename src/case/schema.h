/* SPDX-License-Identifier: Apache-2.0 */
/* What the schemas of the case and of result files share: words to write them in, and loading. */
#ifndef CROSSWATCH_CASE_SCHEMA_H
#define CROSSWATCH_CASE_SCHEMA_H

#include <cyaml/cyaml.h>

#include "yaml_index.h"

enum { GIVEN_OR_NOT = CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL };

#define TEXT(type, name)            CYAML_FIELD_STRING_PTR(#name, GIVEN_OR_NOT, type, name, 0, CYAML_UNLIMITED)
#define MAPPING(type, name, fields) CYAML_FIELD_MAPPING_PTR(#name, GIVEN_OR_NOT, type, name, fields)
#define LIST(type, name, entry) \
    CYAML_FIELD_SEQUENCE(#name, GIVEN_OR_NOT, type, name, &(entry), 0, CYAML_UNLIMITED)
#define ENTRY(type, fields) \
    { CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, type, fields) }

extern const cyaml_schema_field_t schema_unit_fields[];   /* of raw_unit */
extern const cyaml_schema_field_t schema_window_fields[]; /* of raw_window */
extern const cyaml_schema_field_t schema_box_fields[];    /* of raw_box */
extern const cyaml_schema_value_t schema_statement_entry; /* a raw_statement in a list */
extern const cyaml_schema_value_t schema_text_entry;      /* a text in a list */

/* Loads text that yaml_index_create has accepted and indexed. NULL with *err naming file, line and
 * field when a field is unknown or has the wrong shape. */
void *schema_load(const cyaml_schema_value_t *schema, const char *text, size_t length,
                  const char *name, const yaml_index *index, cw_error *err);
void schema_free(const cyaml_schema_value_t *schema, void *data);

#endif
