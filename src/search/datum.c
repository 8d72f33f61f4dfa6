/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cloud of particles in a few numbers: its mean (the datum), covariance, the radii about the mean
 * that hold 50 % (the probable error of position, IAMSAR's E) and 90 % of the probability, and the
 * share that lies in a zone. Places that are not numbers (waiting, lost) are left out.
 */
#include "crosswatch/search.h"

#include <math.h>
#include <stdlib.h>

bool cw_tracks_cloud(const cw_tracks *tracks, cw_time time, cw_cloud *cloud, cw_error *err) {
    int64_t since = time - tracks->first;
    int64_t index = tracks->step_ms > 0 ? since / tracks->step_ms : 0;
    bool output = since == 0 || (tracks->step_ms > 0 && since % tracks->step_ms == 0);
    if (since < 0 || !output || (size_t)index >= tracks->times) {
        char text[CW_TIME_TEXT];
        return cw_fail(err, CW_ERR_INPUT, "the tracks have no output at %s",
                       cw_time_format(time, text));
    }
    size_t offset = (size_t)index * tracks->particles;
    *cloud = (cw_cloud){time,
                        tracks->particles,
                        tracks->x_m + offset,
                        tracks->y_m + offset,
                        tracks->weight,
                        tracks->state ? tracks->state + offset : NULL};
    return true;
}

static bool has_place(const cw_cloud *cloud, size_t i) {
    return isfinite(cloud->x_m[i]) && isfinite(cloud->y_m[i]) && cloud->weight[i] > 0.0f;
}

typedef struct ranked {
    double distance_m, weight;
} ranked;

static int by_distance(const void *a, const void *b) {
    double x = ((const ranked *)a)->distance_m, y = ((const ranked *)b)->distance_m;
    return (x > y) - (x < y);
}

static double radius_holding(const ranked *sorted, size_t count, double weight) {
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        sum += sorted[i].weight;
        if (sum >= weight) return sorted[i].distance_m;
    }
    return count > 0 ? sorted[count - 1].distance_m : 0.0;
}

static bool radii(const cw_cloud *cloud, double total, cw_datum *datum, cw_error *err) {
    ranked *list = cw_alloc_array(cloud->count, sizeof *list);
    if (list == NULL) return cw_fail_memory(err);
    size_t count = 0;
    for (size_t i = 0; i < cloud->count; i++) {
        if (has_place(cloud, i))
            list[count++] = (ranked){hypot((double)cloud->x_m[i] - datum->mean.x_m,
                                           (double)cloud->y_m[i] - datum->mean.y_m),
                                     (double)cloud->weight[i]};
    }
    qsort(list, count, sizeof *list, by_distance);
    datum->probable_error_m = radius_holding(list, count, 0.5 * total);
    datum->radius90_m = radius_holding(list, count, 0.9 * total);
    free(list);
    return true;
}

bool cw_datum_compute(const cw_cloud *cloud, cw_datum *datum, cw_error *err) {
    *datum = (cw_datum){0};
    double total = 0.0, x = 0.0, y = 0.0;
    for (size_t i = 0; i < cloud->count; i++) {
        if (!has_place(cloud, i)) continue;
        total += (double)cloud->weight[i];
        x += (double)cloud->weight[i] * (double)cloud->x_m[i];
        y += (double)cloud->weight[i] * (double)cloud->y_m[i];
    }
    if (!(total > 0.0)) {
        char text[CW_TIME_TEXT];
        return cw_fail(err, CW_NO, "no particle with a weight above zero has a place at %s",
                       cw_time_format(cloud->time, text));
    }
    datum->mean = (cw_xy){x / total, y / total};
    for (size_t i = 0; i < cloud->count; i++) {
        if (!has_place(cloud, i)) continue;
        double w = (double)cloud->weight[i] / total;
        double dx = (double)cloud->x_m[i] - datum->mean.x_m;
        double dy = (double)cloud->y_m[i] - datum->mean.y_m;
        datum->covariance[0] += w * dx * dx;
        datum->covariance[1] += w * dx * dy;
        datum->covariance[2] += w * dy * dy;
    }
    return radii(cloud, total, datum, err);
}

double cw_zone_share(const cw_cloud *cloud, const cw_zone *zone) {
    double inside = 0.0, total = 0.0;
    for (size_t i = 0; i < cloud->count; i++) {
        if (!has_place(cloud, i)) continue;
        total += (double)cloud->weight[i];
        if (cw_zone_contains(zone, (cw_xy){(double)cloud->x_m[i], (double)cloud->y_m[i]}))
            inside += (double)cloud->weight[i];
    }
    return total > 0.0 ? inside / total : 0.0;
}
