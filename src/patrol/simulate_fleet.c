/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who can come, and when. A unit leaves when it is ready (at once from a post at sea; after its
 * readiness at base; after its return and turnaround when it is busy), when the agreement's leave
 * to enter has come (asked for with the order, so that both waits run side by side), and when the
 * weather lets it go. It is offered only if endurance and crew hours last for the way there, the
 * search that is expected, and the way back.
 */
#include "simulate.h"

#include <math.h>
#include <string.h>

static size_t hour_of(const cw_patrol_world *w, double time_s) {
    size_t hour = (size_t)(fmax(time_s, 0.0) / 3600.0);
    return hour < w->hours ? hour : w->hours - 1;
}

static bool at_sea(const cw_post *post) {
    return post->kind == CW_POST_STATION || post->kind == CW_POST_LEG;
}

static const cw_post *post_at(const fleet *f, size_t unit, size_t hour) {
    return &f->roster->posts[unit * f->roster->hours + hour];
}

static bool is_aircraft(const fleet *f, size_t unit) {
    return f->world->plan->units[unit].kind == CW_UNIT_HELICOPTER;
}

static bool takes_part(const fleet *f, size_t unit) {
    return unit != f->stress.without && !(f->stress.no_aircraft && is_aircraft(f, unit));
}

/* ---- the beginning of a week ----------------------------------------------------------------- */

static void begin_unit(fleet *f, size_t unit, cw_week *week) {
    const cw_patrol_world *w = f->world;
    const cw_patrol_unit *u = &w->plan->units[unit];
    double watch_s = 0.0;
    f->free_s[unit] = 0.0;
    for (size_t h = 0; h < w->hours; h++) {
        const cw_post *post = post_at(f, unit, h);
        bool absent = !takes_part(f, unit) || post->kind == CW_POST_OFF
                      || !(w->speed_mps[unit * w->hours + h] > 0.0);
        for (size_t s = 0; absent && s < SLOTS_AN_HOUR; s++) f->taken[h * SLOTS_AN_HOUR + s]++;
        if (at_sea(post) && takes_part(f, unit)) watch_s += 3600.0;
    }
    f->crew_s[f->permit->crew[unit]] += u->crew_s - watch_s;
    week->away_s[w->nation[unit]] += watch_s;
    week->fuel_l[w->nation[unit]] += watch_s / 3600.0 * u->fuel_l_per_h;
}

void fleet_begin(fleet *f, cw_week *week) {
    memset(f->taken, 0, sizeof f->taken);
    for (size_t u = 0; u < f->world->plan->unit_count; u++) f->crew_s[u] = 0.0;
    for (size_t u = 0; u < f->world->plan->unit_count; u++) begin_unit(f, u, week);
}

double fleet_no_reserve_s(const fleet *f) {
    size_t none = 0, slots = f->world->hours * SLOTS_AN_HOUR;
    for (size_t s = 0; s < slots; s++) none += f->taken[s] >= f->world->plan->unit_count;
    return (double)none * 3600.0 / SLOTS_AN_HOUR;
}

/* ---- what a unit can offer ------------------------------------------------------------------- */

typedef struct start {      /* of a sortie */
    double leave_s, used_s; /* used: of its endurance, at its post */
    size_t place;
} start;

/* Hours that it has been at sea without a break, up to this one. */
static double at_sea_since(const fleet *f, size_t unit, double now_s) {
    size_t hour = hour_of(f->world, now_s), first = hour;
    while (first > 0 && at_sea(post_at(f, unit, first - 1))) first--;
    return now_s - 3600.0 * (double)first;
}

/* When it is ready, and from where. */
static start ready(const fleet *f, size_t unit, double order_s) {
    const cw_patrol_world *w = f->world;
    const cw_patrol_unit *u = &w->plan->units[unit];
    size_t hour = hour_of(w, order_s), last = hour;
    while (last + 1 < w->hours && last - hour < (size_t)(CW_TOO_LATE_S / 3600.0)
           && post_at(f, unit, last)->kind == CW_POST_OFF)
        last++;
    const cw_post *post = post_at(f, unit, last);
    if (post->kind == CW_POST_OFF) return (start){.leave_s = INFINITY};
    if (last > hour) order_s = 3600.0 * (double)last;
    bool busy = f->free_s[unit] > order_s;
    if (at_sea(post) && !busy) return (start){order_s, at_sea_since(f, unit, order_s), post->place};
    double ready_s = w->night[last] ? u->ready_night_s : u->ready_day_s;
    size_t base = 0;
    while (w->place_cell[base] != w->base_cell[unit]) base++;
    return (start){busy ? f->free_s[unit] : order_s + ready_s, 0.0, base};
}

/* The first time from then on at which the weather lets it go; its speed then. */
static double weather_wait(const cw_patrol_world *w, size_t unit, double from_s, double *speed) {
    size_t hour = hour_of(w, from_s);
    for (size_t h = hour; h < w->hours; h++) {
        *speed = w->speed_mps[unit * w->hours + h];
        if (*speed > 0.0) return h == hour ? from_s : 3600.0 * (double)h;
        if (h - hour > (size_t)(CW_TOO_LATE_S / 3600.0)) break;
    }
    return INFINITY;
}

/* Koopman's random search: W v over the area, a disc whose radius has grown until it arrives. */
static double search_rate(const cw_patrol_unit *u, const cw_incident_kind *k, double elapsed_s) {
    double radius_m = k->position_error_m + k->drift_error_mps * elapsed_s;
    return u->sweep_width_m * u->search_speed_mps / (CW_PI * radius_m * radius_m);
}

static sortie offer(const fleet *f, const incident *in, drifted *d, size_t unit) {
    const cw_patrol_world *w = f->world;
    const cw_patrol_unit *u = &w->plan->units[unit];
    sortie s = {.unit = unit, .arrive_s = INFINITY};
    double order_s = in->alert_s + w->plan->call_s, speed = 0.0;
    double delay_s = (double)f->permit->delay_s[unit * w->cells + in->cell];
    if (!takes_part(f, unit) || !isfinite(delay_s)) return s;
    start from = ready(f, unit, order_s);
    s.leave_s = weather_wait(w, unit, fmax(from.leave_s, order_s + delay_s), &speed);
    if (!isfinite(s.leave_s)) return s;
    double way_m = cw_patrol_way_m(w, from.place, in->cell, is_aircraft(f, unit));
    size_t there = drifted_cell(d, s.leave_s + way_m / speed - in->alert_s);
    way_m = cw_patrol_way_m(w, from.place, there, is_aircraft(f, unit));
    size_t base = 0;
    while (w->place_cell[base] != w->base_cell[unit]) base++;
    s.back_way_s = cw_patrol_way_m(w, base, there, is_aircraft(f, unit)) / speed;
    double arrive_s = s.leave_s + way_m / speed;
    if (!isfinite(arrive_s) || arrive_s - in->alert_s > CW_TOO_LATE_S) return s;
    s.rate = search_rate(u, &w->plan->kinds[in->kind], arrive_s - in->alert_s);
    double away_s = arrive_s - s.leave_s + 1.0 / s.rate + s.back_way_s;
    if (away_s + from.used_s > u->endurance_s || away_s > f->crew_s[f->permit->crew[unit]])
        return s;
    s.arrive_s = arrive_s;
    return s;
}

size_t fleet_offers(const fleet *f, const incident *in, sortie *offers) {
    drifted d = {.world = f->world, .what = in};
    size_t count = 0;
    for (size_t u = 0; u < f->world->plan->unit_count; u++) {
        sortie s = offer(f, in, &d, u);
        if (!isfinite(s.arrive_s)) continue;
        size_t k = count++;
        for (; k > 0 && offers[k - 1].arrive_s > s.arrive_s; k--) offers[k] = offers[k - 1];
        offers[k] = s;
    }
    return count;
}
