/* SPDX-License-Identifier: Apache-2.0 */
/* Inside traffic/: an ensemble as a crowd of equally likely particles. Questions about every vessel
 * are asked of a few thousand particles, drawn systematically by weight, so that each stands for
 * the same share of the probability. */
#ifndef CROSSWATCH_TRAFFIC_CROWD_H
#define CROSSWATCH_TRAFFIC_CROWD_H

#include <crosswatch/traffic.h>

typedef struct crowd {
    const cw_tracks *tracks;
    size_t *pick; /* particle of the tracks; one may stand for several */
    size_t count;
} crowd;

/* False: no weight, no particle, or no memory. */
bool crowd_create(const cw_tracks *tracks, size_t count, crowd *to, cw_error *err);
void crowd_free(crowd *c);
static inline bool crowd_at(const crowd *c, size_t i, cw_time time, cw_xy *at) {
    return cw_tracks_at(c->tracks, c->pick[i], time, at);
}
cw_time crowd_last(const crowd *c); /* the last output of the drift */
/* The mean place of those adrift then; false: nobody is. */
bool crowd_datum(const crowd *c, cw_time time, cw_xy *at);

/* Tables of positions do not say the class: such a vessel is taken for a ship. */
static inline bool is_ship(cw_ais_sender sender) {
    return sender == CW_AIS_CLASS_A || sender == CW_AIS_CLASS_B || sender == CW_AIS_SENDER_UNKNOWN;
}

#endif
