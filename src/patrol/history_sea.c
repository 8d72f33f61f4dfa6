/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sea's own history: a CSV with columns `time` (with its zone) and `wave_height` (metres), one
 * row an hour or thereabouts. It says in how many hours the sea was how high, without which the
 * seas in which incidents happened say nothing about risk.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "risk_fit.h"

enum { MOST_COLUMNS = 64 };

static size_t column(char *const *fields, size_t count, const char *name) {
    size_t i = 0;
    while (i < count && strcmp(fields[i], name) != 0) i++;
    return i < count ? i : MOST_COLUMNS;
}

static void take_row(char *line, size_t time_at, size_t wave_at, cw_time from, size_t hours,
                     double *wave_m) {
    char *fields[MOST_COLUMNS], *end;
    cw_time time;
    size_t count = cw_csv_split(line, fields, MOST_COLUMNS);
    if (time_at >= count || wave_at >= count || !cw_time_parse(fields[time_at], &time, NULL))
        return;
    double wave = strtod(fields[wave_at], &end);
    if (end == fields[wave_at] || !(wave >= 0.0 && wave < 40.0) || time < from) return;
    size_t hour = (size_t)((time - from) / CW_HOUR_MS);
    if (hour < hours) wave_m[hour] = wave;
}

bool risk_read_sea(const char *path, cw_time from, size_t hours, double **wave_m, cw_error *err) {
    size_t length, known = 0;
    char *text = history_read_file(path, &length, err), *fields[MOST_COLUMNS];
    if (text == NULL) return false;
    char *next = text, *line = strsep(&next, "\n");
    size_t count = cw_csv_split(line, fields, MOST_COLUMNS);
    size_t time_at = column(fields, count, "time"), wave_at = column(fields, count, "wave_height");
    *wave_m = cw_alloc_array(hours, sizeof **wave_m);
    bool good = *wave_m != NULL || cw_fail_memory(err);
    if (good && (time_at == MOST_COLUMNS || wave_at == MOST_COLUMNS))
        good = cw_fail(err, CW_ERR_INPUT,
                       "%s, line 1: the columns \"time\" and \"wave_height\" are wanted", path);
    for (size_t h = 0; good && h < hours; h++) (*wave_m)[h] = NAN;
    while (good && (line = strsep(&next, "\n")) != NULL)
        take_row(line, time_at, wave_at, from, hours, *wave_m);
    for (size_t h = 0; good && h < hours; h++) known += isfinite((*wave_m)[h]) ? 1U : 0U;
    free(text);
    return good
           && (known > 0
               || cw_fail(err, CW_ERR_INPUT, "%s: it tells no wave height in the period", path));
}
