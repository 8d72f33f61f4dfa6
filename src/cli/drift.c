/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch drift: every trajectory, streamed to a CF NetCDF file. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

/* The target of the first rank; the others need none. */
static const char *open_target(const cli_options *options, cw_output **output, cw_error *err) {
    if (!cw_ranks_first(options->ranks)) return "";
    *output = cw_output_begin(options->output, err);
    return *output != NULL ? cw_output_path(*output, "drift.nc", err) : NULL;
}

static bool drift(const cli_options *options, cli_progress *progress, cw_error *err) {
    char cache[1024], checkpoints[CLI_CHECKPOINT_PATH];
    cw_output *output = NULL;
    cw_run_options run = cli_run_options(options, cli_cache_directory(cache), progress);
    cw_case *c = cw_case_load(options->arguments[0], err);
    bool ready = c != NULL && cli_checkpoint_directory(options, "drift", checkpoints, err);
    const char *path = ready ? open_target(options, &output, err) : NULL;
    run.checkpoints = checkpoints;
    bool done = cw_ranks_agree(options->ranks, path != NULL, err) && c != NULL
                && cw_run_drift(c, &run, path, options->every, err);
    done = done && (output == NULL || cw_output_commit(output, err));
    if (done && output != NULL && options->checkpoint > 0) cw_run_clear(checkpoints);
    cw_output_destroy(output);
    cw_case_destroy(c);
    return done;
}

static int run_drift(const cli_options *options) {
    cw_error err = {0};
    if (options->output == NULL) {
        cw_fail(&err, CW_ERR_INPUT, "drift needs -o DIR to write drift.nc to");
        return cli_end(options, false, &err);
    }
    cli_progress progress = cli_progress_begin(options);
    bool done = drift(options, &progress, &err);
    cli_progress_end(&progress);
    size_t length = strlen(options->output);
    if (done && cw_ranks_first(options->ranks))
        printf("%s%sdrift.nc\n", options->output, options->output[length - 1] == '/' ? "" : "/");
    return cli_end(options, done, &err);
}

const cli_verb verb_drift = {
    .name = "drift",
    .known = "oqtnePQ",
    .spread = true,
    .needs = CW_SAID("a case file"),
    .least = 1,
    .most = 1,
    .run = run_drift,
    .english = "trajectories of the whole ensemble, as CF NetCDF",
    .french = "trajectoires de tout l'ensemble, en CF NetCDF",
    .english_help =
        "Usage: crosswatch drift [options] CASE.yaml -o DIR\n\n"
        "Writes DIR/drift.nc: latitude, longitude and state of each particle at each output "
        "time.\n\n"
        "  -o, --output DIR     where to write\n"
        "      --every N        keep every N-th particle only\n"
        "      --checkpoint N   keep the state in DIR every N outputs; given again after the run "
        "was\n"
        "                       killed, goes on from there\n"
        "      --particles N    particles a hypothesis, instead of the case's\n"
        "      --threads N      threads; results are the same for any number\n"
        "      --lang en|fr     language of this help\n"
        "  -q, --quiet          no progress line\n" CLI_PROGRESS_OPTION_EN "\n"
        "Several processes share the work, and write the same file: mpirun -n 4 crosswatch drift "
        "...\n\n"
        "Example: crosswatch drift cases/dover-2021-11-24.yaml -o out/drift --every 10\n",
    .french_help =
        "Usage : crosswatch drift [options] CAS.yaml -o DOSSIER\n\n"
        "Écrit DOSSIER/drift.nc : latitude, longitude et état de chaque particule à chaque "
        "heure.\n\n"
        "  -o, --output DOSSIER  où écrire\n"
        "      --every N         ne garde qu'une particule sur N\n"
        "      --checkpoint N    garde l'état dans DOSSIER toutes les N heures de sortie ; redonné "
        "après\n"
        "                        un arrêt brutal, reprend de là\n"
        "      --particles N     particules par hypothèse, au lieu de celles du cas\n"
        "      --threads N       fils d'exécution ; mêmes résultats quel que soit leur nombre\n"
        "      --lang en|fr      langue de cette aide\n"
        "  -q, --quiet           pas de ligne d'avancement\n" CLI_PROGRESS_OPTION_FR "\n"
        "Plusieurs processus se partagent le travail et écrivent le même fichier :\n"
        "mpirun -n 4 crosswatch drift ...\n\n"
        "Exemple : crosswatch drift cases/dover-2021-11-24.yaml -o out/drift --every 10\n"};
