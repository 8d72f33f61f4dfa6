/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch forcing: what a file of forecasts, or a whole case, is driven by, and whether it will
 * do. */
#include "forcing_case.h"

static int run_forcing(const cli_options *options) {
    cw_error err = {0};
    cw_text text = {0};
    if (cli_is_case(options->arguments[0])) return cli_forcing_case(options);
    if (options->json) {
        cw_fail(&err, CW_ERR_INPUT, "--json is for a case; a file is told in words");
        return cli_fail(options, &err);
    }
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
    .known = "ENGjt",
    .needs = CW_SAID("a file or a case"),
    .least = 1,
    .most = 1,
    .run = run_forcing,
    .english = "what a file of currents or winds holds, and whether it will do",
    .french = "ce que contient un fichier de courants ou de vents, et s'il convient",
    .english_help =
        "Usage: crosswatch forcing [options] FILE|CASE.yaml\n\n"
        "FILE is NetCDF (or an OPeNDAP address) or GRIB; of a case, all that it is driven by. Exit "
        "status\n"
        "1: it will do for nothing, or no drift can be made of the case.\n\n"
        "      --east NAME      variable of the eastward component (or of the scalar)\n"
        "      --north NAME     variable of the northward component\n"
        "      --grid FILE      second file that holds the coordinates (ROMS, CROCO)\n"
        "      --json           of a case: print JSON\n"
        "      --threads N      of a case\n"
        "      --lang en|fr     language of the text\n\n"
        "Example: crosswatch forcing currents.nc\n",
    .french_help =
        "Usage : crosswatch forcing [options] FICHIER|CAS.yaml\n\n"
        "FICHIER est en NetCDF (ou une adresse OPeNDAP) ou en GRIB ; d'un cas, tous ses forçages. "
        "Code 1 :\n"
        "il ne convient à rien, ou aucune dérive ne peut en être faite.\n\n"
        "      --east NOM       variable de la composante est (ou du scalaire)\n"
        "      --north NOM      variable de la composante nord\n"
        "      --grid FICHIER   second fichier qui contient les coordonnées (ROMS, CROCO)\n"
        "      --json            d'un cas : affiche du JSON\n"
        "      --threads N       d'un cas\n"
        "      --lang en|fr      langue du texte\n\n"
        "Exemple : crosswatch forcing courants.nc\n"};
