// SPDX-License-Identifier: Apache-2.0
// Ten thousand particles at any time between two outputs of the drift. The card is given the places
// of the output before and of the one after, and moves each particle between them; only when the
// time passes an output are new places sent. All have one colour: colours are for units.
import { between, NOWHERE } from "../ensemble.js";
import { rgb } from "../colours.js";
import { boxMatrix, frame, mercatorY, program } from "./gl.js";

const VERTEX = `#version 300 es
in vec2 now, next;
uniform mat4 box;
uniform float share, size;
void main() {
  bool gone = now.x < -1.0 || next.x < -1.0;
  gl_Position = gone ? vec4(2.0, 2.0, 2.0, 1.0) : box * vec4(mix(now, next, share), 0.0, 1.0);
  gl_PointSize = size;
}`;
const FRAGMENT = `#version 300 es
precision mediump float;
uniform vec3 colour;
uniform float opacity;
out vec4 ink;
void main() {
  vec2 from_middle = gl_PointCoord - 0.5;
  if (dot(from_middle, from_middle) > 0.25) discard;
  ink = vec4(colour * opacity, opacity);
}`;

// In the box's own coordinates; -2 where a particle has no place.
function placesAt(ensemble, step, box) {
  const from = ensemble.places[step], out = new Float32Array(2 * ensemble.count);
  const span = (ensemble.north - ensemble.south) / 65534;
  for (let i = 0; i < ensemble.count; i++) {
    const x = from[2 * i], y = from[2 * i + 1];
    const nowhere = x === NOWHERE && y === NOWHERE;
    out[2 * i] = nowhere ? -2 : x / 65534;
    out[2 * i + 1] = nowhere ? -2 : (mercatorY(ensemble.south + y * span) - box.y) / box.height;
  }
  return out;
}

export class ParticleLayer {
  constructor(colours) {
    this.id = "particles";
    this.type = "custom";
    this.renderingMode = "2d";
    this.colour = rgb(colours.particle);
    this.ensemble = null;
    this.step = -1;
    this.visible = true;
  }

  onAdd(map, gl) {
    this.map = map;
    this.gl = gl;
    this.program = program(gl, VERTEX, FRAGMENT);
    this.at = Object.fromEntries(["now", "next"].map((name) => [name, gl.getAttribLocation(this.program, name)]));
    this.uniform = Object.fromEntries(["box", "share", "size", "opacity", "colour"].map((name) => [name, gl.getUniformLocation(this.program, name)]));
    this.buffers = { now: gl.createBuffer(), next: gl.createBuffer() };
    this.array = gl.createVertexArray();
    this.step = -1;
  }

  onRemove() {
    for (const buffer of Object.values(this.buffers)) this.gl.deleteBuffer(buffer);
    this.gl.deleteVertexArray(this.array);
    this.gl.deleteProgram(this.program);
  }

  show(ensemble, time, visible) {
    if (ensemble !== this.ensemble) {
      this.ensemble = ensemble;
      this.step = -1;
      this.box = ensemble ? frame(ensemble.west, ensemble.south, ensemble.east, ensemble.north) : null;
    }
    this.time = time;
    this.visible = visible;
    this.map?.triggerRepaint();
  }

  send(name, data) {
    const gl = this.gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name]);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
    gl.enableVertexAttribArray(this.at[name]);
    gl.vertexAttribPointer(this.at[name], 2, gl.FLOAT, false, 0, 0);
  }

  sendStep(where) {
    if (this.step === where.index) return;
    this.send("now", placesAt(this.ensemble, where.index, this.box));
    this.send("next", placesAt(this.ensemble, where.next, this.box));
    this.step = where.index;
  }

  render(gl, { defaultProjectionData }) {
    if (!this.ensemble || !this.visible || this.time === null) return;
    const where = between(this.ensemble.times, this.time);
    gl.useProgram(this.program);
    gl.bindVertexArray(this.array);
    this.sendStep(where);
    gl.uniformMatrix4fv(this.uniform.box, false, boxMatrix(defaultProjectionData.mainMatrix, this.box));
    gl.uniform1f(this.uniform.share, where.share);
    gl.uniform1f(this.uniform.size, (this.map.getZoom() < 9 ? 2 : 3) * this.map.getPixelRatio());
    gl.uniform1f(this.uniform.opacity, 0.5);
    gl.uniform3fv(this.uniform.colour, this.colour);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.STENCIL_TEST);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.drawArrays(gl.POINTS, 0, this.ensemble.count);
    gl.bindVertexArray(null);
  }
}
