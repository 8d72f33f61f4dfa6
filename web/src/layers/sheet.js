// SPDX-License-Identifier: Apache-2.0
// A sheet over the map while the drift plays and the view stands still: a picture of the map, taken
// once, into which surface, particles and lines are laid, between the ground and what lies over
// them. The map draws only when something else has changed, and then its picture is taken again.
//
// A machine without a graphics card fills the pixels of a full map in a tenth of a second; a frame of
// the drift on the sheet costs it the pixels under the particles. What is seen is the same.
import { rgb } from "../colours.js";
import { readPicture } from "./gl.js";
import { Still } from "./still.js";
import { Stipple } from "./stipple.js";

// The picture's colours stay; its opacity becomes one for all.
function setOpacity(gl, opacity) {
  gl.disable(gl.SCISSOR_TEST);
  gl.colorMask(false, false, false, true);
  gl.clearColor(0, 0, 0, opacity);
  gl.clear(gl.COLOR_BUFFER_BIT);
  gl.colorMask(true, true, true, true);
}

export class Sheet {
  constructor(map, colours) {
    this.map = map;
    this.colours = colours;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "sheet-of-map";
    this.canvas.setAttribute("aria-hidden", "true");
    this.canvas.hidden = true;
    map.getCanvas().after(this.canvas);
    this.pen = this.canvas.getContext("2d", { alpha: false });
    this.still = null;
    this.taken = null; // the map's picture
    this.stipple = null; // the sheet lies
  }

  // Whether it can be used at all.
  works() {
    this.still ??= new Still(this.colours);
    return !this.still.isLost();
  }

  // Of this view, and taken not longer ago than that.
  lies({ matrix, size, width, height }, age) {
    const { view } = this;
    return this.stipple !== null && performance.now() - view.at < age && view.size === size && view.width === width && view.height === height
      && matrix.every((one, k) => one === view.matrix[k]);
  }

  // While the map draws, and has drawn all that lies under surface and particles.
  takeGround(gl, view) {
    this.view = { ...view, at: performance.now() };
    this.ground = readPicture(gl, view.width, view.height);
    setOpacity(gl, 0); // what is drawn from here on leaves its own
  }

  // When the map has drawn all.
  takeRest(gl, shown) {
    const { width, height } = this.view, { style } = this.map.getCanvas();
    Object.assign(this.canvas.style, { width: style.width, height: style.height }); // the map's are whole pixels, its place's may not be
    this.taken = { ground: this.ground, flat: readPicture(gl, width, height) };
    setOpacity(gl, 1);
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.layStill(shown);
    this.draw(shown);
    this.canvas.hidden = false;
  }

  layStill({ surface }) {
    const { width, height } = this.view, colour = rgb(this.colours.particle);
    const base = surface ? this.still.lay(surface, this.taken, this.view) : this.taken;
    this.picture = new ImageData(width, height);
    this.stipple = new Stipple({ width, height, ...base, pixels: this.picture.data, colour });
    this.surface = surface;
  }

  // False: it does not lie, or cannot any more.
  draw(shown) {
    if (this.stipple === null || !this.works()) return false;
    if (shown.surface !== this.surface) this.layStill(shown);
    const { first, end } = this.stipple.draw(shown.cloud, this.view.matrix, this.view.size);
    if (end > first) this.pen.putImageData(this.picture, 0, 0, 0, first, this.view.width, end - first);
    return true;
  }

  takeAway() {
    if (this.stipple === null) return;
    this.stipple = this.ground = this.taken = this.picture = null;
    this.canvas.hidden = true;
  }

  remove() {
    this.takeAway();
    this.still?.remove();
    this.canvas.remove();
  }
}
