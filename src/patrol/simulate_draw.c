/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The incidents of a simulated week. Each draw is named by week, kind, hour and number (Philox,
 * base.h), never by what a fleet did, so that every agreement and every roster is judged on the
 * very same incidents. Numbers in an hour are Poisson with the expected number of that hour times
 * the factor of its day (log-normal with mean 1): calm days and busy nights come in groups.
 */
#include "simulate.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_AN_HOUR = 1000, HOURS_A_DAY = 24, NIGHT_HOURS = 6 };
/* Uses of the draws of one kind, in the counter's field for the hypothesis. */
enum { USE_DAY, USE_COUNT, USE_WHERE, USE_WHAT, USES };

static cw_draw name_draw(const draw_spec *s, size_t week, size_t kind, int use, size_t step) {
    return (cw_draw){.seed = s->seed,
                     .hypothesis = (uint32_t)(kind * USES + (size_t)use),
                     .particle = (uint32_t)week,
                     .step = (uint32_t)step,
                     .purpose = CW_DRAW_PATROL};
}

/* By inversion: the least n with u below the sum of the first n + 1 probabilities. */
static size_t poisson(double mean, double u) {
    double p = exp(-mean), sum = p;
    size_t n = 0;
    while (u > sum && n < MOST_AN_HOUR) {
        n++;
        p *= mean / (double)n;
        sum += p;
    }
    return n;
}

static double day_factor(const draw_spec *s, size_t week, size_t kind, size_t day) {
    double spread = s->world->plan->kinds[kind].day_spread, z[4];
    if (!(spread > 0.0)) return 1.0;
    cw_random_normal(name_draw(s, week, kind, USE_DAY, day), z);
    return exp(spread * z[0] - 0.5 * spread * spread);
}

static size_t find_cell(const cw_patrol_world *w, const cw_risk_layer *layer, double u) {
    size_t low = 0, high = w->cells - 1;
    double wanted = u * layer->up_to[high];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (layer->up_to[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static incident draw_one(const draw_spec *s, size_t week, size_t kind, double begin_s,
                         double length_s, size_t number) {
    const cw_incident_kind *k = &s->world->plan->kinds[kind];
    double u[4], v[4], range = (double)(k->people_most - k->people_least + 1);
    cw_random_uniform(name_draw(s, week, kind, USE_WHERE, number), u);
    cw_random_uniform(name_draw(s, week, kind, USE_WHAT, number), v);
    incident in = {.kind = kind,
                   .cell = find_cell(s->world, &s->world->layers[kind], u[0]),
                   .alert_s = begin_s + u[1] * length_s,
                   .people = k->people_least + (size_t)(u[2] * range),
                   .search = -log(v[1])};
    in.wet_s = in.alert_s + (u[3] < k->in_water ? 0.0 : -log(v[0]) * k->holds_out_s);
    return in;
}

static bool add(incidents *list, incident in) {
    if (!cw_grow(&list->items, &list->capacity, list->count + 1)) return false;
    list->items[list->count++] = in;
    return true;
}

static bool draw_kind(const draw_spec *s, size_t week, size_t kind, incidents *list) {
    double factor = 1.0;
    for (size_t h = 0; h < s->world->hours; h++) {
        double u[4];
        if (h % HOURS_A_DAY == 0) factor = day_factor(s, week, kind, h / HOURS_A_DAY);
        cw_random_uniform(name_draw(s, week, kind, USE_COUNT, h), u);
        size_t count = poisson(s->world->layers[kind].per_hour[h] * factor, u[0]);
        for (size_t n = 0; n < count; n++)
            if (!add(list,
                     draw_one(s, week, kind, 3600.0 * (double)h, 3600.0, h * MOST_AN_HOUR + n)))
                return false;
    }
    return true;
}

/* Many at once: on top of the others, within one night. */
static bool draw_extra(const draw_spec *s, size_t week, incidents *list) {
    double begin_s = 3600.0 * (double)s->stress.extra_hour;
    for (size_t n = 0; n < s->stress.extra; n++) {
        size_t number = CW_MOST_HORIZON_H * MOST_AN_HOUR + n;
        if (!add(list,
                 draw_one(s, week, s->stress.extra_kind, begin_s, 3600.0 * NIGHT_HOURS, number)))
            return false;
    }
    return true;
}

static int by_alert(const void *a, const void *b) {
    const incident *x = a, *y = b;
    if (x->alert_s != y->alert_s) return x->alert_s < y->alert_s ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

bool draw_week(const draw_spec *s, size_t week, incidents *list) {
    list->count = 0;
    for (size_t k = 0; k < s->world->plan->kind_count; k++)
        if (!draw_kind(s, week, k, list)) return false;
    if (!draw_extra(s, week, list)) return false;
    if (list->count > 1) qsort(list->items, list->count, sizeof *list->items, by_alert);
    return true;
}

/* ---- drift ----------------------------------------------------------------------------------- */

/* One hour on with the stream at the cell; what would strand stays where it is. */
static void drift_hour(drifted *d) {
    const cw_patrol_world *w = d->world;
    size_t cell = d->cells[d->known - 1];
    size_t hour = (size_t)(d->what->alert_s / 3600.0) + d->known - 1;
    if (hour >= w->hours) hour = w->hours - 1;
    const float *stream = &w->stream_mps[(hour * w->cells + cell) * 2];
    cw_xy to = {d->at.x_m + 3600.0 * (double)stream[0], d->at.y_m + 3600.0 * (double)stream[1]};
    double i = floor((to.x_m - w->x0_m) / w->cell_m), j = floor((to.y_m - w->y0_m) / w->cell_m);
    bool inside = i >= 0.0 && j >= 0.0 && i < (double)w->nx && j < (double)w->ny;
    size_t next = inside ? (size_t)j * w->nx + (size_t)i : cell;
    if (inside && w->sea[next]) d->at = to;
    d->cells[d->known++] = w->sea[next] ? next : cell;
}

size_t drifted_cell(drifted *d, double elapsed_s) {
    if (d->world->stream_mps == NULL) return d->what->cell;
    if (d->known == 0) {
        d->cells[0] = d->what->cell;
        d->at = cw_patrol_cell_centre(d->world, d->what->cell);
        d->known = 1;
    }
    double hours = floor(elapsed_s / 3600.0 + 0.5);
    size_t wanted = hours < DRIFT_HOURS - 1 ? (size_t)hours : DRIFT_HOURS - 1;
    while (d->known <= wanted) drift_hour(d);
    return d->cells[wanted];
}
