/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: finished bytes to a file, with every error seen. */
#ifndef CROSSWATCH_REPORT_BYTES_H
#define CROSSWATCH_REPORT_BYTES_H

#include <crosswatch/base.h>

/* Writes all of it or fails with a sentence that names the path. */
bool bytes_write(const char *path, const void *bytes, size_t length, cw_error *err);

#endif
