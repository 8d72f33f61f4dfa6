/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose water an incident lies in, which unit of either fleet can be there first, and which ships
 * are near. All is counted from the last place that a report gave: where people who drift are by
 * now is a drift's to say, and costs minutes that the first call does not leave.
 */
#include "cases.h"
#include "feed.h"
#include "respond.h"
#include "values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the place --------------------------------------------------------------------------------
 */

typedef struct last_place {
    cw_fix fix;
    cw_time time; /* when it was so */
} last_place;

/* Of the incident in the path, copied out of the situation; 404, and 409 when no report gives one.
 */
static bool read_place(request *q, answer *a, last_place *to, cw_error *err) {
    const cw_situation *s = book_look(q->room->book);
    size_t incident = cw_situation_find(s, q->values[0], err);
    const cw_fix *fix = incident != CW_NONE ? cw_desk_last_fix(s, incident, &to->time) : NULL;
    if (fix != NULL) to->fix = *fix;
    book_done(q->room->book);
    if (incident == CW_NONE) {
        a->status = MHD_HTTP_NOT_FOUND;
        return false;
    }
    return fix != NULL
           || request_refuse(a, MHD_HTTP_CONFLICT, err,
                             "no report of this incident gives a position");
}

static json_t *value_place(const last_place *p) {
    return json_pack("{s:f,s:f,s:f,s:o}", "lat", p->fix.at.lat_deg, "lon", p->fix.at.lon_deg,
                     "radius_m", p->fix.radius_m, "time", value_time(p->time));
}

/* ---- units ------------------------------------------------------------------------------------
 */

typedef struct arrivals {
    cw_case *source; /* cw_case_destroy */
    cw_arrival *ranked;
    size_t count;
} arrivals;

/* Of the case that the query names. */
static bool read_arrivals(request *q, answer *a, const char *name, const last_place *p,
                          arrivals *to, cw_error *err) {
    if (q->room->jobs == NULL)
        return request_refuse(a, MHD_HTTP_CONFLICT, err,
                              "this room was opened without a folder of cases");
    to->source = case_named(q->room->jobs, name, err);
    return to->source != NULL
           && cw_desk_arrivals(&p->fix, to->source->units, to->source->unit_count,
                               room_now(q->room), q->arena, &to->ranked, &to->count, err);
}

static json_t *value_arrival(const cw_unit *u, const cw_arrival *arrival) {
    return json_pack("{s:s,s:s,s:o,s:f,s:f,s:o,s:b}", "unit", u->name, "nation", u->nation, "at",
                     value_time(arrival->at), "minutes", arrival->minutes, "distance_m",
                     arrival->distance_m, "margin_minutes",
                     isfinite(arrival->margin_minutes) ? json_real(arrival->margin_minutes)
                                                       : json_null(),
                     "entry_request", arrival->entry_request);
}

static bool list_arrivals(request *q, answer *a, cw_error *err) {
    last_place p;
    arrivals found = {0};
    const char *name = request_query(q, "case");
    if (!read_place(q, a, &p, err)) return false;
    if (name == NULL) return cw_fail(err, CW_ERR_INPUT, "case is needed, for its units");
    bool done = read_arrivals(q, a, name, &p, &found, err);
    if (done) a->json = json_array();
    for (size_t i = 0; done && i < found.count; i++)
        json_array_append_new(
            a->json, value_arrival(&found.source->units[found.ranked[i].unit], &found.ranked[i]));
    cw_case_destroy(found.source);
    return done;
}

/* ---- whose water ------------------------------------------------------------------------------
 */

/* None, when no case was named. */
static json_t *value_nearest(const arrivals *found) {
    static const char *const nations[] = {"UK", "France"};
    json_t *list = json_array();
    for (size_t n = 0; n < 2 && found->source != NULL; n++) {
        const cw_unit *units = found->source->units;
        const cw_arrival *first = cw_desk_first_of(nations[n], units, found->ranked, found->count);
        if (first != NULL) json_array_append_new(list, value_arrival(&units[first->unit], first));
    }
    return list;
}

static bool region(request *q, answer *a, cw_error *err) {
    last_place p;
    cw_region_answer answered;
    arrivals found = {0};
    const char *name = request_query(q, "case");
    if (!read_place(q, a, &p, err) || !cw_desk_region(&p.fix, &answered, err)) return false;
    if (name != NULL && !read_arrivals(q, a, name, &p, &found, err)) {
        cw_case_destroy(found.source);
        return false;
    }
    a->json = json_pack("{s:o,s:[{s:s,s:f},{s:s,s:f}],s:b,s:o}", "place", value_place(&p), "shares",
                        "centre", "Dover", "share", answered.share_a, "centre", "Gris-Nez", "share",
                        1.0 - answered.share_a, "split", answered.split, "nearest",
                        value_nearest(&found));
    cw_case_destroy(found.source);
    return true;
}

/* ---- ships ------------------------------------------------------------------------------------
 */

enum { MOST_SHIPS = 40 };

typedef struct near_ship {
    const feed_vessel *vessel;
    double distance_m, bearing_deg; /* from the ship to the place */
    double minutes;                 /* at the speed that it makes; INFINITY: it lies still */
} near_ship;

static bool is_ship(const feed_vessel *v) {
    return v->sender == CW_AIS_CLASS_A || v->sender == CW_AIS_CLASS_B;
}

static near_ship near_of(const feed_vessel *v, cw_position place) {
    near_ship n = {.vessel = v, .minutes = INFINITY};
    cw_geodesic_inverse(v->at, place, &n.distance_m, &n.bearing_deg);
    n.bearing_deg = n.bearing_deg < 0.0 ? n.bearing_deg + 360.0 : n.bearing_deg;
    if (v->speed_mps >= CW_MAKING_WAY_MPS) n.minutes = n.distance_m / v->speed_mps / 60.0;
    return n;
}

/* By time; those that lie still behind them, by distance. */
static int compare_ships(const void *left, const void *right) {
    const near_ship *a = left, *b = right;
    if (a->minutes != b->minutes) return a->minutes < b->minutes ? -1 : 1;
    if (a->distance_m != b->distance_m) return a->distance_m < b->distance_m ? -1 : 1;
    return a->vessel->mmsi < b->vessel->mmsi ? -1 : a->vessel->mmsi > b->vessel->mmsi;
}

static json_t *value_ship(const near_ship *n) {
    const feed_vessel *v = n->vessel;
    return json_pack(
        "{s:I,s:o,s:f,s:f,s:o,s:f,s:f,s:o,s:i,s:o}", "mmsi", (json_int_t)v->mmsi, "name",
        value_text(v->name, strlen(v->name)), "lat", v->at.lat_deg, "lon", v->at.lon_deg, "time",
        value_time(v->time), "distance_m", n->distance_m, "bearing_deg", n->bearing_deg, "minutes",
        isfinite(n->minutes) ? json_real(n->minutes) : json_null(), "type", v->ship_type,
        "speed_mps", isfinite(v->speed_mps) ? json_real(v->speed_mps) : json_null());
}

static json_t *value_ships(const feed_picture *picture, cw_position place) {
    near_ship *ships = cw_alloc_array(picture->count + 1, sizeof *ships);
    json_t *list = ships != NULL ? json_array() : NULL;
    size_t count = 0;
    for (size_t i = 0; ships != NULL && i < picture->count; i++) {
        if (is_ship(&picture->vessels[i])) ships[count++] = near_of(&picture->vessels[i], place);
    }
    if (count > 0) qsort(ships, count, sizeof *ships, compare_ships);
    for (size_t i = 0; i < count && i < MOST_SHIPS; i++)
        json_array_append_new(list, value_ship(&ships[i]));
    free(ships);
    return list;
}

static bool list_ships(request *q, answer *a, cw_error *err) {
    last_place p;
    feed_picture picture = {0};
    if (!read_place(q, a, &p, err)) return false;
    if (q->room->feed != NULL && !feed_changes(q->room->feed, 0, &picture, err)) return false;
    a->json = value_ships(&picture, p.fix.at);
    feed_picture_free(&picture);
    return a->json != NULL || cw_fail_memory(err);
}

const route routes_near[] = {
    {"GET", "/api/1/incidents/{id}/region", ROLE_VIEWER, false, region},
    {"GET", "/api/1/incidents/{id}/arrivals", ROLE_OFFICER, false, list_arrivals},
    {"GET", "/api/1/incidents/{id}/ships", ROLE_VIEWER, false, list_ships},
    {0}};
