/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sweep widths over the search window. Visibility, wind and sea come as steps, each holding from
 * its time on: so does a forecast say them, so do the correction tables take the wind (they step at
 * 15 and 25 knots), and so can each number be checked by hand. A line between the entries would
 * make a width that no table holds, and a bound would have to look for its top.
 *
 * Entries that leave all of a unit's widths as they are make no row: what changes nothing must cut
 * no leg.
 */
#include "search/widths.h"

#include <math.h>
#include <string.h>

/* ---- of a task ------------------------------------------------------------------------------ */

size_t widths_row(const cw_task *task, cw_time time) {
    size_t row = 0;
    while (row < task->change_count && task->changes[row].from <= time) row++;
    return row;
}

const double *widths_of(const cw_task *task, size_t row) {
    return row == 0 ? task->sweep_width_m : task->changes[row - 1].sweep_width_m;
}

double cw_task_width_m(const cw_task *task, size_t object, cw_time time) {
    return widths_of(task, widths_row(task, time))[object];
}

/* ---- of a unit ------------------------------------------------------------------------------ */

bool cw_unit_sweep(const cw_sweep_table *table, const cw_unit *unit, const cw_search_object *object,
                   const cw_conditions *conditions, cw_sweep_width *width, cw_error *err) {
    const cw_sweep_conditions c = {.platform = unit->platform,
                                   .height_m = unit->search_height_m,
                                   .visibility_m = conditions->visibility_m,
                                   .wind_mps = conditions->wind_mps,
                                   .wave_height_m = conditions->wave_height_m,
                                   .search_speed_mps = unit->search_speed_mps,
                                   .fatigue = unit->fatigue,
                                   .lifejacket = object->lifejacket,
                                   .other_factor = unit->other_factor};
    if (cw_sweep_width_compute(table, object->sweep_object, &c, width, err)) return true;
    return cw_error_prefix(err, "unit \"%s\", object \"%s\"", unit->name, object->name);
}

bool widths_hold(const cw_plan_problem *problem, cw_error *err) {
    if (problem->change_count > CW_MOST_CHANGES)
        return cw_fail(err, CW_ERR_INPUT,
                       "the conditions change %zu times over the search; at most %d are allowed",
                       problem->change_count, CW_MOST_CHANGES);
    for (size_t k = 1; k < problem->change_count; k++) {
        if (problem->changes[k].from > problem->changes[k - 1].from) continue;
        return cw_fail(err, CW_ERR_INPUT,
                       "the changes of the conditions are not in the order of time: number %zu",
                       k + 1);
    }
    return true;
}

static bool same_widths(const double *a, const double *b) {
    size_t o = 0;
    while (o < CW_MOST_OBJECTS && a[o] == b[o]) o++;
    return o == CW_MOST_OBJECTS;
}

/* Adds a row unless it sees as the last one does. */
static bool add_row(width_table *t, const cw_plan_problem *problem, const cw_unit *unit,
                    cw_time from, const cw_conditions *conditions, cw_error *err) {
    cw_sweep_width sweep[CW_MOST_OBJECTS] = {0};
    double *width_m = t->width_m[t->rows];
    for (size_t o = 0; o < problem->object_count && o < CW_MOST_OBJECTS; o++) {
        if (!cw_unit_sweep(problem->table, unit, &problem->objects[o], conditions, &sweep[o], err))
            return false;
        width_m[o] = sweep[o].corrected_m;
    }
    if (t->rows == 0) memcpy(t->sweep, sweep, sizeof t->sweep);
    if (t->rows > 0 && same_widths(width_m, t->width_m[t->rows - 1])) return true;
    t->from[t->rows++] = from;
    return true;
}

static void weigh_rows(width_table *t, const double *shares) {
    for (size_t k = 0; k < t->rows; k++) {
        for (size_t o = 0; o < CW_MOST_OBJECTS; o++)
            t->share[k] += shares[o] > 0.0 ? shares[o] * t->width_m[k][o] : 0.0;
        t->main_width_m = fmax(t->main_width_m, t->share[k]);
    }
    for (size_t k = 0; k < t->rows && t->main_width_m > 0.0; k++) t->share[k] /= t->main_width_m;
}

bool widths_prepare(width_table *table, const cw_plan_problem *problem, const cw_unit *unit,
                    const double *shares, cw_error *err) {
    const cw_conditions *first = &problem->conditions;
    size_t k = 0;
    *table = (width_table){0};
    while (k < problem->change_count && problem->changes[k].from <= problem->from)
        first = &problem->changes[k++].conditions;
    if (!add_row(table, problem, unit, problem->from, first, err)) return false;
    for (; k < problem->change_count && problem->changes[k].from < problem->to; k++) {
        const cw_conditions_change *change = &problem->changes[k];
        if (!add_row(table, problem, unit, change->from, &change->conditions, err)) return false;
    }
    weigh_rows(table, shares);
    return true;
}

void widths_to_task(const width_table *table, cw_task *task) {
    memcpy(task->sweep, table->sweep, sizeof task->sweep);
    memcpy(task->sweep_width_m, table->width_m[0], sizeof task->sweep_width_m);
    task->change_count = table->rows - 1;
    for (size_t k = 0; k < task->change_count; k++) {
        task->changes[k].from = table->from[k + 1];
        memcpy(task->changes[k].sweep_width_m, table->width_m[k + 1],
               sizeof task->changes[k].sweep_width_m);
    }
}

static size_t row_at(const width_table *table, cw_time time) {
    size_t row = 0;
    while (row + 1 < table->rows && table->from[row + 1] <= time) row++;
    return row;
}

double widths_main_at(const width_table *table, cw_time time) {
    return table->main_width_m * table->share[row_at(table, time)];
}

double widths_most(const width_table *table, size_t object, cw_time from, cw_time to) {
    double most = 0.0;
    for (size_t k = row_at(table, from); k < table->rows; k++) {
        if (k > 0 && table->from[k] >= to) break;
        most = fmax(most, table->width_m[k][object]);
    }
    return most;
}

double widths_mean(const width_table *table, const light *darkness, cw_time from, cw_time to,
                   double night_factor) {
    double sum = 0.0, count = 0.0;
    for (cw_time t = from; t < to; t += CW_MINUTE_MS) {
        sum += table->share[row_at(table, t)] * (light_is_dark(darkness, t) ? night_factor : 1.0);
        count += 1.0;
    }
    return count > 0.0 ? sum / count : 1.0;
}
