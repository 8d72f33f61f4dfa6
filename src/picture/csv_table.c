/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first line of a table of positions: what parts its columns, and which is what. National
 * archives name them differently; the names of the known ones stand in one list. A caller can say
 * it instead.
 */
#include "csv_table.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The first name is the one that a caller's map uses. Behind it MarineCadastre's (NOAA), the Danish
 * Maritime Authority's, movingpandas' and exactEarth's. */
static const char *const names[CSV_FIELDS][8] = {
    [CSV_MMSI] = {"mmsi", "id", "ship_id", "sourcemmsi"},
    [CSV_TIME] = {"time", "BaseDateTime", "base_date_time", "Timestamp", "ais_pos_timestamp", "t"},
    [CSV_LAT] = {"lat", "latitude", "y"},
    [CSV_LON] = {"lon", "longitude", "long", "x"},
    [CSV_SPEED] = {"sog", "speed", "speedoverground"},
    [CSV_COURSE] = {"cog", "course", "courseoverground"},
    [CSV_HEADING] = {"heading", "trueheading"},
    [CSV_TURN] = {"rot", "turn", "rateofturn"},
    [CSV_STATUS] = {"status", "Navigational status", "navigationalstatus"},
    [CSV_NAME] = {"name", "VesselName", "vessel_name", "shipname"},
    [CSV_IMO] = {"imo"},
    [CSV_CALLSIGN] = {"callsign", "call_sign"},
    [CSV_TYPE] = {"type", "VesselType", "vessel_type", "Ship type", "shiptype"},
    [CSV_CLASS] = {"class", "TransceiverClass", "transceiver", "Type of mobile"},
    [CSV_LENGTH] = {"length"},
    [CSV_BEAM] = {"beam", "width"},
    [CSV_DRAUGHT] = {"draught", "draft"},
    [CSV_DESTINATION] = {"destination"},
    [CSV_BOW] = {"bow", "A", "to_bow"},
    [CSV_STERN] = {"stern", "B", "to_stern"},
    [CSV_PORT] = {"port", "C", "to_port"},
    [CSV_STARBOARD] = {"starboard", "D", "to_starboard"}};

/* ---- a line into fields ---------------------------------------------------------------------- */

static void take_field(void *bytes, size_t length, void *context) {
    csv_row *row = context;
    if (row->count >= CSV_MOST_COLUMNS || row->used + length + 1 > sizeof row->text) {
        row->too_many = true;
        return;
    }
    char *to = row->text + row->used;
    if (length > 0) memcpy(to, bytes, length);
    to[length] = '\0';
    row->fields[row->count++] = to;
    row->used += length + 1;
}

/* libcsv reads each line by itself: a quote that is not closed spoils its line, not the file. */
bool csv_split(csv_row *row, char delimiter, const char *line, size_t length) {
    struct csv_parser parser;
    row->count = row->used = 0;
    row->too_many = false;
    if (length > CSV_MOST_LINE || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return false;
    csv_set_delim(&parser, (unsigned char)delimiter);
    bool good = csv_parse(&parser, line, length, take_field, NULL, row) == length
                && csv_fini(&parser, take_field, NULL, row) == 0;
    csv_free(&parser);
    return good && !row->too_many;
}

/* ---- which column is what -------------------------------------------------------------------- */

static char delimiter_of(const char *line, size_t length) {
    static const char MAY_BE[] = ",;\t|";
    char best = ',';
    size_t most = 0;
    for (const char *d = MAY_BE; *d != '\0'; d++) {
        size_t count = 0;
        for (size_t i = 0; i < length; i++) count += line[i] == *d;
        if (count > most) {
            most = count;
            best = *d;
        }
    }
    return best;
}

/* Without "# " before it, as the Danish files have it, and without spaces around. */
static const char *bare(char *name) {
    while (*name == '#' || *name == ' ') name++;
    size_t length = strlen(name);
    while (length > 0 && name[length - 1] == ' ') name[--length] = '\0';
    return name;
}

static int find_column(const csv_row *row, const char *name) {
    for (size_t i = 0; i < row->count; i++) {
        if (strcasecmp(bare(row->fields[i]), name) == 0) return (int)i;
    }
    return -1;
}

static void find_columns(csv_table *t) {
    for (int f = 0; f < CSV_FIELDS; f++) {
        t->column[f] = -1;
        for (size_t i = 0; i < 8 && names[f][i] != NULL && t->column[f] < 0; i++)
            t->column[f] = find_column(&t->row, names[f][i]);
    }
}

static bool has_position(const csv_table *t) {
    return t->column[CSV_MMSI] >= 0 && t->column[CSV_TIME] >= 0 && t->column[CSV_LAT] >= 0
           && t->column[CSV_LON] >= 0;
}

/* ---- a caller's map ---------------------------------------------------------------------------
 */

typedef struct pair { /* one KEY=NAME of a map */
    const char *key, *name;
    size_t key_length, name_length;
} pair;

/* The pair at *at, which moves behind it; false: no more. */
static bool next_pair(const char **at, pair *p) {
    if (**at == '\0') return false;
    size_t whole = strcspn(*at, ","), key = strcspn(*at, "=,");
    *p = (pair){*at, *at + key + 1, key, whole > key ? whole - key - 1 : 0};
    *at += whole + ((*at)[whole] == ',');
    return true;
}

static int field_of(const pair *p) {
    for (int f = 0; f < CSV_FIELDS; f++) {
        if (strlen(names[f][0]) == p->key_length
            && strncmp(names[f][0], p->key, p->key_length) == 0)
            return f;
    }
    return -1;
}

static bool is_dates(const pair *p) {
    return p->key_length == 5 && strncmp(p->key, "dates", 5) == 0;
}

static bool check_pair(const pair *p, bool *given, cw_error *err) {
    enum { MOST_NAME = 100 };
    if (p->name_length == 0 || p->name_length > MOST_NAME)
        return cw_fail(err, CW_ERR_INPUT, "--columns: \"%.*s\" is not FIELD=COLUMN",
                       (int)(p->key_length < 60 ? p->key_length : 60), p->key);
    if (is_dates(p))
        return (p->name_length == 11 && strncmp(p->name, "month-first", 11) == 0)
               || (p->name_length == 9 && strncmp(p->name, "day-first", 9) == 0)
               || cw_fail(err, CW_ERR_INPUT, "--columns: dates= is day-first or month-first");
    int f = field_of(p);
    if (f < 0)
        return cw_fail(err, CW_ERR_INPUT,
                       "--columns does not know \"%.*s\"; it knows mmsi, time, "
                       "lat, lon, sog, cog, heading, rot, status, name, imo, "
                       "callsign, type, class, length, beam, draught, "
                       "destination, bow, stern, port, starboard, dates",
                       (int)(p->key_length < 60 ? p->key_length : 60), p->key);
    given[f] = true;
    return true;
}

bool csv_map_check(const char *map, cw_error *err) {
    bool given[CSV_FIELDS] = {false};
    pair p;
    for (const char *at = map; next_pair(&at, &p);) {
        if (!check_pair(&p, given, err)) return false;
    }
    for (int f = CSV_MMSI; f <= CSV_LON; f++) {
        if (!given[f]) return cw_fail(err, CW_ERR_INPUT, "--columns needs %s=COLUMN", names[f][0]);
    }
    return true;
}

static bool find_mapped(csv_table *t, const char *map, cw_error *err) {
    pair p;
    for (int f = 0; f < CSV_FIELDS; f++) t->column[f] = -1;
    for (const char *at = map; next_pair(&at, &p);) {
        char name[128];
        int f = field_of(&p);
        snprintf(name, sizeof name, "%.*s", (int)p.name_length, p.name);
        if (f < 0) {
            t->month_first = strcmp(name, "month-first") == 0;
            continue;
        }
        t->column[f] = find_column(&t->row, name);
        if (t->column[f] < 0) return cw_fail(err, CW_ERR_INPUT, "has no column \"%s\"", name);
    }
    return true;
}

bool csv_table_begin(csv_table *t, const char *line, size_t length, const char *map,
                     cw_error *err) {
    t->delimiter = delimiter_of(line, length);
    t->month_first = false;
    if (!csv_split(&t->row, t->delimiter, line, length))
        return map != NULL && cw_fail(err, CW_ERR_INPUT, "has no line of column names");
    t->columns = t->row.count;
    if (map != NULL) return find_mapped(t, map, err);
    find_columns(t);
    return has_position(t);
}
