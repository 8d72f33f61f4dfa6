/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of comma separated values, for the bundled tables. */
#include <crosswatch/base.h>

/* Takes one field from *at: unquotes it in place; leaves *at behind its comma, or NULL at the end.
 */
static char *take_field(char **at) {
    char *field = *at, *out = field, *in = field;
    bool quoted = *in == '"';
    if (quoted) in++;
    for (;; in++) {
        if (*in == '\0' || *in == '\n' || *in == '\r') {
            *at = NULL;
            break;
        }
        if (quoted && *in == '"') {
            if (in[1] != '"') {
                quoted = false;
                continue;
            }
            in++;
        } else if (!quoted && *in == ',') {
            *at = in + 1;
            break;
        }
        *out++ = *in;
    }
    *out = '\0';
    return field;
}

size_t cw_csv_split(char *line, char **fields, size_t most) {
    size_t count = 0;
    for (char *at = line; at != NULL && count < most;) fields[count++] = take_field(&at);
    return count;
}
