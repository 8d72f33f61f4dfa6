/* SPDX-License-Identifier: Apache-2.0 */
/* The page's surroundings: the stream, the sun, and what one can see over the search. */
#include "page.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- the stream ---------------------------------------------------------------------------- */

static void stream_lines(page *p) {
    stream s = derive_stream(p->result);
    char first[128];
    cw_text line = {0};
    if (!s.known) return;
    snprintf(first, sizeof first, "  %s",
             page_say(p, "Current at the datum: ", "Courant au datum : "));
    cw_text_add(&line,
                page_say(p, "%s towards %s at %s, %s towards %s at %s; ",
                         "%s vers le %s à %s, %s vers le %s à %s ; "),
                page_knots(p, s.from_mps, 1), page_bearing(p, s.from_deg), page_clock(p, s.from),
                page_knots(p, s.to_mps, 1), page_bearing(p, s.to_deg), page_clock(p, s.to));
    if (s.turns == 0) cw_text_add(&line, "%s", page_say(p, "does not turn", "ne renverse pas"));
    for (size_t i = 0; i < s.turns; i++) {
        cw_text_add(&line, "%s %s", i > 0 ? "," : page_say(p, "TURNS about", "RENVERSE vers"),
                    page_clock(p, s.turn[i]));
    }
    cw_text_add(&line, ".");
    if (line.data != NULL) page_wrap(p, first, 4, line.data);
    if (line.failed) p->text->failed = true;
    cw_text_free(&line);
}

/* ---- the sun ------------------------------------------------------------------------------- */

static void sun_line(page *p) {
    cw_time rise, set;
    cw_position datum = p->result->scene->datum;
    cw_time from = p->source->search_from;
    bool up = cw_sun_altitude_deg(datum, from) > -0.833;
    bool rises = cw_sun_next_rise(datum, from, &rise), sets = cw_sun_next_set(datum, from, &set);
    cw_text_add(p->text, "  %s",
                up ? page_say(p, "Sun up at the start", "Soleil levé au début")
                   : page_say(p, "Dark at the start", "Nuit au début"));
    if (rises) cw_text_add(p->text, page_say(p, ", sunrise %s", ", lever %s"), page_clock(p, rise));
    if (sets) cw_text_add(p->text, page_say(p, ", sunset %s", ", coucher %s"), page_clock(p, set));
    cw_text_add(p->text, ".\n");
}

/* ---- wind, sea, visibility ----------------------------------------------------------------- */

enum { QUANTITIES = 3, SHOWN = 64 };

/* As they stand on the page; empty: not known. */
typedef struct shown {
    char text[QUANTITIES][SHOWN];
} shown;

/* In fog tenths of a mile count. */
static const char *visibility_text(page *p, double metres) {
    return page_nm(p, metres, cw_m_to_nm(metres) < 3.0 ? 1 : 0);
}

static shown show(page *p, const cw_conditions *c) {
    shown s = {0};
    snprintf(s.text[0], SHOWN, page_say(p, "wind %s", "vent %s"), page_knots(p, c->wind_mps, 0));
    if (isfinite(c->wave_height_m))
        snprintf(s.text[1], SHOWN, page_say(p, "waves %s\xC2\xA0m", "vagues %s\xC2\xA0m"),
                 page_number(p, c->wave_height_m, 1));
    if (isfinite(c->visibility_m))
        snprintf(s.text[2], SHOWN, page_say(p, "visibility %s", "visibilité %s"),
                 visibility_text(p, c->visibility_m));
    return s;
}

/* What of `now` is not as it was `before` (NULL: all of it). */
static void list_changes(cw_text *line, const shown *now, const shown *before) {
    bool first = true;
    for (int q = 0; q < QUANTITIES; q++) {
        bool same = before != NULL && strcmp(now->text[q], before->text[q]) == 0;
        if (same || now->text[q][0] == '\0') continue;
        cw_text_add(line, "%s%s", first ? "" : ", ", now->text[q]);
        first = false;
    }
}

static void weather_lines(page *p) {
    const cw_scene *scene = p->result->scene;
    double celsius = scene->water_temperature_c;
    shown before = show(p, &scene->conditions);
    cw_text line = {0};
    if (scene->change_count > 0)
        cw_text_add(&line, "%s", page_say(p, "At the start ", "Au début "));
    list_changes(&line, &before, NULL);
    if (line.data != NULL) line.data[0] = (char)toupper((unsigned char)line.data[0]);
    for (size_t k = 0; k < scene->change_count; k++) {
        shown now = show(p, &scene->changes[k].conditions);
        if (memcmp(&now, &before, sizeof now) == 0) continue; /* not to be seen on the page */
        cw_text_add(&line, page_say(p, "; from %s ", " ; dès %s "),
                    page_clock(p, scene->changes[k].from));
        list_changes(&line, &now, &before);
        before = now;
    }
    if (isfinite(celsius)) {
        cw_text_add(&line, "%s", scene->change_count > 0 ? page_say(p, "; ", " ; ") : ", ");
        cw_text_add(&line, page_say(p, "water %s\xC2\xA0°C", "eau %s\xC2\xA0°C"),
                    page_number(p, celsius, 1));
    }
    cw_text_add(&line, ".");
    if (line.data != NULL) page_wrap(p, "  ", 4, line.data);
    if (line.failed) p->text->failed = true;
    cw_text_free(&line);
}

void page_weather(page *p) {
    stream_lines(p);
    sun_line(p);
    weather_lines(p);
    page_survival(p);
}
