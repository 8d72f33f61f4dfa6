/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chart of meetings at one time: ships along their headings, the worst meetings numbered and
 * drawn to where both ships will be at their CPA, lanes with their direction. North is up in the
 * plane. The numbers are those of the panel's rows.
 */
#include "ship_map.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN = 12, MOST_NAMED = 40 }; /* of ships where nobody meets */

static const rgb LANE = {0.55, 0.20, 0.55};

typedef struct meeting { /* at the CPA */
    const cw_encounter *e;
    cw_position a, b;
    rgb colour;
} meeting;

static size_t shown(const cw_meetings_view *v) {
    return v->count < SHOWN ? v->count : SHOWN;
}

static cw_position after(const cw_ship *ship, double seconds) {
    double way_m = ship->speed_mps * seconds;
    return way_m > 0.0 ? cw_geodesic_direct(ship->at, ship->course_deg, way_m) : ship->at;
}

static rgb colour_of(const cw_encounter *e) {
    const cw_alarm_step danger = CW_ALARM_SETTINGS.danger, caution = CW_ALARM_SETTINGS.caution;
    if (e->hull_m < danger.hull_m && e->pair.tcpa_s < danger.tcpa_s) return SHIP_DANGER;
    if (e->hull_m < caution.hull_m && e->pair.tcpa_s < caution.tcpa_s) return SHIP_CAUTION;
    return SHIP_PLAIN;
}

static meeting meeting_of(const cw_meetings_view *v, size_t index) {
    const cw_encounter *e = &v->encounters[index];
    return (meeting){.e = e,
                     .a = after(cw_fleet_ship(v->fleet, e->pair.a), e->pair.tcpa_s),
                     .b = after(cw_fleet_ship(v->fleet, e->pair.b), e->pair.tcpa_s),
                     .colour = colour_of(e)};
}

/* ---- what the chart holds ------------------------------------------------------------------- */

static void widen(const cw_meetings_view *v, cw_position at, ship_box *box) {
    ship_box_widen(box, cw_plane_forward(v->plane, at));
}

static ship_box box_of(const cw_meetings_view *v) {
    ship_box box = SHIP_BOX_EMPTY;
    for (size_t i = 0; i < shown(v); i++) {
        meeting m = meeting_of(v, i);
        widen(v, cw_fleet_ship(v->fleet, m.e->pair.a)->at, &box);
        widen(v, cw_fleet_ship(v->fleet, m.e->pair.b)->at, &box);
        widen(v, m.a, &box);
        widen(v, m.b, &box);
    }
    for (size_t i = 0; v->count == 0 && i < cw_fleet_count(v->fleet); i++)
        widen(v, cw_fleet_ship(v->fleet, i)->at, &box);
    return ship_box_padded(box, (cw_xy){0.0, 0.0});
}

/* The chart is wider or higher than what it must hold; the coast has to reach to its corners. */
cw_box cw_report_meetings_box(const cw_meetings_view *view) {
    ship_box box = box_of(view);
    double half = 0.6 * fmax(box.x1 - box.x0, box.y1 - box.y0);
    cw_xy middle = {0.5 * (box.x0 + box.x1), 0.5 * (box.y0 + box.y1)};
    cw_box degrees = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    double centre_deg = cw_plane_centre(view->plane).lon_deg;
    for (int i = 0; i < 9; i++) {
        cw_xy corner = {middle.x_m + half * (i % 3 - 1), middle.y_m + half * (i / 3 - 1)};
        cw_position at = cw_plane_inverse(view->plane, corner);
        double east = remainder(at.lon_deg - centre_deg, 360.0);
        degrees.south_deg = fmin(degrees.south_deg, at.lat_deg);
        degrees.north_deg = fmax(degrees.north_deg, at.lat_deg);
        degrees.west_deg = fmin(degrees.west_deg, east);
        degrees.east_deg = fmax(degrees.east_deg, east);
    }
    degrees.west_deg = remainder(centre_deg + degrees.west_deg, 360.0);
    degrees.east_deg = remainder(centre_deg + degrees.east_deg, 360.0);
    return degrees;
}

/* ---- the chart ------------------------------------------------------------------------------ */

static void draw_lane(const ship_map *m, const cw_meetings_view *v, size_t index) {
    size_t count;
    const cw_position *ring = cw_lanes_ring(v->lanes, index, &count);
    cw_xy middle = {0.0, 0.0};
    for (size_t k = 0; k < count; k++) {
        cw_xy p = cw_plane_forward(v->plane, ring[k]);
        cairo_line_to(m->c.cairo, canvas_x(&m->c, p.x_m), canvas_y(&m->c, p.y_m));
        middle.x_m += p.x_m / (double)count;
        middle.y_m += p.y_m / (double)count;
    }
    cairo_close_path(m->c.cairo);
    canvas_colour(&m->c, LANE, cw_lanes_is_zone(v->lanes, index) ? 0.22 : 0.07);
    cairo_fill_preserve(m->c.cairo);
    canvas_colour(&m->c, LANE, 0.55);
    cairo_set_line_width(m->c.cairo, 1.0);
    cairo_stroke(m->c.cairo);
    if (cw_lanes_is_zone(v->lanes, index)) return;
    cw_position at = cw_plane_inverse(v->plane, middle);
    ship_map_mark(m, at, cw_lanes_direction_deg(v->lanes, index), 16.0, LANE);
    ship_map_name(m, at, LANE, cw_lanes_name(v->lanes, index));
}

static void draw_meeting(const ship_map *m, const cw_meetings_view *v, size_t index) {
    meeting one = meeting_of(v, index);
    cw_position from[2] = {cw_fleet_ship(v->fleet, one.e->pair.a)->at,
                           cw_fleet_ship(v->fleet, one.e->pair.b)->at};
    cw_xy a = cw_plane_forward(v->plane, one.a), b = cw_plane_forward(v->plane, one.b);
    ship_map_way(m, cw_plane_forward(v->plane, from[0]), a, one.colour, 1.3, SHIP_LINE_DASHED);
    ship_map_way(m, cw_plane_forward(v->plane, from[1]), b, one.colour, 1.3, SHIP_LINE_DASHED);
    ship_map_way(m, a, b, one.colour, 3.0, SHIP_LINE_WHOLE);
}

/* The worst first: it gets the place it wants. */
static void draw_numbers(ship_map *m, const cw_meetings_view *v) {
    for (size_t i = 0; i < shown(v); i++) {
        meeting one = meeting_of(v, i);
        cw_xy a = cw_plane_forward(v->plane, one.a), b = cw_plane_forward(v->plane, one.b);
        ship_map_number(m, (cw_xy){0.5 * (a.x_m + b.x_m), 0.5 * (a.y_m + b.y_m)}, i + 1,
                        one.colour);
    }
}

static bool is_party(const cw_meetings_view *v, size_t ship) {
    for (size_t i = 0; i < shown(v); i++) {
        const cw_pair *pair = &v->encounters[i].pair;
        if (pair->a == ship || pair->b == ship) return true;
    }
    return false;
}

static void draw_chart(ship_map *m, const void *what) {
    const cw_meetings_view *v = what;
    for (size_t i = 0; v->lanes != NULL && i < cw_lanes_count(v->lanes); i++) draw_lane(m, v, i);
    for (size_t i = shown(v); i-- > 0;) draw_meeting(m, v, i);
    for (int parties = 0; parties < 2; parties++) { /* over the others */
        for (size_t i = 0; i < cw_fleet_count(v->fleet); i++) {
            const cw_ship *ship = cw_fleet_ship(v->fleet, i);
            if (is_party(v, i) != (parties == 1)) continue;
            ship_map_mark(m, ship->at,
                          isfinite(ship->heading_deg) ? ship->heading_deg : ship->course_deg,
                          parties == 1 ? 12.0 : 9.0, parties == 1 ? SHIP_PLAIN : SHIP_PALE);
        }
    }
    draw_numbers(m, v);
    bool few = v->count == 0 && cw_fleet_count(v->fleet) <= MOST_NAMED;
    for (size_t i = 0; i < cw_fleet_count(v->fleet); i++) {
        if (is_party(v, i) || few)
            ship_map_name(m, cw_fleet_ship(v->fleet, i)->at, few ? SHIP_PALE : SHIP_PLAIN,
                          v->names[i]);
    }
}

/* ---- the panel ------------------------------------------------------------------------------ */

static const char *called(const cw_meetings_view *v, size_t ship, char text[80]) {
    if (v->names[ship][0] != '\0')
        snprintf(text, 80, "%.70s", v->names[ship]);
    else
        snprintf(text, 80, "MMSI %09u", cw_fleet_ship(v->fleet, ship)->mmsi);
    return text;
}

static bool add_row(ship_map *m, const cw_meetings_view *v, size_t index) {
    const cw_encounter *e = &v->encounters[index];
    char a[80], b[80], head[200], line[240], cpa[CW_NUMBER_TEXT], minutes[CW_NUMBER_TEXT],
        low[CW_NUMBER_TEXT], high[CW_NUMBER_TEXT], apart[CW_NUMBER_TEXT];
    snprintf(head, sizeof head, "%s / %s", called(v, e->pair.a, a), called(v, e->pair.b, b));
    words_number(v->language, cw_m_to_nm(e->pair.cpa_m), 2, cpa);
    words_number(v->language, e->pair.tcpa_s / 60.0, 0, minutes);
    words_number(v->language, cw_m_to_nm(e->pair.range_m), 1, apart);
    int used = snprintf(line, sizeof line,
                        canvas_say(&m->c, "CPA %s nm in %s min, now %s nm, hulls %.0f m",
                                   "CPA %s M dans %s min, ici %s M, coques %.0f m"),
                        cpa, minutes, apart, e->hull_m);
    if (isfinite(e->cpa_std_m) && used > 0 && used < (int)sizeof line)
        snprintf(
            line + used, sizeof line - (size_t)used,
            canvas_say(&m->c, "; CPA 80\u00a0%%: %s to %s nm", " ; CPA à 80\u00a0%% : %s à %s M"),
            words_number(v->language, cw_m_to_nm(e->cpa_m[0]), 2, low),
            words_number(v->language, cw_m_to_nm(e->cpa_m[2]), 2, high));
    return ship_map_row(m, index + 1, colour_of(e), head, line);
}

static void add_signs(ship_map *m, const cw_meetings_view *v) {
    ship_map_rule(m);
    ship_map_text(m, canvas_say(&m->c,
                                "Dashes: courses kept to the CPA; the thick line joins both ships "
                                "there. Red: hulls under 150 m within 6 min. Orange: under 500 m "
                                "within 12 min. Discs: heading not known.",
                                "Tirets : routes maintenues jusqu'au CPA ; le trait épais y joint "
                                "les deux navires. Rouge : coques à moins de 150 m d'ici 6 min. "
                                "Orange : à moins de 500 m d'ici 12 min. Disques : cap inconnu."));
    if (v->lanes != NULL)
        ship_map_text(m, canvas_say(&m->c, "Purple: lanes and their direction; darker: zones.",
                                    "Violet : voies et leur sens ; plus foncé : zones."));
    if (v->coast == NULL)
        ship_map_text(m, canvas_say(&m->c, "The coast was not read: land is not drawn.",
                                    "La côte n'a pas été lue : la terre n'est pas dessinée."));
}

static void add_time(ship_map *m, const cw_meetings_view *v) {
    char date[CW_TIME_TEXT], clock[CW_TIME_TEXT], line[200];
    size_t ships = cw_fleet_count(v->fleet);
    words_date(v->language, v->time, date);
    words_clock(v->time, v->time, clock);
    if (v->count == 0)
        snprintf(line, sizeof line,
                 canvas_say(&m->c, "%s, %s UTC; ships: %zu; none meet",
                            "%s, %s UTC ; navires : %zu ; aucune rencontre"),
                 date, clock, ships);
    else
        snprintf(line, sizeof line,
                 canvas_say(&m->c, "%s, %s UTC; ships: %zu; meetings, the worst first: %zu",
                            "%s, %s UTC ; navires : %zu ; rencontres, les pires d'abord : %zu"),
                 date, clock, ships, v->count);
    ship_map_text(m, line);
}

static void draw_panel(ship_map *m, const void *what) {
    const cw_meetings_view *v = what;
    char line[64];
    ship_map_title(m, canvas_say(&m->c, "Ships that meet", "Navires qui se rencontrent"));
    add_time(m, v);
    if (v->count > 0) ship_map_rule(m);
    size_t rows = 0;
    while (rows < shown(v) && add_row(m, v, rows)) rows++;
    if (rows < v->count) {
        snprintf(line, sizeof line, canvas_say(&m->c, "and %zu more", "et %zu de plus"),
                 v->count - rows);
        ship_map_text(m, line);
    }
    add_signs(m, v);
}

bool cw_report_meetings_map(const cw_meetings_view *view, const char *path, cw_error *err) {
    cw_plane *plane = cw_plane_clone(view->plane, err);
    if (plane == NULL) return false;
    cw_scene scene = {.plane = plane, .coast = NULL};
    cw_coast shore;
    if (view->coast != NULL) {
        shore = *view->coast;
        scene.coast = &shore;
    }
    ship_picture picture = {.scene = &scene,
                            .language = view->language,
                            .box = box_of(view),
                            .chart = draw_chart,
                            .panel = draw_panel,
                            .what = view};
    bool done = ship_map_write(&picture, path, err);
    cw_plane_destroy(plane);
    return done;
}
