/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside serve/: units that a case does not have, as a request says them: a trawler that offers
 * help. Made into the file of units that `crosswatch plan --units` reads, which says what is wrong
 * with a unit; here whatever a file could be broken with.
 */
#ifndef CROSSWATCH_SERVE_OFFERED_H
#define CROSSWATCH_SERVE_OFFERED_H

#include <crosswatch/base.h>
#include <jansson.h>

/* `list` as the interface has it (openapi.json, OfferedUnit). The text is in the arena; NULL:
 * refused. */
const char *offered_file(const json_t *list, cw_arena *arena, cw_error *err);

#endif
