/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a pasted report: read without a crash, spans inside the text, values in range, and
 * the JSON of it reads back to the same JSON. The first byte picks the hint and the zone. */
#include <crosswatch/incident.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const cw_report *r, size_t length) {
    for (size_t i = 0; i < r->fix_count; i++) {
        const cw_fix *f = &r->fixes[i];
        if (!(fabs(f->at.lat_deg) <= 90.0) || !(fabs(f->at.lon_deg) <= 180.0)) abort();
        if (!(f->radius_m > 0.0) || f->span.first + f->span.length > length) abort();
    }
    for (size_t i = 0; i < r->count_count; i++) {
        if (r->counts[i].low < 0 || r->counts[i].high < r->counts[i].low) abort();
    }
    for (size_t i = 0; i < r->unread_count; i++) {
        if (r->unread[i].span.first + r->unread[i].span.length > length) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    cw_report report, back;
    cw_report_context context = {.kind = (cw_report_kind)(data[0] % CW_REPORT_KINDS),
                                 .received = INT64_C(1637724600000),
                                 .zone_minutes = data[0] & 0x80 ? 60 : 0};
    cw_report_read((const char *)data + 1, size - 1, &context, &report);
    check(&report, size - 1);
    cw_text json = {0}, again = {0};
    if (!cw_report_to_json(&report, &json, NULL)) abort();
    if (!cw_report_from_json(json.data, json.length, &back, NULL)) abort();
    if (!cw_report_to_json(&back, &again, NULL) || strcmp(json.data, again.data) != 0) abort();
    cw_text_free(&json);
    cw_text_free(&again);
    (void)cw_report_from_json((const char *)data + 1, size - 1, &back, NULL);
    cw_arena *arena = cw_arena_create();
    cw_sitrep sitrep;
    (void)cw_read_sitrep((const char *)data + 1, size - 1, arena, &sitrep, NULL);
    cw_arena_destroy(arena);
    return 0;
}
