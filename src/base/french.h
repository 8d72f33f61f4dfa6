/* SPDX-License-Identifier: Apache-2.0 */
/* Inside base/: the catalogue of po/fr.po as a table, and sentences made with it. */
#ifndef CROSSWATCH_BASE_FRENCH_H
#define CROSSWATCH_BASE_FRENCH_H

#include <stdarg.h>
#include <stddef.h>

typedef struct french_entry {
    const char *english, *french;
} french_entry;

/* In the order of strcmp by the English; made of po/fr.po by tools/french.py. */
extern const french_entry french_entries[];
extern const size_t french_count;

/* Formats as vsnprintf does, by the French of `format`, or by `format` itself when it has none. */
void french_format(char *to, size_t room, const char *format, va_list arguments);

#endif
