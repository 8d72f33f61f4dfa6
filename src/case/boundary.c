/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line between the British (Dover) and the French (Gris-Nez) search and rescue regions, from
 * data/boundary_dover_strait.csv, made into two areas. The published points are rounded to 0.01
 * degrees, so the line is uncertain by about 0.5 nm.
 *
 * Each area is the line, closed by far corners. On the French side the corners follow the outline
 * of the Gris-Nez region: the Franco-Belgian end (51.0888 N 2.5458 E), and the western limit off
 * Antifer (49.6867 N 0.1646 E); on the British side they only have to take in the strait and
 * its approaches. Nothing but the line itself is meant to be read off these areas.
 */
#include "boundary.h"

#include <stdlib.h>
#include <string.h>

static const cw_position north_corners[] = {{53.0, 2.25}, {53.0, -2.0}, {50.41, -2.0}};
static const cw_position south_corners[] = {
    {51.0888, 2.5458}, {49.6867, 2.5458}, {49.6867, 0.1646}};
enum { CORNERS = 3, MOST_LINE = 64 };

/* "lat,lon" lines; comments and the heading do not begin with a number. */
static size_t read_line_points(char *text, cw_position *points) {
    size_t count = 0;
    char *rest = text, *line;
    while ((line = strsep(&rest, "\n")) != NULL && count < MOST_LINE) {
        char *fields[2];
        if (line[0] < '0' || line[0] > '9' || cw_csv_split(line, fields, 2) != 2) continue;
        points[count].lat_deg = strtod(fields[0], NULL);
        points[count].lon_deg = strtod(fields[1], NULL);
        count++;
    }
    return count;
}

bool boundary_ring(const char *name, boundary_side side, cw_arena *arena, cw_position **ring,
                   size_t *count, cw_error *err) {
    if (strcmp(name, "dover_strait") != 0) {
        return cw_fail(err, CW_ERR_INPUT,
                       "there is no boundary named \"%.64s\"; the one built in is dover_strait",
                       name);
    }
    size_t length;
    const char *data = cw_data_file("boundary_dover_strait.csv", &length);
    if (data == NULL) return cw_fail(err, CW_ERR_MACHINE, "the boundary table is not built in");
    char *copy = cw_arena_strdup(arena, data);
    *ring = cw_arena_alloc(arena, (MOST_LINE + CORNERS) * sizeof **ring);
    if (copy == NULL || *ring == NULL) return cw_fail_memory(err);
    *count = read_line_points(copy, *ring);
    const cw_position *corners = side == BOUNDARY_NORTH ? north_corners : south_corners;
    memcpy(*ring + *count, corners, CORNERS * sizeof *corners);
    *count += CORNERS;
    return true;
}
