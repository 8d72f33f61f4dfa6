// SPDX-License-Identifier: Apache-2.0
// Areas as an editor needs them: a centre, a length along the axis, a width across it. Within one
// area (some ten miles) a plane about its centre is good to a few metres; the server lays the
// pattern anew on the ellipsoid, the page only draws the outline.
const RAD = Math.PI / 180;
const M_PER_NM = 1852;

// Length of a degree on WGS84, in miles (series of the meridian and of the parallel).
function northScale(lat) {
  return (111132.954 - 559.822 * Math.cos(2 * lat * RAD) + 1.175 * Math.cos(4 * lat * RAD)) / M_PER_NM;
}

function eastScale(lat) {
  return (111412.84 * Math.cos(lat * RAD) - 93.5 * Math.cos(3 * lat * RAD) + 0.118 * Math.cos(5 * lat * RAD)) / M_PER_NM;
}

export function offset(centre, eastNm, northNm) {
  return { lat_deg: centre.lat_deg + northNm / northScale(centre.lat_deg), lon_deg: centre.lon_deg + eastNm / eastScale(centre.lat_deg) };
}

export function difference(from, to) {
  return { east: (to.lon_deg - from.lon_deg) * eastScale(from.lat_deg), north: (to.lat_deg - from.lat_deg) * northScale(from.lat_deg) };
}

// Along the axis and to the right of it, in miles, to east and north.
export function turned(area, along, right) {
  const s = Math.sin(area.axis_deg * RAD), c = Math.cos(area.axis_deg * RAD);
  return { east: along * s + right * c, north: along * c - right * s };
}

export function at(area, along, right) {
  const { east, north } = turned(area, along, right);
  return offset(area.centre, east, north);
}

// How far a place lies along the axis of the area and to the right of it, miles.
export function inAxes(area, place) {
  const { east, north } = difference(area.centre, place);
  const s = Math.sin(area.axis_deg * RAD), c = Math.cos(area.axis_deg * RAD);
  return { along: east * s + north * c, right: east * c - north * s };
}

export function bearingTo(from, to) {
  const { east, north } = difference(from, to);
  return (Math.atan2(east, north) / RAD + 360) % 360;
}

const lonLat = (place) => [place.lon_deg, place.lat_deg];

export function corners(area) {
  const l = area.length_nm / 2, w = area.width_nm / 2;
  return [at(area, -l, -w), at(area, l, -w), at(area, l, w), at(area, -l, w)];
}

export function circle(lat, lon, radiusM, points = 48) {
  const centre = { lat_deg: lat, lon_deg: lon }, r = radiusM / M_PER_NM;
  return Array.from({ length: points + 1 }, (_, k) => {
    const a = (k / points) * 2 * Math.PI;
    return lonLat(offset(centre, r * Math.sin(a), r * Math.cos(a)));
  });
}

export function ring(area) {
  if (area.shape === "circle") return circle(area.centre.lat_deg, area.centre.lon_deg, (area.length_nm / 2) * M_PER_NM);
  const list = corners(area).map(lonLat);
  return [...list, list[0]];
}
