/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who could have struck them, and whether the evidence names anyone.
 *
 * For each vessel the probability of contact is the share of the particles, weighed by what was
 * found, that its swept hull passes over (struck_swarm.c). What that is worth is told by chance:
 * all vessels' tracks are shifted in time together, many times, over the whole log closed to a
 * ring; had none struck anybody, the true time would be one of these shifts like any other. So the
 * share of shifts in which any vessel does as well as this one (the greatest over all vessels, as
 * Westfall and Young 1993 have it) is a p-value that counts how many ships were looked at, and the
 * chance that a ship is named wrongly is at most the error rate that is asked for.
 * A ship is named only if p_family is within the error rate, its ratio to chance is strong, and no
 * other is nearly as likely. Else the answer is: no ship. docs/struck.md.
 */
#include "struck.h"

#include <math.h>
#include <stdlib.h>

enum { SHIFTS = 199 };

static const double ERROR_RATE = 0.05;
static const double STRONG = 10.0; /* Jeffreys: strong evidence */
static const double APART = 2.0;   /* over the next */
static const int64_t LEAST_SHIFT_MS = 30 * CW_SECOND_MS;

typedef struct struck_work {
    const cw_struck_problem *problem;
    const cw_track *const *vessels;
    swarm swarm;
    cw_time log_from;
    size_t slots, base, shifts; /* of the log; of the window in it; of the null distribution */
    double *contact;            /* [vessel * (shifts + 1) + shift]; 0: as it was */
    double *greatest;           /* one a shift: over all vessels */
    cw_suspect *suspects;       /* one a vessel */
    bool *seen;                 /* had a place in the window */
} struck_work;

/* ---- one vessel ----------------------------------------------------------------------------- */

static int ascending(const void *x, const void *y) {
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static void describe(const struck_work *w, contacts *c, double *times_s, cw_suspect *row) {
    static const double SHARES[3] = {0.1, 0.5, 0.9};
    size_t n = w->swarm.count, met = 0;
    for (size_t i = 0; i < n; i++) {
        if (c->step[i] != SIZE_MAX)
            times_s[met++] = ((double)c->step[i] + 0.5) * (double)STRUCK_STEP_MS / 1000.0;
    }
    qsort(times_s, met, sizeof *times_s, ascending);
    qsort(c->least_m, n, sizeof *c->least_m, ascending);
    for (int q = 0; q < 3; q++) {
        row->least_m[q] = c->least_m[(size_t)(SHARES[q] * (double)(n - 1))];
        if (met > 0)
            row->window[q] = w->problem->from
                             + (cw_time)(times_s[(size_t)(SHARES[q] * (double)(met - 1))] * 1000.0);
    }
}

static bool in_window(const struck_work *w, const hull_way *way) {
    for (size_t k = 0; k <= w->swarm.steps; k++) {
        if (way->slots[(w->base + k) % way->count].known) return true;
    }
    return false;
}

static void weigh_vessel(struck_work *w, size_t v, hull_way *way, contacts *c, double *times_s) {
    const cw_struck_problem *p = w->problem;
    double *least = c->least_m;
    hull_way_follow(p, w->vessels[v], w->log_from, w->swarm.scale, way);
    w->seen[v] = in_window(w, way);
    c->shift = 0;
    w->contact[v * (w->shifts + 1)] = swarm_contact(&w->swarm, way, w->base, p->seed, c);
    describe(w, c, times_s, &w->suspects[v]);
    c->least_m = NULL;
    for (size_t j = 1; j <= w->shifts; j++) {
        c->shift = j * w->slots / (w->shifts + 1);
        w->contact[v * (w->shifts + 1) + j] = swarm_contact(&w->swarm, way, w->base, p->seed, c);
    }
    c->least_m = least;
}

static void weigh_range(void *context, size_t first, size_t last) {
    struck_work *w = context;
    hull_way way = {.count = w->slots};
    contacts c = {0};
    way.slots = cw_alloc_array(w->slots, sizeof *way.slots);
    c.step = cw_alloc_array(w->swarm.count, sizeof *c.step);
    c.least_m = cw_alloc_array(w->swarm.count, sizeof *c.least_m);
    double *times_s = cw_alloc_array(w->swarm.count, sizeof *times_s);
    if (way.slots == NULL || c.step == NULL || c.least_m == NULL || times_s == NULL) {
        w->contact[first * (w->shifts + 1)] = (double)NAN;
        last = first;
    }
    for (size_t v = first; v < last; v++) {
        if (is_ship(cw_track_vessel(w->vessels[v])->sender)) weigh_vessel(w, v, &way, &c, times_s);
    }
    free(way.slots);
    free(c.step);
    free(c.least_m);
    free(times_s);
}

/* ---- against chance ------------------------------------------------------------------------- */

static void find_greatest(struck_work *w, size_t count, double *by_chance) {
    double sum = 0.0;
    for (size_t j = 0; j <= w->shifts; j++) {
        for (size_t v = 0; v < count; v++) {
            double c = w->contact[v * (w->shifts + 1) + j];
            w->greatest[j] = fmax(w->greatest[j], c);
            if (j > 0) sum += c;
        }
    }
    *by_chance = sum / (double)w->shifts;
}

static void compare(const struck_work *w, size_t v, cw_suspect *row) {
    const double *c = w->contact + v * (w->shifts + 1);
    size_t own = 1, family = 1;
    double sum = 0.0;
    for (size_t j = 1; j <= w->shifts; j++) {
        own += c[j] >= c[0];
        family += w->greatest[j] >= c[0];
        sum += c[j];
    }
    row->vessel = v;
    row->contact = c[0];
    row->chance = sum / (double)w->shifts;
    row->ratio = row->chance > 0.0 ? row->contact / row->chance : (double)INFINITY;
    row->p_own = (double)own / (double)(w->shifts + 1);
    row->p_family = (double)family / (double)(w->shifts + 1);
}

/* ---- the answer ----------------------------------------------------------------------------- */

static bool answer(cw_struck *s, const char *english, const char *french) {
    s->why_english = english;
    s->why_french = french;
    return false;
}

static bool names(cw_struck *s, size_t shifts, double error_rate) {
    if (s->count == 0)
        return answer(s, "no vessel that was heard passed over where the people can have been",
                      "aucun navire entendu n'est passé là où les personnes ont pu être");
    const cw_suspect *first = &s->suspects[0];
    if (1.0 / (double)(shifts + 1) > error_rate)
        return answer(s, "the log is too short to tell a strike from chance",
                      "le journal est trop court pour distinguer un abordage du hasard");
    if (first->p_family > error_rate)
        return answer(s, "at other hours, too, vessels pass over such people by chance as likely",
                      "à d'autres heures aussi, des navires y passent par hasard aussi souvent");
    if (first->ratio < STRONG)
        return answer(s, "the likeliest is less than ten times as likely as by chance",
                      "le plus probable l'est moins de dix fois plus que par hasard");
    if (s->count > 1 && first->contact < APART * s->suspects[1].contact)
        return answer(s, "two vessels are nearly as likely as each other",
                      "deux navires sont presque aussi probables l'un que l'autre");
    s->named = 0;
    return answer(s, "likelier than by chance, by the rule and its error rate",
                  "plus probable que par hasard, selon la règle et son taux d'erreur");
}

static int by_contact(const void *x, const void *y) {
    const cw_suspect *a = x, *b = y;
    if (a->contact != b->contact) return a->contact > b->contact ? -1 : 1;
    if (a->least_m[1] != b->least_m[1]) return a->least_m[1] < b->least_m[1] ? -1 : 1;
    return (a->vessel > b->vessel) - (a->vessel < b->vessel);
}

static void conclude(struck_work *w, size_t count, cw_struck *s) {
    double rate = w->problem->error_rate > 0.0 ? w->problem->error_rate : ERROR_RATE;
    find_greatest(w, count, &s->by_chance);
    for (size_t v = 0; v < count; v++) {
        s->looked_at += w->seen[v];
        compare(w, v, &w->suspects[v]);
        if (w->suspects[v].contact > 0.0) s->suspects[s->count++] = w->suspects[v];
    }
    qsort(s->suspects, s->count, sizeof *s->suspects, by_contact);
    s->shifts = w->shifts;
    s->adrift = w->swarm.adrift;
    s->named = SIZE_MAX;
    names(s, w->shifts, rate);
}

/* ---- all ------------------------------------------------------------------------------------ */

/* From the first fix of any vessel to the last. */
static bool lay_log(struck_work *w, size_t count, cw_error *err) {
    const cw_struck_problem *p = w->problem;
    cw_time from = INT64_MAX, to = INT64_MIN;
    for (size_t v = 0; v < count; v++) {
        if (!is_ship(cw_track_vessel(w->vessels[v])->sender)) continue;
        cw_time first = cw_track_fix_at(w->vessels[v], 0).time,
                last = cw_track_fix_at(w->vessels[v], cw_track_count(w->vessels[v]) - 1).time;
        from = first < from ? first : from;
        to = last > to ? last : to;
    }
    if (from > to)
        return cw_fail(err, CW_ERR_INPUT,
                       "the AIS log holds no vessel: it cannot tell who could have struck them");
    if (from > p->from || to < p->to) {
        char a[CW_TIME_TEXT], b[CW_TIME_TEXT];
        cw_time_format(from, a);
        cw_time_format(to, b);
        return cw_fail(err, CW_ERR_INPUT,
                       "the AIS log (vessels from %s to %s) does not reach over the window of the "
                       "strike",
                       a, b);
    }
    w->log_from = from;
    w->slots = (size_t)((to - from) / STRUCK_STEP_MS) + 1;
    w->base = (size_t)((p->from - from) / STRUCK_STEP_MS);
    size_t most = w->slots * (size_t)STRUCK_STEP_MS / (size_t)LEAST_SHIFT_MS;
    w->shifts = p->shifts > 0 ? p->shifts : SHIFTS;
    if (w->shifts + 1 > most) w->shifts = most > 2 ? most - 1 : 1;
    return true;
}

static bool work(struck_work *w, size_t count, cw_struck *s, cw_error *err) {
    if (!swarm_create(w->problem, &w->swarm, err) || !lay_log(w, count, err)) return false;
    w->contact = cw_alloc_array(count * (w->shifts + 1), sizeof *w->contact);
    w->greatest = cw_alloc_array(w->shifts + 1, sizeof *w->greatest);
    w->suspects = cw_alloc_array(count, sizeof *w->suspects);
    w->seen = cw_alloc_array(count, sizeof *w->seen);
    s->suspects = cw_alloc_array(count, sizeof *s->suspects);
    if (w->contact == NULL || w->greatest == NULL || w->suspects == NULL || w->seen == NULL
        || s->suspects == NULL)
        return cw_fail_memory(err);
    cw_parallel_for(count, 1, w->problem->threads, weigh_range, w);
    for (size_t i = 0; i < count * (w->shifts + 1); i++) {
        if (isnan(w->contact[i])) return cw_fail_memory(err);
    }
    conclude(w, count, s);
    return struck_unheard(w->problem, &w->swarm, w->vessels, count, s, err);
}

cw_struck *cw_struck_find(const cw_struck_problem *problem, const cw_track *const *vessels,
                          size_t count, cw_error *err) {
    struck_work w = {.problem = problem, .vessels = vessels};
    cw_struck *s = calloc(1, sizeof *s);
    bool good = s != NULL || cw_fail_memory(err);
    good = good && work(&w, count, s, err);
    swarm_free(&w.swarm);
    free(w.contact);
    free(w.greatest);
    free(w.suspects);
    free(w.seen);
    if (good) return s;
    cw_struck_destroy(s);
    return NULL;
}

void cw_struck_destroy(cw_struck *struck) {
    if (struck == NULL) return;
    free(struck->suspects);
    free(struck->unheard);
    free(struck);
}
