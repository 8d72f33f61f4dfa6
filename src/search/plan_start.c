/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Another way to begin. Units that take their areas one after the other may leave no room for the
 * last: the first lies across the cloud. So the planner also begins as a coordinator would, with
 * one rectangle about the people, divided among the units in proportion to effort: into strips
 * along or across, or cut in two again and again with half of the units on either side. Many such
 * layouts are tried (a layout costs one trial a unit), first plain ones of several sizes, then
 * ones near the best so far; over the ground and moving with the people. Each part is put where the
 * cloud is in the middle of its unit's own time.
 *
 * Units that need not keep clear of one another may be laid out in groups, each for what the groups
 * before leave, or all together.
 */
#include "search/plan_crew.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef enum scheme { STRIPS_ALONG, STRIPS_ACROSS, BISECTED } scheme;

typedef struct layout {
    scheme scheme;
    double along, across; /* half sides of the rectangle, in standard deviations of the cloud */
    double turn_deg;      /* from the cloud's main axis */
    size_t frame;
    bool shuffled; /* units in the order of `rank`; else sorted by where they come from */
} layout;

typedef struct group {
    size_t *members; /* owned; in the order of the parts */
    size_t *before;  /* owned; the same before some layouts that are tried side by side */
    double *rank;    /* owned; of the best layout so far, one a unit of the problem */
    double *draw;    /* owned; of the layout that is tried */
    size_t count;
    double effort_m2;
    remainder_cloud cloud; /* when the first of them searches */
} group;

/* Half sides of the plain layouts. */
static const double sizes[] = {0.8, 1.2, 1.6, 2.0, 2.6};
enum { SIZES = sizeof sizes / sizeof *sizes, SCHEMES = 3, PLAIN = SIZES * SCHEMES };

/* ---- groups -------------------------------------------------------------------------------- */

/* All units that the first unplaced one may meet, directly or through others; or simply all. */
static void gather(planner *p, const size_t *order, bool together, bool *taken, group *g) {
    size_t units = p->problem->unit_count;
    g->count = 0;
    g->effort_m2 = 0.0;
    for (size_t k = 0; k < units && g->count == 0; k++) {
        if (!taken[order[k]]) g->members[g->count++] = order[k];
    }
    if (g->count > 0) taken[g->members[0]] = true;
    for (size_t next = 0; next < g->count; next++) {
        const asset *a = &p->assets[g->members[next]];
        g->effort_m2 += a->effort_m2;
        for (size_t k = 0; k < units; k++) {
            size_t other = order[k];
            bool meet = together || rules_may_meet(p->problem, a->unit, p->assets[other].unit);
            if (taken[other] || !meet) continue;
            taken[other] = true;
            g->members[g->count++] = other;
        }
    }
}

/* Orders the members by where the units come from along a direction, or by the draw. */
static void sort_members(const planner *p, group *g, const layout *l, double east, double north) {
    for (size_t i = 0; !l->shuffled && i < g->count; i++) {
        cw_xy at = p->assets[g->members[i]].base;
        g->draw[g->members[i]] = at.x_m * east + at.y_m * north;
    }
    for (size_t i = 1; i < g->count; i++) {
        size_t unit = g->members[i], place = i;
        for (; place > 0; place--) {
            size_t before = g->members[place - 1];
            double a = g->draw[before], b = g->draw[unit];
            if (a < b || (a <= b && before < unit)) break;
            g->members[place] = before;
        }
        g->members[place] = unit;
    }
}

/* ---- layouts ------------------------------------------------------------------------------- */

static rectangle around(const remainder_cloud *c, const layout *l) {
    double axis = cw_radians(c->axis_deg + l->turn_deg);
    return (rectangle){c->mean, sin(axis), cos(axis), fmax(l->along * c->long_m, 100.0),
                       fmax(l->across * c->short_m, 100.0)};
}

static double effort_of(const planner *p, const group *g, size_t first, size_t last) {
    double sum = 0.0;
    for (size_t i = first; i < last; i++) sum += p->assets[g->members[i]].effort_m2;
    return sum;
}

static void place_member(planner *p, const group *g, const layout *l, size_t member,
                         rectangle part) {
    size_t unit = g->members[member];
    programme plain = {.count = 1, .of = {{.fill = 1.0, .frame = l->frame}}};
    remainder_cloud own = planner_look(p, p->assets[unit].middle, NULL);
    part.centre.x_m += own.mean.x_m - g->cloud.mean.x_m;
    part.centre.y_m += own.mean.y_m - g->cloud.mean.y_m;
    if (part.half_length_m < part.half_width_m) { /* legs along the longer side */
        double half = part.half_length_m, east = part.east;
        part.half_length_m = part.half_width_m;
        part.half_width_m = half;
        part.east = part.north;
        part.north = -east;
    }
    planner_settle(p, unit, &plain, 0, &part);
}

static double gap_of(const planner *p) {
    return p->problem->separation_m * 1.1 + 50.0;
}

static void lay_strips(planner *p, const group *g, const layout *l, const rectangle *whole) {
    double from = 0.0;
    for (size_t i = 0; i < g->count; i++) {
        double share = effort_of(p, g, i, i + 1) / g->effort_m2;
        if (!(share > 0.0)) continue;
        bool lengthwise = l->scheme == STRIPS_ALONG;
        place_member(p, g, l, i, rectangle_part(whole, lengthwise, from, from + share, gap_of(p)));
        from += share;
    }
}

/* Cuts across the longer side, with about half of the effort on either side. */
static void lay_bisected(planner *p, const group *g, const layout *l, const rectangle *whole,
                         size_t first, size_t last) {
    if (last - first == 1) {
        place_member(p, g, l, first, *whole);
        return;
    }
    double all = effort_of(p, g, first, last);
    size_t cut = first + 1;
    while (cut + 1 < last && effort_of(p, g, first, cut) < 0.5 * all) cut++;
    double share = all > 0.0 ? effort_of(p, g, first, cut) / all : 0.5;
    share = fmin(0.95, fmax(0.05, share));
    bool lengthwise = whole->half_width_m > whole->half_length_m;
    rectangle low = rectangle_part(whole, lengthwise, 0.0, share, gap_of(p));
    rectangle high = rectangle_part(whole, lengthwise, share, 1.0, gap_of(p));
    lay_bisected(p, g, l, &low, first, cut);
    lay_bisected(p, g, l, &high, cut, last);
}

/* The members in the order of the parts; ends the same whatever order they were in. */
static void order_members(const planner *p, group *g, const layout *l, const rectangle *whole) {
    bool across = l->scheme != STRIPS_ALONG;
    sort_members(p, g, l, across ? whole->east : whole->north,
                 across ? whole->north : -whole->east);
}

/* Lays the parts out; units for which there is no room get none. */
static void lay(planner *p, group *g, const layout *l) {
    rectangle whole = around(&g->cloud, l);
    order_members(p, g, l, &whole);
    for (size_t i = 0; i < g->count; i++) trial_free(&p->chosen[g->members[i]]);
    if (l->scheme == BISECTED)
        lay_bisected(p, g, l, &whole, 0, g->count);
    else
        lay_strips(p, g, l, &whole);
}

static layout plain_layout(int number) {
    double size = sizes[number / SCHEMES];
    return (layout){.scheme = (scheme)(number % SCHEMES), .along = size, .across = size};
}

/* Something near the best; now and then something else altogether. */
static layout vary(planner *p, group *g, const layout *best) {
    double u = draw_share_of(p, 1), v = draw_share_of(p, 2), w = draw_share_of(p, 3);
    layout l = *best;
    l.along = fmin(4.0, fmax(0.3, l.along * exp(0.6 * (u - 0.5))));
    l.across = fmin(4.0, fmax(0.3, l.across * exp(0.6 * (v - 0.5))));
    l.turn_deg += 40.0 * (w - 0.5) * fabs(w - 0.5);
    if (u + v - floor(u + v) < 0.3) l.frame = l.frame == 0 && p->sea.frames->count > 1 ? 1 : 0;
    if (v + w - floor(v + w) < 0.3) l.scheme = (scheme)((int)(3.0 * u) % SCHEMES);
    for (size_t i = 0; i < g->count; i++) g->draw[g->members[i]] = g->rank[g->members[i]];
    if (u + w - floor(u + w) < 0.5) { /* two change places, or all anew */
        bool all = !l.shuffled || u + w - floor(u + w) < 0.1;
        l.shuffled = true;
        for (size_t i = 0; all && i < g->count; i++)
            g->draw[g->members[i]] = draw_share_of(p, g->members[i]);
        size_t a = g->members[(size_t)(u * (double)g->count) % g->count];
        size_t b = g->members[(size_t)(v * (double)g->count) % g->count];
        double rank = g->draw[a];
        g->draw[a] = g->draw[b];
        g->draw[b] = rank;
    }
    return l;
}

static void remember(const planner *p, group *g) {
    memcpy(g->rank, g->draw, p->problem->unit_count * sizeof *g->rank);
}

/* ---- the best layout ------------------------------------------------------------------------ */

typedef struct best_so_far {
    layout layout;
    double value;
    size_t done; /* layouts tried */
} best_so_far;

/* The next layout; the members are in its order then, which the one after it is drawn from. */
static layout next_layout(planner *p, group *g, const layout *best, size_t number) {
    layout l = number < PLAIN ? plain_layout((int)number) : vary(p, g, best);
    rectangle whole = around(&g->cloud, &l);
    order_members(p, g, &l, &whole);
    return l;
}

/* Laid by this rank alone. */
static double value_of(planner *p, group *g, const layout *l) {
    cw_ranks *crew = p->crew;
    p->crew = NULL;
    lay(p, g, l);
    p->crew = crew;
    return planner_value(p);
}

/* The next layouts, one a rank, drawn as if none of them were better than the best. Where one is,
 * those behind it are drawn anew; plain ones are what they are. */
static bool try_layouts(planner *p, group *g, best_so_far *best, size_t left) {
    double own = -1.0, values[MOST_LANES];
    size_t lane = cw_ranks_number(p->crew), count = cw_ranks_count(p->crew);
    uint32_t draws = p->draws;
    if (count > left) count = left;
    memcpy(g->before, g->members, g->count * sizeof *g->members);
    for (size_t i = 0; i <= lane && lane < count; i++) {
        layout l = next_layout(p, g, &best->layout, best->done + i);
        if (i == lane) own = value_of(p, g, &l);
    }
    if (!crew_compare(p, own, values)) return false;
    memcpy(g->members, g->before, g->count * sizeof *g->members);
    p->draws = draws;
    bool stale = false;
    for (size_t i = 0; i < count && !(stale && best->done >= PLAIN); i++) {
        layout l = next_layout(p, g, &best->layout, best->done++);
        p->evaluations += g->count;
        if (values[i] <= best->value) continue;
        best->value = values[i];
        best->layout = l;
        remember(p, g);
        stale = true;
    }
    return true;
}

static bool best_layout(planner *p, group *g, size_t count, double deadline_s, layout *best) {
    best_so_far b = {.layout = plain_layout(0), .value = -1.0};
    bool ok = true;
    while (ok && b.done < count && (b.done == 0 || !planner_out_of_time(p, deadline_s)))
        ok = try_layouts(p, g, &b, count - b.done);
    *best = b.layout;
    return ok;
}

/* ---- the beginning ------------------------------------------------------------------------- */

static bool start_group(planner *p, group *g, size_t budget, double deadline_s) {
    if (g->count > 1) {
        planner_residual(p, SIZE_MAX); /* laid out for what the groups before leave */
        g->cloud = planner_look(p, p->assets[g->members[0]].middle, NULL);
        if (!(g->cloud.total > 0.0) || !(g->effort_m2 > 0.0)) return true;
        layout best;
        if (!best_layout(p, g, PLAIN + budget / 2, deadline_s, &best)) return false;
        memcpy(g->draw, g->rank, p->problem->unit_count * sizeof *g->draw);
        lay(p, g, &best);
    }
    for (size_t i = 0; i < g->count; i++) {
        if (!planner_improve(p, g->members[i], budget, deadline_s)) return false;
    }
    return true;
}

bool planner_start_divided(planner *p, const size_t *order, bool together, size_t budget,
                           double deadline_s) {
    size_t units = p->problem->unit_count;
    bool *taken = cw_alloc_array(units, sizeof *taken);
    group g = {.members = cw_alloc_array(units, sizeof *g.members),
               .before = cw_alloc_array(units, sizeof *g.before),
               .rank = calloc(units, sizeof *g.rank),
               .draw = calloc(units, sizeof *g.draw)};
    bool ok = (taken && g.members && g.before && g.rank && g.draw) || cw_fail_memory(p->err);
    for (size_t k = 0; ok && k < units; k++) taken[k] = !asset_is_free(&p->assets[k]);
    while (ok) {
        gather(p, order, together, taken, &g);
        if (g.count == 0) break;
        ok = start_group(p, &g, budget, deadline_s);
    }
    free(taken);
    free(g.members);
    free(g.before);
    free(g.rank);
    free(g.draw);
    return ok;
}
