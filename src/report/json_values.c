/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The values of plan.json, and how it is written: no NaN, no bytes that are not UTF-8, times in
 * ISO 8601, numbers with 12 significant digits: a tenth of a millimetre of latitude.
 */
#include "json.h"

#include <glib.h>
#include <math.h>

enum { DIGITS = 12 };

json_t *json_number_or_null(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *json_clock(cw_time time) {
    char text[CW_TIME_TEXT];
    return json_string(cw_time_format(time, text));
}

json_t *json_place(cw_position at) {
    return json_pack("{s:o, s:o}", "lat_deg", json_number_or_null(at.lat_deg), "lon_deg",
                     json_number_or_null(at.lon_deg));
}

json_t *json_string_of(const char *text) {
    if (text == NULL) return json_null();
    char *valid = g_utf8_make_valid(text, -1);
    json_t *value = json_string(valid);
    g_free(valid);
    return value;
}

static int take(const char *bytes, size_t length, void *text) {
    cw_text_add_bytes(text, bytes, length);
    return ((cw_text *)text)->failed ? -1 : 0;
}

bool json_write(json_t *root, cw_text *text, cw_error *err) {
    bool done =
        root != NULL
        && json_dump_callback(root, take, text, JSON_INDENT(1) | JSON_REAL_PRECISION(DIGITS)) == 0;
    json_decref(root);
    cw_text_add(text, "\n");
    return (done && !text->failed) || cw_fail_memory(err);
}
