/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch ais show: which vessels passed a place in a time, and where each was at a moment, with
 * how well that is known. */
#include "cli.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct shown { /* a track, and where it was at the time asked for */
    const cw_track *track;
    bool placed;
    cw_track_state state;
    cw_track_fix first, last;
} shown;

static shown show(const cw_track *track, const cw_time *at) {
    size_t count = cw_track_count(track);
    shown s = {.track = track,
               .first = cw_track_fix_at(track, 0),
               .last = cw_track_fix_at(track, count - 1)};
    s.placed = at != NULL && cw_track_at(track, *at, &s.state);
    return s;
}

static bool stands_still(const cw_vessel *vessel) {
    return vessel->sender == CW_AIS_BASE || vessel->sender == CW_AIS_AID;
}

static void add_head(const cli_options *options, cw_text *text) {
    cw_text_add(text, "%-10s %-20s %-20s %5s %6s  %-8s  %-8s", "MMSI",
                cli_say(options, "name", "nom"), cli_say(options, "kind", "genre"),
                cli_say(options, "long", "long."), cli_say(options, "fixes", "points"),
                cli_say(options, "first", "premier"), cli_say(options, "last", "dernier"));
    if (options->at != NULL)
        cw_text_add(text, "  %s %s", cli_say(options, "then at", "alors à"), options->at);
    cw_text_add(text, "\n");
}

/* One standard deviation; a guess where it was not heard for long. */
static void add_state(const cli_options *options, const shown *s, cw_text *text) {
    char place[CW_POSITION_TEXT];
    const cw_track_state *at = &s->state;
    cw_text_add(text, "  %s", cw_position_format(at->at, place));
    if (stands_still(cw_track_vessel(s->track))) return;
    if (isfinite(at->speed_mps)) {
        cw_text_add(text, "  %3.0f°", at->course_deg);
        cli_add_number(options, text, 5, cw_mps_to_knots(at->speed_mps), 1);
        cw_text_add(text, " %s", cli_say(options, "kn", "nd"));
    } else {
        cw_text_add(text, "    -°    - %s", cli_say(options, "kn", "nd"));
    }
    cw_text_add(text, "  ±%.0f m%s", fmax(at->std_along_m, at->std_across_m),
                at->gap ? cli_say(options, ", not heard: a guess", ", silence : supposé") : "");
}

static void add_row(const cli_options *options, const shown *s, cw_text *text) {
    const cw_vessel *v = cw_track_vessel(s->track);
    cw_hull hull = cw_vessel_hull(v);
    char first[CW_TIME_TEXT], last[CW_TIME_TEXT], length[16] = "";
    if (!stands_still(v))
        snprintf(length, sizeof length, "%.0f%c", hull.to_bow_m + hull.to_stern_m,
                 hull.given ? 'm' : '~');
    cw_text_add(text, "%09u%c %-20s %-20s %5s %6zu  %s  %s", v->mmsi, v->body > 0 ? '*' : ' ',
                v->said.name, cli_vessel_word(options, v), length, cw_track_count(s->track),
                cw_time_format_short(s->first.time, first),
                cw_time_format_short(s->last.time, last));
    if (s->placed) add_state(options, s, text);
    cw_text_add(text, "\n");
}

static json_t *number(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *row_json(const shown *s) {
    const cw_vessel *v = cw_track_vessel(s->track);
    cw_hull hull = cw_vessel_hull(v);
    char first[CW_TIME_TEXT], last[CW_TIME_TEXT];
    json_t *row =
        json_pack("{s:I, s:i, s:s*, s:s*, s:i, s:f, s:f, s:b, s:I, s:s, s:s}", "mmsi",
                  (json_int_t)v->mmsi, "body", (int)v->body, "name", v->said.name, "callsign",
                  v->said.callsign, "ship_type", v->said.ship_type, "length_m",
                  hull.to_bow_m + hull.to_stern_m, "beam_m", hull.to_port_m + hull.to_starboard_m,
                  "size_given", hull.given, "fixes", (json_int_t)cw_track_count(s->track), "first",
                  cw_time_format(s->first.time, first), "last", cw_time_format(s->last.time, last));
    if (row == NULL || !s->placed) return row;
    json_object_set_new(row, "at",
                        json_pack("{s:f, s:f, s:o, s:o, s:o, s:f, s:f, s:b}", "lat_deg",
                                  s->state.at.lat_deg, "lon_deg", s->state.at.lon_deg,
                                  "speed_knots", number(cw_mps_to_knots(s->state.speed_mps)),
                                  "course_deg", number(s->state.course_deg), "heading_deg",
                                  number(s->state.heading_deg), "std_along_m", s->state.std_along_m,
                                  "std_across_m", s->state.std_across_m, "gap", s->state.gap));
    return row;
}

static bool add_json(const shown *s, cw_text *text) {
    json_t *row = row_json(s);
    char *line = row != NULL ? json_dumps(row, JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL;
    if (line != NULL) cw_text_add(text, "%s\n", line);
    bool done = line != NULL;
    free(line);
    json_decref(row);
    return done;
}

static bool show_all(const cli_options *options, cw_vessels *vessels, cw_text *text,
                     cw_error *err) {
    size_t count;
    cw_time at;
    bool of_a_time = options->at != NULL && cw_time_parse(options->at, &at, NULL);
    const cw_track *const *tracks = cw_vessels_tracks(vessels, &count, err);
    if (tracks == NULL) return false;
    size_t rows = 0;
    for (size_t i = 0; i < count; i++) {
        shown s = show(tracks[i], of_a_time ? &at : NULL);
        if (options->at != NULL && !s.placed) continue;
        if (!options->json && rows == 0) add_head(options, text);
        rows++;
        if (!options->json)
            add_row(options, &s, text);
        else if (!add_json(&s, text))
            return cw_fail_memory(err);
    }
    if (options->json) return true;
    cli_vessels_found(options, vessels, text);
    if (rows == 0)
        cw_text_add(text, "%s\n", cli_say(options, "no vessel there then", "aucun navire"));
    return true;
}

int cli_ais_show(const cli_options *options) {
    cw_error err = {0};
    cw_text text = {0};
    cw_vessels *vessels = cli_vessels_of_arguments(options, &err);
    bool good = vessels != NULL && show_all(options, vessels, &text, &err);
    int status = good ? cli_print(options, &text) : cli_fail(options, &err);
    cw_text_free(&text);
    cw_vessels_destroy(vessels);
    return status;
}
