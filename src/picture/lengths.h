/* SPDX-License-Identifier: Apache-2.0 */
/* Bits that a message of each type has. */
#ifndef CROSSWATCH_PICTURE_LENGTHS_H
#define CROSSWATCH_PICTURE_LENGTHS_H

#include <stdint.h>

typedef struct length_rule {
    uint16_t least, usual, most;
} length_rule;

extern const length_rule length_rules[28]; /* by type; [0] unused */

#endif
