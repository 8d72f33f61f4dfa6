/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch options: the same fleet and the same simulated weeks under each agreement. */
#include "cli.h"

#include <stdio.h>

static bool print_view(const cw_patrol_run *run, const cli_options *options, cw_error *err) {
    cw_text text = {0};
    cw_options_view view = {run->world, run->options, run->count, options->language};
    bool done = options->json ? cw_report_options_json(&view, &text, err)
                              : cw_report_options_text(&view, &text, err);
    done = done && cli_write(&text, err);
    cw_text_free(&text);
    return done;
}

static bool check_use(const cli_options *options, cw_error *err) {
    if (options->agreement_count < 2)
        return cw_fail(err, CW_ERR_INPUT,
                       "options compares agreements: give --agreement FILE at least twice");
    return options->planned || !(options->time_limit_s > 0.0)
           || cw_fail(err, CW_ERR_INPUT, "--time is for planning: it goes with --planned");
}

static bool work(const cli_options *options, const cw_patrol_run_options *how,
                 cli_progress *progress, cw_text *names, cw_error *err) {
    cw_patrol_run *run = cw_patrol_run_create(options->arguments[0], how, err);
    bool done = run != NULL
                && (options->output == NULL
                    || cw_options_write(run, options->output, options->language, names, err));
    cli_progress_end(progress);
    done = done && print_view(run, options, err);
    cw_patrol_run_destroy(run);
    return done;
}

static int run_options(const cli_options *options) {
    cw_error err = {0};
    char cache[1024];
    cw_text names = {0};
    cli_progress progress = cli_progress_begin(options);
    cw_patrol_run_options how = {.cache_dir = cli_cache_directory(cache),
                                 .progress = cli_progress_tell,
                                 .context = &progress,
                                 .threads = options->threads,
                                 .weeks = options->weeks,
                                 .agreements = options->agreements,
                                 .agreement_count = options->agreement_count,
                                 .plan_each = options->planned,
                                 .time_limit_s = options->time_limit_s};
    bool done = check_use(options, &err) && cli_check_output(options, &err)
                && work(options, &how, &progress, &names, &err);
    if (done) cli_list_files(options, &names);
    cw_text_free(&names);
    return done ? CW_OK : cli_fail(options, &err);
}

const cli_verb verb_options = {
    .name = "options",
    .known = "ojqtgwfT",
    .needs = CW_SAID("a patrol plan"),
    .least = 1,
    .most = 1,
    .run = run_options,
    .english = "the same units and incidents under each agreement, side by side",
    .french = "les mêmes moyens et incidents sous chaque accord, côte à côte",
    .english_help =
        "Usage: crosswatch options [options] PLAN.yaml --agreement A.yaml --agreement B.yaml "
        "...\n\n"
        "Simulates the same weeks with the same units under each agreement, and tells the "
        "differences\n"
        "from the first with 95 % confidence intervals: people, arrival times, hours, who carries "
        "the load.\n"
        "The model and its limits: docs/patrol.md.\n\n"
        "      --agreement FILE an agreement; at least two; the first is compared with\n"
        "      --planned        plan a roster for each agreement, instead of the plan's under all\n"
        "      --time 60s       with --planned: stop planning each after so long\n"
        "      --weeks N        simulated weeks, instead of the plan's\n"
        "  -o, --output DIR     write options.en.txt, options.fr.txt, options.json, options.png\n"
        "      --json           print JSON instead of the page\n"
        "      --threads N      threads; results are the same for any number\n"
        "      --lang en|fr     language of the text\n"
        "  -q, --quiet          no progress line\n\n"
        "Example: crosswatch options cases/dover-patrol.yaml --agreement "
        "cases/agreement-apart.yaml \\\n"
        "           --agreement cases/agreement-joint.yaml -o out/options\n",
    .french_help =
        "Usage : crosswatch options [options] PLAN.yaml --agreement A.yaml --agreement B.yaml "
        "...\n\n"
        "Simule les mêmes semaines avec les mêmes moyens sous chaque accord, et donne les\n"
        "différences avec le premier, intervalles de confiance à 95 % : personnes, délais, "
        "heures,\n"
        "qui porte la charge. Le modèle et ses limites : docs/patrol.md.\n\n"
        "      --agreement FICHIER un accord ; au moins deux ; le premier sert de référence\n"
        "      --planned         planifie un tableau de service pour chaque accord, au lieu de "
        "celui "
        "du plan\n"
        "      --time 60s        avec --planned : arrête chaque planification au bout de ce temps\n"
        "      --weeks N         semaines simulées, au lieu de celles du plan\n"
        "  -o, --output DOSSIER  écrit options.en.txt, options.fr.txt, options.json, options.png\n"
        "      --json            affiche du JSON au lieu de la page\n"
        "      --threads N       fils d'exécution ; mêmes résultats quel que soit leur nombre\n"
        "      --lang en|fr      langue du texte\n"
        "  -q, --quiet           pas de ligne d'avancement\n\n"
        "Exemple : crosswatch options cases/dover-patrol.yaml --agreement "
        "cases/agreement-apart.yaml \\\n"
        "            --agreement cases/agreement-joint.yaml -o out/options\n"};
