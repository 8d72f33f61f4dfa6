/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plan that a coordinator makes by hand (IAMSAR volume II, appendix L, form L-7): one square
 * about the datum, as large as the optimal search factor says for the effort at hand, divided into
 * strips in proportion to the units' effort. It is the baseline of the planner: every number of it
 * can be checked on paper, and it is scored on the same moving particles.
 *
 * The factor is the exact maximum that the graphs of the manual draw: for a circular normal
 * position with probable error E (sigma = E / sqrt(2 ln 2)) and total effort Z, the square of half
 * side R = fs E that maximises erf(R / (sigma sqrt 2))^2 POD(Z / 4 R^2). The worksheet knows
 * neither agreements, nor land, nor separation; leaving these out can only flatter the baseline.
 */
#include "search/planner.h"
#include "search/plan_support.h"
#include "search/worksheet.h"

#include <math.h>
#include <stdlib.h>

/* Success of a square of half side `factor` E with relative effort Zr = Z / E^2. */
static double square_success(cw_detection_law law, double relative_effort, double factor) {
    double sigma = 1.0 / sqrt(2.0 * log(2.0));
    double held = erf(factor / (sigma * sqrt(2.0)));
    return held * held * cw_pod_coverage(law, relative_effort / (4.0 * factor * factor));
}

/* A scan finds the hill, golden sections its top. */
double worksheet_factor(cw_detection_law law, double relative_effort) {
    static const double golden = 0.6180339887498949;
    double best = 0.05, ratio = 1.03;
    for (double f = best; f < 20.0; f *= ratio) {
        if (square_success(law, relative_effort, f) > square_success(law, relative_effort, best))
            best = f;
    }
    double low = best / ratio, high = best * ratio;
    for (int i = 0; i < 60; i++) {
        double a = high - golden * (high - low), b = low + golden * (high - low);
        if (square_success(law, relative_effort, a) < square_success(law, relative_effort, b))
            low = a;
        else
            high = b;
    }
    return 0.5 * (low + high);
}

typedef struct share {
    asset asset;
    time_slot slot;
    double effort_m2;
} share;

/* Effort with the way to and from the datum; W by the conditions and the light, minute by minute.
 */
static bool effort_of(share *s, const cw_plan_problem *problem, const light *darkness, size_t unit,
                      const double *shares, cw_xy datum, cw_task *task, cw_error *err) {
    if (!asset_prepare(&s->asset, problem, unit, shares, err)) return false;
    widths_to_task(&s->asset.widths, task);
    task->binding = s->asset.binding;
    if (s->asset.binding != CW_BOUND_NOTHING) return true;
    departure from = asset_first(&s->asset, problem);
    if (!asset_slot(&s->asset, problem, darkness, &from, 0.0, datum, datum, &s->slot)) {
        task->binding = s->slot.binding;
        return true;
    }
    s->effort_m2 = s->asset.main_width_m * s->asset.unit->search_speed_mps
                   * widths_mean(&s->asset.widths, darkness, s->slot.start, s->slot.end,
                                 s->asset.unit->night_factor)
                   * (double)(s->slot.end - s->slot.start) / 1000.0;
    return true;
}

/* A strip of the square: legs along its longer side, as many as the unit's time fills it with. */
static cw_pattern_spec strip_spec(const share *s, cw_xy centre, double side_m, double width_m) {
    const cw_unit *u = s->asset.unit;
    double track_m = u->search_speed_mps * (double)(s->slot.end - s->slot.start) / 1000.0;
    double spacing = fmax(side_m * width_m / track_m, u->least_spacing_m);
    double tracks = fmax(1.0, floor(width_m / spacing + 1e-9));
    return (cw_pattern_spec){.kind = CW_PARALLEL_SWEEP,
                             .centre = centre,
                             .length_m = side_m,
                             .width_m = width_m,
                             .spacing_m = fmin(width_m / tracks, 0.99 * side_m),
                             .repeats = 1};
}

static bool lay_strip(const share *s, const cw_plan_problem *problem, const light *darkness,
                      const cw_pattern_spec *spec, cw_task *task, cw_error *err) {
    sea all = {.problem = problem, .darkness = darkness};
    departure from = asset_first(&s->asset, problem);
    visit v = {0};
    if (!cw_pattern_create(spec, &v.pattern, err)) return false;
    refusal outcome = visit_time(&v, &s->asset, &all, &from);
    task->binding = v.binding;
    task->areas = outcome == FITS;
    if (outcome == FITS) visit_to_task(&v, &s->asset, task);
    cw_pattern_free(&v.pattern);
    return true;
}

static bool divide(const share *list, const cw_plan_problem *problem, const light *darkness,
                   cw_xy datum, const cw_worksheet *sheet, cw_plan *plan, cw_error *err) {
    double side = 2.0 * sheet->radius_m, west = datum.x_m - sheet->radius_m;
    for (size_t k = 0; k < problem->unit_count; k++) {
        if (!(list[k].effort_m2 > 0.0)) continue;
        double width = side * list[k].effort_m2 / sheet->effort_m2;
        cw_xy centre = {west + 0.5 * width, datum.y_m};
        cw_pattern_spec spec = strip_spec(&list[k], centre, side, width);
        if (!lay_strip(&list[k], problem, darkness, &spec, &plan->tasks[k], err)) return false;
        west += width;
    }
    return true;
}

static bool fill_in(share *list, const cw_plan_problem *problem, const light *darkness,
                    cw_worksheet *sheet, cw_plan *plan, cw_error *err) {
    cw_datum datum;
    double shares[CW_MOST_OBJECTS];
    cw_time middle = problem->from + (problem->to - problem->from) / 2;
    if (!plan_datum(problem->tracks, middle, &datum, &sheet->datum_time, err)) return false;
    plan_object_shares(problem, problem->tracks, shares);
    for (size_t k = 0; k < problem->unit_count; k++) {
        if (!effort_of(&list[k], problem, darkness, k, shares, datum.mean, &plan->tasks[k], err))
            return false;
        sheet->effort_m2 += list[k].effort_m2;
    }
    sheet->probable_error_m = datum.probable_error_m;
    if (!(sheet->effort_m2 > 0.0)) return true;
    /* A point that everyone knows needs no square: the least is one sweep of the effort. */
    double e = fmax(datum.probable_error_m, 1e-3 * sqrt(sheet->effort_m2));
    sheet->relative_effort = sheet->effort_m2 / (e * e);
    sheet->factor = worksheet_factor(problem->law, sheet->relative_effort);
    sheet->radius_m = sheet->factor * e;
    sheet->area_m2 = 4.0 * sheet->radius_m * sheet->radius_m;
    sheet->coverage = sheet->effort_m2 / sheet->area_m2;
    return divide(list, problem, darkness, datum.mean, sheet, plan, err);
}

static bool work_out(const cw_plan_problem *problem, cw_worksheet *sheet, cw_plan *plan,
                     cw_error *err) {
    light darkness;
    share *list = calloc(problem->unit_count, sizeof *list);
    if (list == NULL) return cw_fail_memory(err);
    bool ok = light_create(&darkness, problem->plane, problem->from, problem->to, err);
    if (ok) {
        ok = fill_in(list, problem, &darkness, sheet, plan, err);
        light_free(&darkness);
    }
    free(list);
    return ok;
}

cw_plan *cw_plan_worksheet(const cw_plan_problem *problem, cw_worksheet *worksheet, cw_error *err) {
    cw_worksheet own = {0};
    cw_worksheet *sheet = worksheet != NULL ? worksheet : &own;
    *sheet = (cw_worksheet){0};
    if (!plan_problem_holds(problem, err)) return NULL;
    cw_plan *plan = plan_create(problem, err);
    if (plan == NULL) return NULL;
    const cw_tracks *fresh = problem->fresh_tracks ? problem->fresh_tracks : problem->tracks;
    if (work_out(problem, sheet, plan, err) && cw_plan_score(problem, fresh, plan, err))
        return plan;
    cw_plan_destroy(plan);
    return NULL;
}
