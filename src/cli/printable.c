/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes to a terminal. Much of what the command prints came from outside: a caller's text, a
 * partner's event, a vessel's name. Signs that move a cursor, change colours or turn the direction
 * of writing could hide or fake a line on a watch officer's screen; they are printed as \x1b or
 * \u202e instead, as are bytes that are no UTF-8. Inside JSON, whose writer leaves no raw control
 * and no broken UTF-8, what is left to escape here is escaped as JSON would.
 */
#include "cli.h"

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
    size_t plain = 0; /* where what has not been copied yet begins */
    for (size_t at = 0; at < length;) {
        uint32_t sign = 0;
        size_t taken = cw_utf8_sign(bytes + at, length - at, &sign);
        if (taken > 0 && !is_harmful(sign)) {
            at += taken;
            continue;
        }
        cw_text_add_bytes(to, bytes + plain, at - plain);
        if (taken < 2)
            cw_text_add(to, "\\x%02x", (unsigned char)bytes[at]);
        else
            cw_text_add(to, "\\u%04x", (unsigned)sign);
        at += taken > 0 ? taken : 1;
        plain = at;
    }
    cw_text_add_bytes(to, bytes + plain, length - plain);
}
