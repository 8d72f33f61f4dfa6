/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unstructured meshes in NetCDF: UGRID 1.0 (a variable with cf_role mesh_topology names the
 * connectivity and the node coordinates) and FVCOM (nv beside lon and lat). Faces have three nodes,
 * or four, which are cut into two triangles that share the face's value.
 */
#include "netcdf_layout.h"

#include "grid_kind.h"

#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct topology {
    const nc_variable *faces, *lat, *lon;
    int node_dim, face_dim;
    size_t nodes, face_count, corners; /* corners a face: 3 or 4 */
    bool corner_first;                 /* faces(corner, face), as FVCOM has it */
    bool one_based;
} topology;

/* Names in a list that are latitude and longitude on one dimension. */
static void find_coordinates(const nc_file *file, char *list, topology *t) {
    char *state = NULL;
    for (char *word = strtok_r(list, " ", &state); word != NULL;
         word = strtok_r(NULL, " ", &state)) {
        const nc_variable *v = nc_find(file, word);
        if (v == NULL || v->dims != 1) continue;
        if (nc_is_latitude(file, v)) t->lat = v;
        if (nc_is_longitude(file, v)) t->lon = v;
    }
}

static bool from_ugrid(const nc_file *file, topology *t) {
    char text[nc_text_size];
    for (size_t i = 0; i < file->variable_count; i++) {
        const nc_variable *v = &file->variables[i];
        if (!nc_text(file, v, "face_node_connectivity", false, text)) continue;
        t->faces = nc_find(file, text);
        if (nc_text(file, v, "node_coordinates", false, text)) find_coordinates(file, text, t);
        if (t->faces != NULL && t->lat != NULL && t->lon != NULL) return true;
    }
    return false;
}

static bool from_fvcom(const nc_file *file, topology *t) {
    t->faces = nc_find(file, "nv");
    t->lat = nc_find(file, "lat");
    t->lon = nc_find(file, "lon");
    return t->faces != NULL && t->lat != NULL && t->lon != NULL;
}

/* Which of the two dimensions of the connectivity counts the corners. */
static bool shape(const nc_file *file, topology *t) {
    const nc_variable *f = t->faces;
    char text[nc_text_size], name[nc_name_size];
    if (f->dims != 2 || t->lat->dims != 1 || t->lon->dims != 1
        || t->lat->dim[0] != t->lon->dim[0]) {
        return false;
    }
    bool first = f->length[0] == 3 || f->length[0] == 4;
    bool last = f->length[1] == 3 || f->length[1] == 4;
    if (first && last) {
        nc_dimension_name(file, f->dim[0], name);
        first = strcmp(f->name, "nv") == 0;
        if (nc_text(file, f, "face_dimension", false, text)) first = strcmp(text, name) != 0;
    }
    if (!first && !last) return false;
    t->corner_first = first;
    t->corners = f->length[first ? 0 : 1];
    t->face_count = f->length[first ? 1 : 0];
    t->face_dim = f->dim[first ? 1 : 0];
    t->node_dim = t->lat->dim[0];
    t->nodes = t->lat->length[0];
    return t->face_count > 0 && t->nodes > 2;
}

/* Node of a corner, or -1 for a corner that is not there (fill in a triangle among quads). */
static int64_t corner_of(const topology *t, const double *table, size_t face, size_t corner) {
    size_t at = t->corner_first ? corner * t->face_count + face : face * t->corners + corner;
    double node = table[at] - (t->one_based ? 1.0 : 0.0);
    if (!isfinite(node) || node < 0.0 || node >= (double)t->nodes) return -1;
    return (int64_t)node;
}

/* start_index if it is written; FVCOM counts from 1; else from 1 when 0 never occurs and the number
 * of nodes does. */
static void find_base(const nc_file *file, topology *t, const double *table) {
    double start, low = HUGE_VAL, high = -HUGE_VAL;
    for (size_t k = 0; k < t->face_count * t->corners; k++) {
        if (!isfinite(table[k]) || table[k] < 0.0) continue;
        low = fmin(low, table[k]);
        if (table[k] <= (double)t->nodes) high = fmax(high, table[k]);
    }
    t->one_based = strcmp(t->faces->name, "nv") == 0 || high == (double)t->nodes;
    if (nc_numbers(file, t->faces, "start_index", &start, 1) == 1) t->one_based = start == 1.0;
    if (low == 0.0) t->one_based = false;
}

typedef struct triangles {
    uint32_t *node, *face; /* owned */
    size_t count;
    bool split; /* some face made two */
} triangles;

static void add_triangle(triangles *list, int64_t a, int64_t b, int64_t c, size_t face) {
    uint32_t *to = list->node + 3 * list->count;
    to[0] = (uint32_t)a;
    to[1] = (uint32_t)b;
    to[2] = (uint32_t)c;
    list->face[list->count++] = (uint32_t)face;
}

static bool make_triangles(const nc_file *file, topology *t, triangles *list, cw_error *err) {
    size_t total;
    double *table = nc_read_all(file, t->faces, &total, err);
    if (table == NULL) return false;
    find_base(file, t, table);
    size_t most = t->face_count * (t->corners - 2);
    list->node = cw_alloc_array(most, 3 * sizeof *list->node);
    list->face = cw_alloc_array(most, sizeof *list->face);
    bool good = (list->node != NULL && list->face != NULL) || cw_fail_memory(err);
    for (size_t face = 0; face < t->face_count && good; face++) {
        int64_t n[4] = {-1, -1, -1, -1};
        for (size_t k = 0; k < t->corners; k++) n[k] = corner_of(t, table, face, k);
        if (n[0] < 0 || n[1] < 0 || n[2] < 0) {
            good = cw_fail(err, CW_ERR_INPUT, "%s: face %zu of %s names a node that is not there",
                           file->path, face + 1, t->faces->name);
            break;
        }
        add_triangle(list, n[0], n[1], n[2], face);
        if (n[3] < 0) continue;
        add_triangle(list, n[0], n[2], n[3], face);
        list->split = true;
    }
    free(table);
    return good;
}

static bool build(const nc_file *file, topology *t, bool on_faces, nc_ground *ground,
                  cw_error *err) {
    triangles list = {0};
    size_t total;
    double *lat = nc_read_all(file, t->lat, &total, err);
    double *lon = lat != NULL ? nc_read_all(file, t->lon, &total, err) : NULL;
    if (lon != NULL && make_triangles(file, t, &list, err)) {
        ground->grid = on_faces
                           ? native_grid_mesh_faces(lat, lon, t->nodes, list.node, list.count, err)
                           : native_grid_mesh(lat, lon, t->nodes, list.node, list.count, err);
        if (ground->grid == NULL) cw_error_prefix(err, "%s", file->path);
    }
    if (on_faces && list.split) {
        ground->triangle_face = list.face;
        list.face = NULL;
    }
    free(list.node);
    free(list.face);
    free(lat);
    free(lon);
    return ground->grid != NULL;
}

bool nc_mesh_find(const nc_file *file, const nc_variable *v, nc_layout *layout, nc_ground *ground,
                  cw_error *err) {
    topology t = {0};
    layout->y = -1;
    layout->x = -1;
    if (!from_ugrid(file, &t)) {
        memset(&t, 0, sizeof t);
        if (!from_fvcom(file, &t)) return false;
    }
    if (!shape(file, &t)) return false;
    for (int d = 0; d < v->dims; d++) {
        if (v->dim[d] == t.node_dim || v->dim[d] == t.face_dim) layout->x = d;
    }
    if (layout->x < 0) return false;
    bool on_faces = v->dim[layout->x] == t.face_dim;
    ground->ny = 1;
    ground->nx = on_faces ? t.face_count : t.nodes;
    ground->axes = true; /* meshes have no axes of their own: u is eastward */
    return build(file, &t, on_faces, ground, err);
}
