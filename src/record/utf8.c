/* SPDX-License-Identifier: Apache-2.0 */
/* One line of well-formed UTF-8: The Unicode Standard 15, table 3-7, with the control characters
 * left out, since names are printed on terminals and pages. */
#include "utf8.h"

#include <stdint.h>

/* Length of the sequence that `lead` begins and the range of its second byte; 0: none begins so. */
static size_t sequence(uint8_t lead, uint8_t *low, uint8_t *high) {
    *low = 0x80;
    *high = 0xbf;
    if (lead >= 0x20 && lead < 0x7f) return 1;
    if (lead >= 0xc2 && lead <= 0xdf) {
        if (lead == 0xc2) *low = 0xa0; /* U+0080 to U+009F are controls */
        return 2;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
        if (lead == 0xe0) *low = 0xa0;
        if (lead == 0xed) *high = 0x9f;
        return 3;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        if (lead == 0xf0) *low = 0x90;
        if (lead == 0xf4) *high = 0x8f;
        return 4;
    }
    return 0;
}

bool utf8_is_line(const char *text, size_t length) {
    const uint8_t *bytes = (const uint8_t *)text;
    for (size_t at = 0; at < length;) {
        uint8_t low, high;
        size_t count = sequence(bytes[at], &low, &high);
        if (count == 0 || count > length - at) return false;
        if (count > 1 && (bytes[at + 1] < low || bytes[at + 1] > high)) return false;
        for (size_t i = 2; i < count; i++) {
            if (bytes[at + i] < 0x80 || bytes[at + i] > 0xbf) return false;
        }
        at += count;
    }
    return true;
}
