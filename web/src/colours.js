// SPDX-License-Identifier: Apache-2.0
// Colours that the map draws with. They stand in the style sheet with all others; a canvas has to
// be told them. Units have the palette of Okabe and Ito, told apart by eyes with a colour weakness,
// and numbers besides.
const NAMES = ["sea", "lake", "land", "shore", "grid", "chart-text", "halo", "region", "lane", "port", "ship", "ship-still",
  "ship-named", "alarm", "datum", "contain", "particle", "incident", "chosen"];
export const UNIT_COLOURS = 7;

// On the wall the map's words grow with all others.
const WALL_SCALE = 1.6;

export function readColours() {
  const style = getComputedStyle(document.documentElement);
  const colours = {};
  for (const name of NAMES) colours[name] = style.getPropertyValue(`--map-${name}`).trim();
  colours.units = Array.from({ length: UNIT_COLOURS }, (_, k) => style.getPropertyValue(`--unit-${k + 1}`).trim());
  colours.ramp = ["low", "middle", "high"].map((name) => style.getPropertyValue(`--ramp-${name}`).trim());
  colours.scale = document.documentElement.classList.contains("wall") ? WALL_SCALE : 1;
  return colours;
}

export const unitColour = (colours, number) => colours.units[(number - 1) % UNIT_COLOURS];
export const unitVariable = (number) => ((number - 1) % UNIT_COLOURS) + 1;

export function rgb(hex) {
  const n = parseInt(hex.slice(1), 16);
  return [(n >> 16 & 255) / 255, (n >> 8 & 255) / 255, (n & 255) / 255];
}
