/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chart of who is near: where the people can be at the time of the call (dots, equally many for
 * equal shares of the probability), and vessels and units with their rank. The coast is that of the
 * case's area; those further away are in the panel only.
 */
#include "ship_map.h"

#include <math.h>
#include <stdio.h>

enum { SHOWN = 12, DOTS = 1200 };

static const rgb PEOPLE = {0.80, 0.08, 0.10};

typedef struct near_chart {
    const cw_near_view *view;
    size_t picks[DOTS], count;
    cw_xy datum;
    ship_box area; /* of the case */
} near_chart;

static size_t shown(const cw_near_view *v) {
    size_t count = 0;
    while (count < v->count && count < SHOWN && isfinite(v->ranked[count].minutes[1])) count++;
    return count;
}

static const cw_helper *helper_at(const cw_near_view *v, size_t rank) {
    return &v->helpers[v->ranked[rank].helper];
}

static rgb colour_of(const cw_near *n) {
    return n->entry == CW_ENTRY_FREE ? SHIP_PLAIN : SHIP_CAUTION;
}

/* ---- what the chart holds ------------------------------------------------------------------- */

static bool fill_cloud(near_chart *n, ship_box *box) {
    const cw_near_view *v = n->view;
    double adrift = 0.0;
    n->count = ship_map_sample(v->tracks, n->picks, DOTS);
    for (size_t i = 0; i < n->count; i++) {
        cw_xy at;
        if (!cw_tracks_at(v->tracks, n->picks[i], v->now, &at)) continue;
        ship_box_widen(box, at);
        n->datum.x_m += at.x_m;
        n->datum.y_m += at.y_m;
        adrift += 1.0;
    }
    if (adrift == 0.0) return false;
    n->datum.x_m /= adrift;
    n->datum.y_m /= adrift;
    return true;
}

static ship_box box_of(const near_chart *n, ship_box box) {
    const cw_near_view *v = n->view;
    for (size_t i = 0; i < shown(v); i++) {
        cw_xy at = cw_plane_forward(v->scene->plane, helper_at(v, i)->at);
        if (ship_box_holds(n->area, at)) ship_box_widen(&box, at);
    }
    return ship_box_padded(box, n->datum);
}

/* ---- the chart ------------------------------------------------------------------------------ */

static void draw_chart(ship_map *m, const void *what) {
    const near_chart *n = what;
    const cw_near_view *v = n->view;
    ship_map_cloud(m, v->tracks, n->picks, n->count, v->now, PEOPLE, 0.35);
    for (size_t i = shown(v); i-- > 0;) {
        cw_xy at = cw_plane_forward(v->scene->plane, helper_at(v, i)->at);
        if (!v->ranked[i].round_land)
            ship_map_way(m, at, n->datum, colour_of(&v->ranked[i]), i == 0 ? 1.6 : 0.8,
                         SHIP_LINE_DASHED);
    }
    for (size_t i = 0; i < shown(v); i++) {
        const cw_helper *h = helper_at(v, i);
        cw_xy at = cw_plane_forward(v->scene->plane, h->at);
        /* Its bow points to where it will go. */
        double heading = v->ranked[i].round_land ? NAN : v->ranked[i].bearing_deg;
        ship_map_mark(m, h->at, heading, 12.0, colour_of(&v->ranked[i]));
        ship_map_number(m, at, i + 1, colour_of(&v->ranked[i]));
    }
    for (size_t i = 0; i < shown(v); i++)
        ship_map_name(m, helper_at(v, i)->at, colour_of(&v->ranked[i]), helper_at(v, i)->name);
}

/* ---- the panel ------------------------------------------------------------------------------ */

static bool add_row(ship_map *m, const near_chart *n, size_t rank) {
    const cw_near_view *v = n->view;
    const cw_near *row = &v->ranked[rank];
    const cw_helper *h = helper_at(v, rank);
    const cw_helper_ability *can = cw_helper_ability_of(h->kind);
    char number[CW_NUMBER_TEXT], head[160], line[240], nm[CW_NUMBER_TEXT];
    bool on_chart = ship_box_holds(n->area, cw_plane_forward(v->scene->plane, h->at));
    snprintf(number, sizeof number, "MMSI %09u", h->mmsi);
    snprintf(head, sizeof head, "%s (%s)", h->name[0] != '\0' ? h->name : number,
             canvas_say(&m->c, can->english, can->french));
    snprintf(line, sizeof line,
             canvas_say(&m->c, "%.0f min (10 to 90\u00a0%%: %.0f to %s), %s nm%s%s",
                        "%.0f min (10 à 90\u00a0%% : %.0f à %s), %s M%s%s"),
             row->minutes[1], row->minutes[0],
             isfinite(row->minutes[2]) ? words_number(v->language, row->minutes[2], 0, number)
                                       : canvas_say(&m->c, "never", "jamais"),
             words_number(v->language, cw_m_to_nm(row->distance_m), 1, nm),
             row->entry == CW_ENTRY_ASK
                 ? canvas_say(&m->c, ", ask for entry", ", demander l'entrée")
             : row->entry == CW_ENTRY_NO_RULE ? canvas_say(&m->c, ", no rule", ", pas de règle")
                                              : "",
             on_chart ? "" : canvas_say(&m->c, ", off the chart", ", hors de la carte"));
    return ship_map_row(m, rank + 1, colour_of(row), head, line);
}

static void draw_panel(ship_map *m, const void *what) {
    const near_chart *n = what;
    const cw_near_view *v = n->view;
    char date[CW_TIME_TEXT], clock[CW_TIME_TEXT], line[200];
    ship_map_title(m, canvas_say(&m->c, "Who is near", "Qui est proche"));
    ship_map_text(m, v->scene->source->name);
    snprintf(line, sizeof line,
             canvas_say(&m->c, "%s, %s UTC; by the time to reach half of the probability",
                        "%s, %s UTC ; selon le temps pour atteindre la moitié de la probabilité"),
             words_date(v->language, v->now, date), words_clock(v->now, v->now, clock));
    ship_map_text(m, line);
    ship_map_rule(m);
    size_t rows = 0;
    while (rows < shown(v) && add_row(m, n, rows)) rows++;
    if (rows < v->count) {
        snprintf(line, sizeof line, canvas_say(&m->c, "and %zu more", "et %zu de plus"),
                 v->count - rows);
        ship_map_text(m, line);
    }
    ship_map_rule(m);
    ship_map_text(m, canvas_say(&m->c,
                                "Red dots: where the people can be then. Dashes: straight ways to "
                                "the datum. Orange: entry must be asked for. Disc instead of an "
                                "arrow: the way goes round land.",
                                "Points rouges : où les personnes peuvent être alors. Tirets : "
                                "routes directes vers le datum. Orange : l'entrée est à demander. "
                                "Disque au lieu d'une flèche : la route contourne la terre."));
}

bool cw_report_near_map(const cw_near_view *view, const char *path, cw_error *err) {
    const cw_scene *scene = view->scene;
    near_chart n = {.view = view, .area = {scene->x0_m, scene->y0_m, scene->x1_m, scene->y1_m}};
    ship_box box = SHIP_BOX_EMPTY;
    if (!fill_cloud(&n, &box)) return cw_fail(err, CW_NO, "nobody is adrift then: no chart");
    ship_picture picture = {.scene = scene,
                            .language = view->language,
                            .box = box_of(&n, box),
                            .chart = draw_chart,
                            .panel = draw_panel,
                            .what = &n};
    return ship_map_write(&picture, path, err);
}
