/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is near is asked of ships as they are now, but a job is a process of its own, and an inquiry
 * wants to see what it was told: so the picture goes into a table that stays with the job. No finer
 * than AIS sends: a hundred-thousandth of a degree is a metre.
 */
#include "snapshot.h"

#include <math.h>
#include <stdio.h>

static void put_number(cw_text *to, const char *format, double value) {
    char text[40] = "";
    if (isfinite(value)) snprintf(text, sizeof text, format, value); /* a format of this file's */
    cw_text_add(to, ",%s", text);
}

/* Between quotes, which are doubled inside; a sign that would end the line is a space. */
static void put_name(cw_text *to, const char *name) {
    cw_text_add(to, ",\"");
    for (const char *c = name; *c != '\0'; c++) {
        bool control = (unsigned char)*c < ' ' || *c == 0x7f;
        if (*c == '"') cw_text_add(to, "\"");
        cw_text_add(to, "%c", control ? ' ' : *c);
    }
    cw_text_add(to, "\"");
}

/* What the reader of tables does not learn from the number itself. */
static const char *class_of(cw_ais_sender sender) {
    return sender == CW_AIS_CLASS_A ? "A" : sender == CW_AIS_CLASS_B ? "B" : "";
}

static void put_row(cw_text *to, const feed_vessel *v) {
    char clock[CW_TIME_TEXT];
    cw_text_add(to, "%09u,%s", v->mmsi, cw_time_format(v->time, clock));
    put_number(to, "%.5f", v->at.lat_deg);
    put_number(to, "%.5f", v->at.lon_deg);
    put_number(to, "%.1f", cw_mps_to_knots(v->speed_mps));
    put_number(to, "%.1f", fmod(round(10.0 * v->course_deg) / 10.0, 360.0)); /* 360 is no course */
    put_number(to, "%.0f", fmod(round(v->heading_deg), 360.0));
    cw_text_add(to, ",%d,%d,%s", v->status, v->ship_type, class_of(v->sender));
    put_number(to, "%.0f", v->length_m > 0.0 ? v->length_m : NAN);
    put_name(to, v->name);
    cw_text_add(to, "\n");
}

bool snapshot_write(const feed_picture *picture, cw_text *to) {
    cw_text_add(to, "mmsi,time,lat,lon,sog,cog,heading,status,type,class,length,name\n");
    for (size_t i = 0; i < picture->count; i++) put_row(to, &picture->vessels[i]);
    return !to->failed;
}
