// SPDX-License-Identifier: Apache-2.0
// What the command line does around a search, done on the page: whose water and who is near with
// the requests that are recorded, what was searched and the next plan, the record and its
// verification. What the page recorded is read back from the room.
import assert from "node:assert/strict";
import { caller, missing, openBrowser, openPage, openRoom, picture } from "./support.mjs";
import { suite } from "./runner.mjs";

const { test, run } = suite("web_after");
const skip = missing();
let room, browser, me, page;

const focus = (name) => page.locator(`[data-focus="${name}"]`);
const done = () => assert.deepEqual(page.faults, []);
const kinds = async () => (await me.get("incidents/GN-7")).messages.map((one) => one.kind);

async function within(read, holds) {
  for (let tries = 0; tries < 300; tries++) {
    const value = await read();
    if (holds(value)) return value;
    await page.waitForTimeout(100);
  }
  throw new Error("what was waited for did not come");
}

test("who_is_near_and_who_must_be_asked", async () => {
  await page.locator("#board .card").first().click();
  await page.locator("[data-keep=near-case]").selectOption("dover-2021-11-24");
  await focus("near-look").click();
  await page.locator(".near h4", { hasText: "first" }).waitFor();
  const arrivals = await me.get("incidents/GN-7/arrivals?case=dover-2021-11-24");
  for (const one of arrivals) assert.equal(await page.locator(".near li", { hasText: one.unit }).count(), 1, one.unit);
  const asked = arrivals.find((one) => one.entry_request);
  await focus(`request-${asked.unit}`).click();
  await within(kinds, (list) => list.includes("entry-request"));
  await picture(page, "near");
  done();
});

test("what_was_searched_and_the_next_plan", async () => {
  await me.post("jobs", { what: "plan", case: "constant" });
  await within(() => me.get("jobs/1"), (job) => job.state === "done");
  await page.keyboard.press("p");
  await focus("open-1").click();
  await focus("fold-after").click();
  await page.locator("[data-keep=done-1-Lifeboat]").fill("40");
  await page.locator("[data-keep=done-1-Helicopter]").fill("0");
  assert.equal(await page.locator("[data-keep=shown-1-Lifeboat]").innerText(), "40 %");
  await page.locator("[data-keep=after-visibility]").fill("5");
  await page.locator("[data-keep=after-wind]").fill("10");
  await page.locator("[data-keep=after-waves]").fill("0.5");
  await focus("fold-weather-1-Lifeboat").click();
  await page.locator("[data-keep=visibility-1-Lifeboat]").fill("0.5");
  await page.locator("button[type=submit]", { hasText: "comes next" }).click();
  await page.locator(".trouble", { hasText: "all three" }).waitFor(); // half a weather is none
  await page.locator("[data-keep=wind-1-Lifeboat]").fill("4");
  await page.locator("[data-keep=waves-1-Lifeboat]").fill("0.2");
  const asked = page.waitForRequest((request) => request.url().endsWith("/api/1/jobs") && request.method() === "POST");
  await page.locator("button[type=submit]", { hasText: "comes next" }).click();
  const said = (await asked).postDataJSON();
  assert.ok(Math.abs(said.searched[0].conditions.visibility_m - 926) < 1 && Math.abs(said.conditions.visibility_m - 9260) < 1);
  await within(() => me.get("jobs/2").catch(() => ({})), (job) => job.state === "done");
  const next = await me.get("jobs/2/files/plan.json");
  assert.deepEqual(next.update.results.map((one) => one.unit), ["Lifeboat"]);
  await focus("open-2").click();
  await page.locator("h4", { hasText: "Searched so far" }).waitFor();
  await picture(page, "after");
  done();
});

test("an_outlook_of_as_many_hours_as_are_asked_for", async () => {
  await focus("fold-ask").click();
  await page.locator("[data-keep=ask-what]").selectOption("outlook");
  await page.locator("[data-keep=ask-hours]").fill("3");
  await page.locator("[data-keep=ask-time]").fill("1");
  await page.locator("form", { has: page.locator("[data-keep=ask-what]") }).locator("button[type=submit]").click();
  await within(() => me.get("jobs/3").catch(() => ({})), (job) => job.state === "done");
  assert.equal((await me.get("jobs/3/files/outlook.json")).hours.length, 4); // now and three hours
  done();
});

test("the_record_is_verified", async () => {
  await focus("bar-record").click();
  await focus("record-verify").click();
  await page.locator("[role=status]", { hasText: "Nothing is wrong" }).waitFor();
  const { entries } = await me.get("record");
  assert.ok((await page.locator("#panel dd").first().innerText()) === String(entries));
  const [copy] = await Promise.all([page.waitForEvent("download"), focus("record-copy").click()]);
  assert.equal(copy.suggestedFilename(), "record.db");
  await picture(page, "record");
  done();
});

if (!skip) {
  room = await openRoom({ name: "after", words: ["clock=2021-11-24T03:40:00Z"] });
  me = await caller(room);
  browser = await openBrowser();
  await me.record("GN-7", "open");
  await me.report("33 people, 51 09.45N 001 50.95E", { incident: "GN-7", caller: "0612345678" });
  page = await openPage(browser, room, { acceptDownloads: true });
}
await run({ skip });
await browser?.close();
await room?.close();
