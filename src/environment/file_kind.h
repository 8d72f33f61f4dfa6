/* SPDX-License-Identifier: Apache-2.0 */
/* Inside environment/: which reader a file is for. */
#ifndef CROSSWATCH_ENVIRONMENT_FILE_KIND_H
#define CROSSWATCH_ENVIRONMENT_FILE_KIND_H

#include <crosswatch/base.h>

typedef enum file_kind { FILE_UNKNOWN, FILE_NETCDF, FILE_GRIB } file_kind;

/* FILE_UNKNOWN with *err set when it is neither, or cannot be opened. */
file_kind file_kind_of(const char *path, cw_error *err);

#endif
