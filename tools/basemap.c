/* SPDX-License-Identifier: Apache-2.0 */
/* The coast of the operations room's map, as GeoJSON: the same GSHHG land that the drift strands
 * people on, so that what a watch officer sees and what the model uses are one coast. It is a
 * program of the build: it runs once, and the page embeds what it wrote.
 *
 * Land and lakes are polygons without holes, the largest first: drawn in that order, with lakes in
 * the colour of water, an island in a lake comes out right and no reader has to find which lake
 * lies in which land.
 *
 * Usage: basemap SOUTH WEST NORTH EAST SMALLEST_KM2 > land.geojson */
#include <crosswatch/geo.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct sized_ring {
    double area_km2;
    size_t ring;
} sized_ring;

/* On a sphere flattened about the ring's first point: good to some per cent, enough to sort by. */
static double ring_area_km2(const cw_coast *coast, const cw_coast_ring *ring) {
    const double km_per_deg = 111.2, deg = 0.017453292519943295;
    const cw_position *p = &coast->points[ring->first];
    double twice = 0.0;
    for (size_t i = 0; i + 1 < ring->count; i++)
        twice += (p[i].lon_deg - p[0].lon_deg) * (p[i + 1].lat_deg - p[0].lat_deg)
                 - (p[i + 1].lon_deg - p[0].lon_deg) * (p[i].lat_deg - p[0].lat_deg);
    return fabs(twice) / 2.0 * km_per_deg * km_per_deg * cos(p[0].lat_deg * deg);
}

static int larger_first(const void *a, const void *b) {
    const sized_ring *x = a, *y = b;
    if (x->area_km2 != y->area_km2) return x->area_km2 > y->area_km2 ? -1 : 1;
    return x->ring < y->ring ? -1 : x->ring > y->ring;
}

static void print_ring(const cw_coast *coast, const sized_ring *sized, bool first) {
    const cw_coast_ring *ring = &coast->rings[sized->ring];
    printf("%s\n{\"type\":\"Feature\",\"properties\":{\"what\":\"%s\"},"
           "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[",
           first ? "" : ",", ring->hole ? "lake" : "land");
    for (size_t i = 0; i < ring->count; i++) {
        const cw_position *p = &coast->points[ring->first + i];
        /* Four decimals are 11 m, the 1:100,000 of which GSHHG's coast is made is coarser. */
        printf("%s[%.4f,%.4f]", i == 0 ? "" : ",", p->lon_deg, p->lat_deg);
    }
    printf("]]}}");
}

static void print_coast(const cw_coast *coast, double smallest_km2) {
    sized_ring *sized = calloc(coast->ring_count + 1, sizeof *sized);
    if (sized == NULL) return;
    size_t kept = 0;
    for (size_t i = 0; i < coast->ring_count; i++) {
        double area_km2 = ring_area_km2(coast, &coast->rings[i]);
        if (area_km2 >= smallest_km2) sized[kept++] = (sized_ring){.area_km2 = area_km2, .ring = i};
    }
    qsort(sized, kept, sizeof *sized, larger_first);
    printf("{\"type\":\"FeatureCollection\",\"features\":[");
    for (size_t i = 0; i < kept; i++) print_ring(coast, &sized[i], i == 0);
    printf("]}\n");
    free(sized);
}

/* An option of the build that is mistyped should say so, not make an empty sea. */
static bool read_number(const char *text, double *value) {
    char *end;
    *value = strtod(text, &end);
    if (end != text && *end == '\0' && isfinite(*value)) return true;
    fprintf(stderr, "basemap: \"%s\" is not a number\n", text);
    return false;
}

static bool is_box(cw_box box, double smallest_km2) {
    bool good = box.south_deg >= -90.0 && box.south_deg < box.north_deg && box.north_deg <= 90.0
                && box.west_deg >= -180.0 && box.west_deg < box.east_deg && box.east_deg <= 180.0
                && smallest_km2 >= 0.0;
    if (!good)
        fprintf(stderr, "basemap: south is below north within -90 and 90, west below east within "
                        "-180 and 180, and no area is below zero\n");
    return good;
}

int main(int argc, char **argv) {
    cw_error err = {0};
    if (argc != 6) {
        fprintf(stderr, "Usage: basemap SOUTH WEST NORTH EAST SMALLEST_KM2\n");
        return 2;
    }
    double said[5];
    for (int i = 0; i < 5; i++) {
        if (!read_number(argv[i + 1], &said[i])) return 2;
    }
    cw_box box = {said[0], said[1], said[2], said[3]};
    if (!is_box(box, said[4])) return 2;
    cw_coast *coast = cw_coast_load(NULL, box, NULL, &err);
    if (coast == NULL) {
        fprintf(stderr, "basemap: %s\n", err.message);
        return 3;
    }
    print_coast(coast, said[4]);
    cw_coast_destroy(coast);
    return fflush(stdout) == 0 ? 0 : 3;
}
