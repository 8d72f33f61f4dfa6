/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: how maps of probability are cut and smoothed (where.c says why). */
#ifndef CROSSWATCH_REPORT_WHERE_H
#define CROSSWATCH_REPORT_WHERE_H

#include <crosswatch/report.h>

/* 1, 2 or 5 times a power of ten, at most `value`. */
double where_round_down_125(double value);
/* Standard deviation of the smoothing kernel; at least one cell. */
double where_smoothing_m(const cw_datum *datum, const cw_cloud *cloud, double cell_m);

#endif
