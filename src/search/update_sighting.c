/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How likely is a sighting, were the truth this particle? If what was seen belongs to the case, it
 * was where the particle was at that time, up to the error of the report: circular normal, with
 * `confidence` of it within `radius_m`, so that sigma = R / sqrt(-2 ln(1 - confidence)). If it does
 * not, it could have been anywhere in the background area. Which of the two is told by its
 * probability of being related; cw_update_apply puts them together.
 */
#include "search/update.h"

#include <math.h>

static size_t nearest_output(const cw_tracks *t, cw_time time) {
    if (t->step_ms <= 0 || time <= t->first) return 0;
    size_t k = (size_t)((time - t->first + t->step_ms / 2) / t->step_ms);
    return k < t->times ? k : t->times - 1;
}

static bool sighting_holds(const cw_search_result *s, size_t objects, cw_error *err) {
    if (!(s->radius_m > 0.0) || !isfinite(s->radius_m) || !(s->confidence > 0.0)
        || !(s->confidence < 1.0))
        return cw_fail(err, CW_ERR_INPUT,
                       "result \"%s\": a sighting needs a radius above zero and a confidence "
                       "between 0 and 1",
                       s->id);
    if (!(s->related > 0.0) || !(s->related <= 1.0))
        return cw_fail(err, CW_ERR_INPUT,
                       "result \"%s\": a sighting's probability of being related must be above 0 "
                       "and at most 1: one that cannot be related says nothing",
                       s->id);
    if (s->related < 1.0 && (!(s->background_m2 > 0.0) || !isfinite(s->background_m2)))
        return cw_fail(err, CW_ERR_INPUT,
                       "result \"%s\": a sighting that may be unrelated needs the area in which an "
                       "unrelated thing could have been seen",
                       s->id);
    if (s->object >= 0 && (size_t)s->object >= objects)
        return cw_fail(err, CW_ERR_INPUT, "result \"%s\" names object %d of %zu", s->id, s->object,
                       objects);
    return true;
}

bool update_sighting(const cw_plan_problem *problem, const cw_tracks *tracks,
                     const cw_search_result *result, double *density, cw_error *err) {
    if (!sighting_holds(result, problem->object_count, err)) return false;
    double scale, convergence;
    cw_plane_factors(problem->plane, result->at, &scale, &convergence);
    double sigma = scale * result->radius_m / sqrt(-2.0 * log1p(-result->confidence));
    double peak = 1.0 / (2.0 * CW_PI * sigma * sigma);
    cw_xy seen = cw_plane_forward(problem->plane, result->at);
    size_t row = nearest_output(tracks, result->time) * tracks->particles;
    for (size_t i = 0; i < tracks->particles; i++) {
        cw_xy at;
        density[i] = 0.0;
        int object = tracks->object != NULL ? tracks->object[row + i] : 0;
        if (result->object >= 0 && object != result->object) continue;
        if (!cw_tracks_at(tracks, i, result->time, &at)) continue;
        double dx = (at.x_m - seen.x_m) / sigma, dy = (at.y_m - seen.y_m) / sigma;
        density[i] = peak * exp(-0.5 * (dx * dx + dy * dy));
    }
    return true;
}
