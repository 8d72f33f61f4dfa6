// SPDX-License-Identifier: Apache-2.0
// The ships of an opened ranking where they were when it was made: a ring and their place in it. The
// live picture goes on beneath.
import { collection, EMPTY, pointAt, setData } from "./collection.js";
import { FONT } from "./ground.js";

const SHOWN = 20;

export function addRanked(map, colours) {
  const colour = ["case", ["get", "chosen"], colours.chosen, colours.alarm];
  map.addSource("ranked", { type: "geojson", data: EMPTY });
  map.addLayer({ id: "ranked", type: "circle", source: "ranked",
    paint: { "circle-radius": ["case", ["get", "chosen"], 15, 11], "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": colour, "circle-stroke-width": 2.5 } });
  map.addLayer({ id: "ranked-place", type: "symbol", source: "ranked",
    layout: { "text-field": ["get", "label"], "text-font": FONT, "text-size": 13 * colours.scale, "text-anchor": "left", "text-offset": [1.2, -0.8], "text-allow-overlap": true },
    paint: { "text-color": colour, "text-halo-color": colours.halo, "text-halo-width": 1.8 } });
}

const shown = (answer) => answer.map((row) => ({ ...row, lat_deg: row.at?.lat_deg, lon_deg: row.at?.lon_deg }));
const rowsOf = (answer) => Array.isArray(answer) ? shown(answer) : answer?.near ?? answer?.warn ?? answer?.suspects ?? [];

export function drawRanked(map, { lane, rankedChosen }) {
  const rows = rowsOf(lane?.answer).slice(0, SHOWN).map((row, place) => ({ row, place })).filter(({ row }) => Number.isFinite(row.lat_deg));
  setData(map, "ranked", collection(rows.map(({ row, place }) => pointAt(row.lat_deg, row.lon_deg,
    { label: place === rankedChosen ? `${place + 1} ${row.name || row.mmsi}` : String(place + 1), chosen: place === rankedChosen }))));
}
