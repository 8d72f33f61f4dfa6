/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chart of who could have struck them: the people's ways within the time in which a strike is
 * thought possible, the ways then of the vessels that could have met them, numbered, and the
 * straight lines over the gaps of those that were not heard. A vessel's way is whole where it was
 * heard and dashed where it is a guess.
 */
#include "ship_map.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SUSPECTS = 8, UNHEARD = 4, DOTS = 800, PIECES = 240 };

static const rgb PEOPLE = {0.80, 0.08, 0.10}, PEOPLE_FIRST = {0.95, 0.62, 0.10};
static const double LEAST_UNHEARD = 0.01; /* share that is worth a line */

typedef struct struck_chart {
    const cw_struck_view *view;
    size_t picks[DOTS], count;
    size_t suspects, unheard; /* shown */
    ship_box box;
} struck_chart;

static cw_time time_of(const cw_struck_view *v, int piece) {
    return v->from + (v->to - v->from) * piece / PIECES;
}

static const cw_track *suspect_track(const struck_chart *s, size_t index) {
    return s->view->vessels[s->view->struck->suspects[index].vessel];
}

static rgb colour_of(const struck_chart *s, size_t suspect) {
    return s->view->struck->named == suspect ? SHIP_DANGER : map_unit_colour(suspect);
}

static const char *called(const cw_track *track, char text[80]) {
    const cw_vessel *v = cw_track_vessel(track);
    if (v->said.name[0] != '\0')
        snprintf(text, 80, "%.70s", v->said.name);
    else
        snprintf(text, 80, "MMSI %09u", v->mmsi);
    return text;
}

/* ---- what the chart holds ------------------------------------------------------------------- */

static void fill(struck_chart *s) {
    const cw_struck_view *v = s->view;
    ship_box box = SHIP_BOX_EMPTY;
    s->count = ship_map_sample(v->tracks, s->picks, DOTS);
    for (size_t i = 0; i < s->count; i++) {
        for (int k = 0; k <= PIECES; k += PIECES / 4) {
            cw_xy at;
            if (cw_tracks_at(v->tracks, s->picks[i], time_of(v, k), &at)) ship_box_widen(&box, at);
        }
    }
    s->box = ship_box_padded(box, (cw_xy){0.0, 0.0});
    s->suspects = v->struck->count < SUSPECTS ? v->struck->count : SUSPECTS;
    while (s->unheard < v->struck->unheard_count && s->unheard < UNHEARD
           && v->struck->unheard[s->unheard].reachable >= LEAST_UNHEARD)
        s->unheard++;
}

/* ---- the chart ------------------------------------------------------------------------------ */

static void draw_drift(ship_map *m, const cw_struck_view *v, size_t particle) {
    enum { EVERY = 8 };
    bool pen = false;
    for (int k = 0; k <= PIECES; k += EVERY) {
        cw_xy at;
        if (!cw_tracks_at(v->tracks, particle, time_of(v, k), &at)) continue;
        double x = canvas_x(&m->c, at.x_m), y = canvas_y(&m->c, at.y_m);
        if (pen)
            cairo_line_to(m->c.cairo, x, y);
        else
            cairo_move_to(m->c.cairo, x, y);
        pen = true;
    }
    canvas_colour(&m->c, SHIP_PALE, 0.35);
    cairo_set_line_width(m->c.cairo, 0.7);
    cairo_stroke(m->c.cairo);
}

/* Where each is first adrift within the time: not all hypotheses begin together. */
static void draw_firsts(ship_map *m, const struck_chart *s) {
    const cw_struck_view *v = s->view;
    for (size_t i = 0; i < s->count; i++) {
        cw_xy at;
        int k = 0;
        while (k <= PIECES && !cw_tracks_at(v->tracks, s->picks[i], time_of(v, k), &at)) k++;
        if (k <= PIECES)
            ship_map_cloud(m, v->tracks, &s->picks[i], 1, time_of(v, k), PEOPLE_FIRST, 0.6);
    }
}

static void draw_people(ship_map *m, const struck_chart *s) {
    enum { ONE_IN = 8 };
    for (size_t i = 0; i < s->count; i += ONE_IN) draw_drift(m, s->view, s->picks[i]);
    draw_firsts(m, s);
    ship_map_cloud(m, s->view->tracks, s->picks, s->count, s->view->to, PEOPLE, 0.4);
}

/* Pieces are shorter than a dash: where it was not heard, every other three are left out. */
static void draw_way(ship_map *m, const struck_chart *s, const cw_track *track, rgb colour) {
    enum { DASH = 3 };
    const cw_struck_view *v = s->view;
    cw_xy before = {NAN, NAN};
    for (int k = 0; k <= PIECES; k++) {
        cw_track_state state;
        bool known = cw_track_at(track, time_of(v, k), &state);
        cw_xy at = known ? cw_plane_forward(v->scene->plane, state.at) : (cw_xy){NAN, NAN};
        bool shown = !known || !state.gap || (k / DASH) % 2 == 0;
        if (shown && (ship_box_holds(s->box, at) || ship_box_holds(s->box, before)))
            ship_map_way(m, before, at, colour, 1.6, SHIP_LINE_WHOLE);
        before = at;
    }
}

/* At the median time of its contacts, on its heading. */
static void draw_suspect(ship_map *m, const struck_chart *s, size_t index) {
    cw_track_state state;
    const cw_track *track = suspect_track(s, index);
    char text[80];
    rgb colour = colour_of(s, index);
    if (!cw_track_at(track, s->view->struck->suspects[index].window[1], &state)) return;
    ship_map_mark(m, state.at, state.heading_deg, 14.0, colour);
    ship_map_number(m, cw_plane_forward(s->view->scene->plane, state.at), index + 1, colour);
    ship_map_name(m, state.at, colour, called(track, text));
}

static void draw_gap(ship_map *m, const struck_chart *s, size_t index) {
    const cw_unheard *u = &s->view->struck->unheard[index];
    const cw_track *track = s->view->vessels[u->vessel];
    cw_track_state ends[2];
    if (!cw_track_at(track, u->from, &ends[0]) || !cw_track_at(track, u->to, &ends[1])) return;
    ship_map_way(m, cw_plane_forward(s->view->scene->plane, ends[0].at),
                 cw_plane_forward(s->view->scene->plane, ends[1].at), SHIP_PALE, 1.2,
                 SHIP_LINE_DASHED);
}

static void draw_chart(ship_map *m, const void *what) {
    const struck_chart *s = what;
    draw_people(m, s);
    for (size_t i = s->unheard; i-- > 0;) draw_gap(m, s, i);
    for (size_t i = s->suspects; i-- > 0;) draw_way(m, s, suspect_track(s, i), colour_of(s, i));
    for (size_t i = 0; i < s->suspects; i++) draw_suspect(m, s, i);
}

/* ---- the panel ------------------------------------------------------------------------------ */

static void add_answer(ship_map *m, const struck_chart *s) {
    const cw_struck *struck = s->view->struck;
    char text[80], line[400];
    const char *why = canvas_say(&m->c, struck->why_english, struck->why_french);
    if (struck->named == SIZE_MAX)
        snprintf(line, sizeof line,
                 canvas_say(&m->c, "No ship can be named: %s.",
                            "Aucun navire ne peut être désigné : %s."),
                 why);
    else
        snprintf(line, sizeof line,
                 canvas_say(&m->c, "%s could have struck them: %s. This is no proof that it did.",
                            "%s a pu les aborder : %s. Ce n'est pas la preuve qu'il l'a fait."),
                 called(suspect_track(s, struck->named), text), why);
    ship_map_text(m, line);
}

static bool add_suspect(ship_map *m, const struck_chart *s, size_t index) {
    const cw_suspect *one = &s->view->struck->suspects[index];
    char head[80], line[200], share[CW_NUMBER_TEXT], ratio[CW_NUMBER_TEXT], p[CW_NUMBER_TEXT],
        from[CW_TIME_TEXT], to[CW_TIME_TEXT];
    cw_language language = s->view->language;
    snprintf(line, sizeof line,
             canvas_say(&m->c, "contact %s\u00a0%%, %s times chance, p %s, %s to %s",
                        "contact %s\u00a0%%, %s fois le hasard, p %s, %s à %s"),
             words_number(language, 100.0 * one->contact, 2, share),
             isfinite(one->ratio) ? words_number(language, one->ratio, 1, ratio) : ">",
             words_number(language, one->p_family, 3, p),
             words_clock(one->window[0], s->view->from, from),
             words_clock(one->window[2], s->view->from, to));
    return ship_map_row(m, index + 1, colour_of(s, index), called(suspect_track(s, index), head),
                        line);
}

static void add_unheard(ship_map *m, const struck_chart *s) {
    if (s->unheard == 0) return;
    ship_map_rule(m);
    ship_map_text(m, canvas_say(&m->c, "Not heard for a time, and so not excluded:",
                                "Non entendus un temps, donc non exclus :"));
    for (size_t i = 0; i < s->unheard; i++) {
        const cw_unheard *u = &s->view->struck->unheard[i];
        char name[80], share[32], line[160];
        snprintf(line, sizeof line, canvas_say(&m->c, "%s: %s within reach", "%s : %s à sa portée"),
                 called(s->view->vessels[u->vessel], name), words_percent(u->reachable, share));
        ship_map_text(m, line);
    }
}

static void draw_panel(ship_map *m, const void *what) {
    const struck_chart *s = what;
    const cw_struck_view *v = s->view;
    char date[CW_TIME_TEXT], from[CW_TIME_TEXT], to[CW_TIME_TEXT], line[160];
    ship_map_title(m, canvas_say(&m->c, "Who could have struck them", "Qui a pu les aborder"));
    ship_map_text(m, v->scene->source->name);
    snprintf(line, sizeof line, canvas_say(&m->c, "%s, %s to %s UTC", "%s, %s à %s UTC"),
             words_date(v->language, v->from, date), words_clock(v->from, v->from, from),
             words_clock(v->to, v->from, to));
    ship_map_text(m, line);
    add_answer(m, s);
    if (s->suspects > 0) ship_map_rule(m);
    size_t rows = 0;
    while (rows < s->suspects && add_suspect(m, s, rows)) rows++;
    add_unheard(m, s);
    ship_map_rule(m);
    ship_map_text(m, canvas_say(&m->c,
                                "Orange and red dots: the people at the beginning and the end of "
                                "that time; thin grey lines: how some of them drifted. Thick "
                                "lines: ways of ships, dashed where not heard.",
                                "Points orange et rouges : les personnes au début et à la fin de "
                                "ce temps ; traits gris fins : la dérive de quelques-unes. Lignes "
                                "épaisses : routes des navires, en tirets où ils ne sont pas "
                                "entendus."));
}

bool cw_report_struck_map(const cw_struck_view *view, const char *path, cw_error *err) {
    struck_chart s = {.view = view};
    fill(&s);
    ship_picture picture = {.scene = view->scene,
                            .language = view->language,
                            .box = s.box,
                            .chart = draw_chart,
                            .panel = draw_panel,
                            .what = &s};
    return ship_map_write(&picture, path, err);
}
