/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Figures with their uncertainty. Weeks are independent, so a mean over weeks has Student's t
 * interval; two simulations of the same weeks are compared week by week, which takes the luck of
 * the draws out of the difference. A ratio (a mean over incidents) is treated as its weekly
 * numerator over the mean number of incidents a week, minus value times the deviation of that
 * number (the delta method). The 90th percentile is taken on 20 batches of weeks.
 */
#include <crosswatch/patrol.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort_float.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BATCHES = 20 };
static const double LEVEL = 0.975;      /* two sides: 95 % */
static const double SHARE_TOLD = 0.005; /* shares are told in whole per cents */

static double sum_nations(const double *by_nation) {
    double sum = 0.0;
    for (size_t n = 0; n < CW_MOST_NATIONS; n++) sum += by_nation[n];
    return sum;
}

/* What a week adds to a figure. */
static double part(const cw_week *w, cw_figure_kind kind) {
    switch (kind) {
    case CW_FIGURE_IN_TIME:
        return w->in_time;
    case CW_FIGURE_ARRIVAL:
        return w->arrival_s;
    case CW_FIGURE_ALIVE_LOW:
        return w->alive[CW_BAND_LOW];
    case CW_FIGURE_ALIVE:
        return w->alive[CW_BAND_MIDDLE];
    case CW_FIGURE_ALIVE_HIGH:
        return w->alive[CW_BAND_HIGH];
    case CW_FIGURE_LOST:
        return w->people - w->alive[CW_BAND_MIDDLE];
    case CW_FIGURE_NOT_REACHED:
        return (double)(w->incidents - w->reached);
    case CW_FIGURE_NO_RESERVE:
        return w->no_reserve_s;
    case CW_FIGURE_AWAY:
        return sum_nations(w->away_s) / 3600.0;
    case CW_FIGURE_FUEL:
        return sum_nations(w->fuel_l);
    case CW_FIGURE_CROSSINGS:
        return w->crossings;
    default:
        return 0.0;
    }
}

static bool per_incident(cw_figure_kind kind) {
    return kind == CW_FIGURE_IN_TIME || kind == CW_FIGURE_ARRIVAL || kind == CW_FIGURE_NOT_REACHED;
}

/* ---- means over weeks ------------------------------------------------------------------------ */

static double mean_incidents(const cw_simulation *s) {
    return s->weeks > 0 ? (double)s->arrivals / (double)s->weeks : 0.0;
}

/* Each week's part of the figure, so that the figure is their mean and their scatter its error. */
static double week_value(const cw_simulation *s, size_t week, cw_figure_kind kind, double ratio) {
    double value = part(&s->week[week], kind), mean = mean_incidents(s);
    if (!per_incident(kind)) return value;
    if (!(mean > 0.0)) return 0.0;
    return ratio + (value - ratio * (double)s->week[week].incidents) / mean;
}

static double ratio_of(const cw_simulation *s, cw_figure_kind kind) {
    double sum = 0.0;
    for (size_t k = 0; k < s->weeks; k++) sum += part(&s->week[k], kind);
    return s->arrivals > 0 ? sum / (double)s->arrivals : 0.0;
}

static cw_figure interval(const double *values, size_t count, double value) {
    cw_figure f = {value, -INFINITY, INFINITY};
    if (count < BATCHES) return f;
    double half = gsl_cdf_tdist_Pinv(LEVEL, (double)count - 1.0) * gsl_stats_sd(values, 1, count)
                  / sqrt((double)count);
    f.low = value - half;
    f.high = value + half;
    return f;
}

static cw_figure over_weeks(const cw_simulation *a, const cw_simulation *b, cw_figure_kind kind) {
    double *values = cw_alloc_array(b->weeks, sizeof *values), ra = 0.0, rb = ratio_of(b, kind);
    if (values == NULL) return (cw_figure){NAN, -INFINITY, INFINITY};
    if (a != NULL) ra = ratio_of(a, kind);
    for (size_t k = 0; k < b->weeks; k++) {
        values[k] = week_value(b, k, kind, rb);
        if (a != NULL) values[k] -= week_value(a, k, kind, ra);
    }
    cw_figure f = interval(values, b->weeks, gsl_stats_mean(values, 1, b->weeks));
    free(values);
    return f;
}

/* ---- the 90th percentile --------------------------------------------------------------------- */

/* Of the incidents of the weeks [from, to); the least value that nine in ten do not exceed. */
static double percentile_90(const cw_simulation *s, size_t from, size_t to) {
    size_t first = s->first[from], count = s->first[to] - first;
    float *sorted = cw_alloc_array(count + 1, sizeof *sorted);
    if (sorted == NULL || count == 0) {
        free(sorted);
        return 0.0;
    }
    memcpy(sorted, s->arrival_s + first, count * sizeof *sorted);
    gsl_sort_float(sorted, 1, count);
    double value = (double)sorted[(size_t)ceil(0.9 * (double)count) - 1];
    free(sorted);
    return value;
}

static cw_figure over_batches(const cw_simulation *a, const cw_simulation *b) {
    double values[BATCHES], value = percentile_90(b, 0, b->weeks);
    if (a != NULL) value -= percentile_90(a, 0, a->weeks);
    if (b->weeks < BATCHES) return (cw_figure){value, -INFINITY, INFINITY};
    for (size_t k = 0; k < BATCHES; k++) {
        size_t from = k * b->weeks / BATCHES, to = (k + 1) * b->weeks / BATCHES;
        values[k] = percentile_90(b, from, to);
        if (a != NULL) values[k] -= percentile_90(a, from, to);
    }
    return interval(values, BATCHES, value);
}

/* ---- what is asked --------------------------------------------------------------------------- */

/* A share of the time is told as such. */
static cw_figure scaled(cw_figure f, const cw_simulation *s, cw_figure_kind kind) {
    if (kind != CW_FIGURE_NO_RESERVE) return f;
    double horizon_s = s->horizon_s > 0.0 ? s->horizon_s : 1.0;
    return (cw_figure){f.value / horizon_s, f.low / horizon_s, f.high / horizon_s};
}

/* No figure is below zero and no share above one, whatever the symmetric interval of a mean says.
 */
static cw_figure possible(cw_figure f, cw_figure_kind kind) {
    bool share =
        kind == CW_FIGURE_IN_TIME || kind == CW_FIGURE_NOT_REACHED || kind == CW_FIGURE_NO_RESERVE;
    if (!isfinite(f.low)) return f;
    f.low = fmin(f.value, fmax(f.low, 0.0));
    if (share) f.high = fmax(f.value, fmin(f.high, 1.0));
    return f;
}

cw_figure cw_figure_of(const cw_simulation *s, cw_figure_kind kind) {
    if (kind == CW_FIGURE_ARRIVAL_90) return possible(over_batches(NULL, s), kind);
    return possible(scaled(over_weeks(NULL, s, kind), s, kind), kind);
}

cw_figure cw_figure_difference(const cw_simulation *a, const cw_simulation *b,
                               cw_figure_kind kind) {
    if (kind == CW_FIGURE_ARRIVAL_90) return over_batches(a, b);
    return scaled(over_weeks(a, b, kind), b, kind);
}

bool cw_figure_shown(cw_figure difference) {
    return difference.high - difference.low < fabs(difference.value);
}

double cw_load_share(const cw_simulation *s, size_t nation) {
    double own = 0.0, all = 0.0;
    for (size_t k = 0; k < s->weeks; k++) {
        own += s->week[k].away_s[nation];
        all += sum_nations(s->week[k].away_s);
    }
    return all > 0.0 ? own / all : 0.0;
}

bool cw_load_is_fair(const cw_patrol_world *world, const cw_patrol_agreement *agreement,
                     const cw_simulation *simulation) {
    double most = cw_most_share(world->plan, agreement) + SHARE_TOLD;
    for (size_t n = 0; n < world->nation_count; n++)
        if (cw_load_share(simulation, n) > most) return false;
    return true;
}
