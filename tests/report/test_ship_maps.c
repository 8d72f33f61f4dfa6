/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Charts of ships, read back as pictures: what is at the places where it must be, in the colours
 * that the legend tells of. The chart is 942 by 956 pixels from (64, 34), the panel right of it.
 */
#include "support.h"

#include <crosswatch/report.h>

#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 1480, HEIGHT = 1040, LEFT = 64, TOP = 34, RIGHT = LEFT + 942, BOTTOM = TOP + 956 };

static const uint32_t DANGER = 0xCC141Au, CAUTION = 0xB86100u, PLAIN = 0x1A4D8Cu;

typedef struct picture {
    cairo_surface_t *surface;
    char path[1100], directory[1024];
} picture;

static picture picture_begin(void) {
    picture p = {0};
    support_directory(p.directory);
    snprintf(p.path, sizeof p.path, "%s/ships.png", p.directory);
    return p;
}

static void picture_read(picture *p) {
    p->surface = cairo_image_surface_create_from_png(p->path);
    assert_int_equal(cairo_surface_status(p->surface), CAIRO_STATUS_SUCCESS);
    assert_int_equal(cairo_image_surface_get_width(p->surface), WIDTH);
    assert_int_equal(cairo_image_surface_get_height(p->surface), HEIGHT);
}

static void picture_end(picture *p) {
    cairo_surface_destroy(p->surface);
    support_remove(p->directory);
}

/* Lines are drawn with 0.9 of their colour on pale water: up to 24 of 255 off. */
static bool is_near(uint32_t a, uint32_t b) {
    for (int shift = 0; shift < 24; shift += 8) {
        if (abs((int)((a >> shift) & 0xFFu) - (int)((b >> shift) & 0xFFu)) > 24) return false;
    }
    return true;
}

static size_t count(const picture *p, int x0, int y0, int x1, int y1, uint32_t colour) {
    const unsigned char *data = cairo_image_surface_get_data(p->surface);
    int stride = cairo_image_surface_get_stride(p->surface);
    size_t found = 0;
    for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) {
            uint32_t value;
            memcpy(&value, data + (size_t)y * (size_t)stride + 4 * (size_t)x, 4);
            found += is_near(value & 0xFFFFFFu, colour);
        }
    }
    return found;
}

/* ---- meetings ------------------------------------------------------------------------------- */

static const cw_position CENTRE = {51.0, 1.5};

static cw_ship ship(uint32_t mmsi, double east_m, double north_m, double course_deg) {
    double azimuth = cw_degrees(atan2(east_m, north_m));
    return (cw_ship){.mmsi = mmsi,
                     .at = cw_geodesic_direct(CENTRE, azimuth, hypot(east_m, north_m)),
                     .speed_mps = 5.0,
                     .course_deg = course_deg,
                     .heading_deg = course_deg,
                     .hull = {50.0, 50.0, 10.0, 10.0, true}};
}

/* Two ships on parallel lines so far apart, 2 km each from where they pass. */
static picture draw_meeting(double apart_m, cw_language language) {
    cw_error err = {0};
    cw_ship ships[] = {ship(1, -apart_m / 2.0, -1500.0, 0.0),
                       ship(2, apart_m / 2.0, 1500.0, 180.0)};
    const char *const names[] = {"ONE", ""};
    cw_plane *plane = cw_plane_create(CENTRE, &err);
    cw_fleet *fleet = cw_fleet_create(ships, 2, plane, 0, &err);
    cw_pair pair;
    assert_non_null(fleet);
    assert_true(cw_pair_of(fleet, 0, 1, &pair));
    cw_encounter e = cw_encounter_of(fleet, pair, CW_DOMAIN_NARROW, 1800.0);
    cw_meetings_view view = {.plane = plane,
                             .fleet = fleet,
                             .names = names,
                             .encounters = &e,
                             .count = 1,
                             .language = language};
    picture p = picture_begin();
    if (!cw_report_meetings_map(&view, p.path, &err)) fail_msg("%s", err.message);
    picture_read(&p);
    cw_fleet_destroy(fleet);
    cw_plane_destroy(plane);
    return p;
}

/* The line between both at the CPA lies in the middle of the chart: red, orange or blue by how near
 * the hulls come (100 m, 280 m and 880 m between the sides) in five minutes. A ship has its mark
 * south of it, the other north; the panel's disc has the colour of the line. */
static void test_meetings(void **state) {
    (void)state;
    static const struct {
        double apart_m;
        uint32_t colour;
    } cases[] = {{120.0, 0xCC141Au}, {300.0, 0xB86100u}, {900.0, 0x1A4D8Cu}};
    int x = (LEFT + RIGHT) / 2, y = (TOP + BOTTOM) / 2;
    for (size_t k = 0; k < 3; k++) {
        for (int language = 0; language < 2; language++) {
            picture p = draw_meeting(cases[k].apart_m, language == 0 ? CW_ENGLISH : CW_FRENCH);
            assert_true(count(&p, x - 6, y - 2, x + 7, y + 3, cases[k].colour) > 15);
            assert_true(count(&p, LEFT, y + 250, RIGHT, BOTTOM, PLAIN) > 40);
            assert_true(count(&p, LEFT, TOP, RIGHT, y - 250, PLAIN) > 40);
            assert_true(count(&p, RIGHT + 20, TOP, RIGHT + 60, TOP + 200, cases[k].colour) > 100);
            picture_end(&p);
        }
    }
}

/* Nobody meets: the ships alone. And what cannot be written is an error that names the file. */
static void test_nobody_meets(void **state) {
    (void)state;
    cw_error err = {0};
    cw_ship ships[] = {ship(1, -3000.0, 0.0, 270.0), ship(2, 3000.0, 0.0, 90.0)};
    const char *const names[] = {"ONE", "TWO"};
    cw_plane *plane = cw_plane_create(CENTRE, &err);
    cw_fleet *fleet = cw_fleet_create(ships, 2, plane, 0, &err);
    cw_meetings_view view = {.plane = plane, .fleet = fleet, .names = names};
    picture p = picture_begin();
    assert_true(cw_report_meetings_map(&view, p.path, &err));
    picture_read(&p);
    assert_int_equal(count(&p, LEFT, TOP, RIGHT - 90, BOTTOM - 60, DANGER), 0);
    assert_int_equal(count(&p, LEFT, TOP, RIGHT - 90, BOTTOM - 60, CAUTION), 0);
    picture_end(&p);
    assert_false(cw_report_meetings_map(&view, "/nonexistent/ships.png", &err));
    assert_mentions(err.message, "/nonexistent/ships.png");
    cw_box box = cw_report_meetings_box(&view);
    for (int i = 0; i < 2; i++) /* what the coast is read for holds the ships */
        assert_true(ships[i].at.lat_deg > box.south_deg && ships[i].at.lat_deg < box.north_deg
                    && ships[i].at.lon_deg > box.west_deg && ships[i].at.lon_deg < box.east_deg);
    cw_fleet_destroy(fleet);
    cw_plane_destroy(plane);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_meetings),
                                       cmocka_unit_test(test_nobody_meets)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
