/* SPDX-License-Identifier: Apache-2.0 */
/* What stands behind gpsd's fields in a line of JSON, where there is something to say. */
#include "number.h"
#include "put.h"

static char *put_received(char *to, cw_time time, day_text *last) {
    static const int64_t DAY_MS = 24 * CW_HOUR_MS;
    int64_t day = time >= 0 ? time / DAY_MS : (time - DAY_MS + 1) / DAY_MS,
            ms = time - day * DAY_MS;
    if (day != last->number) {
        char text[CW_TIME_TEXT];
        memcpy(last->date, cw_time_format(day * DAY_MS, text), 11);
        last->number = day;
    }
    unsigned s = (unsigned)(ms / 1000);
    to = PUT(to, ",\"received\":\"");
    to = put(to, last->date, 11);
    to = number_pair(to, s / 3600);
    *to++ = ':';
    to = number_pair(to, s / 60 % 60);
    *to++ = ':';
    to = number_pair(to, s % 60);
    if (ms % 1000 != 0) {
        *to++ = '.';
        *to++ = (char)('0' + ms % 1000 / 100);
        to = number_pair(to, (unsigned)(ms % 100));
    }
    return PUT(to, "Z\"");
}

static char *put_beacon(char *to, const cw_ais_message *m) {
    cw_ais_beacon state = cw_ais_beacon_of(m);
    if (state == CW_AIS_NO_BEACON) return to;
    cw_ais_sender sender = cw_ais_sender_of(m);
    const char *kind = sender == CW_AIS_SART    ? "sart"
                       : sender == CW_AIS_MOB   ? "mob"
                       : sender == CW_AIS_EPIRB ? "epirb"
                                                : "other";
    const char *says = state == CW_AIS_BEACON_ACTIVE ? "active"
                       : state == CW_AIS_BEACON_TEST ? "test"
                                                     : "silent";
    to = PUT(to, ",\"beacon\":\"");
    to = put_text(to, kind);
    to = PUT(to, "\",\"beacon_state\":\"");
    to = put_text(to, says);
    *to++ = '"';
    return to;
}

char *put_beside(char *to, const cw_ais_message *m, day_text *day) {
    to = put_beacon(to, m);
    if (m->own) to = PUT(to, ",\"own\":true");
    if (m->station[0] != '\0') {
        to = PUT(to, ",\"receiver\":\"");
        to = put_text(to, m->station);
        *to++ = '"';
    }
    return m->received != CW_AIS_NO_TIME ? put_received(to, m->received, day) : to;
}
