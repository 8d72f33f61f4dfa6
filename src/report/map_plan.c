/* SPDX-License-Identifier: Apache-2.0 */
/* The chart's plan: each unit's way out, pattern and way back in its colour, its base; and the
 * panel that says who is who. */
#include "map_canvas.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static cw_xy place(const canvas *c, cw_position position) {
    return cw_plane_forward(c->result->scene->plane, position);
}

static void draw_transit(const canvas *c, cw_xy from, cw_xy to) {
    const double dashes[] = {5, 5};
    cairo_save(c->cairo);
    cairo_set_dash(c->cairo, dashes, 2, 0);
    cairo_set_line_width(c->cairo, 1.2);
    cairo_move_to(c->cairo, canvas_x(c, from.x_m), canvas_y(c, from.y_m));
    cairo_line_to(c->cairo, canvas_x(c, to.x_m), canvas_y(c, to.y_m));
    cairo_stroke(c->cairo);
    cairo_restore(c->cairo);
}

static void draw_legs(const canvas *c, const cw_pattern *pattern) {
    for (size_t k = 0; k < pattern->count; k++) {
        cw_xy p = pattern->points[k].at;
        cairo_line_to(c->cairo, canvas_x(c, p.x_m), canvas_y(c, p.y_m));
    }
    cairo_set_line_join(c->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_width(c->cairo, 2.0);
    cairo_stroke(c->cairo);
}

/* Commence search point: a ring with the unit's number. */
static void draw_start(const canvas *c, const cw_pattern *pattern, size_t unit) {
    char text[24];
    double x = canvas_x(c, pattern->points[0].at.x_m), y = canvas_y(c, pattern->points[0].at.y_m);
    cairo_arc(c->cairo, x, y, 10, 0, 2 * CW_PI);
    cairo_fill_preserve(c->cairo);
    cairo_set_source_rgb(c->cairo, 1, 1, 1);
    cairo_set_line_width(c->cairo, 1.5);
    cairo_stroke(c->cairo);
    snprintf(text, sizeof text, "%zu", unit + 1);
    canvas_text(c, x, y - 8, -12, ANCHOR_MIDDLE, text);
}

static void draw_task(const canvas *c, const cw_task *task) {
    const cw_unit *unit = &c->result->scene->source->units[task->unit];
    const cw_pattern *pattern = &task->pattern;
    rgb colour = map_unit_colour(task->unit);
    if (!task->assigned || pattern->count == 0) return;
    canvas_colour(c, colour, 0.6);
    draw_transit(c, place(c, unit->at), pattern->points[0].at);
    draw_transit(c, pattern->points[pattern->count - 1].at, place(c, unit->turn_round));
    canvas_colour(c, colour, 0.95);
    draw_legs(c, pattern);
    canvas_colour(c, colour, 1);
    draw_start(c, pattern, task->unit);
}

/* Units that lie together share one mark; the second and later names stand below the first. */
static void draw_base(const canvas *c, size_t index) {
    const cw_unit *units = c->result->scene->source->units;
    cw_xy p = place(c, units[index].at);
    size_t above = 0;
    for (size_t i = 0; i < index; i++) {
        cw_xy other = place(c, units[i].at);
        if (hypot(other.x_m - p.x_m, other.y_m - p.y_m) * c->pixels_per_m < 14) above++;
    }
    double x = canvas_x(c, p.x_m), y = canvas_y(c, p.y_m);
    canvas_colour(c, map_unit_colour(index), 1);
    cairo_rectangle(c->cairo, x - 5, y - 5, 10, 10);
    cairo_fill(c->cairo);
    canvas_label(c, x + 9, y - 8 + 15 * (double)above, 12, ANCHOR_LEFT,
                 units[index].base[0] != '\0' && above == 0 ? units[index].base
                                                            : units[index].name);
}

void map_draw_plan(const canvas *c) {
    const cw_plan *plan = c->result->plan;
    const cw_case *source = c->result->scene->source;
    for (size_t i = 0; plan != NULL && i < plan->task_count; i++) draw_task(c, &plan->tasks[i]);
    for (size_t i = 0; plan != NULL && source != NULL && i < source->unit_count; i++)
        draw_base(c, i);
}

/* ---- panel ---- */

static void clock_text(cw_time time, char text[16]) {
    int year, month, day, hour, minute;
    double second;
    cw_time_to_civil(time, &year, &month, &day, &hour, &minute, &second);
    snprintf(text, 16, "%02d:%02d", hour, minute);
}

static double panel_window(const canvas *c, double y) {
    const cw_case *source = c->result->scene->source;
    char from[CW_TIME_TEXT], to[16], line[160];
    cw_time_format(source->search_from, from);
    from[16] = '\0'; /* to the minute */
    from[10] = ' ';
    clock_text(source->search_to, to);
    snprintf(line, sizeof line,
             canvas_say(c, "Search window %s to %s UTC", "Recherche du %s à %s UTC"), from, to);
    return canvas_text_wrapped(c, c->panel_left, y, c->panel_width, 14, line);
}

static double panel_headline(const canvas *c, double y) {
    char line[160];
    const cw_result *r = c->result;
    if (r->plan == NULL) return 0;
    snprintf(line, sizeof line, "%s %.0f %%",
             canvas_say(c, "Probability of success", "Probabilité de succès"), r->plan->pos * 100);
    double used = canvas_text_wrapped(c, c->panel_left, y, c->panel_width, -21, line);
    if (r->worksheet == NULL) return used;
    snprintf(line, sizeof line,
             canvas_say(c, "The manual's worksheet plan, same units: %.0f %%",
                        "Plan de la fiche du manuel, mêmes moyens : %.0f %%"),
             r->worksheet->pos * 100);
    return used + 4 + canvas_text_wrapped(c, c->panel_left, y + used + 4, c->panel_width, 13, line);
}

static double panel_unit(const canvas *c, const cw_task *task, double y) {
    const cw_unit *unit = &c->result->scene->source->units[task->unit];
    char line[320], on[16], off[16];
    snprintf(line, sizeof line, "%zu", task->unit + 1);
    canvas_colour(c, map_unit_colour(task->unit), 1);
    cairo_arc(c->cairo, c->panel_left + 11, y + 11, 11, 0, 2 * CW_PI);
    cairo_fill(c->cairo);
    cairo_set_source_rgb(c->cairo, 1, 1, 1);
    canvas_text(c, c->panel_left + 11, y + 3, -12, ANCHOR_MIDDLE, line);
    cairo_set_source_rgb(c->cairo, 0.1, 0.1, 0.1);
    snprintf(line, sizeof line, "%s (%s)", unit->name, unit->nation);
    double x = c->panel_left + 32, width = c->panel_width - 32;
    double used = canvas_text_wrapped(c, x, y, width, -14, line);
    if (task->assigned) {
        clock_text(task->on_scene, on);
        clock_text(task->off_scene, off);
        snprintf(line, sizeof line,
                 canvas_say(c, "%s, spacing %.2f nm, on scene %s to %s, adds %.1f %%",
                            "%s, intervalle %.2f M, sur zone %s à %s, apporte %.1f %%"),
                 cw_pattern_code(task->pattern.spec.kind), cw_m_to_nm(task->pattern.spec.spacing_m),
                 on, off, task->pos_gain * 100);
    } else {
        snprintf(line, sizeof line, "%s", canvas_say(c, "not assigned", "sans tâche"));
    }
    return used + canvas_text_wrapped(c, x, y + used, width, 12.5, line) + 9;
}

static double panel_key(const canvas *c, double y) {
    const cw_result *r = c->result;
    if (r->where_count == 0) return 0;
    char line[256], text[16];
    clock_text(r->where[r->where_count / 2].time, text);
    snprintf(
        line, sizeof line,
        canvas_say(
            c,
            "Colour: where the people can be at %s UTC. Thick line: half of the "
            "probability; thin lines: 90 %%, at each time marked on the datum's way.",
            "Couleur : où peuvent être les personnes à %s UTC. Trait épais : la moitié de la "
            "probabilité ; traits fins : 90 %%, à chaque heure marquée sur la route du datum."),
        text);
    double used = canvas_text_wrapped(c, c->panel_left, y, c->panel_width, 12.5, line);
    const char *more =
        canvas_say(c,
                   "Numbered discs: commence search points. Squares: where units start. "
                   "Dashed: transit. Grey: sample tracks. Dash-dot: search and rescue "
                   "regions.",
                   "Disques numérotés : points de début de recherche. Carrés : départ des "
                   "moyens. Tirets : transit. Gris : quelques trajectoires. Trait mixte : "
                   "régions de recherche et sauvetage.");
    used += 6;
    return used + canvas_text_wrapped(c, c->panel_left, y + used, c->panel_width, 12.5, more);
}

void map_draw_panel(const canvas *c) {
    const cw_case *source = c->result->scene->source;
    const cw_plan *plan = c->result->plan;
    double y = c->top;
    cairo_set_source_rgb(c->cairo, 0.1, 0.1, 0.1);
    if (source == NULL) return;
    y += canvas_text_wrapped(c, c->panel_left, y, c->panel_width, -18, source->name) + 8;
    y += panel_window(c, y) + 14;
    y += panel_headline(c, y) + 18;
    for (size_t i = 0; plan != NULL && i < plan->task_count && y < c->page_height - 200; i++) {
        y += panel_unit(c, &plan->tasks[i], y);
    }
    cairo_set_source_rgb(c->cairo, 0.25, 0.25, 0.25);
    y += 10;
    y += panel_key(c, y) + 14;
    canvas_text_wrapped(c, c->panel_left, y, c->panel_width, 11.5,
                        canvas_say(c, "Crosswatch " CW_VERSION ". Not for navigation.",
                                   "Crosswatch " CW_VERSION
                                   ". Ne pas utiliser pour la navigation."));
}
