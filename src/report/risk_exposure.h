/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: what a page says of a risk of collisions before and after its places. */
#ifndef CROSSWATCH_REPORT_RISK_EXPOSURE_H
#define CROSSWATCH_REPORT_RISK_EXPOSURE_H

#include "page.h"

void page_exposure_head(page *p, const cw_risk *risk);
void page_exposure_limits(page *p);

#endif
