/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Risk as a page: what the history holds and what was left out of it, the rate with its interval,
 * each factor's ratio to the mean rate with its interval or "too few to say", where most of it
 * lies, and how much of the sea rests on too little to say anything. A risk of collisions has a
 * head and limits of its own (risk_exposure.c).
 */
#include "page.h"
#include "risk_exposure.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { PLACES = 10 };
static const double FEW = 5.0, HOURS_A_YEAR = 365.25 * 24.0;

typedef struct sheet {
    page p;
    const cw_risk *risk;
    const cw_history *history;
} sheet;

static bool is_of_traffic(const sheet *s) {
    return s->risk->exposure.ships > 0;
}

static double years_of(const cw_risk *risk) {
    return (double)(risk->to - risk->from) / (double)CW_HOUR_MS / HOURS_A_YEAR;
}

/* ---- history --------------------------------------------------------------------------------- */

static void head(sheet *s) {
    page *p = &s->p;
    const cw_history *h = s->history;
    char from[CW_TIME_TEXT], to[CW_TIME_TEXT], line[640];
    cw_text_add(p->text, "%s\n", page_say(p, "RISK, FROM HISTORY", "RISQUE, D'APRÈS L'HISTORIQUE"));
    snprintf(line, sizeof line,
             page_say(p,
                      "%zu incidents in the area from %s to %s (UTC). Rows read: %zu; damaged and "
                      "left out: %zu; told twice: %zu; outside the area or the period: %zu; in the "
                      "hour that a local clock shows twice: %zu.",
                      "%zu incidents dans la zone, du %s au %s (UTC). Lignes lues : %zu ; abîmées "
                      "et écartées : %zu ; répétées : %zu ; hors zone ou hors période : %zu ; dans "
                      "l'heure que l'horloge locale montre deux fois : %zu."),
             s->risk->incidents, words_date(p->language, s->risk->from, from),
             words_date(p->language, s->risk->to, to), h->rows, h->damaged, h->twice,
             s->risk->outside, h->doubtful);
    page_wrap(p, "", 0, line);
    if (h->unwanted == 0) return;
    snprintf(line, sizeof line,
             page_say(p, "Not of the kind asked for, and not counted: %zu.",
                      "Pas du genre demandé, et non comptés : %zu."),
             h->unwanted);
    page_wrap(p, "", 0, line);
}

static void rate(sheet *s) {
    page *p = &s->p;
    double n = (double)s->risk->incidents, years = years_of(s->risk);
    double spread = fmax(s->risk->dispersion, 1.0);
    double low = gsl_cdf_gamma_Pinv(0.025, n / spread + 0.5, spread / years),
           high = gsl_cdf_gamma_Pinv(0.975, n / spread + 0.5, spread / years);
    char line[512];
    snprintf(
        line, sizeof line,
        page_say(p,
                 "Rate: %s a year (95 %%: %s to %s). Days vary %s times as much as chance alone "
                 "would have it; all intervals are widened by that. Kernel: Gaussian, "
                 "bandwidth %s by cross-validation.",
                 "Fréquence : %s par an (95 %% : %s à %s). Les jours varient %s fois plus que "
                 "ne le ferait le hasard seul ; tous les intervalles en sont élargis. Noyau "
                 "gaussien, largeur %s par validation croisée."),
        page_number(p, n / years, 1), page_number(p, low, 1), page_number(p, high, 1),
        page_number(p, s->risk->dispersion, 1), page_nm(p, s->risk->bandwidth_m, 1));
    page_wrap(p, "", 0, line);
    if (n < 20.0)
        page_wrap(
            p, "", 0,
            page_say(p,
                     "TOO FEW TO SAY: with fewer than 20 incidents neither the places nor the "
                     "factors below mean much.",
                     "TROP PEU POUR CONCLURE : avec moins de 20 incidents, ni les lieux ni "
                     "les facteurs ci-dessous ne disent grand-chose."));
}

/* ---- factors --------------------------------------------------------------------------------- */

static const char *level_name(sheet *s, size_t factor, size_t level, char text[64]) {
    static const char *const seas[][2] = {{"waves under 0.5 m", "vagues sous 0,5 m"},
                                          {"0.5 to 1.25 m", "0,5 à 1,25 m"},
                                          {"1.25 to 2.5 m", "1,25 à 2,5 m"},
                                          {"2.5 m and above", "2,5 m et plus"}};
    static const char *const seasons[][2] = {{"January to March", "janvier à mars"},
                                             {"April to June", "avril à juin"},
                                             {"July to September", "juillet à septembre"},
                                             {"October to December", "octobre à décembre"}};
    size_t french = s->p.language == CW_FRENCH;
    if (factor == CW_FACTOR_HOUR) snprintf(text, 64, "%02zu-%02zu UTC", 3 * level, 3 * level + 3);
    if (factor == CW_FACTOR_SEASON) snprintf(text, 64, "%s", seasons[level][french]);
    if (factor == CW_FACTOR_SEA) snprintf(text, 64, "%s", seas[level][french]);
    if (factor == CW_FACTOR_TIDE)
        snprintf(text, 64, french ? "PM Douvres %+zd h à %+zd h" : "HW Dover %+zd h to %+zd h",
                 (ssize_t)(2 * level) - 2, (ssize_t)(2 * level));
    return text;
}

static void factor(sheet *s, size_t f) {
    static const char *const names[][2] = {
        {"Hour of the day", "Heure du jour"},
        {"Season", "Saison"},
        {"Tide (sixths, from the turn to the north-east)", "Marée (sixièmes, depuis la renverse)"},
        {"Sea state", "État de la mer"}};
    page *p = &s->p;
    const cw_risk_factor *factor_told = &s->risk->factors[f];
    cw_text_add(p->text, "\n  %s\n", page_say(p, names[f][0], names[f][1]));
    if (!factor_told->fitted) {
        page_wrap(p, "    ", 4,
                  page_say(p,
                           "not known: the history does not say how often the sea was how high "
                           "(--sea FILE).",
                           "inconnu : l'historique ne dit pas combien de temps la mer était à "
                           "quelle hauteur (--sea FICHIER)."));
        return;
    }
    for (size_t i = 0; i < cw_factor_levels[f]; i++) {
        const cw_risk_level *level = &factor_told->levels[i];
        char name[64], interval[96];
        snprintf(interval, sizeof interval, page_say(p, "%s to %s", "%s à %s"),
                 page_number(p, level->low, 2), page_number(p, level->high, 2));
        cw_text_add(p->text, "    %s%s %s   %s %s\n", page_left(p, level_name(s, f, i, name), 28),
                    page_right(p, page_number(p, level->count, 0), 7),
                    page_right(p, page_number(p, level->ratio, 2), 8), page_left(p, interval, 16),
                    level->few ? page_say(p, "too few to say", "trop peu pour conclure") : "");
    }
}

static void factors(sheet *s) {
    page *p = &s->p;
    page_title(p, page_say(p, "WHEN: incidents, ratio to the mean rate, 95 % interval",
                           "QUAND : incidents, rapport à la fréquence moyenne, intervalle à 95 %"));
    for (size_t f = 0; f < CW_FACTORS; f++) factor(s, f);
}

/* ---- places ---------------------------------------------------------------------------------- */

/* The cell with the greatest share below that of the last one told. */
static size_t next_cell(const cw_risk *risk, double below, size_t after) {
    size_t best = SIZE_MAX;
    for (size_t c = 0; c < risk->nx * risk->ny; c++) {
        double share = risk->cells[c].share;
        bool left = share < below || (share == below && c > after && after != SIZE_MAX);
        if (left && share > 0.0 && (best == SIZE_MAX || share > risk->cells[best].share)) best = c;
    }
    return best;
}

static void place(sheet *s, size_t c) {
    page *p = &s->p;
    const cw_risk *risk = s->risk;
    const cw_risk_cell *cell = &risk->cells[c];
    cw_xy middle = {risk->x0_m + ((double)(c % risk->nx) + 0.5) * risk->cell_m,
                    risk->y0_m + ((double)(c / risk->nx) + 0.5) * risk->cell_m};
    char interval[96];
    double scale = is_of_traffic(s) ? 1000.0 : 1.0; /* years: collisions are rare */
    snprintf(interval, sizeof interval, page_say(p, "%s to %s", "%s à %s"),
             page_number(p, scale * cell->low, 2), page_number(p, scale * cell->high, 2));
    cw_text_add(p->text, "    %s %s   %s %s %s\n",
                page_left(p, page_position(p, cw_plane_inverse(risk->plane, middle)), 26),
                page_right(p, page_number(p, scale * cell->per_year, 2), 8),
                page_left(p, interval, 20), page_right(p, page_number(p, cell->effective, 1), 8),
                cell->effective < FEW ? page_say(p, "too few to say", "trop peu pour conclure")
                                      : "");
}

static void places(sheet *s) {
    page *p = &s->p;
    size_t sea = 0, thin = 0, after = SIZE_MAX;
    double below = INFINITY;
    char line[256], title[256];
    snprintf(title, sizeof title,
             is_of_traffic(s)
                 ? page_say(
                     p,
                     "WHERE: ten cells of %s with most; collisions in 1000 years, 95 %% interval, "
                     "passages / 4",
                     "OÙ : dix mailles de %s ; abordages en 1000 ans, intervalle à 95 %%, "
                     "passages / 4")
                 : page_say(
                     p,
                     "WHERE: the ten cells of %s with most; incidents a year, 95 %% interval, "
                     "effective number",
                     "OÙ : les dix mailles de %s les plus chargées ; incidents par an, intervalle "
                     "à 95 %%, effectif"),
             page_nm(p, s->risk->cell_m, 1));
    page_title(p, title);
    for (int k = 0; k < PLACES; k++) {
        size_t c = next_cell(s->risk, below, after);
        if (c == SIZE_MAX) break;
        place(s, c);
        below = s->risk->cells[c].share;
        after = c;
    }
    for (size_t c = 0; c < s->risk->nx * s->risk->ny; c++) {
        if (!(s->risk->cells[c].share > 0.0)) continue;
        sea++;
        thin += s->risk->cells[c].effective < FEW;
    }
    snprintf(
        line, sizeof line,
        is_of_traffic(s)
            ? page_say(p,
                       "%zu of %zu cells with traffic rest on fewer than twenty passages: too "
                       "few to say.",
                       "%zu mailles fréquentées sur %zu reposent sur moins de vingt "
                       "passages : trop peu pour conclure.")
            : page_say(p,
                       "%zu of %zu cells of sea rest on fewer than five incidents: too few to say.",
                       "%zu mailles de mer sur %zu reposent sur moins de cinq incidents : trop peu "
                       "pour conclure."),
        thin, sea);
    page_wrap(p, "  ", 2, line);
}

static void limits(sheet *s) {
    page *p = &s->p;
    page_title(p, page_say(p, "LIMITS", "LIMITES"));
    page_wrap(p, "  ", 2,
              page_say(p,
                       "Where and when are taken as independent. History says where incidents were "
                       "reported, not where they happened; a time to come may differ from it. "
                       "Collision risk from AIS is not in it. Method: docs/risk.md.",
                       "Lieu et heure sont pris comme indépendants. L'historique dit où des "
                       "incidents ont été signalés, non où ils ont eu lieu ; l'avenir peut en "
                       "différer. Le risque d'abordage d'après l'AIS n'y est pas. Méthode : "
                       "docs/risk.md."));
    if (s->history->notes.data == NULL) return;
    page_title(p, page_say(p, "ROWS LEFT OUT", "LIGNES ÉCARTÉES"));
    cw_text_add(p->text, "%s", s->history->notes.data);
}

bool cw_report_risk_text(const cw_risk *risk, const cw_history *history, cw_language language,
                         cw_text *text, cw_error *err) {
    sheet s = {.p = {.text = text, .language = language}, .risk = risk, .history = history};
    size_t from = text->length;
    if (is_of_traffic(&s)) {
        page_exposure_head(&s.p, risk);
        places(&s);
        page_exposure_limits(&s.p);
    } else {
        head(&s);
        rate(&s);
        factors(&s);
        places(&s);
        limits(&s);
    }
    page_finish(text, from);
    return !text->failed || cw_fail_memory(err);
}
