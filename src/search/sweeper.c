/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes a timed pattern ready for scoring: its legs, split at the output times of the tracks, so
 * that within a piece both the searcher and every particle move in a straight line.
 */
#include "search/sweeper.h"
#include "search/widths.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

cw_time light_until(const light *table, cw_time from, cw_time to) {
    bool dark = light_is_dark(table, from);
    cw_time minute = from - from % CW_MINUTE_MS + CW_MINUTE_MS;
    while (minute < to && light_is_dark(table, minute) == dark) minute += CW_MINUTE_MS;
    return minute < to ? minute : to;
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

/* What the legs of one pattern are made from. */
typedef struct making {
    sweeper *s;
    const light *darkness;
    const cw_task *task; /* widths */
    const cw_pattern *pattern;
    const cw_tracks *tracks;
    double night_factor, turn_s;
    cw_error *err;
} making;

/* Where the searcher is, or under the random law the middle of its area, between two times. */
static sweep_piece piece_of(const making *m, const leg_times *leg, cw_time from, cw_time to) {
    cw_xy a = along_leg(leg, from), b = along_leg(leg, to);
    cw_xy sa = cw_pattern_shift(m->pattern, from), sb = cw_pattern_shift(m->pattern, to);
    double length_m = hypot(b.x_m - a.x_m - (sb.x_m - sa.x_m), b.y_m - a.y_m - (sb.y_m - sa.y_m));
    if (m->s->by_area) {
        cw_xy centre = m->pattern->spec.centre;
        a = (cw_xy){centre.x_m + sa.x_m, centre.y_m + sa.y_m};
        b = (cw_xy){centre.x_m + sb.x_m, centre.y_m + sb.y_m};
    }
    return (sweep_piece){.ax = (float)a.x_m,
                         .ay = (float)a.y_m,
                         .bx = (float)b.x_m,
                         .by = (float)b.y_m,
                         .length_m = (float)length_m};
}

/* The part of a leg within one output interval; nothing outside the times of the tracks. */
static bool split_leg(const making *m, const leg_times *leg) {
    const cw_tracks *tracks = m->tracks;
    int64_t step = tracks->step_ms > 0 ? tracks->step_ms : 1;
    cw_time last = tracks->first + (int64_t)(tracks->times - 1) * step;
    cw_time at = leg->leave > tracks->first ? leg->leave : tracks->first;
    cw_time end = leg->arrive < last ? leg->arrive : last;
    while (at < end) {
        int64_t interval = (at - tracks->first) / step;
        cw_time begin = tracks->first + interval * step;
        cw_time stop = begin + step < end ? begin + step : end;
        sweep_piece piece = piece_of(m, leg, at, stop);
        piece.f0 = (float)((double)(at - begin) / (double)step);
        piece.f1 = (float)((double)(stop - begin) / (double)step);
        piece.interval = (uint32_t)interval;
        if (!add_piece(m->s, piece, m->err)) return false;
        at = stop;
    }
    return true;
}

static float light_factor(const making *m, cw_time time) {
    if (m->night_factor == 1.0 || !light_is_dark(m->darkness, time)) return 1.0f;
    return (float)m->night_factor;
}

static uint32_t nearest_output(const cw_tracks *tracks, cw_time time) {
    if (tracks->step_ms <= 0 || time <= tracks->first) return 0;
    size_t output = (size_t)((time - tracks->first + tracks->step_ms / 2) / tracks->step_ms);
    return (uint32_t)(output < tracks->times ? output : tracks->times - 1);
}

static bool add_run(const making *m, const leg_times *leg) {
    sweeper *s = m->s;
    cw_time middle = leg->leave + (leg->arrive - leg->leave) / 2;
    sweep_leg made = {.first = (uint32_t)s->piece_count,
                      .output = nearest_output(m->tracks, middle),
                      .area = (uint32_t)s->area_count,
                      .light = light_factor(m, middle),
                      .widths = (uint32_t)widths_row(m->task, middle)};
    if (made.light > 0.0f && !split_leg(m, leg)) return false;
    made.count = (uint32_t)(s->piece_count - made.first);
    if (!cw_grow(&s->legs, &s->leg_capacity, s->leg_count + 1)) return cw_fail_memory(m->err);
    s->legs[s->leg_count++] = made;
    return true;
}

/* The next change of the light or of the sweep widths on a leg; `to`, its end: there is none. */
static cw_time next_cut(const making *m, cw_time from, cw_time to) {
    cw_time cut = m->night_factor == 1.0 ? to : light_until(m->darkness, from, to);
    for (size_t k = 0; k < m->task->change_count; k++) {
        cw_time change = m->task->changes[k].from;
        if (change > from && change < cut) cut = change;
    }
    return cut;
}

/* A leg across such changes counts as several, each with its own light and widths. */
static bool add_leg(const making *m, size_t i) {
    const cw_pattern *pattern = m->pattern;
    const leg_times leg = {pattern->points[i].at, pattern->points[i + 1].at,
                           pattern_departure(pattern, i, m->turn_s), pattern->points[i + 1].time};
    leg_times run = leg;
    for (cw_time cut; (cut = next_cut(m, run.leave, leg.arrive)) < leg.arrive;) {
        run.arrive = cut;
        run.to = along_leg(&leg, cut);
        if (!add_run(m, &run)) return false;
        run = (leg_times){run.to, leg.to, cut, leg.arrive};
    }
    return add_run(m, &run);
}

/*
 * Search by area knows no tracks, only how much is searched, where and when. All that a unit does
 * in its area between two outputs is therefore one leg of one piece: the lengths are added up and
 * spread evenly over the time from its first to its last.
 */
static bool merge_legs(sweeper *s, size_t first_leg, cw_error *err) {
    size_t old = s->leg_count, count = 0,
           pieces = first_leg < old ? s->legs[first_leg].first : s->piece_count;
    /* No more new legs than pieces; they are made behind the old ones. */
    if (!cw_grow(&s->legs, &s->leg_capacity, old + s->piece_count)) return cw_fail_memory(err);
    sweep_leg *made = s->legs + old;
    for (size_t i = first_leg; i < old; i++) {
        const sweep_leg *from = &s->legs[i];
        for (uint32_t k = from->first; k < from->first + from->count; k++) {
            const sweep_piece p = s->pieces[k];
            sweep_piece *last = count > 0 ? &s->pieces[pieces - 1] : NULL;
            if (last != NULL && last->interval == p.interval && made[count - 1].light == from->light
                && made[count - 1].widths == from->widths) {
                last->bx = p.bx;
                last->by = p.by;
                last->f1 = p.f1;
                last->length_m += p.length_m;
                continue;
            }
            made[count] = *from;
            made[count].first = (uint32_t)pieces;
            made[count].count = 1;
            made[count++].output = p.interval;
            s->pieces[pieces++] = p;
        }
    }
    memmove(s->legs + first_leg, made, count * sizeof *made);
    s->leg_count = first_leg + count;
    s->piece_count = pieces;
    return true;
}

void sweeper_begin(sweeper *s, const cw_plan_problem *problem, const cw_task *task, bool smooth) {
    s->law = problem->law;
    s->by_area = smooth || problem->law == CW_RANDOM;
    s->leg_count = s->piece_count = s->area_count = 0;
    s->object_count = problem->object_count > 0 ? problem->object_count : 1;
    for (size_t k = 0; k <= task->change_count; k++) {
        const double *width_m = widths_of(task, k);
        for (size_t o = 0; o < CW_MOST_OBJECTS; o++)
            s->width_m[k][o] = (float)fmax(0.0, width_m[o]);
    }
}

bool sweeper_add(sweeper *s, const cw_plan_problem *problem, const light *darkness,
                 const cw_task *task, const cw_pattern *pattern, const cw_tracks *tracks,
                 cw_error *err) {
    making m = {.s = s,
                .darkness = darkness,
                .task = task,
                .pattern = pattern,
                .tracks = tracks,
                .night_factor = 1.0,
                .err = err};
    if (problem->units != NULL) {
        m.night_factor = problem->units[task->unit].night_factor;
        m.turn_s = problem->units[task->unit].turn_s;
    }
    size_t first_leg = s->leg_count;
    if (s->area_count >= MOST_AREAS)
        return cw_fail(err, CW_ERR_INPUT, "a unit has more than %d areas", MOST_AREAS);
    s->areas[s->area_count] = pattern_rectangle(&pattern->spec);
    for (size_t i = 0; i + 1 < pattern->count; i++) {
        if (!add_leg(&m, i)) return false;
    }
    if (s->by_area && !merge_legs(s, first_leg, err)) return false;
    s->area_count++;
    return true;
}

bool sweeper_prepare(sweeper *s, const cw_plan_problem *problem, const light *darkness,
                     const cw_task *task, const cw_tracks *tracks, cw_error *err) {
    sweeper_begin(s, problem, task, false);
    return sweeper_add(s, problem, darkness, task, &task->pattern, tracks, err);
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
