/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Harmonic constants of tidal streams from comma separated values:
 *
 *     # comment lines
 *     lat,lon,M2_u_amp,M2_u_phase,M2_v_amp,M2_v_phase,S2_u_amp,...
 *     51.6209,2.5327,0.480,33.6,0.518,64.6,...
 *
 * Amplitudes in m/s, Greenwich phase lags in degrees; u to the east, v to the north. The header
 * says which constituents there are and in which order the columns stand; each constituent needs
 * its four columns. A table of streams decides where people are looked for, so nothing in it is
 * passed over: an unknown column, a missing number, a number out of range or a point given twice is
 * an error that names the line.
 */
#include "tide_table.h"
#include "tide_constituents.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LINE = 16384, MOST_POINTS = 100000, MOST_FIELDS = 2 + 4 * TIDE_MOST_CONSTITUENTS };
enum { U_AMP, U_PHASE, V_AMP, V_PHASE, PARTS };
enum { LAT = -1, LON = -2 }; /* what a column may hold besides a part of a wave */

static const double MOST_AMPLITUDE_MPS = 15.0; /* the fastest streams on Earth run at 11 m/s */
static const double MOST_PHASE_DEG = 720.0;
static const char *const PART_NAMES[PARTS] = {"_u_amp", "_u_phase", "_v_amp", "_v_phase"};

typedef struct reader {
    tide_table *table;
    const char *name, *at, *end;
    size_t line;
    char text[MOST_LINE];
    char *fields[MOST_FIELDS + 1];
    size_t field_count;
    size_t columns;
    int holds[MOST_FIELDS]; /* PARTS * constituent + part, or LAT, LON */
    size_t *lines;          /* of each point */
    size_t point_room, wave_room, line_room;
    cw_error *err;
} reader;

/* ---- lines ----------------------------------------------------------------------------------- */

static bool is_comment(const char *line) {
    line += strspn(line, " \t");
    return *line == '#' || *line == '\0' || *line == '\r';
}

/* The next line that is neither empty nor a comment, split; false at the end or on an error. */
static bool next_row(reader *r) {
    while (r->at < r->end) {
        const char *stop = memchr(r->at, '\n', (size_t)(r->end - r->at));
        size_t length = (size_t)((stop != NULL ? stop : r->end) - r->at);
        const char *line = r->at;
        r->at = stop != NULL ? stop + 1 : r->end;
        r->line++;
        if (length >= MOST_LINE) {
            return cw_fail(r->err, CW_ERR_INPUT, "%s line %zu is longer than %d characters",
                           r->name, r->line, MOST_LINE - 1);
        }
        memcpy(r->text, line, length);
        r->text[length] = '\0';
        if (is_comment(r->text)) continue;
        r->field_count = cw_csv_split(r->text, r->fields, MOST_FIELDS + 1);
        return true;
    }
    return false;
}

static char *trimmed(char *field) {
    field += strspn(field, " \t");
    size_t length = strlen(field);
    while (length > 0 && (field[length - 1] == ' ' || field[length - 1] == '\t')) length--;
    field[length] = '\0';
    return field;
}

/* ---- the header ------------------------------------------------------------------------------ */

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), tail = strlen(end);
    return length > tail && strcmp(text + length - tail, end) == 0;
}

/* The table's number of a constituent, added when it is new. */
static bool table_constituent(reader *r, int constituent, size_t *k) {
    tide_table *t = r->table;
    for (*k = 0; *k < t->constituent_count; (*k)++) {
        if (t->constituents[*k] == constituent) return true;
    }
    if (t->constituent_count == TIDE_MOST_CONSTITUENTS) {
        return cw_fail(r->err, CW_ERR_INPUT, "%s line %zu: more than %d constituents", r->name,
                       r->line, TIDE_MOST_CONSTITUENTS);
    }
    t->constituents[t->constituent_count++] = constituent;
    return true;
}

static bool read_wave_column(reader *r, const char *title, int *holds) {
    for (int part = 0; part < PARTS; part++) {
        if (!ends_with(title, PART_NAMES[part])) continue;
        size_t length = strlen(title) - strlen(PART_NAMES[part]), k;
        int constituent = tide_constituent_find(title, length);
        if (constituent == TIDE_UNKNOWN) {
            return cw_fail(r->err, CW_ERR_INPUT, "%s line %zu: unknown tidal constituent %.*s",
                           r->name, r->line, (int)(length < 40 ? length : 40), title);
        }
        if (!table_constituent(r, constituent, &k)) return false;
        *holds = (int)k * PARTS + part;
        return true;
    }
    return cw_fail(r->err, CW_ERR_INPUT,
                   "%s line %zu: unknown column \"%.40s\" (wanted lat, lon and, for each "
                   "constituent, M2_u_amp, M2_u_phase, M2_v_amp, M2_v_phase)",
                   r->name, r->line, title);
}

static bool read_column(reader *r, size_t column) {
    const char *title = trimmed(r->fields[column]);
    int *holds = &r->holds[column];
    if (strcmp(title, "lat") == 0)
        *holds = LAT;
    else if (strcmp(title, "lon") == 0)
        *holds = LON;
    else if (!read_wave_column(r, title, holds))
        return false;
    for (size_t i = 0; i < column; i++) {
        if (r->holds[i] != *holds) continue;
        return cw_fail(r->err, CW_ERR_INPUT, "%s line %zu: two columns hold %.40s", r->name,
                       r->line, title);
    }
    return true;
}

static bool has_column(const reader *r, int wanted) {
    for (size_t i = 0; i < r->columns; i++) {
        if (r->holds[i] == wanted) return true;
    }
    return false;
}

static bool check_columns(const reader *r) {
    if (!has_column(r, LAT) || !has_column(r, LON)) {
        return cw_fail(r->err, CW_ERR_INPUT, "%s line %zu: the header needs lat and lon", r->name,
                       r->line);
    }
    for (size_t k = 0; k < r->table->constituent_count; k++) {
        for (int part = 0; part < PARTS; part++) {
            if (has_column(r, (int)k * PARTS + part)) continue;
            return cw_fail(r->err, CW_ERR_INPUT, "%s line %zu: the header has no column %s%s",
                           r->name, r->line, tide_constituent_name(r->table->constituents[k]),
                           PART_NAMES[part]);
        }
    }
    return r->table->constituent_count > 0
           || cw_fail(r->err, CW_ERR_INPUT, "%s line %zu: the header names no tidal constituent",
                      r->name, r->line);
}

static bool read_header(reader *r) {
    if (!next_row(r)) { /* the first error stands */
        return cw_fail(r->err, CW_ERR_INPUT, "%s holds no header line", r->name);
    }
    if (r->field_count > MOST_FIELDS) {
        return cw_fail(r->err, CW_ERR_INPUT, "%s line %zu has more than %d columns", r->name,
                       r->line, MOST_FIELDS);
    }
    r->columns = r->field_count;
    for (size_t i = 0; i < r->columns; i++) {
        if (!read_column(r, i)) return false;
    }
    return check_columns(r);
}

/* ---- the rows -------------------------------------------------------------------------------- */

static bool read_number(const reader *r, size_t column, double low, double high, const char *what,
                        double *value) {
    const char *text = trimmed(r->fields[column]);
    char *end;
    *value = strtod(text, &end);
    if (*text == '\0' || *end != '\0' || !isfinite(*value)) {
        return cw_fail(r->err, CW_ERR_INPUT, "%s line %zu column %zu: \"%.40s\" is not a number",
                       r->name, r->line, column + 1, text);
    }
    if (*value < low || *value > high) {
        return cw_fail(r->err, CW_ERR_INPUT, "%s line %zu column %zu: %s %g is not in %g to %g",
                       r->name, r->line, column + 1, what, *value, low, high);
    }
    return true;
}

static bool read_field(const reader *r, size_t column, cw_position *point, double waves[][PARTS]) {
    int holds = r->holds[column];
    if (holds == LAT)
        return read_number(r, column, -90.0, 90.0, CW_SAID("latitude"), &point->lat_deg);
    if (holds == LON)
        return read_number(r, column, -180.0, 360.0, CW_SAID("longitude"), &point->lon_deg);
    int part = holds % PARTS;
    double *value = &waves[holds / PARTS][part];
    if (part == U_AMP || part == V_AMP) {
        return read_number(r, column, 0.0, MOST_AMPLITUDE_MPS, CW_SAID("amplitude (m/s)"), value);
    }
    return read_number(r, column, -MOST_PHASE_DEG, MOST_PHASE_DEG, CW_SAID("phase lag (degrees)"),
                       value);
}

/* Room for one more point and its waves. */
static bool make_room(reader *r) {
    tide_table *t = r->table;
    if (t->point_count == MOST_POINTS) {
        return cw_fail(r->err, CW_ERR_INPUT, "%s holds more than %d points", r->name, MOST_POINTS);
    }
    size_t count = t->point_count + 1;
    bool done = cw_grow(&t->points, &r->point_room, count)
                && cw_grow(&t->waves, &r->wave_room, count * t->constituent_count)
                && cw_grow(&r->lines, &r->line_room, count);
    return done || cw_fail_memory(r->err);
}

static tide_wave wave_of(const double parts[PARTS]) {
    double g_u = cw_radians(parts[U_PHASE]), g_v = cw_radians(parts[V_PHASE]);
    return (tide_wave){.u_cos = parts[U_AMP] * cos(g_u),
                       .v_cos = parts[V_AMP] * cos(g_v),
                       .u_sin = parts[U_AMP] * sin(g_u),
                       .v_sin = parts[V_AMP] * sin(g_v)};
}

static bool read_row(reader *r) {
    tide_table *t = r->table;
    double waves[TIDE_MOST_CONSTITUENTS][PARTS] = {{0}}; /* the header has a column for each */
    cw_position point = {0};
    if (r->field_count != r->columns) {
        return cw_fail(r->err, CW_ERR_INPUT,
                       "%s line %zu has %s%zu fields where the header has %zu", r->name, r->line,
                       r->field_count > MOST_FIELDS ? CW_SAID("at least ") : "", r->field_count,
                       r->columns);
    }
    for (size_t i = 0; i < r->columns; i++) {
        if (!read_field(r, i, &point, waves)) return false;
    }
    if (!make_room(r)) return false;
    if (point.lon_deg > 180.0) point.lon_deg -= 360.0;
    for (size_t k = 0; k < t->constituent_count; k++) {
        t->waves[t->point_count * t->constituent_count + k] = wave_of(waves[k]);
    }
    r->lines[t->point_count] = r->line;
    t->points[t->point_count++] = point;
    return true;
}

/* ---- points given twice ---------------------------------------------------------------------- */

typedef struct place {
    cw_position at;
    size_t line;
} place;

static int by_place(const void *a, const void *b) {
    const place *p = a, *q = b;
    if (p->at.lat_deg != q->at.lat_deg) return p->at.lat_deg < q->at.lat_deg ? -1 : 1;
    if (p->at.lon_deg != q->at.lon_deg) return p->at.lon_deg < q->at.lon_deg ? -1 : 1;
    return (p->line > q->line) - (p->line < q->line);
}

static bool check_twice(const reader *r) {
    const tide_table *t = r->table;
    place *places = cw_alloc_array(t->point_count, sizeof *places);
    if (places == NULL) return cw_fail_memory(r->err);
    for (size_t i = 0; i < t->point_count; i++) places[i] = (place){t->points[i], r->lines[i]};
    qsort(places, t->point_count, sizeof *places, by_place);
    bool good = true;
    for (size_t i = 1; i < t->point_count && good; i++) {
        const place *a = &places[i - 1], *b = &places[i];
        if (a->at.lat_deg != b->at.lat_deg || a->at.lon_deg != b->at.lon_deg) continue;
        good = cw_fail(r->err, CW_ERR_INPUT, "%s line %zu gives the point of line %zu again",
                       r->name, b->line, a->line);
    }
    free(places);
    return good;
}

static bool read_all(reader *r) {
    if (!read_header(r)) return false;
    while (next_row(r)) {
        if (!read_row(r)) return false;
    }
    if (r->err->code != CW_OK) return false; /* the line could not be read */
    if (r->table->point_count == 0) {
        return cw_fail(r->err, CW_ERR_INPUT, "%s holds no point", r->name);
    }
    return check_twice(r);
}

bool tide_table_read(tide_table *table, const char *name, const char *text, size_t length,
                     cw_error *err) {
    *table = (tide_table){0};
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) { /* byte order mark */
        text += 3;
        length -= 3;
    }
    if (memchr(text, '\0', length) != NULL) {
        return cw_fail(err, CW_ERR_INPUT, "%s holds zero bytes: it is not a text file", name);
    }
    reader *r = calloc(1, sizeof *r);
    if (r == NULL) return cw_fail_memory(err);
    cw_error failed = {0};
    r->table = table;
    r->name = name;
    r->at = text;
    r->end = text + length;
    r->err = &failed;
    bool good = read_all(r) || cw_error_pass(err, &failed);
    free(r->lines);
    free(r);
    return good;
}

void tide_table_clear(tide_table *table) {
    free(table->points);
    free(table->waves);
    *table = (tide_table){0};
}
