/* SPDX-License-Identifier: Apache-2.0 */
#include "plain_formats.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NODES = 5000, MOST_EDGES = 5000000, LONGEST = 1000000 };

/* ---- p-median graphs ------------------------------------------------------------------------- */

static bool graph_alloc(median_graph *g, cw_error *err) {
    size_t n = g->nodes;
    g->distance = calloc(n * n, sizeof *g->distance);
    if (g->distance == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < n * n; i++) g->distance[i] = INFINITY;
    for (size_t i = 0; i < n; i++) g->distance[i * n + i] = 0.0;
    return true;
}

/* Floyd 1962. */
static void shortest_paths(median_graph *g) {
    size_t n = g->nodes;
    for (size_t k = 0; k < n; k++) {
        for (size_t i = 0; i < n; i++) {
            double to = g->distance[i * n + k];
            if (!isfinite(to)) continue;
            double *row = g->distance + i * n;
            const double *by = g->distance + k * n;
            for (size_t j = 0; j < n; j++) row[j] = to + by[j] < row[j] ? to + by[j] : row[j];
        }
    }
}

static bool is_connected(const median_graph *g) {
    for (size_t i = 0; i < g->nodes; i++) {
        if (!isfinite(g->distance[i])) return false;
    }
    return true;
}

static bool read_graph(FILE *file, const char *path, median_graph *g, cw_error *err) {
    long nodes, edges, open;
    if (fscanf(file, "%ld %ld %ld", &nodes, &edges, &open) != 3 || nodes < 1 || nodes > MOST_NODES
        || edges < 0 || edges > MOST_EDGES || open < 1 || open > nodes)
        return cw_fail(err, CW_ERR_INPUT, "%s: does not begin with nodes, edges and p", path);
    *g = (median_graph){.nodes = (size_t)nodes, .open = (size_t)open};
    if (!graph_alloc(g, err)) return false;
    for (long k = 0; k < edges; k++) {
        long from, to, length;
        if (fscanf(file, "%ld %ld %ld", &from, &to, &length) != 3 || from < 1 || from > nodes
            || to < 1 || to > nodes || length < 0 || length > LONGEST)
            return cw_fail(err, CW_ERR_INPUT, "%s: edge %ld is not \"from to length\"", path,
                           k + 1);
        size_t a = (size_t)from - 1, b = (size_t)to - 1;
        if (a != b) g->distance[a * g->nodes + b] = g->distance[b * g->nodes + a] = (double)length;
    }
    return true;
}

bool median_graph_read(const char *path, median_graph *g, cw_error *err) {
    FILE *file = fopen(path, "r");
    *g = (median_graph){.distance = NULL};
    if (file == NULL) return cw_fail(err, CW_ERR_INPUT, "%s: %s", path, strerror(errno));
    bool good = median_graph_take(file, path, g, err);
    fclose(file);
    return good;
}

bool median_graph_take(FILE *file, const char *path, median_graph *g, cw_error *err) {
    *g = (median_graph){.distance = NULL};
    bool good = read_graph(file, path, g, err);
    if (good) shortest_paths(g);
    if (good && !is_connected(g))
        good = cw_fail(err, CW_ERR_INPUT, "%s: not every node can be reached", path);
    if (good) return true;
    free(g->distance);
    g->distance = NULL;
    return false;
}

bool median_graph_make(size_t nodes, size_t edges, size_t open, uint64_t seed, median_graph *g,
                       cw_error *err) {
    *g = (median_graph){.nodes = nodes, .open = open};
    if (!graph_alloc(g, err)) return false;
    for (size_t k = 0; k < edges; k++) {
        double u[4];
        cw_random_uniform((cw_draw){.seed = seed, .particle = (uint32_t)k, .purpose = CW_DRAW_TEST},
                          u);
        size_t a = k + 1 < nodes ? k : (size_t)(u[0] * (double)nodes),
               b = k + 1 < nodes ? k + 1 : (size_t)(u[1] * (double)nodes);
        if (a == b) continue;
        double length = 1.0 + floor(100.0 * u[2]);
        g->distance[a * nodes + b] = g->distance[b * nodes + a] = length;
    }
    shortest_paths(g);
    return true;
}

/* ---- team orienteering ------------------------------------------------------------------------
 */

static bool read_head(FILE *file, const char *path, orient_points *p, cw_error *err) {
    long nodes, routes;
    if (fscanf(file, " n %ld m %ld tmax %lf", &nodes, &routes, &p->longest) != 3 || nodes < 2
        || nodes > CW_MOST_STOPS || routes < 1 || routes > CW_MOST_ROUTES
        || !(p->longest >= 0.0 && isfinite(p->longest)))
        return cw_fail(err, CW_ERR_INPUT, "%s: does not begin with n, m and tmax", path);
    p->nodes = (size_t)nodes;
    p->routes = (size_t)routes;
    return true;
}

static bool read_points(FILE *file, const char *path, orient_points *p, double *x, double *y,
                        cw_error *err) {
    for (size_t i = 0; i < p->nodes; i++) {
        if (fscanf(file, "%lf %lf %lf", &x[i], &y[i], &p->score[i]) != 3 || !isfinite(x[i])
            || !isfinite(y[i]) || !isfinite(p->score[i]))
            return cw_fail(err, CW_ERR_INPUT, "%s: node %zu is not \"x y score\"", path, i + 1);
    }
    for (size_t i = 0; i < p->nodes; i++) {
        for (size_t j = 0; j < p->nodes; j++)
            p->distance[i * p->nodes + j] = hypot(x[i] - x[j], y[i] - y[j]);
    }
    return true;
}

bool orient_points_read(const char *path, orient_points *p, cw_error *err) {
    FILE *file = fopen(path, "r");
    *p = (orient_points){.distance = NULL};
    if (file == NULL) return cw_fail(err, CW_ERR_INPUT, "%s: %s", path, strerror(errno));
    bool good = orient_points_take(file, path, p, err);
    fclose(file);
    return good;
}

bool orient_points_take(FILE *file, const char *path, orient_points *p, cw_error *err) {
    *p = (orient_points){.distance = NULL};
    bool good = read_head(file, path, p, err);
    double *place = good ? malloc(2 * p->nodes * sizeof *place) : NULL;
    p->score = good ? malloc(p->nodes * sizeof *p->score) : NULL;
    p->distance = good ? malloc(p->nodes * p->nodes * sizeof *p->distance) : NULL;
    if (good && (place == NULL || p->score == NULL || p->distance == NULL))
        good = cw_fail_memory(err);
    good = good && read_points(file, path, p, place, place + p->nodes, err);
    free(place);
    if (!good) orient_points_free(p);
    return good;
}

void orient_points_free(orient_points *points) {
    free(points->distance);
    free(points->score);
    *points = (orient_points){.distance = NULL};
}
