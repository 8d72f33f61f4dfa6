/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The roster: where each unit is in each hour. It begins with everyone on standby at base; the
 * plan's duties are laid over it. A leg is sailed up and down at the unit's search speed and stands
 * in the table as the place where it is in the middle of each hour.
 */
#include "world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool fail_duty(const cw_patrol_world *w, size_t index, cw_error *err, const char *what) {
    const cw_watch_duty *d = &w->plan->duties[index];
    return cw_fail(err, CW_ERR_INPUT, "%s, line %zu, roster[%zu]: %s %s", w->plan->path, d->line,
                   index, w->plan->units[d->unit].name, what);
}

/* Where a leg stands after so many seconds: a triangle wave between its ends. */
static cw_position on_leg(const cw_watch_duty *d, double speed_mps, double after_s) {
    double length_m, azimuth_deg;
    cw_geodesic_inverse(d->at, d->to, &length_m, &azimuth_deg);
    if (!(length_m > 0.0)) return d->at;
    double sailed = fmod(speed_mps * after_s, 2.0 * length_m);
    return cw_geodesic_direct(d->at, azimuth_deg,
                              sailed < length_m ? sailed : 2.0 * length_m - sailed);
}

static bool lay_hour(cw_patrol_world *w, size_t index, size_t hour, cw_post *post, cw_error *err) {
    const cw_watch_duty *d = &w->plan->duties[index];
    const cw_patrol_unit *u = &w->plan->units[d->unit];
    cw_time middle = w->plan->from + (cw_time)hour * CW_HOUR_MS + CW_HOUR_MS / 2;
    cw_position at = d->at;
    post->kind = d->kind;
    if (d->kind == CW_POST_BASE || d->kind == CW_POST_OFF) return true;
    if (d->kind == CW_POST_LEG)
        at = on_leg(d, u->search_speed_mps, (double)(middle - d->from) / 1000.0);
    size_t cell = cw_patrol_cell_at(w, at);
    if (cell != SIZE_MAX && !w->sea[cell]) cell = world_sea_near(w, at);
    if (cell == SIZE_MAX) return fail_duty(w, index, err, "is posted outside the area's sea");
    if (w->closed != NULL && w->closed[cell])
        return fail_duty(w, index, err, "is posted in closed water");
    if (!cw_patrol_place(w, cell, &post->place, err)) return false;
    size_t base;
    return (cw_patrol_place(w, w->base_cell[d->unit], &base, err)
            && isfinite(cw_patrol_way_m(w, base, cell, u->kind == CW_UNIT_HELICOPTER)))
           || fail_duty(w, index, err, "cannot reach its post by sea");
}

static bool lay_duties(cw_patrol_world *w, cw_roster *r, cw_error *err) {
    for (size_t i = 0; i < w->plan->duty_count; i++) {
        const cw_watch_duty *d = &w->plan->duties[i];
        size_t first = (size_t)((d->from - w->plan->from) / CW_HOUR_MS),
               last = (size_t)((d->until - w->plan->from) / CW_HOUR_MS);
        for (size_t h = first; h < last; h++)
            if (!lay_hour(w, i, h, &r->posts[d->unit * r->hours + h], err)) return false;
    }
    return true;
}

static cw_roster *make_roster(size_t units, size_t hours, cw_error *err) {
    cw_roster *r = calloc(1, sizeof *r);
    if (r != NULL) {
        *r = (cw_roster){.units = units, .hours = hours};
        r->posts = cw_alloc_array(units * hours, sizeof *r->posts);
        if (r->posts != NULL) return r;
    }
    cw_roster_destroy(r);
    cw_fail_memory(err);
    return NULL;
}

cw_roster *cw_roster_create(cw_patrol_world *w, cw_error *err) {
    cw_roster *r = make_roster(w->plan->unit_count, w->hours, err);
    bool good = r != NULL;
    for (size_t u = 0; good && u < r->units; u++) {
        size_t base = 0;
        good = cw_patrol_place(w, w->base_cell[u], &base, err);
        for (size_t h = 0; good && h < r->hours; h++)
            r->posts[u * r->hours + h] = (cw_post){CW_POST_BASE, base};
    }
    if (good && lay_duties(w, r, err)) return r;
    cw_roster_destroy(r);
    return NULL;
}

cw_roster *cw_roster_clone(const cw_roster *roster, cw_error *err) {
    cw_roster *r = make_roster(roster->units, roster->hours, err);
    if (r != NULL) memcpy(r->posts, roster->posts, r->units * r->hours * sizeof *r->posts);
    return r;
}

void cw_roster_destroy(cw_roster *roster) {
    if (roster == NULL) return;
    free(roster->posts);
    free(roster);
}

/* ---- against an agreement -------------------------------------------------------------------- */

static bool may_wait(const cw_patrol_world *w, const cw_permit *permit, size_t unit,
                     const cw_post *post) {
    if (post->kind != CW_POST_STATION && post->kind != CW_POST_LEG) return true;
    return permit->delay_s[unit * w->cells + w->place_cell[post->place]] <= 0.0f;
}

bool cw_permit_allows_roster(const cw_patrol_world *w, const cw_permit *permit,
                             const cw_roster *roster, cw_error *err) {
    for (size_t i = 0; i < w->plan->duty_count; i++) {
        const cw_watch_duty *d = &w->plan->duties[i];
        size_t first = (size_t)((d->from - w->plan->from) / CW_HOUR_MS),
               last = (size_t)((d->until - w->plan->from) / CW_HOUR_MS);
        for (size_t h = first; h < last; h++) {
            if (may_wait(w, permit, d->unit, &roster->posts[d->unit * roster->hours + h])) continue;
            char what[128];
            snprintf(what, sizeof what,
                     "may not wait at its post without asking, by the agreement "
                     "\"%s\"",
                     permit->agreement->name);
            return fail_duty(w, i, err, what);
        }
    }
    return true;
}
