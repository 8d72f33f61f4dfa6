/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: a roster as spells, each unit's unbroken time at one post. */
#ifndef CROSSWATCH_REPORT_ROSTER_H
#define CROSSWATCH_REPORT_ROSTER_H

#include "page.h"

typedef struct spell {
    size_t unit, first, last; /* hours [first, last) */
    cw_post_kind kind;
    cw_position at; /* the middle of the cell; of a base, the base itself */
    cw_time from, until;
} spell;

/* The spell that begins at `hour`; false at the end of the horizon. */
bool roster_spell(const cw_patrol_view *view, size_t unit, size_t hour, spell *to);
const char *post_name(cw_language language, cw_post_kind kind);
const char *post_code(cw_post_kind kind);

#endif
