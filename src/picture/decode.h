/* SPDX-License-Identifier: Apache-2.0 */
/* A message as a row of values. */
#ifndef CROSSWATCH_PICTURE_DECODE_H
#define CROSSWATCH_PICTURE_DECODE_H

#include "fields.h"

enum {
    MOST_ITEMS = 320
}; /* the most is 37 cargoes of a dangerous goods list: 37 * 4 and the head */

typedef struct item {
    const field *field;
    int64_t value; /* a number; of text and data: start | length << 16, in bits */
} item;

/* All fields of the message; how many there are, at most MOST_ITEMS. */
size_t decode(const cw_ais_message *message, item items[MOST_ITEMS]);

/* `length` bits of six-bit text from `start`, up to the first @, trailing spaces cut; at most
 * length / 6 characters and a NUL go to `to`. Returns how many. */
size_t decode_text(const cw_ais_message *message, unsigned start, unsigned length, char *to);

#endif
