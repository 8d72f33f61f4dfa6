/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan.gpx (GPX 1.1): the datum at each time as waypoints, then one route a unit, from its commence
 * search point along the legs, each point with its name and the time that the unit is there. Many
 * plotters pass over the times of a route's points but show descriptions: the time stands there
 * too. OGR's driver takes a route's points as features that name their route.
 */
#include "vector.h"

#include <stdio.h>
#include <stdlib.h>

static void add_datums(vector_file *file) {
    vector_layer(file, "waypoints", wkbPoint, NULL, 0, NULL);
    for (size_t i = 0; i < file->result->where_count; i++) {
        const cw_where *where = &file->result->where[i];
        char clock[CW_TIME_TEXT], name[64];
        snprintf(name, sizeof name, "Datum %s", cw_time_format_short(where->time, clock));
        vector_feature(file);
        vector_text(file, "name", name);
        vector_time(file, "time", where->time);
        vector_add_point(file, derive_position(file->result, where->datum.mean));
    }
}

static void add_route(vector_file *file, const cw_task *task, int route) {
    const cw_unit *unit = &file->result->scene->source->units[task->unit];
    char name[160], point[32], label[TASK_LABEL], clock[CW_TIME_TEXT];
    snprintf(name, sizeof name, "%s %s %s", derive_label(task, label), unit->name,
             cw_pattern_code(task->pattern.spec.kind));
    for (size_t k = 0; k < task->pattern.count; k++) {
        const cw_waypoint *at = &task->pattern.points[k];
        vector_point_name(k, point);
        vector_feature(file);
        vector_whole(file, "route_fid", route);
        vector_whole(file, "route_point_id", (int)k);
        vector_text(file, "route_name", name);
        vector_text(file, "name", point);
        vector_text(file, "desc", cw_time_format_short(at->time, clock));
        vector_time(file, "time", at->time);
        vector_add_point(file, derive_position(file->result, at->at));
    }
}

bool cw_report_gpx(const cw_result *result, const char *path, cw_error *err) {
    vector_file file;
    if (!vector_begin(&file, result, path, "GPX", "gpx", err)) return false;
    add_datums(&file);
    vector_layer(&file, "route_points", wkbPoint, NULL, 0, NULL);
    for (size_t i = 0; result->plan != NULL && i < result->plan->task_count; i++) {
        if (result->plan->tasks[i].assigned) add_route(&file, &result->plan->tasks[i], (int)i);
    }
    return vector_end(&file, err);
}
