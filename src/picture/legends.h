/* SPDX-License-Identifier: Apache-2.0 */
/* How tables of meanings are written, and what legends.c, legends_circular.c and legends_inland.c
 * share. What others ask stands in fields.h. */
#ifndef CROSSWATCH_PICTURE_LEGENDS_H
#define CROSSWATCH_PICTURE_LEGENDS_H

#include "fields.h"

typedef struct meaning {
    const char *text;
    size_t length;
} meaning;

/* The meanings of the codes 0, 1, ... and that of any other code. */
typedef struct legend_table {
    const meaning *rows;
    size_t count;
    meaning other;
} legend_table;

#define T(text) \
    { text, sizeof(text) - 1 }
#define TABLE(rows, other) \
    { rows, sizeof(rows) / sizeof(rows)[0], T(other) }

/* Those of the application messages; without rows where the legend is not one of them. */
extern const legend_table legends_circular[LEGENDS];

/* An inland ship's ERI type code, or the AIS type that stations send in its place. */
meaning legend_inland_ship(uint64_t code);

#endif
