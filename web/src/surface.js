// SPDX-License-Identifier: Apache-2.0
// surface.json: the probability map hour by hour (docs/report.md). Byte b of a cell stands for the
// probability densest (b / 255)^2; `holds` gives the probability of the least likely cell inside the
// smallest area that holds 50 and 90 %. Its outline is walked by d3-contour.
import { contours } from "d3-contour";

const MOST_CELLS = 4e6;

function readMap(one) {
  const size = one.columns * one.rows;
  if (!Number.isInteger(size) || size <= 0 || size > MOST_CELLS) return null;
  const raw = atob(one.cells);
  if (raw.length !== size) return null;
  return {
    time: Date.parse(one.time), columns: one.columns, rows: one.rows, densest: one.densest, holds: one.holds ?? {},
    west: one.west_deg, north: one.north_deg, cellLon: one.cell_lon_deg, cellLat: one.cell_lat_deg,
    cells: Uint8Array.from(raw, (letter) => letter.charCodeAt(0)),
  };
}

export function readSurface(file) {
  const maps = (file.times ?? []).map(readMap).filter((map) => map !== null && Number.isFinite(map.time));
  return maps.length > 0 ? maps : null;
}

export function nearest(maps, time) {
  return maps.reduce((best, map) => (Math.abs(map.time - time) < Math.abs(best.time - time) ? map : best));
}

export function containment(map) {
  const features = [];
  for (const share of ["50", "90"]) {
    const least = map.holds[share];
    if (!(least > 0) || !(map.densest > 0)) continue;
    const level = 255 * Math.sqrt(least / map.densest);
    const [shape] = contours().size([map.columns, map.rows]).thresholds([level])(map.cells);
    const place = ([x, y]) => [map.west + x * map.cellLon, map.north - y * map.cellLat];
    const coordinates = shape.coordinates.flatMap((polygon) => polygon.map((ring) => ring.map(place)));
    features.push({ type: "Feature", properties: { share: Number(share) }, geometry: { type: "MultiLineString", coordinates } });
  }
  return { type: "FeatureCollection", features };
}
