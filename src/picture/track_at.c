/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a vessel is between its fixes and after the last, and how well that is known.
 *
 * A ship's unseen manoeuvres are taken for white noise in its acceleration, of spectral density q
 * along and across its course (Bar-Shalom, Li and Kirubarajan 2001, section 6.2.2). With place and
 * velocity known at both ends of a leg of T seconds the expected path of that process is exactly
 * the cubic of Hermite (Wahba 1978), and its variance t seconds from one end and u = T - t from the
 * other is
 *     q (t u / T)^3 / 3;              with no velocities, on the straight leg:  q (t u)^2 / 3T;
 * after the last fix q t^3 / 3; that of its velocity, and what both share, follow from the same
 * process (the covariance of the state between two that are known). To that come the errors of the
 * fixes and of their velocities, carried through the same polynomials. docs/tracks.md has how q was
 * measured.
 *
 * Where the reported velocities do not lead from the one place to the other (|leg - T (v0 + v1) /
 * 2| beyond four of its standard deviations: q T^3 / 12 and the errors of the ends) the cubic would
 * overshoot: then the path is straight, and q is raised to what the leg shows.
 */
#include "flat.h"
#include "track.h"

static const double VELOCITY_STD_MPS = 0.15; /* of SOG and COG as sent */
static const double LONGEST_TURN_S = 60.0;   /* a reported turn is not carried on for longer */
static const double LEAST_MOVING_MPS = 0.5;  /* below it the course is noise */

typedef struct noise { /* spectral densities, m^2/s^3 */
    double along, across;
} noise;

/* A ship that lies still stays; one that moves can do the more the faster it is. Measured on real
 * tracks (docs/tracks.md). */
static noise noise_of(double speed_mps) {
    static const double FULL_MPS = 3.0, STILL = 1e-5, ALONG = 4e-3, ACROSS = 3e-3;
    double share = fmin(speed_mps / FULL_MPS, 1.0);
    return (noise){STILL + ALONG * share, STILL + ACROSS * share};
}

static bool has_velocity(const cw_track_fix *fix) {
    bool still = (double)fix->speed_mps < LEAST_MOVING_MPS; /* NaN: no */
    return still || (!isnan(fix->speed_mps) && !isnan(fix->course_deg));
}

/* None where half of it is not known. */
static cw_xy velocity(const cw_track_fix *fix) {
    double speed = (double)fix->speed_mps, course = cw_radians((double)fix->course_deg);
    if (isnan(speed) || isnan(course)) return (cw_xy){0.0, 0.0};
    return (cw_xy){speed * sin(course), speed * cos(course)};
}

static double course_of(cw_xy v) {
    double course = cw_degrees(atan2(v.x_m, v.y_m));
    return course < 0.0 ? course + 360.0 : course;
}

static void set_motion(cw_track_state *state, cw_xy v) {
    state->speed_mps = hypot(v.x_m, v.y_m);
    state->course_deg = course_of(v);
}

/* ---- between two fixes ---------------------------------------------------------------------- */

typedef struct leg {
    const cw_track_fix *from, *to;
    double length_s, part; /* of the leg that lies behind, 0 to 1 */
    cw_xy there, v0, v1;   /* from the first fix */
    bool smooth;           /* both velocities are known, and lead from the one to the other */
    double raise;          /* of q, by what the leg shows */
} leg;

/* The larger of the two ends: what is between them may be anything of both. */
static noise leg_noise(const leg *l) {
    double mean = hypot(l->there.x_m, l->there.y_m) / l->length_s;
    noise n = noise_of(fmax(mean, fmax(hypot(l->v0.x_m, l->v0.y_m), hypot(l->v1.x_m, l->v1.y_m))));
    return (noise){n.along * l->raise, n.across * l->raise};
}

static void judge(leg *l) {
    static const double SIGMAS = 4.0;
    double T = l->length_s, e0 = (double)l->from->error_m, e1 = (double)l->to->error_m;
    double x = l->there.x_m - T * (l->v0.x_m + l->v1.x_m) / 2.0;
    double y = l->there.y_m - T * (l->v0.y_m + l->v1.y_m) / 2.0;
    noise n = leg_noise(l);
    double ends = e0 * e0 + e1 * e1 + pow(T * VELOCITY_STD_MPS, 2.0) / 2.0;
    double process = fmax(n.along, n.across) * T * T * T / 12.0;
    double sigmas = hypot(x, y) / sqrt(ends + process);
    l->smooth = sigmas <= SIGMAS;
    if (!l->smooth) l->raise = sigmas * sigmas / 2.0; /* two dimensions */
}

static leg leg_between(const flat *f, const cw_track_fix *from, const cw_track_fix *to,
                       cw_time time) {
    leg l = {.from = from, .to = to, .there = flat_to(f, to->at), .raise = 1.0};
    l.length_s = (double)(to->time - from->time) / 1000.0;
    l.part = (double)(time - from->time) / (double)(to->time - from->time);
    if (has_velocity(from) && has_velocity(to)) {
        l.v0 = velocity(from);
        l.v1 = velocity(to);
        judge(&l);
    }
    return l;
}

typedef struct weights { /* of Hermite's cubic at s, for the far place and both velocities */
    double far, v0, v1;
} weights;

static weights cubic_place(double s) {
    return (weights){s * s * (3.0 - 2.0 * s), s * (1.0 - s) * (1.0 - s), s * s * (s - 1.0)};
}

static weights cubic_speed(double s) { /* its derivative by s */
    return (weights){6.0 * s * (1.0 - s), (1.0 - s) * (1.0 - 3.0 * s), s * (3.0 * s - 2.0)};
}

static cw_xy combine(const leg *l, weights w, double scale) {
    double T = l->length_s;
    return (cw_xy){scale * (w.far * l->there.x_m + T * (w.v0 * l->v0.x_m + w.v1 * l->v1.x_m)),
                   scale * (w.far * l->there.y_m + T * (w.v0 * l->v0.y_m + w.v1 * l->v1.y_m))};
}

/* ---- how well it is known ------------------------------------------------------------------- */

typedef struct errors { /* in one direction: variances of place and velocity, and what they share */
    double place, velocity, both;
} errors;

static void add_error(errors *e, double std, double place, double velocity) {
    e->place += std * std * place * place;
    e->velocity += std * std * velocity * velocity;
    e->both += std * std * place * velocity;
}

/* Of the process, with both ends known: with their velocities, and without. */
static errors process_errors(const leg *l, double q) {
    double T = l->length_s, t = T * l->part, u = T - t;
    if (l->smooth)
        return (errors){q * pow(t * u / T, 3.0) / 3.0,
                        q * t * u * (t * t - t * u + u * u) / (T * T * T),
                        q * t * t * u * u * (u - t) / (2.0 * T * T * T)};
    return (errors){q * t * t * u * u / (3.0 * T), q * (t * t * t + u * u * u) / (3.0 * T * T),
                    q * t * u * (u - t) / (3.0 * T)};
}

/* That of the process, and what the ends' own errors make at this part of the leg. */
static errors leg_errors(const leg *l, double q) {
    double T = l->length_s;
    weights place = l->smooth ? cubic_place(l->part) : (weights){.far = l->part};
    weights speed = l->smooth ? cubic_speed(l->part) : (weights){.far = 1.0};
    errors e = process_errors(l, q);
    add_error(&e, (double)l->from->error_m, 1.0 - place.far, -speed.far / T);
    add_error(&e, (double)l->to->error_m, place.far, speed.far / T);
    add_error(&e, VELOCITY_STD_MPS, T * place.v0, speed.v0);
    add_error(&e, VELOCITY_STD_MPS, T * place.v1, speed.v1);
    return e;
}

static void set_errors(cw_track_state *state, errors along, errors across) {
    state->std_along_m = sqrt(along.place);
    state->std_across_m = sqrt(across.place);
    state->velocity_along = (cw_velocity_error){
        sqrt(along.velocity),
        along.both == 0.0 ? 0.0 : along.both / sqrt(along.place * along.velocity)};
    state->velocity_across = (cw_velocity_error){
        sqrt(across.velocity),
        across.both == 0.0 ? 0.0 : across.both / sqrt(across.place * across.velocity)};
}

static double heading_between(const leg *l) {
    double from = (double)l->from->heading_deg, to = (double)l->to->heading_deg;
    if (isnan(from)) return to;
    if (isnan(to)) return from;
    double heading = from + l->part * flat_turned(to - from);
    return heading - 360.0 * floor(heading / 360.0);
}

static void between(const cw_track_fix *from, const cw_track_fix *to, cw_track_state *state) {
    flat f = flat_about(from->at);
    leg l = leg_between(&f, from, to, state->time);
    noise n = leg_noise(&l);
    weights straight = {.far = l.part}, even = {.far = 1.0};
    state->at = flat_from(&f, combine(&l, l.smooth ? cubic_place(l.part) : straight, 1.0));
    set_motion(state, combine(&l, l.smooth ? cubic_speed(l.part) : even, 1.0 / l.length_s));
    state->heading_deg = heading_between(&l);
    set_errors(state, leg_errors(&l, n.along), leg_errors(&l, n.across));
    state->gap = to->time - from->time > CW_TRACK_GAP_MS;
}

/* ---- after the last fix --------------------------------------------------------------------- */

/* The way in `t` seconds at a course that turns by `turn` radians a second, from course 0: x to
 * the right, y ahead. */
static cw_xy arc(double speed, double turn, double t) {
    double angle = turn * t;
    if (fabs(angle) < 1e-6) return (cw_xy){0.0, speed * t};
    return (cw_xy){speed * (1.0 - cos(angle)) / turn, speed * sin(angle) / turn};
}

static cw_xy rotated(cw_xy v, double course_deg) {
    double c = cos(cw_radians(course_deg)), s = sin(cw_radians(course_deg));
    return (cw_xy){c * v.x_m + s * v.y_m, c * v.y_m - s * v.x_m};
}

static void reckon(const cw_track_fix *last, double t, cw_track_state *state) {
    cw_xy v = velocity(last);
    double speed = hypot(v.x_m, v.y_m), course = course_of(v);
    double turn = cw_radians((double)last->turn_deg_per_min) / 60.0;
    if (isnan(turn) || speed < LEAST_MOVING_MPS) turn = 0.0;
    double turning = fmin(t, LONGEST_TURN_S), turned = cw_degrees(turn * turning);
    cw_xy way = arc(speed, turn, turning),
          rest = rotated((cw_xy){0.0, speed * (t - turning)}, turned);
    way = rotated((cw_xy){way.x_m + rest.x_m, way.y_m + rest.y_m}, course);
    flat f = flat_about(last->at);
    state->at = flat_from(&f, way);
    state->speed_mps = speed;
    state->course_deg = course + turned - 360.0 * floor((course + turned) / 360.0);
    double heading = (double)last->heading_deg + turned;
    state->heading_deg = heading - 360.0 * floor(heading / 360.0);
}

static errors free_errors(const cw_track_fix *last, double t, double velocity_std, double q) {
    double e = (double)last->error_m, v2 = velocity_std * velocity_std;
    return (errors){e * e + v2 * t * t + q * t * t * t / 3.0, v2 + q * t, v2 * t + q * t * t / 2.0};
}

/* Its velocity where none was sent: that of the leg before, when it is short enough to say it. */
static bool lend_velocity(const cw_track_fix *before, cw_track_fix *last) {
    if (before == NULL || last->time - before->time > CW_TRACK_GAP_MS) return false;
    flat f = flat_about(before->at);
    cw_xy way = flat_to(&f, last->at);
    double seconds = (double)(last->time - before->time) / 1000.0;
    last->speed_mps = (float)(hypot(way.x_m, way.y_m) / seconds);
    last->course_deg = (float)course_of(way);
    return true;
}

static void beyond(const cw_track_fix *before, cw_track_fix last, cw_track_state *state) {
    static const double ANY_SPEED_MPS = 5.0; /* 10 knots: all that is known of a velocity */
    bool known = true;
    double t = (double)(state->time - last.time) / 1000.0, velocity_std = VELOCITY_STD_MPS;
    if (!has_velocity(&last)) {
        double leg_s = before != NULL ? (double)(last.time - before->time) / 1000.0 : 0.0;
        if (lend_velocity(before, &last)) /* q T / 3: between the leg's mean and its end */
            velocity_std = hypot((double)last.error_m * sqrt(2.0) / leg_s,
                                 sqrt(noise_of((double)last.speed_mps).across * leg_s / 3.0));
        else
            known = false;
    }
    if (!known) velocity_std = ANY_SPEED_MPS;
    reckon(&last, t, state);
    noise n = noise_of(state->speed_mps);
    set_errors(state, free_errors(&last, t, velocity_std, n.along),
               free_errors(&last, t, velocity_std, n.across));
    if (!known) state->speed_mps = state->course_deg = NAN; /* not: it lies still */
    state->gap = t > 0.0;
}

static void head_as_it_moves(cw_track_state *state) {
    if (isnan(state->heading_deg) && state->speed_mps >= LEAST_MOVING_MPS)
        state->heading_deg = state->course_deg;
}

bool cw_fix_at(const cw_track_fix *before, const cw_track_fix *last, cw_time time,
               cw_track_state *state) {
    if (time < last->time || time - last->time > CW_TRACK_GAP_MS) return false;
    *state = (cw_track_state){.time = time};
    beyond(before, *last, state);
    head_as_it_moves(state);
    return true;
}

bool cw_track_at(const cw_track *track, cw_time time, cw_track_state *state) {
    size_t i = cw_track_before(track, time);
    if (i == SIZE_MAX) return false;
    cw_track_fix fix = cw_track_fix_at(track, i);
    if (i + 1 == track->count) {
        cw_track_fix before = i > 0 ? cw_track_fix_at(track, i - 1) : fix;
        return cw_fix_at(i > 0 ? &before : NULL, &fix, time, state);
    }
    cw_track_fix next = cw_track_fix_at(track, i + 1);
    *state = (cw_track_state){.time = time};
    between(&fix, &next, state);
    head_as_it_moves(state);
    return true;
}
