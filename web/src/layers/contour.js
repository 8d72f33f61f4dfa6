// SPDX-License-Identifier: Apache-2.0
// The lines that hold 50 and 90 % of the probability. Each piece of a line is a bar with round ends,
// so that the pieces join without a gap; the thicker line holds the half.
import { rgb } from "../colours.js";
import { containment } from "../surface.js";
import { boxMatrix, layOver, locations, mercatorY, program } from "./gl.js";
import { boxOf } from "./surface.js";

const VERTEX = `#version 300 es
in vec4 piece;
in float width;
uniform mat4 box;
uniform vec2 picture;
uniform float ratio;
out vec2 at;
out float along, half_width;
void main() {
  vec4 a = box * vec4(piece.xy, 0.0, 1.0), b = box * vec4(piece.zw, 0.0, 1.0);
  vec2 from = a.xy / a.w * picture * 0.5, way = b.xy / b.w * picture * 0.5 - from;
  along = max(length(way), 1e-4);
  half_width = width * 0.5 * ratio;
  vec2 ahead = way / along, aside = vec2(-ahead.y, ahead.x);
  float reach = half_width + 1.0;
  at = vec2((gl_VertexID & 1) == 0 ? -reach : along + reach, (gl_VertexID & 2) == 0 ? -reach : reach);
  gl_Position = vec4((from + ahead * at.x + aside * at.y) / (picture * 0.5), 0.0, 1.0);
}`;
const FRAGMENT = `#version 300 es
precision highp float;
in vec2 at;
in float along, half_width;
uniform vec3 colour;
out vec4 ink;
void main() {
  float off = length(vec2(at.x - clamp(at.x, 0.0, along), at.y));
  float opacity = clamp(half_width + 0.5 - off, 0.0, 1.0);
  ink = vec4(colour * opacity, opacity);
}`;
const WIDTHS = { 50: 2.6, 90: 1.2 }; // pixels of the page
const NUMBERS = 5; // of a piece: both ends, width

// Pieces of the lines of one map, in the coordinates of its box.
function pieces(map, box) {
  const south = map.north - map.rows * map.cellLat, east = map.west + map.columns * map.cellLon, out = [];
  const place = ([lon, lat]) => [(lon - map.west) / (east - map.west), (mercatorY(Math.max(south, lat)) - box.y) / box.height];
  for (const { properties, geometry } of containment(map).features) {
    for (const line of geometry.coordinates) {
      const places = line.map(place);
      for (let k = 1; k < places.length; k++) out.push(...places[k - 1], ...places[k], WIDTHS[properties.share]);
    }
  }
  return new Float32Array(out);
}

export class Contour {
  constructor(gl, colours) {
    this.gl = gl;
    this.colour = rgb(colours.contain);
    this.program = program(gl, VERTEX, FRAGMENT);
    this.uniform = locations(gl, this.program, ["box", "picture", "ratio", "colour"]);
    this.buffer = gl.createBuffer();
    this.array = gl.createVertexArray();
    this.sent = null;
    this.count = 0;
  }

  remove() {
    this.gl.deleteBuffer(this.buffer);
    this.gl.deleteVertexArray(this.array);
    this.gl.deleteProgram(this.program);
  }

  send(map) {
    const gl = this.gl;
    this.box = boxOf(map);
    const numbers = pieces(map, this.box);
    this.count = numbers.length / NUMBERS;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, numbers, gl.STATIC_DRAW);
    for (const [name, size, offset] of [["piece", 4, 0], ["width", 1, 16]]) {
      const at = gl.getAttribLocation(this.program, name);
      gl.enableVertexAttribArray(at);
      gl.vertexAttribPointer(at, size, gl.FLOAT, false, 4 * NUMBERS, offset);
      gl.vertexAttribDivisor(at, 1);
    }
    this.sent = map;
  }

  // `ratio`: pixels of the picture to one of the page.
  draw(map, matrix, ratio) {
    const gl = this.gl;
    gl.useProgram(this.program);
    gl.bindVertexArray(this.array);
    if (this.sent !== map) this.send(map);
    gl.uniformMatrix4fv(this.uniform.box, false, boxMatrix(matrix, this.box));
    gl.uniform2f(this.uniform.picture, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.uniform1f(this.uniform.ratio, ratio);
    gl.uniform3fv(this.uniform.colour, this.colour);
    layOver(gl);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, this.count);
    gl.bindVertexArray(null);
  }
}
