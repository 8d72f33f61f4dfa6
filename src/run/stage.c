/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of the work by name: for the progress line, and for whoever shows the progress of a
 * run that another process does. The library names them in English. */
#include <crosswatch/run.h>

#include <string.h>

static const char *const stages[][2] = {
    {"opening the forcing", "ouverture des forçages"},
    {"reading the coast", "lecture de la côte"},
    {"resampling the forcing", "rééchantillonnage des forçages"},
    {"drifting the ensemble", "dérive de l'ensemble"},
    {"mapping the probability", "carte de probabilité"},
    {"planning the search", "planification de la recherche"},
    {"reading the logs", "lecture des journaux"},
    {"planning the roster", "planification du tableau de service"},
    {"simulating weeks", "simulation des semaines"},
    {"writing the files", "écriture des fichiers"},
    {"done", "terminé"},
};

const char *cw_run_stage(const char *stage, cw_language language) {
    for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++) {
        if (strcmp(stages[i][0], stage) == 0)
            return language == CW_FRENCH ? stages[i][1] : stages[i][0];
    }
    return stage;
}
