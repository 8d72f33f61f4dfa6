/* SPDX-License-Identifier: Apache-2.0 */
/* Opening what a case names as its environment. */
#ifndef CROSSWATCH_CASE_SCENE_SOURCES_H
#define CROSSWATCH_CASE_SCENE_SOURCES_H

#include <crosswatch/case.h>

typedef struct sources { /* NULL: not given */
    cw_source *current, *wind, *stokes, *temperature;
} sources;

bool sources_open(const cw_case *c, sources *s, cw_error *err);
void sources_close(sources *s);

/* The largest speed that the quantity can have where it is constant; `otherwise` where unknown. */
double sources_speed_guess(const cw_quantity_spec *q, double otherwise);

/* Water temperature at a place and time, by the case's `beyond:` rule; NaN when not given. */
bool sources_temperature(const cw_case *c, const sources *s, cw_position at, cw_time time,
                         double *celsius, cw_error *err);

#endif
