/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a position: refused in one sentence, or a place on Earth that reads back from what
 * is printed for the radio (hundredths of a minute). */
#include <crosswatch/geo.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool near(double a, double b) {
    double apart = fabs(a - b);
    return apart <= 0.0051 / 60.0 || fabs(apart - 360.0) <= 0.0051 / 60.0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cw_error err = {0};
    cw_position at, again;
    char printed[CW_POSITION_TEXT], *text = malloc(size + 1);
    if (text == NULL) return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    if (cw_position_parse(text, &at, &err)) {
        if (!(fabs(at.lat_deg) <= 90.0) || !(fabs(at.lon_deg) <= 180.0)) abort();
        if (!cw_position_parse(cw_position_format(at, printed), &again, NULL)) abort();
        if (!near(at.lat_deg, again.lat_deg) || !near(at.lon_deg, again.lon_deg)) abort();
    } else if (err.code != CW_ERR_INPUT || strchr(err.message, '\n') != NULL) {
        abort();
    }
    free(text);
    return 0;
}
