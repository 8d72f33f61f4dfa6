/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From table to particle. With e the particle's error in m/s (its draw times the class's standard
 * error) and W the wind at 10 m, the leeway is
 *     speed = (slope + e / 20) W + offset + e / 2
 * (Allen 2005; Breivik and Allen 2008): half of the error stands in the slope at a wind of 10 m/s,
 * half in the offset. The crosswind error counts to the right on either tack; a jibe takes slope,
 * offset and standard error of the other tack and keeps the draw.
 */
#include "drift/coefficients.h"

#include "base/widest.h"

#include <math.h>

static const float SLOPE_PART = 1.0f / 20.0f, OFFSET_PART = 0.5f;

/* The slope is not below zero while std * error / 20 >= -slope. */
static float least_error(const cw_leeway *l) {
    if (!(l->downwind_std_mps > 0.0)) return -INFINITY;
    double least = -20.0 * l->downwind_slope / l->downwind_std_mps;
    return (float)fmin(least, 0.0);
}

static void put(leeway_columns *c, size_t at, const cw_leeway *l, bool left) {
    c->downwind_slope[at] = (float)l->downwind_slope;
    c->downwind_offset[at] = (float)l->downwind_offset_mps;
    c->downwind_std[at] = (float)l->downwind_std_mps;
    c->crosswind_slope[at] = (float)(left ? l->left_slope : l->right_slope);
    c->crosswind_offset[at] = (float)(left ? l->left_offset_mps : l->right_offset_mps);
    c->crosswind_std[at] = (float)(left ? l->left_std_mps : l->right_std_mps);
    c->least_error[at] = least_error(l);
}

void leeway_columns_make(leeway_columns *columns, const cw_object_set *objects) {
    *columns = (leeway_columns){0};
    for (size_t i = 0; i < objects->count && i < CW_MOST_OBJECTS; i++) {
        put(columns, 2 * i, &objects->leeway[i], false);
        put(columns, 2 * i + 1, &objects->leeway[i], true);
    }
}

CW_WIDEST void leeway_apply(const leeway_columns *columns, cw_ensemble *e, size_t first,
                            size_t count) {
    const uint8_t *object = e->object + first, *state = e->state + first;
    const float *down = e->downwind_error + first, *cross = e->crosswind_error + first;
    float *restrict ds = e->downwind_slope + first, *restrict db = e->downwind_offset_mps + first;
    float *restrict cs = e->crosswind_slope + first, *restrict cb = e->crosswind_offset_mps + first;
    for (size_t i = 0; i < count; i++) {
        unsigned at = 2u * (object[i] % CW_MOST_OBJECTS) + ((state[i] & CW_LEFT_TACK) != 0);
        float z = down[i] > columns->least_error[at] ? down[i] : columns->least_error[at];
        float ed = columns->downwind_std[at] * z, ec = columns->crosswind_std[at] * cross[i];
        ds[i] = columns->downwind_slope[at] + ed * SLOPE_PART;
        db[i] = columns->downwind_offset[at] + ed * OFFSET_PART;
        cs[i] = columns->crosswind_slope[at] + ec * SLOPE_PART;
        cb[i] = columns->crosswind_offset[at] + ec * OFFSET_PART;
    }
}
