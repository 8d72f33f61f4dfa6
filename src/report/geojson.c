/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan.geojson (RFC 7946): each unit's area, route and commence search point, where it starts, and
 * the datum at each time. `what` tells the features apart; units stand in the names of properties.
 */
#include "vector.h"

#include <stdlib.h>
#include <string.h>

static const vector_field fields[] = {{"what", OFTString},      {"name", OFTString},
                                      {"number", OFTInteger},   {"label", OFTString},
                                      {"nation", OFTString},    {"time", OFTString},
                                      {"pattern", OFTString},   {"track_spacing_nm", OFTReal},
                                      {"length_nm", OFTReal},   {"width_nm", OFTReal},
                                      {"axis_deg", OFTReal},    {"search_speed_knots", OFTReal},
                                      {"under_way", OFTString}, {"on_scene", OFTString},
                                      {"off_scene", OFTString}, {"back", OFTString},
                                      {"coverage", OFTReal},    {"poc", OFTReal},
                                      {"pos_alone", OFTReal},   {"pos_gain", OFTReal},
                                      {"times", OFTStringList}, {"probable_error_nm", OFTReal},
                                      {"radius_90_nm", OFTReal}};

static void begin(vector_file *file, const char *what, const char *name) {
    vector_feature(file);
    vector_text(file, "what", what);
    vector_text(file, "name", name);
}

static void add_datums(vector_file *file) {
    for (size_t i = 0; i < file->result->where_count; i++) {
        const cw_where *where = &file->result->where[i];
        char text[CW_TIME_TEXT];
        begin(file, "datum", cw_time_format_short(where->time, text));
        vector_time_text(file, "time", where->time);
        vector_real(file, "probable_error_nm", cw_m_to_nm(where->datum.probable_error_m));
        vector_real(file, "radius_90_nm", cw_m_to_nm(where->datum.radius90_m));
        vector_add_point(file, derive_position(file->result, where->datum.mean));
    }
}

static void begin_task(vector_file *file, const cw_task *task, const char *what) {
    const cw_unit *unit = &file->result->scene->source->units[task->unit];
    char label[TASK_LABEL];
    begin(file, what, unit->name);
    vector_whole(file, "number", (int)task->unit + 1);
    vector_text(file, "label", derive_label(task, label));
    vector_text(file, "nation", unit->nation);
}

static void set_times(vector_file *file, const cw_pattern *pattern) {
    int index = OGR_F_GetFieldIndex(file->feature, "times");
    char **list = calloc(pattern->count + 1, sizeof *list), text[CW_TIME_TEXT];
    if (list == NULL || index < 0) file->failed = true;
    for (size_t k = 0; list != NULL && k < pattern->count; k++)
        list[k] = strdup(cw_time_format(pattern->points[k].time, text));
    if (list != NULL && index >= 0) OGR_F_SetFieldStringList(file->feature, index, list);
    for (size_t k = 0; list != NULL && k < pattern->count; k++) free(list[k]);
    free(list);
}

static void add_area(vector_file *file, const cw_task *task, const task_area *area) {
    begin_task(file, task, "area");
    vector_text(file, "pattern", cw_pattern_code(task->pattern.spec.kind));
    vector_real(file, "length_nm", cw_m_to_nm(area->length_m));
    vector_real(file, "width_nm", cw_m_to_nm(area->width_m));
    vector_real(file, "axis_deg", area->axis_deg);
    vector_real(file, "coverage", task->coverage);
    vector_real(file, "poc", task->poc);
    vector_real(file, "pos_alone", task->pos_alone);
    vector_real(file, "pos_gain", task->pos_gain);
    vector_add_polygon(file, area->corners, 4);
}

static void add_route(vector_file *file, const cw_task *task, const task_area *area) {
    const cw_unit *unit = &file->result->scene->source->units[task->unit];
    cw_position *points = vector_pattern(file->result, &task->pattern);
    if (points == NULL) {
        file->failed = true;
        return;
    }
    begin_task(file, task, "route");
    vector_text(file, "pattern", cw_pattern_code(task->pattern.spec.kind));
    vector_real(file, "track_spacing_nm", cw_m_to_nm(area->spacing_m));
    vector_real(file, "search_speed_knots", cw_mps_to_knots(unit->search_speed_mps));
    vector_time_text(file, "under_way", task->under_way);
    vector_time_text(file, "on_scene", task->on_scene);
    vector_time_text(file, "off_scene", task->off_scene);
    vector_time_text(file, "back", task->back);
    if (file->feature != NULL) set_times(file, &task->pattern);
    vector_add_line(file, points, task->pattern.count);
    free(points);
}

/* Where an area that moves with the water is in the end. */
static void add_last_place(vector_file *file, const cw_task *task) {
    task_drift drift = derive_drift(file->result, task);
    if (!drift.moves) return;
    begin_task(file, task, "area_at_end");
    vector_time_text(file, "time", task->off_scene);
    vector_add_polygon(file, drift.corners, 4);
}

static void add_unit(vector_file *file, const cw_task *task) {
    const cw_unit *unit = &file->result->scene->source->units[task->unit];
    begin_task(file, task, "unit");
    vector_time_text(file, "time", unit->available_from);
    vector_add_point(file, unit->at);
}

static void add_task(vector_file *file, const cw_task *task) {
    if (task->area == 0) add_unit(file, task);
    if (!task->assigned || task->pattern.count < 2) return;
    task_area area = derive_area(file->result, task);
    add_area(file, task, &area);
    add_last_place(file, task);
    add_route(file, task, &area);
    begin_task(file, task, "commence_search_point");
    vector_time_text(file, "time", task->on_scene);
    vector_add_point(file, area.start);
}

bool cw_report_geojson(const cw_result *result, const char *path, cw_error *err) {
    static const char *const options[] = {"RFC7946=YES", "COORDINATE_PRECISION=7",
                                          "SIGNIFICANT_FIGURES=10", NULL};
    vector_file file;
    if (!vector_begin(&file, result, path, "GeoJSON", "geojson", err)) return false;
    vector_layer(&file, "crosswatch", wkbUnknown, fields, sizeof fields / sizeof fields[0],
                 options);
    add_datums(&file);
    for (size_t i = 0; result->plan != NULL && i < result->plan->task_count; i++)
        add_task(&file, &result->plan->tasks[i]);
    return vector_end(&file, err);
}
