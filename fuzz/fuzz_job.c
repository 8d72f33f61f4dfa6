/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as what a job's process says to its worker, and as a job's options: read whole, or
 * refused with a sentence; what is read is written again as it came. */
#include "queue/process.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_as_message(const uint8_t *data, size_t size) {
    cw_error err = {0};
    cw_job_result result = {0};
    cw_text again = {0};
    bool good = message_read(data, size, &result, &err);
    if (!good && err.code == CW_OK) abort();
    if (good) {
        message_put(&result, true, &err, &again);
        if (again.length != size || memcmp(again.data, data, size) != 0) abort();
    }
    cw_text_free(&again);
    cw_job_result_free(&result);
}

static void read_as_options(const uint8_t *data, size_t size) {
    cw_error err = {0};
    cw_job_options options;
    char again[OPTIONS_TEXT], *text = strndup((const char *)data, size);
    if (text == NULL) return;
    bool good = options_parse(text, &options, &err);
    if (good ? strcmp(options_format(&options, again), text) != 0 : err.code == CW_OK) abort();
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    read_as_message(data, size);
    read_as_options(data, size);
    return 0;
}
