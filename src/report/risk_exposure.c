/* SPDX-License-Identifier: Apache-2.0 */
/* Collision exposure as a page: the traffic it rests on, candidates and collisions a year by how
 * ships meet, and what a number like this can and cannot say. */
#include "risk_exposure.h"

#include <stdio.h>

static void traffic(page *p, const cw_risk *risk) {
    char from[CW_TIME_TEXT], to[CW_TIME_TEXT], line[512];
    double hours = (double)(risk->to - risk->from) / (double)CW_HOUR_MS;
    snprintf(line, sizeof line,
             page_say(p,
                      "%zu ships under way from %s to %s (UTC), %s h, with %zu passages through "
                      "cells of the area.",
                      "%zu navires en route du %s au %s (UTC), %s h, et %zu passages dans des "
                      "mailles de la zone."),
             risk->exposure.ships, words_date(p->language, risk->from, from),
             words_date(p->language, risk->to, to), page_number(p, hours, 1),
             risk->exposure.passages);
    page_wrap(p, "", 0, line);
}

static void row(page *p, const char *name, double candidates, double collisions) {
    cw_text_add(p->text, "    %s%s%s\n", page_left(p, name, 28),
                page_right(p, page_number(p, candidates, 1), 14),
                page_right(p, page_number(p, 1000.0 * collisions, 2), 14));
}

static void meetings(page *p, const cw_traffic_exposure *e) {
    static const char *const names[CW_MEETINGS_COUNTED][2] = {
        [CW_COUNTED_CROSSING] = {"crossing", "routes croisées"},
        [CW_COUNTED_HEAD_ON] = {"head on", "routes opposées"},
        [CW_COUNTED_OVERTAKING] = {"overtaking", "rattrapage"}};
    double candidates = 0.0, collisions = 0.0;
    page_title(p, page_say(p,
                           "SUCH TRAFFIC: pairs a year that touch if nobody acts, collisions in "
                           "1000 years",
                           "UN TEL TRAFIC : paires par an qui se touchent si nul n'agit, abordages "
                           "en 1000 ans"));
    for (size_t k = 0; k < CW_MEETINGS_COUNTED; k++) {
        row(p, page_say(p, names[k][0], names[k][1]), e->candidates_per_year[k],
            e->collisions_per_year[k]);
        candidates += e->candidates_per_year[k];
        collisions += e->collisions_per_year[k];
    }
    row(p, page_say(p, "all", "total"), candidates, collisions);
}

void page_exposure_head(page *p, const cw_risk *risk) {
    cw_text_add(p->text, "%s\n",
                page_say(p, "COLLISION EXPOSURE, FROM AIS", "RISQUE D'ABORDAGE, D'APRÈS L'AIS"));
    traffic(p, risk);
    meetings(p, &risk->exposure);
}

void page_exposure_limits(page *p) {
    page_title(p, page_say(p, "LIMITS", "LIMITES"));
    page_wrap(
        p, "  ", 2,
        page_say(p,
                 "Intervals are those of the number of ships that happened to pass. The share of "
                 "candidates that collide (0.5 to 1.3 in ten thousand; IWRAP) is a mean of other "
                 "waters and can be wrong by a factor of three: compare places, not years. Ships "
                 "are taken to come at times of their own; what does not send AIS, and ships "
                 "while nothing was heard of them for six minutes, are not in it; the hour of the "
                 "day is not told apart. Method: docs/risk.md.",
                 "Les intervalles sont ceux du nombre de navires passés par hasard. La part des "
                 "paires qui s'abordent (0,5 à 1,3 sur dix mille ; IWRAP) est une moyenne "
                 "d'autres eaux et peut être fausse d'un facteur trois : comparez des lieux, non "
                 "des années. Les navires sont supposés venir chacun à son heure ; ce qui n'émet "
                 "pas d'AIS n'y est pas, ni un navire dont on n'a rien reçu pendant six minutes ; "
                 "l'heure du jour n'est pas distinguée. Méthode : "
                 "docs/risk.md."));
}
