// SPDX-License-Identifier: Apache-2.0
// The drift laid into a picture of the map, without a browser: against the blending of layer upon
// layer as it is defined (each: what is there, times one minus its opacity, plus its ink).
import assert from "node:assert/strict";
import { missing } from "./support.mjs";
import { suite } from "./runner.mjs";

const { test, run } = suite("web_sheet");
const skip = missing(); // the layers draw with packages of the page
const part = (path) => (skip ? {} : import(`../../web/src/${path}`));
const { boxMatrix, frame, ontoPart, partOf } = await part("layers/gl.js");
const { NOWHERE } = await part("ensemble.js");
const { Stipple } = await part("layers/stipple.js");
const { withStill } = await part("layers/still.js");
const WIDTH = 40, HEIGHT = 30, INK = [1, 0.8, 0.2];
const over = (below, ink, opacity) => below.map((value, k) => value * (1 - opacity) + 255 * ink[k] * opacity);

// The same bytes each time (Park and Miller's sequence).
function bytes(count, seed) {
  return Uint8Array.from({ length: count }, () => (seed = (seed * 48271) % 2147483647) & 255);
}

// A ground, and over it in each pixel one layer of some opacity: what WebGL would hold.
function pictures() {
  const ground = bytes(4 * WIDTH * HEIGHT, 7), flat = bytes(4 * WIDTH * HEIGHT, 11), upper = Array.from(flat, (value) => value / 255);
  for (let k = 0; k < flat.length; k += 4) {
    ground[k + 3] = 255;
    for (let c = 0; c < 3; c++) flat[k + c] = over([ground[k + c]], [flat[k + c] / 255], flat[k + 3] / 255)[0] + 0.5;
  }
  return { ground, flat, upper };
}

// Particles of a drift of one time, at places of the picture in pixels; null: without a place.
function shown(places) {
  const ensemble = { count: places.length, times: [0], west: 0, east: 1, north: 0.75, south: 0 };
  const box = frame(0, 0, 1, 0.75);
  ensemble.places = [Uint16Array.from(places.flatMap((place) => (place ? [place[0] / WIDTH * 65534, south(place[1]) * 65534] : [NOWHERE, NOWHERE])))];
  return { ensemble, box, time: 0 };
}

// Of the box's degrees of latitude, from the south: rows are even steps of the projection.
function south(row) {
  const { y, height } = frame(0, 0, 1, 0.75), projected = y + height * row / HEIGHT;
  return Math.atan(Math.sinh(Math.PI * (1 - 2 * projected))) * 180 / Math.PI / 0.75;
}

// The matrix that lays the box of shown() over the whole picture.
function whole() {
  const { x, y, width, height } = frame(0, 0, 1, 0.75), m = new Float64Array(16);
  m[0] = 2 / width;
  m[12] = -1 - 2 * x / width;
  m[5] = -2 / height;
  m[13] = 1 + 2 * y / height;
  m[10] = m[15] = 1;
  return m;
}

const sheet = (ground, flat) => {
  const pixels = new Uint8ClampedArray(4 * WIDTH * HEIGHT);
  return { pixels, stipple: new Stipple({ width: WIDTH, height: HEIGHT, ground, flat, pixels, colour: INK }) };
};

test("particles_lie_between_the_ground_and_what_lies_over_it", () => {
  const { ground, flat, upper } = pictures(), { pixels, stipple } = sheet(ground, flat);
  const times = [1, 2, 3, 9], places = times.flatMap((count, k) => Array(count).fill([5.5 + 8 * k, 12.5]));
  stipple.draw(shown(places), whole(), 1);
  for (const [k, count] of times.entries()) {
    const at = 4 * (12 * WIDTH + 5 + 8 * k);
    let colour = [...ground.subarray(at, at + 3)];
    for (let n = 0; n < count; n++) colour = over(colour, INK, 0.5);
    colour = over(colour, upper.slice(at, at + 3), upper[at + 3]);
    // Two roundings of half a step each: of what was read, of what is written.
    for (let c = 0; c < 3; c++) assert.ok(Math.abs(pixels[at + c] - colour[c]) <= 1.01, `${pixels[at + c]} is not ${colour[c]}`);
  }
});

test("a_particle_covers_the_pixels_whose_middles_it_covers", () => {
  const ground = new Uint8Array(4 * WIDTH * HEIGHT), { pixels, stipple } = sheet(ground, ground.slice());
  for (const [x, y, size] of [[10, 10, 2], [10.3, 9.8, 3], [20.5, 15.5, 6], [0.2, 0.1, 4], [39.9, 29.9, 5]]) {
    stipple.draw(shown([[x, y]]), whole(), size);
    for (let row = 0; row < HEIGHT; row++) for (let column = 0; column < WIDTH; column++) {
      const off = Math.hypot(column + 0.5 - x, row + 0.5 - y) - size / 2, inked = pixels[4 * (row * WIDTH + column)] > 0;
      if (Math.abs(off) > 0.01) assert.equal(inked, off < 0, `${column}, ${row}`); // places are steps of 1/65534 of the box
    }
  }
});

test("what_was_drawn_before_leaves_nothing", () => {
  const { ground, flat } = pictures(), { pixels, stipple } = sheet(ground, flat), empty = [...pixels];
  const first = stipple.draw(shown([[10, 10], [30, 20]]), whole(), 3);
  assert.deepEqual(first, { first: 0, end: HEIGHT }); // the first time all is new
  assert.notDeepEqual([...pixels], empty);
  const { first: top, end } = stipple.draw(shown([[10, 12.5]]), whole(), 3);
  assert.ok(top <= 8 && end >= 22 && end < HEIGHT); // rows of both times
  stipple.draw(shown([null]), whole(), 3);
  assert.deepEqual([...pixels], empty);
});

test("surface_and_lines_are_laid_in_as_they_would_be_drawn", () => {
  const { ground, flat, upper } = pictures(), part = { left: 7, top: 5, width: 20, height: 11 };
  const inks = [3, 5].map((seed) => bytes(4 * part.width * part.height, seed)), premultiplied = inks.map((ink) => ink.map((value, k) => (k % 4 === 3 ? value : value * ink[k | 3] / 255)));
  const made = withStill({ ground, flat }, WIDTH, part, ...premultiplied);
  for (let row = 0; row < HEIGHT; row++) for (let column = 0; column < WIDTH; column++) {
    const at = 4 * (row * WIDTH + column), inside = column >= 7 && column < 27 && row >= 5 && row < 16, from = 4 * ((row - 5) * part.width + column - 7);
    let colour = [...ground.subarray(at, at + 3)];
    for (const ink of inside ? inks : []) colour = over(colour, [...ink.subarray(from, from + 3)].map((value) => value / 255), ink[from + 3] / 255);
    colour = over(colour, upper.slice(at, at + 3), upper[at + 3]);
    // Roundings of what was read, of both inks, and of what is written.
    for (let c = 0; c < 3; c++) assert.ok(Math.abs(made.flat[at + c] - colour[c]) <= 3, `${column}, ${row}: ${made.flat[at + c]} is not ${colour[c]}`);
  }
});

test("a_part_of_the_picture_is_the_picture_there", () => {
  const view = { width: WIDTH, height: HEIGHT }, part = partOf(frame(0.25, 0.25, 0.5, 0.5), whole(), view, 2);
  assert.deepEqual([part.left, part.width], [8, 14]); // a quarter to a half of 40, and 2 beside
  assert.equal(partOf(frame(2, 0, 3, 1), whole(), view, 2), null);
  const box = frame(0, 0, 1, 0.75), [all, some] = [whole(), ontoPart(part, whole(), view)].map((matrix) => boxMatrix(matrix, box));
  for (const [x, y] of [[0.2, 0.3], [0.4, 0.9]]) {
    const column = (all[0] * x + all[12] + 1) / 2 * WIDTH, row = (1 - all[5] * y - all[13]) / 2 * HEIGHT;
    assert.ok(Math.abs((some[0] * x + some[12] + 1) / 2 * part.width + part.left - column) < 1e-4); // singles
    assert.ok(Math.abs((1 - some[5] * y - some[13]) / 2 * part.height + part.top - row) < 1e-4);
  }
});

await run({ skip });
