/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What may have happened: hypotheses of where and when the drift began. Each is of exactly one
 * kind; seed.c draws from them. All that can be known without a map is checked here, so that the
 * message can name the line.
 */
#include "read.h"

#include <string.h>

static const double MOST_RADIUS_M = 500e3;
static const double MOST_SPEED_MPS = 60.0; /* 117 kn: faster is a mistake in the unit */
static const double MOST_BEARING_ERROR_DEG = 90.0;
/* Default confidences. A point's radius is the probable error of IAMSAR volume II (half of the
 * probability within it); a voyage's is one standard deviation across the track. */
static const double POINT_CONFIDENCE = 0.5, TRACK_CONFIDENCE = 0.682689492137086;

static bool read_window(reader *r, const raw_hypothesis *raw, cw_hypothesis *h) {
    if (raw->adrift == NULL) return reader_missing(r, "adrift");
    size_t mark = reader_enter(r, "adrift");
    if (!read_time(r, "from", raw->adrift->from, REQUIRED, &h->adrift_from)) return false;
    h->adrift_to = h->adrift_from;
    if (!read_time(r, "to", raw->adrift->to, OPTIONAL, &h->adrift_to)) return false;
    if (h->adrift_to < h->adrift_from) return reader_fail(r, "to", "lies before `from`");
    reader_leave(r, mark);
    return true;
}

static bool read_radius(reader *r, const char *radius, const char *confidence, cw_hypothesis *h) {
    return read_length(r, "radius", radius, REQUIRED, (limits){0.0, MOST_RADIUS_M}, &h->radius_m)
           && read_confidence(r, "confidence", confidence, &h->confidence);
}

static bool read_point(reader *r, const raw_hypothesis *raw, cw_hypothesis *h) {
    size_t mark = reader_enter(r, "point");
    h->kind = CW_HYPOTHESIS_POINT;
    h->confidence = POINT_CONFIDENCE;
    if (!read_position(r, "position", raw->point->position, REQUIRED, &h->at)) return false;
    if (!read_radius(r, raw->point->radius, raw->point->confidence, h)) return false;
    reader_leave(r, mark);
    return true;
}

static bool read_area(reader *r, const raw_hypothesis *raw, cw_hypothesis *h) {
    size_t mark = reader_enter(r, "area");
    h->kind = CW_HYPOTHESIS_AREA;
    if (!read_ring(r, "corners", raw->area->corners, raw->area->corners_count, &h->ring,
                   &h->ring_count)) {
        return false;
    }
    reader_leave(r, mark);
    return true;
}

static bool read_end(reader *r, const char *field, const raw_end *raw, cw_position *at,
                     cw_time *time) {
    if (raw == NULL) return reader_missing(r, field);
    size_t mark = reader_enter(r, "%s", field);
    if (!read_position(r, "position", raw->position, REQUIRED, at)) return false;
    if (!read_time(r, "time", raw->time, REQUIRED, time)) return false;
    reader_leave(r, mark);
    return true;
}

static bool read_voyage(reader *r, const raw_hypothesis *raw, cw_hypothesis *h) {
    size_t mark = reader_enter(r, "voyage");
    h->kind = CW_HYPOTHESIS_VOYAGE;
    h->confidence = TRACK_CONFIDENCE;
    if (!read_end(r, "from", raw->voyage->from, &h->at, &h->depart)) return false;
    if (!read_end(r, "to", raw->voyage->to, &h->to, &h->arrive)) return false;
    if (!read_radius(r, raw->voyage->radius, raw->voyage->confidence, h)) return false;
    if (h->arrive <= h->depart) return reader_fail(r, "to.time", "lies not after `from`");
    double distance_m, azimuth_deg;
    cw_geodesic_inverse(h->at, h->to, &distance_m, &azimuth_deg);
    if (distance_m / ((double)(h->arrive - h->depart) / 1000.0) > MOST_SPEED_MPS) {
        return reader_fail(r, NULL, "the passage is too fast: %.0f nm in %.1f h",
                           cw_m_to_nm(distance_m), (double)(h->arrive - h->depart) / CW_HOUR_MS);
    }
    if (h->adrift_from < h->depart || h->adrift_to > h->arrive) {
        return reader_fail(r, NULL, "the `adrift` times must lie within the passage");
    }
    reader_leave(r, mark);
    return true;
}

static bool read_bearing(reader *r, const raw_bearing *raw, cw_bearing *b) {
    limits range = {0.0, MOST_RADIUS_M};
    if (!read_position(r, "observer", raw->observer, REQUIRED, &b->observer)
        || !read_angle(r, "bearing", raw->bearing, REQUIRED, (limits){0.0, 360.0}, &b->bearing_deg)
        || !read_angle(r, "error", raw->error, REQUIRED, (limits){0.01, MOST_BEARING_ERROR_DEG},
                       &b->error_deg)
        || !read_length(r, "least_range", raw->least_range, OPTIONAL, range, &b->least_range_m)
        || !read_length(r, "most_range", raw->most_range, REQUIRED, range, &b->most_range_m)) {
        return false;
    }
    if (b->most_range_m > b->least_range_m) return true;
    return reader_fail(r, "most_range", "must be greater than the least range");
}

static bool read_bearings(reader *r, const raw_hypothesis *raw, cw_hypothesis *h) {
    enum { MOST_BEARINGS = 32 };
    h->kind = CW_HYPOTHESIS_BEARINGS;
    if (raw->bearings == NULL || raw->bearings_count == 0 || raw->bearings_count > MOST_BEARINGS) {
        return reader_fail(r, "bearings", "must have 1 to %d entries", MOST_BEARINGS);
    }
    h->bearings = reader_array(r, raw->bearings_count, sizeof *h->bearings);
    if (h->bearings == NULL) return false;
    h->bearing_count = raw->bearings_count;
    for (size_t i = 0; i < raw->bearings_count; i++) {
        size_t mark = reader_enter(r, "bearings[%zu]", i);
        if (!read_bearing(r, &raw->bearings[i], &h->bearings[i])) return false;
        reader_leave(r, mark);
    }
    h->at = h->bearings[0].observer;
    return true;
}

static bool read_dead_reckoning(reader *r, const raw_hypothesis *raw, cw_hypothesis *h) {
    const raw_dead_reckoning *d = raw->dead_reckoning;
    limits speeds = {0.0, MOST_SPEED_MPS};
    size_t mark = reader_enter(r, "dead_reckoning");
    h->kind = CW_HYPOTHESIS_DEAD_RECKONING;
    h->confidence = POINT_CONFIDENCE;
    if (!read_position(r, "fix", d->fix, REQUIRED, &h->at)
        || !read_time(r, "time", d->time, REQUIRED, &h->depart)
        || !read_angle(r, "course", d->course, REQUIRED, (limits){0.0, 360.0}, &h->course_deg)
        || !read_speed(r, "speed", d->speed, REQUIRED, speeds, &h->speed_mps)
        || !read_angle(r, "course_error", d->course_error, OPTIONAL, (limits){0.0, 180.0},
                       &h->course_error_deg)
        || !read_speed(r, "speed_error", d->speed_error, OPTIONAL, speeds, &h->speed_error_mps)
        || !read_radius(r, d->radius, d->confidence, h)) {
        return false;
    }
    if (h->adrift_from < h->depart) {
        return reader_fail(r, "time", "the fix is later than the time from which it was adrift");
    }
    reader_leave(r, mark);
    return true;
}

static bool read_kind(reader *r, const raw_hypothesis *raw, cw_hypothesis *h) {
    bool listed = raw->bearings != NULL || raw->bearings_count > 0;
    int kinds = (raw->point != NULL) + (raw->area != NULL) + (raw->voyage != NULL) + listed
                + (raw->dead_reckoning != NULL);
    if (kinds != 1) {
        return reader_fail(r, NULL,
                           "a hypothesis must have exactly one of point, area, voyage, "
                           "bearings, dead_reckoning, and has %s",
                           kinds == 0 ? CW_SAID("none") : CW_SAID("several"));
    }
    if (raw->point != NULL) return read_point(r, raw, h);
    if (raw->area != NULL) return read_area(r, raw, h);
    if (raw->voyage != NULL) return read_voyage(r, raw, h);
    if (listed) return read_bearings(r, raw, h);
    return read_dead_reckoning(r, raw, h);
}

static bool read_hypothesis(reader *r, const raw_hypothesis *raw, cw_hypothesis *h) {
    h->weight = 1.0;
    h->line = reader_line(r);
    if (!read_word(r, "name", raw->name, REQUIRED, h->name, sizeof h->name)) return false;
    if (!read_number(r, "weight", raw->weight, OPTIONAL, (limits){-1e9, 1e9}, &h->weight)) {
        return false;
    }
    if (!(h->weight > 0.0)) {
        return reader_fail(r, "weight",
                           "must be greater than zero: leave out a hypothesis that "
                           "counts for nothing");
    }
    return read_window(r, raw, h) && read_kind(r, raw, h);
}

bool read_hypotheses(reader *r, const raw_case *raw, cw_case *c) {
    enum { MOST_HYPOTHESES = 64 };
    if (raw->hypotheses_count == 0 || raw->hypotheses_count > MOST_HYPOTHESES) {
        return reader_fail(r, "hypotheses",
                           "a case needs 1 to %d hypotheses of where the drift "
                           "began",
                           MOST_HYPOTHESES);
    }
    c->hypotheses = reader_array(r, raw->hypotheses_count, sizeof *c->hypotheses);
    if (c->hypotheses == NULL) return false;
    for (size_t i = 0; i < raw->hypotheses_count; i++) {
        size_t mark = reader_enter(r, "hypotheses[%zu]", i);
        cw_hypothesis *h = &c->hypotheses[i];
        if (!read_hypothesis(r, &raw->hypotheses[i], h)) return false;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(c->hypotheses[j].name, h->name) != 0) continue;
            return reader_fail(r, "name", "another hypothesis has this name");
        }
        reader_leave(r, mark);
    }
    c->hypothesis_count = raw->hypotheses_count;
    return true;
}
