#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the small GSHHG files of corpus_gshhg/: GMT's binned layout as classic netCDF, with bins
of 90 degrees. Usage: make_gshhg.py DIRECTORY. The bytes are the same every time."""
import struct
import sys

COLUMNS, ROWS, MINUTES = 4, 2, 5400
SOUTH, EAST, NORTH, WEST, CLOSED = range(5)


def padded(data):
    return data + b"\0" * (-len(data) % 4)


def text(name):
    return struct.pack(">i", len(name)) + padded(name.encode())


def netcdf(variables):
    """variables: (name, format "h" or "i", values); a single value becomes a dimension of one."""
    sizes = sorted({len(values) for _, _, values in variables})
    head = b"CDF\1" + struct.pack(">iii", 0, 10, len(sizes))
    for size in sizes:
        head += text("n%d" % size) + struct.pack(">i", size)
    head += struct.pack(">iiii", 0, 0, 11, len(variables))
    bodies = [padded(struct.pack(">%d%s" % (len(v), f), *v)) for _, f, v in variables]
    length = len(head) + sum(len(text(name)) + 28 for name, _, _ in variables)
    for (name, form, values), body in zip(variables, bodies):
        head += text(name) + struct.pack(">iiiiiii", 1, sizes.index(len(values)), 0, 0,
                                         3 if form == "h" else 4, len(body), length)
        length += len(body)
    return head + b"".join(bodies)


def signed(value):
    return value - 65536 if value > 32767 else value


def gshhg(bins):
    """bins: {(column, row): (corner levels, [(level, entry, exit, points)])}"""
    first, corners, counts, info, start, lon, lat = [], [], [], [], [], [], []
    for row in range(ROWS):
        for column in range(COLUMNS):
            levels, segments = bins.get((column, row), (0, []))
            first.append(len(info))
            corners.append(levels * 0b001001001001)
            counts.append(len(segments))
            for level, entry, leave, points in segments:
                info.append(len(points) << 9 | level << 6 | entry << 3 | leave)
                start.append(len(lon))
                lon += [signed(x) for x, _ in points]
                lat += [signed(y) for _, y in points]
    return netcdf([
        ("Bin_size_in_minutes", "i", [MINUTES]),
        ("N_bins_in_360_longitude_range", "i", [COLUMNS]),
        ("N_bins_in_180_degree_latitude_range", "i", [ROWS]),
        ("N_bins_in_file", "i", [COLUMNS * ROWS]),
        ("N_segments_in_file", "i", [len(info)]),
        ("N_points_in_file", "i", [len(lon)]),
        ("Id_of_first_segment_in_a_bin", "i", first),
        ("Embedded_node_levels_in_a_bin", "h", corners),
        ("N_segments_in_a_bin", "h", counts),
        ("Embedded_npts_levels_exit_entry_for_a_segment", "i", info),
        ("Id_of_first_point_in_a_segment", "i", start),
        ("Relative_longitude_from_SW_corner_of_bin", "h", lon),
        ("Relative_latitude_from_SW_corner_of_bin", "h", lat)])


FULL = 65535
D = FULL // 9  # ten degrees, nearly
# An island with a lake within one bin, and an island across the equator and the 90th meridian, whose
# coast goes counter-clockwise through four bins. A fifth bin is land from edge to edge.
ISLAND = {
    (0, 0): (0, [(1, CLOSED, CLOSED, [(2 * D, 2 * D), (5 * D, 2 * D), (5 * D, 5 * D), (2 * D, 5 * D), (2 * D, 2 * D)]),
                 (2, CLOSED, CLOSED, [(3 * D, 3 * D), (3 * D, 4 * D), (4 * D, 4 * D), (4 * D, 3 * D), (3 * D, 3 * D)]),
                 (1, EAST, SOUTH, [(FULL, D), (FULL - D, D), (FULL - D, 0)])]),
    (0, 1): (0, [(1, NORTH, EAST, [(FULL - D, FULL), (FULL - D, FULL - D), (FULL, FULL - D)])]),
    (1, 1): (0, [(1, WEST, NORTH, [(0, FULL - D), (D, FULL - D), (D, FULL)])]),
    (1, 0): (0, [(1, SOUTH, WEST, [(D, 0), (D, D), (0, D)])]),
    (3, 1): (1, []),
}
# The same with a second coast that enters and leaves through the same side.
BAY = dict(ISLAND)
BAY[(2, 0)] = (0, [(1, SOUTH, SOUTH, [(4 * D, 0), (4 * D, D), (2 * D, 2 * D), (2 * D, 0)]),
                   (6, CLOSED, CLOSED, [(5 * D, 5 * D), (6 * D, 5 * D), (6 * D, 6 * D), (5 * D, 5 * D)])])
BAY[(2, 1)] = (0, [(1, NORTH, NORTH, [(2 * D, FULL), (3 * D, FULL - D), (4 * D, FULL)])])

for name, bins in (("island.nc", ISLAND), ("bay.nc", BAY)):
    with open("%s/%s" % (sys.argv[1], name), "wb") as out:
        out.write(gshhg(bins))
