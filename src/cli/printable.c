/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes to a terminal. Much of what the command prints came from outside: a caller's text, a
 * partner's event, a vessel's name. Signs that move a cursor, change colours or turn the direction
 * of writing could hide or fake a line on a watch officer's screen; they are printed as \x1b or
 * \u202e instead, as are bytes that are no UTF-8. Inside JSON, whose writer leaves no raw control
 * and no broken UTF-8, what is left to escape here is escaped as JSON would.
 */
#include "cli.h"

#include <string.h>

/* One sign of UTF-8 in its shortest form; 0: these bytes are none. */
static size_t take_sign(const unsigned char *at, size_t left, uint32_t *sign) {
    static const uint32_t LEAST[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = at[0] < 0x80   ? 1
                    : at[0] < 0xc2 ? 0
                    : at[0] < 0xe0 ? 2
                    : at[0] < 0xf0 ? 3
                    : at[0] < 0xf5 ? 4
                                   : 0;
    if (length == 0 || length > left) return 0;
    *sign = length == 1 ? at[0] : at[0] & (0x7fU >> length);
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80) return 0;
        *sign = *sign << 6 | (at[i] & 0x3fU);
    }
    bool good = *sign >= LEAST[length] && *sign <= 0x10ffff && (*sign < 0xd800 || *sign > 0xdfff);
    return good ? length : 0;
}

/* Controls, and what changes the direction or the lines of what follows (Unicode 15, chapter 23).
 */
static bool is_harmful(uint32_t sign) {
    static const uint32_t spans[][2] = {{0x00, 0x08},     {0x0b, 0x1f},     {0x7f, 0x9f},
                                        {0x061c, 0x061c}, {0x200e, 0x200f}, {0x2028, 0x202e},
                                        {0x2066, 0x2069}, {0xfff9, 0xfffb}};
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
        if (sign >= spans[i][0] && sign <= spans[i][1]) return true;
    }
    return false;
}

void cli_printable(const char *bytes, size_t length, cw_text *to) {
    const unsigned char *at = (const unsigned char *)bytes, *end = at + length, *plain = at;
    while (at < end) {
        uint32_t sign = 0;
        size_t taken = take_sign(at, (size_t)(end - at), &sign);
        if (taken > 0 && !is_harmful(sign)) {
            at += taken;
            continue;
        }
        cw_text_add_bytes(to, (const char *)plain, (size_t)(at - plain));
        if (taken < 2)
            cw_text_add(to, "\\x%02x", *at);
        else
            cw_text_add(to, "\\u%04x", (unsigned)sign);
        at += taken > 0 ? taken : 1;
        plain = at;
    }
    cw_text_add_bytes(to, (const char *)plain, (size_t)(end - plain));
}
