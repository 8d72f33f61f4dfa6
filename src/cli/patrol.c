/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch patrol: who waits where and when, judged by simulated weeks. */
#include "patrol_work.h"

static bool add_page(const cw_patrol_run *run, const cli_options *options, cw_text *to,
                     cw_error *err) {
    cw_patrol_view view = cw_patrol_run_view(run, options->language);
    return options->json ? cw_report_patrol_json(&view, to, err)
                         : cw_report_patrol_text(&view, to, err);
}

/* False: the options ask for several rosters, or for several agreements. */
static bool read_how(const cli_options *options, cw_patrol_run_options *how, cw_error *err) {
    how->roster = options->as_given  ? CW_ROSTER_GIVEN
                  : options->improve ? CW_ROSTER_IMPROVED
                                     : CW_ROSTER_PLANNED;
    if (options->agreement_count > 1)
        return cw_fail(err, CW_ERR_INPUT,
                       "patrol takes one --agreement; crosswatch options compares several");
    if (options->as_given && options->improve)
        return cw_fail(err, CW_ERR_INPUT,
                       "--as-given and --improve are two ways to a roster: give "
                       "one");
    if (options->time_limit_s > 0.0 && how->roster != CW_ROSTER_PLANNED)
        return cw_fail(err, CW_ERR_INPUT,
                       "--time is for planning; with --as-given or --improve nothing is planned");
    return true;
}

static int run_patrol(const cli_options *options) {
    static const patrol_steps steps = {.read = read_how,
                                       .judge = cw_patrol_run_stress,
                                       .write = cw_patrol_write,
                                       .page = add_page};
    return cli_patrol_work(options, &steps);
}

const cli_verb verb_patrol = {
    .name = "patrol",
    .known = "ojqtgwiaTP",
    .needs = CW_SAID("a patrol plan"),
    .least = 1,
    .most = 1,
    .run = run_patrol,
    .english = "who waits where and when, judged by simulated weeks",
    .french = "qui attend où et quand, jugé par des semaines simulées",
    .english_help =
        "Usage: crosswatch patrol [options] PLAN.yaml\n\n"
        "Plans who waits where in each hour of the horizon, says how far any other roster could be "
        "better,\n"
        "and tells what simulated weeks say of it: people, arrival times, reserve, hours, fuel; "
        "and what\n"
        "it withstands. Units that the plan's roster has off stay off; its posts at sea are where "
        "the search\n"
        "for a better one begins. The model and its limits: docs/patrol.md.\n\n"
        "      --agreement FILE an agreement, instead of the plan's\n"
        "      --time 60s       stop planning after so long; the roster then depends on the "
        "machine\n"
        "      --as-given       judge the plan's roster as it is (who is not in it stands by)\n"
        "      --improve        change its single watches where fewer people are lost; no bound\n"
        "      --weeks N        simulated weeks, instead of the plan's\n"
        "  -o, --output DIR     write patrol.en.txt, patrol.fr.txt, patrol.json, roster.csv, .gpx, "
        ".geojson\n"
        "      --json           print JSON instead of the page\n"
        "      --threads N      threads; results are the same for any number\n"
        "      --lang en|fr     language of the text\n"
        "  -q, --quiet          no progress line\n" CLI_PROGRESS_OPTION_EN "\n"
        "Example: crosswatch patrol cases/dover-patrol.yaml --time 60s -o out/patrol\n",
    .french_help =
        "Usage : crosswatch patrol [options] PLAN.yaml\n\n"
        "Planifie qui attend où, heure par heure, dit de combien tout autre tableau pourrait être "
        "meilleur,\n"
        "et ce qu'en font des semaines simulées : personnes, délais, réserve, heures, carburant ; "
        "et ce\n"
        "qu'il supporte. Les moyens au repos dans le tableau du plan le restent ; ses postes en "
        "mer sont le\n"
        "point de départ de la recherche d'un meilleur. Le modèle et ses limites : "
        "docs/patrol.md.\n\n"
        "      --agreement FICHIER un accord, au lieu de celui du plan\n"
        "      --time 60s        arrête la planification au bout de ce temps ; le tableau dépend "
        "alors de la machine\n"
        "      --as-given        juge le tableau du plan tel quel (qui n'y figure pas est en "
        "alerte)\n"
        "      --improve         en change des quarts là où moins de personnes sont perdues ; sans "
        "borne\n"
        "      --weeks N         semaines simulées, au lieu de celles du plan\n"
        "  -o, --output DOSSIER  écrit patrol.en.txt, patrol.fr.txt, patrol.json, roster.csv, "
        ".gpx, "
        ".geojson\n"
        "      --json            affiche du JSON au lieu de la page\n"
        "      --threads N       fils d'exécution ; mêmes résultats quel que soit leur nombre\n"
        "      --lang en|fr      langue du texte\n"
        "  -q, --quiet           pas de ligne d'avancement\n" CLI_PROGRESS_OPTION_FR "\n"
        "Exemple : crosswatch patrol cases/dover-patrol.yaml --time 60s -o out/patrouille\n"};
