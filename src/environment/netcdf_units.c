/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Units of NetCDF variables. The unit must be written in the file, and be one of these: a current
 * in knots read as metres a second is twice too fast. Spellings are compared without blanks, dots,
 * stars and carets, in lower case ("m s**-1", "m.s-1" and "M S-1" are one).
 */
#include "netcdf_layout.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

typedef struct unit_factor {
    const char *unit; /* lower-case without blanks, dots, stars, carets */
    double factor, offset;
} unit_factor;

#define KNOT (CW_NAUTICAL_MILE_M / 3600.0)
static const unit_factor speed_units[] = {{"ms-1", 1, 0},
                                          {"m/s", 1, 0},
                                          {"metersecond-1", 1, 0},
                                          {"meterssecond-1", 1, 0},
                                          {"meterss-1", 1, 0},
                                          {"meters-1", 1, 0},
                                          {"metresecond-1", 1, 0},
                                          {"metressecond-1", 1, 0},
                                          {"metres-1", 1, 0},
                                          {"msec-1", 1, 0},
                                          {"m/sec", 1, 0},
                                          {"meter/second", 1, 0},
                                          {"meters/second", 1, 0},
                                          {"metre/second", 1, 0},
                                          {"metres/second", 1, 0},
                                          {"meter/sec", 1, 0},
                                          {"meters/sec", 1, 0},
                                          {"meterspersecond", 1, 0},
                                          {"meterpersecond", 1, 0},
                                          {"metrepersecond", 1, 0},
                                          {"metrespersecond", 1, 0},
                                          {"cms-1", 0.01, 0},
                                          {"cm/s", 0.01, 0},
                                          {"cm/sec", 0.01, 0},
                                          {"centimeters-1", 0.01, 0},
                                          {"mms-1", 0.001, 0},
                                          {"mm/s", 0.001, 0},
                                          {"kmh-1", 1 / 3.6, 0},
                                          {"km/h", 1 / 3.6, 0},
                                          {"knots", KNOT, 0},
                                          {"knot", KNOT, 0},
                                          {"kt", KNOT, 0},
                                          {"kts", KNOT, 0},
                                          {"kn", KNOT, 0},
                                          {NULL, 0, 0}};
static const unit_factor temperature_units[] = {{"k", 1, -273.15},
                                                {"kelvin", 1, -273.15},
                                                {"degk", 1, -273.15},
                                                {"degree_k", 1, -273.15},
                                                {"degc", 1, 0},
                                                {"celsius", 1, 0},
                                                {"c", 1, 0},
                                                {"degree_c", 1, 0},
                                                {"degrees_c", 1, 0},
                                                {"degreec", 1, 0},
                                                {"degreesc", 1, 0},
                                                {"degree_celsius", 1, 0},
                                                {"degrees_celsius", 1, 0},
                                                {"degreecelsius", 1, 0},
                                                {"degreescelsius", 1, 0},
                                                {"deg_c", 1, 0},
                                                {"\xc2\xb0"
                                                 "c",
                                                 1, 0},
                                                {NULL, 0, 0}};

static void squeeze(const char *units, char squeezed[64]) {
    size_t n = 0;
    for (const char *c = units; *c != '\0' && n < 63; c++) {
        if (strchr(" .*^", *c) == NULL) squeezed[n++] = (char)tolower((unsigned char)*c);
    }
    squeezed[n] = '\0';
}

static bool read_unit(const nc_file *file, cw_quantity quantity, const nc_variable *v,
                      double *factor, double *offset, cw_error *err) {
    char units[nc_text_size], squeezed[64];
    if (!nc_text(file, v, "units", false, units) || units[0] == '\0') {
        return cw_fail(err, CW_ERR_INPUT, "%s: variable %s has no units", file->path, v->name);
    }
    squeeze(units, squeezed);
    bool scalar = quantity == CW_WATER_TEMPERATURE;
    for (const unit_factor *u = scalar ? temperature_units : speed_units; u->unit != NULL; u++) {
        if (strcmp(u->unit, squeezed) != 0) continue;
        *factor = u->factor;
        *offset = u->offset;
        return true;
    }
    return cw_fail(err, CW_ERR_INPUT,
                   "%s: variable %s has the unit \"%.40s\", which is no known %s", file->path,
                   v->name, units, scalar ? CW_SAID("temperature") : CW_SAID("speed"));
}

/* Components in different units would need a factor each; no model does that. */
bool nc_read_units(const nc_file *file, cw_quantity quantity, nc_pair *pair, cw_error *err) {
    double factor = 0.0, offset = 0.0;
    if (!read_unit(file, quantity, pair->east, &pair->factor, &pair->offset, err)) return false;
    if (pair->north == NULL) return true;
    if (!read_unit(file, quantity, pair->north, &factor, &offset, err)) return false;
    if (factor == pair->factor) return true;
    return cw_fail(err, CW_ERR_INPUT, "%s: variables %s and %s have different units", file->path,
                   pair->east->name, pair->north->name);
}
