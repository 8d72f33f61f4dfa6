/* SPDX-License-Identifier: Apache-2.0 */
/* Fixes of one vessel as few bytes. */
#ifndef CROSSWATCH_PICTURE_FIX_BLOB_H
#define CROSSWATCH_PICTURE_FIX_BLOB_H

#include "compact.h"

enum {
    FIX_BLOB_MOST = 256,                   /* fixes in one */
    FIX_BLOB_RAW = FIX_BLOB_MOST * 7 * 10, /* seven columns, ten bytes a number at the most */
    FIX_BLOB_ROOM = FIX_BLOB_RAW + FIX_BLOB_RAW / 128 + 512 /* that zstd may need */
};

/* Returns the length; 0: zstd failed. */
size_t fix_blob_pack(const compact_fix *fixes, size_t count, uint8_t to[FIX_BLOB_ROOM]);
/* False: these bytes are not `count` fixes in the order of time, on the earth. */
bool fix_blob_unpack(const uint8_t *bytes, size_t length, compact_fix *fixes, size_t count);

#endif
