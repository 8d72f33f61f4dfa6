/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch version: the program and the libraries that its answers rest on. */
#include "cli.h"

#include <stdio.h>

static int run_version(const cli_options *options) {
    (void)options;
    cw_library libraries[CW_LIBRARIES];
    cw_library_versions(libraries);
    printf("crosswatch %s\n", CW_VERSION);
    for (size_t i = 0; i < CW_LIBRARIES; i++)
        printf("%s%s %s", i > 0 ? ", " : "", libraries[i].name, libraries[i].version);
    printf("\n");
    return CW_OK;
}

const cli_verb verb_version = {
    .name = "version",
    .known = "",
    .needs = CW_SAID("nothing"),
    .least = 0,
    .most = 0,
    .run = run_version,
    .english = "versions of the program and of its libraries",
    .french = "versions du programme et de ses bibliothèques",
    .english_help = "Usage: crosswatch version\n\nExample: crosswatch version\n",
    .french_help = "Usage : crosswatch version\n\nExemple : crosswatch version\n"};
