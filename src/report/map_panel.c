/* SPDX-License-Identifier: Apache-2.0 */
/* The chart's panel: what case this is, how likely the plan is to succeed, who is who, where the
 * people can be at each time, and what the signs on the chart mean. */
#include "map_canvas.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const rgb TEXT = {0.10, 0.10, 0.10}, SOFT = {0.30, 0.32, 0.35}, RULE = {0.80, 0.83, 0.86};

static double wrapped(const canvas *c, double y, double size, rgb colour, const char *line) {
    canvas_colour(c, colour, 1);
    return canvas_text_wrapped(c, c->panel_left, y, c->panel_width, size, line);
}

static double rule(const canvas *c, double y) {
    cairo_move_to(c->cairo, c->panel_left, y + 9.5);
    cairo_line_to(c->cairo, c->panel_left + c->panel_width, y + 9.5);
    canvas_colour(c, RULE, 1);
    cairo_set_line_width(c->cairo, 1);
    cairo_stroke(c->cairo);
    return 20;
}

static double title(const canvas *c, double y) {
    const cw_case *source = c->result->scene->source;
    char date[CW_TIME_TEXT], from[CW_TIME_TEXT], to[CW_TIME_TEXT], line[160];
    double used = wrapped(c, y, -20, TEXT, source->name) + 6;
    words_date(c->result->language, source->search_from, date);
    snprintf(line, sizeof line,
             source->drift.to < source->drift.from
                 ? canvas_say(c, "Drift back, %s, %s to %s UTC", "Dérive remontée, %s, %s à %s UTC")
                 : canvas_say(c, "Search %s, %s to %s UTC", "Recherche du %s, %s à %s UTC"),
             date, canvas_clock(c, source->search_from, from),
             canvas_clock(c, source->search_to, to));
    return used + wrapped(c, y + used, 15, TEXT, line);
}

static double headline(const canvas *c, double y) {
    const cw_result *r = c->result;
    char line[160], chance[32];
    if (r->plan == NULL) return 0;
    snprintf(line, sizeof line, "%s %s",
             canvas_say(c, "Probability of success", "Probabilité de succès"),
             words_percent(fmin(r->plan->pos, 0.9999), chance));
    double used = wrapped(c, y, -24, TEXT, line);
    if (r->worksheet == NULL) return used;
    snprintf(line, sizeof line,
             canvas_say(c, "The manual's worksheet, same units: %s",
                        "Fiche du manuel, mêmes moyens : %s"),
             words_percent(fmin(r->worksheet->pos, 0.9999), chance));
    return used + 3 + wrapped(c, y + used + 3, 14, SOFT, line);
}

/* ---- units --------------------------------------------------------------------------------- */

static void unit_disc(const canvas *c, size_t unit, double y) {
    char number[24];
    snprintf(number, sizeof number, "%zu", unit + 1);
    canvas_colour(c, map_unit_colour(unit), 1);
    cairo_arc(c->cairo, c->panel_left + 11, y + 11, 11, 0, 2 * CW_PI);
    cairo_fill(c->cairo);
    cairo_set_source_rgb(c->cairo, 1, 1, 1);
    canvas_text(c, c->panel_left + 11, y + 3, -12, ANCHOR_MIDDLE, number);
}

static void unit_words(const canvas *c, const cw_task *task, char line[320]) {
    char on[CW_TIME_TEXT], off[CW_TIME_TEXT], spacing[32], gain[32], label[TASK_LABEL];
    cw_language language = c->result->language;
    if (!task->assigned) {
        snprintf(line, 320, canvas_say(c, "no task: %s", "sans tâche : %s"),
                 words_binding(language, task->binding, false));
        return;
    }
    double spacing_m = derive_area(c->result, task).spacing_m;
    derive_label(task, label);
    snprintf(line, 320,
             canvas_say(c, "%s%s%s, spacing %s nm\non scene %s to %s, adds %s points",
                        "%s%s%s, intervalle %s M\nsur zone %s à %s, apporte %s points"),
             task->areas > 1 ? label : "", task->areas > 1 ? " " : "",
             words_pattern(language, task->pattern.spec.kind),
             words_number(language, cw_m_to_nm(spacing_m), 2, spacing),
             canvas_clock(c, task->on_scene, on), canvas_clock(c, task->off_scene, off),
             words_number(language, task->pos_gain * 100, 1, gain));
}

static double unit_entry(const canvas *c, const cw_task *task, double y) {
    const cw_unit *unit = &c->result->scene->source->units[task->unit];
    char line[320];
    double x = c->panel_left + 32, width = c->panel_width - 32, used = 0.0;
    if (task->area == 0) { /* the unit's name once, above all its areas */
        unit_disc(c, task->unit, y);
        snprintf(line, sizeof line, "%s (%s)", unit->name,
                 words_nation(c->result->language, unit->nation));
        canvas_colour(c, TEXT, 1);
        used = canvas_text_wrapped(c, x, y, width, -15, line);
    }
    unit_words(c, task, line);
    canvas_colour(c, SOFT, 1);
    bool more = task->area + 1 < task->areas;
    return used + canvas_text_wrapped(c, x, y + used, width, 13.5, line) + (more ? 3 : 11);
}

static double units(const canvas *c, double y, double bottom) {
    const cw_plan *plan = c->result->plan;
    double used = 0;
    for (size_t i = 0; plan != NULL && i < plan->task_count; i++) {
        if (y + used > bottom) {
            char line[96];
            snprintf(line, sizeof line, canvas_say(c, "and %zu more", "et %zu autres"),
                     plan->task_count - i);
            return used + wrapped(c, y + used, 12.5, SOFT, line) + 6;
        }
        used += unit_entry(c, &plan->tasks[i], y + used);
    }
    return used;
}

/* ---- where, by time ------------------------------------------------------------------------ */

static double where_heading(const canvas *c, double y) {
    const cw_scene *scene = c->result->scene;
    canvas_colour(c, SOFT, 1);
    canvas_text(c, c->panel_left, y, 13.5, ANCHOR_LEFT, canvas_say(c, "UTC", "UTC"));
    canvas_text(c, c->panel_left + 150, y, 13.5, ANCHOR_RIGHT,
                canvas_say(c, "half within", "moitié à"));
    for (size_t z = 0; z < scene->zone_count && z < 2; z++) {
        canvas_text(c, c->panel_left + 255 + 100 * (double)z, y, 13.5, ANCHOR_RIGHT,
                    cw_zone_name(scene->zones[z]));
    }
    return 20;
}

static double where_row(const canvas *c, const cw_where *where, double y) {
    char text[64], number[32];
    double size = where == map_shown_where(c) ? -14 : 14;
    canvas_colour(c, TEXT, 1);
    canvas_text(c, c->panel_left, y, size, ANCHOR_LEFT, canvas_clock(c, where->time, text));
    snprintf(
        text, sizeof text, "%s %s",
        words_number(c->result->language, cw_m_to_nm(where->datum.probable_error_m), 1, number),
        canvas_say(c, "nm", "M"));
    canvas_text(c, c->panel_left + 150, y, size, ANCHOR_RIGHT, text);
    for (size_t z = 0; z < c->result->scene->zone_count && z < 2; z++) {
        words_percent(where->zone_share[z], text);
        canvas_text(c, c->panel_left + 255 + 100 * (double)z, y, size, ANCHOR_RIGHT, text);
    }
    return 21;
}

static double where_table(const canvas *c, double y) {
    enum { MOST_ROWS = 6 };
    double used = where_heading(c, y);
    for (size_t i = 0; i < c->result->where_count && i < MOST_ROWS; i++)
        used += where_row(c, &c->result->where[i], y + used);
    return used;
}

static double stream_line(const canvas *c, double y) {
    stream s = derive_stream(c->result);
    char clock[CW_TIME_TEXT], line[128], rise_text[CW_TIME_TEXT];
    cw_time rise;
    line[0] = '\0';
    if (s.known && s.turns > 0) {
        snprintf(line, sizeof line,
                 canvas_say(c, "Stream turns about %s", "Renverse de courant vers %s"),
                 canvas_clock(c, s.turn[0], clock));
    }
    if (cw_sun_next_rise(c->result->scene->datum, c->result->scene->source->search_from, &rise)) {
        size_t used = strlen(line);
        snprintf(line + used, sizeof line - used,
                 used > 0 ? canvas_say(c, ", sunrise %s", ", lever du soleil %s")
                          : canvas_say(c, "Sunrise %s", "Lever du soleil %s"),
                 canvas_clock(c, rise, rise_text));
    }
    return line[0] != '\0' ? wrapped(c, y, 14, SOFT, line) : 0;
}

/* ---- key ----------------------------------------------------------------------------------- */

static double heat_bar(const canvas *c, double y) {
    enum { PIECES = 64 };
    double width = c->panel_width * 0.5;
    const cw_where *shown = map_shown_where(c);
    char clock[CW_TIME_TEXT], line[128];
    if (shown == NULL) return 0;
    snprintf(line, sizeof line,
             canvas_say(c, "Where they can be at %s UTC", "Où ils peuvent être à %s UTC"),
             canvas_clock(c, shown->time, clock));
    double used = wrapped(c, y, -14, TEXT, line) + 5;
    for (int k = 0; k < PIECES; k++) {
        uint32_t pixel = map_heat((k + 0.5) / PIECES);
        double alpha = (double)(pixel >> 24) / 255.0, part[3];
        for (int i = 0; i < 3; i++) /* over white; the pixel is premultiplied */
            part[i] = (double)((pixel >> (16 - 8 * i)) & 0xFFu) / 255.0 + 1.0 - alpha;
        cairo_set_source_rgb(c->cairo, part[0], part[1], part[2]);
        cairo_rectangle(c->cairo, c->panel_left + width * k / PIECES, y + used,
                        width / PIECES + 0.5, 11);
        cairo_fill(c->cairo);
    }
    canvas_colour(c, SOFT, 1);
    canvas_text(c, c->panel_left + width + 10, y + used - 2, 13, ANCHOR_LEFT,
                canvas_say(c, "less to more likely", "de moins à plus probable"));
    return used + 18;
}

static double key(const canvas *c, double y) {
    double used = heat_bar(c, y);
    used += wrapped(
        c, y + used, 12, SOFT,
        canvas_say(c,
                   "Thick line: half of the probability; thin lines: 90 %, at each time on "
                   "the datum's way (white dots). Discs: commence search points. Squares: "
                   "where units are. Dashes: transit. Dotted outlines: where an area that moves "
                   "with the water is at its end. Grey: sample tracks. Dash-dot: borders of "
                   "search and rescue regions.",
                   "Trait épais : la moitié de la probabilité ; traits fins : 90 %, à chaque "
                   "heure de la route du datum (points blancs). Disques : points de début de "
                   "recherche. Carrés : position des moyens. Tirets : trajets. Contours "
                   "pointillés : où une zone qui suit l'eau se trouve à sa fin. Gris : quelques "
                   "trajectoires. Trait mixte : limites des régions de recherche et sauvetage."));
    used += 10;
    return used
           + wrapped(c, y + used, 12, SOFT,
                     canvas_say(c, "Crosswatch " CW_VERSION ". Not for navigation.",
                                "Crosswatch " CW_VERSION ". Ne pas utiliser pour la navigation."));
}

void map_draw_panel(const canvas *c) {
    const double room_below = 440; /* for the table and the key */
    double y = c->top - 4;
    if (c->result->scene->source == NULL) return;
    y += title(c, y);
    y += rule(c, y);
    if (c->result->plan != NULL) {
        y += headline(c, y) + 12;
        y += units(c, y, c->page_height - room_below);
        y += rule(c, y - 6) - 6;
    }
    y += where_table(c, y) + 4;
    y += stream_line(c, y) + 2;
    y += rule(c, y);
    key(c, y);
}
