// SPDX-License-Identifier: Apache-2.0
// Ten thousand particles at any time between two outputs of the drift, drawn in whatever WebGL
// context it is given. The card holds the places of the output before and of the one after, and
// moves each particle between them; only when the time passes an output are new places sent. All
// have one colour: colours are for units.
import { rgb } from "../colours.js";
import { between, NOWHERE } from "../ensemble.js";
import { boxMatrix, layOver, locations, mercatorY, program } from "./gl.js";

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
export const OPACITY = 0.5;

// In the box's own coordinates; -2 where a particle has no place.
export function placesAt(ensemble, step, box) {
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

export class Cloud {
  constructor(gl, colours) {
    this.gl = gl;
    this.colour = rgb(colours.particle);
    this.program = program(gl, VERTEX, FRAGMENT);
    this.at = Object.fromEntries(["now", "next"].map((name) => [name, gl.getAttribLocation(this.program, name)]));
    this.uniform = locations(gl, this.program, ["box", "share", "size", "opacity", "colour"]);
    this.buffers = { now: gl.createBuffer(), next: gl.createBuffer() };
    this.array = gl.createVertexArray();
    this.sent = {};
  }

  remove() {
    for (const buffer of Object.values(this.buffers)) this.gl.deleteBuffer(buffer);
    this.gl.deleteVertexArray(this.array);
    this.gl.deleteProgram(this.program);
  }

  send(name, data) {
    const gl = this.gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name]);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
    gl.enableVertexAttribArray(this.at[name]);
    gl.vertexAttribPointer(this.at[name], 2, gl.FLOAT, false, 0, 0);
  }

  sendStep(ensemble, box, where) {
    if (this.sent.ensemble === ensemble && this.sent.step === where.index) return;
    this.send("now", placesAt(ensemble, where.index, box));
    this.send("next", placesAt(ensemble, where.next, box));
    this.sent = { ensemble, step: where.index };
  }

  // `matrix`: from the map's own coordinates to the picture; `size`: of a particle, pixels.
  draw({ ensemble, box, time }, matrix, size) {
    const gl = this.gl, where = between(ensemble.times, time);
    gl.useProgram(this.program);
    gl.bindVertexArray(this.array);
    this.sendStep(ensemble, box, where);
    gl.uniformMatrix4fv(this.uniform.box, false, boxMatrix(matrix, box));
    gl.uniform1f(this.uniform.share, where.share);
    gl.uniform1f(this.uniform.size, size);
    gl.uniform1f(this.uniform.opacity, OPACITY);
    gl.uniform3fv(this.uniform.colour, this.colour);
    layOver(gl);
    gl.drawArrays(gl.POINTS, 0, ensemble.count);
    gl.bindVertexArray(null);
  }
}
