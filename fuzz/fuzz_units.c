/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a file of further units of a small case: units that hold behind the case's own, or
 * an error in one sentence and the case as it was; never a crash. */
#include "small_case.h"

#include <crosswatch/case.h>

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cw_error err = {0};
    cw_case *c = cw_case_parse(small_case, sizeof small_case - 1, "case.yaml", "", &err);
    if (c == NULL) abort();
    size_t before = c->unit_count;
    bool added = cw_case_parse_units(c, (const char *)data, size, "fuzz.yaml", &err);
    if (!added && (c->unit_count != before || err.message[0] == '\0')) abort();
    if (added && c->unit_count <= before) abort();
    for (size_t i = before; i < c->unit_count; i++) {
        const cw_unit *u = &c->units[i];
        if (u->name[0] == '\0' || !(u->transit_speed_mps > 0.0) || !(u->endurance_s > 0.0)) abort();
    }
    cw_case_destroy(c);
    return 0;
}
