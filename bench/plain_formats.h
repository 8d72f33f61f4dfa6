/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers of the plain formats of public benchmark sets: p-median graphs of the OR-Library (Beasley
 * 1985) and team orienteering of Chao's sets (1996). Files come from outside: every number is
 * checked, and what is wrong is told with the file's name.
 */
#ifndef CROSSWATCH_BENCH_PLAIN_FORMATS_H
#define CROSSWATCH_BENCH_PLAIN_FORMATS_H

#include "crosswatch/patrol.h"

#include <stdio.h>

typedef struct median_graph {
    size_t nodes, open;
    double *distance; /* [node * nodes + node], shortest paths; free() */
} median_graph;

/* Lines: nodes, edges and p; then the edges "from to length". Of an edge that is given more than
 * once the last length holds (as the set's own notes say). */
bool median_graph_read(const char *path, median_graph *graph, cw_error *err);
/* The same from an open file; `path` stands for it in messages. */
bool median_graph_take(FILE *file, const char *path, median_graph *graph, cw_error *err);
/* A graph in the manner of the set: a path through all nodes, and edges of 1 to 100 between random
 * pairs, `edges` in all. */
bool median_graph_make(size_t nodes, size_t edges, size_t open, uint64_t seed, median_graph *graph,
                       cw_error *err);

typedef struct orient_points {
    size_t nodes, routes;
    double longest;
    double *distance, *score; /* [nodes * nodes], [nodes]; orient_points_free */
} orient_points;

/* Lines: "n N", "m ROUTES", "tmax LONGEST"; then x, y and score of each node, start first and end
 * last. */
bool orient_points_read(const char *path, orient_points *points, cw_error *err);
bool orient_points_take(FILE *file, const char *path, orient_points *points, cw_error *err);
void orient_points_free(orient_points *points);

#endif
