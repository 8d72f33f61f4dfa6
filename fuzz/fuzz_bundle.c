/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a bundle, without the signature that would stop most of them, and as a checkpoint's
 * note: read whole, or refused with a sentence. */
#include "record/bundle.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cw_error err = {0};
    cw_bundle about;
    cw_checkpoint checkpoint;
    cw_public_key key = {"dover", {1}};
    bool good = bundle_read(data, size, &about, &err);
    if (good ? about.events > about.count : err.message[0] == '\0') abort();
    err = (cw_error){0};
    good = cw_checkpoint_read((const char *)data, size, &checkpoint, &err);
    if (!good && err.message[0] == '\0') abort();
    cw_note_is_signed((const char *)data, size, &key);
    return 0;
}
