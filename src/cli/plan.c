/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch plan, crosswatch where: the case worked through, the page printed, the files written.
 */
#include "cli.h"

#include <stdio.h>

static int print_names(const cli_options *options, const cw_text *names) {
    fprintf(stdout, "\n%s\n", cli_say(options, "Files written:", "Fichiers écrits :"));
    const char *line = names->data;
    while (line != NULL && *line != '\0') {
        int path = 0, what = 0;
        if (sscanf(line, "%*[^\t]%n\t%*[^\n]%n", &path, &what) < 0 || what <= path) break;
        printf("  %-32.*s %.*s\n", path, line, what - path - 1, line + path + 1);
        line += what + 1;
    }
    return CW_OK;
}

static bool print_page(const cw_run *run, const cli_options *options, cw_error *err) {
    cw_text text = {0};
    cw_result result = cw_run_result(run, options->language);
    bool done = cw_report_text(&result, &text, err);
    if (done) done = cli_print(&text) == CW_OK;
    cw_text_free(&text);
    return done;
}

static bool print_json(const cw_run *run, const cli_options *options, cw_error *err) {
    cw_result result = cw_run_result(run, options->language);
    return cw_report_json(&result, "/dev/stdout", err);
}

static bool show(const cw_run *run, const cli_options *options, cli_progress *progress,
                 cw_error *err) {
    cw_text names = {0};
    if (options->output != NULL) {
        cli_progress_tell(progress, "writing the files", 0.9);
        if (!cw_run_write(run, options->output, options->language, &names, err)) return false;
    }
    cli_progress_end(progress);
    bool done = options->json ? print_json(run, options, err) : print_page(run, options, err);
    if (done && options->output != NULL && !options->json) print_names(options, &names);
    cw_text_free(&names);
    return done;
}

/* "No" when not one unit could be given a task. */
static int verdict(const cw_run *run) {
    if (run->plan == NULL) return CW_OK;
    for (size_t i = 0; i < run->plan->task_count; i++) {
        if (run->plan->tasks[i].assigned) return CW_OK;
    }
    return CW_NO;
}

static int work(const cli_options *options, bool plan) {
    cw_error err = {0};
    char cache[1024];
    int status = CW_ERR_INPUT;
    cli_progress progress = cli_progress_begin(options);
    cw_case *c = cw_case_load(options->arguments[0], &err);
    cw_run *run = NULL;
    if (c != NULL) {
        cw_run_options run_options =
            cli_run_options(options, cli_cache_directory(cache), &progress);
        run_options.plan = plan;
        run = cw_run_create(c, &run_options, &err);
    }
    if (run != NULL && show(run, options, &progress, &err)) {
        status = verdict(run);
    } else {
        cli_progress_end(&progress);
        status = cli_fail(&err);
    }
    cw_run_destroy(run);
    cw_case_destroy(c);
    return status;
}

static int run_plan(const cli_options *options) {
    return work(options, true);
}

static int run_where(const cli_options *options) {
    return work(options, false);
}

#define SHARED_OPTIONS_EN                                                    \
    "  -o, --output DIR     write the files to DIR (all of them, or none)\n" \
    "      --json           print JSON instead of the page\n"                \
    "      --particles N    particles a hypothesis, instead of the case's\n" \
    "      --threads N      threads; results are the same for any number\n"  \
    "      --lang en|fr     language of the text\n"                          \
    "  -q, --quiet          no progress line\n"
#define SHARED_OPTIONS_FR                                                                       \
    "  -o, --output DOSSIER  écrit les fichiers dans DOSSIER (tous ou aucun)\n"                \
    "      --json            affiche du JSON au lieu de la page\n"                              \
    "      --particles N     particules par hypothèse, au lieu de celles du cas\n"             \
    "      --threads N       fils d'exécution ; mêmes résultats quel que soit leur nombre\n" \
    "      --lang en|fr      langue du texte\n"                                                 \
    "  -q, --quiet           pas de ligne d'avancement\n"

const cli_verb verb_plan = {
    .name = "plan",
    .known = "ojqtnT",
    .least = 1,
    .most = 1,
    .run = run_plan,
    .english = "where can they be by now, and who searches where",
    .french = "où peuvent-ils être maintenant, et qui cherche où",
    .english_help =
        "Usage: crosswatch plan [options] CASE.yaml\n\n"
        "Drifts the case's ensemble, maps where the people can be, and gives each unit an area and "
        "a\n"
        "pattern. Prints the coordinator's page.\n\n" SHARED_OPTIONS_EN
        "      --time 10s       longest time for the optimiser, instead of a fixed effort\n\n"
        "Example: crosswatch plan cases/dover-2021-11-24.yaml -o out/dover\n",
    .french_help =
        "Usage : crosswatch plan [options] CAS.yaml\n\n"
        "Fait dériver l'ensemble du cas, cartographie où peuvent être les personnes, et donne à\n"
        "chaque moyen une zone et un circuit. Affiche la page du "
        "coordinateur.\n\n" SHARED_OPTIONS_FR
        "      --time 10s        durée la plus longue de l'optimiseur, au lieu d'un effort fixe\n\n"
        "Exemple : crosswatch plan cases/dover-2021-11-24.yaml -o out/dover\n"};

const cli_verb verb_where = {
    .name = "where",
    .known = "ojqtn",
    .least = 1,
    .most = 1,
    .run = run_where,
    .english = "where can they be: probability map, datum, each region's share",
    .french = "où peuvent-ils être : carte de probabilité, datum, part de chaque région",
    .english_help =
        "Usage: crosswatch where [options] CASE.yaml\n\n"
        "Drifts the case's ensemble and maps it at the case's report times.\n\n" SHARED_OPTIONS_EN
        "\nExample: crosswatch where cases/dover-2021-11-24.yaml -o out/where\n",
    .french_help =
        "Usage : crosswatch where [options] CAS.yaml\n\n"
        "Fait dériver l'ensemble du cas et le cartographie aux heures du cas.\n\n" SHARED_OPTIONS_FR
        "\nExemple : crosswatch where cases/dover-2021-11-24.yaml -o out/where\n"};
