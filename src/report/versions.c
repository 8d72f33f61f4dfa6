/* SPDX-License-Identifier: Apache-2.0 */
/* The libraries that the answers rest on, as they are at run time where they can say it. */
#include <crosswatch/report.h>

#include <eccodes.h>
#include <gdal.h>
#include <geos_c.h>
#include <netcdf.h>
#include <proj.h>
#include <stdio.h>
#include <string.h>

void cw_library_versions(cw_library list[CW_LIBRARIES]) {
    long grib = codes_get_api_version();
    const char *netcdf = nc_inq_libvers(); /* "4.9.0 of ...": the number ends at the space */
    static const char *const names[CW_LIBRARIES] = {"PROJ", "GEOS", "GDAL", "netCDF-C", "ecCodes"};
    enum { ROOM = sizeof list[0].version };
    for (size_t i = 0; i < CW_LIBRARIES; i++) list[i].name = names[i];
    snprintf(list[0].version, ROOM, "%d.%d.%d", PROJ_VERSION_MAJOR, PROJ_VERSION_MINOR,
             PROJ_VERSION_PATCH);
    snprintf(list[1].version, ROOM, "%s", GEOSversion());
    snprintf(list[2].version, ROOM, "%s", GDALVersionInfo("RELEASE_NAME"));
    snprintf(list[3].version, ROOM, "%.*s", (int)strcspn(netcdf, " "), netcdf);
    snprintf(list[4].version, ROOM, "%ld.%ld.%ld", grib / 10000, grib / 100 % 100, grib % 100);
}
