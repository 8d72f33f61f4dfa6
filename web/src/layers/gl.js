// SPDX-License-Identifier: Apache-2.0
// What we draw ourselves (surface, particles, lines) shares: programs, and the matrix from a box's
// own coordinates to the screen, multiplied in double precision so that nothing trembles when one
// looks close.

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

export const locations = (gl, made, names) => Object.fromEntries(names.map((name) => [name, gl.getUniformLocation(made, name)]));

// Ink with its opacity, laid over what is there.
export function layOver(gl) {
  gl.disable(gl.DEPTH_TEST);
  gl.disable(gl.STENCIL_TEST);
  gl.disable(gl.CULL_FACE);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
}

const mercatorX = (lon) => (180 + lon) / 360;

export function mercatorY(lat) {
  return (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
}

// A box in the map's own (Mercator) coordinates, 0 to 1 over the world: where it begins, and how
// large it is.
export function frame(west, south, east, north) {
  const x = mercatorX(west), y = mercatorY(north);
  return { x, y, width: mercatorX(east) - x, height: mercatorY(south) - y };
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

// A part of a picture, {left, top, width, height} in its pixels: what drew the whole draws the part.
export function ontoPart(part, matrix, { width, height }) {
  const out = Float64Array.from(matrix), sx = width / part.width, sy = height / part.height;
  const tx = (width - 2 * part.left) / part.width - 1, ty = 1 - (height - 2 * part.top) / part.height;
  for (let column = 0; column < 16; column += 4) {
    out[column] = sx * matrix[column] + tx * matrix[column + 3];
    out[column + 1] = sy * matrix[column + 1] + ty * matrix[column + 3];
  }
  return out;
}

// The part of a picture that a box covers, with a margin; null: none of it.
export function partOf(box, matrix, { width, height }, margin) {
  const m = boxMatrix(matrix, box), corners = [[0, 0], [1, 0], [0, 1], [1, 1]].map(([x, y]) => {
    const w = m[3] * x + m[7] * y + m[15];
    return [((m[0] * x + m[4] * y + m[12]) / w + 1) / 2 * width, (1 - (m[1] * x + m[5] * y + m[13]) / w) / 2 * height];
  });
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const left = Math.max(0, Math.floor(Math.min(...xs) - margin)), top = Math.max(0, Math.floor(Math.min(...ys) - margin));
  const right = Math.min(width, Math.ceil(Math.max(...xs) + margin)), bottom = Math.min(height, Math.ceil(Math.max(...ys) + margin));
  return right > left && bottom > top ? { left, top, width: right - left, height: bottom - top } : null;
}

// What WebGL reads stands on its head; this has the upper row first.
export function readPicture(gl, width, height) {
  const bytes = new Uint8Array(4 * width * height), out = new Uint8Array(bytes.length), row = 4 * width;
  gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  for (let k = 0; k < height; k++) out.set(bytes.subarray(k * row, (k + 1) * row), (height - 1 - k) * row);
  return out;
}
