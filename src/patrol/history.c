/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Past incidents from CSV files: the French open data on operations (SECMAR's columns), or any file
 * with a header line and a map of its columns. Logs of twenty years hold damaged rows, times by the
 * wall clock and operations told twice; each is counted and named, none is guessed at.
 */
#include <crosswatch/patrol.h>

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "history.h"

enum { MOST_COLUMNS = 256, MOST_NOTES = 100, ID_TEXT = 64 };
static const size_t MOST_BYTES = (size_t)1 << 30;

typedef struct table { /* which column holds what; MOST_COLUMNS: none */
    const char *name;
    size_t time, latitude, longitude, id, row;
    cw_clock clock;
    history_choice choice;
} table;

void history_note(cw_history *history, const char *name, size_t row, const char *what) {
    history->damaged++;
    if (history->damaged <= MOST_NOTES)
        cw_text_add(&history->notes, "%s, row %zu: %s\n", name, row, what);
}

bool history_add(cw_history *history, cw_time time, cw_position at) {
    if (!cw_grow(&history->incidents, &history->capacity, history->count + 1)) return false;
    history->incidents[history->count++] = (cw_past_incident){time, at};
    return true;
}

void cw_history_free(cw_history *history) {
    if (history == NULL) return;
    free(history->incidents);
    cw_text_free(&history->notes);
    *history = (cw_history){0};
}

/* ---- one row --------------------------------------------------------------------------------- */

static bool read_degrees(const char *text, double most, double *to) {
    char *end;
    if (text == NULL || *text == '\0') return false;
    *to = strtod(text, &end);
    while (isspace((unsigned char)*end)) end++;
    return *end == '\0' && isfinite(*to) && fabs(*to) <= most;
}

/* A time with its zone, or by the clock that the caller names. */
static const char *read_time(const table *t, const char *text, cw_time *to, bool *doubtful) {
    char zoned[80];
    cw_time local;
    *doubtful = false;
    if (text == NULL || *text == '\0') return "it has no time";
    if (cw_time_parse(text, to, NULL)) return NULL;
    snprintf(zoned, sizeof zoned, "%.70sZ", text);
    if (!cw_time_parse(zoned, &local, NULL)) return "its time cannot be read";
    if (t->clock == CW_CLOCK_NONE)
        return "its time names no zone, and no clock was given for the file";
    return cw_clock_to_utc(t->clock, local, to, doubtful)
               ? NULL
               : "its time is in the hour that the clock skips in spring";
}

static bool take_row(cw_history *history, const table *t, char *const *fields, size_t count) {
    cw_position at;
    cw_time time = 0;
    bool doubtful = false;
    const char *lat = t->latitude < count ? fields[t->latitude] : NULL,
               *lon = t->longitude < count ? fields[t->longitude] : NULL;
    const char *why = read_time(t, t->time < count ? fields[t->time] : NULL, &time, &doubtful);
    if (why == NULL && (lat == NULL || *lat == '\0' || lon == NULL || *lon == '\0'))
        why = "it has no position";
    if (why == NULL
        && (!read_degrees(lat, 90.0, &at.lat_deg) || !read_degrees(lon, 180.0, &at.lon_deg)))
        why = "its position is none";
    if (why == NULL && at.lat_deg == 0.0 && at.lon_deg == 0.0)
        why = "its position is 0, 0: nobody knew it";
    if (why != NULL) {
        history_note(history, t->name, t->row, why);
        return true;
    }
    if (doubtful) history->doubtful++;
    return history_add(history, time, at);
}

/* ---- the table ------------------------------------------------------------------------------- */

static size_t find_column(char *const *fields, size_t count, const char *wanted) {
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(fields[i], wanted) == 0) return i;
    return MOST_COLUMNS;
}

static bool find_columns(table *t, char *const *fields, size_t count,
                         const cw_history_options *options, cw_error *err) {
    const char *time = options->time ? options->time : "date_heure_reception_alerte",
               *lat = options->latitude ? options->latitude : "latitude",
               *lon = options->longitude ? options->longitude : "longitude",
               *id = options->id ? options->id : "operation_id";
    t->time = find_column(fields, count, time);
    t->latitude = find_column(fields, count, lat);
    t->longitude = find_column(fields, count, lon);
    t->id = find_column(fields, count, id);
    const char *missing = t->time == MOST_COLUMNS        ? time
                          : t->latitude == MOST_COLUMNS  ? lat
                          : t->longitude == MOST_COLUMNS ? lon
                                                         : NULL;
    if (missing == NULL && options->id != NULL && t->id == MOST_COLUMNS) missing = id;
    return missing == NULL
           || cw_fail(err, CW_ERR_INPUT,
                      "%s, line 1: there is no column \"%.64s\" (name the columns: "
                      "--columns time=...,latitude=...,longitude=...,id=...)",
                      t->name, missing);
}

/* The end of the line at `text`: a line break outside quotes. */
static char *line_end(char *text) {
    bool quoted = false;
    for (; *text != '\0'; text++) {
        if (*text == '"') quoted = !quoted;
        if (*text == '\n' && !quoted) return text;
    }
    return text;
}

static int by_text(const void *a, const void *b) {
    return strcmp(a, b);
}

static void keep_text(void *text) {
    (void)text; /* the names lie in the text of the file */
}

/* An operation counts once, by its first row that can be counted; false: out of memory. */
static bool take_once(cw_history *history, const table *t, void **ids, char *const *fields,
                      size_t count) {
    const char *id = t->id < count && *fields[t->id] != '\0' ? fields[t->id] : NULL;
    size_t before = history->count;
    history->rows++;
    if (!history_choice_takes(&t->choice, fields, count)) {
        history->unwanted++;
        return true;
    }
    if (id != NULL && tfind(id, ids, by_text) != NULL) {
        history->twice++;
        return true;
    }
    if (!take_row(history, t, fields, count)) return false;
    return id == NULL || history->count == before || tsearch(id, ids, by_text) != NULL;
}

/* `rows` is cut up in place; the names point into it. */
static bool take_rows(cw_history *history, table *t, char *rows, cw_error *err) {
    char *fields[MOST_COLUMNS] = {NULL};
    void *ids = NULL;
    bool failed = false;
    for (char *at = rows; !failed && *at != '\0';) {
        char *end = line_end(at), *next = *end != '\0' ? end + 1 : end;
        *end = '\0';
        t->row++;
        if (at[strspn(at, " \t\r")] != '\0') {
            size_t count = cw_csv_split(at, fields, MOST_COLUMNS);
            failed = !take_once(history, t, &ids, fields, count);
        }
        at = next;
    }
    tdestroy(ids, keep_text);
    return !failed || cw_fail_memory(err);
}

bool cw_history_parse_csv(cw_history *history, const char *text, size_t length, const char *name,
                          const cw_history_options *options, cw_error *err) {
    char *copy = calloc(1, length + 1), *fields[MOST_COLUMNS];
    table t = {.name = name, .row = 1, .clock = options->clock};
    if (copy == NULL) return cw_fail_memory(err);
    memcpy(copy, text, length);
    bool plain = strlen(copy) == length;
    char *head = strncmp(copy, "\xEF\xBB\xBF", 3) == 0 ? copy + 3 : copy, *end = line_end(head);
    char *rows = *end != '\0' ? end + 1 : end;
    *end = '\0';
    size_t count = cw_csv_split(head, fields, MOST_COLUMNS);
    bool good =
        plain || cw_fail(err, CW_ERR_INPUT, "%s: it holds zero bytes; it is not a CSV", name);
    good = good && find_columns(&t, fields, count, options, err)
           && history_choice_make(options, fields, count, name, &t.choice, err)
           && take_rows(history, &t, rows, err);
    free(copy);
    return good;
}

char *history_read_file(const char *path, size_t *length, cw_error *err) {
    FILE *file = fopen(path, "rb");
    char *data = NULL;
    size_t capacity = 0;
    *length = 0;
    if (file == NULL) {
        cw_fail(err, CW_ERR_INPUT, "%s: cannot be opened (%s)", path, strerror(errno));
        return NULL;
    }
    for (size_t got = 1; got > 0 && *length < MOST_BYTES; *length += got) {
        if (!cw_grow(&data, &capacity, *length + 65536)) break;
        got = fread(data + *length, 1, 65536, file);
    }
    bool bad = data == NULL || ferror(file) != 0 || !feof(file);
    fclose(file);
    if (!bad && cw_grow(&data, &capacity, *length + 1)) {
        data[*length] = '\0';
        return data;
    }
    free(data);
    cw_fail(err, CW_ERR_INPUT, "%s: cannot be read as a file of at most 1 GiB", path);
    return NULL;
}

bool cw_history_read_csv(cw_history *history, const char *path, const cw_history_options *options,
                         cw_error *err) {
    size_t length;
    char *text = history_read_file(path, &length, err);
    bool good = text != NULL && cw_history_parse_csv(history, text, length, path, options, err);
    free(text);
    return good;
}
