/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: files of the page that were built into the program (tools/embed_web.py). */
#ifndef CROSSWATCH_SERVE_EMBEDDED_H
#define CROSSWATCH_SERVE_EMBEDDED_H

#include <stddef.h>
#include <stdint.h>

typedef struct embedded_file {
    const char *name, *type;
    const char *tag;      /* names the content, in quotes, as in ETag */
    const char *encoding; /* "gzip", NULL: as it is */
    const uint8_t *bytes;
    size_t length;
} embedded_file;

/* Sorted by name; a NULL name ends it. */
extern const embedded_file embedded_files[];
/* By its path in the tree of the page; NULL: there is none. */
const embedded_file *embedded_find(const char *name);

#endif
