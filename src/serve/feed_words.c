/* SPDX-License-Identifier: Apache-2.0 */
/* What an alarm says to people, in both languages, in one line. */
#include "feed_state.h"

#include <crosswatch/report.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LABEL = 64 };

/* Sentences of a length that the alarm has room for, whatever a ship calls itself. */
static void label_of(const vessel_set *vessels, uint32_t mmsi, char to[LABEL]) {
    const slot *s = vessel_set_find(vessels, mmsi);
    if (s != NULL && s->vessel.name[0] != '\0')
        snprintf(to, LABEL, "%.36s (%u)", s->vessel.name, mmsi);
    else
        snprintf(to, LABEL, "MMSI %u", mmsi);
}

/* An alarm of which no figure is known. */
static feed_alarm alarm_at(feed_alarm_kind kind, cw_alarm_level level, cw_time since,
                           cw_position at) {
    return (feed_alarm){.kind = kind,
                        .level = level,
                        .since = since,
                        .at = at,
                        .heard_s = NAN,
                        .place_std_m = NAN,
                        .cpa_m = {NAN, NAN, NAN, NAN}};
}

/* ---- beacons -------------------------------------------------------------------------------- */

void words_of_beacon(const feed_beacon *beacon, feed_alarm *to) {
    const char *english = "a sender", *french = "un émetteur";
    if (beacon->sender == CW_AIS_SART) {
        english = "a search and rescue transmitter (SART)";
        french = "un transpondeur de recherche et sauvetage (SART)";
    } else if (beacon->sender == CW_AIS_MOB) {
        english = "a man overboard device (MOB)";
        french = "une balise d'homme à la mer (MOB)";
    } else if (beacon->sender == CW_AIS_EPIRB) {
        english = "an emergency beacon (EPIRB)";
        french = "une radiobalise de détresse (EPIRB)";
    }
    *to = alarm_at(FEED_BEACON, CW_ALARM_DANGER, beacon->first_active, beacon->at);
    to->mmsi[0] = beacon->mmsi;
    to->mmsi_count = 1;
    snprintf(to->id, sizeof to->id, "beacon-%u", beacon->mmsi);
    snprintf(to->english, sizeof to->english, "%s is active: MMSI %u", english, beacon->mmsi);
    snprintf(to->french, sizeof to->french, "%s est active : MMSI %u", french, beacon->mmsi);
    if (beacon->sender != CW_AIS_MOB && beacon->sender != CW_AIS_EPIRB) /* the masculine ones */
        snprintf(to->french, sizeof to->french, "%s est actif : MMSI %u", french, beacon->mmsi);
}

/* ---- encounters ----------------------------------------------------------------------------- */

typedef struct encounter_words {
    char a[LABEL], b[LABEL];
    double hull_m, minutes;
    int rule;
    bool a_gives_way, b_gives_way;
    char known[160]; /* how old and how good what it stands on is */
} encounter_words;

/* Of the ship that was heard longer ago: how long ago, and how well its place is known now. */
static void look_at_age(const slot *a, const slot *b, cw_time now, feed_alarm *to) {
    if (a == NULL || b == NULL) return; /* taken away since the look */
    const slot *older = a->fix.time < b->fix.time ? a : b;
    cw_track_state state;
    if (!vessel_state(older, now, &state)) return;
    to->heard_s = (double)(state.time - older->fix.time) / (double)CW_SECOND_MS;
    to->place_std_m = fmax(state.std_along_m, state.std_across_m);
}

static const char *miles(cw_language language, double metres, char text[CW_NUMBER_TEXT]) {
    return cw_language_number(language, cw_m_to_nm(metres), 2, text);
}

/* Metres as long as they are few. */
static void put_place(double metres, cw_language language, char *to, size_t room) {
    static const double FEW_M = 500.0;
    char number[CW_NUMBER_TEXT];
    if (metres < FEW_M)
        snprintf(to, room, "%.0f m", ceil(metres));
    else
        snprintf(to, room, language == CW_FRENCH ? "%s mille" : "%s nm",
                 miles(language, metres, number));
}

/* "; heard 90 s ago, place +- 64 m; CPA 0.12 nm, 0.02 to 0.31 nm in 8 of 10 cases" */
static void put_known(const feed_alarm *alarm, cw_language language, char *to, size_t room) {
    bool french = language == CW_FRENCH;
    char place[40], cpa[CW_NUMBER_TEXT], low[CW_NUMBER_TEXT], high[CW_NUMBER_TEXT];
    char heard[80] = "";
    put_place(alarm->place_std_m, language, place, sizeof place);
    if (isfinite(alarm->heard_s))
        snprintf(heard, sizeof heard,
                 french ? " ; entendu il y a %.0f s, position à ± %s"
                        : "; heard %.0f s ago, place ± %s",
                 alarm->heard_s, place);
    if (isfinite(alarm->cpa_m[1]))
        snprintf(to, room,
                 french ? "%s ; CPA %s mille, de %s à %s dans 8 cas sur 10"
                        : "%s; CPA %s nm, %s to %s nm in 8 of 10 cases",
                 heard, miles(language, alarm->cpa_m[0], cpa),
                 miles(language, alarm->cpa_m[1], low), miles(language, alarm->cpa_m[3], high));
    else
        snprintf(to, room, french ? "%s ; CPA incertain" : "%s; CPA not known", heard);
}

static void in_english(const encounter_words *w, char *to, size_t room) {
    char way[2 * LABEL] = "";
    if (w->a_gives_way && w->b_gives_way)
        snprintf(way, sizeof way, "; both give way (rule %d)", w->rule);
    else if (w->a_gives_way || w->b_gives_way)
        snprintf(way, sizeof way, "; %s gives way (rule %d)", w->a_gives_way ? w->a : w->b,
                 w->rule);
    snprintf(to, room, "%s and %s: hulls within %.0f m in %.0f min%s%s", w->a, w->b, w->hull_m,
             w->minutes, way, w->known);
}

static void in_french(const encounter_words *w, char *to, size_t room) {
    char way[2 * LABEL] = "";
    if (w->a_gives_way && w->b_gives_way)
        snprintf(way, sizeof way, " ; tous deux s'écartent (règle %d)", w->rule);
    else if (w->a_gives_way || w->b_gives_way)
        snprintf(way, sizeof way, " ; %s s'écarte (règle %d)", w->a_gives_way ? w->a : w->b,
                 w->rule);
    snprintf(to, room, "%s et %s : coques à moins de %.0f m dans %.0f min%s%s", w->a, w->b,
             w->hull_m, w->minutes, way, w->known);
}

void words_of_encounter(const vessel_set *vessels, const cw_alarm *alarm, cw_time now,
                        feed_alarm *to) {
    const cw_encounter *e = &alarm->encounter;
    const slot *a = vessel_set_find(vessels, alarm->mmsi_a);
    const slot *b = vessel_set_find(vessels, alarm->mmsi_b);
    encounter_words w = {.hull_m = fmax(1.0, ceil(e->hull_m)),
                         .minutes = fmax(1.0, ceil(e->pair.tcpa_s / 60.0)),
                         .rule = e->rules.rule,
                         .a_gives_way = e->rules.a == CW_DUTY_GIVE_WAY,
                         .b_gives_way = e->rules.b == CW_DUTY_GIVE_WAY};
    label_of(vessels, alarm->mmsi_a, w.a);
    label_of(vessels, alarm->mmsi_b, w.b);
    *to = alarm_at(FEED_ENCOUNTER, alarm->level, alarm->since,
                   a != NULL ? a->vessel.at : (cw_position){NAN, NAN});
    to->mmsi[0] = alarm->mmsi_a;
    to->mmsi[1] = alarm->mmsi_b;
    to->mmsi_count = 2;
    snprintf(to->id, sizeof to->id, "encounter-%u-%u", alarm->mmsi_a, alarm->mmsi_b);
    look_at_age(a, b, now, to);
    to->cpa_m[0] = e->pair.cpa_m;
    memcpy(&to->cpa_m[1], e->cpa_m, sizeof e->cpa_m);
    put_known(to, CW_ENGLISH, w.known, sizeof w.known);
    in_english(&w, to->english, sizeof to->english);
    put_known(to, CW_FRENCH, w.known, sizeof w.known);
    in_french(&w, to->french, sizeof to->french);
}

/* ---- lanes ---------------------------------------------------------------------------------- */

void words_of_lane(const vessel_set *vessels, const cw_lanes *lanes, const cw_lane_notice *notice,
                   feed_alarm *to) {
    static const char *const english[] = {"in", "against the direction of",
                                          "crosses far from a right angle", "stays in"};
    static const char *const french[] = {"dans", "à contresens dans", "coupe loin de l'angle droit",
                                         "reste dans"};
    char label[LABEL];
    const slot *s = vessel_set_find(vessels, notice->mmsi);
    const char *lane =
        notice->finding.lane != SIZE_MAX ? cw_lanes_name(lanes, notice->finding.lane) : "";
    label_of(vessels, notice->mmsi, label);
    *to = alarm_at(FEED_LANE, CW_ALARM_CAUTION, notice->since,
                   s != NULL ? s->vessel.at : (cw_position){NAN, NAN});
    to->mmsi[0] = notice->mmsi;
    to->mmsi_count = 1;
    snprintf(to->id, sizeof to->id, "lane-%u", notice->mmsi);
    snprintf(to->english, sizeof to->english, "%s %s %.80s (rule 10)", label,
             english[notice->finding.breach], lane);
    snprintf(to->french, sizeof to->french, "%s %s %.80s (règle 10)", label,
             french[notice->finding.breach], lane);
}
