/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a pattern may move with. Water that carries the people carries a pattern laid on it, and the
 * searcher then works among them as if nothing moved. A few mean drifts are enough: that of all
 * people, and for each hypothesis those of three parts of its cloud, cut across its long axis at
 * the middle of the time, because a stream is seldom the same at both ends. Means are of
 * displacements from output to output over the particles that have a place at both, so that people
 * who enter the water later or are lost do not make the frame jump.
 *
 * Few frames, known beforehand, also keep the bound honest: the relative speed of searcher and
 * people, which detection laws with a lateral range live on, can then be bounded (docs/bound.md).
 */
#include "search/frames.h"

#include <math.h>
#include <stdlib.h>

enum { ENDS = 3, MOST_HYPOTHESES = 8 };
static const double least_share = 0.02; /* of the weight: fewer people make no frame of their own */

/* ---- clouds -------------------------------------------------------------------------------- */

typedef struct sums {
    double weight, x, y, xx, xy, yy;
} sums;

static bool is_placed(const cw_tracks *t, size_t output, size_t i) {
    size_t at = output * t->particles + i;
    return !isnan(t->x_m[at]) && !isnan(t->y_m[at])
           && (t->state == NULL || t->state[at] == CW_ADRIFT);
}

static sums add_up(const cw_tracks *t, size_t output, const uint8_t *group, uint8_t which) {
    sums s = {0};
    for (size_t i = 0; i < t->particles; i++) {
        if (group[i] != which || !is_placed(t, output, i)) continue;
        double w = (double)t->weight[i], x = (double)t->x_m[output * t->particles + i],
               y = (double)t->y_m[output * t->particles + i];
        s.weight += w;
        s.x += w * x;
        s.y += w * y;
        s.xx += w * x * x;
        s.xy += w * x * y;
        s.yy += w * y * y;
    }
    return s;
}

/* Cuts one hypothesis' cloud across its long axis, 0.43 standard deviations to both sides of the
 * mean: about thirds. Group numbers are first, first + 1, first + 2. */
static void cut_cloud(const cw_tracks *t, size_t output, uint8_t *group, uint8_t whole,
                      uint8_t first) {
    static const double third = 0.4307; /* of the normal distribution */
    sums s = add_up(t, output, group, whole);
    if (!(s.weight > 0.0)) return;
    double mx = s.x / s.weight, my = s.y / s.weight;
    double xx = s.xx / s.weight - mx * mx, xy = s.xy / s.weight - mx * my,
           yy = s.yy / s.weight - my * my;
    double axis = 0.5 * atan2(2.0 * xy, xx - yy), ax = cos(axis), ay = sin(axis);
    double sigma = sqrt(fmax(0.0, xx * ax * ax + 2.0 * xy * ax * ay + yy * ay * ay));
    for (size_t i = 0; i < t->particles; i++) {
        if (group[i] != whole || !is_placed(t, output, i)) continue;
        double along = ((double)t->x_m[output * t->particles + i] - mx) * ax
                       + ((double)t->y_m[output * t->particles + i] - my) * ay;
        group[i] = (uint8_t)(first + (along < -third * sigma ? 0 : along > third * sigma ? 2 : 1));
    }
}

/* ---- frames -------------------------------------------------------------------------------- */

/* Mean displacement of a group from one output to the next (UINT8_MAX: all particles). */
static cw_xy mean_step(const cw_tracks *t, size_t from, const uint8_t *group, uint8_t which) {
    double weight = 0.0, dx = 0.0, dy = 0.0;
    for (size_t i = 0; i < t->particles; i++) {
        if (which != UINT8_MAX && group[i] != which) continue;
        if (!is_placed(t, from, i) || !is_placed(t, from + 1, i)) continue;
        size_t before = from * t->particles + i, now = before + t->particles;
        double w = (double)t->weight[i];
        weight += w;
        dx += w * ((double)t->x_m[now] - (double)t->x_m[before]);
        dy += w * ((double)t->y_m[now] - (double)t->y_m[before]);
    }
    return weight > 0.0 ? (cw_xy){dx / weight, dy / weight} : (cw_xy){0.0, 0.0};
}

static cw_xy mean_place(const cw_tracks *t, size_t output, const uint8_t *group, uint8_t which) {
    double weight = 0.0, x = 0.0, y = 0.0;
    for (size_t i = 0; i < t->particles; i++) {
        if ((which != UINT8_MAX && group[i] != which) || !is_placed(t, output, i)) continue;
        double w = (double)t->weight[i];
        weight += w;
        x += w * (double)t->x_m[output * t->particles + i];
        y += w * (double)t->y_m[output * t->particles + i];
    }
    return weight > 0.0 ? (cw_xy){x / weight, y / weight} : (cw_xy){NAN, NAN};
}

static void follow(frames *f, size_t frame, const cw_tracks *t, const uint8_t *group,
                   uint8_t which) {
    cw_xy at = {0.0, 0.0};
    for (size_t k = 0; k < f->times; k++) {
        cw_xy step = k > 0 ? mean_step(t, k - 1, group, which) : at;
        at = (cw_xy){at.x_m + step.x_m, at.y_m + step.y_m};
        f->shift[frame * f->times + k] = at;
        f->mean[frame * f->times + k] = mean_place(t, k, group, which);
    }
}

/* Hypotheses that are likely enough, the likeliest first. */
static size_t choose_hypotheses(const cw_tracks *t, uint16_t *list) {
    static const size_t numbers = 65536;
    double total = 0.0, *share = calloc(numbers, sizeof *share);
    size_t count = 0;
    if (share == NULL) return 0;
    for (size_t i = 0; i < t->particles; i++) {
        share[t->hypothesis ? t->hypothesis[i] : 0] += (double)t->weight[i];
        total += (double)t->weight[i];
    }
    for (; count < MOST_HYPOTHESES; count++) {
        size_t best = 0;
        for (size_t h = 1; h < numbers; h++) best = share[h] > share[best] ? h : best;
        if (!(share[best] > least_share * total)) break;
        list[count] = (uint16_t)best;
        share[best] = 0.0;
    }
    free(share);
    return count;
}

static void follow_parts(frames *f, const cw_tracks *t, uint8_t *group) {
    uint16_t list[MOST_HYPOTHESES];
    size_t count = choose_hypotheses(t, list);
    for (size_t h = 0; h < count; h++) {
        uint8_t first = (uint8_t)(1 + MOST_HYPOTHESES + ENDS * h);
        for (size_t i = 0; i < t->particles; i++) {
            if ((t->hypothesis ? t->hypothesis[i] : 0) == list[h]) group[i] = (uint8_t)(1 + h);
        }
        cut_cloud(t, t->times / 2, group, (uint8_t)(1 + h), first);
        for (uint8_t end = 0; end < ENDS; end++)
            follow(f, f->count++, t, group, (uint8_t)(first + end));
    }
}

bool frames_create(frames *f, const cw_tracks *tracks, bool over_ground, cw_error *err) {
    *f = (frames){
        .count = 1, .times = tracks->times, .first = tracks->first, .step_ms = tracks->step_ms};
    size_t most = (2 + ENDS * MOST_HYPOTHESES) * (tracks->times + 1);
    f->shift = cw_alloc_array(most, sizeof *f->shift);
    f->mean = cw_alloc_array(most, sizeof *f->mean);
    uint8_t *group = calloc(tracks->particles + 1, 1);
    bool ok = (f->shift != NULL && f->mean != NULL && group != NULL) || cw_fail_memory(err);
    for (size_t k = 0; ok && k < f->times; k++) {
        f->shift[k] = (cw_xy){0.0, 0.0};
        f->mean[k] = (cw_xy){NAN, NAN};
    }
    if (ok && !over_ground && tracks->step_ms > 0 && tracks->times > 1) {
        follow(f, f->count++, tracks, group, UINT8_MAX);
        follow_parts(f, tracks, group);
    }
    free(group);
    if (!ok) frames_free(f);
    return ok;
}

void frames_free(frames *f) {
    free(f->shift);
    free(f->mean);
    *f = (frames){0};
}

/* ---- use ----------------------------------------------------------------------------------- */

static cw_xy shift_at(const frames *f, size_t frame, cw_time time) {
    const cw_xy *shift = f->shift + frame * f->times;
    if (f->step_ms <= 0 || time <= f->first) return shift[0];
    size_t k = (size_t)((time - f->first) / f->step_ms);
    if (k + 1 >= f->times) return shift[f->times - 1];
    double share = (double)(time - f->first - (int64_t)k * f->step_ms) / (double)f->step_ms;
    return (cw_xy){shift[k].x_m + share * (shift[k + 1].x_m - shift[k].x_m),
                   shift[k].y_m + share * (shift[k + 1].y_m - shift[k].y_m)};
}

cw_xy frames_between(const frames *f, size_t frame, cw_time from, cw_time to) {
    if (frame == 0 || frame >= f->count) return (cw_xy){0.0, 0.0};
    cw_xy a = shift_at(f, frame, from), b = shift_at(f, frame, to);
    return (cw_xy){b.x_m - a.x_m, b.y_m - a.y_m};
}

cw_xy frames_velocity(const frames *f, size_t frame, size_t interval) {
    if (frame == 0 || frame >= f->count || interval + 1 >= f->times || f->step_ms <= 0)
        return (cw_xy){0.0, 0.0};
    const cw_xy *shift = f->shift + frame * f->times + interval;
    double step_s = (double)f->step_ms / 1000.0;
    return (cw_xy){(shift[1].x_m - shift[0].x_m) / step_s, (shift[1].y_m - shift[0].y_m) / step_s};
}

size_t frames_nearest(const frames *f, cw_xy at, cw_time time) {
    size_t best = 0, k = 0;
    double least = INFINITY;
    if (f->step_ms > 0 && time > f->first)
        k = (size_t)((time - f->first + f->step_ms / 2) / f->step_ms);
    k = k < f->times ? k : f->times - 1;
    for (size_t i = 1; i < f->count; i++) {
        cw_xy mean = f->mean[i * f->times + k];
        double distance = hypot(mean.x_m - at.x_m, mean.y_m - at.y_m);
        if (!(distance < least)) continue;
        least = distance;
        best = i;
    }
    return best;
}

double frames_fastest(const frames *f, size_t interval, cw_xy velocity_mps) {
    double fastest = 0.0;
    for (size_t k = 0; k < f->count; k++) {
        cw_xy u = frames_velocity(f, k, interval);
        fastest = fmax(fastest, hypot(velocity_mps.x_m - u.x_m, velocity_mps.y_m - u.y_m));
    }
    return fastest;
}

bool frames_carry(const frames *f, size_t frame, cw_time from, cw_time to, cw_pattern *pattern) {
    free(pattern->drift);
    pattern->drift = NULL;
    pattern->drift_count = 0;
    if (frame == 0 || frame >= f->count || to <= from) return true;
    size_t most = 3 + (size_t)((to - from) / f->step_ms);
    pattern->drift = cw_alloc_array(most, sizeof *pattern->drift);
    if (pattern->drift == NULL) return false;
    cw_time next = from;
    while (next < to && pattern->drift_count + 1 < most) {
        pattern->drift[pattern->drift_count++] =
            (cw_waypoint){frames_between(f, frame, from, next), next};
        cw_time gone = next - f->first;
        next = gone < 0 ? f->first : f->first + (gone / f->step_ms + 1) * f->step_ms;
    }
    pattern->drift[pattern->drift_count++] = (cw_waypoint){frames_between(f, frame, from, to), to};
    return true;
}
