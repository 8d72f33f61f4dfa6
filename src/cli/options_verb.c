/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch options: the same fleet and the same simulated weeks under each agreement. */
#include "patrol_work.h"

static bool add_page(const cw_patrol_run *run, const cli_options *options, cw_text *to,
                     cw_error *err) {
    cw_options_view view = {run->world, run->options, run->count, options->language};
    return options->json ? cw_report_options_json(&view, to, err)
                         : cw_report_options_text(&view, to, err);
}

static bool read_how(const cli_options *options, cw_patrol_run_options *how, cw_error *err) {
    how->plan_each = options->planned;
    if (options->agreement_count < 2)
        return cw_fail(err, CW_ERR_INPUT,
                       "options compares agreements: give --agreement FILE at least twice");
    return options->planned || !(options->time_limit_s > 0.0)
           || cw_fail(err, CW_ERR_INPUT, "--time is for planning: it goes with --planned");
}

static int run_options(const cli_options *options) {
    static const patrol_steps steps = {
        .read = read_how, .write = cw_options_write, .page = add_page};
    return cli_patrol_work(options, &steps);
}

const cli_verb verb_options = {
    .name = "options",
    .known = "ojqtgwfTP",
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
        "  -q, --quiet          no progress line\n" CLI_PROGRESS_OPTION_EN "\n"
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
        "  -q, --quiet           pas de ligne d'avancement\n" CLI_PROGRESS_OPTION_FR "\n"
        "Exemple : crosswatch options cases/dover-patrol.yaml --agreement "
        "cases/agreement-apart.yaml \\\n"
        "            --agreement cases/agreement-joint.yaml -o out/options\n"};
