/* SPDX-License-Identifier: Apache-2.0 */
/* Inside cli/: the forcing of a whole case, for the verb forcing. */
#ifndef CROSSWATCH_CLI_FORCING_CASE_H
#define CROSSWATCH_CLI_FORCING_CASE_H

#include "cli.h"

bool cli_is_case(const char *path); /* by its name */
/* Prints what the case is driven by; CW_NO: no drift can be made of it, and why. */
int cli_forcing_case(const cli_options *options);

#endif
