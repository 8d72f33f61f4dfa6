/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finished bytes to a file. Several libraries that make files (GDAL 3.6's vector drivers among
 * them) do not report a disk that fills up while they close; so they write to memory, and the bytes
 * go to disk through this one function that checks each call.
 */
#include "bytes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool bytes_write(const char *path, const void *bytes, size_t length, cw_error *err) {
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", path, strerror(errno));
    errno = 0;
    bool good = fwrite(bytes, 1, length, file) == length;
    good = fflush(file) == 0 && good;
    int number = errno;
    good = fclose(file) == 0 && good;
    return good
           || cw_fail(err, CW_ERR_MACHINE, "cannot write %s: %s", path,
                      strerror(number != 0 ? number : EIO));
}
