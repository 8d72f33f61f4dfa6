/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answer to "where", at each time asked for: map, datum, and the share of each region. All maps
 * of one answer have the same cell (a round number of metres), so that they can be laid over one
 * another and become the bands of one picture.
 *
 * The cell follows the narrowest cloud (20 cells in the radius that holds 90 %), unless that would
 * cut the widest one into more than a million cells. Smoothing: a Gaussian kernel of half of
 * Scott's rule for two dimensions (Scott 1992, s n^-1/6, with the weights' effective n), because
 * clouds of several hypotheses have several humps that the full rule, made for one, would flatten;
 * never less than one cell.
 */
#include "where.h"

#include <math.h>
#include <stdlib.h>

static const double CELLS_IN_RADIUS90 = 20.0, MOST_CELLS = 1e6, LEAST_CELL_M = 10.0;

/* ---- cell and smoothing -------------------------------------------------------------------- */

double where_round_down_125(double value) {
    double power = pow(10.0, floor(log10(value) + 1e-9)), lead = value / power;
    return power * (lead >= 5.0 - 1e-9 ? 5.0 : lead >= 2.0 - 1e-9 ? 2.0 : 1.0);
}

static double span_m2(const cw_cloud *cloud) {
    double x0 = INFINITY, x1 = -INFINITY, y0 = INFINITY, y1 = -INFINITY;
    for (size_t i = 0; i < cloud->count; i++) {
        if (!isfinite(cloud->x_m[i]) || !isfinite(cloud->y_m[i])) continue;
        x0 = fmin(x0, (double)cloud->x_m[i]);
        x1 = fmax(x1, (double)cloud->x_m[i]);
        y0 = fmin(y0, (double)cloud->y_m[i]);
        y1 = fmax(y1, (double)cloud->y_m[i]);
    }
    return x1 >= x0 ? (x1 - x0) * (y1 - y0) : 0.0;
}

static double choose_cell(const cw_where *where, const cw_cloud *clouds, size_t count) {
    double radius = INFINITY, area = 0.0;
    for (size_t i = 0; i < count; i++) {
        radius = fmin(radius, where[i].datum.radius90_m);
        area = fmax(area, span_m2(&clouds[i]));
    }
    double fine = where_round_down_125(fmax(radius / CELLS_IN_RADIUS90, LEAST_CELL_M));
    while (area / (fine * fine) > MOST_CELLS) fine = where_round_down_125(2.5 * fine);
    return fine;
}

static double effective_count(const cw_cloud *cloud) {
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < cloud->count; i++) {
        double w = isfinite(cloud->x_m[i]) ? (double)cloud->weight[i] : 0.0;
        sum += w;
        squares += w * w;
    }
    return squares > 0.0 ? sum * sum / squares : 1.0;
}

double where_smoothing_m(const cw_datum *datum, const cw_cloud *cloud, double cell_m) {
    double half_trace = 0.5 * (datum->covariance[0] + datum->covariance[2]);
    double difference = 0.5 * (datum->covariance[0] - datum->covariance[2]);
    double least = half_trace - hypot(difference, datum->covariance[1]);
    double scott = sqrt(fmax(least, 0.0)) * pow(effective_count(cloud), -1.0 / 6.0);
    return fmax(0.5 * scott, cell_m);
}

/* ---- the border ---------------------------------------------------------------------------- */

typedef struct border { /* sides of all regions given as rings, in the plane */
    cw_xy (*sides)[2];
    size_t count;
} border;

static bool gather_border(border *b, const cw_scene *scene, cw_error *err) {
    const cw_case *source = scene->source;
    size_t sides = 0;
    for (size_t r = 0; source != NULL && r < source->region_count; r++)
        sides += source->regions[r].ring_count;
    b->sides = calloc(sides + 1, sizeof *b->sides);
    if (b->sides == NULL) return cw_fail_memory(err);
    for (size_t r = 0; source != NULL && r < source->region_count; r++) {
        const cw_region *region = &source->regions[r];
        for (size_t k = 0; k < region->ring_count; k++) {
            cw_xy *side = b->sides[b->count];
            side[0] = cw_plane_forward(scene->plane, region->ring[k]);
            side[1] = cw_plane_forward(scene->plane, region->ring[(k + 1) % region->ring_count]);
            if (isfinite(side[0].x_m) && isfinite(side[1].x_m)) b->count++;
        }
    }
    return true;
}

static double distance2_to_side(double x, double y, const cw_xy side[2]) {
    double dx = side[1].x_m - side[0].x_m, dy = side[1].y_m - side[0].y_m;
    double length2 = dx * dx + dy * dy, px = x - side[0].x_m, py = y - side[0].y_m;
    double s = length2 > 0.0 ? fmin(1.0, fmax(0.0, (px * dx + py * dy) / length2)) : 0.0;
    double ex = px - s * dx, ey = py - s * dy;
    return ex * ex + ey * ey;
}

static double share_near(const border *b, const cw_cloud *cloud) {
    double near = 0.0, total = 0.0;
    for (size_t i = 0; i < cloud->count; i++) {
        double x = (double)cloud->x_m[i], y = (double)cloud->y_m[i], least = INFINITY;
        if (!isfinite(x) || !isfinite(y)) continue;
        total += (double)cloud->weight[i];
        for (size_t k = 0; k < b->count; k++)
            least = fmin(least, distance2_to_side(x, y, b->sides[k]));
        if (least <= CW_BORDER_ERROR_M * CW_BORDER_ERROR_M) near += (double)cloud->weight[i];
    }
    return total > 0.0 ? near / total : 0.0;
}

/* ---- the answer ---------------------------------------------------------------------------- */

static bool fill(cw_where *where, const cw_scene *scene, const border *lines, const cw_cloud *cloud,
                 double cell_m, cw_error *err) {
    double smooth_m = where_smoothing_m(&where->datum, cloud, cell_m);
    where->map = cw_probability_map_create(cloud, cell_m, smooth_m, err);
    if (where->map == NULL) return false;
    where->zone_share = calloc(scene->zone_count + 1, sizeof(double));
    if (where->zone_share == NULL) return cw_fail_memory(err);
    for (size_t z = 0; z < scene->zone_count; z++) {
        where->zone_share[z] = cw_zone_share(cloud, scene->zones[z]);
    }
    where->border_share = share_near(lines, cloud);
    return true;
}

static bool compute(cw_where *where, cw_cloud *clouds, const cw_scene *scene,
                    const cw_tracks *tracks, const cw_time *times, size_t count, cw_error *err) {
    for (size_t i = 0; i < count; i++) {
        where[i].time = times[i];
        if (!cw_tracks_cloud(tracks, times[i], &clouds[i], err)) return false;
        if (!cw_datum_compute(&clouds[i], &where[i].datum, err)) return false;
    }
    double cell_m = choose_cell(where, clouds, count);
    border lines = {0};
    bool good = gather_border(&lines, scene, err);
    for (size_t i = 0; i < count && good; i++)
        good = fill(&where[i], scene, &lines, &clouds[i], cell_m, err);
    free(lines.sides);
    return good;
}

cw_where *cw_where_compute(const cw_scene *scene, const cw_tracks *tracks, const cw_time *times,
                           size_t count, cw_error *err) {
    if (count == 0) {
        cw_fail(err, CW_ERR_INPUT, "no time is asked for");
        return NULL;
    }
    cw_where *where = calloc(count, sizeof *where);
    cw_cloud *clouds = calloc(count, sizeof *clouds);
    bool good = where != NULL && clouds != NULL;
    if (!good) cw_fail_memory(err);
    good = good && compute(where, clouds, scene, tracks, times, count, err);
    free(clouds);
    if (good) return where;
    cw_where_free(where, count);
    return NULL;
}

void cw_where_free(cw_where *where, size_t count) {
    for (size_t i = 0; where != NULL && i < count; i++) {
        cw_probability_map_destroy(where[i].map);
        free(where[i].zone_share);
    }
    free(where);
}
