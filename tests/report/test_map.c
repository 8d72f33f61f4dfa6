/* SPDX-License-Identifier: Apache-2.0 */
/* The chart, by its pixels: the right size, sea and land where they are, and each unit's colour. */
#include "report/map_colours.h"
#include "worked.h"

#include <cairo.h>

enum { WIDTH = 1680, HEIGHT = 1180, PANEL = 1220 /* the panel begins right of it */ };

typedef struct picture {
    cairo_surface_t *surface;
    const unsigned char *data;
    int stride;
} picture;

static picture draw(const worked *w, cw_language language) {
    char directory[1024], path[1200];
    cw_error err = {0};
    cw_result result = cw_run_result(w->run, language);
    support_directory(directory);
    snprintf(path, sizeof path, "%s/map.png", directory);
    if (!cw_report_map(&result, path, &err)) fail_msg("%s", err.message);
    picture p = {.surface = cairo_image_surface_create_from_png(path)};
    assert_int_equal(cairo_surface_status(p.surface), CAIRO_STATUS_SUCCESS);
    assert_int_equal(cairo_image_surface_get_width(p.surface), WIDTH);
    assert_int_equal(cairo_image_surface_get_height(p.surface), HEIGHT);
    p.data = cairo_image_surface_get_data(p.surface);
    p.stride = cairo_image_surface_get_stride(p.surface);
    support_remove(directory);
    return p;
}

static uint32_t pixel(const picture *p, int x, int y) {
    uint32_t value;
    memcpy(&value, p->data + (size_t)y * (size_t)p->stride + 4 * (size_t)x, 4);
    return value & 0xFFFFFFu;
}

static bool is_near(uint32_t value, rgb colour, int off) {
    int want[3] = {(int)lround(colour.r * 255), (int)lround(colour.g * 255),
                   (int)lround(colour.b * 255)};
    for (int i = 0; i < 3; i++) {
        if (abs((int)((value >> (16 - 8 * i)) & 0xFFu) - want[i]) > off) return false;
    }
    return true;
}

static int count(const picture *p, int from_x, int to_x, rgb colour, int off) {
    int found = 0;
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = from_x; x < to_x; x++) found += is_near(pixel(p, x, y), colour, off);
    }
    return found;
}

static void test_dover(void **state) {
    (void)state;
    static const rgb sea = {0.905, 0.945, 0.965}, white = {1, 1, 1};
    worked w = worked_case("dover-2021-11-24.yaml", 400, true);
    picture p = draw(&w, CW_ENGLISH);
    assert_true(count(&p, 0, PANEL, sea, 3) > WIDTH * HEIGHT / 10);
    /* Land lets 7 % of the sea through. */
    assert_true(count(&p, 0, PANEL, (rgb){0.942, 0.920, 0.855}, 4) > 5000);
    assert_true(count(&p, PANEL, WIDTH, white, 0) > 100000);
    for (size_t i = 0; i < w.c->unit_count; i++) {
        if (!w.run->plan->tasks[i].assigned) continue;
        rgb colour = map_unit_colour(i);
        assert_true(count(&p, 0, PANEL, colour, 25) > 150); /* disc, square and legs */
        assert_true(count(&p, PANEL, WIDTH, colour, 25) > 150);
    }
    /* The densest place is dark red: the surface is there. */
    assert_true(count(&p, 0, PANEL, (rgb){0.63, 0.11, 0.28}, 40) > 500);
    cairo_surface_destroy(p.surface);
    worked_free(&w);
}

/* Colour-blind or not, units are told apart: colours differ by more than a just visible step in
 * luminance or in the blue-yellow direction that red-green blindness leaves. */
static void test_unit_colours_differ(void **state) {
    (void)state;
    for (size_t i = 0; i < 8; i++) {
        for (size_t k = 0; k < i; k++) {
            rgb a = map_unit_colour(i), b = map_unit_colour(k);
            double luminance_a = 0.30 * a.r + 0.59 * a.g + 0.11 * a.b;
            double luminance_b = 0.30 * b.r + 0.59 * b.g + 0.11 * b.b;
            double yellow_a = 0.5 * (a.r + a.g) - a.b, yellow_b = 0.5 * (b.r + b.g) - b.b;
            assert_true(hypot(luminance_a - luminance_b, yellow_a - yellow_b) > 0.05);
        }
    }
}

static void test_languages_differ_in_words_alone(void **state) {
    (void)state;
    worked w = worked_case("constant.yaml", 100, true);
    picture english = draw(&w, CW_ENGLISH), french = draw(&w, CW_FRENCH);
    int in_chart = 0, in_panel = 0;
    for (int y = 0; y < HEIGHT - 120; y++) { /* the scale bar's unit stands below */
        for (int x = 0; x < WIDTH; x++) {
            bool differs = pixel(&english, x, y) != pixel(&french, x, y);
            in_chart += differs && x < PANEL;
            in_panel += differs && x >= PANEL;
        }
    }
    assert_int_equal(in_chart, 0);
    assert_true(in_panel > 1000);
    cairo_surface_destroy(english.surface);
    cairo_surface_destroy(french.surface);
    worked_free(&w);
}

/* Without a plan, units or land: still a chart. */
static void test_where_alone(void **state) {
    (void)state;
    static const rgb sea = {0.905, 0.945, 0.965};
    worked w = worked_case("constant.yaml", 100, false);
    picture p = draw(&w, CW_FRENCH);
    assert_true(count(&p, 0, PANEL, sea, 3) > WIDTH * HEIGHT / 20);
    assert_true(count(&p, 0, PANEL, (rgb){0.63, 0.11, 0.28}, 40) > 200);
    assert_true(count(&p, 0, PANEL, map_unit_colour(1), 10) < 20);
    cairo_surface_destroy(p.surface);
    worked_free(&w);
}

/* A square island of 600 m. */
static void put_island(const worked *w, cw_position *points, double x, double y) {
    cw_xy datum = w->run->where[0].datum.mean;
    static const double corner[5][2] = {{0, 0}, {600, 0}, {600, 600}, {0, 600}, {0, 0}};
    for (int k = 0; k < 5; k++)
        points[k] = cw_plane_inverse(w->run->scene->plane, (cw_xy){datum.x_m + x + corner[k][0],
                                                                   datum.y_m + y + corner[k][1]});
}

/* Pixels of the shore's colour, thinned by what they lie over. */
static int shore_pixels(const worked *w, size_t first, size_t islands) {
    static const rgb shore = {0.47, 0.43, 0.35};
    cw_position points[10];
    cw_coast_ring rings[2] = {{.first = 0, .count = 5}, {.first = 5, .count = 5}};
    put_island(w, points, -6000.0, -4000.0);
    put_island(w, points + 5, 5000.0, 4000.0);
    cw_coast coast = {.points = points, .point_count = 10, .rings = rings + first};
    coast.ring_count = islands;
    w->run->scene->coast = islands > 0 ? &coast : NULL;
    picture p = draw(w, CW_ENGLISH);
    w->run->scene->coast = NULL;
    int found = count(&p, 0, PANEL, shore, 60);
    cairo_surface_destroy(p.surface);
    return found;
}

/* Islands are not joined by lines: two have the shores that each has by itself. */
static void test_islands_are_apart(void **state) {
    (void)state;
    worked w = worked_case("constant.yaml", 100, false);
    int none = shore_pixels(&w, 0, 0);
    int one = shore_pixels(&w, 0, 1) - none, other = shore_pixels(&w, 1, 1) - none;
    assert_true(one > 20 && other > 20);
    assert_in_range(shore_pixels(&w, 0, 2) - none, one + other - 4, one + other + 4);
    worked_free(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dover), cmocka_unit_test(test_unit_colours_differ),
        cmocka_unit_test(test_languages_differ_in_words_alone), cmocka_unit_test(test_where_alone),
        cmocka_unit_test(test_islands_are_apart)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
