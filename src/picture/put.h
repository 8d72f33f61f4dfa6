/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of a line of JSON: each function writes at `to`, and gives the place behind. */
#ifndef CROSSWATCH_PICTURE_PUT_H
#define CROSSWATCH_PICTURE_PUT_H

#include <crosswatch/picture.h>

#include <string.h>

#define PUT(to, literal) put((to), literal, sizeof(literal) - 1)

CW_INLINE char *put(char *to, const char *bytes, size_t length) {
    memcpy(to, bytes, length);
    return to + length;
}

/* Printable ASCII but the quote and the backslash, or six-bit text: nothing else needs escaping. */
CW_INLINE char *put_text(char *to, const char *text) {
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') *to++ = '\\';
        *to++ = *text;
    }
    return to;
}

/* The date of the last time that was written: most messages are of the same day. */
typedef struct day_text {
    int64_t number; /* INT64_MIN: none yet */
    char date[12];  /* "2026-03-25T" */
} day_text;

/* What gpsd does not say: the beacon, that it is the own station, the receiver and its time. */
char *put_beside(char *to, const cw_ais_message *m, day_text *day);

#endif
