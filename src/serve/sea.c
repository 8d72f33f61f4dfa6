/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vessels as rows: thousands change each second, for hundreds of pages, so a row is an array of the
 * fields in their order and no finer than what AIS sends: five decimals of a degree are a metre.
 * Rows are the same for all pages and are written once.
 */
#include "sea.h"

#include "values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows -------------------------------------------------------------------------------------
 */

static void put_number(cw_text *to, const char *format, double value) {
    if (isfinite(value)) {
        char text[40];
        snprintf(text, sizeof text, format, value); /* a format of this file's */
        cw_text_add(to, ",%s", text);
    } else {
        cw_text_add(to, ",null");
    }
}

static void put_string(cw_text *to, const char *text) {
    json_t *value = value_text(text, strlen(text));
    char *quoted = value != NULL ? json_dumps(value, JSON_ENCODE_ANY) : NULL;
    cw_text_add(to, ",%s", quoted != NULL ? quoted : "\"\"");
    free(quoted);
    json_decref(value);
}

/* [mmsi,lat,lon,speed,course,heading,type,length,name,sender] */
static void put_row(cw_text *to, const feed_vessel *v) {
    static const char *const senders[] = {"a",    "b",   "aircraft", "base",   "aid",
                                          "sart", "mob", "epirb",    "unknown"};
    cw_text_add(to, "[%u", v->mmsi);
    put_number(to, "%.5f", v->at.lat_deg);
    put_number(to, "%.5f", v->at.lon_deg);
    put_number(to, "%.1f", cw_mps_to_knots(v->speed_mps));
    put_number(to, "%.0f", v->course_deg);
    put_number(to, "%.0f", v->heading_deg);
    cw_text_add(to, ",%d,%.0f", v->ship_type, v->length_m);
    put_string(to, v->name);
    cw_text_add(to, ",\"%s\"]", senders[v->sender]);
}

static void put_rows(cw_text *to, const feed_picture *picture) {
    cw_text_add(to, "[");
    for (size_t i = 0; i < picture->count; i++) {
        if (i > 0) cw_text_add(to, ",");
        put_row(to, &picture->vessels[i]);
    }
    cw_text_add(to, "]");
}

static void put_time(cw_text *to, cw_time time) {
    char clock[CW_TIME_TEXT];
    if (time != 0)
        cw_text_add(to, "\"time\":\"%s\"", cw_time_format(time, clock));
    else
        cw_text_add(to, "\"time\":null");
}

/* ---- what became of the bytes -------------------------------------------------------------------
 */

static json_t *counters_of(feed *f) {
    feed_counters c = feed_told(f);
    json_t *bytes = json_object();
    for (int i = 0; i < CW_AIS_FATES; i++)
        json_object_set_new(bytes, cw_ais_fate_name((cw_ais_fate)i),
                            json_integer((json_int_t)c.sentences.bytes[i]));
    return json_pack("{s:o,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:b,s:b,s:o,s:s,s:s}", "bytes", bytes,
                     "messages", (json_int_t)c.sentences.messages, "late", (json_int_t)c.late,
                     "evicted", (json_int_t)c.evicted, "aged_out", (json_int_t)c.aged_out,
                     "datagrams_lost", (json_int_t)c.input.datagrams_lost, "connections_lost",
                     (json_int_t)c.connections_lost, "vessels", (json_int_t)c.vessels, "connected",
                     c.connected, "over", c.over, "last_heard",
                     c.last_heard != 0 ? value_time(c.last_heard) : json_null(), "error",
                     c.error.message, "error_fr", c.error.french);
}

/* ---- routes -----------------------------------------------------------------------------------
 */

static bool vessels(request *q, answer *a, cw_error *err) {
    feed_picture picture;
    if (q->room->feed == NULL) {
        a->json = json_pack("{s:n,s:[],s:n}", "time", "vessels", "counters");
        return true;
    }
    if (!feed_changes(q->room->feed, 0, &picture, err)) return false;
    json_t *counters = counters_of(q->room->feed);
    char *told = json_dumps(counters, JSON_COMPACT);
    cw_text_add(&a->text, "{");
    put_time(&a->text, picture.time);
    cw_text_add(&a->text, ",\"vessels\":");
    put_rows(&a->text, &picture);
    cw_text_add(&a->text, ",\"counters\":%s}", told != NULL ? told : "null");
    a->type = "application/json; charset=utf-8";
    free(told);
    json_decref(counters);
    feed_picture_free(&picture);
    return !a->text.failed || cw_fail_memory(err);
}

const route routes_sea[] = {{"GET", "/api/1/vessels", ROLE_VIEWER, false, vessels}, {0}};

/* ---- news ----------------------------------------------------------------------------------- */

void sea_tell(cw_room *room, uint64_t *sequence) {
    feed_picture picture;
    if (room->feed == NULL || !feed_changes(room->feed, *sequence, &picture, NULL)) return;
    if (picture.sequence != *sequence) {
        cw_text data = {0};
        cw_text_add(&data, "{");
        put_time(&data, picture.time);
        cw_text_add(&data, ",\"whole\":%s,\"changed\":", picture.whole ? "true" : "false");
        put_rows(&data, &picture);
        cw_text_add(&data, ",\"gone\":[");
        for (size_t i = 0; i < picture.gone_count; i++)
            cw_text_add(&data, "%s%u", i > 0 ? "," : "", picture.gone[i]);
        cw_text_add(&data, "]}");
        if (!data.failed) hub_tell(room->hub, "vessels", data.data);
        cw_text_free(&data);
    }
    *sequence = picture.sequence;
    feed_picture_free(&picture);
}

static void alarms_changed(void *context, size_t count) {
    cw_room *room = context;
    char data[64];
    snprintf(data, sizeof data, "{\"count\":%zu}", count);
    hub_tell(room->hub, "alarms", data);
}

void sea_tell_alarms(cw_room *room) {
    feed_alarm *list = NULL;
    size_t count = 0;
    if (room->feed == NULL || !feed_alarms(room->feed, &list, &count, NULL)) return;
    free(list);
    alarms_changed(room, count);
}

/* A row that stays would silence the alarm that comes after a restart: that is told. */
static void ack_ended(void *context, const feed_ack *ack) {
    cw_room *room = context;
    cw_error err = {0};
    if (!keep_forget_ack(room->users, ack, &err)) room_tell_fault(room, &err);
}

feed *sea_feed(cw_room *room, cw_error *err) {
    feed_ack *acks = NULL;
    feed_settings settings = feed_settings_default(room->options.ais);
    settings.speed = room->options.speed;
    settings.lanes = room->options.lanes;
    settings.alarms_changed = alarms_changed;
    settings.ack_ended = ack_ended;
    settings.context = room;
    bool read = keep_acks(room->users, &acks, &settings.ack_count, err);
    settings.acks = acks;
    feed *f = read ? feed_create(&settings, err) : NULL;
    free(acks);
    return f;
}
