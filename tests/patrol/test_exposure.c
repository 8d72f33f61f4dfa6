/* SPDX-License-Identifier: Apache-2.0 */
/* Collision exposure of made traffic: lanes that cross, lanes that meet and a lane in which ships
 * overtake, against closed forms of Pedersen's numbers; and pictures that show none. */
#include "draws.h"

#include <crosswatch/traffic.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const cw_box box = {50.0, -8.5, 51.0, -7.5};
static const double YEAR_S = 365.25 * 86400.0, PERIOD_S = 86400.0;

typedef struct lane { /* ships at even distances in time, drawn across the lane */
    cw_position from;
    double course_deg, length_m, width_m, speed_mps;
    size_t ships;
    unsigned hull_m, beam_m;
} lane;

typedef struct picture {
    char path[64];
    FILE *file;
    unsigned mmsi;
} picture;

static picture picture_begin(void) {
    picture p = {.path = "/tmp/crosswatch-exposure-XXXXXX", .mmsi = 227000000};
    int made = mkstemp(p.path);
    assert_true(made >= 0);
    p.file = fdopen(made, "w");
    assert_non_null(p.file);
    fputs("MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,"
          "Length,Width,Draft,Cargo,TransceiverClass\n",
          p.file);
    return p;
}

static void sail(picture *p, const lane *l, size_t ship, double start_s) {
    cw_time day = cw_time_from_civil(2026, 6, 1, 0, 0, 0.0);
    double across = (drawn(7, p->mmsi + ship) - 0.5) * l->width_m;
    cw_position begin = cw_geodesic_direct(l->from, l->course_deg + 90.0, across);
    p->mmsi++;
    for (double t = 0.0; t * l->speed_mps <= l->length_m; t += 60.0) {
        char clock[CW_TIME_TEXT];
        cw_position at = cw_geodesic_direct(begin, l->course_deg, t * l->speed_mps);
        cw_time_format(day + (cw_time)(1000.0 * round(start_s + t)), clock);
        fprintf(p->file, "%u,%.19s,%.6f,%.6f,%.1f,%.1f,%.0f,MADE,,,70,0,%u,%u,,,A\n", p->mmsi,
                clock, at.lat_deg, at.lon_deg, cw_mps_to_knots(l->speed_mps), l->course_deg,
                l->course_deg, l->hull_m, l->beam_m);
    }
}

/* Ships that come evenly through the day, so that each lane's number is exact. */
static void add_lane(picture *p, const lane *l) {
    double room_s = PERIOD_S - l->length_m / l->speed_mps - 60.0;
    for (size_t k = 0; k < l->ships; k++)
        sail(p, l, k, room_s * ((double)k + 0.5) / (double)l->ships);
}

static cw_risk *risk_of(picture *p, cw_error *err) {
    const char *path = p->path;
    cw_risk_options options = {.box = box,
                               .open_sea = true,
                               .cell_m = 3704.0,
                               .from = cw_time_from_civil(2026, 6, 1, 0, 0, 0.0),
                               .to = cw_time_from_civil(2026, 6, 2, 0, 0, 0.0)};
    fclose(p->file);
    cw_vessels *vessels = cw_vessels_load(&path, 1, NULL, NULL, err);
    if (vessels == NULL) fail_msg("%s", err->message);
    cw_risk *risk = cw_risk_of_traffic(vessels, &options, NULL, err);
    cw_vessels_destroy(vessels);
    unlink(p->path);
    return risk;
}

static cw_flow flow_of(const lane *l) {
    return (cw_flow){.ships_per_s = (double)l->ships / PERIOD_S,
                     .speed_mps = l->speed_mps,
                     .length_m = l->hull_m,
                     .beam_m = l->beam_m};
}

/* Wherever across its lane a ship sails, each pair meets in the same window: the sum over cells is
 * Pedersen's number of two crossing lanes. Four per cent: stays in steps of 30 s, and 60 ships that
 * are not quite even across a lane of four cells. */
static void crossing_lanes(void **state) {
    (void)state;
    cw_error err = {0};
    picture p = picture_begin();
    lane east = {{50.5, -8.4}, 90.0, 60e3, 14e3, 7.0, 60, 180, 28},
         north = {{50.1, -8.0}, 0.0, 80e3, 14e3, 9.0, 60, 240, 36};
    add_lane(&p, &east);
    add_lane(&p, &north);
    cw_risk *risk = risk_of(&p, &err);
    if (risk == NULL) fail_msg("%s", err.message);
    double by_hand = cw_candidates_crossing(flow_of(&east), flow_of(&north), 90.0) * YEAR_S;
    assert_int_equal(risk->exposure.ships, 120);
    assert_close(risk->exposure.candidates_per_year[CW_COUNTED_CROSSING], by_hand, 0.04 * by_hand);
    assert_close(risk->exposure.candidates_per_year[CW_COUNTED_HEAD_ON], 0.0, 0.0);
    assert_close(risk->exposure.collisions_per_year[CW_COUNTED_CROSSING],
                 CW_CAUSATION_CROSSING * risk->exposure.candidates_per_year[CW_COUNTED_CROSSING],
                 1e-9);
    double sum = 0.0, most = 0.0, share = 0.0;
    cw_xy crossing = cw_plane_forward(risk->plane, (cw_position){50.5, -8.0});
    for (size_t c = 0; c < risk->nx * risk->ny; c++) {
        const cw_risk_cell *cell = &risk->cells[c];
        double x = risk->x0_m + ((double)(c % risk->nx) + 0.5) * risk->cell_m - crossing.x_m,
               y = risk->y0_m + ((double)(c / risk->nx) + 0.5) * risk->cell_m - crossing.y_m;
        sum += cell->per_year;
        share += cell->share;
        assert_true(cell->low <= cell->per_year && cell->per_year <= cell->high);
        if (cell->per_year > most) most = cell->per_year;
        /* Crossings happen where the lanes cross, and nowhere else. */
        if (fabs(x) > 11e3 && fabs(y) > 11e3) assert_close(cell->per_year, 0.0, 0.0);
    }
    assert_close(share, 1.0, 1e-9);
    assert_close(risk->per_hour * 24.0 * 365.25, sum, 1e-9 * sum);
    cw_risk_destroy(risk);
}

/* Two lanes against each other along the middle of one row of cells, each ship anywhere across it:
 * L Q Q V / (V V) times the chance that beams overlap, (B + B) / width. A tenth: the number of
 * pairs near enough to count is even only on the whole, and the lane ends within cells. */
static void meeting_and_overtaking(void **state) {
    (void)state;
    cw_error err = {0};
    picture p = picture_begin();
    lane east = {{50.5, -8.45}, 90.0, 60e3, 3000.0, 7.0, 50, 180, 28},
         west = {{50.5, -8.45 + 60e3 / 71000.0}, 270.0, 60e3, 3000.0, 9.0, 50, 200, 32};
    lane slow = {{50.8, -8.45}, 90.0, 60e3, 3000.0, 5.0, 50, 150, 24},
         fast = {{50.8, -8.45}, 90.0, 60e3, 3000.0, 10.0, 50, 250, 38};
    add_lane(&p, &east);
    add_lane(&p, &west);
    add_lane(&p, &slow);
    add_lane(&p, &fast);
    cw_risk *risk = risk_of(&p, &err);
    if (risk == NULL) fail_msg("%s", err.message);
    /* Cells are rows of 3704 m: a lane of 3000 m lies in one or two of them, and ships of two rows
     * do not meet. So the density is that of all cells that the lane touches, between one row and
     * two. */
    double q = 50.0 / PERIOD_S, length = 60e3;
    double head_on = length * q * q * 16.0 / (7.0 * 9.0) * (28.0 + 32.0) * YEAR_S,
           overtaking = length * q * q * 5.0 / (5.0 * 10.0) * (24.0 + 38.0) * YEAR_S;
    double told_on = risk->exposure.candidates_per_year[CW_COUNTED_HEAD_ON],
           told_over = risk->exposure.candidates_per_year[CW_COUNTED_OVERTAKING];
    assert_true(told_on > 0.9 * head_on / (2.0 * 3704.0) && told_on < 1.1 * head_on / 3704.0);
    assert_true(told_over > 0.9 * overtaking / (2.0 * 3704.0)
                && told_over < 1.1 * overtaking / 3704.0);
    cw_risk_destroy(risk);
}

static void one_ship_shows_none(void **state) {
    (void)state;
    cw_error err = {0};
    picture p = picture_begin();
    lane east = {{50.5, -8.4}, 90.0, 60e3, 100.0, 7.0, 1, 180, 28};
    add_lane(&p, &east);
    assert_null(risk_of(&p, &err));
    assert_int_equal(err.code, CW_NO);
    assert_mentions(err.message, "no two ships");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(crossing_lanes),
                                       cmocka_unit_test(meeting_and_overtaking),
                                       cmocka_unit_test(one_ship_shows_none)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
