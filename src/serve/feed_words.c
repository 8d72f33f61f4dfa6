/* SPDX-License-Identifier: Apache-2.0 */
/* What an alarm says to people, in both languages, in one line. */
#include "feed_state.h"

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
    *to = (feed_alarm){.kind = FEED_BEACON,
                       .level = CW_ALARM_DANGER,
                       .since = beacon->first_active,
                       .at = beacon->at,
                       .mmsi = {beacon->mmsi},
                       .mmsi_count = 1};
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
} encounter_words;

static void in_english(const encounter_words *w, char *to, size_t room) {
    char way[2 * LABEL] = "";
    if (w->a_gives_way && w->b_gives_way)
        snprintf(way, sizeof way, "; both give way (rule %d)", w->rule);
    else if (w->a_gives_way || w->b_gives_way)
        snprintf(way, sizeof way, "; %s gives way (rule %d)", w->a_gives_way ? w->a : w->b,
                 w->rule);
    snprintf(to, room, "%s and %s: hulls within %.0f m in %.0f min%s", w->a, w->b, w->hull_m,
             w->minutes, way);
}

static void in_french(const encounter_words *w, char *to, size_t room) {
    char way[2 * LABEL] = "";
    if (w->a_gives_way && w->b_gives_way)
        snprintf(way, sizeof way, " ; tous deux s'écartent (règle %d)", w->rule);
    else if (w->a_gives_way || w->b_gives_way)
        snprintf(way, sizeof way, " ; %s s'écarte (règle %d)", w->a_gives_way ? w->a : w->b,
                 w->rule);
    snprintf(to, room, "%s et %s : coques à moins de %.0f m dans %.0f min%s", w->a, w->b, w->hull_m,
             w->minutes, way);
}

void words_of_encounter(const vessel_set *vessels, const cw_alarm *alarm, feed_alarm *to) {
    const cw_encounter *e = &alarm->encounter;
    const slot *a = vessel_set_find(vessels, alarm->mmsi_a);
    encounter_words w = {.hull_m = fmax(1.0, ceil(e->hull_m)),
                         .minutes = fmax(1.0, ceil(e->pair.tcpa_s / 60.0)),
                         .rule = e->rules.rule,
                         .a_gives_way = e->rules.a == CW_DUTY_GIVE_WAY,
                         .b_gives_way = e->rules.b == CW_DUTY_GIVE_WAY};
    label_of(vessels, alarm->mmsi_a, w.a);
    label_of(vessels, alarm->mmsi_b, w.b);
    *to = (feed_alarm){.kind = FEED_ENCOUNTER,
                       .level = alarm->level,
                       .since = alarm->since,
                       .at = a != NULL ? a->vessel.at : (cw_position){NAN, NAN},
                       .mmsi = {alarm->mmsi_a, alarm->mmsi_b},
                       .mmsi_count = 2};
    snprintf(to->id, sizeof to->id, "encounter-%u-%u", alarm->mmsi_a, alarm->mmsi_b);
    in_english(&w, to->english, sizeof to->english);
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
    *to = (feed_alarm){.kind = FEED_LANE,
                       .level = CW_ALARM_CAUTION,
                       .since = notice->since,
                       .at = s != NULL ? s->vessel.at : (cw_position){NAN, NAN},
                       .mmsi = {notice->mmsi},
                       .mmsi_count = 1};
    snprintf(to->id, sizeof to->id, "lane-%u", notice->mmsi);
    snprintf(to->english, sizeof to->english, "%s %s %.80s (rule 10)", label,
             english[notice->finding.breach], lane);
    snprintf(to->french, sizeof to->french, "%s %s %.80s (règle 10)", label,
             french[notice->finding.breach], lane);
}
