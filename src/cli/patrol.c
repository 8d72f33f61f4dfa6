/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch patrol: who waits where and when, judged by simulated weeks. */
#include "cli.h"

#include <stdio.h>

static bool print_view(const cw_patrol_run *run, const cli_options *options, cw_error *err) {
    cw_text text = {0};
    cw_patrol_view view = cw_patrol_run_view(run, options->language);
    bool done = options->json ? cw_report_patrol_json(&view, &text, err)
                              : cw_report_patrol_text(&view, &text, err);
    done = done && cli_write(&text, err);
    cw_text_free(&text);
    return done;
}

static int run_patrol(const cli_options *options) {
    cw_error err = {0};
    char cache[1024];
    cw_text names = {0};
    cw_patrol_run_options how = {.cache_dir = cli_cache_directory(cache),
                                 .threads = options->threads,
                                 .weeks = options->weeks,
                                 .agreements = options->agreements,
                                 .agreement_count = options->agreement_count,
                                 .improve = options->improve};
    cw_patrol_run *run = NULL;
    if (options->agreement_count > 1)
        cw_fail(&err, CW_ERR_INPUT,
                "patrol takes one --agreement; crosswatch options compares several");
    else if (cli_check_output(options, &err))
        run = cw_patrol_run_create(options->arguments[0], &how, &err);
    bool done = run != NULL && cw_patrol_run_stress(run, &how, &err)
                && (options->output == NULL
                    || cw_patrol_write(run, options->output, options->language, &names, &err))
                && print_view(run, options, &err);
    if (done) cli_list_files(options, &names);
    cw_text_free(&names);
    cw_patrol_run_destroy(run);
    return done ? CW_OK : cli_fail(&err);
}

const cli_verb verb_patrol = {
    .name = "patrol",
    .known = "ojqtgwi",
    .needs = "a patrol plan",
    .least = 1,
    .most = 1,
    .run = run_patrol,
    .english = "who waits where and when, judged by simulated weeks",
    .french = "qui attend où et quand, jugé par des semaines simulées",
    .english_help =
        "Usage: crosswatch patrol [options] PLAN.yaml\n\n"
        "Takes the roster of the plan (who is not in it stands by at base), or one made better by "
        "trying,\n"
        "and tells what simulated weeks say of it: people, arrival times, reserve, hours, fuel; "
        "and what\n"
        "it withstands. The model and its limits: docs/patrol.md.\n\n"
        "      --agreement FILE an agreement, instead of the plan's\n"
        "      --improve        change single watches where fewer people are lost; no bound\n"
        "      --weeks N        simulated weeks, instead of the plan's\n"
        "  -o, --output DIR     write patrol.en.txt, patrol.fr.txt, patrol.json, roster.csv, .gpx, "
        ".geojson\n"
        "      --json           print JSON instead of the page\n"
        "      --threads N      threads; results are the same for any number\n"
        "      --lang en|fr     language of the text\n"
        "  -q, --quiet          no progress line\n\n"
        "Example: crosswatch patrol cases/dover-patrol.yaml --improve -o out/patrol\n",
    .french_help =
        "Usage : crosswatch patrol [options] PLAN.yaml\n\n"
        "Prend le tableau de service du plan (qui n'y figure pas est en alerte à sa base), ou un "
        "tableau\n"
        "amélioré par essais, et dit ce qu'en font des semaines simulées : personnes, délais, "
        "réserve,\n"
        "heures, carburant ; et ce qu'il supporte. Le modèle et ses limites : docs/patrol.md.\n\n"
        "      --agreement FICHIER un accord, au lieu de celui du plan\n"
        "      --improve         change des quarts là où moins de personnes sont perdues ; sans "
        "borne\n"
        "      --weeks N         semaines simulées, au lieu de celles du plan\n"
        "  -o, --output DOSSIER  écrit patrol.en.txt, patrol.fr.txt, patrol.json, roster.csv, "
        ".gpx, "
        ".geojson\n"
        "      --json            affiche du JSON au lieu de la page\n"
        "      --threads N       fils d'exécution ; mêmes résultats quel que soit leur nombre\n"
        "      --lang en|fr      langue du texte\n"
        "  -q, --quiet           pas de ligne d'avancement\n\n"
        "Exemple : crosswatch patrol cases/dover-patrol.yaml --improve -o out/patrouille\n"};
