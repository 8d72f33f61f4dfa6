/* SPDX-License-Identifier: Apache-2.0 */
/* The flag of a vessel, by the digits of her number that ITU assigns to a state or territory
 * (data/mid.csv). The table is read anew for each question: 260 short lines, a few microseconds. */
#include <crosswatch/traffic.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FROM, TO, ENGLISH, FRENCH, FIELDS, LINE = 128 };

typedef bool (*row_test)(char *const fields[FIELDS], const void *what);

/* The first row that passes; its fields point into `line`. */
static bool find_row(row_test passes, const void *what, char line[LINE], char *fields[FIELDS]) {
    const char *at = cw_data_file("mid.csv", NULL);
    while (at != NULL && *at != '\0') {
        size_t length = strcspn(at, "\n");
        snprintf(line, LINE, "%.*s", (int)length, at);
        at += length + (at[length] == '\n');
        if (line[0] != '#' && cw_csv_split(line, fields, FIELDS) == FIELDS && passes(fields, what))
            return true;
    }
    return false;
}

/* Ships MIDxxxxxx, coast stations and groups 0MIDxxxxx, coast stations 00MIDxxxx, aircraft
 * 111MIDxxx, craft of a mother ship 98MIDxxxx, aids 99MIDxxxx, hand-held radios 8MIDxxxxx (ITU-R
 * M.585). */
static int mid_of(uint32_t mmsi) {
    if (mmsi / 1000000 == 111) return (int)(mmsi / 1000 % 1000);
    if (mmsi / 10000000 == 98 || mmsi / 10000000 == 99 || mmsi < 10000000)
        return (int)(mmsi / 10000 % 1000);
    if (mmsi < 100000000 || mmsi / 100000000 == 8) return (int)(mmsi / 100000 % 1000);
    return (int)(mmsi / 1000000);
}

static bool holds_mid(char *const fields[FIELDS], const void *what) {
    long mid = *(const int *)what;
    return mid >= strtol(fields[FROM], NULL, 10) && mid <= strtol(fields[TO], NULL, 10);
}

static bool is_called(char *const fields[FIELDS], const void *what) {
    return strcasecmp(fields[ENGLISH], what) == 0;
}

const char *cw_mmsi_nation(uint32_t mmsi, char text[CW_NATION_TEXT]) {
    char line[LINE], *fields[FIELDS];
    int mid = mid_of(mmsi);
    bool found = mid > 0 && find_row(holds_mid, &mid, line, fields);
    snprintf(text, CW_NATION_TEXT, "%s", found ? fields[ENGLISH] : "");
    return text;
}

const char *cw_nation_in(cw_language language, const char *english, char text[CW_NATION_TEXT]) {
    char line[LINE], *fields[FIELDS];
    bool found = language == CW_FRENCH && find_row(is_called, english, line, fields);
    snprintf(text, CW_NATION_TEXT, "%s", found ? fields[FRENCH] : english);
    return text;
}
