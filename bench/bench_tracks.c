/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All vessels of a strait in memory and in a file. Made traffic: a hundred thousand numbers, of
 * which eleven hundred (the ships of a busy day) report every 20 seconds and the rest are heard a
 * few times, five million reports in the order of reception.
 *
 *   bench_tracks [VESSELS [SECONDS]]
 *
 * Prints how fast reports are taken, the memory they come to, how long writing the file takes, its
 * size, a query of half an hour and twenty miles out of it, and positions a second from tracks.
 * With ../shared: fixes of real ships left out of their tracks, and how often they lie within one
 * and two of the standard deviations that the track then states (68 and 95 % of a normal error,
 * each axis).
 */
#include "picture/track.h"
#include "picture/vessels.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define REAL_LOG CROSSWATCH_SOURCE "/../shared/data/ais/gweatherrouting_cagliari_20260323.nmea"

enum { BUSY = 1100, EVERY_S = 20, RARE_REPORTS = 3 };

static const cw_time MIDNIGHT = INT64_C(1637712000000); /* 2021-11-24T00:00:00Z */

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double memory_mb(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024.0;
}

static double draw(uint32_t ship, uint32_t what) {
    double u[4];
    cw_random_uniform((cw_draw){.seed = 7, .particle = ship, .step = what, .purpose = CW_DRAW_TEST},
                      u);
    return u[0];
}

/* North-east or south-west through the strait, back again, at 8 to 20 knots. */
static void report(cw_vessels *v, uint32_t ship, int second) {
    double speed = cw_knots_to_mps(8.0 + 12.0 * draw(ship, 0)), length_m = 90e3;
    double way = fmod(draw(ship, 1) * length_m + speed * second, 2.0 * length_m);
    bool back = way > length_m;
    double along = (back ? 2.0 * length_m - way : way) / length_m;
    ais_said said = {.mmsi = 200000000 + ship,
                     .type = 1,
                     .sender = CW_AIS_CLASS_A,
                     .received = MIDNIGHT + second * CW_SECOND_MS,
                     .base_time = CW_AIS_NO_TIME,
                     .has_position = true};
    said.position = (cw_ais_position){
        .mmsi = said.mmsi,
        .sender = CW_AIS_CLASS_A,
        .at = {50.6 + 0.7 * along + 0.05 * draw(ship, 2), 1.0 + 1.0 * along + 0.1 * draw(ship, 3)},
        .error_m = 0.1,
        .speed_mps = speed,
        .course_deg = back ? 222.0 : 42.0,
        .heading_deg = back ? 222.0 : 42.0,
        .turn_deg_per_min = 0.0,
        .second = second % 60,
        .status = 0,
        .received = said.received};
    vessels_said(v, &said);
}

static void take_all(cw_vessels *v, uint32_t vessels, int seconds) {
    uint32_t busy = vessels < BUSY ? vessels : BUSY, rare = vessels - busy, heard = 0;
    for (int second = 0; second < seconds; second++) {
        for (uint32_t ship = (uint32_t)(second % EVERY_S); ship < busy; ship += EVERY_S)
            report(v, ship, second);
        uint64_t due = (uint64_t)rare * RARE_REPORTS * (uint64_t)(second + 1) / (uint64_t)seconds;
        for (; heard < due; heard++) report(v, busy + heard / RARE_REPORTS, second);
    }
    cw_vessels_finish(v);
}

static void measure_file(cw_vessels *v, const char *path, int seconds) {
    cw_error err = {0};
    double begin = now_s();
    if (!cw_vessels_save(v, path, &err)) fprintf(stderr, "bench_tracks: %s\n", err.message);
    double written = now_s() - begin;
    struct stat about = {.st_size = 0};
    stat(path, &about);
    printf("tracks_write %.2f s, %.1f MB, %.1f bytes a fix\n", written,
           1e-6 * (double)about.st_size, (double)about.st_size / (double)cw_vessels_told(v).fixes);
    cw_vessels_query query = {.in_box = true,
                              .in_time = true,
                              .box = {50.9, 1.3, 51.2, 1.8},
                              .from = MIDNIGHT + seconds / 2 * CW_SECOND_MS,
                              .to = MIDNIGHT + (seconds / 2 + 1800) * CW_SECOND_MS};
    begin = now_s();
    cw_vessels *part = cw_vessels_load(&path, 1, &query, NULL, &err);
    if (part == NULL) fprintf(stderr, "bench_tracks: %s\n", err.message);
    if (part != NULL)
        printf("tracks_query %.0f ms, %zu tracks, %llu fixes\n", 1e3 * (now_s() - begin),
               cw_vessels_told(part).tracks, (unsigned long long)cw_vessels_told(part).fixes);
    cw_vessels_destroy(part);
}

static void measure_places(cw_vessels *v, int seconds) {
    size_t count, placed = 0, asked = 0;
    const cw_track *const *tracks = cw_vessels_tracks(v, &count, NULL);
    double begin = now_s();
    for (int step = 0; tracks != NULL && step < 20; step++) {
        cw_time time = MIDNIGHT + (cw_time)seconds * CW_SECOND_MS * step / 20 + 7321;
        for (size_t i = 0; i < count; i++, asked++) {
            cw_track_state state;
            placed += cw_track_at(tracks[i], time, &state);
        }
    }
    printf("tracks_at %.1f million positions/s (%zu of %zu known)\n",
           1e-6 * (double)asked / (now_s() - begin), placed, asked);
}

/* ---- what the stated errors are worth ---------------------------------------------------------
 */

typedef struct tally {
    size_t fixes, one[2], two[2]; /* along and across: within 1 and 2 */
} tally;

/* The track without fix `k`, asked where it was then. */
static void leave_out(const cw_track *track, size_t k, tally *t) {
    cw_track_fix pair[4], out = cw_track_fix_at(track, k);
    for (size_t i = 0, n = 0; i < 5; i++) {
        if (i != 2) pair[n++] = cw_track_fix_at(track, k - 2 + i);
    }
    cw_track *without = cw_track_create(cw_track_vessel(track), pair, 4, NULL);
    cw_track_state s;
    if (without != NULL && cw_track_at(without, out.time, &s) && !s.gap && s.speed_mps > 1.0) {
        double metres, azimuth;
        cw_geodesic_inverse(s.at, out.at, &metres, &azimuth);
        double angle = (azimuth - s.course_deg) * CW_PI / 180.0, e = (double)out.error_m;
        double off[2] = {fabs(metres * cos(angle)) / hypot(s.std_along_m, e),
                         fabs(metres * sin(angle)) / hypot(s.std_across_m, e)};
        t->fixes++;
        for (int i = 0; i < 2; i++) {
            t->one[i] += off[i] <= 1.0;
            t->two[i] += off[i] <= 2.0;
        }
    }
    cw_track_destroy(without);
}

static void measure_errors(void) {
    const char *path = REAL_LOG;
    cw_vessels *v = cw_vessels_load(&path, 1, NULL, NULL, NULL);
    size_t count = 0;
    const cw_track *const *tracks = v != NULL ? cw_vessels_tracks(v, &count, NULL) : NULL;
    tally t = {.fixes = 0};
    for (size_t i = 0; tracks != NULL && i < count; i++) {
        for (size_t k = 2; k + 2 < cw_track_count(tracks[i]); k++) leave_out(tracks[i], k, &t);
    }
    double all = t.fixes > 0 ? 0.01 * (double)t.fixes : 1.0;
    if (t.fixes > 0)
        printf(
            "tracks_left_out %zu fixes of moving ships: along %.0f %% within 1, %.0f %% within 2 "
            "standard deviations; across %.0f %%, %.0f %%\n",
            t.fixes, (double)t.one[0] / all, (double)t.two[0] / all, (double)t.one[1] / all,
            (double)t.two[1] / all);
    cw_vessels_destroy(v);
}

int main(int count, char **words) {
    long vessels = count > 1 ? atol(words[1]) : 100000,
         seconds = count > 2 ? atol(words[2]) : 86400;
    if (vessels < 1 || vessels > 10000000 || seconds < 3600 || seconds > 10 * 86400) {
        fprintf(stderr, "bench_tracks [VESSELS 1 to 10000000 [SECONDS 3600 to 864000]]\n");
        return 2;
    }
    cw_error err = {0};
    cw_vessels *v = cw_vessels_create(&err);
    if (v == NULL) return 3;
    double begin = now_s(), before = memory_mb();
    take_all(v, (uint32_t)vessels, (int)seconds);
    cw_vessels_counts told = cw_vessels_told(v);
    printf("tracks_take %zu vessels, %llu fixes: %.2f million reports/s, %.0f MB\n", told.tracks,
           (unsigned long long)told.fixes, 1e-6 * (double)told.reports / (now_s() - begin),
           memory_mb() - before);
    char path[] = "/tmp/crosswatch-bench-XXXXXX";
    int file = mkstemp(path);
    if (file >= 0) {
        close(file);
        measure_file(v, path, (int)seconds);
        unlink(path);
    }
    measure_places(v, (int)seconds);
    cw_vessels_destroy(v);
    measure_errors();
    return 0;
}
