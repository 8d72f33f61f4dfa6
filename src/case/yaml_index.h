/* SPDX-License-Identifier: Apache-2.0 */
/* First look at a YAML text: is it harmless, and on which line does each field stand. */
#ifndef CROSSWATCH_CASE_YAML_INDEX_H
#define CROSSWATCH_CASE_YAML_INDEX_H

#include <crosswatch/base.h>

enum {
    YAML_MOST_BYTES = 1 << 20, /* a case is a page or two; 1 MiB is far beyond any real one */
    YAML_MOST_DEPTH = 32,
    YAML_MOST_KEY = 64
};

typedef struct yaml_index yaml_index;

/* Walks the events of the text. Refuses, in one sentence that begins with `name` and the line: bad
 * YAML, aliases, anchors, tags, more than one document, keys that are not plain words or come
 * twice, nesting deeper than YAML_MOST_DEPTH, texts with a zero character in them. */
yaml_index *yaml_index_create(const char *text, size_t length, const char *name, cw_error *err);
void yaml_index_destroy(yaml_index *index);

/* The line (from 1) where the value of "hypotheses[1].point.position" begins; when there is no such
 * value, that of the nearest enclosing one; 0 when the text is empty. */
size_t yaml_index_line(const yaml_index *index, const char *path);

#endif
