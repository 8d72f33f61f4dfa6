// SPDX-License-Identifier: Apache-2.0
// What stands still beside the particles for as long as the drift's hour lasts: the surface under
// them and the lines over them. They are drawn in a context that nobody sees, only where they are,
// and laid into the map's picture.
import { Contour } from "./contour.js";
import { ontoPart, partOf, readPicture } from "./gl.js";
import { boxOf, Surface } from "./surface.js";

const MARGIN = 8; // pixels beside the surface's box that a line may cover

// `taken`: the picture of `width`; `under`, `over`: parts of it, colours times their opacity. A
// pixel of `flat` is f, of `ground` g, and the opacity of all that the map laid over g is that of f.
export function withStill(taken, width, part, under, over) {
  const ground = taken.ground.slice(), flat = taken.flat.slice();
  const still = new Uint32Array(under.buffer), lines = new Uint32Array(over.buffer);
  for (let k = 0; k < still.length; k++) {
    if (still[k] === 0 && lines[k] === 0) continue;
    const row = Math.floor(k / part.width), at = 4 * ((part.top + row) * width + part.left + k - row * part.width), from = 4 * k;
    const seen = 1 - flat[at + 3] / 255, left = 1 - under[from + 3] / 255, through = 1 - over[from + 3] / 255;
    for (let channel = 0; channel < 3; channel++) {
      const g = ground[at + channel], below = g * left + under[from + channel];
      const whole = flat[at + channel] + seen * (below * through + over[from + channel] - g);
      ground[at + channel] = below + 0.5;
      flat[at + channel] = Math.min(255, Math.max(0, whole + 0.5));
    }
    flat[at + 3] = 255 * (1 - seen * through) + 0.5;
  }
  return { ground, flat };
}

export class Still {
  constructor(colours) {
    this.canvas = new OffscreenCanvas(1, 1);
    this.gl = this.canvas.getContext("webgl2", { antialias: false });
    if (this.gl === null) return;
    this.surface = new Surface(this.gl, colours);
    this.contour = new Contour(this.gl, colours);
  }

  draw(what, { width, height }) {
    const { gl } = this;
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    what();
    return readPicture(gl, width, height);
  }

  lay(map, taken, view) {
    const part = partOf(boxOf(map), view.matrix, view, MARGIN);
    if (part === null) return taken;
    Object.assign(this.canvas, { width: part.width, height: part.height });
    const matrix = ontoPart(part, view.matrix, view);
    const under = this.draw(() => this.surface.draw(map, matrix), part);
    const over = this.draw(() => this.contour.draw(map, matrix, view.ratio), part);
    return withStill(taken, view.width, part, under, over);
  }

  isLost() {
    return this.gl === null || this.gl.isContextLost();
  }

  remove() {
    this.gl?.getExtension("WEBGL_lose_context")?.loseContext();
  }
}
