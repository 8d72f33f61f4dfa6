/* SPDX-License-Identifier: Apache-2.0 */
/* Inside environment/: native grids. A grid answers one question, whatever its kind: which nodes
 * surround a position, and with what weights (at most four; they sum to 1). */
#ifndef CROSSWATCH_ENVIRONMENT_GRID_H
#define CROSSWATCH_ENVIRONMENT_GRID_H

#include <crosswatch/geo.h>

typedef struct native_grid native_grid;

typedef struct grid_weights {
    size_t node[4];
    float weight[4];
    int count; /* 0: outside the grid */
} grid_weights;

/* Node index is row * nx + column everywhere. Arrays are copied. */

/* Regular or stretched axes of latitude (ny) and longitude (nx), each strictly monotone; longitudes
 * in any convention (0 to 360, across the date line); a global grid wraps. */
native_grid *native_grid_axes(const double *lat_deg, size_t ny, const double *lon_deg, size_t nx,
                              cw_error *err);
/* Axes x (nx) and y (ny) of a projection or rotated pole given as a PROJ string; for a rotated pole
 * the axes are degrees, otherwise metres. */
native_grid *native_grid_projected(const char *proj, const double *x, size_t nx, const double *y,
                                   size_t ny, cw_error *err);
/* Two-dimensional latitude and longitude; nodes that are NaN (or 0, 0 where the land was cut out)
 * belong to no cell. Bilinear inside the quadrilateral. */
native_grid *native_grid_curvilinear(const double *lat_deg, const double *lon_deg, size_t ny,
                                     size_t nx, cw_error *err);
/* Triangles of node indices (3 * triangles, zero-based); linear inside the triangle. */
native_grid *native_grid_mesh(const double *lat_deg, const double *lon_deg, size_t nodes,
                              const uint32_t *triangle_nodes, size_t triangles, cw_error *err);
/* Values that belong to the triangles themselves: nearest (containing) triangle, weight 1. */
native_grid *native_grid_mesh_faces(const double *lat_deg, const double *lon_deg, size_t nodes,
                                    const uint32_t *triangle_nodes, size_t triangles,
                                    cw_error *err);
void native_grid_destroy(native_grid *grid);

void native_grid_locate(const native_grid *grid, cw_position at, grid_weights *weights);
/* Position of a node, NaN where it has none. */
cw_position native_grid_node(const native_grid *grid, size_t node);
size_t native_grid_node_count(const native_grid *grid);
/* The direction of the grid's x axis at a node: degrees counter-clockwise from true east. Zero for
 * latitude/longitude axes. Turns grid-relative vectors to true axes. */
double native_grid_angle_deg(const native_grid *grid, size_t node);
void native_grid_describe(const native_grid *grid, cw_box *box, double *spacing_m, char kind[64]);

#endif
