/* SPDX-License-Identifier: Apache-2.0 */
/* Inside environment/: the tidal constituents, their equilibrium arguments and nodal corrections.
 */
#ifndef CROSSWATCH_ENVIRONMENT_TIDE_CONSTITUENTS_H
#define CROSSWATCH_ENVIRONMENT_TIDE_CONSTITUENTS_H

#include <crosswatch/base.h>

enum { TIDE_UNKNOWN = -1 };

/* Number of a constituent by its name (letters of either case: "Mf" is "MF"); TIDE_UNKNOWN. */
int tide_constituent_find(const char *name, size_t length);
int tide_constituent_count(void);
const char *tide_constituent_name(int constituent);
/* Mean speed in degrees an hour. */
double tide_constituent_speed(int constituent);

/* For each constituent the nodal factor f and the angle V0 + u (radians) at the time itself, so
 * that a quantity of amplitude A and Greenwich phase lag g contributes f A cos(angle - g). */
void tide_arguments(cw_time time, const int *constituents, size_t count, double *factors,
                    double *angles);

/* The sum of the constituents of a scalar (a height, a component) at a time; lags in degrees. */
double tide_predict(cw_time time, const int *constituents, const double *amplitudes,
                    const double *lags_deg, size_t count);

#endif
