// SPDX-License-Identifier: Apache-2.0
// Particles laid into a picture of the map by the processor: between the ground and what lies over
// it, as the card blends them. Only the pixels under particles are touched, some ten thousand of a
// million, which a machine without a graphics card does in a few milliseconds; drawing the map anew
// takes it a hundred.
//
// A pixel of the ground g with n particles of colour c and opacity a over it, and a layer of opacity
// o over these, is seen as f + (1 - o) (1 - (1 - a)^n) (c - g), f being what it is without particles.
import { between } from "../ensemble.js";
import { OPACITY, placesAt } from "./cloud.js";
import { boxMatrix } from "./gl.js";

const MOST = 255;
const COVERS = Float64Array.from({ length: MOST + 1 }, (_, n) => 1 - (1 - OPACITY) ** n);

const OPAQUE = 0xff000000; // of a pixel as one number: the opacity is its last byte

export class Stipple {
  // `ground` and `flat`: RGBA, the upper row first; the opacity of `flat` is that of what lies over
  // the particles. `pixels`: RGBA of the same size, made to hold the picture.
  constructor({ width, height, ground, flat, pixels, colour }) {
    Object.assign(this, { width, height, ground, flat, colour: colour.map((share) => share * 255) });
    this.from = new Uint32Array(flat.buffer);
    this.to = new Uint32Array(pixels.buffer);
    for (let k = 0; k < this.to.length; k++) this.to[k] = this.from[k] | OPAQUE;
    this.count = new Uint8Array(width * height);
    this.touched = new Uint32Array(width * height);
    this.touchedCount = 0;
    this.changed = { first: 0, end: height };
    this.sent = {};
  }

  clean() {
    for (let k = 0; k < this.touchedCount; k++) {
      this.to[this.touched[k]] = this.from[this.touched[k]] | OPAQUE;
      this.count[this.touched[k]] = 0;
    }
    this.touchedCount = 0;
  }

  // A disc of the pixels whose middles lie within `radius` of a place.
  dot(x, y, radius) {
    const { width, count, changed } = this, square = radius * radius;
    const x0 = Math.max(0, Math.floor(x - radius)), x1 = Math.min(width - 1, Math.floor(x + radius));
    const y0 = Math.max(0, Math.floor(y - radius)), y1 = Math.min(this.height - 1, Math.floor(y + radius));
    if (x0 > x1 || y0 > y1) return;
    changed.first = Math.min(changed.first, y0);
    changed.end = Math.max(changed.end, y1 + 1);
    for (let row = y0; row <= y1; row++) {
      for (let column = x0; column <= x1; column++) {
        const dx = column + 0.5 - x, dy = row + 0.5 - y, at = row * width + column;
        if (dx * dx + dy * dy > square || count[at] === MOST) continue;
        if (count[at]++ === 0) this.touched[this.touchedCount++] = at;
      }
    }
  }

  places({ ensemble, box, time }) {
    const where = between(ensemble.times, time);
    if (this.sent.ensemble !== ensemble || this.sent.step !== where.index)
      this.sent = { ensemble, step: where.index, now: placesAt(ensemble, where.index, box), next: placesAt(ensemble, where.next, box) };
    return { ...this.sent, share: where.share };
  }

  scatter(shown, matrix, radius) {
    const { now, next, share } = this.places(shown), m = boxMatrix(matrix, shown.box);
    for (let i = 0; i < now.length; i += 2) {
      if (now[i] < -1 || next[i] < -1) continue;
      const x = now[i] + share * (next[i] - now[i]), y = now[i + 1] + share * (next[i + 1] - now[i + 1]);
      const w = m[3] * x + m[7] * y + m[15];
      const across = (m[0] * x + m[4] * y + m[12]) / w, up = (m[1] * x + m[5] * y + m[13]) / w;
      this.dot((across + 1) / 2 * this.width, (1 - up) / 2 * this.height, radius);
    }
  }

  blend() {
    const { ground, flat, to, colour: [red, green, blue] } = this;
    for (let k = 0; k < this.touchedCount; k++) {
      const at = this.touched[k], byte = 4 * at, share = COVERS[this.count[at]] * (1 - flat[byte + 3] / 255);
      const r = flat[byte] + share * (red - ground[byte]) + 0.5;
      const g = flat[byte + 1] + share * (green - ground[byte + 1]) + 0.5;
      const b = flat[byte + 2] + share * (blue - ground[byte + 2]) + 0.5;
      to[at] = OPAQUE | Math.max(0, b) << 16 | Math.max(0, g) << 8 | Math.max(0, r);
    }
  }

  // `matrix`: from the map's own coordinates to the picture; `size`: of a particle, pixels. Gives
  // the rows that have changed: the first, and the one after the last.
  draw(shown, matrix, size) {
    const before = this.changed;
    this.changed = { first: this.height, end: 0 };
    this.clean();
    this.scatter(shown, matrix, size / 2);
    this.blend();
    return { first: Math.min(before.first, this.changed.first), end: Math.max(before.end, this.changed.end) };
  }
}
