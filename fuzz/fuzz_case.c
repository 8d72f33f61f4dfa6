/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a case: a case, or an error in one sentence that names the file; never a crash. */
#include <crosswatch/case.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cw_error err = {0};
    cw_case *c = cw_case_parse((const char *)data, size, "fuzz.yaml", "", &err);
    if (c == NULL) {
        bool told = err.code == CW_ERR_INPUT && strncmp(err.message, "fuzz.yaml", 9) == 0
                    && strchr(err.message, '\n') == NULL;
        if (!told && err.code != CW_ERR_MACHINE) abort();
    }
    cw_case_destroy(c);
    return 0;
}
