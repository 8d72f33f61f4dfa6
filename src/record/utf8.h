/* SPDX-License-Identifier: Apache-2.0 */
/* Inside record/: whether bytes are one line of well-formed UTF-8. */
#ifndef CROSSWATCH_RECORD_UTF8_H
#define CROSSWATCH_RECORD_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Well-formed (Unicode 15, table 3-7: no overlong forms, no surrogates, at most U+10FFFF) and
 * without control characters (C0, DEL, C1). */
bool utf8_is_line(const char *text, size_t length);

#endif
