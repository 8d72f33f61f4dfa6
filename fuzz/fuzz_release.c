/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an agreement of what may be released: rules that name a centre each, or an error in
 * one sentence that names the file. */
#include <crosswatch/case.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cw_error err = {0};
    cw_release_file *file = cw_release_file_parse((const char *)data, size, "a.yaml", &err);
    if (file == NULL && strncmp(err.message, "a.yaml", 6) != 0 && err.code == CW_ERR_INPUT) abort();
    for (size_t i = 0; file != NULL && i < file->count; i++) {
        if (file->rules[i].to == NULL || strlen(file->rules[i].to) > CW_MOST_CENTRE) abort();
    }
    cw_release_file_destroy(file);
    return 0;
}
