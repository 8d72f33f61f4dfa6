/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ensemble.bin: where a part of the particles is at each output, small enough to be sent to a
 * browser and read there without a parser. Places are whole steps of a box, two bytes each way: in
 * a box of 300 km a step is 5 m, far below what is known of any particle. Layout: docs/report.md.
 */
#include "bytes.h"
#include "sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PARTICLES = 10000, MOST_TIMES = 200, STEPS = 65534, NO_PLACE = 65535 };
enum { HEADER_BYTES = 4 + 4 + 4 + 8 + 8 + 4 * 4 };

typedef struct moving { /* the places that are written */
    sample who;
    size_t times, every; /* outputs, and how many from one to the next */
    cw_position *at;     /* owned; [time * count + particle] */
    float west, south, east, north;
} moving;

/* ---- what is written ------------------------------------------------------------------------ */

static void pick_times(moving *m, const cw_tracks *tracks) {
    size_t last = tracks->times - 1;
    m->every = last / MOST_TIMES + 1;
    m->times = last / m->every + 1;
}

/* Rounded outward to what four bytes hold, so that every place lies inside. */
static void set_box(moving *m, cw_position centre) {
    double west = INFINITY, south = INFINITY, east = -INFINITY, north = -INFINITY;
    for (size_t i = 0; i < m->times * m->who.count; i++) {
        west = fmin(west, m->at[i].lon_deg); /* fmin passes over NaN */
        south = fmin(south, m->at[i].lat_deg);
        east = fmax(east, m->at[i].lon_deg);
        north = fmax(north, m->at[i].lat_deg);
    }
    if (east < west) { /* nobody has a place at any time */
        west = east = centre.lon_deg;
        south = north = centre.lat_deg;
    }
    m->west = nextafterf((float)west, -INFINITY);
    m->south = nextafterf((float)south, -INFINITY);
    m->east = nextafterf((float)east, INFINITY);
    m->north = nextafterf((float)north, INFINITY);
}

static bool gather(moving *m, const cw_result *result, cw_error *err) {
    cw_position centre = cw_plane_centre(result->scene->plane);
    if (!sample_take(&m->who, result->tracks, MOST_PARTICLES, err)) return false;
    pick_times(m, result->tracks);
    m->at = cw_alloc_array(m->times * m->who.count + 1, sizeof *m->at);
    if (m->at == NULL) return cw_fail_memory(err);
    for (size_t k = 0; k < m->times; k++) {
        for (size_t i = 0; i < m->who.count; i++)
            m->at[k * m->who.count + i] =
                sample_place(result, k * m->every, m->who.particle[i], centre.lon_deg);
    }
    set_box(m, centre);
    return true;
}

/* ---- bytes, little endian ------------------------------------------------------------------- */

static unsigned char *put(unsigned char *to, uint64_t bits, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) to[i] = (unsigned char)(bits >> (8 * i));
    return to + bytes;
}

static unsigned char *put_float(unsigned char *to, float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return put(to, bits, sizeof bits);
}

static unsigned char *put_double(unsigned char *to, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return put(to, bits, sizeof bits);
}

static uint64_t step_of(double value, float from, float to) {
    double share = (value - (double)from) / ((double)to - (double)from);
    return isfinite(share) ? (uint64_t)lround(share * STEPS) : NO_PLACE;
}

static unsigned char *put_header(unsigned char *to, const moving *m, const cw_tracks *tracks) {
    static const uint32_t CWE1 = 0x31455743; /* the four letters, little endian */
    to = put(to, CWE1, 4);
    to = put(to, m->who.count, 4);
    to = put(to, m->times, 4);
    to = put_double(to, (double)tracks->first / 1000.0);
    to = put_double(to, (double)tracks->step_ms * (double)m->every / 1000.0);
    to = put_float(to, m->west);
    to = put_float(to, m->south);
    to = put_float(to, m->east);
    return put_float(to, m->north);
}

static void put_all(unsigned char *to, const moving *m, const cw_tracks *tracks) {
    to = put_header(to, m, tracks);
    for (size_t i = 0; i < m->times * m->who.count; i++) {
        to = put(to, step_of(m->at[i].lon_deg, m->west, m->east), 2);
        to = put(to, step_of(m->at[i].lat_deg, m->south, m->north), 2);
    }
    for (size_t i = 0; i < m->who.count; i++) to = put_float(to, m->who.weight[i]);
    for (size_t i = 0; i < m->who.count; i++) {
        uint16_t h = tracks->hypothesis[m->who.particle[i]];
        to = put(to, h < UINT8_MAX ? h : UINT8_MAX, 1);
    }
}

bool cw_report_ensemble(const cw_result *result, const char *path, cw_error *err) {
    moving m = {0};
    unsigned char *bytes = NULL;
    bool done = gather(&m, result, err);
    size_t length = HEADER_BYTES + m.times * m.who.count * 4 + m.who.count * 5;
    if (done) {
        bytes = malloc(length);
        done = bytes != NULL || cw_fail_memory(err);
    }
    if (done) put_all(bytes, &m, result->tracks);
    done = done && bytes_write(path, bytes, length, err);
    free(bytes);
    free(m.at);
    sample_free(&m.who);
    return done;
}
