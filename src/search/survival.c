/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long can people live in cold water? Nobody knows for one person; three models stand side by
 * side and make a band, never one number. Their figures are in data/survival.csv.
 *
 *   Golden (1996):    half of those clothed and in a lifejacket live 1 h at 5 °C, 2 h at 10 °C, 6 h
 *                     at 15 °C; between the points the logarithm of the time is linear.
 *   Hayward (1975):   t = 15 min + 7.2 / C, C = 0.0785 - 0.0034 Tw in °C/min: rectal temperature
 *                     falls to 30 °C. Light clothes, lifejacket, still; 4.6 to 18.2 °C. Without
 *                     flotation one has to move, which cools 35 % faster: C is multiplied by 1.35.
 *   Xu, Giesbrecht (2018): 0.0547 T^2 + 0.5048 T + 1.3604 h, an upper limit that few come near.
 *
 * A model gives one time, not a curve. Here the time of death is log-normal: Golden's and Hayward's
 * times are its median, the limit is the time at which one in twenty still lives, and one standard
 * deviation is a factor of two. These are assumptions of this project (docs/survival.md).
 *
 * Outside a model's range its formula is continued down to 0 °C and up to 20 °C, held beyond, and
 * the model is flagged: so that all rise with the temperature and none runs off (Hayward's C
 * reaches zero at 23.1 °C). Ordering the models at each time keeps the band monotone as well.
 */
#include "crosswatch/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- figures ------------------------------------------------------------------------------- */

typedef struct figures {
    double golden_h[3], golden_from, golden_to;
    double delay_min, fall, cooling, cooling_per_degree, moving, hayward_from, hayward_to;
    double square, linear, constant, xu_from, xu_to;
    double spread, at_limit, coldest, warmest;
} figures;

typedef struct field {
    const char *model, *name;
    size_t offset;
} field;

#define FIGURE(model, name, member) \
    { model, name, offsetof(figures, member) }
static const field fields[] = {
    FIGURE("golden", "hours_at_5", golden_h[0]),
    FIGURE("golden", "hours_at_10", golden_h[1]),
    FIGURE("golden", "hours_at_15", golden_h[2]),
    FIGURE("golden", "valid_from", golden_from),
    FIGURE("golden", "valid_to", golden_to),
    FIGURE("hayward", "minutes_before_cooling", delay_min),
    FIGURE("hayward", "degrees_to_cool", fall),
    FIGURE("hayward", "cooling_at_0", cooling),
    FIGURE("hayward", "cooling_per_degree", cooling_per_degree),
    FIGURE("hayward", "moving_factor", moving),
    FIGURE("hayward", "valid_from", hayward_from),
    FIGURE("hayward", "valid_to", hayward_to),
    FIGURE("xu_giesbrecht", "square", square),
    FIGURE("xu_giesbrecht", "linear", linear),
    FIGURE("xu_giesbrecht", "constant", constant),
    FIGURE("xu_giesbrecht", "valid_from", xu_from),
    FIGURE("xu_giesbrecht", "valid_to", xu_to),
    FIGURE("assumption", "spread_factor", spread),
    FIGURE("assumption", "alive_at_limit", at_limit),
    FIGURE("assumption", "coldest", coldest),
    FIGURE("assumption", "warmest", warmest),
};
enum { FIGURES = sizeof fields / sizeof fields[0], MOST_LINE = 512 };

static void take_row(char *line, figures *f, unsigned *seen) {
    char *part[5];
    if (cw_csv_split(line, part, 5) < 3) return;
    for (unsigned i = 0; i < FIGURES; i++) {
        if (strcmp(fields[i].model, part[0]) != 0 || strcmp(fields[i].name, part[1]) != 0) continue;
        double value = strtod(part[2], NULL);
        memcpy((char *)f + fields[i].offset, &value, sizeof value);
        *seen |= 1u << i;
    }
}

static bool read_figures(figures *f, cw_error *err) {
    size_t length;
    const char *text = cw_data_file("survival.csv", &length);
    unsigned seen = 0;
    while (text != NULL && *text != '\0') {
        char line[MOST_LINE];
        size_t bytes = strcspn(text, "\n");
        if (bytes < sizeof line) {
            memcpy(line, text, bytes);
            line[bytes] = '\0';
            take_row(line, f, &seen);
        }
        text += bytes + (text[bytes] == '\n');
    }
    if (seen == (1u << FIGURES) - 1u) return true;
    return cw_fail(err, CW_ERR_MACHINE, "the built-in table survival.csv lacks a figure");
}

/* ---- the models ---------------------------------------------------------------------------- */

/* Points at 5, 10 and 15 °C, straight in the logarithm, the end pieces carried on. */
static double golden_s(const figures *f, double c) {
    int piece = c < 10.0 ? 0 : 1;
    double part = (c - 5.0 * (piece + 1)) / 5.0;
    double rise = log(f->golden_h[piece + 1] / f->golden_h[piece]);
    return 3600.0 * f->golden_h[piece] * exp(part * rise);
}

static double hayward_s(const figures *f, double c, bool moving) {
    double rate = f->cooling - f->cooling_per_degree * c;
    return 60.0 * (f->delay_min + f->fall / (moving ? f->moving * rate : rate));
}

static double xu_giesbrecht_s(const figures *f, double c) {
    return 3600.0 * ((f->square * c + f->linear) * c + f->constant);
}

static bool beyond(double value, double from, double to) {
    return value < from || value > to;
}

/* The z for which a standard normal exceeds it with probability p, by bisection: p is a figure, not
 * a hot loop. */
static double upper_quantile(double p) {
    double low = -10.0, high = 10.0;
    for (int i = 0; i < 80; i++) {
        double middle = 0.5 * (low + high);
        if (0.5 * erfc(middle / sqrt(2.0)) > p)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

bool cw_survival_compute(double water_c, cw_clothing clothing, cw_flotation flotation,
                         cw_survival *survival, cw_error *err) {
    figures f;
    if (!(water_c >= -3.0 && water_c <= 45.0))
        return cw_fail(err, CW_ERR_INPUT, "no water has a temperature of %g degrees", water_c);
    if (!read_figures(&f, err)) return false;
    double c = fmin(fmax(water_c, f.coldest), f.warmest);
    bool suit = clothing == CW_CLOTHING_IMMERSION_SUIT;
    *survival = (cw_survival){.water_c = water_c, .insulated = suit, .log_spread = log(f.spread)};
    double *time = survival->time_s, *median = survival->median_s;
    bool *outside = survival->outside;
    time[CW_SURVIVAL_GOLDEN] = golden_s(&f, c);
    time[CW_SURVIVAL_HAYWARD] = hayward_s(&f, c, flotation == CW_FLOTATION_NO);
    time[CW_SURVIVAL_XU_GIESBRECHT] = xu_giesbrecht_s(&f, c);
    for (int m = 0; m < CW_SURVIVAL_MODELS; m++) median[m] = time[m];
    median[CW_SURVIVAL_XU_GIESBRECHT] *= exp(-survival->log_spread * upper_quantile(f.at_limit));
    outside[CW_SURVIVAL_GOLDEN] = suit || beyond(water_c, f.golden_from, f.golden_to);
    outside[CW_SURVIVAL_HAYWARD] = suit || beyond(water_c, f.hayward_from, f.hayward_to);
    outside[CW_SURVIVAL_XU_GIESBRECHT] = suit || beyond(water_c, f.xu_from, f.xu_to);
    return true;
}

/* ---- the band ------------------------------------------------------------------------------ */

double cw_survival_model_alive(const cw_survival *survival, cw_survival_model model,
                               double immersed_s) {
    if (!(immersed_s > 0.0)) return 1.0;
    double z = log(immersed_s / survival->median_s[model]) / survival->log_spread;
    return 0.5 * erfc(z / sqrt(2.0));
}

static void order(const double of[CW_SURVIVAL_MODELS], double band[CW_BANDS]) {
    double a = fmin(of[0], of[1]), b = fmax(of[0], of[1]);
    band[CW_BAND_LOW] = fmin(a, of[2]);
    band[CW_BAND_MIDDLE] = fmax(a, fmin(b, of[2]));
    band[CW_BAND_HIGH] = fmax(b, of[2]);
}

/* In an immersion suit the models are too dark by an amount that none of them gives: the band then
 * runs from the darkest of them to certain life, with the brightest of them in the middle. */
void cw_survival_alive(const cw_survival *survival, double immersed_s, double alive[CW_BANDS]) {
    double of[CW_SURVIVAL_MODELS];
    for (int m = 0; m < CW_SURVIVAL_MODELS; m++)
        of[m] = cw_survival_model_alive(survival, (cw_survival_model)m, immersed_s);
    order(of, alive);
    if (!survival->insulated) return;
    alive[CW_BAND_MIDDLE] = alive[CW_BAND_HIGH];
    alive[CW_BAND_HIGH] = 1.0;
}

void cw_survival_half(const cw_survival *survival, double half_s[CW_BANDS]) {
    order(survival->median_s, half_s);
    if (!survival->insulated) return;
    half_s[CW_BAND_MIDDLE] = half_s[CW_BAND_HIGH];
    half_s[CW_BAND_HIGH] = INFINITY;
}
