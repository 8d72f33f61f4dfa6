// SPDX-License-Identifier: Apache-2.0
// Measures, never asserts: how many frames a second the map draws while 10,000 particles move and
// 5,000 ships stand on it, in a browser without a window and without a graphics card. One line a
// case: name, size, value, unit.
//   node tests/web/frames.mjs
import { caller, missing, openBrowser, openPage, openRoom, picture } from "./support.mjs";

const SHIPS = 5000, WATCHED_MS = 10000;

// Ships in two bands along the strait, from a fixed sequence (Park and Miller's).
function fleet() {
  let seed = 1;
  const next = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  return Array.from({ length: SHIPS }, (_, k) => {
    const along = next(), across = (next() - 0.5) * 0.3, north = k % 2 === 0;
    return [200000000 + k, 50.6 + 0.9 * along - across, 0.8 + 1.6 * along + across, 14 * next(), north ? 45 : 225, north ? 45 : 225, 70, 180, `SHIP ${k}`];
  });
}

const frames = (page) => page.evaluate((ms) => new Promise((told) => {
  const times = [], start = performance.now();
  function frame(at) {
    times.push(at);
    if (performance.now() - start < ms) requestAnimationFrame(frame);
    else told({ gaps: times.slice(1).map((time, k) => time - times[k]).sort((a, b) => a - b), drawn: document.querySelector("#map .maplibregl-canvas").width });
  }
  requestAnimationFrame(frame);
}), WATCHED_MS);

function tell(name, size, { gaps, drawn }) {
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length, width = drawn;
  console.log(`web/frames ${name}, ${size}: ${(1000 / mean).toFixed(1)} frames/s, longest gap of 20 ${Math.round(gaps[Math.floor(gaps.length * 0.95)])} ms, map ${width} pixels wide`);
}

async function jobDone(me, number) {
  for (;;) {
    const job = await me.get(`jobs/${number}`);
    if (job.state === "done") return;
    if (job.state !== "waiting" && job.state !== "running") throw new Error(`the job ${job.state}: ${job.error}`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

const skip = missing();
if (skip) {
  console.log(`skipped: ${skip}`);
  process.exit(0);
}
const room = await openRoom({ words: ["clock=2021-11-24T03:20:00Z"] }), me = await caller(room), browser = await openBrowser();
await me.post("jobs", { what: "where", case: "dover-2021-11-24" });
await jobDone(me, 1);
const vessels = fleet();
const page = await openPage(browser, room, {
  viewport: { width: 1920, height: 1080 },
  prepare: (one) => one.route("**/api/1/vessels", (route) => route.fulfill({ json: { time: "2021-11-24T03:20:00Z", vessels, counters: {} } })),
});
await page.locator("#bar", { hasText: "5000 ships" }).waitFor();
tell("still", "5000 ships", await frames(page));
await page.locator("[data-focus=bar-plans]").click();
await page.locator("[data-focus=open-1]").click();
await page.locator("#play").click();
tell("playing", "10000 particles, 5000 ships, 1920 x 1080", await frames(page));
await picture(page, "frames");
await page.locator("[data-focus=legend]").click();
await page.locator("[data-focus=layer-vessels]").click();
tell("playing", "10000 particles alone", await frames(page));
await browser.close();
await room.close();
