// SPDX-License-Identifier: Apache-2.0
// What the page reads (ensemble.bin, surface.json) and computes (areas, figures), without a browser.
import assert from "node:assert/strict";
import { sentence } from "../../web/src/api.js";
import { setLanguage } from "../../web/src/i18n.js";
import { between, datum, readEnsemble } from "../../web/src/ensemble.js";
import * as geometry from "../../web/src/geometry.js";
import { age, bearing, position, range } from "../../web/src/format.js";
import { changed } from "../../web/src/editing.js";
import { suite } from "./runner.mjs";

const { test, run } = suite("web_values");
globalThis.document ??= { documentElement: {} };

// Two particles, two times, on a box of one degree.
function made() {
  const buffer = new ArrayBuffer(44 + 2 * 2 * 4 + 2 * 5), view = new DataView(buffer);
  [..."CWE1"].forEach((letter, k) => view.setUint8(k, letter.charCodeAt(0)));
  view.setUint32(4, 2, true);
  view.setUint32(8, 2, true);
  view.setFloat64(12, 1000, true);
  view.setFloat64(20, 600, true);
  [1, 50, 2, 51].forEach((edge, k) => view.setFloat32(28 + 4 * k, edge, true));
  [0, 0, 65534, 65534, 65535, 65535, 32767, 32767].forEach((value, k) => view.setUint16(44 + 2 * k, value, true));
  [0.25, 0.75].forEach((weight, k) => view.setFloat32(60 + 4 * k, weight, true));
  view.setUint8(69, 1);
  return buffer;
}

test("ensemble_is_read", () => {
  const e = readEnsemble(made());
  assert.deepEqual([e.count, e.times, e.west, e.south, e.east, e.north], [2, [1000000, 1600000], 1, 50, 2, 51]);
  assert.deepEqual([...e.weights], [0.25, 0.75]);
  assert.deepEqual([...e.hypotheses], [0, 1]);
});

test("datum_is_the_weighted_mean_of_who_has_a_place", () => {
  const e = readEnsemble(made());
  assert.deepEqual(datum(e, 1000000), { lon: 1.75, lat: 50.75, afloat: 1 });
  assert.deepEqual(datum(e, 1600000), { lon: 1.5, lat: 50.5, afloat: 0.75 });
});

test("damaged_ensembles_are_refused", () => {
  const whole = made();
  for (let length = 0; length < whole.byteLength; length++) assert.equal(readEnsemble(whole.slice(0, length)), null, `${length}`);
  for (const [at, value] of [[0, 0], [4, 0], [4, 10001], [4, 0xffffffff], [8, 0], [8, 0xffffffff]]) {
    const bad = whole.slice(0);
    new DataView(bad).setUint32(at, value, true);
    assert.equal(readEnsemble(bad), null, `${at} ${value}`);
  }
  const still = whole.slice(0);
  new DataView(still).setFloat64(20, 0, true);
  assert.equal(readEnsemble(still), null);
});

test("time_between_outputs_is_held_at_both_ends", () => {
  const times = [0, 600, 1200];
  assert.deepEqual(between(times, -5), { index: 0, next: 0, share: 0 });
  assert.deepEqual(between(times, 900), { index: 1, next: 2, share: 0.5 });
  assert.deepEqual(between(times, 9999), { index: 2, next: 2, share: 0 });
});

// A minute of latitude at 51 N is 1854.2 m on WGS84 (111 249 m a degree), a degree of longitude
// 70 197 m; from the published tables of degree lengths. Series to 1 m in a degree.
test("degrees_have_the_lengths_of_the_ellipsoid", () => {
  const from = { lat_deg: 51, lon_deg: 1 };
  assert.ok(Math.abs(geometry.difference(from, { lat_deg: 52, lon_deg: 1 }).north * 1852 - 111249) < 3);
  assert.ok(Math.abs(geometry.difference(from, { lat_deg: 51, lon_deg: 2 }).east * 1852 - 70197) < 3);
});

// Offsets and their inverses are one formula about the same centre: equal to rounding.
test("places_in_axes_and_back", () => {
  const area = { centre: { lat_deg: 51.2, lon_deg: 1.8 }, length_nm: 9, width_nm: 2, axis_deg: 68 };
  const { along, right } = geometry.inAxes(area, geometry.at(area, 3.3, -0.7));
  assert.ok(Math.abs(along - 3.3) < 1e-9 && Math.abs(right + 0.7) < 1e-9);
  assert.ok(Math.abs(geometry.bearingTo(area.centre, geometry.at(area, 5, 0)) - 68) < 1e-9);
  assert.equal(geometry.ring(area).length, 5);
});

test("areas_stay_within_reason", () => {
  const area = { length_nm: 2, width_nm: 1, axis_deg: 10 };
  assert.deepEqual(changed(area, { length_nm: -4, axis_deg: -30 }), { length_nm: 0.2, width_nm: 1, axis_deg: 330 });
  assert.equal(changed(area, { width_nm: 1e9 }).width_nm, 60);
});

test("figures_as_a_watch_writes_them", () => {
  setLanguage("en");
  assert.equal(position(51.1499999, -0.0000001), "51°09.0'N 000°00.0'E");
  assert.equal(position(51.99999, 1.9999), "52°00.0'N 002°00.0'E");
  assert.equal(position(NaN, 1), "–");
  assert.equal(bearing(359.7), "000°");
  assert.equal(range(30, 35, true), "about 30–35");
  assert.equal(age("2021-11-24T03:00:00Z", Date.parse("2021-11-24T06:05:00Z")), "3 h 05 ago");
  setLanguage("fr");
  assert.equal(age("2021-11-24T03:00:00Z", Date.parse("2021-11-24T02:48:00Z")), "dans 12 min");
});

test("the_servers_sentences_are_in_the_users_language", () => {
  const told = { error: "no unit", error_fr: "pas de moyen" }, old = { error: "no unit" };
  setLanguage("en");
  assert.equal(sentence(told), "no unit");
  setLanguage("fr");
  assert.equal(sentence(told), "pas de moyen");
  assert.equal(sentence(old), "no unit"); // of a program that had no French yet
  assert.equal(sentence({ why: "a radius", why_fr: "un rayon" }, "why"), "un rayon");
});

await run();
