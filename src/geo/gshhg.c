/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GSHHG's binned netCDF (Wessel and Smith 1996), the private layout that GMT reads.
 *
 * The globe is cut into bins (one degree in the full resolution), rows from the north, columns from
 * Greenwich eastward. A bin holds segments of coastline; each says on which side of the bin it
 * enters and leaves (0 south, 1 east, 2 north, 3 west, 4 closed within) and which level it bounds
 * (1 land, 2 lake, 3 island in a lake, 4 pond; 6 the grounding line of Antarctica, left out, for
 * its ice front is level 1 here). Points are 1/65535 of the bin from its south-west corner.
 *
 * Every segment has dry land on its left: closed rings of odd level run counter-clockwise, of even
 * level clockwise (checked over all 183,000 of the file). So a land ring is put together by
 * following a segment to its exit, then the bin's edge counter-clockwise to the next entry, until
 * it comes back. A bin that no segment crosses is all land or all water by its corners' level. The
 * bins are then joined and cut to the box with GEOS.
 */
#include "geometry.h"
#include "base/netcdf_classic.h"

#include <math.h>
#include <netcdf.h>
#include <stdlib.h>

enum { FULL = 65535, PERIMETER = 4 * FULL, CLOSED = 4, MOST_SEGMENTS = 20000 };
enum { GROUNDING_LINE = 6 };

typedef struct gshhg_file {
    int nc;
    double bin_deg;
    size_t columns, rows, segments, points;
    int first_segment, corners, segment_count, segment_info, first_point, lon, lat; /* variables */
} gshhg_file;

typedef struct segment {
    size_t first, count; /* points, relative to the bin's first */
    int level, entry, exit;
    int in, out; /* place on the perimeter, counter-clockwise from the south-west corner */
    bool used;
} segment;

typedef struct bin {
    double west_deg, south_deg, size_deg;
    segment *segments;
    size_t count;
    unsigned short *lon, *lat;
} bin;

static bool damaged(cw_error *err, const char *what) {
    cw_fail(err, CW_ERR_INPUT, "it is not a GSHHG file, or a damaged one (%s)", what);
    return false;
}

static bool scalar(int nc, const char *name, int *value, cw_error *err) {
    int id;
    bool done = nc_inq_varid(nc, name, &id) == NC_NOERR
                && nc_get_var1_int(nc, id, (size_t[]){0}, value) == NC_NOERR && *value > 0;
    return done || damaged(err, name);
}

static bool variable(int nc, const char *name, size_t least, int *id, cw_error *err) {
    int dimensions = 0, dimension;
    size_t length = 0;
    bool done = nc_inq_varid(nc, name, id) == NC_NOERR
                && nc_inq_varndims(nc, *id, &dimensions) == NC_NOERR && dimensions == 1
                && nc_inq_vardimid(nc, *id, &dimension) == NC_NOERR
                && nc_inq_dimlen(nc, dimension, &length) == NC_NOERR && length >= least;
    return done || damaged(err, name);
}

static bool open_layout(gshhg_file *f, cw_error *err) {
    int minutes = 0, columns = 0, rows = 0, bins = 0, segments = 0, points = 0, nc = f->nc;
    if (!scalar(nc, "Bin_size_in_minutes", &minutes, err)
        || !scalar(nc, "N_bins_in_360_longitude_range", &columns, err)
        || !scalar(nc, "N_bins_in_180_degree_latitude_range", &rows, err)
        || !scalar(nc, "N_bins_in_file", &bins, err)
        || !scalar(nc, "N_segments_in_file", &segments, err)
        || !scalar(nc, "N_points_in_file", &points, err)) {
        return false;
    }
    f->bin_deg = minutes / 60.0;
    f->columns = (size_t)columns;
    f->rows = (size_t)rows;
    f->segments = (size_t)segments;
    f->points = (size_t)points;
    bool fits = minutes * (long)columns == 21600 && minutes * (long)rows == 10800
                && (long)columns * rows == bins;
    if (!fits) return damaged(err, "bins");
    size_t n = (size_t)bins;
    return variable(nc, "Id_of_first_segment_in_a_bin", n, &f->first_segment, err)
           && variable(nc, "Embedded_node_levels_in_a_bin", n, &f->corners, err)
           && variable(nc, "N_segments_in_a_bin", n, &f->segment_count, err)
           && variable(nc, "Embedded_npts_levels_exit_entry_for_a_segment", f->segments,
                       &f->segment_info, err)
           && variable(nc, "Id_of_first_point_in_a_segment", f->segments, &f->first_point, err)
           && variable(nc, "Relative_longitude_from_SW_corner_of_bin", f->points, &f->lon, err)
           && variable(nc, "Relative_latitude_from_SW_corner_of_bin", f->points, &f->lat, err);
}

static int perimeter_place(int side, int x, int y) {
    switch (side) {
    case 0:
        return x;
    case 1:
        return FULL + y;
    case 2:
        return 2 * FULL + (FULL - x);
    default:
        return (3 * FULL + (FULL - y)) % PERIMETER;
    }
}

static void bin_free(bin *b) {
    free(b->segments);
    free(b->lon);
    free(b->lat);
}

static bool read_points(const gshhg_file *f, bin *b, size_t first, size_t count, cw_error *err) {
    b->lon = calloc(count + 1, sizeof *b->lon);
    b->lat = calloc(count + 1, sizeof *b->lat);
    if (b->lon == NULL || b->lat == NULL) {
        cw_fail_memory(err);
        return false;
    }
    /* Stored as signed 16 bits, meant unsigned. */
    bool done = nc_get_vara_short(f->nc, f->lon, &first, &count, (short *)b->lon) == NC_NOERR
                && nc_get_vara_short(f->nc, f->lat, &first, &count, (short *)b->lat) == NC_NOERR;
    return done || damaged(err, "points");
}

static bool unpack(const gshhg_file *f, bin *b, const int *info, const int *first, cw_error *err) {
    size_t low = f->points, high = 0;
    for (size_t i = 0; i < b->count; i++) {
        segment *s = &b->segments[i];
        s->count = (size_t)(info[i] >> 9);
        s->level = (info[i] >> 6) & 7;
        s->entry = (info[i] >> 3) & 7;
        s->exit = info[i] & 7;
        bool sound = info[i] > 0 && first[i] >= 0 && s->count >= 2 && s->entry <= CLOSED
                     && s->exit <= CLOSED && (s->entry == CLOSED) == (s->exit == CLOSED)
                     && (size_t)first[i] + s->count <= f->points;
        if (!sound) return damaged(err, "segments");
        s->first = (size_t)first[i];
        if (s->first < low) low = s->first;
        if (s->first + s->count > high) high = s->first + s->count;
    }
    if (!read_points(f, b, low, high - low, err)) return false;
    for (size_t i = 0; i < b->count; i++) {
        segment *s = &b->segments[i];
        s->first -= low;
        size_t last = s->first + s->count - 1;
        s->in = perimeter_place(s->entry, b->lon[s->first], b->lat[s->first]);
        s->out = perimeter_place(s->exit, b->lon[last], b->lat[last]);
        s->used = s->level >= GROUNDING_LINE;
    }
    return true;
}

static bool read_bin(const gshhg_file *f, size_t index, bin *b, short *corners, cw_error *err) {
    int first_segment;
    short count;
    if (nc_get_var1_int(f->nc, f->first_segment, &index, &first_segment) != NC_NOERR
        || nc_get_var1_short(f->nc, f->corners, &index, corners) != NC_NOERR
        || nc_get_var1_short(f->nc, f->segment_count, &index, &count) != NC_NOERR) {
        return damaged(err, "bins");
    }
    if (count == 0) return true;
    b->count = (size_t)count;
    size_t first = (size_t)first_segment;
    if (count < 0 || count > MOST_SEGMENTS || first_segment < 0 || first + b->count > f->segments) {
        return damaged(err, "bins");
    }
    b->segments = calloc(b->count, sizeof *b->segments);
    int *info = calloc(b->count, sizeof *info), *points = calloc(b->count, sizeof *points);
    bool done = b->segments != NULL && info != NULL && points != NULL;
    if (!done) cw_fail_memory(err);
    if (done
        && (nc_get_vara_int(f->nc, f->segment_info, &first, &b->count, info) != NC_NOERR
            || nc_get_vara_int(f->nc, f->first_point, &first, &b->count, points) != NC_NOERR)) {
        done = damaged(err, "segments");
    }
    done = done && unpack(f, b, info, points, err);
    free(info);
    free(points);
    return done;
}

static bool add_point(const bin *b, int x, int y, ring_list *list, cw_error *err) {
    cw_position p = {b->south_deg + y * b->size_deg / FULL, b->west_deg + x * b->size_deg / FULL};
    return rings_add(list, p, err);
}

static bool add_segment(const bin *b, const segment *s, ring_list *list, cw_error *err) {
    for (size_t i = s->first; i < s->first + s->count; i++) {
        if (!add_point(b, b->lon[i], b->lat[i], list, err)) return false;
    }
    return true;
}

static bool add_corner(const bin *b, int corner, ring_list *list, cw_error *err) {
    static const int x[4] = {0, FULL, FULL, 0}, y[4] = {0, 0, FULL, FULL};
    return add_point(b, x[corner], y[corner], list, err);
}

/* The crossing segment whose entry comes first, counter-clockwise from `place`: one that is not
 * used yet, or `start`, which closes the ring. */
static segment *next_entry(const bin *b, int place, segment *start, int *distance) {
    segment *best = start;
    *distance = (start->in - place + PERIMETER) % PERIMETER;
    for (size_t i = 0; i < b->count; i++) {
        segment *s = &b->segments[i];
        if (s->entry == CLOSED || s->used) continue;
        int d = (s->in - place + PERIMETER) % PERIMETER;
        if (d < *distance) {
            *distance = d;
            best = s;
        }
    }
    return best;
}

static bool follow(const bin *b, segment *start, ring_list *list, cw_error *err) {
    segment *s = start;
    if (!rings_begin(list, false, err)) return false;
    do {
        int distance;
        s->used = true;
        if (!add_segment(b, s, list, err)) return false;
        int out = s->out;
        s = next_entry(b, out, start, &distance);
        for (int corner = out / FULL + 1; corner * FULL < out + distance; corner++) {
            if (!add_corner(b, corner % 4, list, err)) return false;
        }
    } while (s != start);
    return rings_end(list, err);
}

static bool whole_bin(const bin *b, ring_list *list, cw_error *err) {
    if (!rings_begin(list, false, err)) return false;
    for (int corner = 0; corner < 4; corner++) {
        if (!add_corner(b, corner, list, err)) return false;
    }
    return rings_end(list, err);
}

static bool bin_rings(const bin *b, short corners, ring_list *list, cw_error *err) {
    bool crossed = false;
    for (size_t i = 0; i < b->count; i++) {
        segment *s = &b->segments[i];
        if (s->used || s->entry == CLOSED) continue;
        crossed = true;
        if (!follow(b, s, list, err)) return false;
    }
    if (!crossed && (corners & 1) != 0 && !whole_bin(b, list, err)) return false;
    for (size_t i = 0; i < b->count; i++) {
        const segment *s = &b->segments[i];
        if (s->used || s->entry != CLOSED) continue;
        bool done = rings_begin(list, s->level % 2 == 0, err) && add_segment(b, s, list, err)
                    && rings_end(list, err);
        if (!done) return false;
    }
    return true;
}

/* One bin as a GEOS area, appended to the growing array. */
static bool bin_area(const gshhg_file *f, long column, long row, geometry_context *context,
                     GEOSGeometry **areas, size_t *count, cw_error *err) {
    long columns = (long)f->columns;
    bin b = {.west_deg = (double)column * f->bin_deg,
             .size_deg = f->bin_deg,
             .south_deg = 90.0 - (double)(row + 1) * f->bin_deg};
    short corners = 0;
    ring_list rings = {0};
    size_t index = (size_t)row * f->columns + (size_t)((column % columns + columns) % columns);
    bool done = read_bin(f, index, &b, &corners, err) && bin_rings(&b, corners, &rings, err);
    if (done && rings.coast.ring_count > 0) {
        areas[*count] = geometry_from_rings(context, &rings.coast, NULL, err);
        done = areas[*count] != NULL;
        if (done) (*count)++;
    }
    rings_free(&rings);
    bin_free(&b);
    return done;
}

typedef struct bin_range {
    long first_column, last_column, first_row, last_row;
} bin_range;

static bin_range range_of(const gshhg_file *f, cw_box box) {
    double east = box.east_deg < box.west_deg ? box.east_deg + 360.0 : box.east_deg;
    bin_range r = {(long)floor(box.west_deg / f->bin_deg), (long)ceil(east / f->bin_deg) - 1,
                   (long)floor((90.0 - box.north_deg) / f->bin_deg),
                   (long)ceil((90.0 - box.south_deg) / f->bin_deg) - 1};
    if (r.last_column < r.first_column) r.last_column = r.first_column;
    if (r.last_column >= r.first_column + (long)f->columns) {
        r.last_column = r.first_column + (long)f->columns - 1;
    }
    if (r.first_row < 0) r.first_row = 0;
    if (r.last_row >= (long)f->rows) r.last_row = (long)f->rows - 1;
    return r;
}

static bool join_and_cut(geometry_context *context, GEOSGeometry **areas, size_t count, cw_box box,
                         ring_list *list, cw_error *err) {
    GEOSContextHandle_t geos = context->geos;
    double east = box.east_deg < box.west_deg ? box.east_deg + 360.0 : box.east_deg;
    GEOSGeometry *joined = geometry_join(context, areas, count, err);
    if (joined == NULL) return false;
    GEOSGeometry *cut =
        GEOSClipByRect_r(geos, joined, box.west_deg, box.south_deg, east, box.north_deg);
    bool done = cut != NULL ? geometry_to_rings(context, cut, list, err)
                            : cw_fail(err, CW_ERR_INPUT, "it cannot be cut to the box: %s",
                                      context->message);
    GEOSGeom_destroy_r(geos, joined);
    GEOSGeom_destroy_r(geos, cut);
    return done;
}

static bool read_box(const gshhg_file *f, cw_box box, ring_list *list, cw_error *err) {
    geometry_context context;
    bin_range r = range_of(f, box);
    size_t most = (size_t)(r.last_column - r.first_column + 1) * f->rows, count = 0;
    GEOSGeometry **areas = calloc(most + 1, sizeof *areas);
    if (areas == NULL) return cw_fail_memory(err);
    bool done = geometry_begin(&context, err);
    for (long row = r.first_row; row <= r.last_row && done; row++) {
        for (long column = r.first_column; column <= r.last_column && done; column++) {
            done = bin_area(f, column, row, &context, areas, &count, err);
        }
    }
    if (done) {
        done = join_and_cut(&context, areas, count, box, list, err);
    } else {
        for (size_t i = 0; i < count; i++) GEOSGeom_destroy_r(context.geos, areas[i]);
    }
    geometry_end(&context);
    free(areas);
    return done;
}

bool gshhg_read(const char *path, cw_box box, ring_list *list, cw_error *err) {
    gshhg_file f = {0};
    if (!nc_classic_complete(path, err)) return false;
    int status = nc_open(path, NC_NOWRITE, &f.nc);
    if (status != NC_NOERR) {
        return cw_fail(err, CW_ERR_INPUT, "%s: cannot be opened as NetCDF (%s)", path,
                       nc_strerror(status));
    }
    bool done = open_layout(&f, err) && read_box(&f, box, list, err);
    nc_close(f.nc);
    return done || cw_error_prefix(err, "%s", path);
}
