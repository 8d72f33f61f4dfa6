/* SPDX-License-Identifier: Apache-2.0 */
/* Inside incident/: a report's text made plain for its readers, and what they share. */
#ifndef CROSSWATCH_INCIDENT_PLAIN_H
#define CROSSWATCH_INCIDENT_PLAIN_H

#include <crosswatch/incident.h>

/* Plain text: small letters without accents, one byte a sign; quotes, dashes and spaces of every
 * sort become ' " - and space; the degree sign is PLAIN_DEGREE; what has no plain form is '?'.
 * Line ends stay. `from[i]` is the first byte of the original that sign i stands for;
 * from[length] is the original's length. NUL-terminated. */
typedef struct plain_text {
    char *text;
    size_t *from;
    size_t length;
} plain_text;

#define PLAIN_DEGREE '\x1f'

/* False: out of memory, and the report has a note of it. Free with plain_free. */
bool plain_make(const char *text, size_t length, plain_text *plain);
void plain_free(plain_text *plain);
/* The original's bytes that signs [first, first + length) came from. */
cw_span plain_span(const plain_text *plain, size_t first, size_t length);

/* ---- looking at it ------------------------------------------------------------------------- */

bool plain_digit(char c);
/* The sign before `at`; a space at the beginning. */
char plain_before(const plain_text *plain, size_t at);
bool plain_letter(char c);
/* `word` stands at `at`, with no letter or digit on either side; a space in `word` matches any run
 * of spaces and hyphens. Returns its length in the text, or 0. */
size_t plain_word_at(const plain_text *plain, size_t at, const char *word);
/* First place at or after `at` where `word` stands; length + 1: nowhere. */
size_t plain_find(const plain_text *plain, size_t at, const char *word, size_t *matched);
/* A run of digits at `at` as a number; at most nine digits, else false. */
bool plain_number(const plain_text *plain, size_t at, size_t *length, long *value);

/* ---- notes --------------------------------------------------------------------------------- */

/* Names a piece of the text that was not understood (or, doubt, that was read with a doubt). When
 * there is no more room the last note grows to cover all that follow. */
void report_note(cw_report *report, cw_span span, bool doubt, const char *format, ...)
    CW_PRINTF(4, 5);
/* The radius of a fix in metres: a point does not exist, and no place is further than the
 * antipode. */
#define LEAST_RADIUS_M 1.0
#define MOST_RADIUS_M  2.1e7

/* Adds when there is room, the radius brought within these limits; else notes it. */
cw_fix *report_add_fix(cw_report *report, cw_fix fix);
void report_add_count(cw_report *report, cw_head_count count);
/* Copies text bytes, cut at a whole UTF-8 sign and NUL-terminated. */
void report_copy(char *to, size_t room, const char *from, size_t length);

/* ---- readers of running text ----------------------------------------------------------------- */

void read_people(const plain_text *plain, cw_report *report);
void read_conditions(const plain_text *plain, cw_report *report);
void read_language(const plain_text *plain, cw_report *report);
void read_clocks(const char *text, const plain_text *plain, const cw_report_context *context,
                 cw_report *report);
/* Blanks what it has read, so that it is not taken for something else. */
void read_numbers(plain_text *plain, cw_report *report);
/* Positions outside links; `taken` marks signs that belong to links already read. */
size_t read_positions(const plain_text *plain, bool *taken, cw_report *report);
size_t read_links(const char *text, const plain_text *plain, bool *taken, cw_report *report);
/* A clock ("03:12", "0312Z", "3h12") as a time; used by DSC too. */
cw_time clock_before(int hour, int minute, int zone_minutes, cw_time received);

#endif
