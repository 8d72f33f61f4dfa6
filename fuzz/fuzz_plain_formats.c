/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a p-median graph and as points of team orienteering, the plain formats of the public
 * benchmark sets: distances that are finite, at least 0 and the same both ways, or an error that
 * names the file. */
#include "plain_formats.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_NODES = 60 }; /* all shortest paths of more take longer than a run should */

static void told(bool made, const cw_error *err) {
    bool good = made || err->code == CW_ERR_MACHINE
                || (err->code == CW_ERR_INPUT && strncmp(err->message, "fuzz", 4) == 0);
    if (!good) abort();
}

static void check_distances(const double *distance, size_t nodes) {
    for (size_t i = 0; i < nodes; i++)
        for (size_t j = 0; j < nodes; j++) {
            double d = distance[i * nodes + j];
            if (!(isfinite(d) && d >= 0.0) || d != distance[j * nodes + i]) abort();
        }
}

static void try_graph(FILE *file) {
    cw_error err = {0};
    median_graph g;
    long nodes = 0;
    if (fscanf(file, "%ld", &nodes) == 1 && nodes > MOST_NODES) return;
    rewind(file);
    bool made = median_graph_take(file, "fuzz.txt", &g, &err);
    told(made, &err);
    if (made) check_distances(g.distance, g.nodes);
    free(g.distance);
}

static void try_points(FILE *file) {
    cw_error err = {0};
    orient_points p;
    long nodes = 0;
    if (fscanf(file, " n %ld", &nodes) == 1 && nodes > MOST_NODES) return;
    rewind(file);
    bool made = orient_points_take(file, "fuzz.txt", &p, &err);
    told(made, &err);
    if (made) check_distances(p.distance, p.nodes);
    orient_points_free(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    FILE *file = size > 0 ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;
    if (file == NULL) return 0;
    try_graph(file);
    rewind(file);
    try_points(file);
    fclose(file);
    return 0;
}
