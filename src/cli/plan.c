/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch plan, crosswatch where: the case worked through, the page printed, the files written.
 */
#include "cli.h"

#include <stdio.h>
#include <string.h>

static bool print_answer(const cw_run *run, const cli_options *options, cw_error *err) {
    cw_text text = {0};
    cw_result result = cw_run_result(run, options->language);
    bool done = options->json ? cw_report_json_text(&result, &text, err)
                              : cw_report_text(&result, &text, err);
    done = done && cli_write(&text, err);
    cw_text_free(&text);
    return done;
}

bool cli_show(const cw_run *run, const cli_options *options, cli_progress *progress,
              cw_error *err) {
    cw_text names = {0};
    if (options->output != NULL) {
        cli_progress_tell(progress, "writing the files", 0.9);
        if (!cw_run_write(run, options->output, options->language, &names, err)) return false;
    }
    cli_progress_end(progress);
    bool done = print_answer(run, options, err);
    if (done) cli_list_files(options, &names);
    cw_text_free(&names);
    return done;
}

/* A directory that cannot be written to is told before the work, not after it. */
bool cli_check_output(const cli_options *options, cw_error *err) {
    if (options->output == NULL) return true;
    cw_output *output = cw_output_begin(options->output, err);
    cw_output_destroy(output);
    return output != NULL;
}

/* With --checkpoint the directory is there, and ours, while the state grows in it. Of the first
 * rank.
 */
static bool make_ready(const cli_options *options, char checkpoints[CLI_CHECKPOINT_PATH],
                       cw_output **held, cw_error *err) {
    if (options->checkpoint == 0)
        return !cw_ranks_first(options->ranks) || cli_check_output(options, err);
    if (!cli_checkpoint_directory(options, "run", checkpoints, err)) return false;
    if (!cw_ranks_first(options->ranks)) return true;
    *held = cw_output_begin(options->output, err);
    return *held != NULL;
}

static bool work(const cli_options *options, bool plan, cw_error *err) {
    char cache[1024], checkpoints[CLI_CHECKPOINT_PATH] = "";
    cw_output *held = NULL;
    cli_progress progress = cli_progress_begin(options);
    cw_run_options run_options = cli_run_options(options, cli_cache_directory(cache), &progress);
    cw_case *c = cli_load_case(options, err);
    cw_run *run = NULL;
    run_options.plan = plan;
    run_options.checkpoints = checkpoints;
    bool first = cw_ranks_first(options->ranks);
    bool ready = c != NULL && make_ready(options, checkpoints, &held, err);
    if (cw_ranks_agree(options->ranks, ready, err) && c != NULL)
        run = cw_run_create(c, &run_options, err);
    bool done = run != NULL && (!first || cli_show(run, options, &progress, err));
    if (done && held != NULL) cw_run_clear(checkpoints);
    cli_progress_end(&progress);
    cw_output_destroy(held);
    cw_run_destroy(run);
    cw_case_destroy(c);
    return done;
}

static int work_status(const cli_options *options, bool plan) {
    cw_error err = {0};
    bool done = work(options, plan, &err);
    return cli_end(options, done, &err);
}

static int run_plan(const cli_options *options) {
    cw_error err = {0};
    if (options->from != NULL && options->kept_count == 0) {
        cw_fail(&err, CW_ERR_INPUT,
                "--from says whose tasks stay as they are with --keep UNIT; to score a plan as it "
                "is: crosswatch score");
        return cli_end(options, false, &err);
    }
    return work_status(options, true);
}

static int run_where(const cli_options *options) {
    return work_status(options, false);
}

const cli_verb verb_plan = {
    .name = "plan",
    .known = "ojqtnTOFKXPDQU",
    .spread = true,
    .needs = CW_SAID("a case file"),
    .least = 1,
    .most = 1,
    .run = run_plan,
    .english = "where can they be by now, and who searches where",
    .french = "où peuvent-ils être maintenant, et qui cherche où",
    .english_help =
        "Usage: crosswatch plan [options] CASE.yaml\n\n"
        "Drifts the case's ensemble, maps where the people can be, and gives each unit an area and "
        "a\n"
        "pattern. Prints the coordinator's page.\n\n" CLI_SHARED_OPTIONS_EN CLI_PLANNING_OPTIONS_EN
        "      --keep UNIT      the unit keeps what it has in the plan of --from; may be repeated\n"
        "      --from FILE      that plan (plan.json)\n"
        "      --exclude UNIT   the unit takes no part; may be repeated\n" CLI_UNITS_OPTION_EN
            CLI_CHECKPOINT_OPTION_EN CLI_MAP_OPTION_EN CLI_PROGRESS_OPTION_EN "\n"
        "Example: crosswatch plan cases/dover-2021-11-24.yaml -o out/dover\n",
    .french_help =
        "Usage : crosswatch plan [options] CAS.yaml\n\n"
        "Fait dériver l'ensemble du cas, cartographie où peuvent être les personnes, et donne à\n"
        "chaque moyen une zone et un circuit. Affiche la page du "
        "coordinateur.\n\n" CLI_SHARED_OPTIONS_FR CLI_PLANNING_OPTIONS_FR
        "      --keep MOYEN      le moyen garde ce qu'il a dans le plan de --from ; répétable\n"
        "      --from FICHIER    ce plan (plan.json)\n"
        "      --exclude MOYEN   le moyen ne prend pas part ; répétable\n" CLI_UNITS_OPTION_FR
            CLI_CHECKPOINT_OPTION_FR CLI_MAP_OPTION_FR CLI_PROGRESS_OPTION_FR "\n"
        "Exemple : crosswatch plan cases/dover-2021-11-24.yaml -o out/dover\n"};

static int run_score(const cli_options *options) {
    cli_options given = *options;
    given.from = options->arguments[1];
    return work_status(&given, true);
}

const cli_verb verb_score = {
    .name = "score",
    .known = "ojqtnU",
    .needs = CW_SAID("a case file and a plan.json"),
    .least = 2,
    .most = 2,
    .run = run_score,
    .english = "what a plan is worth that was changed by hand",
    .french = "ce que vaut un plan changé à la main",
    .english_help =
        "Usage: crosswatch score [options] CASE.yaml PLAN.json\n\n"
        "Scores a plan as it stands (its points and times) on particles of the case, and says "
        "which\nrules it breaks. Prints the coordinator's page.\n\n" CLI_SHARED_OPTIONS_EN
            CLI_UNITS_OPTION_EN
        "\nExample: crosswatch score cases/dover-2021-11-24.yaml out/dover/plan.json\n",
    .french_help =
        "Usage : crosswatch score [options] CAS.yaml PLAN.json\n\n"
        "Évalue un plan tel qu'il est (ses points et ses heures) sur des particules du cas, et "
        "dit\nquelles règles il enfreint. Affiche la page du "
        "coordinateur.\n\n" CLI_SHARED_OPTIONS_FR CLI_UNITS_OPTION_FR
        "\nExemple : crosswatch score cases/dover-2021-11-24.yaml out/dover/plan.json\n"};

const cli_verb verb_where = {
    .name = "where",
    .known = "ojqtnPDQ",
    .spread = true,
    .needs = CW_SAID("a case file"),
    .least = 1,
    .most = 1,
    .run = run_where,
    .english = "where can they be: probability map, datum, each region's share",
    .french = "où peuvent-ils être : carte de probabilité, datum, part de chaque région",
    .english_help = "Usage: crosswatch where [options] CASE.yaml\n\n"
                    "Drifts the case's ensemble and maps it at the case's report "
                    "times.\n\n" CLI_SHARED_OPTIONS_EN CLI_CHECKPOINT_OPTION_EN CLI_MAP_OPTION_EN
                        CLI_PROGRESS_OPTION_EN
                    "\nExample: crosswatch where cases/dover-2021-11-24.yaml -o out/where\n",
    .french_help = "Usage : crosswatch where [options] CAS.yaml\n\n"
                   "Fait dériver l'ensemble du cas et le cartographie aux heures du "
                   "cas.\n\n" CLI_SHARED_OPTIONS_FR CLI_CHECKPOINT_OPTION_FR CLI_MAP_OPTION_FR
                       CLI_PROGRESS_OPTION_FR
                   "\nExemple : crosswatch where cases/dover-2021-11-24.yaml -o out/where\n"};
