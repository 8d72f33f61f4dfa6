/* SPDX-License-Identifier: Apache-2.0 */
/* Puts messages of several sentences together. */
#ifndef CROSSWATCH_PICTURE_ASSEMBLY_H
#define CROSSWATCH_PICTURE_ASSEMBLY_H

#include "sentence.h"

/* What was given up: parts and their bytes. */
typedef struct assembly_loss {
    uint64_t parts, bytes;
} assembly_loss;

/* A message whose parts are all there. */
typedef struct assembly_whole {
    const char *payload[9]; /* of each part, in order; valid until the next call */
    size_t length[9];
    uint8_t fill[9];
    unsigned parts;
    uint64_t bytes;   /* of the parts' lines */
    sentence_tag tag; /* station and time of the first that had them */
} assembly_whole;

typedef struct assembly assembly; /* opaque, about 30 KB */
assembly *assembly_create(void);
void assembly_destroy(assembly *a);

/* Takes one part of a message of several; `bytes` is what its line counts, `number` the running
 * number of the sentence, `time` when it came (or CW_AIS_NO_TIME). True: *whole is complete. *loss
 * grows by what had to be given up. */
bool assembly_take(assembly *a, const sentence *part, unsigned stream, uint64_t bytes,
                   uint64_t number, cw_time time, assembly_whole *whole, assembly_loss *loss);
/* Gives up all that waits. */
void assembly_flush(assembly *a, assembly_loss *loss);
uint64_t assembly_waiting(const assembly *a); /* bytes */

#endif
