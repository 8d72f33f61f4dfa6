// SPDX-License-Identifier: Apache-2.0
// A plan on the map: areas, tracks, commence search points, units and the datum. Each unit has its
// colour and, at the middle of its area, its number and name. The plan that it is compared with
// is drawn dashed.
import { collection, EMPTY, feature, pointAt, setData } from "./collection.js";
import { unitColour } from "../colours.js";
import { ring } from "../geometry.js";
import { FONT } from "./ground.js";

const SOURCES = ["plan", "plan-compared"];

function lines(map, source, dashed) {
  const dash = dashed ? { "line-dasharray": [3, 2] } : {};
  map.addLayer({ id: `${source}-area`, type: "line", source, filter: ["==", ["get", "what"], "area"],
    paint: { "line-color": ["get", "colour"], "line-width": ["case", ["get", "edited"], 4, 2.2], ...dash } });
  if (dashed) return;
  map.addLayer({ id: `${source}-fill`, type: "fill", source, filter: ["==", ["get", "what"], "area"],
    paint: { "fill-color": ["get", "colour"], "fill-opacity": ["case", ["get", "edited"], 0.24, 0.1] } }, `${source}-area`);
  map.addLayer({ id: `${source}-track`, type: "line", source, filter: ["==", ["get", "what"], "track"], minzoom: 8.5,
    paint: { "line-color": ["get", "colour"], "line-width": 1.1, "line-opacity": 0.85 } });
}

function symbols(map, colours) {
  map.addLayer({ id: "plan-symbol", type: "symbol", source: "plan", filter: ["has", "icon"],
    layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-size": ["get", "size"], "text-field": ["get", "label"],
      "text-font": FONT, "text-size": 13 * colours.scale, "text-anchor": "left", "text-offset": [0.9, 0], "text-optional": true },
    paint: { "icon-color": ["get", "colour"], "icon-halo-color": colours.halo, "icon-halo-width": 1.5,
      "text-color": ["get", "colour"], "text-halo-color": colours.halo, "text-halo-width": 1.6 } });
  map.addLayer({ id: "plan-label", type: "symbol", source: "plan", filter: ["==", ["get", "what"], "label"],
    layout: { "text-field": ["step", ["zoom"], ["get", "number"], 10, ["get", "label"]], "text-font": FONT, "text-size": 14 * colours.scale,
      "text-max-width": 30, "text-allow-overlap": true },
    paint: { "text-color": ["get", "colour"], "text-halo-color": colours.halo, "text-halo-width": 2 } });
}

export function addPlan(map, colours) {
  for (const source of SOURCES) map.addSource(source, { type: "geojson", data: EMPTY });
  lines(map, "plan-compared", true);
  lines(map, "plan", false);
  symbols(map, colours);
}

function taskFeatures(task, colours, edited) {
  const colour = unitColour(colours, task.number), centre = task.area.centre;
  const out = [feature("Polygon", [ring(task.area)], { what: "area", colour, edited })];
  if (task.points?.length > 1 && !task.moved) {
    out.push(feature("LineString", task.points.map((p) => [p.lon_deg, p.lat_deg]), { what: "track", colour }));
    const start = task.commence_search_point ?? task.points[0];
    out.push(pointAt(start.lat_deg, start.lon_deg, { icon: "start", size: 0.7, colour, label: "" }));
  }
  out.push(pointAt(centre.lat_deg, centre.lon_deg, { what: "label", colour, number: String(task.label ?? task.number), label: `${task.label ?? task.number} ${task.unit}` }));
  return out;
}

function unitFeatures(plan, colours) {
  return (plan.case?.units ?? []).filter((unit) => unit.at).map((unit, k) => pointAt(unit.at.lat_deg, unit.at.lon_deg,
    { icon: "unit", size: 0.6, colour: unitColour(colours, k + 1), label: `${k + 1}` }));
}

function datumFeatures(plan, colours) {
  return (plan.where ?? []).filter((one) => one.datum).map((one) => pointAt(one.datum.lat_deg, one.datum.lon_deg,
    { icon: "datum", size: 0.9, colour: colours.datum, label: one.time.slice(11, 16) + "Z" }));
}

const assigned = (plan) => (plan?.plan?.tasks ?? []).map((task, index) => ({ task, index })).filter(({ task }) => task.assigned && task.area);

export function drawPlan(map, state, colours) {
  const { plan, planCompared, layers, area } = state;
  const features = [];
  if (plan && layers.plan) {
    for (const { task, index } of assigned(plan)) features.push(...taskFeatures(task, colours, index === area));
    features.push(...unitFeatures(plan, colours), ...datumFeatures(plan, colours));
  }
  setData(map, "plan", collection(features));
  const other = planCompared && layers.plan ? assigned(planCompared) : [];
  setData(map, "plan-compared", collection(other.map(({ task }) => feature("Polygon", [ring(task.area)],
    { what: "area", colour: unitColour(colours, task.number), edited: false }))));
}
