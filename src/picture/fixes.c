/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where one vessel was, from a log of AIS: which positions, and when each was measured. A report
 * says at which second of the minute it was measured, and not more; the rest comes from when it was
 * received, or from the base stations in the log, whose reports hold the whole time.
 *
 * Without times of reception a fix counts only when the base-station reports before and after it
 * are less than 55 s apart: then there is one minute only to which its second can belong.
 */
#include "fixes.h"

#include <math.h>
#include <stdlib.h>

static const cw_time MOST_BETWEEN_MS = 55 * CW_SECOND_MS;
static const double SAME_PLACE_M =
    200.0; /* one second at 40 knots is 20 m; two receivers, rounding */

/* The time with that second of the minute nearest to `near`. */
static cw_time at_second(cw_time near, int second) {
    cw_time into = (near % CW_MINUTE_MS + CW_MINUTE_MS) % CW_MINUTE_MS;
    cw_time time = near - into + second * CW_SECOND_MS;
    if (time - near > CW_MINUTE_MS / 2) return time - CW_MINUTE_MS;
    return near - time > CW_MINUTE_MS / 2 ? time + CW_MINUTE_MS : time;
}

static void keep(fix_finder *f, cw_position at, cw_time time) {
    cw_ais_fixes *to = f->fixes;
    if (to->count >= f->most) {
        f->too_many = true;
        return;
    }
    if (!cw_grow(&to->items, &to->capacity, to->count + 1)) {
        f->no_memory = true;
        return;
    }
    to->items[to->count++] = (cw_ais_fix){at, time};
}

void fix_found(fix_finder *f, cw_position at, int second, cw_time received) {
    f->fixes->reports++;
    if (isnan(at.lat_deg)) {
        f->fixes->without_place++;
    } else if (received != CW_AIS_NO_TIME) {
        keep(f, at, second >= 0 ? at_second(received, second) : received);
    } else if (f->base != CW_AIS_NO_TIME && second >= 0 && f->waiting_count < MOST_WAITING) {
        f->waiting[f->waiting_count++] = (fix_waiting){at, second};
    } else {
        f->fixes->without_time++;
    }
}

void fix_base_time(fix_finder *f, cw_time time) {
    cw_time apart = f->base != CW_AIS_NO_TIME ? time - f->base : INT64_MAX;
    bool bracketed = apart >= 0 && apart < MOST_BETWEEN_MS;
    for (size_t i = 0; i < f->waiting_count; i++) {
        if (bracketed)
            keep(f, f->waiting[i].at, at_second(f->base + apart / 2, f->waiting[i].second));
        else
            f->fixes->without_time++;
    }
    f->waiting_count = 0;
    f->base = time;
}

/* ---- sentences ------------------------------------------------------------------------------ */

static void take(void *context, const cw_ais_message *m) {
    enum { LONG_RANGE = 27 };
    fix_finder *f = context;
    cw_ais_position p;
    cw_time time;
    f->fixes->messages++;
    if (m->received == CW_AIS_NO_TIME && m->type == 4 && cw_ais_time_read(m, &time))
        fix_base_time(f, time);
    if (m->mmsi != f->mmsi || m->type == LONG_RANGE || !cw_ais_position_read(m, &p)) return;
    fix_found(f, p.at, p.second, p.received);
}

/* ---- the file ------------------------------------------------------------------------------- */

typedef struct json_lines { /* the beginning of a line that the next bytes end */
    bool is_json, looked;
    size_t length;
    bool too_long;
    char line[CW_AIS_JSON_ROOM];
} json_lines;

/* The first character that is not a space says what the lines are. */
static void look(json_lines *j, const char *bytes, size_t length) {
    for (size_t i = 0; i < length && !j->looked; i++) {
        if (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\t') continue;
        j->looked = true;
        j->is_json = bytes[i] == '{';
    }
}

static void feed_json(json_lines *j, fix_finder *f, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\n') {
            if (!j->too_long) fix_json_line(f, j->line, j->length);
            j->length = 0;
            j->too_long = false;
        } else if (j->length < sizeof j->line) {
            j->line[j->length++] = bytes[i];
        } else {
            j->too_long = true;
        }
    }
}

static bool read_all(cw_ais_input *input, cw_ais_reader *reader, json_lines *j, fix_finder *f,
                     cw_error *err) {
    cw_ais_chunk chunk;
    while (!f->too_many && !f->no_memory) {
        if (!cw_ais_input_next(input, &chunk, err)) return false;
        if (chunk.length == 0 && !chunk.ends) break;
        look(j, chunk.bytes, chunk.length);
        if (j->is_json)
            feed_json(j, f, chunk.bytes, chunk.length);
        else if (!cw_ais_reader_feed(reader, 0, chunk.bytes, chunk.length, err))
            return false;
    }
    if (j->is_json) feed_json(j, f, "\n", 1);
    cw_ais_reader_finish(reader);
    f->fixes->without_time += f->waiting_count;
    return true;
}

static int by_time(const void *a, const void *b) {
    const cw_ais_fix *one = a, *two = b;
    return (one->time > two->time) - (one->time < two->time);
}

/* In the order of time; of several at one time (several receivers) the first is kept. */
static bool put_in_order(cw_ais_fixes *to, const char *path, uint32_t mmsi, cw_error *err) {
    size_t kept = 0;
    if (to->count > 1) qsort(to->items, to->count, sizeof *to->items, by_time);
    for (size_t i = 0; i < to->count; i++) {
        const cw_ais_fix *fix = &to->items[i], *last = kept > 0 ? &to->items[kept - 1] : NULL;
        if (last == NULL || fix->time > last->time) {
            to->items[kept++] = *fix;
            continue;
        }
        double distance, azimuth;
        char time[CW_TIME_TEXT];
        cw_geodesic_inverse(last->at, fix->at, &distance, &azimuth);
        if (distance > SAME_PLACE_M)
            return cw_fail(
                err, CW_ERR_INPUT,
                "%.300s: MMSI %09u is in two places at %s, %.1f nm apart: two vessels with "
                "one number, or a damaged clock",
                path, mmsi, cw_time_format(fix->time, time), cw_m_to_nm(distance));
        to->repeated++;
    }
    to->count = kept;
    return true;
}

bool cw_ais_fixes_read(const char *path, uint32_t mmsi, cw_time near, size_t most, cw_ais_fixes *to,
                       cw_error *err) {
    *to = (cw_ais_fixes){.items = NULL};
    fix_finder f = {.mmsi = mmsi, .most = most, .fixes = to, .base = CW_AIS_NO_TIME};
    cw_ais_input *input = cw_ais_input_open(path, err);
    cw_ais_reader *reader = input != NULL ? cw_ais_reader_create(take, &f, err) : NULL;
    json_lines *j = reader != NULL ? calloc(1, sizeof *j) : NULL;
    bool good = j != NULL;
    if (reader != NULL && j == NULL) cw_fail_memory(err);
    if (good) cw_ais_reader_date(reader, near);
    good = good && read_all(input, reader, j, &f, err);
    if (good && f.no_memory) good = cw_fail_memory(err);
    if (good && f.too_many)
        good = cw_fail(err, CW_ERR_INPUT, "%.300s: has more than %zu fixes of MMSI %09u", path,
                       most, mmsi);
    good = good && put_in_order(to, path, mmsi, err);
    free(j);
    cw_ais_reader_destroy(reader);
    cw_ais_input_close(input);
    if (!good) cw_ais_fixes_free(to);
    return good;
}

void cw_ais_fixes_free(cw_ais_fixes *fixes) {
    free(fixes->items);
    *fixes = (cw_ais_fixes){.items = NULL};
}
