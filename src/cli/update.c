/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch update: what was searched changes what is believed, and the next plan follows. */
#include "cli.h"

enum { MOST_FILES = 63 };

typedef struct inputs {
    cw_case *c;
    cw_result_file *files[MOST_FILES];
    size_t count;
} inputs;

static bool load(inputs *in, const cli_options *options, cw_error *err) {
    in->c = cli_load_case(options, err);
    if (in->c == NULL) return false;
    for (size_t i = 1; i < options->argument_count; i++) {
        cw_result_file *file = cw_result_file_load(options->arguments[i], in->c, err);
        if (file == NULL) return false;
        in->files[in->count++] = file;
    }
    return true;
}

/* "No" when a next plan was asked for and not one unit can be given a task; what remains stands
 * all the same, and the page says why for each unit. */
static bool verdict(const cw_run *run, cw_error *err) {
    if (run->plan == NULL) return true;
    for (size_t i = 0; i < run->plan->task_count; i++) {
        if (run->plan->tasks[i].assigned) return true;
    }
    return cw_fail(err, CW_NO, "no unit can be given a task in what is left of the window");
}

static bool work(const cli_options *options, cw_error *err) {
    char cache[1024];
    inputs in = {0};
    cw_run *run = NULL;
    cli_progress progress = cli_progress_begin(options);
    cw_run_options run_options = cli_run_options(options, cli_cache_directory(cache), &progress);
    if (load(&in, options, err) && cli_check_output(options, err)) {
        run_options.plan = in.c->unit_count > 0;
        run_options.files = (const cw_result_file *const *)in.files;
        run_options.file_count = in.count;
        run = cw_run_create(in.c, &run_options, err);
    }
    bool done = run != NULL && cli_show(run, options, &progress, err);
    cli_progress_end(&progress);
    done = done && verdict(run, err);
    cw_run_destroy(run);
    for (size_t i = 0; i < in.count; i++) cw_result_file_destroy(in.files[i]);
    cw_case_destroy(in.c);
    return done;
}

static int run_update(const cli_options *options) {
    cw_error err = {0};
    return work(options, &err) ? CW_OK : cli_fail(options, &err);
}

const cli_verb verb_update = {
    .name = "update",
    .known = "ojqtnTOPDU",
    .needs = CW_SAID("a case file and a result file"),
    .least = 2,
    .most = 1 + MOST_FILES,
    .run = run_update,
    .english = "what was searched changes the probabilities; the next plan",
    .french = "ce qui a été cherché change les probabilités ; le plan suivant",
    .english_help =
        "Usage: crosswatch update [options] CASE.yaml RESULT.yaml...\n\n"
        "Weighs particles, hypotheses and objects anew by all that was searched and seen so far,\n"
        "maps what remains and, when the case's search window goes on, plans the next search.\n"
        "Give every result file of the case each time: it is always the case that is "
        "updated.\n\n" CLI_SHARED_OPTIONS_EN CLI_PLANNING_OPTIONS_EN "\n"
        "Example: crosswatch update cases/dover-2021-11-24.yaml \\\n"
        "           cases/dover-2021-11-24-first-search.yaml -o out/next\n",
    .french_help =
        "Usage : crosswatch update [options] CAS.yaml RÉSULTAT.yaml...\n\n"
        "Repondère particules, hypothèses et objets selon tout ce qui a été cherché et vu,\n"
        "cartographie ce qui reste et, si la fenêtre de recherche continue, planifie la suite.\n"
        "Donner chaque fois tous les fichiers de résultats du cas : c'est toujours le cas qui est\n"
        "mis à jour.\n\n" CLI_SHARED_OPTIONS_FR CLI_PLANNING_OPTIONS_FR "\n"
        "Exemple : crosswatch update cases/dover-2021-11-24.yaml \\\n"
        "            cases/dover-2021-11-24-first-search.yaml -o out/suite\n"};
