/* SPDX-License-Identifier: Apache-2.0 */
/* How far a particle can go in one step, by this forcing and these objects: the land mask must know
 * of land that near. */
#include "scene_step.h"

#include <math.h>

static const double ERROR_SIGMAS = 5.0; /* normal errors beyond this do not occur in practice */

static void largest_speeds(const cw_forcing *f, double *current, double *wind) {
    size_t nodes = f->nx * f->ny * f->nt;
    float most_current = 0.0f, most_wind = 0.0f; /* squared */
    for (size_t i = 0; i < nodes; i++) {
        const float *v = &f->values[4 * i];
        float c2 = v[0] * v[0] + v[1] * v[1], w2 = v[2] * v[2] + v[3] * v[3];
        if (c2 > most_current) most_current = c2; /* NaN compares false */
        if (w2 > most_wind) most_wind = w2;
    }
    *current = sqrt((double)most_current) + ERROR_SIGMAS * f->current_std_mps;
    *wind = sqrt((double)most_wind) + ERROR_SIGMAS * f->wind_std_mps;
}

/* Slope + e / 20 and offset + e / 2, with e up to ERROR_SIGMAS standard deviations. */
static double part_speed(double slope, double offset, double std, double wind) {
    double e = ERROR_SIGMAS * std;
    return (fabs(slope) + e / 20.0) * wind + fabs(offset) + e / 2.0;
}

static double leeway_speed(const cw_leeway *l, double wind) {
    double down = part_speed(l->downwind_slope, l->downwind_offset_mps, l->downwind_std_mps, wind);
    double right = part_speed(l->right_slope, l->right_offset_mps, l->right_std_mps, wind);
    double left = part_speed(l->left_slope, l->left_offset_mps, l->left_std_mps, wind);
    return hypot(down, fmax(right, left));
}

bool scene_longest_step(const cw_scene *s, double *step_m, cw_error *err) {
    const cw_case *c = s->source;
    double current, wind, leeway = 0.0;
    largest_speeds(s->forcing, &current, &wind);
    for (size_t i = 0; i < c->object_count; i++) {
        const cw_leeway *l = cw_leeway_find(s->leeway, c->objects[i].leeway, err);
        if (l == NULL) return false;
        leeway = fmax(leeway, leeway_speed(l, wind));
    }
    *step_m = c->drift.step_s * (current + leeway);
    return true;
}
