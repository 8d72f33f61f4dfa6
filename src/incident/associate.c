/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which incident does this belong to (R1, R12)? For a report with evidence e at place x, time t:
 *
 *   P(incident i) is proportional to  r  D_i(x, t)  L_i(e)
 *   P(none yet)   is proportional to  b  1 / A
 *
 * r reports an hour of an incident that is known, b new incidents an hour in the area A; D_i the
 * density of the incident's drift ensemble, sum over particles of w N(x; x_k(t), s^2 + h^2), where
 * s is the position's own error (from radius and confidence of a circular normal error) and h the
 * width of the kernel (half of Scott's rule, as in the probability maps); L_i the likelihood ratio
 * of the other evidence against that of a boat not yet known. An incident without a drift at that
 * time, or a report without a place, gets D = 1/A: place says nothing.
 *
 * The ratios of evidence are judgements, stated here once: they order a list that a person reads.
 * Most reports of a night come from few boats with many phones, so an unknown number is no evidence
 * either way, but a number known from another incident is strong evidence against.
 */
#include "fold.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double SAME_KEY = 1000.0, OTHER_KEY = 0.02, SAME_LANGUAGE = 3.0, OTHER_LANGUAGE = 0.5,
                    WORSE_TO_BETTER = 0.1, ENGINE_AGAIN = 0.3;
static const double SIZES = 60.0; /* heads of an unknown boat: evenly over as many numbers */

cw_background cw_background_default(void) {
    /* 604 incidents in 2023, on some 120 nights of about ten hours; a Channel of 40 by 60 nm */
    return (cw_background){.new_per_hour = 0.5,
                           .reports_per_hour = 4.0,
                           .area_m2 = 40.0 * 60.0 * CW_NAUTICAL_MILE_M * CW_NAUTICAL_MILE_M};
}

cw_evidence cw_evidence_of_report(const cw_filed_report *r, const char **number) {
    cw_evidence e = {.time = r->at,
                     .fixes = r->reading.fixes,
                     .fix_count = r->reading.fix_count,
                     .low = -1,
                     .high = -1,
                     .device = r->reading.device,
                     .mmsi = r->reading.mmsi,
                     .language = r->reading.language,
                     .engine = r->reading.engine,
                     .conditions = r->reading.conditions};
    *number = r->reading.number;
    e.numbers = number;
    e.number_count = r->reading.number[0] != '\0';
    for (size_t i = 0; i < r->reading.count_count; i++) {
        if (r->reading.counts[i].kind != CW_PEOPLE_ABOARD) continue;
        e.low = r->reading.counts[i].low;
        e.high = r->reading.counts[i].high;
        break;
    }
    return e;
}

static void reason(cw_association *a, const char *english, const char *french, const char *detail) {
    if (a->reason_count == CW_MOST_REASONS) return;
    snprintf(a->reasons[a->reason_count][0], sizeof a->reasons[0][0], "%s%.60s", english, detail);
    snprintf(a->reasons[a->reason_count++][1], sizeof a->reasons[0][1], "%s%.60s", french, detail);
}

/* ---- place --------------------------------------------------------------------------------- */

static double fix_sigma_m(const cw_fix *fix) {
    double c = fmin(fmax(fix->confidence, 0.01), 0.999);
    return fix->radius_m / sqrt(-2.0 * log(1.0 - c));
}

typedef struct cloud_size { /* of the particles at a time */
    double weight, kernel2;
    cw_xy mean;
} cloud_size;

static cloud_size measure(const cw_tracks *t, cw_time time) {
    double w = 0, w2 = 0, x = 0, y = 0, s = 0;
    cw_xy at;
    for (size_t k = 0; k < t->particles; k++) {
        double p = (double)t->weight[k];
        if (!cw_tracks_at(t, k, time, &at)) continue;
        w += p, w2 += p * p, x += p * at.x_m, y += p * at.y_m;
    }
    if (!(w > 0.0)) return (cloud_size){0};
    x /= w, y /= w;
    for (size_t k = 0; k < t->particles; k++) {
        if (cw_tracks_at(t, k, time, &at))
            s += (double)t->weight[k] * (pow(at.x_m - x, 2) + pow(at.y_m - y, 2));
    }
    double scott = 0.5 * sqrt(0.5 * s / w) * pow(w * w / w2, -1.0 / 6.0);
    return (cloud_size){w, pow(fmax(scott, 50.0), 2), {x, y}};
}

static double density(const cw_tracks *t, const cloud_size *size, cw_time time, cw_xy x,
                      double sigma_m) {
    double v = sigma_m * sigma_m + size->kernel2, sum = 0.0;
    cw_xy at;
    for (size_t k = 0; k < t->particles; k++) {
        if (!cw_tracks_at(t, k, time, &at)) continue;
        double d2 = pow(at.x_m - x.x_m, 2) + pow(at.y_m - x.y_m, 2);
        if (d2 < 60.0 * v) sum += (double)t->weight[k] * exp(-0.5 * d2 / v);
    }
    return sum / size->weight / (2.0 * CW_PI * v);
}

/* Density of the fixes under the drift over that of a new incident, as a factor. */
static double place_factor(const cw_evidence *e, const cw_drift_of *d, double area_m2,
                           cw_association *a) {
    static const double FARTHEST = 1e-12; /* the drift may be wrong: never a certain no */
    double sum = 0.0, total = 0.0;
    cw_time time = e->fix_count > 0 && e->fixes[0].timed ? e->fixes[0].time : e->time;
    cloud_size size = d != NULL && e->fix_count > 0 ? measure(d->tracks, time) : (cloud_size){0};
    a->placed = size.weight > 0.0;
    if (d == NULL || !a->placed) {
        reason(a,
               e->fix_count == 0 ? "no position was given" : "no drift is computed for that time",
               e->fix_count == 0 ? "aucune position donnée"
                                 : "pas de dérive calculée pour cette heure",
               "");
        return 1.0;
    }
    for (size_t i = 0; i < e->fix_count; i++) {
        cw_xy x = cw_plane_forward(d->plane, e->fixes[i].at);
        total += e->fixes[i].probability;
        if (isfinite(x.x_m))
            sum += e->fixes[i].probability
                   * density(d->tracks, &size, time, x, fix_sigma_m(&e->fixes[i]));
    }
    cw_xy first = cw_plane_forward(d->plane, e->fixes[0].at);
    char detail[40];
    double factor = fmax(total > 0.0 ? sum / total * area_m2 : 0.0, FARTHEST);
    snprintf(detail, sizeof detail, "%.1f nm",
             hypot(first.x_m - size.mean.x_m, first.y_m - size.mean.y_m) / CW_NAUTICAL_MILE_M);
    if (factor >= 1.0)
        reason(a, "the place fits where they can be by now; from the middle of it: ",
               "le lieu convient à la dérive ; distance de son centre : ", detail);
    else
        reason(a, "the place is where they can hardly be by now; from the middle of it: ",
               "le lieu ne convient guère à la dérive ; distance de son centre : ", detail);
    return factor;
}

/* ---- other evidence ------------------------------------------------------------------------- */

/* 1: the key is known in the incident, -1: in another one, 0: nowhere. */
static int key_known(const cw_situation *s, size_t incident, const cw_evidence *e,
                     const char **key) {
    int found = 0;
    for (size_t i = 0; i < s->report_count; i++) {
        const cw_filed_report *r = &s->reports[i];
        if (r->incident == CW_NONE) continue;
        bool here = cw_situation_same(s, r->incident, incident), same = false;
        for (size_t n = 0; n < e->number_count && !same; n++) {
            same = r->reading.number[0] != '\0' && strcmp(r->reading.number, e->numbers[n]) == 0;
            if (same) *key = e->numbers[n];
        }
        const char *own[2] = {e->device, e->mmsi},
                   *theirs[2] = {r->reading.device, r->reading.mmsi};
        for (int k = 0; k < 2 && !same; k++) {
            same = own[k] != NULL && own[k][0] != '\0' && strcmp(own[k], theirs[k]) == 0;
            if (same) *key = own[k];
        }
        if (same && here) return 1;
        if (same) found = -1;
    }
    return found;
}

static double key_factor(const cw_situation *s, size_t incident, const cw_evidence *e,
                         cw_association *a) {
    const char *key = "";
    int known = key_known(s, incident, e, &key);
    if (known > 0) {
        reason(a, "its reports come from the same telephone or device: ",
               "ses signalements viennent du même téléphone ou appareil : ", key);
        a->positive_key = true;
        return SAME_KEY;
    }
    if (known == 0) return 1.0;
    reason(a, "this telephone or device belongs to another incident: ",
           "ce téléphone ou appareil appartient à un autre incident : ", key);
    return OTHER_KEY;
}

static double heads_factor(const cw_situation *s, size_t incident, const cw_evidence *e,
                           cw_association *a) {
    double best = 0.0, seen = -1.0;
    if (e->low < 0) return 1.0;
    double given = 0.5 * (e->low + e->high), width = e->high - e->low;
    for (size_t i = 0; i < s->people_count; i++) {
        const cw_statement_of_people *p = &s->people[i];
        if (p->kind != CW_PEOPLE_ABOARD || !p->current
            || !cw_situation_same(s, p->incident, incident))
            continue;
        double said = 0.5 * (p->low + p->high),
               sigma = fmax(fmax(2.0, 0.1 * said), 0.5 * (width + p->high - p->low));
        double fit =
            SIZES * exp(-0.5 * pow((given - said) / sigma, 2)) / (sigma * sqrt(2.0 * CW_PI));
        if (fit > best || seen < 0.0) best = fmax(fit, 1e-6), seen = said;
        if (e->recovery && given >= p->low && given <= p->high) a->positive_key = true;
    }
    if (seen < 0.0) return 1.0;
    char detail[60];
    snprintf(detail, sizeof detail, "%.0f / %.0f", given, seen);
    if (best >= 1.0)
        reason(a, "the number of people fits: ", "le nombre de personnes convient : ", detail);
    else
        reason(a, "the number of people does not fit: ",
               "le nombre de personnes ne convient pas : ", detail);
    return best;
}

static double words_factor(const cw_situation *s, size_t incident, const cw_evidence *e,
                           cw_association *a) {
    static const unsigned bad = CW_CONDITION_IN_WATER | CW_CONDITION_SWAMPED;
    double factor = 1.0;
    bool same = false, spoken = false, wet = false, stopped = false;
    for (size_t i = 0; i < s->report_count; i++) {
        const cw_filed_report *r = &s->reports[i];
        if (!cw_situation_same(s, r->incident, incident) || r->at > e->time) continue;
        wet = wet || (r->reading.conditions & bad) != 0;
        stopped = stopped || r->reading.engine == CW_ENGINE_STOPPED;
        if (r->reading.language[0] == '\0' || e->language == NULL || e->language[0] == '\0')
            continue;
        spoken = true;
        same = same || strcmp(r->reading.language, e->language) == 0;
    }
    if (spoken) {
        factor *= same ? SAME_LANGUAGE : OTHER_LANGUAGE;
        reason(a, same ? "the same language: " : "another language: ",
               same ? "la même langue : " : "une autre langue : ", e->language);
    }
    if (wet && (e->conditions & CW_CONDITION_UNDER_WAY) && !(e->conditions & bad)) {
        factor *= WORSE_TO_BETTER;
        reason(a, "they were swamped or in the water, this boat is under way",
               "ils étaient submergés ou à l'eau, cette embarcation fait route", "");
    }
    if (stopped && e->engine == CW_ENGINE_RUNNING) {
        factor *= ENGINE_AGAIN;
        reason(a, "their engine had stopped, this one runs",
               "leur moteur était arrêté, celui-ci marche", "");
    }
    return factor;
}

/* ---- the list ------------------------------------------------------------------------------ */

static const cw_drift_of *drift_of(const cw_situation *s, size_t incident,
                                   const cw_drift_of *drifts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (cw_situation_same(s, drifts[i].incident, incident)) return &drifts[i];
    }
    return NULL;
}

static cw_association judge(const cw_situation *s, size_t incident, const cw_evidence *e,
                            const cw_drift_of *drift, const cw_background *b) {
    cw_association a = {.incident = incident};
    double place = place_factor(e, drift, b->area_m2, &a);
    a.place = log(place);
    double evidence = key_factor(s, incident, e, &a) * heads_factor(s, incident, e, &a)
                      * words_factor(s, incident, e, &a);
    a.probability = b->reports_per_hour * place * evidence;
    if (e->recovery && !a.positive_key)
        reason(&a, "no positive key: it may not be logged as this incident",
               "pas de clé positive : ne pas l'enregistrer comme cet incident", "");
    return a;
}

static int by_probability(const void *x, const void *y) {
    const cw_association *a = x, *b = y;
    if (a->probability != b->probability) return a->probability > b->probability ? -1 : 1;
    return (a->incident > b->incident) - (a->incident < b->incident);
}

size_t cw_associate(const cw_situation *s, const cw_evidence *e, const cw_drift_of *drifts,
                    size_t drift_count, const cw_background *b, cw_association *ranked,
                    size_t most) {
    size_t count = 0;
    double total = 0.0;
    if (most == 0) return 0;
    ranked[count] = (cw_association){.incident = CW_NONE, .probability = b->new_per_hour};
    reason(&ranked[count++], "a boat that is not known yet", "une embarcation encore inconnue", "");
    for (size_t i = 0; i < s->incident_count && count < most; i++) {
        if (s->incidents[i].group != i || s->incidents[i].hidden
            || cw_situation_is_closed(s, i, NULL))
            continue;
        ranked[count++] = judge(s, i, e, drift_of(s, i, drifts, drift_count), b);
    }
    for (size_t i = 0; i < count; i++) total += ranked[i].probability;
    for (size_t i = 0; i < count; i++) ranked[i].probability /= total;
    qsort(ranked, count, sizeof *ranked, by_probability);
    return count;
}
