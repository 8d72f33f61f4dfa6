/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a table of tidal constants: an error in one sentence, or a source whose streams are
 * finite wherever it answers. */
#include <crosswatch/environment.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void sample(cw_source *source) {
    static const cw_position at[3] = {{51.0, 1.5}, {50.5, -179.9}, {-89.0, 0.0}};
    cw_vector value[3];
    cw_error err = {0};
    if (!cw_source_sample(source, cw_time_from_civil(2021, 11, 24, 3, 0, 0.0), at, 3, value,
                          &err)) {
        if (err.code == CW_OK) abort();
        return;
    }
    for (int i = 0; i < 3; i++)
        if (isinf(value[i].east) || isinf(value[i].north)) abort(); /* NaN: nothing known there */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cw_error err = {0};
    char *text = malloc(size + 1);
    if (text == NULL) return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    cw_source *source = cw_source_tide(NULL, text, 50e3, &err);
    if (source != NULL)
        sample(source);
    else if (err.code == CW_OK || strchr(err.message, '\n') != NULL)
        abort();
    cw_source_destroy(source);
    free(text);
    return 0;
}
