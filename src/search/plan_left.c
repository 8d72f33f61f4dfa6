/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where what is left to find for one unit, when the others have done their part, is at a given
 * time: its mean and its main axis.
 */
#include "search/planner.h"

#include <math.h>

static size_t output_at(const cw_tracks *s, cw_time time) {
    if (s->step_ms <= 0 || time <= s->first) return 0;
    size_t output = (size_t)((time - s->first + s->step_ms / 2) / s->step_ms);
    return output < s->times ? output : s->times - 1;
}

static size_t spell_of(const worth_table *w, size_t output) {
    size_t spell = 0;
    while (spell + 1 < w->spells && output >= w->ends[spell]) spell++;
    return spell;
}

static void main_axis(remainder_cloud *c, double xx, double xy, double yy) {
    double half = 0.5 * (xx - yy), root = hypot(half, xy), mean = 0.5 * (xx + yy);
    c->long_m = sqrt(fmax(0.0, mean + root));
    c->short_m = sqrt(fmax(0.0, mean - root));
    c->axis_deg = cw_degrees(0.5 * atan2(2.0 * xy, yy - xx)); /* bearing from north */
}

/* Below zero where the others will find more by then than is found now: nothing to look for. */
static double left_of(const planner *p, const float *missed, size_t i) {
    return fmax(0.0, (double)p->residual[i]) * (missed != NULL ? (double)missed[i] : 1.0);
}

remainder_cloud planner_look(planner *p, cw_time time, const float *missed) {
    remainder_cloud c = {.output = output_at(p->sample, time)};
    const float *x = p->sample->x_m + c.output * p->particles;
    const float *y = p->sample->y_m + c.output * p->particles;
    size_t spell = spell_of(p->worth, c.output) * p->particles;
    if (p->looked.total > 0.0 && p->looked.output == c.output && p->looked_missed == missed)
        return p->looked;
    double sx = 0.0, sy = 0.0, xx = 0.0, xy = 0.0, yy = 0.0;
    for (size_t i = 0; i < p->particles; i++) {
        bool placed = !isnan(x[i]) && !isnan(y[i]);
        double w = placed ? left_of(p, missed, spell + i) : 0.0;
        c.total += w;
        p->cumulative[i] = c.total;
        sx += placed ? w * (double)x[i] : 0.0;
        sy += placed ? w * (double)y[i] : 0.0;
    }
    p->looked.total = 0.0;
    if (!(c.total > 0.0)) return c;
    c.mean = (cw_xy){sx / c.total, sy / c.total};
    for (size_t i = 0; i < p->particles; i++) {
        if (isnan(x[i]) || isnan(y[i])) continue;
        double w = left_of(p, missed, spell + i) / c.total;
        double dx = (double)x[i] - c.mean.x_m, dy = (double)y[i] - c.mean.y_m;
        xx += w * dx * dx;
        xy += w * dx * dy;
        yy += w * dy * dy;
    }
    main_axis(&c, xx, xy, yy);
    p->looked = c;
    p->looked_missed = missed;
    return c;
}
