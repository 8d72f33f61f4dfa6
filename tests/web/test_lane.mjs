// SPDX-License-Identifier: Apache-2.0
// Ships near the people, patrols and what the answers rest on, on the page: asked by keys and by
// hand, held against what the command prints, and looked at by axe-core in each set of colours.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { axeSource, caller, COMMAND, missing, openBrowser, openPage, openRoom, picture } from "./support.mjs";
import { suite } from "./runner.mjs";

const { test, run } = suite("web_lane");
const skip = missing();
const cases = fileURLToPath(new URL("../../cases", import.meta.url));
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
let room, browser, me, page, logs;

// A class A position report (ITU-R M.1371, message 1) as a receiver writes it down, with the time in
// its tag block.
function sentence({ mmsi, lat, lon, knots, course }, epoch) {
  const bits = (value, width) => (BigInt.asUintN(width, BigInt(Math.round(value)))).toString(2).padStart(width, "0");
  const payload = bits(1, 6) + bits(0, 2) + bits(mmsi, 30) + bits(0, 4) + bits(-128, 8) + bits(knots * 10, 10) + bits(1, 1)
    + bits(lon * 600000, 28) + bits(lat * 600000, 27) + bits(course * 10, 12) + bits(course, 9) + bits(epoch % 60, 6) + bits(0, 25);
  const armoured = payload.match(/.{6}/g).map((six) => parseInt(six, 2)).map((value) => String.fromCharCode(value + (value < 40 ? 48 : 56))).join("");
  const sum = (text) => [...text].reduce((all, sign) => all ^ sign.charCodeAt(0), 0).toString(16).toUpperCase().padStart(2, "0");
  const tag = `c:${epoch}`, body = `AIVDM,1,1,,A,${armoured},0`;
  return `\\${tag}*${sum(tag)}\\!${body}*${sum(body)}\n`;
}

// Two ships of the night: one south-bound, one ahead of the place.
const SHIPS = [{ mmsi: 227000901, lat: 51.25, lon: 1.75, knots: 14, course: 215 }, { mmsi: 232000902, lat: 51.0, lon: 1.5, knots: 10, course: 45 }];

const focus = (name) => page.locator(`[data-focus="${name}"]`);
const keep = (name) => page.locator(`[data-keep="${name}"]`);
const done = () => assert.deepEqual(page.faults, []);
const command = (...words) => {
  try {
    return execFileSync(COMMAND, words, { maxBuffer: 1 << 24, stdio: ["ignore", "pipe", "ignore"] }).toString();
  } catch (error) {
    return error.stdout.toString(); // "no" is an answer, too
  }
};

async function check(where) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource());
  const found = await page.evaluate(async (tags) => {
    const { violations } = await window.axe.run(document.getElementById("panel"), { runOnly: { type: "tag", values: tags } });
    return violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
  }, TAGS);
  assert.deepEqual(found, [], where);
}

// Presses the form's button and waits for the answer to open by itself.
async function ask(number, button = "Ask") {
  await page.locator("#panel button[type=submit]", { hasText: button }).first().click();
  await page.locator(`#panel [data-answer="${number}"]`).waitFor({ timeout: 120000 });
}

test("who_is_near_from_the_live_picture", async () => {
  await page.locator("#board .card").first().click();
  await page.locator("#panel-tab-now").waitFor();
  await page.keyboard.press("s");
  await focus("work-tab-lane").waitFor();
  assert.equal(await keep("lane-ships").inputValue(), "(live)");
  await keep("lane-case").selectOption("dover-2021-11-24");
  await ask(1); // without a time: that of the picture
  const answer = await me.get("jobs/1/files/near.json");
  assert.equal(await page.locator(".ranked tbody tr:not(.under)").count(), answer.near.length);
  const first = page.locator(".ranked tbody tr").first();
  assert.ok((await first.innerText()).includes(answer.near[0].name));
  assert.equal((await me.get("jobs/1")).live, true);
  assert.equal(answer.at.slice(0, 16), "2021-11-24T03:29");
  assert.deepEqual(answer.near.map((one) => one.mmsi).filter(Boolean).sort(), SHIPS.map((one) => one.mmsi));
  assert.equal(answer.near.length, 5 + SHIPS.length); // and the units of the case
  await picture(page, "lane-near");
  done();
});

// Pixels of the colour of what is chosen, in the middle of the map.
async function chosenInTheMiddle(chart) {
  const box = await chart.locator("#map canvas.maplibregl-canvas").boundingBox(), half = 24;
  const shot = await chart.screenshot({ clip: { x: box.x + box.width / 2 - half, y: box.y + box.height / 2 - half, width: 2 * half, height: 2 * half } });
  return chart.evaluate(async (bytes) => {
    const hex = getComputedStyle(document.documentElement).getPropertyValue("--map-chosen").trim();
    const wanted = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    const image = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let count = 0;
    for (let k = 0; k < data.length; k += 4) count += Number(wanted.every((value, c) => Math.abs(data[k + c] - value) < 24));
    return count;
  }, [...shot]);
}

// With a map: the map goes to her, and she stands in a ring. 30 pixels: a third of a ring of radius
// 15, for what of it is smoothed or under her own mark.
test("a_press_on_her_name_shows_her_on_the_map", async () => {
  const withMap = await openBrowser(), chart = await openPage(withMap, room);
  await chart.keyboard.press("s");
  await chart.locator("[data-focus=answer-1]").click();
  const name = `[data-focus="ranked-${(await me.get("jobs/1/files/near.json")).near.findIndex((one) => one.mmsi === SHIPS[0].mmsi)}"]`;
  await chart.locator(name).click();
  await chart.locator(`${name}[aria-pressed=true]`).waitFor();
  let count = 0;
  for (let tries = 0; tries < 200 && count < 30; tries++) {
    await chart.waitForTimeout(100);
    count = await chosenInTheMiddle(chart);
  }
  assert.ok(count >= 30, `${count} pixels`);
  await picture(chart, "lane-chosen");
  assert.deepEqual(chart.faults, []);
  await withMap.close();
});

test("what_was_said_to_her_is_recorded", async () => {
  const before = (await me.get("incidents/GN-7")).messages.length;
  await focus("said-0").click();
  for (let tries = 0; tries < 100 && (await me.get("incidents/GN-7")).messages.length === before; tries++) await page.waitForTimeout(50);
  const { messages } = await me.get("incidents/GN-7");
  assert.equal(messages.length, before + 1);
  const plans = (await me.get("incidents/GN-7/timeline")).filter((one) => one.kind === "plan");
  assert.equal(plans[0].body.what, "near"); // and so is the answer itself
  done();
});

test("ships_to_warn_of_a_log", async () => {
  await focus("lane-close").click();
  await keep("lane-what").selectOption("warn");
  await keep("lane-case").selectOption("dover-2021-11-24");
  await keep("lane-ships").selectOption("traffic.csv");
  await keep("lane-at").fill("2021-11-24T03:30Z");
  await keep("lane-hours").fill("3");
  await ask(2);
  const wanted = JSON.parse(command("warn", "--json", "--hours", "3", "--at", "2021-11-24T03:30Z", "--ais", join(logs, "traffic.csv"), join(cases, "dover-2021-11-24.yaml")));
  assert.deepEqual(await me.get("jobs/2/files/warn.json"), wanted);
  const rows = page.locator(".ranked tbody tr:not(.under)");
  assert.equal(await rows.count(), wanted.warn.length);
  assert.ok(wanted.warn.length > 0);
  assert.ok((await page.locator(".ranked .say").first().innerText()).includes(wanted.warn[0].name)); // what to say, to whom
  await picture(page, "lane-warn");
  done();
});

test("no_ship_can_be_named", async () => {
  await focus("lane-close").click();
  await keep("lane-what").selectOption("struck");
  await keep("lane-case").selectOption("dover-2021-11-24");
  await keep("lane-ships").selectOption("traffic.csv");
  await ask(3);
  await page.locator("[role=status]", { hasText: "No ship can be named" }).waitFor();
  assert.equal(await page.locator("#panel img").count(), 1);
  await page.waitForFunction(() => document.querySelector("#panel img").naturalWidth > 100);
  await picture(page, "lane-struck");
  done();
});

test("patrols_and_agreements", async () => {
  await page.keyboard.press("g");
  await focus("fold-patrol-ask").click();
  await keep("patrol-weeks").fill("20");
  await keep("agree-agreement-joint").check();
  await ask(4, "patrols");
  const patrol = await me.get("jobs/4/files/patrol.json");
  assert.equal(patrol.agreement, "joint");
  for (const unit of new Set(patrol.roster.map((post) => post.unit))) assert.ok(await page.locator("#panel th", { hasText: unit }).count() > 0, unit);
  assert.ok(await page.locator("#panel .files a", { hasText: "roster.gpx" }).count() === 1);
  await picture(page, "patrols");
  await keep("patrol-weeks").fill("20");
  await keep("agree-agreement-apart").check();
  await keep("agree-agreement-joint").check();
  await ask(5, "patrols");
  const options = await me.get("jobs/5/files/options.json");
  assert.equal(options.options.length, 2);
  assert.equal(await page.locator("#panel table", { hasText: "Who carries the hours" }).locator("tbody tr").count(), 2);
  await picture(page, "options");
  done();
});

test("what_the_answers_rest_on", async () => {
  await page.keyboard.press("d");
  await keep("about-case").selectOption("constant");
  await ask(6, "Look whether");
  await page.locator("[role=status]", { hasText: "It will do" }).waitFor();
  await page.locator("#panel dd", { hasText: "1.0 kn toward 045°" }).waitFor(); // as the case has it
  await focus("fold-leeway").click();
  assert.equal(await page.locator("#panel tbody tr", { hasText: "PIW-1 " }).count(), 1);
  await focus("fold-sweep").click();
  await keep("sweep-object").selectOption("Person in Water");
  await picture(page, "about");
  done();
});

test("ships_and_tracks_of_a_log_and_the_queue", async () => {
  await page.keyboard.press("s");
  const shown = async (what, number) => {
    const close = focus("lane-close");
    if (await close.count() > 0) await close.click();
    await keep("lane-what").selectOption(what);
    await keep("lane-ships").selectOption("traffic.csv");
    if (what === "show") await keep("lane-at").fill("2021-11-24T03:10Z");
    await ask(number);
  };
  await shown("show", 7);
  const lines = command("ais", "--json", "--at", "2021-11-24T03:10Z", "--", "show", join(logs, "traffic.csv")).trim().split("\n");
  assert.equal(await page.locator(".ranked tbody tr").count(), lines.length);
  await shown("encounters", 8);
  assert.ok(await page.locator(".ranked tbody tr", { hasText: "crossing" }).count() > 0);
  await shown("tracks", 9);
  assert.ok((await page.locator("#panel pre").innerText()).includes("25 ")); // tracks, as the command counts them
  await page.keyboard.press("d");
  await focus("queue-look").click();
  await page.locator("[role=status]", { hasText: "1 wait" }).waitFor();
  await page.locator("#panel li", { hasText: "Constant current" }).waitFor();
  done();
});

test("every_view_passes_axe_in_both_languages", async () => {
  for (const theme of ["night", "red", "day"]) {
    await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
    if (theme === "day") await page.keyboard.press("l");
    for (const [key, tab, number] of [["s", "lane", 1], ["s", "lane", 2], ["s", "lane", 3], ["s", "lane", 7], ["s", "lane", 8], ["s", "lane", 9], ["g", "patrols", 4], ["g", "patrols", 5], ["d", "about", 6]]) {
      await page.keyboard.press(key);
      await focus(`work-tab-${tab}`).waitFor();
      await focus(`answer-${number}`).click();
      await page.locator(`#panel [data-answer="${number}"]`).waitFor();
      await page.evaluate(() => document.querySelectorAll("#panel details").forEach((node) => (node.open = true)));
      await check(`${theme}, job ${number}`);
      await page.evaluate(() => document.activeElement.blur());
    }
  }
  await page.locator("#panel h2", { hasText: "Ce sur quoi" }).waitFor();
  await picture(page, "about-fr");
  await page.keyboard.press("l");
  done();
});

test("the_tabs_go_by_arrows", async () => {
  await page.keyboard.press("p");
  await focus("work-tab-plans").focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.activeElement.id === "work-tab-lane");
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction(() => document.activeElement.id === "work-tab-plans");
  assert.equal(await page.locator("#panel .lines li").count(), 0); // jobs of other kinds are in their own lists
  done();
});

if (!skip) {
  logs = mkdtempSync(join(tmpdir(), "crosswatch-logs-"));
  copyFileSync(join(cases, "dover-made-traffic.csv"), join(logs, "traffic.csv"));
  const heard = Date.parse("2021-11-24T03:29:30Z") / 1000;
  writeFileSync(join(logs, "live.nmea"), [0, 10, 20].map((late) => SHIPS.map((ship) => sentence(ship, heard + late)).join("")).join(""));
  const queue = join(logs, ".jobs.db");
  command("queue", "create", queue);
  command("queue", "add", queue, join(cases, "constant.yaml"));
  room = await openRoom({ name: "lane", words: [`queue=${queue}`, "clock=2021-11-24T03:40:00Z", `logs=${logs}`, `ais=${join(logs, "live.nmea")}`, "speed=100"] });
  me = await caller(room);
  for (let tries = 0; !(await me.get("vessels")).counters.over && tries < 300; tries++) await new Promise((later) => setTimeout(later, 100));
  browser = await openBrowser({ map: false });
  await me.record("GN-7", "open");
  await me.report("33 people, 51 09.45N 001 50.95E", { incident: "GN-7", caller: "0612345678" });
  page = await openPage(browser, room, { acceptDownloads: true });
  page.setDefaultTimeout(15000);
}
await run({ skip });
await browser?.close();
await room?.close();
if (logs) rmSync(logs, { recursive: true, force: true });
