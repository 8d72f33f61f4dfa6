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
int cli_people_print_json(json_t *root);
json_t *cli_people_number(double value); /* null for what is not finite */
json_t *cli_people_clock(cw_time time);

#endif
