/* SPDX-License-Identifier: Apache-2.0 */
/* The chart's plan: each unit's way out, area, pattern and way back in its colour, and where it
 * starts. */
#include "map_canvas.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static cw_xy place(const canvas *c, cw_position position) {
    return cw_plane_forward(c->result->scene->plane, position);
}

static void draw_transit(const canvas *c, cw_xy from, cw_xy to) {
    const double dashes[] = {6, 5};
    cairo_save(c->cairo);
    cairo_set_dash(c->cairo, dashes, 2, 0);
    cairo_set_line_width(c->cairo, 1.2);
    cairo_move_to(c->cairo, canvas_x(c, from.x_m), canvas_y(c, from.y_m));
    cairo_line_to(c->cairo, canvas_x(c, to.x_m), canvas_y(c, to.y_m));
    cairo_stroke(c->cairo);
    cairo_restore(c->cairo);
    map_labels_ink_line(c, canvas_x(c, from.x_m), canvas_y(c, from.y_m), canvas_x(c, to.x_m),
                        canvas_y(c, to.y_m));
}

/* Legs on a pale casing, so that they stand out from the probability below; thinner where they are
 * so close that full width would make one block of them. */
static void draw_legs(const canvas *c, const cw_pattern *pattern, rgb colour) {
    double apart = pattern->spec.spacing_m * c->pixels_per_m;
    double width = fmin(2.0, fmax(0.7, 0.45 * apart));
    for (size_t k = 0; k < pattern->count; k++) {
        cw_xy p = pattern->points[k].at;
        cairo_line_to(c->cairo, canvas_x(c, p.x_m), canvas_y(c, p.y_m));
        if (k == 0) continue;
        cw_xy q = pattern->points[k - 1].at;
        map_labels_ink_line(c, canvas_x(c, q.x_m), canvas_y(c, q.y_m), canvas_x(c, p.x_m),
                            canvas_y(c, p.y_m));
    }
    cairo_set_line_join(c->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_source_rgba(c->cairo, 1, 1, 1, 0.65);
    cairo_set_line_width(c->cairo, width + fmin(2.4, 0.8 * width));
    cairo_stroke_preserve(c->cairo);
    canvas_colour(c, colour, 0.95);
    cairo_set_line_width(c->cairo, width);
    cairo_stroke(c->cairo);
}

/* The edge of the area, so that one sees where a unit is even where its legs are dense. */
static void draw_area(const canvas *c, const cw_task *task, rgb colour) {
    task_area area = derive_area(c->result, task);
    if (area.round) return;
    for (int i = 0; i < 4; i++) {
        cw_xy p = place(c, area.corners[i]);
        cairo_line_to(c->cairo, canvas_x(c, p.x_m), canvas_y(c, p.y_m));
    }
    cairo_close_path(c->cairo);
    canvas_colour(c, colour, 0.05);
    cairo_fill_preserve(c->cairo);
    canvas_colour(c, colour, 0.55);
    cairo_set_line_width(c->cairo, 1.0);
    cairo_stroke(c->cairo);
}

/* Where an area that moves with the water is in the end. */
static void draw_last_place(const canvas *c, const cw_task *task, rgb colour) {
    const double dashes[] = {3, 4};
    task_drift drift = derive_drift(c->result, task);
    if (!drift.moves || task->pattern.spec.kind == CW_SECTOR) return;
    cairo_save(c->cairo);
    cairo_set_dash(c->cairo, dashes, 2, 0);
    cairo_set_line_width(c->cairo, 1.0);
    canvas_colour(c, colour, 0.5);
    for (int i = 0; i < 4; i++) {
        cw_xy p = place(c, drift.corners[i]);
        cairo_line_to(c->cairo, canvas_x(c, p.x_m), canvas_y(c, p.y_m));
    }
    cairo_close_path(c->cairo);
    cairo_stroke(c->cairo);
    cairo_restore(c->cairo);
}

/* Commence search point: a disc with the unit's number. */
static void draw_start(const canvas *c, const cw_task *task) {
    char text[TASK_LABEL];
    const cw_pattern *pattern = &task->pattern;
    size_t unit = task->unit;
    double x = canvas_x(c, pattern->points[0].at.x_m), y = canvas_y(c, pattern->points[0].at.y_m);
    canvas_colour(c, map_unit_colour(unit), 1);
    cairo_arc(c->cairo, x, y, 10.5, 0, 2 * CW_PI);
    cairo_fill_preserve(c->cairo);
    cairo_set_source_rgb(c->cairo, 1, 1, 1);
    cairo_set_line_width(c->cairo, 1.8);
    cairo_stroke(c->cairo);
    derive_label(task, text);
    canvas_text(c, x, y - 8, -12, ANCHOR_MIDDLE, text);
    map_labels_ink_box(c, x - 11, y - 11, x + 11, y + 11);
}

static void draw_ways(const canvas *c, const cw_task *task) {
    const cw_unit *unit = &c->result->scene->source->units[task->unit];
    const cw_pattern *pattern = &task->pattern;
    canvas_colour(c, map_unit_colour(task->unit), 0.65);
    bool goes_on = task->area + 1 < task->areas && task[1].sortie == task->sortie;
    cw_xy from = task->sortie > 0 ? place(c, unit->turn_round) : place(c, unit->at);
    if (task->area > 0 && task[-1].sortie == task->sortie) {
        const cw_pattern *before = &task[-1].pattern;
        from = before->points[before->count - 1].at;
    }
    draw_transit(c, from, pattern->points[0].at);
    if (!goes_on)
        draw_transit(c, pattern->points[pattern->count - 1].at, place(c, unit->turn_round));
}

static double metres_apart(cw_position a, cw_position b) {
    double distance_m, azimuth;
    cw_geodesic_inverse(a, b, &distance_m, &azimuth);
    return distance_m;
}

/* Where a unit starts. One that lies at its base is named by the base, once for all that share it;
 * one that is under way elsewhere by its own name. */
static void draw_unit_place(const canvas *c, size_t index) {
    static const double AT_BASE_M = 500.0;
    const cw_unit *units = c->result->scene->source->units, *unit = &units[index];
    bool at_base = metres_apart(unit->at, unit->turn_round) < AT_BASE_M && unit->base[0] != '\0';
    cw_xy p = place(c, unit->at);
    double x = canvas_x(c, p.x_m), y = canvas_y(c, p.y_m);
    canvas_colour(c, map_unit_colour(index), 1);
    cairo_rectangle(c->cairo, x - 5.5, y - 5.5, 11, 11);
    cairo_fill_preserve(c->cairo);
    cairo_set_source_rgb(c->cairo, 1, 1, 1);
    cairo_set_line_width(c->cairo, 1.4);
    cairo_stroke(c->cairo);
    map_labels_ink_box(c, x - 6, y - 6, x + 6, y + 6);
    for (size_t i = 0; at_base && i < index; i++) {
        if (strcmp(units[i].base, unit->base) == 0
            && metres_apart(units[i].at, unit->at) < AT_BASE_M)
            return;
    }
    map_labels_ask(c, x, y, 10, at_base ? -12 : 12, map_unit_colour(index),
                   at_base ? unit->base : unit->name);
}

static bool is_drawn(const cw_task *task) {
    return task->assigned && task->pattern.count > 1;
}

void map_draw_plan(const canvas *c) {
    const cw_plan *plan = c->result->plan;
    const cw_case *source = c->result->scene->source;
    if (plan == NULL || source == NULL) return;
    for (size_t i = 0; i < plan->task_count; i++) {
        if (is_drawn(&plan->tasks[i])) draw_ways(c, &plan->tasks[i]);
    }
    for (size_t i = 0; i < plan->task_count; i++) {
        const cw_task *task = &plan->tasks[i];
        if (!is_drawn(task)) continue;
        draw_area(c, task, map_unit_colour(task->unit));
        draw_last_place(c, task, map_unit_colour(task->unit));
        draw_legs(c, &task->pattern, map_unit_colour(task->unit));
    }
    for (size_t i = 0; i < source->unit_count; i++) draw_unit_place(c, i);
    for (size_t i = 0; i < plan->task_count; i++) {
        if (is_drawn(&plan->tasks[i])) draw_start(c, &plan->tasks[i]);
    }
}
