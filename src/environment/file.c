/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which reader a file is for, by its first bytes and never by its name: files come renamed from
 * e-mail and chat. An OPeNDAP address goes to netCDF-C.
 */
#include "file_kind.h"
#include "source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "GRIB" may stand behind a bulletin header. */
static bool holds_grib(const unsigned char *head, size_t length) {
    for (size_t i = 0; i + 8 <= length; i++) {
        if (memcmp(head + i, "GRIB", 4) == 0 && (head[i + 7] == 1 || head[i + 7] == 2)) return true;
    }
    return false;
}

file_kind file_kind_of(const char *path, cw_error *err) {
    enum { head_size = 65536 };
    if (strncmp(path, "http://", 7) == 0 || strncmp(path, "https://", 8) == 0) return FILE_NETCDF;
    FILE *file = fopen(path, "rb");
    unsigned char *head = malloc(head_size);
    size_t length = file != NULL && head != NULL ? fread(head, 1, head_size, file) : 0;
    file_kind kind = FILE_UNKNOWN;
    if (length >= 4 && memcmp(head, "CDF", 3) == 0
        && (head[3] == 1 || head[3] == 2 || head[3] == 5)) {
        kind = FILE_NETCDF;
    } else if (length >= 8 && memcmp(head, "\x89HDF\r\n\x1a\n", 8) == 0) {
        kind = FILE_NETCDF;
    } else if (holds_grib(head, length)) {
        kind = FILE_GRIB;
    } else if (file == NULL) {
        cw_fail(err, CW_ERR_INPUT, "%s cannot be opened", path);
    } else if (length == 0) {
        cw_fail(err, CW_ERR_INPUT, "%s is empty or cannot be read", path);
    } else {
        cw_fail(err, CW_ERR_INPUT, "%s is neither NetCDF nor GRIB", path);
    }
    if (file != NULL) fclose(file);
    free(head);
    return kind;
}

cw_source *cw_source_file(cw_quantity quantity, const char *path, const cw_file_options *options,
                          cw_error *err) {
    switch (file_kind_of(path, err)) {
    case FILE_NETCDF:
        return cw_source_netcdf(quantity, path, options, err);
    case FILE_GRIB:
        return cw_source_grib(quantity, path, options, err);
    default:
        return NULL;
    }
}
