/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a GRIB file: an error or a source that can be sampled, never a crash. */
#include <crosswatch/environment.h>

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ecCodes loses some of its own memory when it gives up on a damaged message. */
/* NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): the sanitizer's name */
const char *__lsan_default_suppressions(void);
/* NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
const char *__lsan_default_suppressions(void) {
    return "leak:libeccodes\n";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    cw_error err = {0};
    cw_position at[2] = {{52.5, 3.5}, {0.0, 179.9}};
    cw_vector value[2];
    cw_coverage coverage;
    int file = memfd_create("fuzz", 0);
    if (file < 0) return 0;
    if (write(file, data, size) == (ssize_t)size) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
        cw_source *source = cw_source_grib(CW_WIND, path, NULL, &err);
        if (source != NULL) {
            cw_source_coverage(source, &coverage);
            cw_source_sample(source, coverage.first, at, 2, value, &err);
        }
        cw_source_destroy(source);
    }
    close(file);
    return 0;
}
