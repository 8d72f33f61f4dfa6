// SPDX-License-Identifier: Apache-2.0
// Words of the desk that are said seldom, on the page: a split, a merge taken back, a figure
// revised, a call that was missed, an alarm that was seen. What came of each is asked of the server.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { axeSource, caller, COMMAND, missing, openBrowser, openPage, openRoom } from "./support.mjs";
import { suite } from "./runner.mjs";

const { test, run } = suite("web_said");
const skip = missing();
let room, browser, me;

async function done(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

async function incident(id, tab) {
  const page = await openPage(browser, room);
  await page.locator(".card", { hasText: id }).first().click();
  await page.locator(`#panel-tab-${tab}`).click();
  return page;
}

async function unfold(page, key) {
  await page.locator(`[data-focus="fold-${key}"]`).click();
  return page.locator(`details[data-keep="fold-${key}"]`);
}

async function axe(page, where) {
  await page.evaluate(axeSource());
  const found = await page.evaluate(async (within) => (await window.axe.run(document.querySelector(within), { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] } })).violations.map((one) => one.id), where);
  assert.deepEqual(found, []);
}

test("a_second_boat_is_split_off_and_taken_back", async () => {
  await me.record("SP-1", "open");
  const first = await me.report("12 people, engine stopped, 51.05N 1.60E", { incident: "SP-1" });
  const second = await me.report("30 people, swamped, 51.09N 1.70E", { incident: "SP-1" });
  const page = await incident("SP-1", "reports");
  const split = await unfold(page, "split");
  await split.locator("[name=new]").fill("SP-2");
  await split.locator("[name=reason]").fill("two boats");
  await split.locator("button[type=submit]").click();
  await split.locator(".trouble", { hasText: "at least one" }).waitFor();
  await split.locator(`[name="report:${second.event}"]`).check();
  await axe(page, "#panel");
  await split.locator("button[type=submit]").click();
  await page.locator(".card", { hasText: "SP-2" }).first().waitFor();
  assert.deepEqual((await me.get("incidents/SP-1")).filed.map((one) => one.event), [first.event]);
  assert.deepEqual((await me.get("incidents/SP-2")).filed.map((one) => one.event), [second.event]);
  await page.locator("#panel-tab-timeline").click();
  const event = (await me.get("incidents/SP-1/timeline")).find((one) => one.kind === "split").event;
  const undo = await unfold(page, `undo-${event}`);
  await undo.locator("[name=reason]").fill("one boat after all");
  await undo.locator("button[type=submit]").click();
  await page.locator(`[data-focus="fold-undo-${event}"]`).waitFor({ state: "detached" });
  assert.equal((await me.get("incidents/SP-1")).filed.length, 2);
  await page.locator(".timeline", { hasText: "one boat after all" }).waitFor();
  await done(page);
});

test("a_merge_is_taken_back", async () => {
  await me.record("MG-1", "open");
  await me.record("MG-2", "open");
  await me.report("8 people, 51.05N 1.60E", { incident: "MG-2" });
  const { event } = await me.record("MG-1", "merge", { into: "MG-1", from: "MG-2", reason: "same boat" });
  assert.equal((await me.get("incidents/MG-1")).filed.length, 1);
  const page = await incident("MG-1", "timeline");
  const undo = await unfold(page, `undo-${event}`);
  await undo.locator("[name=reason]").fill("not the same");
  await undo.locator("button[type=submit]").click();
  await page.locator(`[data-focus="fold-undo-${event}"]`).waitFor({ state: "detached" });
  assert.equal((await me.get("incidents/MG-1")).filed.length, 0);
  assert.equal((await me.get("incidents/MG-2")).filed.length, 1);
  await done(page);
});

test("a_figure_is_revised_and_the_old_one_stays", async () => {
  await me.record("RV-1", "open");
  await me.record("RV-1", "people", { kind: "aboard", count: 33, source: "caller" });
  const page = await incident("RV-1", "people"), { event } = (await me.get("incidents/RV-1")).statements[0];
  const revise = await unfold(page, `revise-${event}`);
  assert.equal(await revise.locator("[name=low]").inputValue(), "33");
  await revise.locator("[name=low]").fill("30");
  await revise.locator("[name=high]").fill("31");
  await revise.locator("[name=reason]").fill("counted again by the caller");
  await revise.locator("button[type=submit]").click();
  await page.locator("#panel li.done", { hasText: "33" }).waitFor();
  const [old, now] = (await me.get("incidents/RV-1")).statements;
  assert.deepEqual([old.current, now.current, now.low, now.high, now.reason], [false, true, 30, 31, "counted again by the caller"]);
  await done(page);
});

test("a_missed_call_is_told_and_returned_without_an_incident", async () => {
  const page = await openPage(browser, room);
  await page.locator("#board-tab-calls").click();
  const missed = await unfold(page, "missed");
  await missed.locator("[name=number]").fill("+33699999999");
  await page.keyboard.press("Enter");
  await page.locator('[data-focus="call-+33699999999"]').click();
  await page.locator('[data-focus="call-+33699999999"]').waitFor({ state: "detached" });
  assert.deepEqual((await me.get("situation")).calls.filter((call) => call.number === "+33699999999"), []);
  await done(page);
});

test("entry_is_asked_for_granted_and_the_unit_tasked", async () => {
  await me.record("EN-1", "open");
  const page = await incident("EN-1", "messages");
  const request = await unfold(page, "request");
  for (const [name, value] of [["unit", "cutter"], ["nation", "UK"], ["to", "Gris-Nez"]]) await request.locator(`[name=${name}]`).fill(value);
  await request.locator("button[type=submit]").click();
  const asked = page.locator("#panel li", { hasText: "cutter" }).first();
  await asked.locator("[name=who]").fill("Gris-Nez");
  await asked.locator("[name=granted]").selectOption("yes");
  await asked.locator("button[type=submit]").click();
  await page.waitForFunction(() => /Gris-Nez.*answered.* granted/.test(document.querySelector("#panel .reasons")?.textContent));
  const task = await unfold(page, "task");
  for (const [name, value] of [["unit", "cutter"], ["nation", "UK"], ["centre_nation", "France"], ["objects", "inflatable"]]) await task.locator(`[name=${name}]`).fill(value);
  await task.locator("[name=request]").selectOption({ index: 1 });
  await task.locator("button[type=submit]").click();
  await page.locator("#panel li strong", { hasText: "brief" }).waitFor();
  const { messages } = await me.get("incidents/EN-1");
  assert.deepEqual(messages.map((one) => [one.kind, one.irregular]), [["entry-request", false], ["brief", false]]);
  assert.ok(messages[0].answers[0].granted);
  await done(page);
});

test("a_callers_number_is_redacted", async () => {
  await me.record("RD-1", "open");
  const { event } = await me.report("4 people, 51.05N 1.60E", { incident: "RD-1", caller: "+33688888888" });
  const page = await incident("RD-1", "timeline");
  const redact = await unfold(page, `redact-${event}`);
  await redact.locator("[name=part]").selectOption("caller");
  await redact.locator("[name=reason]").fill("no longer evidence");
  await axe(page, "#panel");
  await redact.locator("button[type=submit]").click();
  await page.locator(".timeline li", { hasText: "no longer evidence" }).waitFor();
  assert.ok(!JSON.stringify(await me.get("incidents/RD-1")).includes("688888888"));
  await done(page);
});

test("a_partners_bundle_is_taken_in_and_the_record_verified", async () => {
  const file = (name) => join(room.folder, name);
  const record = (...words) => execFileSync(COMMAND, ["record", ...words], { env: { ...process.env, LANG: "C.UTF-8" } }).toString();
  const key = record("init", file("dover.db"), "centre=Dover", `key=${file("dover.key")}`).trim().split("\n").at(-1);
  record("trust", file("dover.db"), `public=${room.key}`);
  record("trust", file("night.db"), `public=${key}`);
  execFileSync(COMMAND, ["incident", "open", file("dover.db"), "incident=DV-9", "person=D. Officer", "share=Gris-Nez"]);
  record("export", file("dover.db"), `key=${file("dover.key")}`, "to=Gris-Nez", `file=${file("dover.bundle")}`);
  const page = await openPage(browser, room);
  await page.locator("[data-focus=bar-record]").click();
  const taken = await unfold(page, "import");
  await taken.locator("[name=bundle]").setInputFiles(file("dover.bundle"));
  await taken.locator("button[type=submit]").click();
  await page.locator(".card", { hasText: "DV-9" }).waitFor();
  await page.locator("#panel [role=status]", { hasText: "Dover" }).waitFor();
  await page.locator("[data-focus=record-verify]").click();
  await page.locator("#panel [role=status]", { hasText: "Nothing is wrong" }).waitFor();
  await unfold(page, "note");
  await axe(page, "#panel");
  await done(page);
});

async function ended(number) {
  for (let tries = 0; tries < 1200; tries++) {
    const job = await me.get(`jobs/${number}`).catch(() => ({}));
    if (["done", "failed"].includes(job.state)) return job;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`job ${number} does not end`);
}

// The server's own word for a plan with these tasks; the plan is being opened for changes at first.
async function scored(number, tasks) {
  for (let tries = 0; ; tries++) {
    try {
      return await me.post(`jobs/${number}/score`, { tasks });
    } catch (error) {
      if (!/503/.test(error.message) || tries > 600) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

const shows = (page, share) => page.waitForFunction((percent) => Math.abs(Number(document.querySelector("#pos")?.textContent.replace(/[^\d.]/g, "")) - percent) < 0.051, 100 * share);

test("a_unit_is_taken_out_of_a_plan_and_given_an_area_again", async () => {
  await me.post("jobs", { what: "plan", case: "constant" });
  assert.equal((await ended(1)).state, "done");
  const { plan } = await me.get("jobs/1/files/plan.json");
  const page = await openPage(browser, room);
  await page.keyboard.press("p");
  await page.locator("[data-focus=open-1]").click();
  await shows(page, plan.pos);
  await page.locator("[data-focus=task-0]").press("Enter");
  await page.locator("[data-focus=area-out]").press("Enter");
  await page.locator("[data-focus=give-0]").waitFor();
  const other = plan.tasks.find((task) => task.unit !== plan.tasks[0].unit);
  await shows(page, other.pos_alone); // the other is alone now
  await page.locator("[data-focus=give-0]").press("Enter");
  await page.locator("[data-focus=area-length]").waitFor();
  const before = plan.tasks[0];
  const given = { unit: before.unit, area_number: 1, assigned: true, pattern: before.pattern, area: before.area, track_spacing_nm: before.track_spacing_nm };
  await page.waitForFunction((share) => Number(document.querySelector("#pos").textContent.replace(/[^\d.]/g, "")) > 100 * share + 0.1, other.pos_alone);
  await shows(page, (await scored(1, [given])).pos);
  await axe(page, "#panel");
  await done(page);
});

test("a_trawler_that_offers_help_is_in_the_next_plan", async () => {
  const page = await openPage(browser, room);
  await page.keyboard.press("p");
  await page.locator("[data-focus=fold-ask]").click();
  await page.locator("select[name=case]").selectOption("constant");
  await page.locator("[data-keep=ask-time]").fill("1");
  await page.locator("[data-focus=fold-offered]").click();
  const put = (key, value) => page.locator(`[data-keep=offered-${key}]`).fill(value);
  await put("name", "Trawler");
  await page.locator("form", { has: page.locator("[data-keep=ask-what]") }).locator("button[type=submit]").click();
  await page.locator("#panel .trouble", { hasText: "All figures" }).waitFor();
  for (const [key, value] of Object.entries({ nation: "France", lat: "48.5", lon: "-7.9", transit: "10", search: "8", height: "4", endurance: "24", night: "0.5" })) await put(key, value);
  await axe(page, "#panel");
  await page.locator("form", { has: page.locator("[data-keep=ask-what]") }).locator("button[type=submit]").click();
  const job = await ended(2);
  assert.equal(job.state, "done", job.error);
  const { plan } = await me.get("jobs/2/files/plan.json"), trawler = plan.tasks.find((task) => task.unit === "Trawler");
  assert.ok(trawler.assigned);
  const without = await scored(2, [{ unit: "Trawler", area_number: 1, assigned: false }]); // its child knows the unit too
  assert.equal(without.error ?? "", "");
  assert.ok(without.pos < plan.pos);
  await assert.rejects(me.post("jobs", { what: "plan", case: "constant", units: [{ name: "a\nb" }] }), /name of a unit/);
  await done(page);
});

// An active search and rescue transmitter at noon, and a ship twenty seconds later (tag blocks and
// payloads as tests/picture/afloat.h writes them).
const BEACON = String.raw`\c:1637755200*5F\!AIVDM,1,1,,A,1>M46PNP00P7Dh0M?E${"`"}00?v00000,0*7D
\c:1637755220*5D\!AIVDM,1,1,,A,13${"`"}dU0hP1TP6oM0M;c@00?v${"`"}0000,0*10
`;

test("an_alarm_is_acknowledged_for_all_screens_and_stays_in_the_list", async () => {
  const log = join(room.folder, "beacon.nmea");
  writeFileSync(log, BEACON);
  const sea = await openRoom({ name: "alarms", words: [`ais=${log}`, "speed=1000"] });
  try {
    const page = await openPage(browser, sea), other = await openPage(browser, sea);
    for (const one of [page, other]) {
      await one.locator("[data-focus=bar-alarms].loud", { hasText: "1 alarm" }).waitFor();
      await one.keyboard.press("a");
      await one.locator("#board li[data-level=loud]", { hasText: "970000001" }).waitFor();
    }
    await page.locator('[data-focus="ack-beacon-970000001"]').press("Enter");
    for (const one of [page, other]) {
      await one.locator("#board li", { hasText: "Acknowledged at" }).waitFor();
      assert.match(await one.locator("#board li", { hasText: "970000001" }).innerText(), /admin/);
      await one.locator("[data-focus=bar-alarms]:not(.loud)", { hasText: "1 alarm, 0 call" }).waitFor();
      assert.equal(await one.locator("#board li[data-level=loud]").count(), 0);
    }
    await axe(page, "#board");
    await other.keyboard.press("l");
    await other.locator("#board li", { hasText: "Acquittée à" }).waitFor();
    await done(page);
    await done(other);
  } finally {
    await sea.close();
  }
});

if (!skip) {
  room = await openRoom({ name: "said", words: ["clock=2021-11-24T03:20:00Z"] });
  me = await caller(room);
  browser = await openBrowser({ map: false });
}
await run({ skip });
await browser?.close();
await room?.close();
