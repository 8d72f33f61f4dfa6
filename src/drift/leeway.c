/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The leeway table: 85 classes of drifting objects, with the slopes, offsets and standard errors of
 * Allen and Plourde (1999), Allen (2005), Breivik and Allen (2008) and Breivik et al. (2011). The
 * file has slopes in per cent of the 10 m wind and the rest in cm/s; here all is SI.
 */
#include <crosswatch/drift.h>

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FIELDS = 12, MOST_LINE = 512, MOST_NAMED = 6 };

static const double PERCENT = 0.01, CENTIMETRE_M = 0.01;

/* ---- reading ------------------------------------------------------------------------------- */

static bool read_numbers(char *const *fields, double *numbers) {
    for (int i = 0; i < FIELDS - 3; i++) {
        char *end;
        numbers[i] = strtod(fields[3 + i], &end);
        if (end == fields[3 + i] || *end != '\0' || !isfinite(numbers[i])) return false;
    }
    return true;
}

static bool read_row(char *line, cw_leeway *row) {
    char *fields[FIELDS + 1];
    double n[FIELDS - 3];
    if (cw_csv_split(line, fields, FIELDS + 1) != FIELDS || !read_numbers(fields, n)) return false;
    if (n[2] < 0.0 || n[5] < 0.0 || n[8] < 0.0) return false;
    *row = (cw_leeway){.id = atoi(fields[0]),
                       .downwind_slope = PERCENT * n[0],
                       .downwind_offset_mps = CENTIMETRE_M * n[1],
                       .downwind_std_mps = CENTIMETRE_M * n[2],
                       .right_slope = PERCENT * n[3],
                       .right_offset_mps = CENTIMETRE_M * n[4],
                       .right_std_mps = CENTIMETRE_M * n[5],
                       .left_slope = PERCENT * n[6],
                       .left_offset_mps = CENTIMETRE_M * n[7],
                       .left_std_mps = CENTIMETRE_M * n[8]};
    snprintf(row->key, sizeof row->key, "%s", fields[1]);
    snprintf(row->label, sizeof row->label, "%s", fields[2]);
    return row->key[0] != '\0';
}

static bool add_row(cw_leeway_table *table, size_t *capacity, const cw_leeway *row, cw_error *err) {
    if (!cw_grow(&table->rows, capacity, table->count + 1)) return cw_fail_memory(err);
    table->rows[table->count++] = *row;
    return true;
}

static bool read_table(cw_leeway_table *table, const char *text, cw_error *err) {
    size_t capacity = 0;
    int number = 0;
    while (*text != '\0') {
        char line[MOST_LINE];
        cw_leeway row;
        size_t length = strcspn(text, "\n");
        const char *next = text + length + (text[length] == '\n');
        number++;
        if (number > 1 && length > 0) { /* the first line names the columns */
            bool fits = length < sizeof line;
            if (fits) {
                memcpy(line, text, length);
                line[length] = '\0';
            }
            if (!fits || !read_row(line, &row)) {
                return cw_fail(err, CW_ERR_INPUT, "leeway.csv, line %d: not a leeway class",
                               number);
            }
            if (!add_row(table, &capacity, &row, err)) return false;
        }
        text = next;
    }
    return true;
}

cw_leeway_table *cw_leeway_table_create(cw_error *err) {
    cw_leeway_table *table = calloc(1, sizeof *table);
    const char *text = cw_data_file("leeway.csv", NULL);
    if (table == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    bool done = text != NULL ? read_table(table, text, err)
                             : cw_fail(err, CW_ERR_MACHINE, "leeway.csv was not built in");
    if (done) return table;
    cw_leeway_table_destroy(table);
    return NULL;
}

void cw_leeway_table_destroy(cw_leeway_table *table) {
    if (table == NULL) return;
    free(table->rows);
    free(table);
}

/* ---- finding ------------------------------------------------------------------------------- */

/* Length of the common beginning, without regard to case. */
static size_t common(const char *a, const char *b) {
    size_t n = 0;
    while (a[n] != '\0' && tolower((unsigned char)a[n]) == tolower((unsigned char)b[n])) n++;
    return n;
}

/* Names the keys that begin most like the wanted one. */
static void fail_unknown(const cw_leeway_table *table, const char *key, cw_error *err) {
    size_t longest = 0, named = 0, used = 0;
    char near[300] = "";
    for (size_t i = 0; i < table->count; i++) {
        size_t n = common(table->rows[i].key, key);
        if (n > longest) longest = n;
    }
    for (size_t i = 0; longest > 0 && i < table->count && named < MOST_NAMED; i++) {
        if (common(table->rows[i].key, key) != longest) continue;
        used += (size_t)snprintf(near + used, sizeof near - used, "%s%s", named > 0 ? ", " : "",
                                 table->rows[i].key);
        named++;
    }
    if (named > 0)
        cw_fail(err, CW_ERR_INPUT, "there is no leeway class \"%.60s\"; did you mean %s?", key,
                near);
    else
        cw_fail(err, CW_ERR_INPUT,
                "there is no leeway class \"%.60s\"; see crosswatch tables leeway", key);
}

const cw_leeway *cw_leeway_find(const cw_leeway_table *table, const char *key, cw_error *err) {
    for (size_t i = 0; i < table->count; i++) {
        if (strcasecmp(table->rows[i].key, key) == 0) return &table->rows[i];
    }
    fail_unknown(table, key, err);
    return NULL;
}
