/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch version: the program and the libraries that its answers rest on. */
#include "cli.h"

#include <eccodes.h>
#include <gdal.h>
#include <geos_c.h>
#include <netcdf.h>
#include <proj.h>
#include <stdio.h>
#include <string.h>

static int run_version(const cli_options *options) {
    (void)options;
    long grib = codes_get_api_version();
    const char *netcdf = nc_inq_libvers(); /* "4.9.0 of ...": the number ends at the space */
    printf("crosswatch %s\n", CW_VERSION);
    printf("PROJ %d.%d.%d, GEOS %s, GDAL %s, netCDF-C %.*s, ecCodes %ld.%ld.%ld\n",
           PROJ_VERSION_MAJOR, PROJ_VERSION_MINOR, PROJ_VERSION_PATCH, GEOSversion(),
           GDALVersionInfo("RELEASE_NAME"), (int)strcspn(netcdf, " "), netcdf, grib / 10000,
           grib / 100 % 100, grib % 100);
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
