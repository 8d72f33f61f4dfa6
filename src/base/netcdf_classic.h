/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the library: what a NetCDF file must be before netCDF-C may open it. */
#ifndef CROSSWATCH_BASE_NETCDF_CLASSIC_H
#define CROSSWATCH_BASE_NETCDF_CLASSIC_H

#include <crosswatch/base.h>

/* False when a classic NetCDF file ends before its last value, which netCDF-C reads as zeros, or
 * when its header's counts make no sense, for which netCDF-C asks gigabytes. Other files pass. */
bool nc_classic_complete(const char *path, cw_error *err);

#endif
