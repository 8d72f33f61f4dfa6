/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch forcing: what a file of forecasts holds, and whether it will do. */
#include "cli.h"

static int run_forcing(const cli_options *options) {
    cw_error err = {0};
    cw_text text = {0};
    bool usable =
        cw_file_describe(options->arguments[0], &options->file, options->language, &text, &err);
    int status = CW_OK;
    if (text.length > 0) status = cli_print(options, &text);
    cw_text_free(&text);
    if (status != CW_OK) return status;
    if (usable) return CW_OK;
    return cli_fail(options, &err);
}

const cli_verb verb_forcing = {
    .name = "forcing",
    .known = "ENG",
    .needs = CW_SAID("a file"),
    .least = 1,
    .most = 1,
    .run = run_forcing,
    .english = "what a file of currents or winds holds, and whether it will do",
    .french = "ce que contient un fichier de courants ou de vents, et s'il convient",
    .english_help =
        "Usage: crosswatch forcing [options] FILE\n\n"
        "FILE is NetCDF (or an OPeNDAP address) or GRIB. Exit status 1: it will do for nothing.\n\n"
        "      --east NAME      variable of the eastward component (or of the scalar)\n"
        "      --north NAME     variable of the northward component\n"
        "      --grid FILE      second file that holds the coordinates (ROMS, CROCO)\n"
        "      --lang en|fr     language\n\n"
        "Example: crosswatch forcing currents.nc\n",
    .french_help =
        "Usage : crosswatch forcing [options] FICHIER\n\n"
        "FICHIER est en NetCDF (ou une adresse OPeNDAP) ou en GRIB. Code 1 : il ne convient à "
        "rien.\n\n"
        "      --east NOM       variable de la composante est (ou du scalaire)\n"
        "      --north NOM      variable de la composante nord\n"
        "      --grid FICHIER   second fichier qui contient les coordonnées (ROMS, CROCO)\n"
        "      --lang en|fr     langue\n\n"
        "Exemple : crosswatch forcing courants.nc\n"};
