/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: the coordinator's page, put together in columns of characters. */
#ifndef CROSSWATCH_REPORT_PAGE_H
#define CROSSWATCH_REPORT_PAGE_H

#include "derive.h"
#include "words.h"

enum { PAGE_COLUMNS = 96, PAGE_STRINGS = 32, PAGE_STRING = 128 };

typedef struct page {
    const cw_result *result;
    const cw_case *source;
    cw_text *text;
    cw_language language;
    cw_time day; /* times of another day show it */
    char strings[PAGE_STRINGS][PAGE_STRING];
    size_t next; /* results of the functions below live until PAGE_STRINGS later ones */
} page;

const char *page_say(const page *p, const char *english, const char *french)
    __attribute__((format_arg(2), format_arg(3)));
const char *page_clock(page *p, cw_time time);
const char *page_number(page *p, double value, int decimals);
const char *page_percent(page *p, double share); /* see words_percent */
/* A probability of detection or success: at most ">99 %". */
const char *page_chance(page *p, double chance);
/* "3.1 nm", "3,1 M". */
const char *page_nm(page *p, double metres, int decimals);
const char *page_knots(page *p, double mps, int decimals);
const char *page_position(page *p, cw_position at);
/* "043°", the bearing rounded to a degree. */
const char *page_bearing(page *p, double deg);
/* `text` padded with spaces to `columns` characters (not bytes); cut when longer. */
int page_columns(const char *text); /* characters, not bytes */
const char *page_left(page *p, const char *text, int columns);
const char *page_right(page *p, const char *text, int columns);

void page_title(page *p, const char *text); /* a blank line, then the text */
/* Wraps `text` to the page: the first line continues after `first` (written by it), the others are
 * indented by `indent` columns. Ends the line. */
void page_wrap(page *p, const char *first, int indent, const char *text);

/* The parts of the page, in their order. */
void page_success(page *p);
void page_update(page *p);
void page_where(page *p);
void page_weather(page *p);
void page_objects(page *p);
void page_units(page *p);
void page_brief(page *p);
void page_basis(page *p);

/* Survival (text_survival.c): a line under the head's success, and one beside the water. */
void page_found_alive(page *p);
void page_survival(page *p);
/* "3.5 h" or, under two hours, "95 min". */
const char *page_hours(page *p, double seconds);
/* "9.1 to 10.6" people, or "40 to 45 %" where they are not counted. */
const char *page_band(page *p, const cw_alive *alive, const double band[CW_BANDS]);
/* The three models, and which of them is outside its range. */
void page_models(page *p);
/* Puts plain spaces for the no-break ones, and none at the ends of lines. */
void page_finish(cw_text *text, size_t from);

#endif
