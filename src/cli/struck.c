/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch struck: which vessels could have struck the people's boat, by their tracks and by
 * where the people were found; most often the answer is that no ship can be named. */
#include "people.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SHOWN = 10 };

static const double OBJECT_RADIUS_M = 4.0; /* of a boat of 8 m */
static const double LEAST_UNHEARD = 0.01;  /* share worth a line on the page */

typedef struct inquiry {
    cli_people people;
    const cli_options *options;
    cw_time from, to;
    cw_struck *struck;
} inquiry;

/* --from and --to, or from the earliest begin of a drift to the first result, else to the search.
 */
static bool read_window(inquiry *q, cw_error *err) {
    const cli_options *o = q->options;
    const cw_case *c = q->people.c;
    q->from = c->drift.from;
    q->to = c->search_from;
    if (o->from != NULL && !cw_time_parse(o->from, &q->from, err))
        return cw_error_prefix(err, "--from");
    if (o->to != NULL && !cw_time_parse(o->to, &q->to, err)) return cw_error_prefix(err, "--to");
    return q->from < q->to || cw_fail(err, CW_ERR_INPUT, "--to is not after --from");
}

static bool inquire(inquiry *q, cw_error *err) {
    const cw_run *run = q->people.run;
    if (q->options->ais_count == 0)
        return cw_fail(err, CW_ERR_INPUT, "struck needs the vessels: --ais LOG");
    cw_struck_problem problem = {.plane = run->scene->plane,
                                 .tracks = run->tracks,
                                 .from = q->from,
                                 .to = q->to,
                                 .object_radius_m = OBJECT_RADIUS_M,
                                 .seed = q->people.c->seed,
                                 .threads = q->options->threads};
    q->struck = cw_struck_find(&problem, q->people.tracks, q->people.track_count, err);
    return q->struck != NULL;
}

/* ---- the page ---------------------------------------------------------------------------------
 */

static void add_suspect(const inquiry *q, size_t i, cw_text *text) {
    const cw_suspect *s = &q->struck->suspects[i];
    const cw_track *track = q->people.tracks[s->vessel];
    const cli_options *o = q->options;
    char name[64], a[CW_TIME_TEXT], b[CW_TIME_TEXT];
    cw_text_add(text, "%3zu. ", i + 1);
    cli_add_column(text, 23, cli_people_name(track, name));
    cw_text_add(text, "%09u", cw_track_vessel(track)->mmsi);
    cli_add_number(o, text, 8, 100.0 * s->contact, 2);
    cw_text_add(text, " %% ");
    if (isfinite(s->ratio))
        cli_add_number(o, text, 8, s->ratio, 1);
    else
        cw_text_add(text, "%8s", ">"); /* no shifted track meets them */
    cli_add_number(o, text, 7, s->p_family, 3);
    cw_text_add(text, "  %s - %s  %6.0f m (%.0f - %.0f)\n", cw_time_format_short(s->window[0], a),
                cw_time_format_short(s->window[2], b), s->least_m[1], s->least_m[0], s->least_m[2]);
}

static void add_suspects(const inquiry *q, cw_text *text) {
    const cli_options *o = q->options;
    const cw_struck *s = q->struck;
    if (s->count == 0) return;
    cw_text_add(text, "\n%-37s %9s %8s %6s  %s\n",
                cli_say(o, "     could have met them", "     ont pu les rencontrer"),
                cli_say(o, "contact", "contact"), cli_say(o, "x chance", "x hasard"), "p",
                cli_say(o, "when (10 - 90 %), hull to people (10 - 90 %)",
                        "quand (10 - 90 %), coque à personnes (10 - 90 %)"));
    for (size_t i = 0; i < s->count && i < SHOWN; i++) add_suspect(q, i, text);
    if (s->count > SHOWN)
        cw_text_add(
            text,
            cli_say(o, "and %zu more (--json has all)\n", "et %zu de plus (--json les a tous)\n"),
            s->count - SHOWN);
}

static void add_unheard(const inquiry *q, cw_text *text) {
    const cli_options *o = q->options;
    const cw_struck *s = q->struck;
    size_t worth = 0;
    while (worth < s->unheard_count && s->unheard[worth].reachable >= LEAST_UNHEARD) worth++;
    if (worth == 0) return;
    cw_text_add(text, "\n%s\n",
                cli_say(o, "Not heard for a time, and so not excluded (share within reach):",
                        "Non entendus un temps, donc non exclus (part à leur portée) :"));
    for (size_t i = 0; i < worth && i < SHOWN; i++) {
        const cw_unheard *u = &s->unheard[i];
        const cw_track *track = q->people.tracks[u->vessel];
        char name[64], a[CW_TIME_TEXT], b[CW_TIME_TEXT];
        cw_text_add(text, "     ");
        cli_add_column(text, 23, cli_people_name(track, name));
        cw_text_add(text, "%09u %6.0f %%  %s - %s\n", cw_track_vessel(track)->mmsi,
                    100.0 * u->reachable, cw_time_format_short(u->from, a),
                    cw_time_format_short(u->to, b));
    }
    if (worth > SHOWN)
        cw_text_add(text, cli_say(o, "     and %zu more\n", "     et %zu de plus\n"),
                    worth - SHOWN);
}

static void add_answer(const inquiry *q, cw_text *text) {
    const cli_options *o = q->options;
    const cw_struck *s = q->struck;
    char name[64];
    const char *why = cli_say(o, s->why_english, s->why_french);
    if (s->named == SIZE_MAX)
        cw_text_add(
            text,
            cli_say(o, "No ship can be named: %s.\n", "Aucun navire ne peut être désigné : %s.\n"),
            why);
    else
        cw_text_add(text,
                    cli_say(o, "%s could have struck them: %s. This is no proof that it did.\n",
                            "%s a pu les aborder : %s. Ce n'est pas la preuve qu'il l'a fait.\n"),
                    cli_people_name(q->people.tracks[s->suspects[s->named].vessel], name), why);
}

static int print_page(const inquiry *q) {
    const cli_options *o = q->options;
    const cw_struck *s = q->struck;
    char a[CW_TIME_TEXT], b[CW_TIME_TEXT], chance[CW_NUMBER_TEXT];
    cw_text text = {0};
    cw_text_add(&text,
                cli_say(o, "Who could have struck them: %s, %s to %s\n",
                        "Qui a pu les aborder : %s, %s à %s\n"),
                q->people.c->name, cw_time_format(q->from, a), cw_time_format(q->to, b));
    add_answer(q, &text);
    cw_text_add(&text,
                cli_say(o,
                        "%zu vessels looked at; %s are expected to meet the people by chance in "
                        "such a time (%zu shifts); %.0f %% of the probability is adrift in it.\n",
                        "%zu navires examinés ; %s rencontreraient les personnes par hasard en "
                        "un tel temps (%zu décalages) ; %.0f %% de la probabilité y dérive.\n"),
                s->looked_at, cw_language_number(o->language, s->by_chance, 3, chance), s->shifts,
                100.0 * s->adrift);
    if (q->people.file_count == 0)
        cw_text_add(&text, "%s\n",
                    cli_say(o,
                            "No result file was given: nothing is known of where the people were "
                            "found.",
                            "Aucun fichier de résultats : on ne sait où les personnes ont été "
                            "trouvées."));
    add_suspects(q, &text);
    add_unheard(q, &text);
    cw_text_add(&text, "%s",
                cli_say(o,
                        "\nRule: p at most 0.05, 10 times chance, twice the next. p counts all "
                        "vessels looked at. Vessels without AIS are not seen (docs/struck.md).\n",
                        "\nRègle : p au plus 0,05, 10 fois le hasard, 2 fois le suivant. p compte "
                        "tous les navires examinés. Un navire sans AIS n'est pas vu "
                        "(docs/struck.md).\n"));
    int status = cli_print(o, &text);
    cw_text_free(&text);
    return status;
}

/* ---- JSON -------------------------------------------------------------------------------------
 */

static json_t *suspect_json(const void *context, size_t index) {
    const inquiry *q = context;
    const cw_suspect *s = &q->struck->suspects[index];
    char name[64];
    const cw_track *track = q->people.tracks[s->vessel];
    json_t *row = json_pack(
        "{s:I, s:s, s:f, s:f, s:o, s:f, s:f, s:[o,o,o], s:[o,o,o]}", "mmsi",
        (json_int_t)cw_track_vessel(track)->mmsi, "name", cli_people_name(track, name), "contact",
        s->contact, "chance", s->chance, "ratio", cli_people_number(s->ratio), "p_own", s->p_own,
        "p_family", s->p_family, "time_10_50_90", cli_people_clock(s->window[0]),
        cli_people_clock(s->window[1]), cli_people_clock(s->window[2]), "closest_m_10_50_90",
        cli_people_number(s->least_m[0]), cli_people_number(s->least_m[1]),
        cli_people_number(s->least_m[2]));
    if (row != NULL) cli_people_place(row, track, s->window[1]);
    return row;
}

static json_t *unheard_json(const void *context, size_t index) {
    const inquiry *q = context;
    const cw_unheard *u = &q->struck->unheard[index];
    char name[64];
    const cw_track *track = q->people.tracks[u->vessel];
    return json_pack("{s:I, s:s, s:f, s:o, s:o}", "mmsi", (json_int_t)cw_track_vessel(track)->mmsi,
                     "name", cli_people_name(track, name), "reachable", u->reachable, "from",
                     cli_people_clock(u->from), "to", cli_people_clock(u->to));
}

static int print_json(const inquiry *q) {
    const cw_struck *s = q->struck;
    json_t *suspects = cli_people_rows(s->count, suspect_json, q),
           *unheard = cli_people_rows(s->unheard_count, unheard_json, q),
           *named = s->named == SIZE_MAX ? json_null() : suspect_json(q, s->named);
    return cli_people_print_json(
        q->options, json_pack("{s:s, s:o, s:o, s:o, s:s, s:s, s:I, s:I, s:f, s:f, s:b, s:o, s:o}",
                              "case", q->people.c->name, "from", cli_people_clock(q->from), "to",
                              cli_people_clock(q->to), "could_have", named, "why", s->why_english,
                              "why_french", s->why_french, "looked_at", (json_int_t)s->looked_at,
                              "shifts", (json_int_t)s->shifts, "expected_by_chance", s->by_chance,
                              "adrift", s->adrift, "found_known", q->people.file_count > 0,
                              "suspects", suspects, "not_heard", unheard));
}

/* The chart, where it is asked for. */
static bool draw(const inquiry *q, cw_error *err) {
    cw_struck_view view = {.scene = q->people.run->scene,
                           .tracks = q->people.run->tracks,
                           .from = q->from,
                           .to = q->to,
                           .struck = q->struck,
                           .vessels = q->people.tracks,
                           .language = q->options->language};
    return q->options->output == NULL || cw_report_struck_map(&view, q->options->output, err);
}

/* "No ship" is an answer, and the status says it. */
static int tell(const inquiry *q) {
    int status = q->options->json ? print_json(q) : print_page(q);
    return status == CW_OK && q->struck->named == SIZE_MAX ? CW_NO : status;
}

static int run_struck(const cli_options *options) {
    cw_error err = {0};
    inquiry q = {.options = options};
    bool good = cli_people_case(&q.people, options, &err) && read_window(&q, &err)
                && cli_people_vessels(&q.people, options, CW_AIS_NO_TIME, CW_AIS_NO_TIME, &err)
                && inquire(&q, &err) && draw(&q, &err);
    int status = good ? tell(&q) : cli_fail(options, &err);
    cw_struck_destroy(q.struck);
    cli_people_free(&q.people);
    return status;
}

const cli_verb verb_struck = {
    .name = "struck",
    .known = "jqtnFZSCBoPU",
    .needs = CW_SAID("a case file"),
    .least = 1,
    .most = 64,
    .run = run_struck,
    .english = "which vessels could have struck the boat; most often: no ship",
    .french = "quels navires ont pu aborder l'embarcation ; le plus souvent : aucun",
    .english_help =
        "Usage: crosswatch struck [options] CASE.yaml [RESULT.yaml...] --ais LOG\n\n"
        "Drifts the case forward, weighs it by where and when people were found (sightings of\n"
        "result files), and sweeps the hull of every vessel over what is left. What a vessel's\n"
        "passage is worth is told by the same tracks shifted in time: give a long log, a day and\n"
        "more. Exit status 1: no ship can be named.\n\n"
        "      --ais LOG        log, table or file of tracks; may be given several times\n"
        "      --from TIME      a strike is possible from then; else from the first drift\n"
        "      --to TIME        ... until then; else until the search "
        "begins\n" CLI_PEOPLE_CHART_EN CLI_PEOPLE_OPTIONS_EN "\n"
        "Example: crosswatch struck cases/dover-2021-11-24.yaml found.yaml --ais dover.db\n",
    .french_help =
        "Usage : crosswatch struck [options] CAS.yaml [RÉSULTAT.yaml...] --ais JOURNAL\n\n"
        "Fait dériver le cas, le pondère selon où et quand des personnes ont été trouvées\n"
        "(observations des fichiers de résultats), et passe la coque de chaque navire sur ce qui\n"
        "reste. Ce que vaut un passage est dit par les mêmes pistes décalées dans le temps :\n"
        "donner un long journal, un jour et plus. Code 1 : aucun navire ne peut être désigné.\n\n"
        "      --ais JOURNAL     journal, table ou fichier de pistes ; plusieurs fois possible\n"
        "      --from HEURE      un abordage est possible depuis ; sinon dès la première dérive\n"
        "      --to HEURE        ... jusqu'à ; sinon jusqu'au début de la "
        "recherche\n" CLI_PEOPLE_CHART_FR CLI_PEOPLE_OPTIONS_FR "\n"
        "Exemple : crosswatch struck cases/dover-2021-11-24.yaml trouve.yaml --ais dover.db\n"};
