/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: what a child that is this program says of its failure. */
#ifndef CROSSWATCH_SERVE_CHILD_TOLD_H
#define CROSSWATCH_SERVE_CHILD_TOLD_H

#include <crosswatch/base.h>

/* A line that a child of this program wrote on its standard error: true when it is the sentence
 * that says why it fails, which *said holds then in both languages, in place of what it held. With
 * --progress json it is an object that has "error" and "error_fr". */
bool child_told_error(const char *line, size_t length, cw_error *said);

#endif
