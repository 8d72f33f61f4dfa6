/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch warn: which ships will pass close to the people, so that they can be called. */
#include "people.h"

#include <stdio.h>
#include <stdlib.h>

/* Within this a ship endangers people, and may see them. */
static const double RADIUS_M = 500.0, MOST_WITHIN_NM = 20.0;

typedef struct warning_list {
    cli_people people;
    const cli_options *options;
    cw_time now, until;
    double radius_m;
    cw_warning *rows;
    size_t count;
} warning_list;

static bool rank(warning_list *l, cw_error *err) {
    const cw_run *run = l->people.run;
    cw_time last = run->tracks->first + (int64_t)(run->tracks->times - 1) * run->tracks->step_ms;
    l->until = l->now + (cw_time)l->options->hours * CW_HOUR_MS;
    if (l->until > last) l->until = last;
    if (l->options->ais_count == 0)
        return cw_fail(err, CW_ERR_INPUT, "warn needs the vessels: --ais LOG");
    if (l->until - l->now < CW_MINUTE_MS)
        return cw_fail(err, CW_ERR_INPUT, "the case's drift ends before a minute after --at");
    l->rows = cw_alloc_array(l->people.track_count + 1, sizeof *l->rows);
    if (l->rows == NULL) return cw_fail_memory(err);
    cw_warn_problem problem = {.plane = run->scene->plane,
                               .mask = run->scene->mask,
                               .tracks = run->tracks,
                               .now = l->now,
                               .until = l->until,
                               .radius_m = l->radius_m,
                               .seed = l->people.c->seed};
    return cw_warn_rank(&problem, l->people.tracks, l->people.track_count, l->rows, &l->count, err);
}

static bool read_radius(const cli_options *options, double *radius_m, cw_error *err) {
    double within_nm = cw_m_to_nm(RADIUS_M);
    bool good = cli_read_number("--within", options->within, MOST_WITHIN_NM, &within_nm, err);
    *radius_m = cw_nm_to_m(within_nm);
    return good;
}

static void add_row(const warning_list *l, size_t i, cw_text *text) {
    const cw_warning *w = &l->rows[i];
    const cw_track *track = l->people.tracks[w->vessel];
    char name[64], first[3][CW_TIME_TEXT], english[CW_NATION_TEXT], nation[CW_NATION_TEXT];
    for (int q = 0; q < 3; q++) cw_time_format_short(w->first[q], first[q]);
    cw_mmsi_nation(cw_track_vessel(track)->mmsi, english);
    cw_text_add(text, "%3zu. ", i + 1);
    cli_add_column(text, 23, cli_people_name(track, name));
    cw_text_add(text, "%09u ", cw_track_vessel(track)->mmsi);
    cli_add_column(text, 14,
                   english[0] != '\0' ? cw_nation_in(l->options->language, english, nation) : "?");
    cli_add_number(l->options, text, 6, 100.0 * w->probability, 1);
    cw_text_add(text, " %%  %s (%s - %s) ", first[1], first[0], first[2]);
    cli_add_number(l->options, text, 6, cw_m_to_nm(w->distance_m), 1);
    cw_text_add(text, " %s %03.0f°%s\n", cli_say(l->options, "nm", "M"),
                cli_people_bearing(w->bearing_deg),
                w->age_s > (double)CW_TRACK_GAP_MS / 1000.0
                    ? cli_say(l->options, "  place old", "  position ancienne")
                    : "");
}

static int print_page(const warning_list *l) {
    const cli_options *o = l->options;
    char a[CW_TIME_TEXT], b[CW_TIME_TEXT];
    cw_text text = {0};
    cw_text_add(&text,
                cli_say(o, "Ships to warn: %s, %s to %s\n", "Navires à avertir : %s, %s à %s\n"),
                l->people.c->name, cw_time_format(l->now, a), cw_time_format(l->until, b));
    cw_text_add(&text,
                cli_say(o,
                        "Probability to pass within %.0f m of the people; when (10 to 90 %%); the "
                        "datum from the ship now.\n\n",
                        "Probabilité de passer à moins de %.0f m des personnes ; quand (10 à "
                        "90 %%) ; le datum vu du navire.\n\n"),
                l->radius_m);
    for (size_t i = 0; i < l->count; i++) add_row(l, i, &text);
    if (l->count == 0)
        cw_text_add(&text, "%s\n",
                    cli_say(o, "None of the vessels that were heard will come so near.",
                            "Aucun des navires entendus ne passera si près."));
    cw_text_add(&text, "%s",
                cli_say(o,
                        "\nOnly vessels heard in the half hour before, carried on at their course "
                        "and speed with growing doubt (docs/near.md).\nOthers may be there. Text "
                        "for the radio: crosswatch incident ... (Mayday Relay).\n",
                        "\nSeuls les navires entendus dans la demi-heure, prolongés à leur route "
                        "et vitesse avec un doute croissant (docs/near.md).\nD'autres peuvent s'y "
                        "trouver. Texte radio : crosswatch incident ... (Mayday Relay).\n"));
    int status = cli_print(o, &text);
    cw_text_free(&text);
    return status;
}

static json_t *row_json(const void *context, size_t index) {
    const warning_list *l = context;
    const cw_warning *w = &l->rows[index];
    char name[64], nation[CW_NATION_TEXT], french[CW_NATION_TEXT];
    const cw_track *track = l->people.tracks[w->vessel];
    uint32_t mmsi = cw_track_vessel(track)->mmsi;
    json_t *row = json_pack(
        "{s:I, s:s, s:s, s:f, s:f, s:[o,o,o], s:[o,o,o], s:f, s:f, s:f}", "mmsi", (json_int_t)mmsi,
        "name", cli_people_name(track, name), "nation", cw_mmsi_nation(mmsi, nation), "probability",
        w->probability, "std_error", w->std_error, "first_10_50_90", cli_people_clock(w->first[0]),
        cli_people_clock(w->first[1]), cli_people_clock(w->first[2]), "closest_m_10_50_90",
        cli_people_number(w->least_m[0]), cli_people_number(w->least_m[1]),
        cli_people_number(w->least_m[2]), "distance_m", w->distance_m, "bearing_deg",
        cli_people_bearing(w->bearing_deg), "age_s", w->age_s);
    if (row == NULL) return NULL;
    cw_nation_in(CW_FRENCH, nation, french);
    json_object_set_new(row, "nation_french", json_string(nation[0] != '\0' ? french : ""));
    cli_people_place(row, track, l->now);
    return row;
}

static int print_json(const warning_list *l) {
    json_t *rows = cli_people_rows(l->count, row_json, l);
    return cli_people_print_json(
        l->options, json_pack("{s:s, s:o, s:o, s:f, s:o}", "case", l->people.c->name, "at",
                              cli_people_clock(l->now), "until", cli_people_clock(l->until),
                              "radius_m", l->radius_m, "warn", rows));
}

static int run_warn(const cli_options *options) {
    cw_error err = {0};
    warning_list l = {.options = options};
    bool good = read_radius(options, &l.radius_m, &err) && cli_people_case(&l.people, options, &err)
                && cli_people_now(&l.people, options, &l.now, &err)
                && cli_people_vessels(&l.people, options, l.now - CW_HOUR_MS, l.now, &err)
                && rank(&l, &err);
    int status = !good ? cli_fail(options, &err) : options->json ? print_json(&l) : print_page(&l);
    free(l.rows);
    cli_people_free(&l.people);
    return status;
}

const cli_verb verb_warn = {
    .name = "warn",
    .known = "jqtnASCBHWPU",
    .needs = CW_SAID("a case file"),
    .least = 1,
    .most = 64,
    .run = run_warn,
    .english = "which ships will pass close to the people, to be called",
    .french = "quels navires passeront près des personnes, à appeler",
    .english_help =
        "Usage: crosswatch warn [options] CASE.yaml [RESULT.yaml...] --ais LOG\n\n"
        "Ranks vessels by the probability that they pass close to the drifting people.\n\n"
        "      --ais LOG        log, table or file of tracks; may be given several times\n"
        "      --at TIME        now; else the start of the case's search\n"
        "      --hours N        hours ahead, 1 to 72 (12), at most to the end of the drift\n"
        "      --within NM      what is close, instead of 0.27 nm (500 m)\n" CLI_PEOPLE_OPTIONS_EN
        "\n"
        "Example: crosswatch warn cases/dover-2021-11-24.yaml --ais dover.db --hours 3\n",
    .french_help =
        "Usage : crosswatch warn [options] CAS.yaml [RÉSULTAT.yaml...] --ais JOURNAL\n\n"
        "Classe les navires selon la probabilité de passer près des personnes.\n\n"
        "      --ais JOURNAL     journal, table ou fichier de pistes ; plusieurs fois possible\n"
        "      --at HEURE        maintenant ; sinon le début de la recherche du cas\n"
        "      --hours N         heures à venir, 1 à 72 (12), au plus jusqu'à la fin de la "
        "dérive\n"
        "      --within MILLES   ce qui est près, au lieu de 0,27 mille (500 "
        "m)\n" CLI_PEOPLE_OPTIONS_FR "\n"
        "Exemple : crosswatch warn cases/dover-2021-11-24.yaml --ais dover.db --hours 3\n"};
