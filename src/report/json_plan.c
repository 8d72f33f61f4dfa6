/* SPDX-License-Identifier: Apache-2.0 */
/* plan.json's plan: each task with all that the page says of it, and its points with their times.
 */
#include "json.h"
#include "words.h"

#include <math.h>

static const char *binding_name(cw_binding binding) {
    static const char *const names[] = {"nothing",   "window",       "endurance",
                                        "darkness",  "availability", "transit",
                                        "agreement", "sweep_width",  "excluded"};
    return (unsigned)binding < sizeof names / sizeof names[0] ? names[binding] : "?";
}

static json_t *points(const cw_result *result, const cw_pattern *pattern) {
    json_t *list = json_array();
    for (size_t k = 0; k < pattern->count; k++) {
        cw_position at = derive_position(result, pattern->points[k].at);
        json_array_append_new(list, json_pack("{s:o, s:o, s:o}", "lat_deg",
                                              json_number_or_null(at.lat_deg), "lon_deg",
                                              json_number_or_null(at.lon_deg), "time",
                                              json_clock(pattern->points[k].time)));
    }
    return list;
}

/* After its beginning, in the order of time. */
static json_t *width_changes(const cw_result *result, const cw_task *task, size_t object) {
    json_t *list = json_array();
    cw_time begin = derive_begin(result, task);
    for (size_t k = 0; k < task->change_count; k++) {
        const cw_width_change *change = &task->changes[k];
        if (change->from <= begin || (task->assigned && change->from >= task->off_scene)) continue;
        json_array_append_new(list, json_pack("{s:o, s:f}", "from", json_clock(change->from),
                                              "sweep_width_nm",
                                              cw_m_to_nm(change->sweep_width_m[object])));
    }
    return list;
}

static json_t *sweep_widths(const cw_result *result, const cw_task *task) {
    const cw_case *c = result->scene->source;
    json_t *list = json_array();
    cw_time begin = derive_begin(result, task);
    for (size_t o = 0; o < c->object_count && o < CW_MOST_OBJECTS; o++) {
        cw_sweep_width w = derive_sweep(result, task, o, begin);
        json_array_append_new(
            list, json_pack("{s:o, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:o}", "object",
                            json_string_of(c->objects[o].name), "sweep_width_nm",
                            cw_m_to_nm(cw_task_width_m(task, o, begin)), "uncorrected_nm",
                            cw_m_to_nm(w.uncorrected_m), "weather_factor", w.weather_factor,
                            "speed_factor", w.speed_factor, "fatigue_factor", w.fatigue_factor,
                            "flotation_factor", w.flotation_factor, "other_factor", w.other_factor,
                            "changes", width_changes(result, task, o)));
    }
    return list;
}

static json_t *area_of(const cw_result *result, const cw_task *task) {
    task_area area = derive_area(result, task);
    json_t *corners = json_array();
    for (size_t i = 0; i < 4; i++) json_array_append_new(corners, json_place(area.corners[i]));
    return json_pack("{s:s, s:o, s:f, s:f, s:f, s:o}", "shape", area.round ? "circle" : "rectangle",
                     "centre", json_place(area.centre), "length_nm", cw_m_to_nm(area.length_m),
                     "width_nm", cw_m_to_nm(area.width_m), "axis_deg", area.axis_deg, "corners",
                     corners);
}

static void add_search(json_t *one, const cw_result *result, const cw_task *task) {
    task_area area = derive_area(result, task);
    task_light light = derive_light(result, task);
    json_t *more = json_pack(
        "{s:s, s:o, s:o, s:f, s:f, s:I, s:o, s:o, s:o, s:o, s:f, s:f, s:f, s:f, s:o, s:f, s:o}",
        "pattern", cw_pattern_code(task->pattern.spec.kind), "area", area_of(result, task),
        "commence_search_point", json_place(area.start), "track_spacing_nm",
        cw_m_to_nm(area.spacing_m), "track_nm", cw_m_to_nm(area.track_m), "legs",
        (json_int_t)area.legs, "under_way", json_clock(task->under_way), "on_scene",
        json_clock(task->on_scene), "off_scene", json_clock(task->off_scene), "back",
        json_clock(task->back), "transit_nm", cw_m_to_nm(task->transit_m), "return_nm",
        cw_m_to_nm(task->return_m), "entry_delay_s", task->entry_delay_s, "coverage",
        task->coverage, "pod", json_number_or_null(light.pod), "poc", task->poc, "points",
        points(result, &task->pattern));
    if (more == NULL) return;
    json_object_update(one, more);
    json_decref(more);
}

/* How the pattern moves with the water, so that a reader can lay it as it was laid: displacements
 * in metres of the case's plane. */
static json_t *drift_of(const cw_pattern *pattern) {
    json_t *list = json_array();
    for (size_t k = 0; k < pattern->drift_count; k++) {
        const cw_waypoint *at = &pattern->drift[k];
        json_array_append_new(list, json_pack("{s:o, s:f, s:f}", "time", json_clock(at->time),
                                              "x_m", at->at.x_m, "y_m", at->at.y_m));
    }
    return list;
}

/* The rules that the task breaks, by name: none in a plan of the planner's own. */
static json_t *broken_of(const cw_result *result, const cw_task *task) {
    static const char *const names[] = {"time", "agreement", "land", "separation"};
    json_t *list = json_array();
    unsigned broken = derive_broken(result, task, NULL);
    for (int k = 0; k < 4; k++) {
        if (broken & 1u << k) json_array_append_new(list, json_string(names[k]));
    }
    return list;
}

static void add_place_among_areas(json_t *one, const cw_result *result, const cw_task *task) {
    char label[TASK_LABEL];
    task_drift drift = derive_drift(result, task);
    json_t *more = json_pack("{s:s, s:o, s:I, s:I, s:I, s:b}", "label", derive_label(task, label),
                             "rules_broken", broken_of(result, task), "area_number",
                             (json_int_t)task->area + 1, "areas", (json_int_t)task->areas, "sortie",
                             (json_int_t)task->sortie + 1, "moves_with_the_water", drift.moves);
    if (more != NULL && drift.moves) {
        json_t *moving =
            json_pack("{s:f, s:f, s:o}", "set_deg", drift.towards_deg, "drift_knots",
                      cw_mps_to_knots(drift.speed_mps), "drift", drift_of(&task->pattern));
        if (moving != NULL) json_object_update(more, moving);
        json_decref(moving);
    }
    if (more != NULL) json_object_update(one, more);
    json_decref(more);
}

static json_t *task_of(const cw_result *result, const cw_task *task) {
    const cw_unit *unit = &result->scene->source->units[task->unit];
    json_t *one = json_pack("{s:I, s:o, s:o, s:b, s:s, s:f, s:f, s:o}", "number",
                            (json_int_t)task->unit + 1, "unit", json_string_of(unit->name),
                            "nation", json_string_of(unit->nation), "assigned", task->assigned,
                            "bound_by", binding_name(task->binding), "pos_alone", task->pos_alone,
                            "pos_gain", task->pos_gain, "sweep_widths", sweep_widths(result, task));
    if (one != NULL && !task->assigned && task->area > 0) /* taken out: it may be given back */
        json_object_set_new(one, "area_number", json_integer((json_int_t)task->area + 1));
    if (one != NULL && task->assigned) {
        add_search(one, result, task);
        add_place_among_areas(one, result, task);
    }
    return one;
}

static json_t *by_object(const cw_result *result, const cw_plan *plan) {
    const cw_case *c = result->scene->source;
    json_t *list = json_array();
    for (size_t o = 0; o < c->object_count && o < CW_MOST_OBJECTS; o++) {
        json_array_append_new(list, json_pack("{s:o, s:o, s:o}", "object",
                                              json_string_of(c->objects[o].name), "share",
                                              json_number_or_null(plan->share_by_object[o]), "pos",
                                              json_number_or_null(plan->pos_by_object[o])));
    }
    return list;
}

static json_t *by_hypothesis(const cw_result *result, const cw_plan *plan) {
    const cw_case *c = result->scene->source;
    json_t *list = json_array();
    for (size_t h = 0; h < plan->hypothesis_count && h < c->hypothesis_count; h++) {
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:o}", "hypothesis", json_string_of(c->hypotheses[h].name),
                            "share", json_number_or_null(plan->share_by_hypothesis[h]), "pos",
                            json_number_or_null(plan->pos_by_hypothesis[h])));
    }
    return list;
}

static json_t *arrivals(const cw_result *result) {
    arrival found[64];
    json_t *list = json_array();
    size_t count = derive_arrivals(result, found, sizeof found / sizeof found[0]);
    for (size_t i = 0; i < count; i++) {
        const cw_unit *unit = &result->scene->source->units[found[i].unit];
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:o, s:f}", "unit", json_string_of(unit->name), "nation",
                            json_string_of(unit->nation), "at", json_clock(found[i].at),
                            "distance_nm", cw_m_to_nm(found[i].distance_m)));
    }
    return list;
}

/* Null where nobody asked for it. */
static json_t *bound_of(const cw_plan *plan) {
    const cw_bound *b = &plan->bound;
    if (b->particles == 0) return json_null();
    return json_pack("{s:f, s:f, s:f, s:f, s:s, s:f, s:f, s:I}", "pos_at_most", b->upper,
                     "std_error", b->std_error, "gap", b->upper - plan->pos, "share_reached",
                     b->upper > 0.0 ? plan->pos / b->upper : 1.0, "law",
                     cw_detection_law_name(b->law), "cell_nm", cw_m_to_nm(b->cell_m), "period_s",
                     b->period_s, "particles", (json_int_t)b->particles);
}

json_t *json_tasks(const cw_result *result, const cw_plan *plan) {
    json_t *tasks = json_array();
    for (size_t i = 0; i < plan->task_count; i++)
        json_array_append_new(tasks, task_of(result, &plan->tasks[i]));
    return tasks;
}

/* The seconds that the optimiser took are left out: they differ from run to run. */
json_t *json_plan(const cw_result *result, const cw_plan *plan) {
    return json_pack("{s:s, s:f, s:f, s:o, s:o, s:I, s:o, s:o, s:o, s:o}", "objective",
                     plan->objective == CW_ALIVE ? "alive" : "success", "pos", plan->pos,
                     "pos_std_error", plan->pos_std_error, "pos_optimised",
                     json_number_or_null(plan->pos_optimised), "bound", bound_of(plan),
                     "evaluations", (json_int_t)plan->evaluations, "pos_by_object",
                     by_object(result, plan), "pos_by_hypothesis", by_hypothesis(result, plan),
                     "earliest_at_datum", arrivals(result), "tasks", json_tasks(result, plan));
}

json_t *json_worksheet(const cw_result *result) {
    const cw_worksheet *s = result->sheet;
    const double nm2 = CW_NAUTICAL_MILE_M * CW_NAUTICAL_MILE_M;
    return json_pack("{s:o, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:o}", "datum_time",
                     json_clock(s->datum_time), "probable_error_nm",
                     cw_m_to_nm(s->probable_error_m), "effort_nm2", s->effort_m2 / nm2,
                     "relative_effort", s->relative_effort, "search_factor", s->factor,
                     "half_side_nm", cw_m_to_nm(s->radius_m), "area_nm2", s->area_m2 / nm2,
                     "coverage", s->coverage, "plan", json_plan(result, result->worksheet));
}
