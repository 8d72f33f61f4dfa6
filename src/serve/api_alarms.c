/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Alarms as the pages get them, and who has acknowledged them. The feed decides how long an
 * acknowledgement stands (feed_acks.h); the room's file keeps it over a restart.
 */
#include "sea.h"

#include "values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- looked at ----------------------------------------------------------------------------- */

static json_t *value_ack(const feed_alarm *alarm) {
    return alarm->acknowledged == 0 ? json_null()
                                    : json_pack("{s:s,s:o}", "person", alarm->acknowledged_by,
                                                "time", value_time(alarm->acknowledged));
}

static json_t *number_or_null(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *value_alarm(const feed_alarm *alarm, cw_language language) {
    static const char *const kinds[] = {"encounter", "beacon", "wrong-way"};
    json_t *mmsi = json_array();
    for (size_t i = 0; i < alarm->mmsi_count; i++)
        json_array_append_new(mmsi, json_integer(alarm->mmsi[i]));
    json_t *cpa = json_array();
    for (size_t i = 1; i < sizeof alarm->cpa_m / sizeof alarm->cpa_m[0]; i++)
        json_array_append_new(cpa, number_or_null(alarm->cpa_m[i]));
    bool placed = isfinite(alarm->at.lat_deg);
    return json_pack(
        "{s:s,s:s,s:i,s:o,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "id", alarm->id, "kind",
        kinds[alarm->kind], "level", (int)alarm->level, "since", value_time(alarm->since), "text",
        language == CW_FRENCH ? alarm->french : alarm->english, "vessels", mmsi, "lat",
        placed ? json_real(alarm->at.lat_deg) : json_null(), "lon",
        placed ? json_real(alarm->at.lon_deg) : json_null(), "heard_s",
        number_or_null(alarm->heard_s), "place_std_m", number_or_null(alarm->place_std_m), "cpa_m",
        number_or_null(alarm->cpa_m[0]), "cpa_m_10_50_90", cpa, "acknowledged", value_ack(alarm));
}

static bool alarms(request *q, answer *a, cw_error *err) {
    feed_alarm *list = NULL;
    size_t count = 0;
    a->json = json_array();
    if (q->room->feed == NULL) return true;
    if (!feed_alarms(q->room->feed, &list, &count, err)) return false;
    for (size_t i = 0; i < count; i++)
        json_array_append_new(a->json, value_alarm(&list[i], q->language));
    free(list);
    return true;
}

/* ---- acknowledged --------------------------------------------------------------------------- */

static bool stands(feed *f, const feed_ack *ack) {
    feed_alarm *list = NULL;
    size_t count = 0;
    bool found = false;
    if (!feed_alarms(f, &list, &count, NULL)) return true;
    for (size_t i = 0; i < count && !found; i++)
        found = strcmp(list[i].id, ack->id) == 0 && list[i].acknowledged == ack->at;
    free(list);
    return found;
}

/* Onto the disk. One that ended between the feed and the disk would otherwise be left there, and
 * silence an alarm after a restart. */
static bool keep_it(cw_room *room, const feed_ack *ack, cw_error *err) {
    if (!keep_acknowledge(room->users, ack, err)) return false;
    return stands(room->feed, ack) || keep_forget_ack(room->users, ack, err);
}

static bool read_level(request *q, feed_ack *ack, cw_error *err) {
    const json_t *level = json_object_get(q->body, "level");
    json_int_t value = json_integer_value(level);
    ack->level = value == CW_ALARM_DANGER ? CW_ALARM_DANGER : CW_ALARM_CAUTION;
    return (json_is_integer(level) && (value == CW_ALARM_CAUTION || value == CW_ALARM_DANGER))
           || cw_fail(err, CW_ERR_INPUT, "level is that of the alarm as it was seen, 1 or 2");
}

static bool acknowledge(request *q, answer *a, cw_error *err) {
    feed_alarm now;
    feed_ack ack = {.at = room_now(q->room)};
    if (!read_level(q, &ack, err)) return false;
    if (q->room->feed == NULL || strlen(q->values[0]) >= sizeof ack.id)
        return request_refuse(a, MHD_HTTP_NOT_FOUND, err, "no such alarm stands");
    snprintf(ack.id, sizeof ack.id, "%s", q->values[0]);
    snprintf(ack.person, sizeof ack.person, "%s", q->user.name);
    if (!feed_acknowledge(q->room->feed, &ack, &now, err)) return false;
    if (now.acknowledged == ack.at && !keep_it(q->room, &ack, err)) return false;
    sea_tell_alarms(q->room);
    a->json = value_alarm(&now, q->language);
    return true;
}

const route routes_alarms[] = {
    {"GET", "/api/1/alarms", ROLE_VIEWER, false, alarms},
    {"POST", "/api/1/alarms/{alarm}/acknowledge", ROLE_OFFICER, true, acknowledge},
    {0}};
