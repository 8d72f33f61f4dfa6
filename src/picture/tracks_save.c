/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a file of tracks: beside its place under another name, and renamed when it is whole. */
#include "fix_blob.h"
#include "tracks_db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char SCHEMA[] =
    "CREATE TABLE vessel(id INTEGER PRIMARY KEY, mmsi INTEGER NOT NULL, body INTEGER NOT NULL,"
    " sender INTEGER NOT NULL, imo INTEGER NOT NULL, mothership INTEGER NOT NULL,"
    " name TEXT NOT NULL, callsign TEXT NOT NULL, destination TEXT NOT NULL,"
    " ship_type INTEGER NOT NULL, to_bow_m INTEGER NOT NULL, to_stern_m INTEGER NOT NULL,"
    " to_port_m INTEGER NOT NULL, to_starboard_m INTEGER NOT NULL, draught_m REAL NOT NULL,"
    " UNIQUE(mmsi, body));"
    "CREATE TABLE chunk(id INTEGER PRIMARY KEY, vessel INTEGER NOT NULL, first INTEGER NOT NULL,"
    " last INTEGER NOT NULL, fixes INTEGER NOT NULL, packed BLOB NOT NULL);"
    "CREATE INDEX chunk_of ON chunk(vessel, first);"
    "CREATE VIRTUAL TABLE place USING rtree(id, south, north, west, east, first_s, last_s);"
    "CREATE TABLE split(mmsi INTEGER NOT NULL, body INTEGER NOT NULL, from_time INTEGER NOT NULL,"
    " to_time INTEGER NOT NULL, from_lat REAL NOT NULL, from_lon REAL NOT NULL,"
    " to_lat REAL NOT NULL, to_lon REAL NOT NULL);"
    "CREATE TABLE beacon(mmsi INTEGER PRIMARY KEY, sender INTEGER NOT NULL,"
    " state INTEGER NOT NULL, first_heard INTEGER, last_heard INTEGER, last_active INTEGER,"
    " last_test INTEGER, messages INTEGER NOT NULL, lat REAL, lon REAL, at_time INTEGER);";

typedef struct saving {
    tracks_db t;
    sqlite3_stmt *vessel, *chunk, *place, *split, *beacon;
} saving;

static bool step(const saving *s, sqlite3_stmt *statement, cw_error *err) {
    bool done = sqlite3_step(statement) == SQLITE_DONE || tracks_db_fail(&s->t, err);
    sqlite3_reset(statement);
    return done;
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text) {
    sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static void bind_time(sqlite3_stmt *statement, int at, cw_time time) {
    if (time == CW_AIS_NO_TIME)
        sqlite3_bind_null(statement, at);
    else
        sqlite3_bind_int64(statement, at, time);
}

/* ---- rows -------------------------------------------------------------------------------------
 */

static bool save_vessel(const saving *s, const cw_vessel *v, cw_error *err) {
    const cw_ais_static *said = &v->said;
    const int64_t numbers[] = {v->mmsi, v->body, v->sender, said->imo, said->mothership_mmsi};
    const int sizes[] = {said->ship_type, said->to_bow_m, said->to_stern_m, said->to_port_m,
                         said->to_starboard_m};
    for (int i = 0; i < 5; i++) sqlite3_bind_int64(s->vessel, i + 1, numbers[i]);
    bind_text(s->vessel, 6, said->name);
    bind_text(s->vessel, 7, said->callsign);
    bind_text(s->vessel, 8, said->destination);
    for (int i = 0; i < 5; i++) sqlite3_bind_int(s->vessel, i + 9, sizes[i]);
    sqlite3_bind_double(s->vessel, 14, said->draught_m);
    return step(s, s->vessel, err);
}

typedef struct extent { /* of a chunk, in degrees and seconds */
    double south, north, west, east, first_s, last_s;
} extent;

static extent extent_of(const cw_track *track, size_t from, size_t to) {
    extent e = {90.0, -90.0, 180.0, -180.0, 0.0, 0.0};
    double lon_before = 0.0;
    for (size_t i = from; i < to; i++) {
        cw_track_fix fix = cw_track_fix_at(track, i);
        bool over_date_line = i > from && fabs(fix.at.lon_deg - lon_before) > 180.0;
        e.south = fmin(e.south, fix.at.lat_deg);
        e.north = fmax(e.north, fix.at.lat_deg);
        e.west = over_date_line ? -180.0 : fmin(e.west, fix.at.lon_deg);
        e.east = over_date_line ? 180.0 : fmax(e.east, fix.at.lon_deg);
        lon_before = fix.at.lon_deg;
        if (i == from) e.first_s = (double)fix.time / 1000.0;
        e.last_s = (double)fix.time / 1000.0;
    }
    return e;
}

static bool save_place(const saving *s, int64_t id, const extent *e, cw_error *err) {
    const double sides[] = {e->south, e->north, e->west, e->east, e->first_s, e->last_s};
    sqlite3_bind_int64(s->place, 1, id);
    for (int i = 0; i < 6; i++) sqlite3_bind_double(s->place, i + 2, sides[i]);
    return step(s, s->place, err);
}

static bool save_chunk(const saving *s, int64_t vessel, const cw_track *track, size_t from,
                       size_t count, cw_error *err) {
    compact_fix fixes[FIX_BLOB_MOST];
    uint8_t packed[FIX_BLOB_ROOM];
    for (size_t i = 0; i < count; i++) fixes[i] = *track_fix(track, from + i);
    size_t length = fix_blob_pack(fixes, count, packed);
    if (length == 0) return cw_fail(err, CW_ERR_MACHINE, "%.300s: zstd failed", s->t.path);
    sqlite3_bind_int64(s->chunk, 1, vessel);
    sqlite3_bind_int64(s->chunk, 2, compact_time(&fixes[0]));
    sqlite3_bind_int64(s->chunk, 3, compact_time(&fixes[count - 1]));
    sqlite3_bind_int64(s->chunk, 4, (int64_t)count);
    sqlite3_bind_blob64(s->chunk, 5, packed, length, SQLITE_STATIC);
    if (!step(s, s->chunk, err)) return false;
    size_t behind = from + count + (from + count < track->count); /* and the leg to the next */
    extent e = extent_of(track, from, behind);
    return save_place(s, sqlite3_last_insert_rowid(s->t.db), &e, err);
}

static bool save_track(const saving *s, const cw_track *track, cw_error *err) {
    if (!save_vessel(s, &track->vessel, err)) return false;
    int64_t vessel = sqlite3_last_insert_rowid(s->t.db);
    for (size_t from = 0; from < track->count; from += FIX_BLOB_MOST) {
        size_t left = track->count - from;
        if (!save_chunk(s, vessel, track, from, left < FIX_BLOB_MOST ? left : FIX_BLOB_MOST, err))
            return false;
    }
    return true;
}

static bool save_split(const saving *s, const cw_split *split, cw_error *err) {
    sqlite3_bind_int64(s->split, 1, split->mmsi);
    sqlite3_bind_int64(s->split, 2, split->body);
    sqlite3_bind_int64(s->split, 3, split->from_time);
    sqlite3_bind_int64(s->split, 4, split->to_time);
    sqlite3_bind_double(s->split, 5, split->from.lat_deg);
    sqlite3_bind_double(s->split, 6, split->from.lon_deg);
    sqlite3_bind_double(s->split, 7, split->to.lat_deg);
    sqlite3_bind_double(s->split, 8, split->to.lon_deg);
    return step(s, s->split, err);
}

static bool save_beacon(const saving *s, const cw_beacon *b, cw_error *err) {
    const cw_time times[] = {b->first_heard, b->last_heard, b->last_active, b->last_test};
    sqlite3_clear_bindings(s->beacon);
    sqlite3_bind_int64(s->beacon, 1, b->mmsi);
    sqlite3_bind_int(s->beacon, 2, (int)b->sender);
    sqlite3_bind_int(s->beacon, 3, (int)b->state);
    for (int i = 0; i < 4; i++) bind_time(s->beacon, 4 + i, times[i]);
    sqlite3_bind_int64(s->beacon, 8, (int64_t)b->messages);
    if (b->placed) sqlite3_bind_double(s->beacon, 9, b->at.lat_deg);
    if (b->placed) sqlite3_bind_double(s->beacon, 10, b->at.lon_deg);
    bind_time(s->beacon, 11, b->at_time);
    return step(s, s->beacon, err);
}

/* ---- the file ---------------------------------------------------------------------------------
 */

static bool begin(saving *s, cw_error *err) {
    char settings[160];
    snprintf(settings, sizeof settings,
             "PRAGMA application_id = %d; PRAGMA user_version = %d; PRAGMA journal_mode = OFF;"
             "PRAGMA synchronous = OFF; BEGIN;",
             TRACKS_APPLICATION, TRACKS_FORMAT);
    if (!tracks_db_run(&s->t, settings, err) || !tracks_db_run(&s->t, SCHEMA, err)) return false;
    s->vessel = tracks_db_prepare(
        &s->t, "INSERT INTO vessel VALUES(NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", err);
    s->chunk = tracks_db_prepare(&s->t, "INSERT INTO chunk VALUES(NULL,?,?,?,?,?)", err);
    s->place = tracks_db_prepare(&s->t, "INSERT INTO place VALUES(?,?,?,?,?,?,?)", err);
    s->split = tracks_db_prepare(&s->t, "INSERT INTO split VALUES(?,?,?,?,?,?,?,?)", err);
    s->beacon = tracks_db_prepare(&s->t, "INSERT INTO beacon VALUES(?,?,?,?,?,?,?,?,?,?,?)", err);
    return s->vessel && s->chunk && s->place && s->split && s->beacon;
}

static bool save_all(saving *s, cw_vessels *v, cw_error *err) {
    size_t count;
    const cw_track *const *tracks = cw_vessels_tracks(v, &count, err);
    bool good = tracks != NULL && begin(s, err);
    for (size_t i = 0; good && i < count; i++) good = save_track(s, tracks[i], err);
    for (size_t i = 0; good && i < v->split_count; i++) good = save_split(s, &v->splits[i], err);
    for (size_t i = 0; good && i < v->beacon_count; i++) good = save_beacon(s, &v->beacons[i], err);
    return good && tracks_db_run(&s->t, "COMMIT", err);
}

static void end(saving *s) {
    sqlite3_finalize(s->vessel);
    sqlite3_finalize(s->chunk);
    sqlite3_finalize(s->place);
    sqlite3_finalize(s->split);
    sqlite3_finalize(s->beacon);
    sqlite3_close(s->t.db);
}

/* On the disk before it has its name. */
static bool settle(const char *part, const char *path, cw_error *err) {
    int file = open(part, O_RDONLY | O_CLOEXEC);
    bool good = file >= 0 && fsync(file) == 0;
    if (file >= 0) good = close(file) == 0 && good;
    return (good && rename(part, path) == 0)
           || cw_fail(err, CW_ERR_MACHINE, "%.300s: cannot be written: %s", path, strerror(errno));
}

bool cw_vessels_save(cw_vessels *v, const char *path, cw_error *err) {
    cw_text part = {0};
    cw_text_add(&part, "%s.part", path);
    if (part.failed) return cw_fail_memory(err);
    saving s = {.t.path = path};
    unlink(part.data);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE;
    bool opened = sqlite3_open_v2(part.data, &s.t.db, flags, NULL) == SQLITE_OK;
    bool good = opened || cw_fail(err, CW_ERR_MACHINE, "%.300s: cannot be made", path);
    good = good && save_all(&s, v, err);
    end(&s);
    good = good && settle(part.data, path, err);
    if (!good) unlink(part.data);
    cw_text_free(&part);
    return good;
}
