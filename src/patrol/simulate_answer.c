/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What comes of an incident. Units are sent, the earliest first, until their places are enough for
 * the people; they search together until one finds (their rates add up), lift people in the order
 * in which they arrive, land them at their bases and are ready again after the turnaround. Whoever
 * is left over waits for the first unit to come again. Lives are counted as chances, by the band
 * of survival models, at the moment of lifting: no coin is thrown for a death, which would only add
 * noise.
 */
#include "simulate.h"

#include <math.h>

/* Nobody counts on anyone still being alive after two days in the water or adrift. */
static const double MOST_WAIT_S = 48.0 * 3600.0;

/* When the search has found: the hazard of all who have arrived by then has used up the draw. */
static double find_time(const sortie *sent, size_t count, double search) {
    double rate = 0.0, now = sent[0].arrive_s;
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            double used = rate * (sent[i].arrive_s - now);
            if (used >= search) break;
            search -= used;
            now = sent[i].arrive_s;
        }
        rate += sent[i].rate;
    }
    return now + search / rate;
}

static void alive_at(const cw_patrol_world *w, const incident *in, double time_s,
                     double alive[CW_BANDS]) {
    if (time_s <= in->wet_s) {
        for (int b = 0; b < CW_BANDS; b++) alive[b] = 1.0;
        return;
    }
    cw_survival_alive(&w->survival[in->kind], time_s - in->wet_s, alive);
}

/* Lifts at most `left` people from `begin_s` on; how many. */
static size_t lift(const fleet *f, const incident *in, size_t unit, double begin_s, size_t left,
                   cw_week *week) {
    const cw_patrol_world *w = f->world;
    size_t capacity = w->plan->units[unit].capacity, count = left < capacity ? left : capacity;
    double middle_s = begin_s + 0.5 * (double)count * w->plan->kinds[in->kind].pick_up_s;
    double alive[CW_BANDS];
    alive_at(w, in, middle_s, alive);
    for (int b = 0; b < CW_BANDS; b++) week->alive[b] += (double)count * alive[b];
    week->lifted[w->nation[unit]] += (double)count;
    return count;
}

/* Part of a sortie in hours in which it is at its post at sea anyway: counted already. */
static double on_watch_s(const fleet *f, size_t unit, double from_s, double to_s) {
    double sum = 0.0;
    for (size_t h = (size_t)(from_s / 3600.0); h < f->roster->hours; h++) {
        double begin = fmax(from_s, 3600.0 * (double)h), end = fmin(to_s, 3600.0 * (double)(h + 1));
        if (end <= begin) break;
        cw_post_kind kind = f->roster->posts[unit * f->roster->hours + h].kind;
        if (kind == CW_POST_STATION || kind == CW_POST_LEG) sum += end - begin;
    }
    return sum;
}

/* Busy from the order until ready again. */
static void take(fleet *f, size_t unit, double from_s, double to_s) {
    const double slot_s = 3600.0 / SLOTS_AN_HOUR;
    size_t slots = f->world->hours * SLOTS_AN_HOUR;
    double first = ceil(fmax(from_s, f->free_s[unit]) / slot_s - 0.5);
    for (size_t s = (size_t)fmax(first, 0.0); s < slots; s++) {
        if (((double)s + 0.5) * slot_s >= to_s) break;
        if (f->taken[s] < UINT8_MAX) f->taken[s]++;
    }
    f->load[unit].busy_s += (float)(to_s - fmax(from_s, f->free_s[unit]));
    f->free_s[unit] = to_s;
}

static void come_home(fleet *f, const incident *in, const sortie *s, double done_s, cw_week *week) {
    const cw_patrol_world *w = f->world;
    const cw_patrol_unit *u = &w->plan->units[s->unit];
    double back_s = done_s + s->back_way_s;
    double away_s = back_s - s->leave_s - on_watch_s(f, s->unit, s->leave_s, back_s);
    size_t nation = w->nation[s->unit];
    week->away_s[nation] += away_s;
    week->fuel_l[nation] += away_s / 3600.0 * u->fuel_l_per_h;
    f->crew_s[f->permit->crew[s->unit]] -= away_s;
    f->load[s->unit].away_s += (float)away_s;
    if (w->owner[in->cell] != CW_MOST_NATIONS && w->owner[in->cell] != nation)
        week->crossings += 1.0;
    take(f, s->unit, in->alert_s + w->plan->call_s, back_s + u->turnaround_s);
}

/* Those for whom there was no room: the first unit goes to and fro. */
static double shuttle(const fleet *f, const incident *in, const sortie *first, double begin_s,
                      size_t left, cw_week *week) {
    const cw_patrol_unit *u = &f->world->plan->units[first->unit];
    double cycle_s = 2.0 * first->back_way_s + u->turnaround_s + 60.0;
    while (left > 0 && begin_s - in->alert_s < MOST_WAIT_S) {
        begin_s += cycle_s;
        left -= lift(f, in, first->unit, begin_s, left, week);
    }
    return begin_s;
}

static size_t how_many(const fleet *f, const sortie *offers, size_t count, size_t people) {
    size_t room = 0, sent = 0;
    while (sent < count && room < people)
        room += f->world->plan->units[offers[sent++].unit].capacity;
    return sent;
}

double fleet_answer(fleet *f, const incident *in, cw_week *week) {
    const cw_incident_kind *kind = &f->world->plan->kinds[in->kind];
    sortie offers[CW_MOST_PATROL_UNITS];
    size_t sent = how_many(f, offers, fleet_offers(f, in, offers), in->people), left = in->people;
    double alive[CW_BANDS], done_s[CW_MOST_PATROL_UNITS];
    week->people += (double)in->people;
    week->incidents++;
    if (sent == 0) return CW_TOO_LATE_S;
    double found_s = find_time(offers, sent, in->search);
    for (size_t i = 0; i < sent; i++) {
        done_s[i] = fmax(found_s, offers[i].arrive_s);
        size_t count = left > 0 ? lift(f, in, offers[i].unit, done_s[i], left, week) : 0;
        done_s[i] += (double)count * kind->pick_up_s;
        left -= count;
    }
    if (left > 0) done_s[0] = shuttle(f, in, &offers[0], done_s[0], left, week);
    for (size_t i = 0; i < sent; i++) come_home(f, in, &offers[i], done_s[i], week);
    alive_at(f->world, in, found_s, alive);
    week->in_time += alive[CW_BAND_MIDDLE];
    week->reached++;
    return offers[0].arrive_s - in->alert_s;
}
