/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of characters: padding and wrapping that count characters, not bytes, and numbers as the
 * reader's language writes them. Positions keep the point in both languages, as plotters and the
 * case file take them. */
#include "page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* U+00A0 keeps a number and its unit on one line; cw_report_text prints it as a plain space. */
#define NO_BREAK "\xC2\xA0"

static char *next_string(page *p) {
    return p->strings[p->next++ % PAGE_STRINGS];
}

const char *page_say(const page *p, const char *english, const char *french) {
    return p->language == CW_FRENCH ? french : english;
}

const char *page_clock(page *p, cw_time time) {
    return words_clock(time, p->day, next_string(p));
}

const char *page_number(page *p, double value, int decimals) {
    return words_number(p->language, value, decimals, next_string(p));
}

const char *page_percent(page *p, double share) {
    return words_percent(share, next_string(p));
}

/* What is found is never sure, however the arithmetic rounds. */
const char *page_chance(page *p, double chance) {
    return page_percent(p, fmin(chance, 0.9999));
}

static const char *with_unit(page *p, double value, int decimals, const char *unit) {
    char number[32], *text = next_string(p);
    snprintf(text, PAGE_STRING, "%s" NO_BREAK "%s",
             words_number(p->language, value, decimals, number), unit);
    return text;
}

const char *page_nm(page *p, double metres, int decimals) {
    return with_unit(p, cw_m_to_nm(metres), decimals, page_say(p, "nm", "M"));
}

const char *page_knots(page *p, double mps, int decimals) {
    return with_unit(p, cw_mps_to_knots(mps), decimals, page_say(p, "kn", "nd"));
}

const char *page_position(page *p, cw_position at) {
    return cw_position_format(at, next_string(p));
}

const char *page_bearing(page *p, double deg) {
    char *text = next_string(p);
    snprintf(text, PAGE_STRING, "%03ld°", isfinite(deg) ? lround(deg) % 360 : 0);
    return text;
}

/* ---- columns ------------------------------------------------------------------------------- */

static bool begins_character(char c) {
    return ((unsigned char)c & 0xC0u) != 0x80u;
}

static int columns_of(const char *text, size_t bytes) {
    int columns = 0;
    for (size_t i = 0; i < bytes; i++) columns += begins_character(text[i]);
    return columns;
}

/* Bytes of the first `columns` characters at most. */
static size_t bytes_of(const char *text, int columns) {
    size_t i = 0;
    for (int seen = 0; text[i] != '\0'; i++) {
        if (begins_character(text[i]) && seen++ == columns) break;
    }
    return i;
}

static const char *pad(page *p, const char *text, int columns, bool right) {
    char *out = next_string(p);
    int most = columns < PAGE_STRING / 2 ? columns : PAGE_STRING / 2;
    size_t bytes = bytes_of(text, most);
    if (bytes > PAGE_STRING / 2) bytes = bytes_of(text, PAGE_STRING / 8);
    int spaces = most - columns_of(text, bytes);
    snprintf(out, PAGE_STRING, "%*s%.*s%*s", right ? spaces : 0, "", (int)bytes, text,
             right ? 0 : spaces, "");
    return out;
}

int page_columns(const char *text) {
    return columns_of(text, strlen(text));
}

const char *page_left(page *p, const char *text, int columns) {
    return pad(p, text, columns, false);
}

const char *page_right(page *p, const char *text, int columns) {
    return pad(p, text, columns, true);
}

void page_title(page *p, const char *text) {
    cw_text_add(p->text, "\n%s\n", text);
}

/* A word with the mark that French sets after a space (" ;", " :"): a line never begins with one.
 */
static size_t word_length(const char *word) {
    static const char spaces[] = " \n\t\r";
    size_t bytes = strcspn(word, spaces), gap = strspn(word + bytes, spaces);
    const char *mark = word + bytes + gap;
    bool alone = *mark != '\0' && strchr(";:!?", *mark) != NULL
                 && (mark[1] == '\0' || strchr(spaces, mark[1]) != NULL);
    return gap == 1 && alone ? bytes + gap + 1 : bytes;
}

void page_wrap(page *p, const char *first, int indent, const char *text) {
    int at = columns_of(first, strlen(first));
    bool fresh = true; /* nothing on this line yet beyond its indent */
    cw_text_add(p->text, "%s", first);
    for (const char *word = text; *word != '\0';) {
        size_t bytes = word_length(word);
        int columns = columns_of(word, bytes);
        if (bytes > 0 && !fresh && at + 1 + columns > PAGE_COLUMNS) {
            cw_text_add(p->text, "\n%*s", indent, "");
            at = indent;
            fresh = true;
        }
        if (bytes > 0) {
            if (!fresh) cw_text_add(p->text, " ");
            at += columns + !fresh;
            cw_text_add_bytes(p->text, word, bytes);
            fresh = false;
        }
        word += bytes;
        word += strspn(word, " \n\t\r");
    }
    cw_text_add(p->text, "\n");
}
