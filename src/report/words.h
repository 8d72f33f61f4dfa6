/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: the fixed words of the page and the map, in both languages. */
#ifndef CROSSWATCH_REPORT_WORDS_H
#define CROSSWATCH_REPORT_WORDS_H

#include <crosswatch/report.h>

/* What keeps an assigned unit from doing more, or why it has no task. */
const char *words_binding(cw_language language, cw_binding binding, bool assigned);
const char *words_pattern(cw_language language, cw_pattern_kind kind);
const char *words_unit_kind(cw_language language, cw_unit_kind kind);
const char *words_law(cw_language language, cw_detection_law law);
/* The country of a unit or region, when it is one that the two centres deal with; else as given. */
const char *words_nation(cw_language language, const char *nation);
/* Three letters or so: "Nov", "nov."; month 1 to 12. */
const char *words_month(cw_language language, int month);

/* "06:30" to the minute; `day_of` another day than that of `time`: "25 06:30". */
const char *words_clock(cw_time time, cw_time day_of, char text[CW_TIME_TEXT]);
/* "24 Nov 2021", "24 nov. 2021". */
const char *words_date(cw_language language, cw_time time, char text[CW_TIME_TEXT]);
/* "63 %" from 0.63, the space one that does not break; "<1 %" and ">99 %" where rounding would say
 * never or surely. */
const char *words_percent(double share, char text[32]);
static inline const char *words_number(cw_language language, double value, int decimals,
                                       char text[CW_NUMBER_TEXT]) {
    return cw_language_number(language, value, decimals, text);
}

#endif
