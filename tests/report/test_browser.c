/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ensemble.bin and surface.json read back byte by byte, as docs/report.md describes them, against
 * the tracks that they are of: places, weights, what has no place, and how much probability a map
 * holds and where.
 */
#include "worked.h"

#include <glib.h>
#include <jansson.h>

enum { HEADER = 44 };

static char directory[1024], written_to[1200];

typedef struct read_back {
    const unsigned char *bytes;
    uint32_t particles, times;
    double first_s, step_s;
    float west, south, east, north;
} read_back;

static uint64_t bits_at(const unsigned char *from, size_t bytes) {
    uint64_t bits = 0;
    for (size_t i = 0; i < bytes; i++) bits |= (uint64_t)from[i] << (8 * i);
    return bits;
}

static float float_at(const unsigned char *from) {
    uint32_t bits = (uint32_t)bits_at(from, 4);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double double_at(const unsigned char *from) {
    uint64_t bits = bits_at(from, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static read_back read_ensemble(const unsigned char *bytes, size_t length) {
    assert_true(length > HEADER);
    assert_memory_equal(bytes, "CWE1", 4);
    read_back r = {.bytes = bytes,
                   .particles = (uint32_t)bits_at(bytes + 4, 4),
                   .times = (uint32_t)bits_at(bytes + 8, 4),
                   .first_s = double_at(bytes + 12),
                   .step_s = double_at(bytes + 20),
                   .west = float_at(bytes + 28),
                   .south = float_at(bytes + 32),
                   .east = float_at(bytes + 36),
                   .north = float_at(bytes + 40)};
    assert_int_equal(length, HEADER + (size_t)r.particles * (4 * (size_t)r.times + 5));
    return r;
}

static const unsigned char *pair_at(const read_back *r, size_t time, size_t particle) {
    return r->bytes + HEADER + 4 * (time * r->particles + particle);
}

static unsigned char *written(const worked *w, bool ensemble, size_t *length) {
    cw_error err = {0};
    snprintf(written_to, sizeof written_to, "%s/file", directory);
    bool done = ensemble ? cw_report_ensemble(&w->result, written_to, &err)
                         : cw_report_surface(&w->result, written_to, &err);
    if (!done) fail_msg("%s", err.message);
    return (unsigned char *)worked_slurp(written_to, length);
}

/* Every place is that of the tracks, within half a step of the box (and the plane's own error of
 * 1e-9 degrees); who has none in the tracks has none here. */
static void test_places(void **state) {
    (void)state;
    worked w = worked_case("dover-2021-11-24.yaml", 400, false);
    const cw_tracks *t = w.run->tracks;
    size_t length, placed = 0, placeless = 0;
    unsigned char *bytes = written(&w, true, &length);
    read_back r = read_ensemble(bytes, length);
    assert_int_equal(r.particles, t->particles); /* few: all of them */
    assert_int_equal(r.times, t->times);
    assert_close(r.first_s, (double)t->first / 1000.0, 0.0);
    assert_close(r.step_s, (double)t->step_ms / 1000.0, 0.0);
    double lon_step = ((double)r.east - (double)r.west) / 65534.0;
    double lat_step = ((double)r.north - (double)r.south) / 65534.0;
    for (size_t k = 0; k < t->times; k++) {
        for (size_t i = 0; i < t->particles; i++) {
            const unsigned char *pair = pair_at(&r, k, i);
            uint64_t x = bits_at(pair, 2), y = bits_at(pair + 2, 2);
            size_t at = k * t->particles + i;
            if (!isfinite(t->x_m[at])) {
                assert_true(x == 65535 && y == 65535);
                placeless++;
                continue;
            }
            cw_position want = cw_plane_inverse(w.run->scene->plane,
                                                (cw_xy){(double)t->x_m[at], (double)t->y_m[at]});
            assert_close((double)r.west + (double)x * lon_step, want.lon_deg,
                         0.5 * lon_step + 1e-9);
            assert_close((double)r.south + (double)y * lat_step, want.lat_deg,
                         0.5 * lat_step + 1e-9);
            placed++;
        }
    }
    assert_true(placed > 0 && placeless > 0); /* the case has a release that takes hours */
    free(bytes);
    worked_free(&w);
}

/* Of many particles 10,000 are written, evenly, and each hypothesis keeps its share. */
static void test_sample(void **state) {
    (void)state;
    worked w = worked_case("dover-2021-11-24.yaml", 6100, false);
    const cw_tracks *t = w.run->tracks;
    size_t length;
    unsigned char *bytes = written(&w, true, &length);
    read_back r = read_ensemble(bytes, length);
    assert_true(t->particles > 10000);
    assert_int_equal(r.particles, 10000);
    double want[256] = {0}, got[256] = {0};
    for (size_t i = 0; i < t->particles; i++) want[t->hypothesis[i]] += (double)t->weight[i];
    const unsigned char *weights = pair_at(&r, r.times, 0), *which = weights + 4 * r.particles;
    for (size_t i = 0; i < r.particles; i++) got[which[i]] += (double)float_at(weights + 4 * i);
    for (size_t h = 0; h < w.c->hypothesis_count; h++)
        assert_close(got[h], want[h], 1e-5); /* 10,000 roundings of 4-byte numbers near 1e-4 */
    free(bytes);
    worked_free(&w);
}

/* ---- surface.json --------------------------------------------------------------------------- */

static double number_of(const json_t *in, const char *key) {
    const json_t *value = json_object_get(in, key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

typedef struct moments {
    double total, lat_deg, lon_deg;
} moments;

static moments moments_of(const json_t *map) {
    size_t columns = (size_t)number_of(map, "columns"), rows = (size_t)number_of(map, "rows");
    gsize length;
    guchar *cells = g_base64_decode(json_string_value(json_object_get(map, "cells")), &length);
    assert_int_equal(length, columns * rows);
    moments m = {0};
    for (size_t i = 0; i < length; i++) {
        double share = cells[i] / 255.0, p = number_of(map, "densest") * share * share;
        m.total += p;
        m.lon_deg += p
                     * (number_of(map, "west_deg")
                        + ((double)(i % columns) + 0.5) * number_of(map, "cell_lon_deg"));
        m.lat_deg += p
                     * (number_of(map, "north_deg")
                        - ((double)(i / columns) + 0.5) * number_of(map, "cell_lat_deg"));
    }
    m.lat_deg /= m.total;
    m.lon_deg /= m.total;
    g_free(cells);
    return m;
}

/* The same of the tracks. */
static moments moments_of_tracks(const worked *w, cw_time time) {
    const cw_tracks *t = w->run->tracks;
    size_t row = (size_t)((time - t->first) / t->step_ms) * t->particles;
    moments m = {0};
    for (size_t i = 0; i < t->particles; i++) {
        if (!isfinite(t->x_m[row + i])) continue;
        cw_position at = cw_plane_inverse(
            w->run->scene->plane, (cw_xy){(double)t->x_m[row + i], (double)t->y_m[row + i]});
        m.total += (double)t->weight[i];
        m.lat_deg += (double)t->weight[i] * at.lat_deg;
        m.lon_deg += (double)t->weight[i] * at.lon_deg;
    }
    m.lat_deg /= m.total;
    m.lon_deg /= m.total;
    return m;
}

static void test_surface(void **state) {
    (void)state;
    worked w = worked_case("dover-2021-11-24.yaml", 1000, false);
    size_t length;
    unsigned char *bytes = written(&w, false, &length);
    json_t *root = json_loadb((const char *)bytes, length, JSON_REJECT_DUPLICATES, NULL);
    json_t *times = json_object_get(root, "times");
    assert_true(json_array_size(times) >= 8); /* the case drifts for over eight hours */
    for (size_t k = 0; k < json_array_size(times); k++) {
        const json_t *map = json_array_get(times, k);
        cw_time time;
        assert_true(cw_time_parse(json_string_value(json_object_get(map, "time")), &time, NULL));
        moments got = moments_of(map), want = moments_of_tracks(&w, time);
        assert_close(number_of(map, "total"), want.total, 1e-5); /* 4-byte weights */
        /* A byte of the root: each cell is off by up to densest / 255, evenly up and down, so
         * that the sum of thousands of cells is off by far less than a hundredth. */
        assert_close(got.total, want.total, 0.01 * want.total);
        /* The middle of the cloud: a tenth of a cell, of which it has thousands. */
        assert_close(got.lat_deg, want.lat_deg, 0.1 * number_of(map, "cell_lat_deg"));
        assert_close(got.lon_deg, want.lon_deg, 0.1 * number_of(map, "cell_lon_deg"));
        const json_t *holds = json_object_get(map, "holds");
        assert_true(number_of(holds, "50") >= number_of(holds, "90")
                    && number_of(holds, "90") >= number_of(holds, "99")
                    && number_of(holds, "50") <= number_of(map, "densest"));
        assert_close(number_of(map, "total") + number_of(map, "waiting") + number_of(map, "lost"),
                     1.0, 1e-5);
    }
    json_decref(root);
    free(bytes);
    worked_free(&w);
}

/* A cloud across the date line is one cloud in a narrow box, and one map. */
static void test_date_line(void **state) {
    (void)state;
    static const char CASE[] =
        "case: Date line\n"
        "hypotheses:\n"
        "  - name: Reported\n"
        "    adrift: {from: 2024-06-01T10:00Z, to: 2024-06-01T10:30Z}\n"
        "    point: {position: 48°30.0'N 179°59.0'W, radius: 5 nm}\n"
        "objects: [{name: person, leeway: PIW-1, sweep: Person in Water}]\n"
        "environment:\n"
        "  current: {sources: [{constant: {toward: 270 deg, speed: 1 kn}}]}\n"
        "  wind: {sources: [{constant: {from: 225 deg, speed: 10 kn}}]}\n"
        "  visibility: 10 nm\n"
        "  wave_height: 0.5 m\n"
        "coast: none\n"
        "search: {from: 2024-06-01T12:00Z, to: 2024-06-01T16:00Z}\n";
    worked w = worked_text(CASE, 500, false);
    size_t length;
    unsigned char *bytes = written(&w, true, &length);
    read_back r = read_ensemble(bytes, length);
    assert_true(r.east > r.west && r.east - r.west < 2.0f);
    bool crosses = (r.west < -180.0f && r.east > -180.0f) || (r.west < 180.0f && r.east > 180.0f);
    assert_true(crosses);
    free(bytes);
    bytes = written(&w, false, &length);
    json_t *root = json_loadb((const char *)bytes, length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *maps = json_object_get(root, "times");
    assert_true(json_array_size(maps) > 3);
    for (size_t k = 0; k < json_array_size(maps); k++) {
        const json_t *map = json_array_get(maps, k);
        assert_true(number_of(map, "columns") * number_of(map, "cell_lon_deg") < 2.0);
    }
    json_decref(root);
    free(bytes);
    worked_free(&w);
}

/* A case that looks back is written in the order of time too, and a directory that is not there is
 * an error that names the file. */
static void test_edges(void **state) {
    (void)state;
    worked w = worked_case("dover-looking-back.yaml", 200, false);
    size_t length;
    unsigned char *bytes = written(&w, true, &length);
    read_back r = read_ensemble(bytes, length);
    assert_close(r.first_s, (double)w.run->tracks->first / 1000.0, 0.0);
    assert_true(r.step_s > 0.0);
    free(bytes);
    cw_error err = {0};
    assert_false(cw_report_ensemble(&w.result, "/nonexistent/ensemble.bin", &err));
    assert_int_equal(err.code, CW_ERR_MACHINE);
    assert_mentions(err.message, "/nonexistent/ensemble.bin");
    err = (cw_error){0};
    assert_false(cw_report_surface(&w.result, "/nonexistent/surface.json", &err));
    assert_mentions(err.message, "/nonexistent/surface.json");
    worked_free(&w);
}

static int set_up(void **state) {
    (void)state;
    support_directory(directory);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    support_remove(directory);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),  cmocka_unit_test(test_sample),
        cmocka_unit_test(test_surface), cmocka_unit_test(test_date_line),
        cmocka_unit_test(test_edges),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
