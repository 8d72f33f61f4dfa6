// SPDX-License-Identifier: Apache-2.0
// The drift among the layers of the map: surface, particles, and the lines that hold 50 and 90 %.
// While the view stands still and only the time changes they are laid into a picture of the map
// (sheet.js), and the map draws nothing anew; as soon as the view moves they are drawn with the map.
import { Cloud } from "./cloud.js";
import { Contour } from "./contour.js";
import { frame } from "./gl.js";
import { Sheet } from "./sheet.js";
import { Surface } from "./surface.js";

const FAR_ZOOM = 9, MOST_AGE_MS = 2000;

export class DriftLayer {
  constructor(colours) {
    this.id = "drift";
    this.type = "custom";
    this.renderingMode = "2d";
    this.colours = colours;
    this.shown = { ensemble: null, surface: null, cloud: null }; // cloud: null: no particles
    this.plays = false; // only the time has changed since the view last moved
    this.takes = false; // the map draws, and the sheet takes its picture
  }

  onAdd(map, gl) {
    this.map = map;
    this.surface = new Surface(gl, this.colours);
    this.cloud = new Cloud(gl, this.colours);
    this.contour = new Contour(gl, this.colours);
    this.sheet = new Sheet(map, this.colours);
  }

  onRemove() {
    for (const part of [this.surface, this.cloud, this.contour, this.sheet]) part.remove();
  }

  // `surface`: of the time, or null; `particles`: whether they are to be seen.
  show(ensemble, surface, time, particles) {
    const before = this.shown, isSame = ensemble === before.ensemble && particles === before.particles;
    if (isSame && surface === before.surface && time === before.time) return;
    const box = ensemble === before.ensemble ? before.box : ensemble && frame(ensemble.west, ensemble.south, ensemble.east, ensemble.north);
    this.shown = { ensemble, surface, time, particles, box, cloud: ensemble && particles && time !== null ? { ensemble, box, time } : null };
    const drawn = this.shown.cloud !== null;
    if (isSame && surface === before.surface && !drawn) return;
    if (isSame && drawn && this.sheet?.draw(this.shown)) return;
    this.plays = isSame && drawn && time !== before.time;
    this.map?.triggerRepaint();
  }

  view(matrix) {
    const { width, height } = this.map.getCanvas(), ratio = this.map.getPixelRatio();
    return { matrix: [...matrix], width, height, ratio, size: (this.map.getZoom() < FAR_ZOOM ? 2 : 3) * ratio };
  }

  render(gl, { defaultProjectionData }) {
    const view = this.view(defaultProjectionData.mainMatrix), moved = this.matrix !== undefined && view.matrix.some((one, k) => one !== this.matrix[k]);
    this.matrix = view.matrix;
    if (moved || this.map.isMoving()) this.plays = false;
    const plays = this.plays && this.shown.cloud !== null && this.sheet.works();
    // What the map draws while it waits for more to come is not worth a picture, for a while.
    this.takes = plays && !(this.sheet.lies(view, MOST_AGE_MS) && !this.map.loaded());
    if (this.takes) this.sheet.takeGround(gl, view);
    else if (!plays) this.drawWithMap(view);
  }

  drawWithMap({ matrix, size, ratio }) {
    const { surface, cloud } = this.shown;
    this.sheet.takeAway();
    if (surface) this.surface.draw(surface, matrix);
    if (cloud) this.cloud.draw(cloud, matrix, size);
    if (surface) this.contour.draw(surface, matrix, ratio);
  }

  // The uppermost layer of all: it draws nothing, it knows when the map is drawn.
  lid() {
    return { id: "lid", type: "custom", renderingMode: "2d", render: (gl) => {
      if (this.takes) this.sheet.takeRest(gl, this.shown);
    } };
  }
}
