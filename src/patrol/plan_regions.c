/* SPDX-License-Identifier: Apache-2.0 */
/* The regions of a patrol plan and of an agreement: rings, or a side of the bundled boundary. */
#include "plan_raw.h"

#include "case/boundary.h"

enum { MOST_REGIONS = 64 };

static bool read_region(reader *r, const raw_region *raw, bool nation_wanted, cw_region *to) {
    static const choice sides[] = {{"north", BOUNDARY_NORTH}, {"south", BOUNDARY_SOUTH}, {NULL, 0}};
    int side = BOUNDARY_NORTH;
    cw_error why = {0};
    to->line = reader_line(r);
    if (!read_word(r, "name", raw->name, REQUIRED, to->name, sizeof to->name)
        || !read_word(r, "nation", raw->nation, nation_wanted ? REQUIRED : OPTIONAL, to->nation,
                      sizeof to->nation))
        return false;
    if (raw->boundary == NULL)
        return read_ring(r, "corners", raw->corners, raw->corners_count, &to->ring,
                         &to->ring_count);
    if (!read_choice(r, "side", raw->side, REQUIRED, sides, &side)) return false;
    return boundary_ring(raw->boundary, (boundary_side)side, r->arena, &to->ring, &to->ring_count,
                         &why)
           || reader_pass(r, "boundary", &why);
}

bool read_patrol_regions(reader *r, const char *field, const raw_region *raw, size_t count,
                         bool nation_wanted, cw_region **to) {
    if (count > MOST_REGIONS)
        return reader_fail(r, field, "has more than %d entries", MOST_REGIONS);
    *to = reader_array(r, count, sizeof **to);
    if (*to == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        size_t mark = reader_enter(r, "%s[%zu]", field, i);
        if (!read_region(r, &raw[i], nation_wanted, &(*to)[i])) return false;
        reader_leave(r, mark);
    }
    return true;
}
