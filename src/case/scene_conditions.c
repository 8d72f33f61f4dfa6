/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Visibility, wind and sea over the search as the planner takes them: steps, each holding until the
 * next. Where the case leaves the wind to the forcing, an entry is cut into pieces of an hour, or
 * of as many hours as make all of them few enough, and each has the wind at the case's centre in
 * its middle.
 */
#include "scene_conditions.h"

#include <math.h>

/* Mean wind speed of all nodes that have one: where the datum itself has none (on land). */
static double mean_wind(const cw_forcing *f, const cw_plane *plane, cw_time time) {
    double sum = 0.0, count = 0.0, scale, turn;
    cw_plane_factors(plane, cw_plane_centre(plane), &scale, &turn);
    for (size_t j = 0; j < f->ny; j++) {
        for (size_t i = 0; i < f->nx; i++) {
            cw_xy current, wind,
                at = {f->x0_m + (double)i * f->cell_m, f->y0_m + (double)j * f->cell_m};
            if (!cw_forcing_at(f, at, time, &current, &wind)) continue;
            if (!isfinite(wind.x_m) || !isfinite(wind.y_m)) continue;
            sum += hypot(wind.x_m, wind.y_m) / scale;
            count += 1.0;
        }
    }
    return count > 0.0 ? sum / count : 0.0;
}

static double wind_at(const cw_scene *s, cw_time time) {
    cw_xy current, wind, at = cw_plane_forward(s->plane, s->datum);
    double scale, turn;
    cw_plane_factors(s->plane, s->datum, &scale, &turn);
    bool known = cw_forcing_at(s->forcing, at, time, &current, &wind) && isfinite(wind.x_m)
                 && isfinite(wind.y_m);
    return known ? hypot(wind.x_m, wind.y_m) / scale : mean_wind(s->forcing, s->plane, time);
}

/* ---- the series ------------------------------------------------------------------------------ */

enum { MOST_STEPS = CW_MOST_CHANGES + 1 };

typedef struct series {
    cw_conditions_change steps[MOST_STEPS];
    size_t count;
} series;

/* The case's entries that hold at some time within the search, each from when it does. */
static series entries_of(const cw_case *c) {
    series all = {.steps = {{c->search_from, c->conditions}}, .count = 1};
    for (size_t k = 0; k < c->change_count; k++) {
        const cw_conditions_change *change = &c->changes[k];
        if (change->from >= c->search_to) break;
        if (change->from <= c->search_from)
            all.steps[0].conditions = change->conditions;
        else
            all.steps[all.count++] = *change;
    }
    return all;
}

static cw_time end_of(const series *all, size_t k, const cw_case *c) {
    return k + 1 < all->count ? all->steps[k + 1].from : c->search_to;
}

static size_t pieces_of(const series *all, size_t k, const cw_case *c, cw_time piece) {
    if (!isnan(all->steps[k].conditions.wind_mps)) return 1;
    cw_time from = all->steps[k].from, to = end_of(all, k, c);
    return to > from ? (size_t)((to - from - 1) / piece) + 1 : 1;
}

static cw_time piece_that_fits(const series *all, const cw_case *c) {
    for (cw_time piece = CW_HOUR_MS;; piece *= 2) {
        size_t sum = 0;
        for (size_t k = 0; k < all->count; k++) sum += pieces_of(all, k, c, piece);
        if (sum <= MOST_STEPS) return piece;
    }
}

static series with_wind(const cw_scene *s, const series *all) {
    const cw_case *c = s->source;
    series made = {.count = 0};
    cw_time piece = piece_that_fits(all, c);
    for (size_t k = 0; k < all->count; k++) {
        size_t pieces = pieces_of(all, k, c, piece);
        for (size_t i = 0; i < pieces; i++) {
            cw_conditions_change *to = &made.steps[made.count++];
            cw_time end = end_of(all, k, c);
            *to = all->steps[k];
            to->from += (cw_time)i * piece;
            if (to->from + piece < end) end = to->from + piece;
            if (isnan(to->conditions.wind_mps))
                to->conditions.wind_mps = wind_at(s, to->from + (end - to->from) / 2);
        }
    }
    return made;
}

void scene_make_conditions(cw_scene *s) {
    const cw_case *c = s->source;
    series all = entries_of(c);
    if (c->wind_by_hour)
        all = with_wind(s, &all);
    else if (isnan(all.steps[0].conditions.wind_mps))
        all.steps[0].conditions.wind_mps =
            wind_at(s, c->search_from + (c->search_to - c->search_from) / 2);
    s->conditions = all.steps[0].conditions;
    s->change_count = all.count - 1;
    for (size_t k = 1; k < all.count; k++) s->changes[k - 1] = all.steps[k];
}

cw_conditions cw_scene_conditions_at(const cw_scene *scene, cw_time time) {
    cw_conditions at = scene->conditions;
    for (size_t k = 0; k < scene->change_count && scene->changes[k].from <= time; k++)
        at = scene->changes[k].conditions;
    return at;
}
