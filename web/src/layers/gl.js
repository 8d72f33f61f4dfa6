// SPDX-License-Identifier: Apache-2.0
// What the two layers of our own (surface, particles) share: programs, and the matrix from a box's
// own coordinates to the screen, multiplied in double precision so that nothing trembles when one
// looks close.
import { MercatorCoordinate } from "maplibre-gl";

function compile(gl, type, source) {
  const shader = gl.createShader(type);
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
  return shader;
}

export function program(gl, vertex, fragment) {
  const made = gl.createProgram();
  gl.attachShader(made, compile(gl, gl.VERTEX_SHADER, vertex));
  gl.attachShader(made, compile(gl, gl.FRAGMENT_SHADER, fragment));
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made));
  return made;
}

// A box in the map's own (Mercator) coordinates: where it begins, and how large it is.
export function frame(west, south, east, north) {
  const a = MercatorCoordinate.fromLngLat([west, north]), b = MercatorCoordinate.fromLngLat([east, south]);
  return { x: a.x, y: a.y, width: b.x - a.x, height: b.y - a.y };
}

export function mercatorY(lat) {
  return (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
}

// matrix * translate(x, y) * scale(width, height), column-major.
export function boxMatrix(matrix, box) {
  const out = new Float32Array(16);
  for (let i = 0; i < 4; i++) {
    out[i] = matrix[i] * box.width;
    out[4 + i] = matrix[4 + i] * box.height;
    out[8 + i] = matrix[8 + i];
    out[12 + i] = matrix[i] * box.x + matrix[4 + i] * box.y + matrix[12 + i];
  }
  return out;
}
