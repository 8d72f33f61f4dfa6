/* SPDX-License-Identifier: Apache-2.0 */
/* A message as what it says. */
#include "said.h"

enum { BASE_REPORT = 4 };

static const double RECEPTION_STD_S = 1.0; /* from the measurement to the receiver's clock */

ais_said said_of_message(const cw_ais_message *m) {
    ais_said said = {.mmsi = m->mmsi,
                     .type = m->type,
                     .sender = cw_ais_sender_of(m),
                     .beacon = cw_ais_beacon_of(m),
                     .received = m->received,
                     .base_time = CW_AIS_NO_TIME,
                     .time_std_s = RECEPTION_STD_S};
    said.has_position = cw_ais_position_read(m, &said.position);
    said.has_static = cw_ais_static_read(m, &said.fixed);
    if (m->type == BASE_REPORT && m->received == CW_AIS_NO_TIME)
        (void)cw_ais_time_read(m, &said.base_time);
    return said;
}
