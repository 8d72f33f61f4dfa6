/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch outlook: the hours ahead, what they do to the living and what a search could still
 * find. It puts the numbers side by side; it never says that a search should end. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

static bool print_view(cw_outlook_run *outlook, const cli_options *options, cw_error *err) {
    cw_text text = {0};
    cw_outlook view = cw_outlook_view(outlook, options->language);
    bool done = options->json ? cw_report_outlook_json(&view, &text, err)
                              : cw_report_outlook_text(&view, &text, err);
    done = done && cli_write(&text, err);
    cw_text_free(&text);
    return done;
}

static bool show(cw_outlook_run *outlook, const cli_options *options, cw_error *err) {
    cw_text names = {0};
    bool done = options->output == NULL
                || cw_outlook_write(outlook, options->output, options->language, &names, err);
    done = done && print_view(outlook, options, err);
    if (done) cli_list_files(options, &names);
    cw_text_free(&names);
    return done;
}

static int run_outlook(const cli_options *options) {
    cw_error err = {0};
    char cache[1024];
    cli_progress progress = cli_progress_begin(options);
    cw_run_options run_options = cli_run_options(options, cli_cache_directory(cache), &progress);
    cw_case *c = cw_case_load(options->arguments[0], &err);
    cw_outlook_run *outlook = NULL;
    if (c != NULL && cli_check_output(options, &err))
        outlook = cw_outlook_create(c, &run_options, (double)options->hours, &err);
    cli_progress_end(&progress);
    bool done = outlook != NULL && show(outlook, options, &err);
    cw_outlook_destroy(outlook);
    cw_case_destroy(c);
    return done ? CW_OK : cli_fail(options, &err);
}

const cli_verb verb_outlook = {
    .name = "outlook",
    .known = "ojqtnTOHP",
    .needs = CW_SAID("a case file"),
    .least = 1,
    .most = 1,
    .run = run_outlook,
    .english = "the hours ahead: survival, who is alive and not found, success attainable",
    .french = "les heures qui viennent : survie, vivants non retrouvés, succès possible",
    .english_help =
        "Usage: crosswatch outlook [options] CASE.yaml\n\n"
        "Works the case through and tells, for each hour ahead, the band of survival in the "
        "water, how\n"
        "many are expected alive and not yet found, and the success of the plan and of searching "
        "on.\n"
        "The models and what they leave out: docs/survival.md.\n\n"
        "      --hours N        hours ahead from the start of the search, 1 to 72 (12)\n"
        "  -o, --output DIR     write outlook.txt, outlook.json and outlook.png to DIR\n"
        "      --json           print JSON instead of the page\n"
        "      --particles N    particles a hypothesis, instead of the case's\n"
        "      --threads N      threads; results are the same for any "
        "number\n" CLI_PLANNING_OPTIONS_EN "      --lang en|fr     language of the text\n"
        "  -q, --quiet          no progress line\n\n"
        "Example: crosswatch outlook cases/dover-2021-11-24.yaml --hours 12 -o out/outlook\n",
    .french_help =
        "Usage : crosswatch outlook [options] CAS.yaml\n\n"
        "Calcule le cas et donne, pour chaque heure à venir, la fourchette de survie dans l'eau, "
        "combien\n"
        "de personnes sont attendues vivantes et non retrouvées, et le succès du plan et d'une\n"
        "recherche prolongée. Les modèles et ce qu'ils laissent de côté : docs/survival.md.\n\n"
        "      --hours N         heures à venir depuis le début de la recherche, 1 à 72 (12)\n"
        "  -o, --output DOSSIER  écrit outlook.txt, outlook.json et outlook.png dans DOSSIER\n"
        "      --json            affiche du JSON au lieu de la page\n"
        "      --particles N     particules par hypothèse, au lieu de celles du cas\n"
        "      --threads N       fils d'exécution ; mêmes résultats quel que soit leur "
        "nombre\n" CLI_PLANNING_OPTIONS_FR "      --lang en|fr      langue du texte\n"
        "  -q, --quiet           pas de ligne d'avancement\n\n"
        "Exemple : crosswatch outlook cases/dover-2021-11-24.yaml --hours 12 -o out/outlook\n"};
