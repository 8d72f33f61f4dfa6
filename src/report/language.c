/* SPDX-License-Identifier: Apache-2.0 */
/* Which of the two languages to speak: what was asked for, else what the environment says, in the
 * order of POSIX (LC_ALL, then LC_MESSAGES, then LANG; the first that is set and not empty). And
 * numbers in it, whatever the C library's own locale. */
#include <crosswatch/report.h>

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* "fr", "fr_FR.UTF-8", "fr-FR", "FR"; not "fry" (West Frisian) or "friulian". */
static bool is_french(const char *name) {
    return strncasecmp(name, "fr", 2) == 0 && !isalpha((unsigned char)name[2]);
}

cw_language cw_language_pick(const char *asked) {
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *name = asked;
    for (size_t i = 0; name == NULL && i < sizeof variables / sizeof variables[0]; i++) {
        const char *value = getenv(variables[i]);
        if (value != NULL && value[0] != '\0') name = value;
    }
    return name != NULL && is_french(name) ? CW_FRENCH : CW_ENGLISH;
}

const char *cw_language_number(cw_language language, double value, int decimals,
                               char text[CW_NUMBER_TEXT]) {
    if (!isfinite(value)) {
        snprintf(text, CW_NUMBER_TEXT, "?");
        return text;
    }
    double least = 0.5 * pow(10.0, -decimals);
    snprintf(text, CW_NUMBER_TEXT, "%.*f", decimals,
             fabs(value) < least ? 0.0 : value); /* no "-0.0" */
    char *point = strchr(text, '.');
    if (point != NULL && language == CW_FRENCH) *point = ',';
    return text;
}
