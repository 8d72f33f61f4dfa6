/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an AIS log, in pieces, on two streams: every byte has a fate, and every message that
 * comes out is JSON that jansson reads, with a position on the earth or none. The first byte says
 * how the rest is cut.
 */
#include <crosswatch/picture.h>

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct checks {
    cw_ais_json *scaled, *raw;
} checks;

static void check_line(cw_ais_json *json, const cw_ais_message *m) {
    static char line[CW_AIS_JSON_ROOM];
    size_t length = cw_ais_json_line(json, m, line);
    if (length > CW_AIS_JSON_ROOM || line[length - 1] != '\n') abort();
    json_t *root = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(root)) abort();
    if (json_integer_value(json_object_get(root, "type")) != m->type) abort();
    json_decref(root);
}

static void check(void *context, const cw_ais_message *m) {
    checks *c = context;
    cw_ais_position position;
    cw_ais_static is;
    cw_time time;
    check_line(c->scaled, m);
    check_line(c->raw, m);
    if (m->type < 1 || m->type > CW_AIS_TYPES || m->bits > CW_AIS_MOST_BITS) abort();
    if (cw_ais_position_read(m, &position) && !isnan(position.at.lat_deg)
        && (fabs(position.at.lat_deg) > 90.0 || fabs(position.at.lon_deg) > 180.0))
        abort();
    (void)cw_ais_static_read(m, &is);
    (void)cw_ais_time_read(m, &time);
}

static void check_books(const cw_ais_counts *counts) {
    uint64_t sum = counts->bytes_waiting;
    for (int i = 0; i < CW_AIS_FATES; i++) sum += counts->bytes[i];
    if (sum != counts->bytes_in) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1) return 0;
    static checks c;
    if (c.scaled == NULL) c.scaled = cw_ais_json_create("fuzz \"1\"", true, NULL);
    if (c.raw == NULL) c.raw = cw_ais_json_create("fuzz", false, NULL);
    cw_ais_reader *reader = cw_ais_reader_create(check, &c, NULL);
    if (reader == NULL || c.scaled == NULL || c.raw == NULL) abort();
    size_t piece = data[0] < 32 ? (size_t)data[0] + 1 : (size_t)data[0] * 64;
    for (size_t at = 1; at < size; at += piece) {
        size_t n = size - at < piece ? size - at : piece;
        unsigned stream = data[0] & 1 ? (unsigned)(at / piece & 1) : 0;
        if (!cw_ais_reader_feed(reader, stream, (const char *)data + at, n, NULL)) abort();
        cw_ais_counts counts = cw_ais_reader_counts(reader);
        check_books(&counts);
    }
    cw_ais_reader_finish(reader);
    cw_ais_counts counts = cw_ais_reader_counts(reader);
    check_books(&counts);
    if (counts.bytes_waiting != 0 || counts.bytes_in != size - 1) abort();
    cw_ais_reader_destroy(reader);
    return 0;
}
