/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tidal constituents against numbers made elsewhere: speeds as published by the IHO, equilibrium
 * arguments and nodal corrections by other programs and by other formulas.
 */
#include "environment/tide_constituents.h"

#include "support.h"

#include <math.h>
#include <string.h>

static int known(const char *name) {
    int c = tide_constituent_find(name, strlen(name));
    if (c == TIDE_UNKNOWN) print_error("%s is not known\n", name);
    assert_int_not_equal(c, TIDE_UNKNOWN);
    return c;
}

static void argument(cw_time time, const char *name, double *factor, double *angle_deg) {
    int c = known(name);
    double angle;
    tide_arguments(time, &c, 1, factor, &angle);
    *angle_deg = cw_degrees(angle);
}

static double between(double a_deg, double b_deg) {
    return fabs(remainder(a_deg - b_deg, 360.0));
}

/* Angles are printed by their difference: 359.99 and 0.01 are near. */
static void assert_angle(const char *name, double got_deg, double want_deg, double tolerance_deg) {
    if (between(got_deg, want_deg) > tolerance_deg) print_error("%s: ", name);
    assert_close(remainder(got_deg - want_deg, 360.0), 0.0, tolerance_deg);
}

/* Degrees an hour, International Hydrographic Organization, Standard List of Tidal Constituents
 * (TWCWG, 2017), printed to seven decimals. */
static void speeds(void **state) {
    static const struct {
        const char *name;
        double speed;
    } list[] = {
        {"Sa", 0.0410686},       {"Ssa", 0.0821373},       {"Mm", 0.5443747},
        {"MSf", 1.0158958},      {"Mf", 1.0980331},        {"Mtm", 1.6424078},
        {"2Q1", 12.8542862},     {"Sigma1", 12.9271398},   {"Q1", 13.3986609},
        {"Rho1", 13.4715145},    {"O1", 13.9430356},       {"P1", 14.9589314},
        {"S1", 15.0000000},      {"K1", 15.0410686},       {"J1", 15.5854433},
        {"OO1", 16.1391017},     {"Epsilon2", 27.4238338}, {"MNS2", 27.4238338},
        {"2N2", 27.8953548},     {"Mu2", 27.9682085},      {"N2", 28.4397295},
        {"Nu2", 28.5125832},     {"M2", 28.9841042},       {"MKS2", 29.0662415},
        {"Lambda2", 29.4556253}, {"L2", 29.5284789},       {"T2", 29.9589333},
        {"S2", 30.0000000},      {"R2", 30.0410667},       {"K2", 30.0821373},
        {"MSN2", 30.5443747},    {"2SM2", 31.0158958},     {"MO3", 42.9271398},
        {"2MK3", 42.9271398},    {"M3", 43.4761563},       {"SO3", 43.9430356},
        {"MK3", 44.0251729},     {"SK3", 45.0410686},      {"N4", 56.8794590},
        {"3MS4", 56.9523127},    {"MN4", 57.4238337},      {"M4", 57.9682084},
        {"SN4", 58.4397295},     {"MS4", 58.9841042},      {"MK4", 59.0662415},
        {"S4", 60.0000000},      {"SK4", 60.0821373},      {"2MN6", 86.4079380},
        {"M6", 86.9523127},      {"MSN6", 87.4238337},     {"2MS6", 87.9682084},
        {"2MK6", 88.0503457},    {"2SM6", 88.9841042},     {"MSK6", 89.0662415},
        {"S6", 90.0000000},      {"3MN8", 115.3920422},    {"M8", 115.9364166},
        {"2MSN8", 116.4079380},  {"3MS8", 116.9523127},    {"2MS8", 117.9682084},
        {"S8", 120.0000000},
    };
    (void)state;
    assert_int_equal(tide_constituent_count(), sizeof list / sizeof *list);
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        /* the last printed digit, and rates that differ by a digit between epochs, up to 8-fold */
        assert_close(tide_constituent_speed(known(list[i].name)), list[i].speed, 5e-7);
    }
}

/* The argument turns at the published speed: its change over a day, whole turns taken off. */
static void arguments_turn_at_their_speed(void **state) {
    (void)state;
    cw_time time = cw_time_from_civil(2021, 11, 24, 3, 0, 0.0);
    for (int c = 0; c < tide_constituent_count(); c++) {
        double factor, before, after;
        tide_arguments(time, &c, 1, &factor, &before);
        tide_arguments(time + 24 * CW_HOUR_MS, &c, 1, &factor, &after);
        /* u moves by at most 0.06 degrees a day (K2: 17.7 * 2 pi / 6798 = 0.016; L2 and OO1 most)
         */
        assert_angle(tide_constituent_name(c), cw_degrees(after - before),
                     24.0 * tide_constituent_speed(c), 0.3);
    }
}

/* ---- another program: arguments -----------------------------------------------------------------
 */

typedef struct sky { /* degrees */
    double T, s, h, p, p1, xi, nu, nu1, nu2;
} sky;

static double expected(const char *name, const sky *k) {
    double u = 2.0 * (k->xi - k->nu), first = k->T + k->h;
    if (strcmp(name, "M2") == 0) return 2.0 * (k->T - k->s + k->h) + u;
    if (strcmp(name, "S2") == 0) return 2.0 * k->T;
    if (strcmp(name, "N2") == 0) return 2.0 * first - 3.0 * k->s + k->p + u;
    if (strcmp(name, "M4") == 0) return 4.0 * (k->T - k->s + k->h) + 2.0 * u;
    if (strcmp(name, "K1") == 0) return first - 90.0 - k->nu1;
    if (strcmp(name, "O1") == 0) return first - 2.0 * k->s + 90.0 + 2.0 * k->xi - k->nu;
    if (strcmp(name, "K2") == 0) return 2.0 * first - 2.0 * k->nu2;
    if (strcmp(name, "P1") == 0) return k->T - k->h + 90.0;
    if (strcmp(name, "T2") == 0) return 2.0 * k->T - k->h + k->p1;
    if (strcmp(name, "J1") == 0) return first + k->s - k->p - 90.0 - k->nu;
    assert_string_equal(name, "MS4");
    return 4.0 * k->T - 2.0 * k->s + 2.0 * k->h + u;
}

/* Mean longitudes and nodal angles that the FES prediction software of CNES (aviso-fes,
 * tests/library/angle/astronomic.cpp, after Meeus) expects, in radians; put together by Schureman's
 * table 2. */
static void sky_of_the_fes_software(void **state) {
    static const char *const names[] = {"M2", "S2", "N2", "M4", "K1", "O1",
                                        "K2", "P1", "T2", "J1", "MS4"};
    static const struct {
        int year;
        double s, h, p, p1, xi, nu, nu1, nu2;
    } given[] = {
        {2000, 3.6955259116230854, 4.886470984554807, 1.4538178589080255, 4.938184370650754,
         0.19203231321420278, 0.20721813091600161, 0.13805659123725886, 0.132258440531486},
        {1900, 4.8350287204635256, 4.890236551186639, 5.83611841445075, 4.908181469091293,
         -0.20894666114487137, -0.22723534369606191, -0.15525635947276978, -0.15460551183194723}};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        sky k = {.T = 180.0,
                 .s = cw_degrees(given[i].s),
                 .h = cw_degrees(given[i].h),
                 .p = cw_degrees(given[i].p),
                 .p1 = cw_degrees(given[i].p1),
                 .xi = cw_degrees(given[i].xi),
                 .nu = cw_degrees(given[i].nu),
                 .nu1 = cw_degrees(given[i].nu1),
                 .nu2 = cw_degrees(given[i].nu2)};
        for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
            double factor, angle;
            argument(cw_time_from_civil(given[i].year, 1, 1, 0, 0, 0.0), names[n], &factor, &angle);
            /* they add dynamical minus universal time (64 s move the moon by 0.0098 degrees, four
             * times in M4); the nodal angles' constants are rounded in the fifth digit */
            assert_angle(names[n], angle, expected(names[n], &k), 0.05);
        }
    }
}

/* ---- another program: arguments and factors -----------------------------------------------------
 */

enum { TABLE = 25 };

static const char *const table_names[TABLE] = {
    "M2", "S2", "N2", "K1",      "O1", "K2",  "P1", "Q1", "M4",   "MS4", "2N2",  "MU2", "NU2",
    "L2", "T2", "R2", "LAMBDA2", "J1", "OO1", "MF", "MM", "RHO1", "M3",  "2MK3", "2SM2"};

/* V0 + u in degrees and f by the equations of tide_fac (the NOAA program that comes with ADCIRC;
 * Schureman's formulas with his mean longitudes of 1900, whose f and u are those of his tables 14
 * and 15), evaluated in double precision. L2's f is 0 there: not given. Its K2 adds 0.001 to
 * formula 235, which is not Schureman's and was taken off. */
static const struct {
    int year, month, day, hour;
    struct {
        double angle_deg, factor;
    } want[TABLE];
} table[] = {
    {1970, 1, 1, 0, {{165.10, 0.9644}, {0.00, 1.0000},   {269.79, 0.9644}, {12.19, 1.1100},
                     {152.12, 1.1786}, {204.62, 1.3061}, {349.77, 1.0000}, {256.81, 1.1786},
                     {330.19, 0.9300}, {165.10, 0.9644}, {14.47, 0.9644},  {329.64, 0.9644},
                     {224.95, 0.9644}, {258.21, 0.0000}, {2.19, 1.0000},   {177.81, 1.0000},
                     {285.24, 0.9644}, {268.29, 1.1614}, {53.83, 1.7553},  {40.85, 1.4389},
                     {255.31, 0.8755}, {211.98, 1.1786}, {67.65, 0.9471},  {318.00, 1.0323},
                     {194.90, 0.9644}}},
    {1988, 7, 2, 12, {{287.04, 0.9640}, {0.00, 1.0000},   {305.04, 0.9640}, {12.42, 1.1108},
                      {273.95, 1.1798}, {205.05, 1.3089}, {349.25, 1.0000}, {291.95, 1.1798},
                      {214.08, 0.9294}, {287.04, 0.9640}, {323.04, 0.9640}, {213.61, 0.9640},
                      {195.61, 0.9640}, {109.65, 0.0000}, {182.00, 1.0000}, {358.00, 1.0000},
                      {198.47, 0.9640}, {355.09, 1.1624}, {292.23, 1.7621}, {279.14, 1.4424},
                      {342.00, 0.8744}, {182.52, 1.1798}, {70.56, 0.9466},  {201.66, 1.0323},
                      {72.96, 0.9640}}},
    {2006, 3, 21, 5, {{350.82, 0.9633}, {150.00, 1.0000}, {69.06, 0.9633},  {162.94, 1.1125},
                      {188.13, 1.1827}, {145.80, 1.3152}, {346.42, 1.0000}, {266.38, 1.1827},
                      {341.64, 0.9279}, {140.82, 0.9633}, {147.30, 0.9633}, {191.82, 0.9633},
                      {113.57, 0.9633}, {114.11, 0.0000}, {74.46, 1.0000},  {45.54, 1.0000},
                      {48.06, 0.9633},  {84.44, 1.1647},  {317.24, 1.7777}, {154.55, 1.4505},
                      {281.76, 0.8719}, {310.89, 1.1827}, {346.23, 0.9455}, {178.70, 1.0324},
                      {309.18, 0.9633}}},
    {2021, 11, 24, 3, {{338.29, 0.9824}, {90.00, 1.0000},  {114.40, 0.9824}, {11.08, 1.0651},
                       {330.25, 1.1051}, {201.59, 1.1566}, {71.70, 1.0000},  {106.36, 1.1051},
                       {316.57, 0.9652}, {68.29, 0.9824},  {250.52, 0.9824}, {228.47, 0.9824},
                       {92.36, 0.9824},  {10.49, 0.0000},  {130.01, 1.0000}, {229.99, 1.0000},
                       {44.22, 0.9824},  {231.92, 1.1005}, {225.84, 1.3944}, {217.80, 1.2418},
                       {223.88, 0.9375}, {84.31, 1.1051},  {327.43, 0.9738}, {305.49, 1.0280},
                       {201.71, 0.9824}}},
    {2030, 6, 15, 18, {{184.85, 1.0092}, {180.00, 1.0000}, {164.70, 1.0092}, {92.93, 0.9864},
                       {87.77, 0.9777},  {5.72, 0.9458},   {95.93, 1.0000},  {67.62, 0.9777},
                       {9.70, 1.0184},   {4.85, 1.0092},   {144.55, 1.0092}, {187.62, 1.0092},
                       {207.77, 1.0092}, {19.10, 0.0000},  {19.40, 1.0000},  {160.60, 1.0000},
                       {341.94, 1.0092}, {117.24, 0.9881}, {286.41, 0.9152}, {189.32, 0.9463},
                       {20.15, 1.0303},  {110.68, 0.9777}, {97.28, 1.0139},  {276.77, 1.0045},
                       {175.15, 1.0092}}},
};

static void arguments_and_factors_of_tide_fac(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        cw_time time =
            cw_time_from_civil(table[i].year, table[i].month, table[i].day, table[i].hour, 0, 0.0);
        for (int n = 0; n < TABLE; n++) {
            double factor, angle;
            argument(time, table_names[n], &factor, &angle);
            /* by 2030 the moon of 1900 and that of Meeus part by 0.016 degrees, and the sine of the
             * orbit's inclination that tide_fac uses (0.0897056, of 5.145 degrees: 0.0896766)
             * moves xi - nu by 0.008: four times both in M4 */
            assert_angle(table_names[n], angle, table[i].want[n].angle_deg, 0.1);
            /* constants of I rounded to 5 and 6 digits; O1's mean to 0.3800 and 0.37988 (3e-4) */
            if (table[i].want[n].factor == 0.0) continue;
            assert_close(factor, table[i].want[n].factor, 5e-4 * table[i].want[n].factor);
        }
    }
}

/* ---- another theory -----------------------------------------------------------------------------
 */

/* Doodson's series in the node's longitude N (Doodson and Warburg, Admiralty Manual of Tides,
 * 1941): made from the harmonic development of the potential, not from the tilt of the orbit. Over
 * a whole turn of the node the two agree within 0.006 in f and 0.6 degrees in u. */
static void series_of_doodson(void **state) {
    (void)state;
    for (int month = 0; month < 224; month++) {
        cw_time time = cw_time_from_civil(2003, 1, 1, 0, 0, 0.0)
                       + (cw_time)(month * 30.4375 * 24.0) * CW_HOUR_MS;
        double t =
            (double)(time - cw_time_from_civil(2000, 1, 1, 12, 0, 0.0)) / (36525.0 * 86400e3);
        double N = cw_radians(125.0445 - 1934.1363 * t), f, angle, plain, unused;
        argument(time, "M2", &f, &angle);
        assert_close(f, 1.0 - 0.037 * cos(N), 0.003);
        argument(time, "S2", &unused, &plain);
        argument(time, "O1", &f, &angle);
        assert_close(f, 1.009 + 0.187 * cos(N) - 0.015 * cos(2.0 * N), 0.006);
        argument(time, "K1", &f, &angle);
        assert_close(f, 1.006 + 0.115 * cos(N) - 0.009 * cos(2.0 * N), 0.006);
        argument(time, "K2", &f, &angle);
        assert_close(f, 1.024 + 0.286 * cos(N) + 0.008 * cos(2.0 * N), 0.012);
        /* u: what is left of the argument when the mean longitudes are taken away */
        double s = 218.3165 + 481267.8813 * t, h = 280.4665 + 36000.7698 * t;
        double T = 0.5 * plain; /* half of S2's: right but for 180 degrees */
        argument(time, "M2", &f, &angle);
        assert_angle("u of M2", angle - 2.0 * (T - s + h), -2.1 * sin(N), 0.2);
        argument(time, "K2", &f, &angle);
        assert_angle("u of K2", angle - 2.0 * (T + h), -17.7 * sin(N) + 0.7 * sin(2.0 * N), 0.6);
    }
}

/* ---- rules -------------------------------------------------------------------------------------
 */

static void compounds_are_sums_and_products(void **state) {
    (void)state;
    cw_time time = cw_time_from_civil(2021, 11, 24, 3, 17, 0.0);
    double f_m2, m2, f_s2, s2, f_n2, n2, f_k1, k1, f, angle;
    argument(time, "M2", &f_m2, &m2);
    argument(time, "S2", &f_s2, &s2);
    argument(time, "N2", &f_n2, &n2);
    argument(time, "K1", &f_k1, &k1);
    argument(time, "M4", &f, &angle);
    assert_close(f, f_m2 * f_m2, 1e-12);
    assert_angle("M4", angle, 2.0 * m2, 1e-9);
    argument(time, "2MSN8", &f, &angle);
    assert_close(f, f_m2 * f_m2 * f_n2, 1e-12);
    assert_angle("2MSN8", angle, 2.0 * m2 + s2 + n2, 1e-9);
    argument(time, "2MK3", &f, &angle); /* a subtracted wave still multiplies */
    assert_close(f, f_m2 * f_m2 * f_k1, 1e-12);
    assert_angle("2MK3", angle, 2.0 * m2 - k1, 1e-9);
}

static void names(void **state) {
    (void)state;
    assert_int_equal(known("m2"), known("M2"));
    assert_int_equal(known("LAM2"), known("Lambda2"));
    assert_int_equal(tide_constituent_find("M2_u", 2), known("M2"));
    assert_int_equal(tide_constituent_find("M", 1), TIDE_UNKNOWN);
    assert_int_equal(tide_constituent_find("", 0), TIDE_UNKNOWN);
    assert_int_equal(tide_constituent_find("M22", 3), TIDE_UNKNOWN);
}

/* S2 is the sun's clock: high at 0 and 12 h universal time when its lag is 0. */
static void prediction_follows_the_clock(void **state) {
    (void)state;
    int s2 = known("S2");
    double amplitude = 2.0, lag = 60.0;
    for (int hour = 0; hour < 24; hour++) {
        cw_time time = cw_time_from_civil(1955, 3, 1, hour, 0, 0.0); /* before 1970 too */
        assert_close(tide_predict(time, &s2, &amplitude, &lag, 1),
                     2.0 * cos(cw_radians(30.0 * hour - 60.0)), 1e-9);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(speeds),
                                       cmocka_unit_test(arguments_turn_at_their_speed),
                                       cmocka_unit_test(sky_of_the_fes_software),
                                       cmocka_unit_test(arguments_and_factors_of_tide_fac),
                                       cmocka_unit_test(series_of_doodson),
                                       cmocka_unit_test(compounds_are_sums_and_products),
                                       cmocka_unit_test(names),
                                       cmocka_unit_test(prediction_follows_the_clock)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
