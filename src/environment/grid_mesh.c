/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unstructured meshes of triangles, with values at the nodes (linear inside a triangle) or on the
 * triangles themselves (one value a triangle, as FVCOM keeps its velocities). The triangle that
 * holds a position is found through a bin index and barycentric coordinates in the position's
 * tangent plane.
 */
#include "grid_kind.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct mesh_grid {
    native_grid base;
    double *lat, *lon; /* owned, of the mesh's nodes */
    size_t vertices, triangles;
    uint32_t *triangle; /* owned, 3 a triangle */
    bool faces;         /* values belong to the triangles */
    grid_bins bins;
} mesh_grid;

static void destroy(native_grid *grid) {
    mesh_grid *mesh = (mesh_grid *)grid;
    free(mesh->lat);
    free(mesh->lon);
    free(mesh->triangle);
    grid_bins_free(&mesh->bins);
    free(mesh);
}

static int corners(const void *context, size_t cell, size_t node[4]) {
    const mesh_grid *mesh = context;
    for (size_t k = 0; k < 3; k++) node[k] = mesh->triangle[3 * cell + k];
    return 3;
}

/* Barycentric coordinates of the origin in a triangle; false outside. */
static bool barycentric(const double x[3], const double y[3], double weight[3]) {
    double det = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0]);
    if (!(fabs(det) > 0.0)) return false;
    weight[0] = (x[1] * y[2] - x[2] * y[1]) / det;
    weight[1] = (x[2] * y[0] - x[0] * y[2]) / det;
    weight[2] = (x[0] * y[1] - x[1] * y[0]) / det;
    for (int k = 0; k < 3; k++) {
        if (!(weight[k] >= -1e-7)) return false;
        if (weight[k] < 1e-6) weight[k] = 0.0;
    }
    double sum = weight[0] + weight[1] + weight[2];
    for (int k = 0; k < 3; k++) weight[k] /= sum;
    return true;
}

static bool try_triangle(const mesh_grid *mesh, size_t cell, cw_position at,
                         grid_weights *weights) {
    double x[3], y[3], weight[3];
    size_t node[4];
    corners(mesh, cell, node);
    for (int k = 0; k < 3; k++) {
        grid_local(at, (cw_position){mesh->lat[node[k]], mesh->lon[node[k]]}, &x[k], &y[k]);
    }
    if (!barycentric(x, y, weight)) return false;
    if (mesh->faces) {
        weights->count = 1;
        weights->node[0] = cell;
        weights->weight[0] = 1.0F;
        return true;
    }
    int count = 0;
    for (int k = 0; k < 3; k++) {
        if (weight[k] <= 0.0) continue;
        weights->node[count] = node[k];
        weights->weight[count++] = (float)weight[k];
    }
    weights->count = count;
    return true;
}

static void locate(const native_grid *grid, cw_position at, grid_weights *weights) {
    const mesh_grid *mesh = (const mesh_grid *)grid;
    const uint32_t *cells;
    size_t count = grid_bins_at(&mesh->bins, at, &cells);
    for (size_t k = 0; k < count; k++) {
        if (try_triangle(mesh, cells[k], at, weights)) return;
    }
}

/* Centre of a triangle: the mean of its corners seen from the first. */
static cw_position centre(const mesh_grid *mesh, size_t cell) {
    size_t node[4];
    corners(mesh, cell, node);
    double lat = 0.0, east = 0.0, first = mesh->lon[node[0]];
    for (int k = 0; k < 3; k++) {
        lat += mesh->lat[node[k]] / 3.0;
        east += grid_longitude(mesh->lon[node[k]] - first) / 3.0;
    }
    return (cw_position){lat, grid_longitude(first + east)};
}

static cw_position node_position(const native_grid *grid, size_t node) {
    const mesh_grid *mesh = (const mesh_grid *)grid;
    if (mesh->faces) return centre(mesh, node);
    return (cw_position){mesh->lat[node], mesh->lon[node]};
}

static double angle_deg(const native_grid *grid, size_t node) {
    (void)grid;
    (void)node;
    return 0.0; /* meshes have no axes: their vectors are eastward and northward */
}

static void describe(const native_grid *grid, cw_box *box, double *spacing_m, char kind[64]) {
    const mesh_grid *mesh = (const mesh_grid *)grid;
    size_t stride = mesh->triangles / 1000 + 1, count = 0;
    double sum = 0.0;
    for (size_t cell = 0; cell < mesh->triangles; cell += stride) {
        const uint32_t *t = mesh->triangle + 3 * cell;
        cw_position a = {mesh->lat[t[0]], mesh->lon[t[0]]}, b = {mesh->lat[t[1]], mesh->lon[t[1]]};
        double side = grid_distance_m(a, b);
        if (!isfinite(side)) continue;
        sum += side;
        count++;
    }
    *spacing_m = count > 0 ? sum / (double)count : 0.0;
    snprintf(kind, 64, "triangles, values at %s", mesh->faces ? "their centres" : "the nodes");
    grid_bounds(grid, grid->node_count, NULL, box);
}

static const grid_operations mesh_operations = {destroy, locate, node_position, angle_deg,
                                                describe};

static bool copy_arrays(mesh_grid *mesh, const double *lat_deg, const double *lon_deg,
                        const uint32_t *triangle_nodes, cw_error *err) {
    size_t nodes = mesh->vertices, triangles = mesh->triangles;
    mesh->lat = cw_alloc_array(nodes, sizeof *mesh->lat);
    mesh->lon = cw_alloc_array(nodes, sizeof *mesh->lon);
    mesh->triangle = cw_alloc_array(triangles, 3 * sizeof *mesh->triangle);
    if (mesh->lat == NULL || mesh->lon == NULL || mesh->triangle == NULL) {
        return cw_fail_memory(err);
    }
    memcpy(mesh->triangle, triangle_nodes, 3 * triangles * sizeof *triangle_nodes);
    for (size_t i = 0; i < nodes; i++) {
        bool good = fabs(lat_deg[i]) <= 90.001 && fabs(lon_deg[i]) <= 720.0;
        mesh->lat[i] = good ? lat_deg[i] : NAN;
        mesh->lon[i] = good ? grid_longitude(lon_deg[i]) : NAN;
    }
    for (size_t k = 0; k < 3 * triangles; k++) {
        if (triangle_nodes[k] < nodes) continue;
        return cw_fail(err, CW_ERR_INPUT, "triangle %zu names node %u; there are %zu", k / 3 + 1,
                       triangle_nodes[k] + 1U, nodes);
    }
    return true;
}

static native_grid *create(const double *lat_deg, const double *lon_deg, size_t nodes,
                           const uint32_t *triangle_nodes, size_t triangles, bool faces,
                           cw_error *err) {
    if (nodes < 3 || triangles < 1 || nodes > GRID_NODES_MOST || triangles > GRID_NODES_MOST) {
        cw_fail(err, CW_ERR_INPUT, "the mesh has %zu nodes and %zu triangles: too few or too many",
                nodes, triangles);
        return NULL;
    }
    mesh_grid *mesh = calloc(1, sizeof *mesh);
    if (mesh == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    mesh->base.operations = &mesh_operations;
    mesh->base.node_count = faces ? triangles : nodes;
    mesh->vertices = nodes;
    mesh->triangles = triangles;
    mesh->faces = faces;
    if (!copy_arrays(mesh, lat_deg, lon_deg, triangle_nodes, err)
        || !grid_bins_create(&mesh->bins, mesh->lat, mesh->lon, nodes, triangles, corners, mesh,
                             err)) {
        destroy(&mesh->base);
        return NULL;
    }
    return &mesh->base;
}

native_grid *native_grid_mesh(const double *lat_deg, const double *lon_deg, size_t nodes,
                              const uint32_t *triangle_nodes, size_t triangles, cw_error *err) {
    return create(lat_deg, lon_deg, nodes, triangle_nodes, triangles, false, err);
}

native_grid *native_grid_mesh_faces(const double *lat_deg, const double *lon_deg, size_t nodes,
                                    const uint32_t *triangle_nodes, size_t triangles,
                                    cw_error *err) {
    return create(lat_deg, lon_deg, nodes, triangle_nodes, triangles, true, err);
}
