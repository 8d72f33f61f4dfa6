/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch near: every vessel and unit of every flag by the time in which it reaches the
 * probability, what it can do, and who must be asked. */
#include "people.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SHOWN = 20 }; /* rows on the page; --json has all */

typedef struct listing {
    cli_people people;
    const cli_options *options;
    cw_time now;
    cw_helper *helpers;
    cw_near *ranked;
    size_t count;
    const char **nations; /* of the regions */
} listing;

static bool gather(listing *l, cw_error *err) {
    const cw_case *c = l->people.c;
    size_t most = c->unit_count + l->people.track_count + 1;
    l->helpers = cw_alloc_array(most, sizeof *l->helpers);
    l->ranked = cw_alloc_array(most, sizeof *l->ranked);
    l->nations = cw_alloc_array(c->region_count + 1, sizeof *l->nations);
    if (l->helpers == NULL || l->ranked == NULL || l->nations == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < c->region_count; i++) l->nations[i] = c->regions[i].nation;
    for (size_t i = 0; i < c->unit_count; i++)
        l->helpers[l->count++] = cw_helper_of_unit(&c->units[i], l->now);
    for (size_t i = 0; i < l->people.track_count; i++)
        l->count += cw_helper_of_track(l->people.tracks[i], l->now, &l->helpers[l->count]);
    return l->count > 0
           || cw_fail(err, CW_NO, "the case has no units and no vessel was heard: nobody is near");
}

static bool rank(listing *l, cw_error *err) {
    const cw_scene *scene = l->people.run->scene;
    cw_near_problem problem = {.plane = scene->plane,
                               .mask = scene->mask,
                               .tracks = l->people.run->tracks,
                               .agreement = &scene->agreement,
                               .nations = l->nations,
                               .now = l->now};
    return cw_near_rank(&problem, l->helpers, l->count, l->ranked, err);
}

/* ---- the page ---------------------------------------------------------------------------------
 */

static void add_minutes(cw_text *text, int width, double minutes) {
    if (isfinite(minutes))
        cw_text_add(text, " %*.0f", width, minutes);
    else
        cw_text_add(text, " %*s", width, "-");
}

static const char *entry_words(const listing *l, const cw_near *n, char words[160]) {
    const cli_options *o = l->options;
    const char *region = n->zone != SIZE_MAX ? l->people.c->regions[n->zone].name : "";
    words[0] = '\0';
    if (n->entry == CW_ENTRY_ASK)
        snprintf(words, 160,
                 cli_say(o, "ask %s for entry (%.0f min)", "demander l'entrée à %s (%.0f min)"),
                 region, n->ask_minutes);
    else if (n->entry == CW_ENTRY_NO_RULE)
        snprintf(words, 160, cli_say(o, "no rule: %s decides", "pas de règle : %s décide"), region);
    return words;
}

static void add_row(const listing *l, size_t place, cw_text *text) {
    const cli_options *o = l->options;
    const cw_near *n = &l->ranked[place];
    const cw_helper *h = &l->helpers[n->helper];
    const cw_helper_ability *can = cw_helper_ability_of(h->kind);
    char number[16], words[160], nation[CW_NATION_TEXT];
    snprintf(number, sizeof number, "%09u", h->mmsi);
    cw_text_add(text, "%3zu. ", place + 1);
    cli_add_column(text, 29, h->name[0] != '\0' ? h->name : number);
    cli_add_column(text, 14,
                   h->nation[0] != '\0' ? cw_nation_in(o->language, h->nation, nation) : "?");
    add_minutes(text, 5, n->minutes[1]);
    add_minutes(text, 5, n->minutes[0]);
    add_minutes(text, 5, n->minutes[2]);
    add_minutes(text, 6, n->region_minutes);
    cli_add_number(o, text, 7, cw_m_to_nm(n->distance_m), 1);
    cw_text_add(text, " %s %03.0f°  %.0f %s%s%s\n", cli_say(o, "nm", "M"),
                cli_people_bearing(n->bearing_deg), cw_mps_to_knots(h->speed_mps),
                cli_say(o, "kn", "nd"),
                n->round_land ? cli_say(o, ", round land", ", en contournant la terre") : "",
                h->age_s > (double)CW_TRACK_GAP_MS / 1000.0
                    ? cli_say(o, ", place old", ", position ancienne")
                    : "");
    cw_text_add(text, cli_say(o, "       %s: %s", "       %s : %s"),
                cli_say(o, can->english, can->french),
                cli_say(o, can->can_english, can->can_french));
    if (entry_words(l, n, words)[0] != '\0') cw_text_add(text, cli_say(o, "; %s", " ; %s"), words);
    cw_text_add(text, "\n");
}

static int print_page(const listing *l) {
    const cli_options *o = l->options;
    char when[CW_TIME_TEXT];
    cw_text text = {0};
    const cw_near *first = &l->ranked[0];
    cw_text_add(&text, cli_say(o, "Who is near: %s, %s\n", "Qui est proche : %s, %s\n"),
                l->people.c->name, cw_time_format(l->now, when));
    if (isfinite(first->minutes[1]) && l->count > 1 && isfinite(first->margin_minutes))
        cw_text_add(&text,
                    cli_say(o, "First: %s, %.0f min before the next.\n",
                            "En premier : %s, %.0f min avant le suivant.\n"),
                    l->helpers[first->helper].name, first->margin_minutes);
    cw_text_add(&text, "\n%-33s %-14s %5s %5s %5s %6s  %s\n",
                cli_say(o, "     minutes to reach", "     minutes pour atteindre"),
                cli_say(o, "flag", "pavillon"), "50 %", "10 %", "90 %",
                cli_say(o, "region", "région"), cli_say(o, "datum from it", "datum, vu de lui"));
    for (size_t i = 0; i < l->count && i < SHOWN; i++) add_row(l, i, &text);
    if (l->count > SHOWN)
        cw_text_add(
            &text,
            cli_say(o, "and %zu more (--json has all)\n", "et %zu de plus (--json les a tous)\n"),
            l->count - SHOWN);
    cw_text_add(&text, "%s",
                cli_say(o,
                        "\n50 %: by then it could have been beside half of the probability, were "
                        "it to steer for where each would be.\nregion: first into the area that "
                        "holds half. -: not in the case's time. Speeds and abilities of vessels "
                        "are assumed by kind (docs/near.md).\n",
                        "\n50 % : d'ici là il aurait pu être auprès de la moitié de la "
                        "probabilité, en allant là où chacun sera.\nrégion : entrée dans la zone "
                        "qui en contient la moitié. - : pas dans le temps du cas. Vitesses et "
                        "capacités des navires supposées selon leur genre (docs/near.md).\n"));
    int status = cli_print(o, &text);
    cw_text_free(&text);
    return status;
}

/* ---- JSON -------------------------------------------------------------------------------------
 */

static json_t *row_json(const void *context, size_t index) {
    const listing *l = context;
    const cw_near *n = &l->ranked[index];
    static const char *const entries[] = {"free", "ask", "no_rule"};
    const cw_helper *h = &l->helpers[n->helper];
    const cw_helper_ability *can = cw_helper_ability_of(h->kind);
    char nation[CW_NATION_TEXT] = "";
    if (h->nation[0] != '\0') cw_nation_in(CW_FRENCH, h->nation, nation);
    json_t *row =
        json_pack("{s:s, s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:f, s:f, s:f, s:f, s:f}", "name",
                  h->name, "mmsi", (json_int_t)h->mmsi, "nation", h->nation, "nation_french",
                  nation, "kind", can->english, "kind_french", can->french, "can", can->can_english,
                  "can_french", can->can_french, "lat_deg", h->at.lat_deg, "lon_deg", h->at.lon_deg,
                  "speed_knots", cw_mps_to_knots(h->speed_mps), "distance_m", n->distance_m,
                  "bearing_deg", cli_people_bearing(n->bearing_deg));
    json_t *times = json_pack("{s:[o,o,o], s:o, s:o, s:f, s:o, s:b, s:s, s:s, s:f, s:f}",
                              "minutes_10_50_90", cli_people_number(n->minutes[0]),
                              cli_people_number(n->minutes[1]), cli_people_number(n->minutes[2]),
                              "mean_minutes", cli_people_number(n->mean_minutes), "region_minutes",
                              cli_people_number(n->region_minutes), "reached", n->reached,
                              "margin_minutes", cli_people_number(n->margin_minutes), "round_land",
                              n->round_land, "entry", entries[n->entry], "region",
                              n->zone != SIZE_MAX ? l->people.c->regions[n->zone].name : "",
                              "ask_minutes", n->ask_minutes, "age_s", h->age_s);
    if (row != NULL && times != NULL) json_object_update(row, times);
    json_decref(times);
    return row;
}

static int print_json(const listing *l) {
    json_t *rows = cli_people_rows(l->count, row_json, l);
    return cli_people_print_json(l->options,
                                 json_pack("{s:s, s:o, s:o}", "case", l->people.c->name, "at",
                                           cli_people_clock(l->now), "near", rows));
}

/* The chart, where it is asked for. */
static bool draw(const listing *l, cw_error *err) {
    cw_near_view view = {.scene = l->people.run->scene,
                         .tracks = l->people.run->tracks,
                         .helpers = l->helpers,
                         .ranked = l->ranked,
                         .count = l->count,
                         .now = l->now,
                         .language = l->options->language};
    return l->options->output == NULL || cw_report_near_map(&view, l->options->output, err);
}

static int run_near(const cli_options *options) {
    cw_error err = {0};
    listing l = {.options = options};
    bool good = cli_people_case(&l.people, options, &err)
                && cli_people_now(&l.people, options, &l.now, &err)
                && cli_people_vessels(&l.people, options, l.now - CW_HOUR_MS, l.now, &err)
                && gather(&l, &err) && rank(&l, &err) && draw(&l, &err);
    int status = !good ? cli_fail(options, &err) : options->json ? print_json(&l) : print_page(&l);
    free(l.helpers);
    free(l.ranked);
    free(l.nations);
    cli_people_free(&l.people);
    return status;
}

const cli_verb verb_near = {
    .name = "near",
    .known = "jqtnASCBoPU",
    .needs = CW_SAID("a case file"),
    .least = 1,
    .most = 64,
    .run = run_near,
    .english = "who reaches the people first, of every flag, and who must be asked",
    .french = "qui atteint les personnes en premier, tous pavillons, et qui doit être sollicité",
    .english_help =
        "Usage: crosswatch near [options] CASE.yaml [RESULT.yaml...]\n\n"
        "Ranks the case's units and the vessels of AIS logs by the time in which they reach the\n"
        "probability, round the land, with what they can do and who must be asked for entry.\n\n"
        "      --ais LOG        log, table or file of tracks; may be given several times\n"
        "      --at TIME        when the call goes out; else the start of the case's "
        "search\n" CLI_PEOPLE_CHART_EN CLI_PEOPLE_OPTIONS_EN "\n"
        "Example: crosswatch near cases/dover-2021-11-24.yaml --at 2021-11-24T03:30Z\n",
    .french_help =
        "Usage : crosswatch near [options] CAS.yaml [RÉSULTAT.yaml...]\n\n"
        "Classe les unités du cas et les navires des journaux AIS selon le temps pour atteindre "
        "la\n"
        "probabilité, en contournant la terre ; dit ce qu'ils peuvent faire et qui solliciter.\n\n"
        "      --ais JOURNAL     journal, table ou fichier de pistes ; plusieurs fois possible\n"
        "      --at HEURE        heure de l'appel ; sinon le début de la recherche du "
        "cas\n" CLI_PEOPLE_CHART_FR CLI_PEOPLE_OPTIONS_FR "\n"
        "Exemple : crosswatch near cases/dover-2021-11-24.yaml --at 2021-11-24T03:30Z\n"};
