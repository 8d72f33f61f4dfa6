/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the reader stands in the case, and how it says what is wrong there. The sentence of a
 * converter ("the speed "8" has no unit ...") gets file, line and field put in front, so that
 * whoever wrote the case finds the spot at once.
 */
#include "reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t reader_enter(reader *r, const char *format, ...) {
    size_t mark = strlen(r->path), at = mark;
    if (at > 0 && at + 1 < sizeof r->path) r->path[at++] = '.';
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(r->path + at, sizeof r->path - at, format, arguments);
    va_end(arguments);
    return mark;
}

void reader_leave(reader *r, size_t mark) {
    r->path[mark] = '\0';
}

/* Values stand in sentences cut to a length: no half characters, no line breaks. */
static void make_plain(char *text) {
    for (unsigned char *c = (unsigned char *)text; *c != '\0'; c++) {
        size_t follow = *c >= 0xF0 ? 3 : *c >= 0xE0 ? 2 : *c >= 0xC0 ? 1 : 0, found = 0;
        while (found < follow && (c[found + 1] & 0xC0) == 0x80) found++;
        if (*c < 0x20 || *c == 0x7F) *c = ' ';
        if (found < follow || (*c & 0xC0) == 0x80) *c = '?';
        if (found == follow) c += follow;
    }
}

bool reader_pass(reader *r, const char *field, const cw_error *why) {
    cw_error said = *why;
    make_plain(said.message);
    make_plain(said.french);
    size_t mark = strlen(r->path);
    if (field != NULL) reader_enter(r, "%s", field);
    size_t line = yaml_index_line(r->index, r->path);
    if (r->path[0] == '\0') {
        cw_error_prefix(&said, "%s, line %zu", r->name, line);
    } else {
        cw_error_prefix(&said, "%s, line %zu, %s", r->name, line, r->path);
    }
    reader_leave(r, mark);
    return cw_error_pass(r->err, &said);
}

bool reader_fail(reader *r, const char *field, const char *format, ...) {
    cw_error why = {0};
    va_list arguments;
    va_start(arguments, format);
    cw_fail_list(&why, CW_ERR_INPUT, format, arguments);
    va_end(arguments);
    return reader_pass(r, field, &why);
}

size_t reader_line(const reader *r) {
    return yaml_index_line(r->index, r->path);
}

bool reader_missing(reader *r, const char *field) {
    return reader_fail(r, field, "this field is missing");
}

bool reader_lists_nothing(reader *r, const char *field) {
    return reader_fail(r, field, "this list is missing, or empty");
}

void *reader_array(reader *r, size_t count, size_t size) {
    if (count > 0 && size > SIZE_MAX / count) {
        cw_fail_memory(r->err);
        return NULL;
    }
    void *items = cw_arena_alloc(r->arena, count * size > 0 ? count * size : 1);
    if (items == NULL) cw_fail_memory(r->err);
    return items;
}
