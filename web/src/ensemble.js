// SPDX-License-Identifier: Apache-2.0
// ensemble.bin: particles of a drift over time (docs/report.md). The bytes are looked at before
// they are believed; positions stay the 16-bit pairs they came as, which is what the graphics card
// is given.
const MAGIC = 0x31455743; // "CWE1", little endian
const HEADER = 44;
const MOST_PARTICLES = 10000, MOST_TIMES = 1000;
export const NOWHERE = 65535;

export function readEnsemble(buffer) {
  const view = new DataView(buffer);
  if (buffer.byteLength < HEADER || view.getUint32(0, true) !== MAGIC) return null;
  const count = view.getUint32(4, true), steps = view.getUint32(8, true);
  const first = view.getFloat64(12, true), step = view.getFloat64(20, true);
  if (count === 0 || count > MOST_PARTICLES || steps === 0 || steps > MOST_TIMES || !(step > 0)) return null;
  if (buffer.byteLength !== HEADER + steps * count * 4 + count * 5) return null;
  const box = [28, 32, 36, 40].map((at) => view.getFloat32(at, true));
  const places = [];
  for (let k = 0; k < steps; k++) places.push(new Uint16Array(buffer, HEADER + k * count * 4, count * 2));
  const weights = new Float32Array(buffer, HEADER + steps * count * 4, count);
  const hypotheses = new Uint8Array(buffer, HEADER + steps * count * 4 + count * 4, count);
  const times = places.map((_, k) => (first + k * step) * 1000);
  return { count, times, west: box[0], south: box[1], east: box[2], north: box[3], places, weights, hypotheses };
}

// The step before a time and how far it is to the next, held at both ends.
export function between(times, time) {
  const last = times.length - 1;
  if (last === 0 || time <= times[0]) return { index: 0, next: 0, share: 0 };
  if (time >= times[last]) return { index: last, next: last, share: 0 };
  const index = Math.min(last - 1, Math.floor((time - times[0]) / (times[1] - times[0])));
  return { index, next: index + 1, share: (time - times[index]) / (times[index + 1] - times[index]) };
}

// The weighted mean place of those that have one: the datum.
export function datum(ensemble, time) {
  const { index } = between(ensemble.times, time);
  const places = ensemble.places[index];
  let sum = 0, x = 0, y = 0;
  for (let i = 0; i < ensemble.count; i++) {
    if (places[2 * i] === NOWHERE && places[2 * i + 1] === NOWHERE) continue;
    sum += ensemble.weights[i];
    x += ensemble.weights[i] * places[2 * i];
    y += ensemble.weights[i] * places[2 * i + 1];
  }
  if (sum === 0) return null;
  const { west, south, east, north } = ensemble;
  return { lon: west + (x / sum / 65534) * (east - west), lat: south + (y / sum / 65534) * (north - south), afloat: sum };
}
