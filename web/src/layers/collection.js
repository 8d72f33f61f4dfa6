// SPDX-License-Identifier: Apache-2.0
// GeoJSON in few words.
export const collection = (features) => ({ type: "FeatureCollection", features });
export const EMPTY = collection([]);
export const feature = (type, coordinates, properties) => ({ type: "Feature", properties, geometry: { type, coordinates } });
export const pointAt = (lat, lon, properties) => feature("Point", [lon, lat], properties);

export function setData(map, source, data) {
  map.getSource(source)?.setData(data);
}
