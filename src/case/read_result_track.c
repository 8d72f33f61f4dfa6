/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `track:` where a unit really went: positions and times written down, or a log: GPX (read by OGR),
 * NMEA 0183 sentences (nmea.c), or AIS as somebody else received it, when an MMSI says which vessel
 * the unit is (picture room). A log is cut into stretches where its segments end and where no
 * fix came for a while: in between nobody knows where the unit was, and water that nobody is known
 * to have searched counts as not searched.
 */
#include "nmea.h"
#include "read.h"
#include "result_raw.h"

#include <crosswatch/picture.h>

#include <cpl_error.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const cw_time LONGEST_GAP_MS = 5 * CW_MINUTE_MS;
/* Of the unit's greatest speed: what a following wind or stream may add. Fixes at one place that
 * scatter by FIX_ERROR_M are not held against it. */
static const double MOST_SPEED = 1.5, FIX_ERROR_M = 100.0;

bool check_points(reader *r, const char *field, bool listed, const cw_unit *unit,
                  const cw_track_part *part) {
    double most = MOST_SPEED * fmax(unit->transit_speed_mps, unit->search_speed_mps);
    for (size_t i = 1; i < part->count; i++) {
        const cw_timed_position *a = &part->points[i - 1], *b = &part->points[i];
        double distance, azimuth, seconds = (double)(b->time - a->time) / 1000.0;
        char at[CW_TIME_TEXT], entry[96];
        cw_time_format(b->time, at);
        snprintf(entry, sizeof entry, "%.64s", field);
        if (listed) snprintf(entry, sizeof entry, "%.64s[%zu]", field, i);
        if (seconds <= 0.0)
            return reader_fail(r, entry, "point %zu, at %s, is not later than the one before it",
                               i + 1, at);
        cw_geodesic_inverse(a->at, b->at, &distance, &azimuth);
        if (distance <= most * seconds + FIX_ERROR_M) continue;
        return reader_fail(
            r, entry,
            "point %zu, at %s, lies %.1f nm from the one before it: %.0f knots, more "
            "than \"%s\" makes",
            i + 1, at, cw_m_to_nm(distance), cw_mps_to_knots(distance / seconds), unit->name);
    }
    return true;
}

bool read_done_times(reader *r, const char *from, const char *until, cw_search_result *to) {
    const cw_track_part *last = &to->parts[to->part_count - 1];
    cw_time begin = to->parts[0].points[0].time, end = last->points[last->count - 1].time;
    char a[CW_TIME_TEXT], b[CW_TIME_TEXT];
    to->from = begin;
    to->until = end;
    if (!read_time(r, "from", from, OPTIONAL, &to->from)
        || !read_time(r, "until", until, OPTIONAL, &to->until))
        return false;
    cw_time_format(begin, a);
    cw_time_format(end, b);
    if (to->from < begin || to->from >= end)
        return reader_fail(r, "from", "lies not between the track's first point (%s) and last (%s)",
                           a, b);
    if (to->until > end || to->until <= begin)
        return reader_fail(r, "until",
                           "lies not between the track's first point (%s) and last (%s)", a, b);
    return to->until > to->from || reader_fail(r, "until", "lies not after `from`");
}

/* ---- written down ------------------------------------------------------------------------------
 */

static bool read_waypoints(reader *r, const raw_track *raw, cw_search_result *to) {
    size_t count = raw->points_count;
    if (count < 2) return reader_fail(r, "points", "a track has at least two points");
    if (count > MOST_TRACK_POINTS)
        return reader_fail(r, "points", "has more than %d entries", MOST_TRACK_POINTS);
    to->parts = reader_array(r, 1, sizeof *to->parts);
    cw_timed_position *points = reader_array(r, count, sizeof *points);
    if (to->parts == NULL || points == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        size_t mark = reader_enter(r, "points[%zu]", i);
        if (!read_position(r, "at", raw->points[i].at, REQUIRED, &points[i].at)
            || !read_time(r, "time", raw->points[i].time, REQUIRED, &points[i].time))
            return false;
        reader_leave(r, mark);
    }
    to->parts[0] = (cw_track_part){.points = points, .count = count};
    to->part_count = 1;
    return check_points(r, "points", true, &to->unit, &to->parts[0]);
}

/* ---- GPX ---------------------------------------------------------------------------------------
 */

static pthread_once_t registered = PTHREAD_ONCE_INIT;

typedef struct fix {
    cw_timed_position p;
    int64_t segment; /* track and segment */
} fix;

typedef struct fixes {
    fix *items; /* freed by read_log */
    size_t count, capacity;
} fixes;

static bool keep_fix(reader *r, const char *path, const fix *one, fixes *all) {
    if (all->count >= MOST_TRACK_POINTS)
        return reader_fail(r, "file", "%.300s: has more than %d points", path, MOST_TRACK_POINTS);
    if (!cw_grow(&all->items, &all->capacity, all->count + 1)) return cw_fail_memory(r->err);
    all->items[all->count++] = *one;
    return true;
}

static int field_number(OGRFeatureH feature, const char *name) {
    int field = OGR_F_GetFieldIndex(feature, name);
    return field >= 0 ? OGR_F_GetFieldAsInteger(feature, field) : 0;
}

/* GPX times are UTC; OGR tells by its time zone flag (100, steps of a quarter of an hour). */
static bool fix_time(OGRFeatureH feature, cw_time *time) {
    enum { UTC = 100, QUARTER_MIN = 15 };
    int field = OGR_F_GetFieldIndex(feature, "time"), year, month, day, hour, minute, zone;
    float second;
    if (field < 0 || !OGR_F_IsFieldSetAndNotNull(feature, field)) return false;
    if (!OGR_F_GetFieldAsDateTimeEx(feature, field, &year, &month, &day, &hour, &minute, &second,
                                    &zone)
        || zone <= 1 || year < 1900 || year > 2200)
        return false;
    *time = cw_time_from_civil(year, month, day, hour, minute, (double)second)
            - (zone - UTC) * QUARTER_MIN * CW_MINUTE_MS;
    return true;
}

static bool take_fix(reader *r, const char *path, OGRFeatureH feature, fixes *all) {
    OGRGeometryH point = OGR_F_GetGeometryRef(feature);
    fix one = {.segment = (int64_t)field_number(feature, "track_fid") << 32
                          | (uint32_t)field_number(feature, "track_seg_id")};
    if (point == NULL || !fix_time(feature, &one.p.time))
        return reader_fail(r, "file", "%.300s: point %zu has no place or no time in UTC", path,
                           all->count + 1);
    one.p.at = (cw_position){OGR_G_GetY(point, 0), OGR_G_GetX(point, 0)};
    if (!(fabs(one.p.at.lat_deg) <= 90.0) || !(fabs(one.p.at.lon_deg) <= 180.0))
        return reader_fail(r, "file", "%.300s: point %zu is not a latitude and longitude", path,
                           all->count + 1);
    return keep_fix(r, path, &one, all);
}

static bool take_fixes(reader *r, const char *path, GDALDatasetH dataset, fixes *all) {
    OGRLayerH layer = GDALDatasetGetLayerByName(dataset, "track_points");
    OGRFeatureH feature;
    bool good = true;
    if (layer == NULL) return reader_fail(r, "file", "%.300s: holds no track", path);
    OGR_L_ResetReading(layer);
    while (good && (feature = OGR_L_GetNextFeature(layer)) != NULL) {
        good = take_fix(r, path, feature, all);
        OGR_F_Destroy(feature);
    }
    return good;
}

static bool load_gpx(reader *r, const char *path, fixes *all) {
    static const char *const only_gpx[] = {"GPX", NULL};
    pthread_once(&registered, GDALAllRegister);
    CPLPushErrorHandler(CPLQuietErrorHandler);
    GDALDatasetH dataset =
        GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, only_gpx, NULL, NULL);
    bool good = dataset != NULL ? take_fixes(r, path, dataset, all)
                                : reader_fail(r, "file", "%.400s: cannot be read as GPX", path);
    if (dataset != NULL) GDALClose(dataset);
    CPLPopErrorHandler();
    return good;
}

/* ---- NMEA 0183 ---------------------------------------------------------------------------------
 */

/* Two receivers aboard log the same second twice, one a little late: a fix that is not later than
 * the one before it is passed over. */
static bool load_nmea(reader *r, const char *path, FILE *file, fixes *all) {
    char line[512];
    bool good = true;
    while (good && fgets(line, sizeof line, file) != NULL) {
        fix one = {.segment = 0};
        if (!nmea_fix(line, &one.p)) continue;
        if (all->count > 0 && one.p.time <= all->items[all->count - 1].p.time) continue;
        good = keep_fix(r, path, &one, all);
    }
    if (good && all->count == 0)
        return reader_fail(r, "file", "%.400s: cannot be read as GPX, and has no NMEA fix (RMC)",
                           path);
    return good;
}

/* ---- AIS ---------------------------------------------------------------------------------------
 */

/* Nine digits; a vessel's own begins with 2 to 7, and an aircraft's with 111. */
static bool read_mmsi(reader *r, const char *text, uint32_t *mmsi) {
    bool good = strlen(text) == 9 && strspn(text, "0123456789") == 9;
    if (!good) return reader_fail(r, "mmsi", "\"%.40s\" is not an MMSI of nine digits", text);
    *mmsi = (uint32_t)strtoul(text, NULL, 10);
    return true;
}

static bool take_ais(reader *r, const char *path, uint32_t mmsi, const cw_ais_fixes *found,
                     fixes *all) {
    if (found->reports == 0)
        return reader_fail(r, "file", "%.300s: holds no position of MMSI %09u", path, mmsi);
    if (found->count == 0)
        return reader_fail(r, "file",
                           "%.300s: holds %llu positions of MMSI %09u, but none with a place and a "
                           "time (log with tag blocks or a time column)",
                           path, (unsigned long long)found->reports, mmsi);
    for (size_t i = 0; i < found->count; i++) {
        fix one = {.p = {found->items[i].at, found->items[i].time}};
        if (!keep_fix(r, path, &one, all)) return false;
    }
    return true;
}

static bool load_ais(reader *r, const char *path, const char *text, cw_time near, fixes *all) {
    uint32_t mmsi = 0;
    cw_ais_fixes found;
    cw_error why = {0};
    if (!read_mmsi(r, text, &mmsi)) return false;
    if (!cw_ais_fixes_read(path, mmsi, near, MOST_TRACK_POINTS, &found, &why))
        return why.code == CW_ERR_MACHINE ? cw_error_pass(r->err, &why)
                                          : reader_pass(r, "file", &why);
    bool good = take_ais(r, path, mmsi, &found, all);
    cw_ais_fixes_free(&found);
    return good;
}

/* GPX is XML: its first character that is not a space (or a byte order mark) is "<". */
static bool looks_like_xml(FILE *file) {
    int c;
    do c = fgetc(file);
    while (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0xEF || c == 0xBB || c == 0xBF);
    rewind(file);
    return c == '<';
}

static bool load_own_log(reader *r, const char *path, fixes *all) {
    struct stat status;
    FILE *file = NULL;
    if (stat(path, &status) == 0 && S_ISREG(status.st_mode)) file = fopen(path, "rb");
    if (file == NULL) return reader_fail(r, "file", "%.400s: cannot be opened", path);
    bool xml = looks_like_xml(file);
    bool good = xml || load_nmea(r, path, file, all);
    fclose(file);
    return xml ? load_gpx(r, path, all) : good;
}

/* ---- stretches ---------------------------------------------------------------------------------
 */

static bool breaks(const fix *a, const fix *b) {
    return a->segment != b->segment || b->p.time - a->p.time > LONGEST_GAP_MS;
}

/* Fixes of one second are logged twice by some plotters: the first stands. */
static bool repeats(const fix *a, const fix *b) {
    return a->segment == b->segment && a->p.time == b->p.time;
}

static bool split(reader *r, const fixes *all, cw_search_result *to) {
    cw_timed_position *points = reader_array(r, all->count, sizeof *points);
    size_t parts = 1, used = 0;
    for (size_t i = 1; i < all->count; i++) parts += breaks(&all->items[i - 1], &all->items[i]);
    to->parts = reader_array(r, parts, sizeof *to->parts);
    if (points == NULL || to->parts == NULL) return false;
    for (size_t i = 0; i < all->count;) {
        cw_track_part part = {.points = points + used};
        size_t k = i;
        do {
            if (k == i || !repeats(&all->items[k - 1], &all->items[k]))
                part.points[part.count++] = all->items[k].p;
            k++;
        } while (k < all->count && !breaks(&all->items[k - 1], &all->items[k]));
        used += part.count;
        i = k;
        if (part.count < 2) continue;
        to->parts[to->part_count++] = part;
        if (!check_points(r, "file", false, &to->unit, &part)) return false;
    }
    return to->part_count > 0
           || reader_fail(r, "file", "the track has no two points that follow each other");
}

/* Stretches in the order of time: two at once are two units, or a log that was pasted together. */
static bool check_order(reader *r, const cw_search_result *to) {
    for (size_t k = 1; k < to->part_count; k++) {
        const cw_track_part *a = &to->parts[k - 1], *b = &to->parts[k];
        if (b->points[0].time >= a->points[a->count - 1].time) continue;
        return reader_fail(r, "file", "stretch %zu of the track begins before the one before ends",
                           k + 1);
    }
    return true;
}

static bool read_log(reader *r, const char *path, const char *mmsi, cw_time near,
                     cw_search_result *to) {
    fixes all = {0};
    bool good = (mmsi != NULL ? load_ais(r, path, mmsi, near, &all) : load_own_log(r, path, &all))
                && (all.count > 0 || reader_fail(r, "file", "%.300s: holds no track", path))
                && split(r, &all, to) && check_order(r, to);
    free(all.items);
    return good;
}

bool read_track(reader *r, const raw_track *raw, cw_time near, cw_search_result *to) {
    char *path = NULL;
    size_t mark = reader_enter(r, "track");
    if ((raw->file != NULL) == (raw->points_count > 0))
        return reader_fail(r, NULL, "a track has either a `file` or `points`");
    if (raw->mmsi != NULL && raw->file == NULL)
        return reader_fail(r, "mmsi", "names a vessel in a `file`, and there is none");
    if (!read_path(r, "file", raw->file, OPTIONAL, &path)) return false;
    if (!(path != NULL ? read_log(r, path, raw->mmsi, near, to) : read_waypoints(r, raw, to)))
        return false;
    if (!read_done_times(r, raw->from, raw->until, to)) return false;
    reader_leave(r, mark);
    return true;
}
