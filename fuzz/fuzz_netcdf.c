/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a NetCDF file: an error or a source that can be sampled, never a crash. Only the
 * classic formats are tried: HDF5's own parser is fuzzed where it is made, and would be all this
 * finds. */
#include <crosswatch/environment.h>

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_quantity(const char *path, cw_quantity quantity) {
    cw_error err = {0};
    cw_position at[2] = {{50.5, 1.5}, {0.0, 179.9}};
    cw_vector value[2];
    cw_coverage coverage;
    cw_source *source = cw_source_netcdf(quantity, path, NULL, &err);
    if (source == NULL) return;
    cw_source_coverage(source, &coverage);
    cw_source_sample(source, coverage.first, at, 2, value, &err);
    cw_source_destroy(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    if (size < 4 || memcmp(data, "CDF", 3) != 0) return 0;
    int file = memfd_create("fuzz", 0);
    if (file < 0) return 0;
    if (write(file, data, size) == (ssize_t)size) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
        try_quantity(path, CW_CURRENT);
        try_quantity(path, CW_WIND);
        try_quantity(path, CW_WATER_TEMPERATURE);
    }
    close(file);
    return 0;
}
