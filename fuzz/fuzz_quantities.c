/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a time, a duration, a length and a speed: refused in one sentence, or a finite
 * value; a time reads back from what is printed of it to the millisecond. */
#include <crosswatch/base.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool read, double value, const cw_error *err) {
    bool told =
        err->code == CW_ERR_INPUT && err->message[0] != '\0' && strchr(err->message, '\n') == NULL;
    if (read ? !isfinite(value) || err->code != CW_OK : !told) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cw_error err[4] = {{0}};
    double value = 0.0;
    cw_time time = 0, again = 0;
    char printed[CW_TIME_TEXT], *text = malloc(size + 1);
    if (text == NULL) return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    bool is_time = cw_time_parse(text, &time, &err[0]);
    check(is_time, (double)time, &err[0]);
    if (is_time && (!cw_time_parse(cw_time_format(time, printed), &again, NULL) || again != time))
        abort();
    check(cw_duration_parse(text, &value, &err[1]), value, &err[1]);
    check(cw_length_parse(text, &value, &err[2]), value, &err[2]);
    check(cw_speed_parse(text, &value, &err[3]), value, &err[3]);
    free(text);
    return 0;
}
