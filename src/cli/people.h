/* SPDX-License-Identifier: Apache-2.0 */
/* Inside cli/: the people of a case against vessels, for the verbs near, warn and struck. */
#ifndef CROSSWATCH_CLI_PEOPLE_H
#define CROSSWATCH_CLI_PEOPLE_H

#include "cli.h"

#include <jansson.h>

typedef struct cli_people {
    cw_case *c;
    cw_result_file *files[63];
    size_t file_count;
    cw_run *run; /* without plan: the drift, weighed by the result files */
    cw_vessels *vessels;
    const cw_track *const *tracks; /* of vessels; none without a log */
    size_t track_count;
} cli_people;

/* The case (first argument), result files (the others) and the logs of --ais: fixes of [from, to],
 * or all where `from` is CW_AIS_NO_TIME; box and number as the options say. */
bool cli_people_case(cli_people *p, const cli_options *options, cw_error *err);
bool cli_people_vessels(cli_people *p, const cli_options *options, cw_time from, cw_time to,
                        cw_error *err);
void cli_people_free(cli_people *p);
/* --at, or the start of the case's search, after results their end. */
bool cli_people_now(const cli_people *p, const cli_options *options, cw_time *now, cw_error *err);

/* Name of a vessel, or its number. */
const char *cli_people_name(const cw_track *track, char text[64]);
/* Prints one JSON object; takes it. */
int cli_people_print_json(const cli_options *options, json_t *root);
/* `count` rows, each made by `row`; NULL when one could not be: none is left out in silence. */
json_t *cli_people_rows(size_t count, json_t *(*row)(const void *context, size_t index),
                        const void *context);
json_t *cli_people_number(double value); /* null for what is not finite */
json_t *cli_people_clock(cw_time time);
double cli_people_bearing(double deg); /* 0 to 360 */
/* Adds where the vessel was at that time, or null: "lat_deg", "lon_deg". */
void cli_people_place(json_t *row, const cw_track *track, cw_time time);

/* ---- options that near, warn and struck share ------------------------------------------------ */

#define CLI_PEOPLE_CHART_EN "  -o, --output FILE    draw the chart to FILE (PNG)\n"
#define CLI_PEOPLE_CHART_FR "  -o, --output FICHIER  dessine la carte dans FICHIER (PNG)\n"
#define CLI_PEOPLE_OPTIONS_EN                                                \
    "      --box S,W,N,E    only vessels that pass through it\n"             \
    "      --columns LIST   of tables: mmsi=ID,time=t,lat=y,lon=x\n"         \
    "      --json           print JSON instead of the page\n"                \
    "      --particles N    particles a hypothesis, instead of the case's\n" \
    "      --threads N      threads; results are the same for any number\n"  \
    "      --lang en|fr     language of the text\n"                          \
    "  -q, --quiet          no progress line\n" CLI_UNITS_OPTION_EN CLI_PROGRESS_OPTION_EN
#define CLI_PEOPLE_OPTIONS_FR                                                                   \
    "      --box S,O,N,E     seulement les navires qui y passent\n"                             \
    "      --columns LISTE   des tables : mmsi=ID,time=t,lat=y,lon=x\n"                         \
    "      --json            affiche du JSON au lieu de la page\n"                              \
    "      --particles N     particules par hypothèse, au lieu de celles du cas\n"             \
    "      --threads N       fils d'exécution ; mêmes résultats quel que soit leur nombre\n" \
    "      --lang en|fr      langue du texte\n"                                                 \
    "  -q, --quiet           pas de ligne d'avancement\n" CLI_UNITS_OPTION_FR                   \
        CLI_PROGRESS_OPTION_FR

#endif
