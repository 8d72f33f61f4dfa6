/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ships at one common time, as columns in the plane. Reports of ships are up to minutes apart; each
 * is first moved to one time along its course on the ellipsoid, then from its antenna to the middle
 * of its hull. Velocities are turned by the plane's convergence and multiplied by its scale, so
 * that a straight way at sea is a straight way in the plane at the same clock.
 */
#include "fleet.h"
#include "frame.h"

#include <math.h>
#include <stdlib.h>

double ship_heading_deg(const cw_ship *ship) {
    return isfinite(ship->heading_deg) ? ship->heading_deg : ship->course_deg;
}

double ship_length_m(const cw_ship *ship) {
    return ship->hull.to_bow_m + ship->hull.to_stern_m;
}

double ship_beam_m(const cw_ship *ship) {
    return ship->hull.to_port_m + ship->hull.to_starboard_m;
}

double turn_deg(double from_deg, double to_deg) {
    return remainder(to_deg - from_deg, 360.0);
}

bool cw_ship_of_track(const cw_track *track, cw_time time, cw_ship *ship) {
    const cw_vessel *vessel = cw_track_vessel(track);
    cw_track_state state;
    if (vessel->sender != CW_AIS_CLASS_A && vessel->sender != CW_AIS_CLASS_B
        && vessel->sender != CW_AIS_SENDER_UNKNOWN) /* of tables that do not say */
        return false;
    if (!cw_track_at(track, time, &state)) return false;
    cw_track_fix fix = cw_track_fix_at(track, cw_track_before(track, time));
    *ship = (cw_ship){.mmsi = vessel->mmsi,
                      .body = vessel->body,
                      .time = state.time,
                      .at = state.at,
                      .speed_mps = state.speed_mps,
                      .course_deg = state.course_deg,
                      .heading_deg = state.heading_deg,
                      .hull = cw_vessel_hull(vessel),
                      .status = fix.status,
                      .ship_type = (uint8_t)vessel->said.ship_type,
                      .std_along_m = state.std_along_m,
                      .std_across_m = state.std_across_m,
                      .velocity_along = state.velocity_along,
                      .velocity_across = state.velocity_across,
                      .guess = state.gap};
    return true;
}

static cw_position middle(const cw_ship *ship) {
    double heading = ship_heading_deg(ship);
    double ahead = (ship->hull.to_bow_m - ship->hull.to_stern_m) / 2.0;
    double right = (ship->hull.to_starboard_m - ship->hull.to_port_m) / 2.0;
    if (!isfinite(heading) || (ahead == 0.0 && right == 0.0)) return ship->at;
    double azimuth = heading + cw_degrees(atan2(right, ahead));
    return frame_way(ship->at, azimuth, hypot(ahead, right));
}

/* The error of the velocity, carried on for so long. */
static void carry(double *std_m, cw_velocity_error *velocity, double seconds) {
    double both = *std_m * velocity->std_mps * velocity->correlation;
    double variance = velocity->std_mps * velocity->std_mps;
    if (variance == 0.0) return;
    *std_m = sqrt(*std_m * *std_m + 2.0 * both * seconds + variance * seconds * seconds);
    velocity->correlation = (both + variance * seconds) / (*std_m * velocity->std_mps);
}

static void move_to(cw_ship *ship, cw_time time) {
    double seconds = (double)(time - ship->time) / (double)CW_SECOND_MS;
    double way_m = ship->speed_mps * seconds;
    ship->time = time;
    if (seconds != 0.0) {
        carry(&ship->std_along_m, &ship->velocity_along, seconds);
        carry(&ship->std_across_m, &ship->velocity_across, seconds);
    }
    if (isfinite(way_m) && way_m != 0.0 && isfinite(ship->course_deg))
        ship->at = frame_way(ship->at, ship->course_deg, way_m);
}

/* Beyond these from the plane's centre a ship is further than CW_FLEET_MOST_M for certain, or at a
 * latitude that has no frame. */
static const double MOST_NORTH_DEG = 9.5, MOST_EAST_DEG = 40.0;

static bool far_off(const cw_plane *plane, cw_position at) {
    return !(fabs(at.lat_deg - cw_plane_centre(plane).lat_deg) <= MOST_NORTH_DEG);
}

/* What the frame must span: all ships that can be within reach. */
static cw_box box_of_ships(const cw_fleet *f, const cw_plane *plane) {
    cw_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < f->count; i++) {
        cw_position at = f->ships[i].at;
        double east_deg = frame_east_deg(plane, at);
        if (far_off(plane, at) || !(fabs(east_deg) <= MOST_EAST_DEG)) continue;
        box.south_deg = fmin(box.south_deg, at.lat_deg);
        box.north_deg = fmax(box.north_deg, at.lat_deg);
        box.west_deg = fmin(box.west_deg, east_deg);
        box.east_deg = fmax(box.east_deg, east_deg);
    }
    return box;
}

static void place(cw_fleet *f, size_t i, const frame *plane) {
    const cw_ship *ship = &f->ships[i];
    f->x_m[i] = f->y_m[i] = f->vx_mps[i] = f->vy_mps[i] = NAN;
    if (far_off(plane->plane, ship->at)) return;
    frame_place at = frame_locate(plane, middle(ship));
    if (!(hypot(at.x_m, at.y_m) <= CW_FLEET_MOST_M)) return; /* NaN too */
    f->x_m[i] = at.x_m;
    f->y_m[i] = at.y_m;
    f->scale[i] = at.scale;
    f->convergence_deg[i] = at.convergence_deg;
    double course = cw_radians(ship->course_deg + at.convergence_deg);
    double speed = ship->speed_mps * at.scale;
    f->vx_mps[i] = speed == 0.0 ? 0.0 : speed * sin(course);
    f->vy_mps[i] = speed == 0.0 ? 0.0 : speed * cos(course);
}

static bool make_room(cw_fleet *f, size_t count) {
    double **columns[] = {&f->x_m, &f->y_m, &f->vx_mps, &f->vy_mps, &f->scale, &f->convergence_deg};
    f->count = count;
    f->ships = cw_alloc_array(count + 1, sizeof *f->ships);
    bool good = f->ships != NULL;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        *columns[i] = cw_alloc_array(count + 1, sizeof **columns[i]);
        good = good && *columns[i] != NULL;
    }
    return good;
}

cw_fleet *cw_fleet_create(const cw_ship *ships, size_t count, const cw_plane *plane, cw_time time,
                          cw_error *err) {
    cw_fleet *f = calloc(1, sizeof *f);
    if (f == NULL || !make_room(f, count) || count > UINT32_MAX) {
        cw_fail_memory(err);
        cw_fleet_destroy(f);
        return NULL;
    }
    f->time = time;
    for (size_t i = 0; i < count; i++) {
        f->ships[i] = ships[i];
        move_to(&f->ships[i], time);
    }
    frame stand_in;
    if (!frame_create(plane, box_of_ships(f, plane), count, &stand_in, err)) {
        cw_fleet_destroy(f);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) place(f, i, &stand_in);
    frame_free(&stand_in);
    return f;
}

void cw_fleet_destroy(cw_fleet *f) {
    if (f == NULL) return;
    free(f->ships);
    free(f->x_m);
    free(f->y_m);
    free(f->vx_mps);
    free(f->vy_mps);
    free(f->scale);
    free(f->convergence_deg);
    free(f);
}

const cw_ship *cw_fleet_ship(const cw_fleet *fleet, size_t index) {
    return &fleet->ships[index];
}

size_t cw_fleet_count(const cw_fleet *fleet) {
    return fleet->count;
}
