/* SPDX-License-Identifier: Apache-2.0 */
/* Where one vessel was, from a log of AIS: its positions and when each was measured (fix_clock.c),
 * in the order of time. */
#include "fix_clock.h"
#include "log.h"

#include <math.h>
#include <stdlib.h>

static const double SAME_PLACE_M =
    200.0; /* one second at 40 knots is 20 m; two receivers, rounding */

typedef struct fix_finder {
    uint32_t mmsi;
    size_t most;
    cw_ais_fixes *fixes;
    fix_clock clock;
    bool too_many, no_memory;
} fix_finder;

static void dated(void *context, const ais_said *said, cw_time measured) {
    fix_finder *f = context;
    cw_ais_fixes *to = f->fixes;
    if (said->mmsi != f->mmsi) return;
    to->reports++;
    if (isnan(said->position.at.lat_deg))
        to->without_place++;
    else if (measured == CW_AIS_NO_TIME)
        to->without_time++;
    else if (to->count >= f->most)
        f->too_many = true;
    else if (!cw_grow(&to->items, &to->capacity, to->count + 1))
        f->no_memory = true;
    else
        to->items[to->count++] = (cw_ais_fix){said->position.at, measured};
}

/* Only its own positions, and the clocks of base stations. */
static bool take(void *context, const ais_said *said) {
    enum { LONG_RANGE = 27 };
    fix_finder *f = context;
    ais_said part = *said;
    f->fixes->messages++;
    part.has_position = said->has_position && said->mmsi == f->mmsi && said->type != LONG_RANGE;
    fix_clock_take(&f->clock, &part);
    return !f->too_many && !f->no_memory;
}

static int by_time(const void *a, const void *b) {
    const cw_ais_fix *one = a, *two = b;
    return (one->time > two->time) - (one->time < two->time);
}

/* In the order of time; of several at one time (several receivers) the first is kept. */
static bool put_in_order(cw_ais_fixes *to, const char *path, uint32_t mmsi, cw_error *err) {
    size_t kept = 0;
    if (to->count > 1) qsort(to->items, to->count, sizeof *to->items, by_time);
    for (size_t i = 0; i < to->count; i++) {
        const cw_ais_fix *fix = &to->items[i], *last = kept > 0 ? &to->items[kept - 1] : NULL;
        if (last == NULL || fix->time > last->time) {
            to->items[kept++] = *fix;
            continue;
        }
        double distance, azimuth;
        char time[CW_TIME_TEXT];
        cw_geodesic_inverse(last->at, fix->at, &distance, &azimuth);
        if (distance > SAME_PLACE_M)
            return cw_fail(
                err, CW_ERR_INPUT,
                "%.300s: MMSI %09u is in two places at %s, %.1f nm apart: two vessels with "
                "one number, or a damaged clock",
                path, mmsi, cw_time_format(fix->time, time), cw_m_to_nm(distance));
        to->repeated++;
    }
    to->count = kept;
    return true;
}

bool cw_ais_fixes_read(const char *path, uint32_t mmsi, cw_time near, size_t most, cw_ais_fixes *to,
                       cw_error *err) {
    *to = (cw_ais_fixes){.items = NULL};
    fix_finder f = {.mmsi = mmsi, .most = most, .fixes = to};
    log_options options = {.near = near};
    log_told *told = calloc(1, sizeof *told);
    f.clock = fix_clock_start(dated, &f);
    bool good = told != NULL ? log_read(path, &options, take, &f, told, err) : cw_fail_memory(err);
    fix_clock_end(&f.clock);
    fix_clock_stop(&f.clock);
    free(told);
    if (good && f.no_memory) good = cw_fail_memory(err);
    if (good && f.too_many)
        good = cw_fail(err, CW_ERR_INPUT, "%.300s: has more than %zu fixes of MMSI %09u", path,
                       most, mmsi);
    good = good && put_in_order(to, path, mmsi, err);
    if (!good) cw_ais_fixes_free(to);
    return good;
}

void cw_ais_fixes_free(cw_ais_fixes *fixes) {
    free(fixes->items);
    *fixes = (cw_ais_fixes){.items = NULL};
}
