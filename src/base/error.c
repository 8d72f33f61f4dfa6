/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The error value. One sentence travels from where something failed to the person who can mend it;
 * rooms in between may put a prefix (which file, which field) before it, never replace it.
 */
#include <crosswatch/base.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#undef cw_fail /* the analyzer's (base.h) */
#undef cw_error_prefix
#undef cw_fail_memory

/* Libraries' texts end in newlines, and file names may hold anything: keep the message one line. */
static void one_line(char *text) {
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == ' ')) {
        text[--length] = '\0';
    }
    for (char *c = text; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f) *c = ' ';
    }
}

bool cw_fail(cw_error *err, cw_error_code code, const char *format, ...) {
    if (err == NULL || err->code != CW_OK) return false;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(err->message, sizeof err->message, format, arguments);
    va_end(arguments);
    one_line(err->message);
    err->code = code;
    return false;
}

bool cw_error_prefix(cw_error *err, const char *format, ...) {
    if (err == NULL || err->code == CW_OK) return false;
    char prefix[sizeof err->message / 2], whole[sizeof err->message * 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(prefix, sizeof prefix, format, arguments);
    va_end(arguments);
    one_line(prefix);
    snprintf(whole, sizeof whole, "%s: %s", prefix, err->message);
    memcpy(err->message, whole, sizeof err->message - 1);
    err->message[sizeof err->message - 1] = '\0';
    return false;
}

bool cw_fail_memory(cw_error *err) {
    return cw_fail(err, CW_ERR_MACHINE, "out of memory");
}
