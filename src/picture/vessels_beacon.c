/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Distress beacons: everyone that ever said "active", and every device whose number is that of a
 * beacon. None is dropped for its age, for want of a place or of a time.
 */
#include "vessels.h"

static bool known(cw_vessels *v, vessel_entry *entry, cw_ais_sender sender) {
    if (entry->beacon != 0) return true;
    if (!cw_grow(&v->beacons, &v->beacon_capacity, v->beacon_count + 1)) {
        v->no_memory = true;
        return false;
    }
    v->beacons[v->beacon_count++] = (cw_beacon){.mmsi = entry->mmsi,
                                                .sender = sender,
                                                .first_heard = CW_AIS_NO_TIME,
                                                .last_heard = CW_AIS_NO_TIME,
                                                .last_active = CW_AIS_NO_TIME,
                                                .last_test = CW_AIS_NO_TIME,
                                                .at_time = CW_AIS_NO_TIME};
    entry->beacon = (uint32_t)v->beacon_count;
    return true;
}

static cw_time later(cw_time a, cw_time b) { /* CW_AIS_NO_TIME is the earliest of all */
    return a > b ? a : b;
}

static void hear(cw_beacon *b, cw_ais_beacon says, cw_time time) {
    if (b->first_heard == CW_AIS_NO_TIME || (time != CW_AIS_NO_TIME && time < b->first_heard))
        b->first_heard = time;
    b->last_heard = later(b->last_heard, time);
    if (says == CW_AIS_BEACON_ACTIVE) b->last_active = later(b->last_active, time);
    if (says == CW_AIS_BEACON_TEST) b->last_test = later(b->last_test, time);
    if (says > b->state) b->state = says; /* none, silent, test, active: the worst stands */
}

static void place(cw_beacon *b, const cw_ais_position *p, cw_time time) {
    if (isnan(p->at.lat_deg) || (b->placed && time < b->at_time)) return;
    b->placed = true;
    b->at = p->at;
    b->at_time = time;
}

void vessels_beacon_heard(cw_vessels *v, vessel_entry *entry, const ais_said *said) {
    if (!known(v, entry, said->sender)) return;
    cw_beacon *b = &v->beacons[entry->beacon - 1];
    hear(b, said->beacon, said->received);
    b->messages++;
}

void vessels_beacon_placed(cw_vessels *v, const vessel_entry *entry, const ais_said *said,
                           cw_time measured) {
    if (entry->beacon == 0) return; /* there was no memory for it */
    cw_beacon *b = &v->beacons[entry->beacon - 1];
    if (said->received == CW_AIS_NO_TIME) hear(b, said->beacon, measured);
    place(b, &said->position, measured);
}

bool vessels_beacon_join(cw_vessels *v, const cw_beacon *beacon) {
    vessel_entry *entry = vessels_entry(v, beacon->mmsi);
    if (entry == NULL || !known(v, entry, beacon->sender)) return false;
    cw_beacon *b = &v->beacons[entry->beacon - 1];
    hear(b, beacon->state, beacon->last_heard);
    if (beacon->first_heard != CW_AIS_NO_TIME) hear(b, CW_AIS_NO_BEACON, beacon->first_heard);
    b->last_active = later(b->last_active, beacon->last_active);
    b->last_test = later(b->last_test, beacon->last_test);
    b->messages += beacon->messages;
    cw_ais_position p = {.at = beacon->at};
    if (beacon->placed) place(b, &p, beacon->at_time);
    return true;
}

cw_beacon cw_vessels_beacon(const cw_vessels *v, size_t index) {
    return v->beacons[index];
}
