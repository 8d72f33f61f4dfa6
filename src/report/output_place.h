/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: the hidden working directory of an output, and those that killed runs left. */
#ifndef CROSSWATCH_REPORT_OUTPUT_PLACE_H
#define CROSSWATCH_REPORT_OUTPUT_PLACE_H

/* Before the name of a file that was moved out of the way of a new one. */
#define OUTPUT_OLD ".old-"

/* Makes a working directory in `directory` and holds it while *hold is open (-1: the file system
 * has no locks). Its path; free() it. NULL with errno. */
char *output_place_make(const char *directory, int *hold);
/* Removes it, without what the caller did not remove before. Closes `hold`. */
void output_place_remove(const char *place, int hold);
/* Removes the working directories in `directory` that nobody holds any more. A file that was moved
 * out of the way there and is missing in `directory` goes back. */
void output_place_sweep(const char *directory);

#endif
