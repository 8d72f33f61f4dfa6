// SPDX-License-Identifier: Apache-2.0
// Plans on the page: asked for, watched, opened, changed by keys, by figures and by the mouse,
// compared, printed, taken away as files. What the page says a changed plan is worth is held
// against `crosswatch edit`, run apart from the server.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { caller, COMMAND, missing, openBrowser, openPage, openRoom, picture } from "./support.mjs";
import { suite } from "./runner.mjs";

const { test, run } = suite("web_plan");
const skip = missing();
const CASE = "dover-2021-11-24";
const source = fileURLToPath(new URL("../..", import.meta.url));
let room, browser, me, page;

const figure = async (selector) => Number((await page.locator(selector).first().innerText()).replace(/[^\d.]/g, ""));
const field = (name) => page.locator(`[data-focus=area-${name}]`);
const done = () => assert.deepEqual(page.faults, []);

async function posOf(change) {
  const plan = await me.get("jobs/1/files/plan.json"), file = join(room.folder, "plan.json");
  writeFileSync(file, JSON.stringify(plan));
  const task = plan.plan.tasks.find((one) => one.assigned);
  change(task.area);
  const lines = execFileSync(COMMAND, ["edit", join(source, `cases/${CASE}.yaml`), file], { input: `${JSON.stringify({ tasks: [task] })}\n`, maxBuffer: 1e8 }).toString().trim().split("\n");
  return JSON.parse(lines[1]).pos;
}

async function pixels() {
  const { width, height } = await page.locator("#map .maplibregl-canvas").boundingBox();
  const shot = await page.locator("#map .maplibregl-canvas").screenshot();
  return page.evaluate(async ([bytes, w, h]) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: "image/png" }));
    const canvas = new OffscreenCanvas(w, h), context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return [...new Uint32Array(context.getImageData(0, 0, w, h).data.buffer)];
  }, [[...shot], Math.round(width), Math.round(height)]);
}

const differing = (a, b) => a.reduce((sum, value, k) => sum + Number(value !== b[k]), 0);

// How far two colours are apart, in the channel where they differ most.
const apart = (a, b) => Math.max(...[0, 8, 16].map((shift) => Math.abs((a >> shift & 255) - (b >> shift & 255))));

async function drawn() {
  await page.waitForFunction(() => new Promise((told) => requestAnimationFrame(() => requestAnimationFrame(() => told(true)))));
  await page.waitForTimeout(300); // the map's worker has no event that the page could wait for
}

// The map when it has come to rest: twice the same.
async function settled() {
  for (let before = []; ;) {
    await drawn();
    const now = await pixels();
    if (now.length === before.length && differing(now, before) === 0) return now;
    before = now;
  }
}

async function layer(name) {
  await page.locator(`[data-focus=layer-${name}]`).click();
  await drawn();
}

test("a_plan_is_asked_for_watched_and_opened", async () => {
  await page.keyboard.press("p");
  await page.locator("[data-focus=fold-ask]").click();
  await page.locator("select[name=case]").selectOption(CASE);
  await page.locator("[data-keep=ask-time]").fill("1");
  await page.locator("button[type=submit]", { hasText: "Ask for" }).click();
  await page.locator("progress, [data-state=waiting]").first().waitFor();
  await page.locator("[data-focus=open-1]").click({ timeout: 120000 });
  await page.locator("#pos").waitFor();
  const { plan } = await me.get("jobs/1/files/plan.json");
  assert.equal(await figure("#pos"), Math.round(plan.pos * 1000) / 10);
  assert.equal(await page.locator("table.units tbody tr").count(), plan.tasks.length);
  done();
});

test("the_surface_the_particles_and_the_plan_are_drawn", async () => {
  await page.locator("[data-focus=legend]").click();
  await drawn();
  for (const [name, least] of [["particles", 500], ["surface", 5000], ["plan", 1000]]) {
    const on = await pixels();
    await layer(name);
    const count = differing(on, await pixels());
    assert.ok(count > least, `${name}: ${count} pixels changed`);
    await layer(name);
  }
  await page.locator("[data-focus=legend]").click();
  done();
});

// The map draws the drift itself before the time is first changed, and into a picture after that.
test("the_drift_laid_into_a_picture_is_the_drift_drawn", async () => {
  await page.evaluate(() => document.activeElement.blur()); // a ring of focus would be a difference
  assert.equal(await page.locator(".sheet-of-map").isVisible(), false);
  const drawnByMap = await settled();
  for (const key of [".", ","]) await page.keyboard.press(key);
  await page.locator(".sheet-of-map").waitFor();
  const laid = await settled(), steps = drawnByMap.map((colour, k) => apart(colour, laid[k]));
  // Each of up to a dozen layers is rounded to a step of 255 when the card blends it, the picture
  // once. And the card places a point on a grid of 1/16 of a pixel, which moves its edge, 2 pi
  // pixels long, by 1/64 in the mean: a tenth of a pixel of each particle. Five times that is let be.
  const elsewhere = steps.filter((step) => step > 12).length;
  assert.ok(elsewhere < 0.5 * 10000, `${elsewhere} of ${steps.length} pixels differ`);
  await page.locator("#map .maplibregl-canvas").focus();
  await page.keyboard.press("ArrowRight"); // the view moves: the map draws again
  await page.locator(".sheet-of-map").waitFor({ state: "hidden" });
  done();
});

test("the_slider_moves_the_particles_with_the_tide", async () => {
  await drawn();
  const before = await pixels();
  await page.locator("#time").focus();
  for (let k = 0; k < 24; k++) await page.keyboard.press("ArrowRight");
  assert.match(await page.locator("#time").getAttribute("aria-valuetext"), /^24 05:30Z/);
  await drawn();
  assert.ok(differing(before, await pixels()) > 2000);
  await page.locator("#map .maplibregl-canvas").focus();
  await page.keyboard.press(",");
  assert.match(await page.locator("#time-shown").innerText(), /05:25Z/);
  done();
});

test("a_length_that_is_typed_is_scored", async () => {
  await page.locator("[data-focus=task-0]").click();
  const longer = (Number(await field("length").inputValue()) + 2).toFixed(2);
  await field("length").fill(longer);
  await field("length").press("Tab");
  await page.locator(".success .figure", { hasText: "by your changes" }).waitFor({ timeout: 60000 });
  const expected = await posOf((area) => (area.length_nm = Number(longer)));
  assert.ok(Math.abs(await figure("#pos") - 100 * expected) < 0.051, `${await figure("#pos")} is not ${100 * expected}`); // one decimal is shown
  await picture(page, "plan-edited");
  done();
});

test("all_is_as_planned_again", async () => {
  await page.locator("[data-focus=area-undo]").click();
  await page.locator(".success .figure", { hasText: "by your changes" }).waitFor({ state: "detached" });
  const { plan } = await me.get("jobs/1/files/plan.json");
  assert.equal(await figure("#pos"), Math.round(plan.pos * 1000) / 10);
  done();
});

test("handles_obey_the_arrow_keys", async () => {
  const lat = Number(await field("lat").inputValue()), axis = Number(await field("axis").inputValue());
  await page.locator("[data-handle=move]").focus();
  for (let k = 0; k < 10; k++) await page.keyboard.press("ArrowUp");
  await page.locator("[data-handle=turn]").focus();
  await page.keyboard.press("ArrowRight");
  await page.locator(".success .figure", { hasText: "by your changes" }).waitFor();
  // Ten steps of 0.1 nm are a mile: 1852 m of 111.27 km a degree at 51.2 N; four decimals are shown.
  assert.ok(Math.abs(Number(await field("lat").inputValue()) - lat - 1.852 / 111.25) < 2e-4);
  assert.ok(Math.abs(((Number(await field("axis").inputValue()) - axis + 360) % 360) - 5) <= 1);
  await page.locator("[data-focus=area-undo]").click();
  done();
});

test("handles_are_dragged", async () => {
  const box = await page.locator("[data-handle=move]").boundingBox(), lon = Number(await field("lon").inputValue());
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let k = 1; k <= 8; k++) await page.mouse.move(x - 10 * k, y);
  await page.mouse.up();
  await page.locator(".success .figure", { hasText: "by your changes" }).waitFor();
  assert.ok(Number(await field("lon").inputValue()) < lon - 0.01);
  await page.locator("[data-focus=area-undo]").click();
  done();
});

test("a_second_plan_leaves_a_unit_out_pins_another_and_is_compared", async () => {
  const units = (await me.get("cases")).find((one) => one.name === CASE).units;
  await page.locator(`[data-keep="exclude-${units[4].name}"]`).check();
  await page.locator(`[data-keep="keep-${units[0].name}"]`).check();
  await page.locator("[data-keep=ask-time]").fill("1");
  await page.locator("button[type=submit]", { hasText: "Ask for" }).click();
  await page.locator("[data-focus=compare-2]").click({ timeout: 120000 });
  await page.locator(".success .figure", { hasText: "plan no. 2" }).waitFor();
  const [first, second] = [await me.get("jobs/1/files/plan.json"), await me.get("jobs/2/files/plan.json")];
  assert.equal(second.plan.tasks.find((task) => task.unit === units[4].name).assigned, false);
  assert.deepEqual(second.plan.tasks[0].area.centre, first.plan.tasks[0].area.centre);
  const row = page.locator("table", { hasText: "POS of each unit alone" }).locator("tr", { hasText: units[4].name });
  assert.match(await row.innerText(), /–\s*$/);
  await picture(page, "plans-compared");
  done();
});

test("files_are_taken_away", async () => {
  for (const name of ["plan.gpx", "plan.kml"]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`[data-focus="file-${name}"]`).click()]);
    assert.equal(download.suggestedFilename(), name);
  }
  done();
});

test("the_print_sheet_has_each_unit_and_nothing_else", async () => {
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator(".sheet").isVisible());
  assert.ok(!(await page.locator("#board").isVisible()) && !(await page.locator("#bar").isVisible()));
  const assigned = (await me.get("jobs/1/files/plan.json")).plan.tasks.filter((task) => task.assigned);
  assert.equal(await page.locator(".sheet tbody tr").count(), assigned.length);
  await picture(page, "print-sheet");
  await page.emulateMedia({ media: "screen" });
  done();
});

test("a_running_job_is_cancelled", async () => {
  await page.locator("[data-keep=ask-time]").fill("600");
  await page.locator("button[type=submit]", { hasText: "Ask for" }).click();
  await page.locator("[data-focus=cancel-3]").click();
  await page.locator("[data-state=cancelled]").waitFor({ timeout: 60000 });
  done();
});

if (!skip) {
  room = await openRoom({ words: ["clock=2021-11-24T03:20:00Z"] });
  me = await caller(room);
  browser = await openBrowser();
  await me.record("GN-7", "open");
  page = await openPage(browser, room, { acceptDownloads: true });
  await page.locator(".card").first().click();
}
await run({ skip });
await browser?.close();
await room?.close();
