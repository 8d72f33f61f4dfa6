/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch ais tracks: logs to one file of tracks, and what was found in them on the way: numbers
 * that two hulls send, jumps, beacons. */
#include "cli.h"

#include <string.h>

/* ---- beacons and numbers with two hulls: what nobody may overlook ---------------------------- */

static const char *beacon_word(const cli_options *options, const cw_beacon *b) {
    if (b->last_active != CW_AIS_NO_TIME || b->state == CW_AIS_BEACON_ACTIVE)
        return cli_say(options, "ACTIVE", "ACTIVE");
    if (b->state == CW_AIS_BEACON_TEST) return cli_say(options, "test", "essai");
    return cli_say(options, "heard", "entendue");
}

static const char *clock_text(cw_time time, char text[CW_TIME_TEXT]) {
    return time == CW_AIS_NO_TIME ? "-" : cw_time_format(time, text);
}

/* Active ones first. */
static void add_beacons(const cli_options *options, const cw_vessels *vessels, cw_text *text) {
    size_t count = cw_vessels_told(vessels).beacons;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < count; i++) {
            char last[CW_TIME_TEXT], place[CW_POSITION_TEXT] = "-";
            cw_beacon b = cw_vessels_beacon(vessels, i);
            const char *word = beacon_word(options, &b);
            if ((strcmp(word, "ACTIVE") == 0) != (pass == 0)) continue;
            if (b.placed) cw_position_format(b.at, place);
            cw_text_add(text, "%s %09u %s  %s %s  %s\n", cli_say(options, "Beacon", "Balise"),
                        b.mmsi, word, cli_say(options, "last heard", "entendue en dernier"),
                        clock_text(b.last_heard, last), place);
        }
    }
}

static void add_splits(const cli_options *options, const cw_vessels *vessels, cw_text *text) {
    size_t count = cw_vessels_told(vessels).splits;
    for (size_t i = 0; i < count; i++) {
        char from[CW_TIME_TEXT], to[CW_TIME_TEXT];
        cw_split s = cw_vessels_split(vessels, i);
        double distance_m, azimuth_deg;
        cw_geodesic_inverse(s.from, s.to, &distance_m, &azimuth_deg);
        double nm = cw_m_to_nm(distance_m);
        cw_text_add(text, "%09u %s %u: %.1f nm, %s, %s\n", s.mmsi,
                    s.reason == CW_SPLIT_TWO_HULLS
                        ? cli_say(options, "is sent by two hulls at once; track",
                                  "est émis par deux coques à la fois ; trajectoire")
                        : cli_say(options, "jumps further than a ship can go; track",
                                  "saute plus loin qu'un navire ne va ; trajectoire"),
                    s.body, nm, cw_time_format(s.from_time, from), cw_time_format(s.to_time, to));
    }
}

void cli_vessels_found(const cli_options *options, const cw_vessels *vessels, cw_text *text) {
    add_beacons(options, vessels, text);
    add_splits(options, vessels, text);
}

/* ---- tracks -----------------------------------------------------------------------------------
 */

static void add_count(cw_text *text, uint64_t count, const char *what) {
    if (count > 0) cw_text_add(text, "  %llu %s\n", (unsigned long long)count, what);
}

static void add_summary(const cli_options *options, const cw_vessels *vessels, cw_text *text) {
    cw_vessels_counts told = cw_vessels_told(vessels);
    cw_text_add(text,
                cli_say(options, "%zu tracks with %llu fixes, of %llu reports of positions\n",
                        "%zu trajectoires de %llu points, de %llu comptes rendus de position\n"),
                told.tracks, (unsigned long long)told.fixes, (unsigned long long)told.reports);
    add_count(text, told.repeated,
              cli_say(options, "heard more than once", "entendus plus d'une fois"));
    add_count(text, told.without_place, cli_say(options, "without a position", "sans position"));
    add_count(text, told.without_time,
              cli_say(options, "that nothing dates: no time, and no base station near",
                      "que rien ne date : ni heure, ni station de base proche"));
    add_count(text, told.outside,
              cli_say(options, "outside of the time asked for", "hors du temps demandé"));
    add_count(text, told.refused,
              cli_say(options, "of numbers with too many hulls", "de numéros à trop de coques"));
    add_count(text, told.lines_damaged,
              cli_say(options, "lines that cannot be read", "lignes illisibles"));
    cli_vessels_found(options, vessels, text);
}

int cli_ais_tracks(const cli_options *options) {
    cw_error err = {0};
    if (options->output == NULL) {
        cw_fail(&err, CW_ERR_INPUT, "ais tracks needs -o FILE, where the tracks go");
        return cli_fail(options, &err);
    }
    cw_vessels *vessels = cli_vessels_of_arguments(options, &err);
    if (vessels == NULL || !cw_vessels_save(vessels, options->output, &err)) {
        cw_vessels_destroy(vessels);
        return cli_fail(options, &err);
    }
    cw_text text = {0};
    add_summary(options, vessels, &text);
    int status = cli_print(options, &text);
    cw_text_free(&text);
    cw_vessels_destroy(vessels);
    return status;
}
