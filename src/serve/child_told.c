/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why a child failed, from a line of its standard error. The child says it in both languages, since
 * who started it and who reads of it may speak one each; what fails before it can (a library that
 * is missing, options that it does not know) comes as a plain line. A child has read a case from
 * outside and may be anybody's by then: nothing is believed but that the sentence is text.
 */
#include "child_told.h"

#include <jansson.h>
#include <string.h>

static bool told_in_both(const char *line, size_t length, cw_error *said) {
    json_t *told = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
    const char *english = json_string_value(json_object_get(told, "error"));
    const char *french = json_string_value(json_object_get(told, "error_fr"));
    if (english != NULL) {
        *said = (cw_error){0};
        cw_fail_said(said, CW_ERR_MACHINE, english, french != NULL ? french : english);
    }
    json_decref(told);
    return english != NULL;
}

bool child_told_error(const char *line, size_t length, cw_error *said) {
    static const char NAME[] = "crosswatch: ";
    const size_t name = sizeof NAME - 1;
    if (length > 0 && line[0] == '{') return told_in_both(line, length, said);
    if (length <= name || memcmp(line, NAME, name) != 0) return false;
    cw_error told = {.code = CW_ERR_MACHINE};
    size_t kept = length - name < sizeof told.message - 1 ? length - name : sizeof told.message - 1;
    memcpy(told.message, line + name, kept);
    *said = (cw_error){0};
    return !cw_fail_said(said, CW_ERR_MACHINE, told.message, told.message);
}
