/* SPDX-License-Identifier: Apache-2.0 */
/* One line of text: the control characters are left out, since names are printed on terminals and
 * pages. */
#include "utf8.h"

#include <crosswatch/base.h>

bool utf8_is_line(const char *text, size_t length) {
    for (size_t at = 0; at < length;) {
        uint32_t sign;
        size_t count = cw_utf8_sign(text + at, length - at, &sign);
        if (count == 0 || sign < 0x20 || (sign >= 0x7f && sign <= 0x9f)) return false;
        at += count;
    }
    return true;
}
