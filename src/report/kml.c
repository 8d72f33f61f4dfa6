/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan.kml: folders of datum positions, areas, routes and commence search points, each with the
 * span of time in which it holds, in the colours of the map.
 */
#include "map_colours.h"
#include "vector.h"
#include "words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const vector_field fields[] = {{"Name", OFTString},
                                      {"description", OFTString},
                                      {"begin", OFTDateTime},
                                      {"end", OFTDateTime},
                                      {"timestamp", OFTDateTime}};

static void layer(vector_file *file, const char *english, const char *french) {
    static const char *const options[] = {"FOLDER=YES", NULL};
    vector_layer(file, file->result->language == CW_FRENCH ? french : english, wkbUnknown, fields,
                 sizeof fields / sizeof fields[0], options);
}

static void begin(vector_file *file, const char *name, const char *style) {
    vector_feature(file);
    vector_text(file, "Name", name);
    if (file->feature != NULL && style != NULL) OGR_F_SetStyleString(file->feature, style);
}

static void add_datums(vector_file *file) {
    layer(file, "Datum", "Datum");
    for (size_t i = 0; i < file->result->where_count; i++) {
        const cw_where *where = &file->result->where[i];
        char clock[CW_TIME_TEXT];
        begin(file, cw_time_format_short(where->time, clock), NULL);
        vector_time(file, "timestamp", where->time);
        vector_add_point(file, derive_position(file->result, where->datum.mean));
    }
}

static void name_of(const vector_file *file, const cw_task *task, char name[160]) {
    const cw_unit *unit = &file->result->scene->source->units[task->unit];
    char label[TASK_LABEL];
    snprintf(name, 160, "%s %s (%s)", derive_label(task, label), unit->name,
             words_nation(file->result->language, unit->nation));
}

static void set_span(vector_file *file, const cw_task *task) {
    vector_time(file, "begin", task->on_scene);
    vector_time(file, "end", task->off_scene);
}

/* OGR feature style: the unit's colour, and for areas a breath of it inside. */
static void pen(size_t unit, double alpha, int width, char style[96]) {
    rgb c = map_unit_colour(unit);
    unsigned r = (unsigned)lround(c.r * 255), g = (unsigned)lround(c.g * 255),
             b = (unsigned)lround(c.b * 255);
    snprintf(style, 96, "PEN(c:#%02X%02X%02X%02X,w:%dpx);BRUSH(fc:#%02X%02X%02X1A)", r, g, b,
             (unsigned)lround(alpha * 255), width, r, g, b);
}

static void describe(vector_file *file, const cw_task *task, const task_area *area) {
    char text[256], spacing[32], track[32];
    bool french = file->result->language == CW_FRENCH;
    snprintf(text, sizeof text,
             french ? "%s, %s, intervalle %s M, %s M de route"
                    : "%s, %s, spacing %s nm, %s nm of track",
             cw_pattern_code(task->pattern.spec.kind),
             words_pattern(file->result->language, task->pattern.spec.kind),
             words_number(file->result->language, cw_m_to_nm(area->spacing_m), 2, spacing),
             words_number(file->result->language, cw_m_to_nm(area->track_m), 0, track));
    vector_text(file, "description", text);
}

static void add_route(vector_file *file, const cw_task *task) {
    char name[160], style[96];
    task_area area = derive_area(file->result, task);
    cw_position *points = vector_pattern(file->result, &task->pattern);
    if (points == NULL) {
        file->failed = true;
        return;
    }
    name_of(file, task, name);
    pen(task->unit, 1.0, 3, style);
    begin(file, name, style);
    describe(file, task, &area);
    set_span(file, task);
    vector_add_line(file, points, task->pattern.count);
    free(points);
}

static void add_area(vector_file *file, const cw_task *task) {
    char name[160], style[96];
    task_area area = derive_area(file->result, task);
    name_of(file, task, name);
    pen(task->unit, 0.6, 1, style);
    begin(file, name, style);
    set_span(file, task);
    vector_add_polygon(file, area.corners, 4);
}

static void add_start(vector_file *file, const cw_task *task) {
    char name[200];
    snprintf(name, sizeof name, "CSP ");
    name_of(file, task, name + 4);
    begin(file, name, NULL);
    vector_time(file, "timestamp", task->on_scene);
    vector_add_point(file, derive_position(file->result, task->pattern.points[0].at));
}

static void each(vector_file *file, void (*add)(vector_file *file, const cw_task *task)) {
    const cw_plan *plan = file->result->plan;
    for (size_t i = 0; plan != NULL && i < plan->task_count; i++) {
        if (plan->tasks[i].assigned && plan->tasks[i].pattern.count > 1) add(file, &plan->tasks[i]);
    }
}

bool cw_report_kml(const cw_result *result, const char *path, cw_error *err) {
    vector_file file;
    if (!vector_begin(&file, result, path, "LIBKML", "kml", err)) return false;
    add_datums(&file);
    layer(&file, "Areas", "Zones");
    each(&file, add_area);
    layer(&file, "Routes", "Routes de recherche");
    each(&file, add_route);
    layer(&file, "Commence search points", "Points de début de recherche");
    each(&file, add_start);
    return vector_end(&file, err);
}
