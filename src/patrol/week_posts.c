/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where units may wait: their bases, the places of the rosters to begin from, and stations on a
 * grid over the sea, as fine as a planner can look at. A station stands only where the agreement
 * lets some vessel wait without asking.
 */
#include "week.h"

#include "world.h"

#include <math.h>

enum { MOST_STATIONS = 64 };

static bool is_aircraft(const week *w, size_t unit) {
    return w->world->plan->units[unit].kind == CW_UNIT_HELICOPTER;
}

/* The post at a cell, made when it is new. */
static bool add_post(week *w, size_t cell, cw_error *err) {
    size_t place = 0;
    if (!cw_patrol_place(w->world, cell, &place, err)) return false;
    for (size_t k = 0; k < w->posts; k++)
        if (w->place[k] == place) return true;
    if (w->posts == CW_MOST_POSTS)
        return cw_fail(err, CW_ERR_INPUT, "%s, roster: has more than %d places at sea",
                       w->world->plan->path, CW_MOST_POSTS - MOST_STATIONS);
    w->place[w->posts++] = place;
    return true;
}

static bool may_wait_there(const week *w, size_t cell) {
    if (!w->world->sea[cell] || (w->world->closed != NULL && w->world->closed[cell])) return false;
    for (size_t u = 0; u < w->world->plan->unit_count; u++)
        if (!is_aircraft(w, u) && w->permit->delay_s[u * w->world->cells + cell] <= 0.0f)
            return true;
    return false;
}

static bool is_station(const week *w, size_t cell, size_t stride) {
    size_t half = stride / 2, i = cell % w->world->nx, j = cell / w->world->nx;
    return i % stride == half && j % stride == half && may_wait_there(w, cell);
}

/* The finest grid that has no more stations than can be looked at. */
static size_t find_stride(const week *w) {
    for (size_t stride = 1;; stride++) {
        size_t count = 0;
        for (size_t c = 0; c < w->world->cells; c++) count += is_station(w, c, stride);
        if (count <= MOST_STATIONS) return stride;
    }
}

static bool add_given(week *w, const cw_roster *given, cw_error *err) {
    for (size_t k = 0; k < given->units * given->hours; k++) {
        cw_post_kind kind = given->posts[k].kind;
        if (kind != CW_POST_STATION && kind != CW_POST_LEG) continue;
        if (!add_post(w, w->world->place_cell[given->posts[k].place], err)) return false;
    }
    return true;
}

/* From one post to all, round closed water. */
static bool make_ways_from(week *w, size_t post, double *way, float *to_cells, cw_error *err) {
    const cw_patrol_world *world = w->world;
    if (!world_ways(world, world->place_cell[w->place[post]], world->closed, to_cells, err))
        return false;
    for (size_t k = 0; k < w->posts; k++) way[k] = (double)to_cells[world->place_cell[w->place[k]]];
    return true;
}

static bool make_ways(week *w, cw_error *err) {
    double *way = cw_arena_alloc(w->arena, w->posts * w->posts * sizeof *way);
    float *to_cells = cw_arena_alloc(w->arena, w->world->cells * sizeof *to_cells);
    if (way == NULL || to_cells == NULL) return cw_fail_memory(err);
    for (size_t k = 0; k < w->posts; k++)
        if (!make_ways_from(w, k, way + k * w->posts, to_cells, err)) return false;
    w->way_m = way;
    return true;
}

bool week_posts(week *w, const cw_roster *given, const cw_week_options *options, cw_error *err) {
    w->place = cw_arena_alloc(w->arena, CW_MOST_POSTS * sizeof *w->place);
    if (w->place == NULL) return cw_fail_memory(err);
    for (size_t u = 0; u < w->world->plan->unit_count; u++)
        if (!add_post(w, w->world->base_cell[u], err)) return false;
    w->bases = w->posts;
    if (!add_given(w, given, err)) return false;
    for (size_t k = 0; k < options->from_count; k++)
        if (!add_given(w, options->from[k], err)) return false;
    size_t stride = find_stride(w);
    for (size_t c = 0; c < w->world->cells; c++)
        if (is_station(w, c, stride) && !add_post(w, c, err)) return false;
    return make_ways(w, err);
}
