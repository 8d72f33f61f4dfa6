// SPDX-License-Identifier: Apache-2.0
// Ships of the live picture: one symbol layer. A ship under way is an arrow along its heading (its
// course where it sends no heading), one that lies still a diamond. Rows of the server are kept as
// they come and become features at most once a second: five thousand ships change more often than
// an eye can follow.
import { marked } from "../alarms.js";
import { collection, EMPTY, setData } from "./collection.js";
import { FONT } from "./ground.js";

const STILL_KN = 0.5;
const REDRAW_MS = 1000;

export function addVessels(map, colours) {
  map.addSource("vessels", { type: "geojson", data: EMPTY, maxzoom: 9, buffer: 16, tolerance: 0 });
  map.addLayer({
    id: "vessels", type: "symbol", source: "vessels",
    layout: {
      "icon-image": ["case", ["get", "still"], "still", "ship"],
      "icon-rotate": ["get", "turn"], "icon-rotation-alignment": "map", "icon-allow-overlap": true, "icon-ignore-placement": true,
      "icon-size": ["interpolate", ["linear"], ["zoom"], 6, 0.45, 9, 0.75, 12, 1.1],
    },
    paint: { "icon-color": ["case", ["get", "alarm"], colours.alarm, ["get", "still"], colours["ship-still"], colours.ship],
      "icon-halo-color": colours.halo, "icon-halo-width": 1 },
  });
  map.addLayer({
    id: "vessel-names", type: "symbol", source: "vessels", minzoom: 10.5, filter: ["!=", ["get", "name"], ""],
    layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 11 * colours.scale, "text-anchor": "left", "text-offset": [0.9, 0.2], "text-optional": true },
    paint: { "text-color": colours["ship-named"], "text-halo-color": colours.halo, "text-halo-width": 1.2 },
  });
}

function featureOf(row, alarmed) {
  const [mmsi, lat, lon, sog, cog, heading, type, length, name] = row;
  const turn = heading ?? cog;
  return {
    type: "Feature", id: mmsi, geometry: { type: "Point", coordinates: [lon, lat] },
    properties: { mmsi, name: name ?? "", sog, cog, type, length, turn: turn ?? 0, alarm: alarmed.has(mmsi), still: turn === null || (sog !== null && sog < STILL_KN) },
  };
}

export class Fleet {
  constructor() {
    this.rows = new Map();
    this.alarmed = new Set();
    this.timer = null;
  }

  replace(rows) {
    this.rows = new Map(rows.map((row) => [row[0], row]));
    this.changed();
  }

  change({ changed, gone }) {
    for (const row of changed) this.rows.set(row[0], row);
    for (const mmsi of gone) this.rows.delete(mmsi);
    this.changed();
  }

  alarms(list) {
    this.alarmed = new Set(list.filter(marked).flatMap((alarm) => alarm.vessels));
    this.changed();
  }

  changed() {
    if (this.timer !== null) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.draw();
    }, REDRAW_MS);
  }

  attach(map, counted) {
    this.map = map;
    this.counted = counted;
    this.draw();
  }

  draw() {
    this.counted?.(this.rows.size);
    if (this.map) setData(this.map, "vessels", collection([...this.rows.values()].map((row) => featureOf(row, this.alarmed))));
  }
}
