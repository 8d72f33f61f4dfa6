/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a SIT 185 alert: positions that come of it are on Earth, have a radius, and stand
 * inside the text. */
#include <crosswatch/incident.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cw_report report = {.kind = CW_REPORT_UNKNOWN};
    (void)cw_report_read_sit185((const char *)data, size, &report);
    for (size_t i = 0; i < report.fix_count; i++) {
        const cw_fix *f = &report.fixes[i];
        if (!(fabs(f->at.lat_deg) <= 90.0) || !(fabs(f->at.lon_deg) <= 180.0)) abort();
        if (!(f->radius_m > 0.0) || f->span.first + f->span.length > size) abort();
    }
    return 0;
}
