/* SPDX-License-Identifier: Apache-2.0 */
/* What the verbs patrol and options do alike: a plan run, files written, the page printed. */
#ifndef CROSSWATCH_CLI_PATROL_WORK_H
#define CROSSWATCH_CLI_PATROL_WORK_H

#include "cli.h"

typedef struct patrol_steps {
    /* Adds what only this verb sets; false: the options do not go together. */
    bool (*read)(const cli_options *options, cw_patrol_run_options *how, cw_error *err);
    /* What follows the run and is no output; NULL: nothing. */
    bool (*judge)(cw_patrol_run *run, const cw_patrol_run_options *how, cw_error *err);
    bool (*write)(const cw_patrol_run *run, const char *directory, cw_language language,
                  cw_text *names, cw_error *err);
    bool (*page)(const cw_patrol_run *run, const cli_options *options, cw_text *to, cw_error *err);
} patrol_steps;

/* The exit status. */
int cli_patrol_work(const cli_options *options, const patrol_steps *steps);

#endif
