// SPDX-License-Identifier: Apache-2.0
// The ground of the map: sea, land, lakes, boundaries, lanes, ports. All of it comes from the same
// server as the page; names are drawn with the machine's own fonts, so no glyphs are fetched.
const FONT = ["sans-serif"];

function land(colours) {
  return [
    { id: "sea", type: "background", paint: { "background-color": colours.sea } },
    { id: "land", type: "fill", source: "land",
      paint: { "fill-color": ["match", ["get", "what"], "lake", colours.lake, colours.land], "fill-antialias": false } },
    { id: "shore", type: "line", source: "land", paint: { "line-color": colours.shore, "line-width": 0.8 } },
  ];
}

function lines(colours) {
  return [
    { id: "lane", type: "line", source: "places", filter: ["==", ["get", "what"], "lane"],
      paint: { "line-color": colours.lane, "line-width": 1.2, "line-dasharray": [6, 3] } },
    { id: "territorial", type: "line", source: "places", filter: ["==", ["get", "what"], "territorial-sea"],
      paint: { "line-color": colours.region, "line-width": 0.8, "line-dasharray": [2, 3] } },
    { id: "region", type: "line", source: "places", filter: ["==", ["get", "what"], "region"],
      paint: { "line-color": colours.region, "line-width": 2.2, "line-dasharray": [8, 3, 2, 3] } },
  ];
}

function names(colours) {
  const paint = { "text-color": colours["chart-text"], "text-halo-color": colours.halo, "text-halo-width": 1.4 };
  return [
    { id: "region-name", type: "symbol", source: "places", filter: ["==", ["get", "what"], "region-name"],
      layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 15 * colours.scale, "text-letter-spacing": 0.12, "text-allow-overlap": true, "text-ignore-placement": true },
      paint: { ...paint, "text-color": colours.region } },
    { id: "port", type: "circle", source: "places", filter: ["in", ["get", "what"], ["literal", ["port", "station", "helicopter", "light"]]],
      paint: { "circle-radius": 3, "circle-color": colours.port, "circle-stroke-color": colours.halo, "circle-stroke-width": 1 } },
    { id: "port-name", type: "symbol", source: "places", minzoom: 7.5,
      filter: ["in", ["get", "what"], ["literal", ["port", "station", "helicopter", "light"]]],
      layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 12 * colours.scale, "text-anchor": "left", "text-offset": [0.7, 0] },
      paint },
  ];
}

export function groundStyle(colours) {
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: "/app/map/land.geojson", tolerance: 0.3 },
      places: { type: "geojson", data: "/app/map/places.geojson" },
    },
    layers: [...land(colours), ...lines(colours), ...names(colours)],
  };
}

export const UNDER_NAMES = "region-name";
export { FONT };
