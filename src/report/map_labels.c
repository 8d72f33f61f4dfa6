/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names on the chart. What is drawn leaves ink on a coarse grid; names wait until all is drawn and
 * are then put, in the order asked for, where they cover the least ink: right of their point, left,
 * above, below or aslant, a little nearer or farther. A placed name leaves heavy ink itself. The
 * names of regions have no point: they take the free place nearest to the middle of the chart.
 */
#include "map_canvas.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELL = 6, COLUMNS = 300, ROWS = 220, MOST_LABELS = 160, FAINT = 1, LIGHT = 3, HEAVY = 60 };

typedef struct label {
    double x, y, gap, size;
    rgb colour;
    char text[160];
} label;

struct map_labels {
    unsigned char ink[ROWS][COLUMNS];
    label waiting[MOST_LABELS];
    size_t count;
};

typedef struct box {
    double x0, y0, x1, y1;
} box;

map_labels *map_labels_create(void) {
    return calloc(1, sizeof(map_labels));
}

void map_labels_destroy(map_labels *labels) {
    free(labels);
}

static int clamp_cell(double pixel, int most) {
    double cell = floor(pixel / CELL);
    return cell < 0 ? 0 : cell >= most ? most - 1 : (int)cell;
}

static void ink(map_labels *labels, box b, unsigned char strength) {
    for (int j = clamp_cell(b.y0, ROWS); j <= clamp_cell(b.y1, ROWS); j++) {
        for (int i = clamp_cell(b.x0, COLUMNS); i <= clamp_cell(b.x1, COLUMNS); i++) {
            if (labels->ink[j][i] < strength) labels->ink[j][i] = strength;
        }
    }
}

void map_labels_ink_line(const canvas *c, double ax, double ay, double bx, double by) {
    double length = hypot(bx - ax, by - ay);
    if (!(length < 1e5)) return;
    int steps = (int)(length / CELL);
    for (int k = 0; k <= steps; k++) {
        double f = length > 0.0 ? k * CELL / length : 0.0, x = ax + f * (bx - ax),
               y = ay + f * (by - ay);
        bool inside = x > c->left && x < c->left + c->width && y > c->top && y < c->top + c->height;
        if (inside) ink(c->labels, (box){x, y, x, y}, LIGHT);
    }
}

void map_labels_ink_faint(const canvas *c, double x, double y) {
    bool inside = x > c->left && x < c->left + c->width && y > c->top && y < c->top + c->height;
    if (inside) ink(c->labels, (box){x, y, x, y}, FAINT);
}

void map_labels_ink_box(const canvas *c, double x0, double y0, double x1, double y1) {
    ink(c->labels, (box){x0, y0, x1, y1}, HEAVY);
}

void map_labels_ask(const canvas *c, double x, double y, double gap, double size, rgb colour,
                    const char *text) {
    bool inside = x >= c->left && x <= c->left + c->width && y >= c->top && y <= c->top + c->height;
    if (!inside || c->labels->count == MOST_LABELS) return;
    label *one = &c->labels->waiting[c->labels->count++];
    *one = (label){x, y, gap, size, colour, ""};
    snprintf(one->text, sizeof one->text, "%s", text);
}

static double cost(const canvas *c, box b) {
    double sum = 0.0, margin = 3.0;
    if (b.x0 < c->left + margin || b.y0 < c->top + margin || b.x1 > c->left + c->width - margin
        || b.y1 > c->top + c->height - margin)
        return INFINITY;
    for (int j = clamp_cell(b.y0, ROWS); j <= clamp_cell(b.y1, ROWS); j++) {
        for (int i = clamp_cell(b.x0, COLUMNS); i <= clamp_cell(b.x1, COLUMNS); i++)
            sum += c->labels->ink[j][i];
    }
    return sum;
}

static void draw_at(const canvas *c, const label *one, box b) {
    canvas_colour(c, one->colour, 1);
    canvas_label(c, b.x0, b.y0, one->size, ANCHOR_LEFT, one->text);
    ink(c->labels, b, HEAVY);
}

static void place(const canvas *c, const label *one) {
    static const double sides[8][2] = {{1, 0},  {-1, 0}, {0.8, -0.8},  {0.8, 0.8},
                                       {0, -1}, {0, 1},  {-0.8, -0.8}, {-0.8, 0.8}};
    double width, height, best_cost = INFINITY;
    box best = {0};
    canvas_text_size(c, one->size, one->text, &width, &height);
    for (int ring = 0; ring < 4; ring++) {
        for (int k = 0; k < 8; k++) {
            double reach = one->gap + 9.0 * ring, dx = sides[k][0], dy = sides[k][1];
            double x = one->x + dx * reach + (dx > 0.5 ? 0 : dx < -0.5 ? -width : -0.5 * width);
            double y = one->y + dy * reach + (dy > 0.9 ? 0 : dy < -0.9 ? -height : -0.5 * height);
            box b = {x, y, x + width, y + height};
            double now = cost(c, b) + 0.1 * k + 2.5 * ring;
            if (now >= best_cost) continue;
            best_cost = now;
            best = b;
        }
    }
    if (isfinite(best_cost)) draw_at(c, one, best);
}

void map_draw_labels(const canvas *c) {
    for (size_t i = 0; i < c->labels->count; i++) place(c, &c->labels->waiting[i]);
    c->labels->count = 0;
}

/* ---- regions ------------------------------------------------------------------------------- */

static bool at_sea_in_zone(const canvas *c, const cw_zone *zone, box b) {
    const double xs[3] = {b.x0, 0.5 * (b.x0 + b.x1), b.x1}, ys[2] = {b.y0, b.y1};
    for (int k = 0; k < 6; k++) {
        cw_xy at = canvas_point(c, xs[k % 3], ys[k / 3]);
        const cw_landmask *mask = c->result->scene->mask;
        if (!cw_zone_contains(zone, at)) return false;
        if (mask != NULL && cw_landmask_is_land(mask, at)) return false;
    }
    return true;
}

static void name_region(const canvas *c, size_t index, const char *text) {
    enum { STEP = 14 };
    const cw_zone *zone = c->result->scene->zones[index];
    label one = {.size = -13, .colour = {0.55, 0.10, 0.35}};
    double width, height, best_cost = INFINITY;
    double middle_x = c->left + 0.5 * c->width, middle_y = c->top + 0.5 * c->height;
    box best = {0};
    snprintf(one.text, sizeof one.text, "%s", text);
    canvas_text_size(c, one.size, one.text, &width, &height);
    for (double y = c->top + 8; y + height < c->top + c->height; y += STEP) {
        for (double x = c->left + 8; x + width < c->left + c->width; x += STEP) {
            box b = {x, y, x + width, y + height};
            double now = 4.0 * cost(c, (box){x - 8, y - 6, b.x1 + 8, b.y1 + 6})
                         + 0.02 * hypot(x + 0.5 * width - middle_x, y - middle_y);
            if (now >= best_cost || !at_sea_in_zone(c, zone, b)) continue;
            best_cost = now;
            best = b;
        }
    }
    if (isfinite(best_cost)) draw_at(c, &one, best);
}

void map_draw_region_names(const canvas *c) {
    const cw_case *source = c->result->scene->source;
    for (size_t i = 0; source != NULL && i < source->region_count; i++) {
        char text[160];
        snprintf(text, sizeof text, canvas_say(c, "Region %s, %s", "Région %s, %s"),
                 source->regions[i].name,
                 words_nation(c->result->language, source->regions[i].nation));
        name_region(c, i, text);
    }
}
