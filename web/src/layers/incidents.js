// SPDX-License-Identifier: Apache-2.0
// Where each open incident is, as far as its reports say: a mark with its name, a circle of its
// radius. And alarms: triangles with their words.
import { collection, EMPTY, feature, pointAt, setData } from "./collection.js";
import { marked } from "../alarms.js";
import { circle } from "../geometry.js";
import { word } from "../i18n.js";
import { FONT } from "./ground.js";

const text = (size, offset) => ({ "text-font": FONT, "text-size": size, "text-anchor": "left", "text-offset": [offset, 0] });

export function addIncidents(map, colours) {
  const colour = ["case", ["get", "chosen"], colours.chosen, colours.incident];
  map.addSource("incidents", { type: "geojson", data: EMPTY });
  map.addLayer({ id: "incident-radius", type: "line", source: "incidents", filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "line-color": colour, "line-width": 1.4, "line-dasharray": [2, 2] } });
  map.addLayer({ id: "incidents", type: "symbol", source: "incidents", filter: ["==", ["geometry-type"], "Point"],
    layout: { "icon-image": "incident", "icon-anchor": "bottom", "icon-allow-overlap": true, "icon-size": ["case", ["get", "chosen"], 1.4 * colours.scale, colours.scale],
      "text-field": ["get", "name"], ...text(13 * colours.scale, 0.9), "text-optional": true },
    paint: { "icon-color": colour, "icon-halo-color": colours.halo, "icon-halo-width": 1.5, "text-color": colour, "text-halo-color": colours.halo, "text-halo-width": 1.6 } });
  const alarm = ["case", ["get", "marked"], colours.alarm, colours["ship-still"]];
  map.addSource("alarms", { type: "geojson", data: EMPTY });
  map.addLayer({ id: "alarms", type: "symbol", source: "alarms",
    layout: { "icon-image": "alarm", "icon-allow-overlap": true, "icon-size": 1.1, "text-field": ["get", "text"], ...text(12 * colours.scale, 1.2), "text-optional": true },
    paint: { "icon-color": alarm, "icon-halo-color": colours.halo, "icon-halo-width": 1, "text-color": alarm, "text-halo-color": colours.halo, "text-halo-width": 1.6 } });
}

export function drawIncidents(map, { situation, selected }) {
  const features = [];
  for (const one of situation?.incidents ?? []) {
    if (!one.place || one.closed) continue;
    const chosen = one.id === selected, { lat, lon, radius_m: radius } = one.place;
    features.push(pointAt(lat, lon, { id: one.id, name: one.id, chosen }));
    if (radius > 0) features.push(feature("Polygon", [circle(lat, lon, radius)], { id: one.id, chosen }));
  }
  setData(map, "incidents", collection(features));
}

export function drawAlarms(map, { alarms, layers }) {
  const shown = layers.alarms ? alarms.filter((one) => Number.isFinite(one.lat)) : [];
  setData(map, "alarms", collection(shown.map((one) => pointAt(one.lat, one.lon, { text: word("alarm", one.kind), marked: marked(one) }))));
}
