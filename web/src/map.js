// SPDX-License-Identifier: Apache-2.0
// The map: ground, layers, and what each of them watches. Everything that it shows is also in the
// lists beside it, so that who cannot see the map, or has a browser without WebGL, misses nothing
// that has to be acted on.
import { Map as ChartMap, setWorkerUrl } from "maplibre-gl";
import { readColours } from "./colours.js";
import { groundStyle, UNDER_NAMES } from "./layers/ground.js";
import { addIcons } from "./layers/icons.js";
import { addIncidents, drawAlarms, drawIncidents } from "./layers/incidents.js";
import { DriftLayer } from "./layers/drift.js";
import { addPlan, drawPlan } from "./layers/plan.js";
import { addRanked, drawRanked } from "./layers/ranked.js";
import { addVessels } from "./layers/vessels.js";
import { nearest } from "./surface.js";
import { t } from "./i18n.js";

const STRAIT = { center: [1.62, 51.06], zoom: 8.6 };

function canDraw() {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

// The layers from the ground up, under the names of the ground.
function build(map, colours) {
  const drift = new DriftLayer(colours);
  addIcons(map);
  map.addLayer(drift, UNDER_NAMES);
  addVessels(map, colours);
  addPlan(map, colours);
  addIncidents(map, colours);
  addRanked(map, colours);
  map.addLayer(drift.lid());
  return drift;
}

function show(map, ids, visible) {
  for (const id of ids) if (map.getLayer(id)) map.setLayoutProperty(id, "visibility", visible ? "visible" : "none");
}

function drawDrift(drift, { ensemble, surface, time, layers }) {
  const shown = surface && layers.surface && time !== null ? nearest(surface, time) : null;
  drift.show(ensemble, shown, time, layers.particles);
}

// What is watched, and what is drawn for it.
function watchAll(store, map, drift, colours, fleet) {
  return [
    store.watch(["ensemble", "surface", "time", "layers"], (state) => drawDrift(drift, state)),
    store.watch(["plan", "planCompared", "layers", "area"], (state) => drawPlan(map, state, colours)),
    store.watch(["situation", "selected"], (state) => drawIncidents(map, state)),
    store.watch(["lane", "rankedChosen"], (state) => drawRanked(map, state)),
    store.watch(["alarms", "layers"], (state) => {
      drawAlarms(map, state);
      fleet.alarms(state.alarms);
    }),
    store.watch(["layers"], ({ layers }) => {
      show(map, ["vessels"], layers.vessels);
      show(map, ["vessel-names"], layers.vessels && layers.names);
      show(map, ["region", "territorial", "lane", "region-name"], layers.regions);
    }),
  ];
}

function pointing(map, chosen) {
  map.on("click", (event) => {
    const found = map.getLayer("incidents") ? map.queryRenderedFeatures(event.point, { layers: ["incidents", "plan-fill", "vessels"] }) : [];
    if (found.length > 0) chosen(found[0].layer.id, found[0].properties, event.lngLat);
  });
}

export function makeMap(container, store, fleet, chosen, view = STRAIT) {
  if (!canDraw()) {
    container.textContent = t("map.nowebgl");
    return null;
  }
  setWorkerUrl("/app/worker.js");
  let colours = readColours(), stops = [];
  const map = new ChartMap({
    container, style: groundStyle(colours), ...view, attributionControl: false, dragRotate: false, pitchWithRotate: false,
    maxPitch: 0, touchPitch: false, fadeDuration: 0, renderWorldCopies: false, maxZoom: 15, minZoom: 5, locale: { "Map.Title": t("map.title") },
  });
  map.touchZoomRotate.disableRotation();
  map.on("style.load", () => {
    for (const stop of stops) stop();
    stops = watchAll(store, map, build(map, colours), colours, fleet);
    fleet.attach(map, (count) => store.set({ vesselCount: count }));
  });
  pointing(map, chosen);
  return {
    map,
    recolour() {
      colours = readColours();
      map.setStyle(groundStyle(colours), { diff: false });
    },
    fit: ({ west, south, east, north }) => map.fitBounds([[west, south], [east, north]], { padding: 40, duration: 0, maxZoom: 11 }),
    view: () => ({ center: map.getCenter(), zoom: map.getZoom() }),
    goTo: (lat, lon, zoom = 10) => map.easeTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), zoom), duration: 300 }),
  };
}
