/* SPDX-License-Identifier: Apache-2.0 */
/* Names that come from outside before they become a path, an argument or a line of a file. */
#include "job_pool.h"

#include <string.h>

bool name_is_plain(const char *text, size_t room) {
    enum { DELETE = 0x7f, FIRST_ABOVE_C1 = 0xa0 };
    size_t length = strlen(text), sign_bytes;
    if (length >= room) return false;
    for (size_t i = 0; i < length; i += sign_bytes) {
        uint32_t sign;
        sign_bytes = cw_utf8_sign(text + i, length - i, &sign);
        if (sign_bytes == 0 || sign < ' ' || (sign >= DELETE && sign < FIRST_ABOVE_C1))
            return false;
    }
    return true;
}

bool name_is_case(const char *name) {
    return name[0] != '\0' && name[0] != '.' && name_is_plain(name, JOB_NAME)
           && strchr(name, '/') == NULL;
}
