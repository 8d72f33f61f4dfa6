/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the library: what a NetCDF file must be before netCDF-C may open it. */
#ifndef CROSSWATCH_BASE_NETCDF_CLASSIC_H
#define CROSSWATCH_BASE_NETCDF_CLASSIC_H

#include <crosswatch/base.h>

/* False when a classic NetCDF file ends before its last value, which netCDF-C reads as zeros, or
 * when its header's counts make no sense, for which netCDF-C asks gigabytes. Other files pass. */
bool nc_classic_complete(const char *path, cw_error *err);

/* Where the values of a variable stand, the first record's for one that has records. */
typedef struct nc_classic_place {
    const char *name; /* given */
    uint64_t begin;
    uint64_t bytes; /* of all its values, of those of one record */
} nc_classic_place;
/* Fills the places of `count` variables, and how far apart records are. False when the file is no
 * classic one or lacks one of them. */
bool nc_classic_layout(const char *path, nc_classic_place *places, size_t count,
                       uint64_t *record_bytes, cw_error *err);
/* Where the header says how many records there are, in four bytes (CDF-1, CDF-2). */
enum { NC_CLASSIC_RECORDS_AT = 4 };

#endif
