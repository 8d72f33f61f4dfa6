/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crosswatch ais encounters: who comes near whom. At one time, every meeting; over a log played
 * through, what a watch officer would have been told: alarms raised and cleared, and ships that
 * break the rules of a lane.
 */
#include "ais_encounters.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct sea { /* what both ways need */
    const cli_options *options;
    cw_vessels *vessels;
    const cw_track *const *tracks;
    size_t track_count;
    cw_plane *plane;
    cw_lanes *lanes; /* NULL: not asked for */
    cw_ship *ships;  /* room for all tracks */
    encounter_text out;
} sea;

/* ---- options -------------------------------------------------------------------------------- */

/* Both in the units of people; unchanged where not given. */
static bool read_limits(const cli_options *options, double *within_nm, double *tcpa_min,
                        cw_error *err) {
    return cli_read_number("--within", options->within, 20.0, within_nm, err)
           && cli_read_number("--tcpa", options->tcpa, 120.0, tcpa_min, err);
}

static bool check_options(const cli_options *options, cw_error *err) {
    if (options->mmsi != NULL)
        return cw_fail(err, CW_ERR_INPUT, "ais encounters is of all vessels: it takes no --mmsi");
    if (options->at == NULL && options->output != NULL)
        return cw_fail(err, CW_ERR_INPUT, "the chart (-o) is of one time: give --at");
    if (options->at != NULL
        && (options->every_given || options->from != NULL || options->to != NULL))
        return cw_fail(err, CW_ERR_INPUT,
                       "--at is one time: it goes without --every, --from and --to");
    return true;
}

/* ---- where and who -------------------------------------------------------------------------- */

static int by_value(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

/* The median of where tracks begin: a few strayed numbers do not move it. */
static bool find_centre(const sea *s, cw_position *centre, cw_error *err) {
    double *lat = cw_alloc_array(2 * s->track_count + 2, sizeof *lat), *lon;
    if (lat == NULL) return cw_fail_memory(err);
    lon = lat + s->track_count + 1;
    for (size_t i = 0; i < s->track_count; i++) {
        cw_position at = cw_track_fix_at(s->tracks[i], 0).at;
        lat[i] = at.lat_deg;
        lon[i] = at.lon_deg;
    }
    qsort(lat, s->track_count, sizeof *lat, by_value);
    qsort(lon, s->track_count, sizeof *lon, by_value);
    *centre = (cw_position){lat[s->track_count / 2], lon[s->track_count / 2]};
    free(lat);
    return true;
}

/* For one time also those that were heard last a little before it. */
static cw_vessels *load_vessels(const cli_options *options, cw_error *err) {
    char from[CW_TIME_TEXT], to[CW_TIME_TEXT];
    cli_options own = *options;
    cw_time at;
    if (options->at != NULL) {
        if (!cw_time_parse(options->at, &at, err)) {
            cw_error_prefix(err, "--at");
            return NULL;
        }
        own.at = NULL;
        own.from = cw_time_format(at - CW_TRACK_GAP_MS, from);
        own.to = cw_time_format(at, to);
    }
    return cli_vessels_of_arguments(&own, err);
}

static bool prepare(sea *s, cw_error *err) {
    cw_position centre;
    s->vessels = load_vessels(s->options, err);
    if (s->vessels == NULL) return false;
    s->tracks = cw_vessels_tracks(s->vessels, &s->track_count, err);
    if (s->tracks == NULL || !find_centre(s, &centre, err)) return false;
    s->ships = cw_alloc_array(s->track_count + 1, sizeof *s->ships);
    if (s->ships == NULL) return cw_fail_memory(err);
    s->plane = cw_plane_create(centre, err);
    if (s->plane == NULL) return false;
    if (s->options->lanes != NULL) {
        s->lanes = cw_lanes_load(s->options->lanes, s->plane, err);
        if (s->lanes == NULL) return false;
    }
    s->out.vessels = s->vessels;
    s->out.lanes = s->lanes;
    return true;
}

/* Ships in a gap of their tracks are guesses: left out of what alarms are raised of, and in a
 * picture of one time where the guess is worth a look. */
static bool counts(const sea *s, const cw_ship *ship) {
    static const double MOST_STD_M = 1852.0;
    bool rough = fmax(ship->std_along_m, ship->std_across_m) > MOST_STD_M;
    return !ship->guess || (s->options->at != NULL && !rough);
}

static cw_fleet *fleet_at(const sea *s, cw_time time, cw_error *err) {
    size_t count = 0;
    for (size_t i = 0; i < s->track_count; i++) {
        cw_ship *ship = &s->ships[count];
        if (cw_ship_of_track(s->tracks[i], time, ship) && counts(s, ship)) count++;
    }
    return cw_fleet_create(s->ships, count, s->plane, time, err);
}

/* ---- at one time ---------------------------------------------------------------------------- */

static int soonest_and_nearest(const void *left, const void *right) {
    const cw_encounter *a = left, *b = right;
    if (a->hull_m < b->hull_m || a->hull_m > b->hull_m) return a->hull_m < b->hull_m ? -1 : 1;
    return a->pair.tcpa_s < b->pair.tcpa_s ? -1 : a->pair.tcpa_s > b->pair.tcpa_s;
}

/* All of them, the worst first; free with free(). */
static cw_encounter *find_meetings(const cw_fleet *fleet, cw_limits limits, size_t *count,
                                   cw_error *err) {
    cw_pairs pairs = {0};
    if (!cw_pairs_find(fleet, limits, &pairs, err)) return NULL;
    cw_encounter *all = cw_alloc_array(pairs.count + 1, sizeof *all);
    for (size_t i = 0; all != NULL && i < pairs.count; i++)
        all[i] = cw_encounter_of(fleet, pairs.items[i], CW_DOMAIN_NARROW, limits.tcpa_s);
    if (all != NULL)
        qsort(all, pairs.count, sizeof *all, soonest_and_nearest);
    else
        cw_fail_memory(err);
    *count = pairs.count;
    cw_pairs_free(&pairs);
    return all;
}

static bool draw(const sea *s, cw_meetings_view *view, cw_error *err) {
    char cache[1024];
    const char **names = cw_alloc_array(cw_fleet_count(view->fleet) + 1, sizeof *names);
    if (names == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < cw_fleet_count(view->fleet); i++) {
        const cw_ship *ship = cw_fleet_ship(view->fleet, i);
        const cw_track *track = cw_vessels_find(s->vessels, ship->mmsi, ship->body);
        names[i] = track != NULL ? cw_track_vessel(track)->said.name : "";
    }
    view->names = names;
    cw_coast *coast =
        cw_coast_load(NULL, cw_report_meetings_box(view), cli_cache_directory(cache), err);
    view->coast = coast;
    bool good = coast != NULL && cw_report_meetings_map(view, s->options->output, err);
    cw_coast_destroy(coast);
    free(names);
    return good;
}

static bool add_meetings(sea *s, const cw_fleet *fleet, cw_limits limits, cw_error *err) {
    cw_meetings_view view = {
        .plane = s->plane, .fleet = fleet, .lanes = s->lanes, .language = s->options->language};
    cw_encounter *all = find_meetings(fleet, limits, &view.count, err);
    if (all == NULL) return false;
    for (size_t i = 0; i < view.count; i++) encounter_text_meeting(&s->out, fleet, &all[i]);
    view.encounters = all;
    bool good = s->options->output == NULL
                || (cw_time_parse(s->options->at, &view.time, err) && draw(s, &view, err));
    free(all);
    return good;
}

static void add_breaches(sea *s, const cw_fleet *fleet, cw_time time) {
    for (size_t i = 0; s->lanes != NULL && i < cw_fleet_count(fleet); i++) {
        const cw_ship *ship = cw_fleet_ship(fleet, i);
        cw_lane_finding f = cw_lanes_look(s->lanes, s->plane, ship, CW_LANE_LIMITS);
        if (f.breach != CW_LANE_NONE)
            encounter_text_lane(&s->out, time, CW_ALARM_RAISED, ship->mmsi, ship->body, &f);
    }
}

static bool at_one_time(sea *s, cw_error *err) {
    double within_nm = 1.0, tcpa_min = 30.0;
    cw_time time;
    if (!read_limits(s->options, &within_nm, &tcpa_min, err)
        || !cw_time_parse(s->options->at, &time, err))
        return false;
    cw_fleet *fleet = fleet_at(s, time, err);
    if (fleet == NULL) return false;
    cw_limits limits = {cw_nm_to_m(20.0), 60.0 * tcpa_min, cw_nm_to_m(within_nm)};
    bool good = add_meetings(s, fleet, limits, err);
    if (good) add_breaches(s, fleet, time);
    if (good) encounter_text_foot(&s->out, cw_fleet_count(fleet));
    cw_fleet_destroy(fleet);
    return good;
}

/* ---- played through ------------------------------------------------------------------------- */

typedef struct play {
    cw_alarms *alarms;
    cw_lane_watch *watch; /* NULL: no lanes */
} play;

static bool find_span(const sea *s, cw_time *from, cw_time *to, cw_error *err) {
    *from = INT64_MAX;
    *to = INT64_MIN;
    for (size_t i = 0; i < s->track_count; i++) {
        cw_time first = cw_track_fix_at(s->tracks[i], 0).time;
        cw_time last = cw_track_fix_at(s->tracks[i], cw_track_count(s->tracks[i]) - 1).time;
        *from = first < *from ? first : *from;
        *to = last > *to ? last : *to;
    }
    if (s->options->from != NULL && !cw_time_parse(s->options->from, from, err)) return false;
    return s->options->to == NULL || cw_time_parse(s->options->to, to, err);
}

static bool begin_play(const sea *s, play *p, cw_error *err) {
    static const double LANE_RAISE_S = 120.0, LANE_CLEAR_S = 60.0;
    cw_alarm_settings settings = CW_ALARM_SETTINGS;
    double within_nm = cw_m_to_nm(settings.caution.hull_m);
    double tcpa_min = settings.caution.tcpa_s / 60.0;
    if (!read_limits(s->options, &within_nm, &tcpa_min, err)) return false;
    settings.caution = (cw_alarm_step){cw_nm_to_m(within_nm), 60.0 * tcpa_min};
    settings.danger.hull_m = fmin(settings.danger.hull_m, settings.caution.hull_m);
    settings.danger.tcpa_s = fmin(settings.danger.tcpa_s, settings.caution.tcpa_s);
    p->alarms = cw_alarms_create(settings, err);
    if (s->lanes != NULL)
        p->watch = cw_lane_watch_create(CW_LANE_LIMITS, LANE_RAISE_S, LANE_CLEAR_S, err);
    return p->alarms != NULL && (s->lanes == NULL || p->watch != NULL);
}

static void tell_alarms(sea *s, const play *p, cw_time time) {
    size_t count;
    const cw_alarm *list = cw_alarms_list(p->alarms, &count);
    for (size_t i = 0; i < count; i++) {
        if (list[i].event != CW_ALARM_QUIET) encounter_text_alarm(&s->out, time, &list[i]);
    }
}

static void tell_lanes(sea *s, const play *p, cw_time time) {
    size_t count;
    const cw_lane_notice *list = cw_lane_watch_list(p->watch, &count);
    for (size_t i = 0; i < count; i++) {
        const cw_lane_notice *n = &list[i];
        if (n->event != CW_ALARM_QUIET)
            encounter_text_lane(&s->out, time, n->event, n->mmsi, n->body, &n->finding);
    }
}

static bool look(sea *s, play *p, cw_time time, cw_error *err) {
    cw_fleet *fleet = fleet_at(s, time, err);
    bool good = fleet != NULL && cw_alarms_update(p->alarms, fleet, err);
    if (good) tell_alarms(s, p, time);
    if (good && p->watch != NULL) {
        good = cw_lane_watch_update(p->watch, s->lanes, s->plane, fleet, err);
        if (good) tell_lanes(s, p, time);
    }
    cw_fleet_destroy(fleet);
    return good;
}

static bool play_through(sea *s, cw_error *err) {
    enum { EVERY_S = 10, MOST_LOOKS = 1000000 };
    cw_time every = (cw_time)(s->options->every_given ? s->options->every : EVERY_S) * CW_SECOND_MS;
    cw_time from, to;
    play p = {0};
    if (!find_span(s, &from, &to, err)) return false;
    if (to >= from && (to - from) / every > MOST_LOOKS)
        return cw_fail(err, CW_ERR_INPUT,
                       "that is more than %d looks: ask for less with --from, --to and --every",
                       MOST_LOOKS);
    bool good = begin_play(s, &p, err);
    cli_progress progress = cli_progress_begin(s->options);
    for (cw_time time = from; good && time <= to; time += every) {
        good = look(s, &p, time, err);
        cli_progress_tell(&progress, cli_say(s->options, "encounters", "rencontres"),
                          (double)(time - from) / (double)(to - from + 1));
    }
    cli_progress_end(&progress);
    cw_alarms_destroy(p.alarms);
    cw_lane_watch_destroy(p.watch);
    if (good && s->out.rows == 0 && !s->options->json)
        cw_text_add(s->out.text, "%s\n",
                    cli_say(s->options, "nothing to tell of", "rien à signaler"));
    return good;
}

int cli_ais_encounters(const cli_options *options) {
    cw_error err = {0};
    cw_text text = {0};
    sea s = {.options = options, .out = {.options = options, .text = &text}};
    bool good = check_options(options, &err) && prepare(&s, &err)
                && (options->at != NULL ? at_one_time(&s, &err) : play_through(&s, &err));
    int status = good ? cli_print(options, &text) : cli_fail(options, &err);
    cw_text_free(&text);
    free(s.ships);
    cw_lanes_destroy(s.lanes);
    cw_plane_destroy(s.plane);
    cw_vessels_destroy(s.vessels);
    return status;
}
