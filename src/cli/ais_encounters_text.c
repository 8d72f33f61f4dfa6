/* SPDX-License-Identifier: Apache-2.0 */
/* Encounters, alarms and breaches of lanes as rows for people or as lines of JSON. */
#include "ais_encounters.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- words ---------------------------------------------------------------------------------- */

static const char *const SITUATIONS[][3] = {{"passing", "passing", "se croisent à distance"},
                                            {"head_on", "head-on", "routes opposées"},
                                            {"crossing", "crossing", "routes croisées"},
                                            {"overtaking", "overtaking", "rattrapage"},
                                            {"one_lies_still", "one lies still", "un à l'arrêt"}};
static const char *const DUTIES[][3] = {{"none", "-", "-"},
                                        {"stand_on", "stands on", "privilégié"},
                                        {"give_way", "gives way", "s'écarte"}};
static const char *const BREACHES[][3] = {
    {"none", "-", "-"},
    {"wrong_way", "against the lane", "à contresens de la voie"},
    {"oblique", "askew to the lane", "de biais dans la voie"},
    {"in_zone", "in the separation zone", "en zone de séparation"}};
static const char *const LEVELS[][3] = {
    {"none", "-", "-"}, {"caution", "caution", "attention"}, {"danger", "DANGER", "DANGER"}};

static const char *word(const encounter_text *t, const char *const words[3]) {
    return t->options->json ? words[0] : cli_say(t->options, words[1], words[2]);
}

static const char *name_of(const encounter_text *t, uint32_t mmsi, unsigned body) {
    const cw_track *track = cw_vessels_find(t->vessels, mmsi, body);
    return track != NULL ? cw_track_vessel(track)->said.name : "";
}

static void add_json(encounter_text *t, json_t *row) {
    char *line = row != NULL ? json_dumps(row, JSON_COMPACT | JSON_REAL_PRECISION(10)) : NULL;
    if (line != NULL)
        cw_text_add(t->text, "%s\n", line);
    else
        t->text->failed = true;
    free(line);
    json_decref(row);
    t->rows++;
}

static json_t *number(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

/* ---- meetings ------------------------------------------------------------------------------- */

static void add_head(const encounter_text *t) {
    cw_text_add(t->text, "%-11s %-18s %-11s %-18s %6s %6s %-13s %8s %8s %7s  %s\n", "MMSI",
                cli_say(t->options, "name", "nom"), "MMSI", cli_say(t->options, "name", "nom"),
                cli_say(t->options, "nm", "milles"), "CPA", "(10-90 %)", "TCPA min",
                cli_say(t->options, "hulls m", "coques m"),
                cli_say(t->options, "domain", "domaine"),
                cli_say(t->options, "situation", "situation"));
}

static json_t *meeting_json(const encounter_text *t, const cw_fleet *fleet, const cw_encounter *e) {
    const cw_ship *a = cw_fleet_ship(fleet, e->pair.a), *b = cw_fleet_ship(fleet, e->pair.b);
    char time[CW_TIME_TEXT];
    return json_pack(
        "{s:s, s:I, s:i, s:b, s:I, s:i, s:b, s:f, s:f, s:o, s:[o,o,o], s:f, s:f, s:f, s:f, s:f, "
        "s:f, s:o, s:o, s:s, s:i, s:s, s:s}",
        "time", cw_time_format(a->time, time), "mmsi_a", (json_int_t)a->mmsi, "body_a",
        (int)a->body, "guess_a", a->guess, "mmsi_b", (json_int_t)b->mmsi, "body_b", (int)b->body,
        "guess_b", b->guess, "range_m", e->pair.range_m, "cpa_m", e->pair.cpa_m, "cpa_std_m",
        number(e->cpa_std_m), "cpa_m_10_50_90", number(e->cpa_m[0]), number(e->cpa_m[1]),
        number(e->cpa_m[2]), "tcpa_s", e->pair.tcpa_s, "hull_m", e->hull_m, "bearing_a_deg",
        e->bearing_a_deg, "bearing_b_deg", e->bearing_b_deg, "domain_a", e->domain_a, "domain_b",
        e->domain_b, "domain_a_s", number(e->domain_a_s), "domain_b_s", number(e->domain_b_s),
        "situation", word(t, SITUATIONS[e->rules.situation]), "rule", e->rules.rule, "duty_a",
        word(t, DUTIES[e->rules.a]), "duty_b", word(t, DUTIES[e->rules.b]));
}

static void add_rules(const encounter_text *t, const cw_rules *rules, uint32_t a, uint32_t b) {
    cw_text_add(t->text, "%s", word(t, SITUATIONS[rules->situation]));
    if (rules->a == CW_DUTY_GIVE_WAY && rules->b == CW_DUTY_GIVE_WAY)
        cw_text_add(t->text, ", %s", cli_say(t->options, "both give way", "les deux s'écartent"));
    else if (rules->a == CW_DUTY_GIVE_WAY || rules->b == CW_DUTY_GIVE_WAY)
        cw_text_add(t->text, ", %09u %s", rules->a == CW_DUTY_GIVE_WAY ? a : b,
                    word(t, DUTIES[CW_DUTY_GIVE_WAY]));
    if (rules->rule != 0)
        cw_text_add(t->text, " (%s %d)", cli_say(t->options, "rule", "règle"), rules->rule);
}

static void add_party(encounter_text *t, const cw_ship *ship) {
    cw_text_add(t->text, "%09u%c%c %-18.18s ", ship->mmsi, ship->body > 0 ? '*' : ' ',
                ship->guess ? '?' : ' ', name_of(t, ship->mmsi, ship->body));
    t->guesses = t->guesses || ship->guess;
}

static void add_spread(const encounter_text *t, const cw_encounter *e) {
    char low[CW_NUMBER_TEXT], high[CW_NUMBER_TEXT], both[2 * CW_NUMBER_TEXT + 4];
    cw_language language = t->options->language;
    snprintf(both, sizeof both, "(%s-%s)",
             cw_language_number(language, cw_m_to_nm(e->cpa_m[0]), 2, low),
             cw_language_number(language, cw_m_to_nm(e->cpa_m[2]), 2, high));
    cw_text_add(t->text, " %-13s ", isfinite(e->cpa_std_m) ? both : "(?)");
}

void encounter_text_meeting(encounter_text *t, const cw_fleet *fleet, const cw_encounter *e) {
    if (t->options->json) {
        add_json(t, meeting_json(t, fleet, e));
        return;
    }
    const cw_ship *a = cw_fleet_ship(fleet, e->pair.a), *b = cw_fleet_ship(fleet, e->pair.b);
    const cli_options *o = t->options;
    if (t->rows++ == 0) add_head(t);
    add_party(t, a);
    add_party(t, b);
    cli_add_number(o, t->text, 6, cw_m_to_nm(e->pair.range_m), 2);
    cli_add_number(o, t->text, 7, cw_m_to_nm(e->pair.cpa_m), 2);
    add_spread(t, e);
    cli_add_number(o, t->text, 8, e->pair.tcpa_s / 60.0, 1);
    cli_add_number(o, t->text, 9, e->hull_m, 0);
    cli_add_number(o, t->text, 8, fmin(e->domain_a, e->domain_b), 2);
    cw_text_add(t->text, "  ");
    add_rules(t, &e->rules, a->mmsi, b->mmsi);
    cw_text_add(t->text, "\n");
}

void encounter_text_foot(const encounter_text *t, size_t ships) {
    const cli_options *o = t->options;
    if (o->json) return;
    cw_text_add(t->text, cli_say(o, "%zu %s, %zu %s\n", "%zu %s, %zu %s\n"), ships,
                cli_say(o, ships == 1 ? "ship" : "ships", ships == 1 ? "navire" : "navires"),
                t->rows,
                cli_say(o, t->rows == 1 ? "row" : "rows", t->rows == 1 ? "ligne" : "lignes"));
    if (t->guesses)
        cw_text_add(t->text, "%s\n",
                    cli_say(o,
                            "?: not heard then; where it is is a guess, and (10-90 %) says how "
                            "good",
                            "? : pas entendu alors ; sa position est supposée, et (10-90 %) dit "
                            "à quel point"));
}

/* ---- events --------------------------------------------------------------------------------- */

static const char *event_word(const encounter_text *t, cw_alarm_event event) {
    static const char *const words[][3] = {
        {"quiet", "-", "-"}, {"raised", "raised", "signalé"}, {"cleared", "cleared", "levé"}};
    return word(t, words[event]);
}

static void add_ship(const encounter_text *t, uint32_t mmsi, unsigned body) {
    const char *name = name_of(t, mmsi, body);
    cw_text_add(t->text, "%09u%s%s%s", mmsi, body > 0 ? "*" : "", name[0] != '\0' ? " " : "", name);
}

void encounter_text_alarm(encounter_text *t, cw_time time, const cw_alarm *alarm) {
    char text[CW_TIME_TEXT];
    const cw_encounter *e = &alarm->encounter;
    cw_time_format(time, text);
    if (t->options->json) {
        add_json(t, json_pack("{s:s, s:s, s:s, s:I, s:i, s:I, s:i, s:f, s:f, s:[o,o,o], s:f, s:f, "
                              "s:f, s:s}",
                              "time", text, "event", event_word(t, alarm->event), "level",
                              word(t, LEVELS[alarm->level]), "mmsi_a", (json_int_t)alarm->mmsi_a,
                              "body_a", (int)alarm->body_a, "mmsi_b", (json_int_t)alarm->mmsi_b,
                              "body_b", (int)alarm->body_b, "range_m", e->pair.range_m, "cpa_m",
                              e->pair.cpa_m, "cpa_m_10_50_90", number(e->cpa_m[0]),
                              number(e->cpa_m[1]), number(e->cpa_m[2]), "tcpa_s", e->pair.tcpa_s,
                              "hull_m", e->hull_m, "urgency", alarm->urgency, "situation",
                              word(t, SITUATIONS[e->rules.situation])));
        return;
    }
    t->rows++;
    cw_text_add(t->text, "%s %-8s ", text, event_word(t, alarm->event));
    add_ship(t, alarm->mmsi_a, alarm->body_a);
    cw_text_add(t->text, " / ");
    add_ship(t, alarm->mmsi_b, alarm->body_b);
    if (alarm->event == CW_ALARM_RAISED) {
        char minutes[CW_NUMBER_TEXT], miles[CW_NUMBER_TEXT];
        cw_text_add(
            t->text,
            cli_say(t->options, ": %s, hulls to %.0f m in %s min, now %s nm, ",
                    " : %s, coques à %.0f m dans %s min, ici %s milles, "),
            word(t, LEVELS[alarm->level]), e->hull_m,
            cw_language_number(t->options->language, e->pair.tcpa_s / 60.0, 1, minutes),
            cw_language_number(t->options->language, cw_m_to_nm(e->pair.range_m), 2, miles));
        add_rules(t, &e->rules, alarm->mmsi_a, alarm->mmsi_b);
    }
    cw_text_add(t->text, "\n");
}

void encounter_text_lane(encounter_text *t, cw_time time, cw_alarm_event event, uint32_t mmsi,
                         unsigned body, const cw_lane_finding *finding) {
    char text[CW_TIME_TEXT];
    const char *lane = cw_lanes_name(t->lanes, finding->lane);
    cw_time_format(time, text);
    if (t->options->json) {
        add_json(t, json_pack("{s:s, s:s, s:I, s:i, s:s, s:s, s:o}", "time", text, "event",
                              event_word(t, event), "mmsi", (json_int_t)mmsi, "body", (int)body,
                              "breach", word(t, BREACHES[finding->breach]), "lane", lane, "off_deg",
                              number(finding->off_deg)));
        return;
    }
    t->rows++;
    cw_text_add(t->text, "%s %-8s ", text, event_word(t, event));
    add_ship(t, mmsi, body);
    cw_text_add(t->text, "%s %s %s", cli_say(t->options, ":", " :"),
                word(t, BREACHES[finding->breach]), lane);
    if (isfinite(finding->off_deg))
        cw_text_add(t->text, ", %.0f° %s", fabs(finding->off_deg),
                    cli_say(t->options, "off its direction", "de sa direction"));
    cw_text_add(t->text, "\n");
}
