/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a GRIB message is good for. Messages are known by ECMWF parameter number (the same for both
 * editions, codes.ecmwf.int/grib/param-db) and, since local tables rename them, by WMO discipline,
 * category and number of edition 2 (code table 4.2).
 */
#include "grib_names.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct parameter {
    cw_quantity quantity;
    long id;                           /* ECMWF parameter, 0: any */
    long discipline, category, number; /* edition 2; -1: not used */
    grib_component component;
    bool at_10_m; /* must be said to be at 10 m above ground (or sea) */
    int rank;
} parameter;

static const parameter parameters[] = {
    {CW_WIND, 165, -1, -1, -1, GRIB_EAST, false, 0},  /* 10u */
    {CW_WIND, 166, -1, -1, -1, GRIB_NORTH, false, 0}, /* 10v */
    {CW_WIND, 131, -1, -1, -1, GRIB_EAST, true, 1},   /* u */
    {CW_WIND, 132, -1, -1, -1, GRIB_NORTH, true, 1},  /* v */
    {CW_WIND, 0, 0, 2, 2, GRIB_EAST, true, 1},
    {CW_WIND, 0, 0, 2, 3, GRIB_NORTH, true, 1},
    {CW_WIND, 228131, -1, -1, -1, GRIB_EAST, false, 2}, /* neutral 10 m wind */
    {CW_WIND, 228132, -1, -1, -1, GRIB_NORTH, false, 2},
    {CW_CURRENT, 151131, -1, -1, -1, GRIB_EAST, false, 0}, /* ocu */
    {CW_CURRENT, 151132, -1, -1, -1, GRIB_NORTH, false, 0},
    {CW_CURRENT, 3049, -1, -1, -1, GRIB_EAST, false, 0}, /* ucurr */
    {CW_CURRENT, 3050, -1, -1, -1, GRIB_NORTH, false, 0},
    {CW_CURRENT, 0, 10, 1, 2, GRIB_EAST, false, 0},
    {CW_CURRENT, 0, 10, 1, 3, GRIB_NORTH, false, 0},
    {CW_CURRENT, 0, 10, 4, 23, GRIB_EAST, false, 1}, /* model level sea water velocity */
    {CW_CURRENT, 0, 10, 4, 24, GRIB_NORTH, false, 1},
    {CW_STOKES, 140215, -1, -1, -1, GRIB_EAST, false, 0}, /* ust */
    {CW_STOKES, 140216, -1, -1, -1, GRIB_NORTH, false, 0},
    {CW_STOKES, 0, 10, 0, 21, GRIB_EAST, false, 0},
    {CW_STOKES, 0, 10, 0, 22, GRIB_NORTH, false, 0},
    {CW_WATER_TEMPERATURE, 34, -1, -1, -1, GRIB_EAST, false, 0},   /* sst */
    {CW_WATER_TEMPERATURE, 3080, -1, -1, -1, GRIB_EAST, false, 0}, /* wtmp */
    {CW_WATER_TEMPERATURE, 0, 10, 3, 0, GRIB_EAST, false, 0},
    {CW_WATER_TEMPERATURE, 0, 10, 4, 18, GRIB_EAST, false, 1}};

static bool starts(const char *text, const char *start) {
    return strncmp(text, start, strlen(start)) == 0;
}

/* A wave model states its driving wind at the "surface": taken when nothing better is there. */
static bool at_10_m(codes_handle *h, int *rank) {
    char type[64];
    grib_text(h, "typeOfLevel", type);
    long level = grib_long(h, "level", -1);
    if (starts(type, "heightAbove") && level == 10) return true;
    if (strcmp(type, "surface") != 0) return false;
    *rank = 3;
    return true;
}

/* How far from the surface; of pressure levels in hPa below 1100, so that the lowest is nearest. */
static double depth_of(codes_handle *h) {
    char type[64];
    grib_text(h, "typeOfLevel", type);
    double level = (double)grib_long(h, "level", 0);
    if (strcmp(type, "surface") == 0 || strcmp(type, "oceanSurface") == 0) return 0.0;
    if (strcmp(type, "isobaricInhPa") == 0) return 1100.0 - level;
    if (strcmp(type, "isobaricInPa") == 0) return 1100.0 - level / 100.0;
    return fabs(level);
}

static bool matches(codes_handle *h, const parameter *p, long id) {
    if (p->id != 0) return id == p->id;
    return grib_long(h, "edition", 1) == 2 && grib_long(h, "discipline", -1) == p->discipline
           && grib_long(h, "parameterCategory", -1) == p->category
           && grib_long(h, "parameterNumber", -1) == p->number;
}

/* A name alone fits every level: for wind 10 m goes before the "surface", and both before the rest.
 */
static void by_options(codes_handle *h, cw_quantity quantity, const cw_file_options *options,
                       grib_match *match) {
    if (quantity == CW_WIND && at_10_m(h, &match->rank))
        match->level = 0.0;
    else if (quantity == CW_WIND)
        match->rank = 4;
    if (strcmp(match->name, options->east_variable) == 0) match->component = GRIB_EAST;
    if (options->north_variable != NULL && strcmp(match->name, options->north_variable) == 0) {
        match->component = GRIB_NORTH;
    }
}

grib_match grib_recognise(codes_handle *h, cw_quantity quantity, const cw_file_options *options) {
    grib_match match = {.component = GRIB_NEITHER};
    char name[64], step[64];
    grib_text(h, "shortName", name);
    grib_text(h, "stepType", step);
    snprintf(match.name, sizeof match.name, "%.31s", name);
    match.level = depth_of(h);
    if (step[0] != '\0' && strcmp(step, "instant") != 0) return match; /* means, maxima */
    if (options != NULL && options->east_variable != NULL) {
        by_options(h, quantity, options, &match);
        return match;
    }
    long id = grib_long(h, "paramId", 0);
    for (size_t k = 0; k < sizeof parameters / sizeof *parameters; k++) {
        const parameter *p = &parameters[k];
        if (p->quantity != quantity || !matches(h, p, id)) continue;
        match.rank = p->rank;
        if (p->at_10_m && !at_10_m(h, &match.rank)) continue;
        if (quantity == CW_WIND) match.level = 0.0;
        match.component = p->component;
        return match;
    }
    return match;
}
