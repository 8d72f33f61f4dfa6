/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a file of tracks, or of it the tracks that pass through a box and a time. The file may be
 * anybody's: it is opened read-only, with no trust in its schema, and every number is checked.
 */
#include "fix_blob.h"
#include "tracks_db.h"

#include <stdlib.h>
#include <string.h>

typedef struct loading {
    tracks_db t;
    cw_vessels *vessels;
    const cw_vessels_query *query;
    sqlite3_stmt *chunks;
    uint32_t mmsi; /* of the track before */
    bool fresh;    /* nothing was known of that number before this file */
} loading;

static bool damaged(const loading *l, const char *what, cw_error *err) {
    return cw_fail(err, CW_ERR_INPUT, "%.300s: is damaged: %s", l->t.path, what);
}

static bool one_number(const loading *l, const char *sql, int64_t *number, cw_error *err) {
    sqlite3_stmt *statement = tracks_db_prepare(&l->t, sql, err);
    if (statement == NULL) return false;
    bool good = sqlite3_step(statement) == SQLITE_ROW;
    if (good) *number = sqlite3_column_int64(statement, 0);
    if (!good) tracks_db_fail(&l->t, err);
    sqlite3_finalize(statement);
    return good;
}

static bool is_ours(const loading *l, cw_error *err) {
    int64_t application = 0, format = 0, others = 0;
    if (!one_number(l, "PRAGMA application_id", &application, err)
        || !one_number(l, "PRAGMA user_version", &format, err))
        return false;
    if (application != TRACKS_APPLICATION)
        return cw_fail(err, CW_ERR_INPUT, "%.300s: is a database, but not of tracks", l->t.path);
    if (format != TRACKS_FORMAT)
        return cw_fail(err, CW_ERR_INPUT, "%.300s: is of format %lld; this program knows %d",
                       l->t.path, (long long)format, TRACKS_FORMAT);
    return one_number(l, "SELECT count(*) FROM sqlite_schema WHERE type IN ('view', 'trigger')",
                      &others, err)
           && (others == 0 || damaged(l, "it holds more than tracks", err));
}

static bool open_file(loading *l, cw_error *err) {
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(l->t.path, &l->t.db, flags, NULL) != SQLITE_OK)
        return tracks_db_fail(&l->t, err);
    sqlite3_db_config(l->t.db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return tracks_db_run(&l->t, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;", err)
           && is_ours(l, err);
}

/* ---- a row of a vessel ------------------------------------------------------------------------
 */

/* A whole number within its bounds; *good goes false where it is not. */
static int64_t number(sqlite3_stmt *row, int column, int64_t most, bool *good) {
    int64_t value = sqlite3_column_int64(row, column);
    if (sqlite3_column_type(row, column) != SQLITE_INTEGER || value < 0 || value > most)
        *good = false;
    return value;
}

static void text(sqlite3_stmt *row, int column, char *to, size_t room, bool *good) {
    const char *value = (const char *)sqlite3_column_text(row, column);
    size_t length = (size_t)sqlite3_column_bytes(row, column);
    if (value == NULL || length >= room || strlen(value) != length) {
        *good = false;
        return;
    }
    memcpy(to, value, length + 1);
}

/* Columns from the second on: the first is its id. */
static bool read_vessel(sqlite3_stmt *row, cw_vessel *v) {
    enum { MOST_MMSI = (1 << 30) - 1, MOST_LENGTH = 511, MOST_BEAM = 126 };
    bool good = true;
    *v = (cw_vessel){.mmsi = (uint32_t)number(row, 1, MOST_MMSI, &good)};
    cw_ais_static *s = &v->said;
    v->body = (unsigned)number(row, 2, CW_VESSEL_MOST_BODIES - 1, &good);
    v->sender = (cw_ais_sender)number(row, 3, CW_AIS_SENDER_UNKNOWN, &good);
    s->mmsi = v->mmsi;
    s->imo = (uint32_t)number(row, 4, MOST_MMSI, &good);
    s->mothership_mmsi = (uint32_t)number(row, 5, MOST_MMSI, &good);
    text(row, 6, s->name, sizeof s->name, &good);
    text(row, 7, s->callsign, sizeof s->callsign, &good);
    text(row, 8, s->destination, sizeof s->destination, &good);
    s->ship_type = (int)number(row, 9, 255, &good);
    s->to_bow_m = (int)number(row, 10, MOST_LENGTH, &good);
    s->to_stern_m = (int)number(row, 11, MOST_LENGTH, &good);
    s->to_port_m = (int)number(row, 12, MOST_BEAM, &good);
    s->to_starboard_m = (int)number(row, 13, MOST_BEAM, &good);
    s->draught_m = sqlite3_column_double(row, 14);
    return good && s->draught_m >= 0.0 && s->draught_m < 100.0;
}

/* ---- its fixes --------------------------------------------------------------------------------
 */

/* Into the body as the file has it; or, where other files tell of this number too, as if it were
 * heard now. */
static bool keep_fix(const loading *l, vessel_entry *entry, cw_track *body, cw_ais_sender sender,
                     const compact_fix *fix, cw_error *err) {
    cw_vessels *v = l->vessels;
    v->counts.reports++;
    if (body == NULL) {
        cw_track_fix given = compact_to(fix);
        vessels_fix(v, entry, sender, &given);
    } else if (body->count > 0
               && compact_time(track_fix(body, body->count - 1)) >= compact_time(fix)) {
        return damaged(l, "its fixes are not in the order of time", err);
    } else if (!track_insert(body, body->count, fix)) {
        v->no_memory = true;
    }
    return !v->no_memory || cw_fail_memory(err);
}

/* Those of the time asked for and the nearest before and after: the caller trims to the fix. */
static const char CHUNKS[] =
    "SELECT fixes, packed FROM chunk WHERE vessel = ?1"
    " AND last >= coalesce((SELECT max(last) FROM chunk WHERE vessel = ?1 AND last <= ?2), ?2)"
    " AND first <= coalesce((SELECT min(first) FROM chunk WHERE vessel = ?1 AND first > ?3), ?3)"
    " ORDER BY first";

static bool load_chunks(const loading *l, int64_t vessel, vessel_entry *entry, cw_track *body,
                        cw_ais_sender sender, cw_error *err) {
    compact_fix fixes[FIX_BLOB_MOST];
    const cw_vessels_query *q = l->query;
    int code;
    sqlite3_reset(l->chunks);
    sqlite3_bind_int64(l->chunks, 1, vessel);
    sqlite3_bind_int64(l->chunks, 2, q->in_time ? q->from - CW_TRACK_GAP_MS : INT64_MIN);
    sqlite3_bind_int64(l->chunks, 3, q->in_time ? q->to + CW_TRACK_GAP_MS : INT64_MAX);
    while ((code = sqlite3_step(l->chunks)) == SQLITE_ROW) {
        bool good = true;
        size_t count = (size_t)number(l->chunks, 0, FIX_BLOB_MOST, &good);
        const void *bytes = sqlite3_column_blob(l->chunks, 1);
        size_t length = (size_t)sqlite3_column_bytes(l->chunks, 1);
        if (!good || bytes == NULL || !fix_blob_unpack(bytes, length, fixes, count))
            return damaged(l, "a chunk of fixes cannot be read", err);
        for (size_t i = 0; i < count; i++) {
            if (!keep_fix(l, entry, body, sender, &fixes[i], err)) return false;
        }
    }
    return code == SQLITE_DONE || tracks_db_fail(&l->t, err);
}

static bool load_track(loading *l, sqlite3_stmt *row, cw_error *err) {
    cw_vessel vessel;
    if (!read_vessel(row, &vessel)) return damaged(l, "a vessel's row cannot be read", err);
    vessel_entry *entry = vessels_entry(l->vessels, vessel.mmsi);
    if (entry == NULL) return cw_fail_memory(err);
    if (vessel.mmsi != l->mmsi) l->fresh = entry->first == NULL;
    l->mmsi = vessel.mmsi;
    if (entry->sender == CW_AIS_SENDER_UNKNOWN) entry->sender = vessel.sender;
    cw_track *body = NULL;
    if (l->fresh) {
        entry->body_count = vessel.body; /* rows come by body: unique, so never lower */
        body = vessels_body(entry, vessel.sender);
        if (body == NULL) return cw_fail_memory(err);
    }
    vessels_static(entry, &vessel.said);
    return load_chunks(l, sqlite3_column_int64(row, 0), entry, body, vessel.sender, err);
}

#define VESSEL_COLUMNS                                                                    \
    "v.id, mmsi, body, sender, imo, mothership, name, callsign, destination, ship_type, " \
    "to_bow_m, to_stern_m, to_port_m, to_starboard_m, draught_m"

/* Boxes that meet the query; their sides are rounded outward (sqlite.org/rtree.html, 3.1). */
static const char BY_PLACE[] =
    "SELECT " VESSEL_COLUMNS " FROM vessel v WHERE (?7 < 0 OR mmsi = ?7) AND v.id IN"
    " (SELECT c.vessel FROM place p JOIN chunk c ON c.id = p.id WHERE p.north >= ?1"
    " AND p.south <= ?2 AND p.first_s <= ?6 AND p.last_s >= ?5"
    " AND CASE WHEN ?3 <= ?4 THEN p.east >= ?3 AND p.west <= ?4"
    " ELSE p.east >= ?3 OR p.west <= ?4 END) ORDER BY mmsi, body";

static void bind_query(sqlite3_stmt *s, const cw_vessels_query *q) {
    static const double EVER_S = 1e15;
    cw_box box = q->in_box ? q->box : (cw_box){-90.0, -180.0, 90.0, 180.0};
    sqlite3_bind_double(s, 1, box.south_deg);
    sqlite3_bind_double(s, 2, box.north_deg);
    sqlite3_bind_double(s, 3, box.west_deg);
    sqlite3_bind_double(s, 4, box.east_deg);
    sqlite3_bind_double(s, 5, q->in_time ? (double)q->from / 1000.0 : -EVER_S);
    sqlite3_bind_double(s, 6, q->in_time ? (double)q->to / 1000.0 : EVER_S);
    sqlite3_bind_int64(s, 7, q->of_mmsi ? (int64_t)q->mmsi : -1);
}

static bool load_all_tracks(loading *l, cw_error *err) {
    sqlite3_stmt *rows = tracks_db_prepare(&l->t, BY_PLACE, err);
    bool good = rows != NULL;
    int code = SQLITE_ROW;
    l->mmsi = UINT32_MAX;
    if (good) bind_query(rows, l->query);
    while (good && (code = sqlite3_step(rows)) == SQLITE_ROW) good = load_track(l, rows, err);
    if (good && code != SQLITE_DONE) good = tracks_db_fail(&l->t, err);
    sqlite3_finalize(rows);
    return good;
}

/* ---- splits and beacons ------------------------------------------------------------------------
 */

static bool place(sqlite3_stmt *row, int column, cw_position *at) {
    *at = (cw_position){sqlite3_column_double(row, column), sqlite3_column_double(row, column + 1)};
    return fabs(at->lat_deg) <= 90.0 && fabs(at->lon_deg) <= 180.0;
}

static bool take_split(loading *l, sqlite3_stmt *row, cw_error *err) {
    cw_vessels *v = l->vessels;
    bool good = true;
    cw_split s = {.mmsi = (uint32_t)number(row, 0, (1 << 30) - 1, &good),
                  .body = (unsigned)number(row, 1, CW_VESSEL_MOST_BODIES - 1, &good),
                  .from_time = sqlite3_column_int64(row, 2),
                  .to_time = sqlite3_column_int64(row, 3)};
    if (!place(row, 4, &s.from) || !place(row, 6, &s.to) || !good)
        return damaged(l, "a split cannot be read", err);
    if (cw_vessels_find(v, s.mmsi, s.body) == NULL) return true; /* not asked for */
    if (!cw_grow(&v->splits, &v->split_capacity, v->split_count + 1)) return cw_fail_memory(err);
    v->splits[v->split_count++] = s;
    return true;
}

static cw_time time_or_none(sqlite3_stmt *row, int column) {
    bool none = sqlite3_column_type(row, column) == SQLITE_NULL;
    return none ? CW_AIS_NO_TIME : sqlite3_column_int64(row, column);
}

static bool take_beacon(loading *l, sqlite3_stmt *row, cw_error *err) {
    bool good = true;
    cw_beacon b = {.mmsi = (uint32_t)number(row, 0, (1 << 30) - 1, &good),
                   .sender = (cw_ais_sender)number(row, 1, CW_AIS_SENDER_UNKNOWN, &good),
                   .state = (cw_ais_beacon)number(row, 2, CW_AIS_BEACON_ACTIVE, &good),
                   .first_heard = time_or_none(row, 3),
                   .last_heard = time_or_none(row, 4),
                   .last_active = time_or_none(row, 5),
                   .last_test = time_or_none(row, 6),
                   .messages = (uint64_t)number(row, 7, INT64_MAX, &good),
                   .placed = sqlite3_column_type(row, 8) != SQLITE_NULL,
                   .at_time = time_or_none(row, 10)};
    if (b.placed && !place(row, 8, &b.at)) good = false;
    if (!good) return damaged(l, "a beacon cannot be read", err);
    return vessels_beacon_join(l->vessels, &b) || cw_fail_memory(err);
}

static bool each_row(loading *l, const char *sql,
                     bool (*take)(loading *l, sqlite3_stmt *row, cw_error *err), cw_error *err) {
    sqlite3_stmt *rows = tracks_db_prepare(&l->t, sql, err);
    bool good = rows != NULL;
    int code = SQLITE_ROW;
    while (good && (code = sqlite3_step(rows)) == SQLITE_ROW) good = take(l, rows, err);
    if (good && code != SQLITE_DONE) good = tracks_db_fail(&l->t, err);
    sqlite3_finalize(rows);
    return good;
}

bool tracks_db_load(cw_vessels *vessels, const char *path, const cw_vessels_query *query,
                    cw_error *err) {
    loading l = {.t.path = path, .vessels = vessels, .query = query};
    bool good = open_file(&l, err);
    if (good) l.chunks = tracks_db_prepare(&l.t, CHUNKS, err);
    good = good && l.chunks != NULL && load_all_tracks(&l, err);
    good = good && each_row(&l, "SELECT * FROM split ORDER BY mmsi, body", take_split, err);
    good = good && each_row(&l, "SELECT * FROM beacon ORDER BY mmsi", take_beacon, err);
    sqlite3_finalize(l.chunks);
    sqlite3_close(l.t.db);
    vessels->ordered = false;
    return good;
}
