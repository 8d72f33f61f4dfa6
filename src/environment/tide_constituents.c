/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tidal constituents: equilibrium argument V0 and nodal corrections f and u at a time.
 *
 * V0 of an astronomical constituent is a sum of whole multiples of the hour angle of the mean sun T
 * and the mean longitudes s (moon), h (sun), p (lunar perigee) and p1 (solar perigee), plus a
 * multiple of 90 degrees. f and u follow from the tilt I of the moon's orbit to the equator and the
 * angles nu and xi, all functions of the longitude N of its ascending node. A shallow-water
 * constituent is a sum of astronomical ones: its V0 and u are their sums, its f their product.
 *
 * Sources: P. Schureman, Manual of Harmonic Analysis and Prediction of Tides (USC&GS Special
 * Publication 98, 1940), table 2 for the arguments and formulas 73 to 80, 207, 214, 215, 224, 227,
 * 232, 235 for f and u; M. Foreman, Manual for tidal heights analysis and prediction (1977), for
 * the compounds; J. Meeus, Astronomical Algorithms (2nd ed., 1998), chapters 22, 25 and 47, for the
 * mean longitudes. Everything is evaluated at the time itself, not at the middle of a year.
 */
#include "tide_constituents.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- the sky --------------------------------------------------------------------------------- */

typedef enum nodal_rule {       /* which lunar constituent f and u follow */
                          NONE, /* solar: f = 1, u = 0 */
                          OF_M2,
                          OF_M3,
                          OF_L2,
                          OF_K2,
                          OF_K1,
                          OF_O1,
                          OF_J1,
                          OF_OO1,
                          OF_MF,
                          OF_MM,
                          RULES
} nodal_rule;

typedef struct sky {
    double T, s, h, p, p1;     /* degrees */
    double f[RULES], u[RULES]; /* u in degrees */
} sky;

static const cw_time NOON_2000 = INT64_C(946728000000); /* 2000-01-01T12:00Z, the epoch J2000 */
static const double CENTURY_MS = 36525.0 * 86400000.0;
static const double DAY_MS = 86400000.0;

/* Longitude of the moon's ascending node, degrees. */
static double node_deg(double t) {
    return 125.04452 - 1934.136261 * t + 0.0020708 * t * t;
}

/* Mean longitudes; t in Julian centuries from J2000. The 70 s between universal and dynamical time
 * move the moon by 0.01 degrees and are left out. */
static void longitudes(cw_time time, double t, sky *at) {
    double of_day = fmod((double)time, DAY_MS) / DAY_MS; /* negative before 1970: same angle */
    at->T = 360.0 * of_day + 180.0;
    at->s = 218.3164477 + 481267.88123421 * t - 0.0015786 * t * t;
    at->h = 280.46646 + 36000.76983 * t + 0.0003032 * t * t;
    at->p = 83.3532465 + 4069.0137287 * t - 0.0103200 * t * t;
    at->p1 = 282.93735 + 1.71953 * t + 0.00046 * t * t;
}

typedef struct orbit { /* radians */
    double I, nu, xi;
} orbit;

/* Schureman's spherical triangle of node, equinox and orbit: obliquity 23.452 and inclination 5.145
 * degrees give the constants (his formulas for I, nu and xi; epoch 1900, which moves f by 1e-4). */
static orbit tilt(double N) {
    double half = atan2(sin(N), 1.0 + cos(N)); /* N / 2 in (-90, 90) degrees */
    double sum = atan(1.01883 * tan(half)), difference = atan(0.64412 * tan(half));
    return (orbit){.I = acos(0.91370 - 0.03569 * cos(N)),
                   .nu = sum - difference,
                   .xi = 2.0 * half - sum - difference};
}

static void set_rule(sky *at, nodal_rule rule, double f, double u) {
    at->f[rule] = f;
    at->u[rule] = cw_degrees(u);
}

/* L2 follows M2 and the evection in the perigee P counted from the orbit's crossing (213 to 215).
 */
static void nodal_l2(orbit o, double p, sky *at) {
    double P = p - o.xi, tangent = tan(0.5 * o.I), t2 = tangent * tangent;
    double ratio = sqrt(1.0 - 12.0 * t2 * cos(2.0 * P) + 36.0 * t2 * t2);
    double R = atan2(sin(2.0 * P), 1.0 / (6.0 * t2) - cos(2.0 * P));
    set_rule(at, OF_L2, at->f[OF_M2] * ratio, 2.0 * (o.xi - o.nu) - R);
}

static void nodal(double N, double p, sky *at) {
    orbit o = tilt(N);
    double sin_I = sin(o.I), sin2 = sin_I * sin_I, double_I = sin(2.0 * o.I);
    double cos2_half = 0.5 * (1.0 + cos(o.I)), sin2_half = 1.0 - cos2_half;
    double nu1 = atan2(double_I * sin(o.nu), double_I * cos(o.nu) + 0.3347);
    double nu2 = atan2(sin2 * sin(2.0 * o.nu), sin2 * cos(2.0 * o.nu) + 0.0727); /* 2 nu'' */
    set_rule(at, NONE, 1.0, 0.0);
    set_rule(at, OF_M2, cos2_half * cos2_half / 0.9154, 2.0 * (o.xi - o.nu));
    set_rule(at, OF_M3, cos2_half * cos2_half * cos2_half / 0.8758, 3.0 * (o.xi - o.nu));
    set_rule(at, OF_K2, sqrt(19.0444 * sin2 * sin2 + 2.7702 * sin2 * cos(2.0 * o.nu) + 0.0981),
             -nu2);
    set_rule(at, OF_K1, sqrt(0.8965 * double_I * double_I + 0.6001 * double_I * cos(o.nu) + 0.1006),
             -nu1);
    set_rule(at, OF_O1, sin_I * cos2_half / 0.3800, 2.0 * o.xi - o.nu);
    set_rule(at, OF_J1, double_I / 0.7214, -o.nu);
    set_rule(at, OF_OO1, sin_I * sin2_half / 0.0164, -2.0 * o.xi - o.nu);
    set_rule(at, OF_MF, sin2 / 0.1578, -2.0 * o.xi);
    set_rule(at, OF_MM, (2.0 / 3.0 - sin2) / 0.5021, 0.0);
    nodal_l2(o, p, at);
}

static sky sky_at(cw_time time) {
    sky at;
    double t = (double)(time - NOON_2000) / CENTURY_MS;
    longitudes(time, t, &at);
    nodal(cw_radians(node_deg(t)), cw_radians(at.p), &at);
    return at;
}

/* ---- the constituents ------------------------------------------------------------------------ */

typedef struct astronomical {
    const char *name;
    int T, s, h, p, p1, quarters; /* multiples; quarters of 90 degrees */
    nodal_rule rule;
} astronomical;

enum {
    SA,
    SSA,
    MM,
    MSF,
    MF,
    MTM,
    Q2_1,
    SIGMA1,
    Q1,
    RHO1,
    O1,
    P1,
    S1,
    K1,
    J1,
    OO1,
    EPSILON2,
    N2_2,
    MU2,
    N2,
    NU2,
    M2,
    LAMBDA2,
    L2,
    T2,
    S2,
    R2,
    K2,
    M3,
    ASTRONOMICAL
};

static const astronomical sky_table[ASTRONOMICAL] = {
    [SA] = {"SA", 0, 0, 1, 0, 0, 0, NONE},
    [SSA] = {"SSA", 0, 0, 2, 0, 0, 0, NONE},
    [MM] = {"MM", 0, 1, 0, -1, 0, 0, OF_MM},
    [MSF] = {"MSF", 0, 2, -2, 0, 0, 0, OF_MM},
    [MF] = {"MF", 0, 2, 0, 0, 0, 0, OF_MF},
    [MTM] = {"MTM", 0, 3, 0, -1, 0, 0, OF_MF},
    [Q2_1] = {"2Q1", 1, -4, 1, 2, 0, 1, OF_O1},
    [SIGMA1] = {"SIGMA1", 1, -4, 3, 0, 0, 1, OF_O1},
    [Q1] = {"Q1", 1, -3, 1, 1, 0, 1, OF_O1},
    [RHO1] = {"RHO1", 1, -3, 3, -1, 0, 1, OF_O1},
    [O1] = {"O1", 1, -2, 1, 0, 0, 1, OF_O1},
    [P1] = {"P1", 1, 0, -1, 0, 0, 1, NONE},
    [S1] = {"S1", 1, 0, 0, 0, 0, 0, NONE},
    [K1] = {"K1", 1, 0, 1, 0, 0, -1, OF_K1},
    [J1] = {"J1", 1, 1, 1, -1, 0, -1, OF_J1},
    [OO1] = {"OO1", 1, 2, 1, 0, 0, -1, OF_OO1},
    [EPSILON2] = {"EPSILON2", 2, -5, 4, 1, 0, 0, OF_M2},
    [N2_2] = {"2N2", 2, -4, 2, 2, 0, 0, OF_M2},
    [MU2] = {"MU2", 2, -4, 4, 0, 0, 0, OF_M2},
    [N2] = {"N2", 2, -3, 2, 1, 0, 0, OF_M2},
    [NU2] = {"NU2", 2, -3, 4, -1, 0, 0, OF_M2},
    [M2] = {"M2", 2, -2, 2, 0, 0, 0, OF_M2},
    [LAMBDA2] = {"LAMBDA2", 2, -1, 0, 1, 0, 2, OF_M2},
    [L2] = {"L2", 2, -1, 2, -1, 0, 2, OF_L2},
    [T2] = {"T2", 2, 0, -1, 0, 1, 0, NONE},
    [S2] = {"S2", 2, 0, 0, 0, 0, 0, NONE},
    [R2] = {"R2", 2, 0, 1, 0, -1, 2, NONE},
    [K2] = {"K2", 2, 0, 2, 0, 0, 0, OF_K2},
    [M3] = {"M3", 3, -3, 3, 0, 0, 0, OF_M3},
};

typedef struct compound { /* a sum of constituents; a times 0 ends it */
    const char *name;
    struct {
        int times, of;
    } parts[3];
} compound;

static const compound compound_table[] = {
    {"MNS2", {{1, M2}, {1, N2}, {-1, S2}}},
    {"MSN2", {{1, M2}, {1, S2}, {-1, N2}}},
    {"MKS2", {{1, M2}, {1, K2}, {-1, S2}}},
    {"2SM2", {{2, S2}, {-1, M2}}},
    {"MO3", {{1, M2}, {1, O1}}},
    {"SO3", {{1, S2}, {1, O1}}},
    {"MK3", {{1, M2}, {1, K1}}},
    {"SK3", {{1, S2}, {1, K1}}},
    {"2MK3", {{2, M2}, {-1, K1}}},
    {"N4", {{2, N2}}},
    {"3MS4", {{3, M2}, {-1, S2}}},
    {"MN4", {{1, M2}, {1, N2}}},
    {"M4", {{2, M2}}},
    {"SN4", {{1, S2}, {1, N2}}},
    {"MS4", {{1, M2}, {1, S2}}},
    {"MK4", {{1, M2}, {1, K2}}},
    {"S4", {{2, S2}}},
    {"SK4", {{1, S2}, {1, K2}}},
    {"2MN6", {{2, M2}, {1, N2}}},
    {"M6", {{3, M2}}},
    {"MSN6", {{1, M2}, {1, S2}, {1, N2}}},
    {"2MS6", {{2, M2}, {1, S2}}},
    {"2MK6", {{2, M2}, {1, K2}}},
    {"2SM6", {{2, S2}, {1, M2}}},
    {"MSK6", {{1, M2}, {1, S2}, {1, K2}}},
    {"S6", {{3, S2}}},
    {"3MN8", {{3, M2}, {1, N2}}},
    {"M8", {{4, M2}}},
    {"2MSN8", {{2, M2}, {1, S2}, {1, N2}}},
    {"3MS8", {{3, M2}, {1, S2}}},
    {"2MS8", {{2, M2}, {2, S2}}},
    {"S8", {{4, S2}}},
};

enum { COMPOUNDS = sizeof compound_table / sizeof compound_table[0], PARTS = 3 };

static const struct {
    const char *name;
    int of;
} other_names[] = {{"LAM2", LAMBDA2}, {"LDA2", LAMBDA2},  {"SIG1", SIGMA1},  {"SGM", SIGMA1},
                   {"RHO", RHO1},     {"EPS2", EPSILON2}, {"EP2", EPSILON2}, {"MFM", MTM}};

int tide_constituent_count(void) {
    return ASTRONOMICAL + COMPOUNDS;
}

const char *tide_constituent_name(int constituent) {
    return constituent < ASTRONOMICAL ? sky_table[constituent].name
                                      : compound_table[constituent - ASTRONOMICAL].name;
}

static bool same(const char *known, const char *name, size_t length) {
    return strlen(known) == length && strncasecmp(known, name, length) == 0;
}

int tide_constituent_find(const char *name, size_t length) {
    for (int i = 0; i < tide_constituent_count(); i++) {
        if (same(tide_constituent_name(i), name, length)) return i;
    }
    for (size_t i = 0; i < sizeof other_names / sizeof other_names[0]; i++) {
        if (same(other_names[i].name, name, length)) return other_names[i].of;
    }
    return TIDE_UNKNOWN;
}

/* Degrees an hour: of T, and of the longitudes by their rates a Julian century. */
static double sky_speed(const astronomical *a) {
    const double hours = 36525.0 * 24.0;
    return a->T * 15.0
           + (a->s * 481267.88123421 + a->h * 36000.76983 + a->p * 4069.0137287 + a->p1 * 1.71953)
                 / hours;
}

double tide_constituent_speed(int constituent) {
    if (constituent < ASTRONOMICAL) return sky_speed(&sky_table[constituent]);
    const compound *c = &compound_table[constituent - ASTRONOMICAL];
    double speed = 0.0;
    for (int k = 0; k < PARTS; k++)
        speed += c->parts[k].times * sky_speed(&sky_table[c->parts[k].of]);
    return speed;
}

/* ---- arguments ------------------------------------------------------------------------------- */

static double equilibrium_deg(const astronomical *a, const sky *at) {
    return a->T * at->T + a->s * at->s + a->h * at->h + a->p * at->p + a->p1 * at->p1
           + a->quarters * 90.0;
}

/* f and V0 + u in degrees of one constituent under that sky. */
static void argument(int constituent, const sky *at, double *factor, double *angle_deg) {
    if (constituent < ASTRONOMICAL) {
        const astronomical *a = &sky_table[constituent];
        *factor = at->f[a->rule];
        *angle_deg = equilibrium_deg(a, at) + at->u[a->rule];
        return;
    }
    const compound *c = &compound_table[constituent - ASTRONOMICAL];
    *factor = 1.0;
    *angle_deg = 0.0;
    for (int k = 0; k < PARTS && c->parts[k].times != 0; k++) {
        double f, v;
        argument(c->parts[k].of, at, &f, &v);
        *angle_deg += c->parts[k].times * v;
        for (int n = 0; n < abs(c->parts[k].times); n++) *factor *= f;
    }
}

void tide_arguments(cw_time time, const int *constituents, size_t count, double *factors,
                    double *angles) {
    sky at = sky_at(time);
    for (size_t k = 0; k < count; k++) {
        double angle_deg;
        argument(constituents[k], &at, &factors[k], &angle_deg);
        angles[k] = cw_radians(fmod(angle_deg, 360.0));
    }
}

double tide_predict(cw_time time, const int *constituents, const double *amplitudes,
                    const double *lags_deg, size_t count) {
    double sum = 0.0;
    sky at = sky_at(time);
    for (size_t k = 0; k < count; k++) {
        double factor, angle_deg;
        argument(constituents[k], &at, &factor, &angle_deg);
        sum += factor * amplitudes[k] * cos(cw_radians(fmod(angle_deg - lags_deg[k], 360.0)));
    }
    return sum;
}
