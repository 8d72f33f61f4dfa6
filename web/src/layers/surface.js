// SPDX-License-Identifier: Apache-2.0
// The probability surface: one texture a map of surface.json, coloured by the card. A cell's colour
// grows with the square root of its probability (that is what its byte is), so that the outskirts
// are seen; cells are equal steps of latitude, so the rows are stretched to the map's projection.
import { rgb } from "../colours.js";
import { boxMatrix, frame, layOver, locations, mercatorY, program } from "./gl.js";

const STRIPS = 32;
const VERTEX = `#version 300 es
in vec2 corner;
in float row;
uniform mat4 box;
out vec2 cell;
void main() {
  cell = vec2(corner.x, row);
  gl_Position = box * vec4(corner, 0.0, 1.0);
}`;
const FRAGMENT = `#version 300 es
precision mediump float;
in vec2 cell;
uniform sampler2D map;
uniform vec3 low, middle, high;
out vec4 ink;
void main() {
  float value = texture(map, cell).r;
  float opacity = smoothstep(0.02, 0.25, value) * 0.62;
  vec3 colour = value < 0.5 ? mix(low, middle, value * 2.0) : mix(middle, high, value * 2.0 - 1.0);
  ink = vec4(colour * opacity, opacity);
}`;

export const boxOf = ({ west, north, columns, rows, cellLon, cellLat }) => frame(west, north - rows * cellLat, west + columns * cellLon, north);

function strips(map, box) {
  const south = map.north - map.rows * map.cellLat, out = [];
  for (let k = 0; k <= STRIPS; k++) {
    const row = k / STRIPS, y = (mercatorY(map.north + (south - map.north) * row) - box.y) / box.height;
    out.push(0, y, row, 1, y, row);
  }
  return new Float32Array(out);
}

export class Surface {
  constructor(gl, colours) {
    this.gl = gl;
    this.ramp = colours.ramp.map(rgb);
    this.program = program(gl, VERTEX, FRAGMENT);
    this.uniform = locations(gl, this.program, ["box", "low", "middle", "high", "map"]);
    this.texture = gl.createTexture();
    this.buffer = gl.createBuffer();
    this.array = gl.createVertexArray();
    this.sent = null;
  }

  remove() {
    this.gl.deleteTexture(this.texture);
    this.gl.deleteBuffer(this.buffer);
    this.gl.deleteVertexArray(this.array);
    this.gl.deleteProgram(this.program);
  }

  sendTexture({ columns, rows, cells }) {
    const gl = this.gl;
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, columns, rows, 0, gl.RED, gl.UNSIGNED_BYTE, cells);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
    for (const [name, value] of [["MIN_FILTER", gl.LINEAR], ["MAG_FILTER", gl.LINEAR], ["WRAP_S", gl.CLAMP_TO_EDGE], ["WRAP_T", gl.CLAMP_TO_EDGE]]) {
      gl.texParameteri(gl.TEXTURE_2D, gl[`TEXTURE_${name}`], value);
    }
  }

  send(map) {
    const gl = this.gl;
    this.box = boxOf(map);
    this.sendTexture(map);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, strips(map, this.box), gl.STATIC_DRAW);
    for (const [name, size, offset] of [["corner", 2, 0], ["row", 1, 8]]) {
      const at = gl.getAttribLocation(this.program, name);
      gl.enableVertexAttribArray(at);
      gl.vertexAttribPointer(at, size, gl.FLOAT, false, 12, offset);
    }
    this.sent = map;
  }

  // `map`: one of surface.json; `matrix`: from the chart's own coordinates to the picture.
  draw(map, matrix) {
    const gl = this.gl;
    gl.useProgram(this.program);
    gl.bindVertexArray(this.array);
    gl.activeTexture(gl.TEXTURE0);
    if (this.sent !== map) this.send(map);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.uniform1i(this.uniform.map, 0);
    gl.uniformMatrix4fv(this.uniform.box, false, boxMatrix(matrix, this.box));
    ["low", "middle", "high"].forEach((name, k) => gl.uniform3fv(this.uniform[name], this.ramp[k]));
    layOver(gl);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 2 * (STRIPS + 1));
    gl.bindVertexArray(null);
  }
}
