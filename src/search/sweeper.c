/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes a timed pattern ready for scoring: its legs, split at the output times of the tracks, so
 * that within a piece both the searcher and every particle move in a straight line.
 */
#include "search/sweeper.h"
#include "search/widths.h"

#include <math.h>
#include <stdlib.h>

/* ---- light -------------------------------------------------------------------------------- */

bool light_create(light *table, const cw_plane *plane, cw_time from, cw_time to, cw_error *err) {
    *table = (light){.at = cw_plane_centre(plane), .first = from - from % CW_MINUTE_MS};
    if (to < table->first) return true;
    size_t minutes = (size_t)((to - table->first) / CW_MINUTE_MS) + 1;
    table->dark = cw_alloc_array(minutes, 1);
    if (table->dark == NULL) return cw_fail_memory(err);
    table->minutes = minutes;
    for (size_t i = 0; i < minutes; i++)
        table->dark[i] = !cw_sun_is_daylight(table->at, table->first + (int64_t)i * CW_MINUTE_MS);
    return true;
}

void light_free(light *table) {
    free(table->dark);
    *table = (light){0};
}

/* Whole minutes, so that the table and the sun give the same answer. */
bool light_is_dark(const light *table, cw_time time) {
    int64_t minute = (time - table->first) / CW_MINUTE_MS;
    if (table->dark != NULL && time >= table->first && (size_t)minute < table->minutes)
        return table->dark[minute] != 0;
    return !cw_sun_is_daylight(table->at, time - time % CW_MINUTE_MS);
}

double light_mean(const light *table, cw_time from, cw_time to, double night_factor) {
    double sum = 0.0, count = 0.0;
    for (cw_time t = from; t < to; t += CW_MINUTE_MS) {
        sum += light_is_dark(table, t) ? night_factor : 1.0;
        count += 1.0;
    }
    return count > 0.0 ? sum / count : 1.0;
}

/* ---- legs --------------------------------------------------------------------------------- */

static bool add_piece(sweeper *s, sweep_piece piece, cw_error *err) {
    if (!cw_grow(&s->pieces, &s->piece_capacity, s->piece_count + 1)) return cw_fail_memory(err);
    s->pieces[s->piece_count++] = piece;
    return true;
}

typedef struct leg_times {
    cw_xy from, to;
    cw_time leave, arrive;
} leg_times;

static cw_xy along_leg(const leg_times *leg, cw_time time) {
    double share = leg->arrive > leg->leave
                       ? (double)(time - leg->leave) / (double)(leg->arrive - leg->leave)
                       : 0.0;
    return (cw_xy){leg->from.x_m + share * (leg->to.x_m - leg->from.x_m),
                   leg->from.y_m + share * (leg->to.y_m - leg->from.y_m)};
}

/* The part of a leg within one output interval; nothing outside the times of the tracks. */
static bool split_leg(sweeper *s, const leg_times *leg, const cw_tracks *tracks, cw_error *err) {
    int64_t step = tracks->step_ms > 0 ? tracks->step_ms : 1;
    cw_time last = tracks->first + (int64_t)(tracks->times - 1) * step;
    cw_time at = leg->leave > tracks->first ? leg->leave : tracks->first;
    cw_time end = leg->arrive < last ? leg->arrive : last;
    while (at < end) {
        int64_t interval = (at - tracks->first) / step;
        cw_time begin = tracks->first + interval * step;
        cw_time stop = begin + step < end ? begin + step : end;
        cw_xy a = along_leg(leg, at), b = along_leg(leg, stop);
        sweep_piece piece = {(float)a.x_m,
                             (float)a.y_m,
                             (float)b.x_m,
                             (float)b.y_m,
                             (float)((double)(at - begin) / (double)step),
                             (float)((double)(stop - begin) / (double)step),
                             (float)hypot(b.x_m - a.x_m, b.y_m - a.y_m),
                             (uint32_t)interval};
        if (!add_piece(s, piece, err)) return false;
        at = stop;
    }
    return true;
}

static float light_factor(const cw_plan_problem *problem, const light *darkness,
                          const cw_task *task, cw_time time) {
    if (problem->units == NULL || !light_is_dark(darkness, time)) return 1.0f;
    return (float)problem->units[task->unit].night_factor;
}

static uint32_t nearest_output(const cw_tracks *tracks, cw_time time) {
    if (tracks->step_ms <= 0 || time <= tracks->first) return 0;
    size_t output = (size_t)((time - tracks->first + tracks->step_ms / 2) / tracks->step_ms);
    return (uint32_t)(output < tracks->times ? output : tracks->times - 1);
}

static bool add_run(sweeper *s, const cw_plan_problem *problem, const light *darkness,
                    const cw_task *task, const cw_tracks *tracks, const leg_times *leg,
                    cw_error *err) {
    cw_time middle = leg->leave + (leg->arrive - leg->leave) / 2;
    sweep_leg made = {.first = (uint32_t)s->piece_count,
                      .output = nearest_output(tracks, middle),
                      .light = light_factor(problem, darkness, task, middle),
                      .widths = (uint32_t)widths_row(task, middle)};
    if (made.light > 0.0f && !split_leg(s, leg, tracks, err)) return false;
    made.count = (uint32_t)(s->piece_count - made.first);
    if (!cw_grow(&s->legs, &s->leg_capacity, s->leg_count + 1)) return cw_fail_memory(err);
    s->legs[s->leg_count++] = made;
    return true;
}

/* A leg across a change of the sweep widths counts as two, each with its own light. */
static bool add_leg(sweeper *s, const cw_plan_problem *problem, const light *darkness,
                    const cw_task *task, const cw_tracks *tracks, size_t i, cw_error *err) {
    double turn_s = problem->units ? problem->units[task->unit].turn_s : 0.0;
    const cw_pattern *pattern = &task->pattern;
    const leg_times leg = {pattern->points[i].at, pattern->points[i + 1].at,
                           pattern_departure(pattern, i, turn_s), pattern->points[i + 1].time};
    leg_times run = leg;
    for (size_t k = 0; k < task->change_count; k++) {
        cw_time change = task->changes[k].from;
        if (change <= run.leave || change >= leg.arrive) continue;
        run.arrive = change;
        run.to = along_leg(&leg, change);
        if (!add_run(s, problem, darkness, task, tracks, &run, err)) return false;
        run = (leg_times){run.to, leg.to, change, leg.arrive};
    }
    return add_run(s, problem, darkness, task, tracks, &run, err);
}

bool sweeper_prepare(sweeper *s, const cw_plan_problem *problem, const light *darkness,
                     const cw_task *task, const cw_tracks *tracks, cw_error *err) {
    const cw_pattern *pattern = &task->pattern;
    s->law = problem->law;
    s->leg_count = s->piece_count = 0;
    s->object_count = problem->object_count > 0 ? problem->object_count : 1;
    s->area = pattern_rectangle(&pattern->spec);
    for (size_t k = 0; k <= task->change_count; k++) {
        const double *width_m = widths_of(task, k);
        for (size_t o = 0; o < CW_MOST_OBJECTS; o++)
            s->width_m[k][o] = (float)fmax(0.0, width_m[o]);
    }
    for (size_t i = 0; i + 1 < pattern->count; i++) {
        if (!add_leg(s, problem, darkness, task, tracks, i, err)) return false;
    }
    return true;
}

/* Of the legs with one row of widths. */
static double track_with(const sweeper *s, size_t row) {
    double sum = 0.0;
    for (size_t i = 0; i < s->leg_count; i++) {
        const sweep_leg *leg = &s->legs[i];
        if (leg->widths != row) continue;
        for (uint32_t p = leg->first; p < leg->first + leg->count; p++)
            sum += (double)leg->light * (double)s->pieces[p].length_m;
    }
    return sum;
}

double sweeper_track(const sweeper *s) {
    double sum = 0.0;
    for (size_t row = 0; row <= CW_MOST_CHANGES; row++) sum += track_with(s, row);
    return sum;
}

double sweeper_effort(const sweeper *s, const cw_task *task, size_t object) {
    double sum = 0.0;
    for (size_t row = 0; row <= task->change_count; row++)
        sum += widths_of(task, row)[object] * track_with(s, row);
    return sum;
}

void sweeper_free(sweeper *s) {
    free(s->legs);
    free(s->pieces);
    *s = (sweeper){0};
}
