// SPDX-License-Identifier: Apache-2.0
// The page in a real browser on a real room, used as a watch uses it: by keys, in both languages,
// with others writing at the same time.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { caller, missing, openBrowser, openPage, openRoom, picture } from "./support.mjs";
import { reports } from "./night.mjs";
import { suite } from "./runner.mjs";

const { test, run } = suite("web_room");
const skip = missing();
let room, browser, me;

async function fresh(options) {
  const page = await openPage(browser, room, options);
  await page.locator(".card, .empty").first().waitFor();
  return page;
}

async function done(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

test("a_report_is_filed_by_keys_alone", async () => {
  const page = await fresh();
  await page.keyboard.press("n");
  await page.locator("#paste-text:focus").waitFor();
  await page.keyboard.type("we are 12 people, engine stopped, 51.09N 1.62E");
  await page.locator(".preview .reading").waitFor();
  assert.match(await page.locator(".preview").innerText(), /51°05\.4'N 001°37\.2'E/);
  assert.match(await page.locator(".preview").innerText(), /aboard\s+12/);
  for (let k = 0; k < 4; k++) await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.type), "submit");
  await page.keyboard.press("Enter");
  await page.locator("#board .raw", { hasText: "we are 12 people" }).waitFor();
  assert.equal(await page.locator("#paste-text").inputValue(), "");
  await done(page);
});

test("the_raw_text_is_kept_to_the_sign", async () => {
  const page = await fresh(), text = "  <img src=x onerror=alert(1)>\n\ttabs, “quotes”, é, 🛶 and\n\nempty lines  ";
  await page.locator("[data-focus=bar-paste]").click();
  await page.locator("#paste-text").fill(text);
  await page.locator("#panel form").first().locator("button[type=submit]").click();
  await page.locator("#board .raw", { hasText: "empty lines" }).waitFor();
  const { loose } = await me.get("situation");
  assert.equal(loose.at(-1).text, text);
  assert.equal(await page.locator("#board img").count(), 0);
  await done(page);
});

test("what_is_half_typed_outlives_a_reload", async () => {
  const page = await fresh();
  await page.locator("[data-focus=bar-paste]").click();
  await page.locator("#paste-text").fill("half a sent");
  await page.reload();
  await page.locator("[data-focus=bar-paste]").click();
  assert.equal(await page.locator("#paste-text").inputValue(), "half a sent");
  await page.locator("#paste-text").fill("");
  await done(page);
});

test("an_incident_is_opened_and_others_see_it", async () => {
  const page = await fresh(), other = await fresh({ language: "fr" });
  await page.keyboard.press("n");
  await page.locator("[data-keep=open-id]").fill("GN-7");
  await page.keyboard.press("Enter");
  await page.locator("#panel h2", { hasText: "GN-7" }).waitFor();
  await other.locator(".card", { hasText: "GN-7" }).waitFor();
  await done(page);
  await done(other);
});

test("news_reach_a_field_that_is_being_filled_without_a_loss", async () => {
  const page = await fresh();
  await page.locator(".card", { hasText: "GN-7" }).click();
  await page.locator("#panel-tab-close").click();
  await page.locator("[data-keep=close-reason]").fill("half a rea");
  for (const [number, text] of reports("Gris-Nez").slice(0, 3)) await me.report(text, { incident: "GN-7", caller: number.startsWith("+") ? number : undefined });
  await page.locator(".card", { hasText: "unaccounted" }).waitFor();
  assert.equal(await page.locator("[data-keep=close-reason]").inputValue(), "half a rea");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.keep), "close-reason");
  await done(page);
});

test("closing_shows_what_is_missing_and_refuses", async () => {
  const page = await fresh();
  await page.locator(".card", { hasText: "GN-7" }).click();
  await page.locator("#panel-tab-close").click();
  await page.locator(".missing li", { hasText: "33 people are unaccounted for" }).waitFor();
  await page.locator("[data-keep=close-reason]").fill("search stood down");
  await page.keyboard.press("Enter");
  await page.locator(".trouble li").first().waitFor();
  assert.match(await page.locator(".trouble").first().innerText(), /33/);
  assert.equal((await me.get("incidents/GN-7")).closed, false);
  await picture(page, "closing");
  await done(page);
});

test("the_same_boat_evidence_attaches_with_a_reason", async () => {
  const { event } = await me.report("33 people, engine stopped, 51°05'N 1°46'E", { caller: "+33600000001" });
  const page = await fresh();
  await page.locator("#board-tab-loose").click();
  await page.locator(`[data-focus="loose-${event}"]`).click();
  const row = page.locator("#board .evidence li", { hasText: "GN-7" }).first();
  assert.match(await row.innerText(), /positive key/);
  await row.locator("input[name=reason]").fill("same telephone");
  await page.keyboard.press("Enter");
  await page.locator(`[data-focus="loose-${event}"]`).waitFor({ state: "detached" });
  assert.ok((await me.get("incidents/GN-7")).filed.some((report) => report.event === event));
  await done(page);
});

test("language_switches_at_once_and_stays", async () => {
  const page = await fresh();
  await page.keyboard.press("l");
  await page.locator("#board-tab-calls", { hasText: "Appels" }).waitFor();
  await page.locator(".card", { hasText: "sans nouvelles" }).first().waitFor();
  await page.reload();
  await page.locator("#board-tab-calls", { hasText: "Appels" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "fr");
  await page.keyboard.press("l");
  await page.locator("#board-tab-calls", { hasText: "Calls" }).waitFor();
  await done(page);
});

test("keys_are_listed_and_the_list_is_left_by_keys", async () => {
  const page = await fresh();
  await page.keyboard.press("?");
  await page.locator("dialog[open] kbd").first().waitFor();
  assert.ok(await page.locator("dialog tr").count() >= 15);
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await done(page);
});

test("messages_are_written_from_the_record", async () => {
  const page = await fresh();
  await page.locator(".card", { hasText: "GN-7" }).click();
  await page.locator("#panel-tab-messages").click();
  await page.locator("[data-focus=write-sitrep]").click();
  await page.locator("pre.message").waitFor();
  assert.match(await page.locator("pre.message").innerText(), /SITREP/);
  await done(page);
});

test("forty_calls_and_forty_incidents_stay_readable", async () => {
  for (let k = 0; k < 40; k++) {
    const id = `DV-${String(100 + k)}`;
    await me.record(id, "open");
    await me.record(id, "missed", { number: `+3361111${String(1000 + k)}` });
    await me.report(`${10 + k} people, ${k % 3 === 0 ? "swamped" : k % 3 === 1 ? "engine stopped" : "under way"}, 51.0${k % 9}N 1.6${k % 7}E`, { incident: id });
  }
  const page = await fresh();
  await page.locator(".card").nth(40).waitFor();
  const first = await page.locator(".card").first().getAttribute("data-phase");
  assert.equal(first, "distress");
  const wide = await page.evaluate(() => document.querySelector("#board .scroll").scrollWidth - document.querySelector("#board .scroll").clientWidth);
  assert.ok(wide <= 0, "the board does not scroll sideways");
  await page.locator(".card", { hasText: "DV-100" }).click();
  await page.locator("#board-tab-calls").click();
  await page.locator("#board [data-focus^='call-']").nth(39).waitFor();
  await picture(page, "forty-calls");
  const height = await page.locator("#board .lines > li").first().evaluate((node) => node.getBoundingClientRect().height);
  assert.ok(height < 80, `a call takes ${height} pixels; ten and more fit the screen at 100`);
  await page.locator("[data-focus='call-+33611111000']").click();
  await page.locator("[data-focus='call-+33611111000']").waitFor({ state: "detached" });
  await done(page);
});

test("a_viewer_sees_and_changes_nothing", async () => {
  await me.post("users", { user: "visitor", role: "viewer", language: "en", password: "only looks at the sea" });
  const page = await fresh({ user: "visitor", password: "only looks at the sea" });
  await page.locator(".card", { hasText: "GN-7" }).click();
  await page.locator("#panel-tab-close").click();
  await page.locator(".missing").waitFor();
  assert.equal(await page.locator("#panel form").count(), 0);
  assert.equal(await page.locator("[data-focus=bar-paste]").count(), 0);
  await done(page);
});

test("users_are_added_and_a_token_is_shown_once", async () => {
  const page = await fresh();
  await page.locator("[data-focus=bar-users]").click();
  await page.locator("#panel li", { hasText: "visitor" }).waitFor();
  await page.locator("[data-focus=fold-token]").click();
  await page.locator("#panel details[data-keep=fold-token] [name=name]").fill("a plotter");
  await page.keyboard.press("Enter");
  await page.locator("code.token").waitFor();
  assert.ok((await page.locator("code.token").innerText()).length >= 20);
  await done(page);
});

test("nothing_is_lost_when_the_server_goes_away", async () => {
  const page = await fresh();
  await page.locator("[data-focus=bar-paste]").click();
  await page.locator("#paste-text").fill("the boat is sinking");
  await page.context().setOffline(true);
  await page.locator("#panel form").first().locator("button[type=submit]").click();
  await page.locator("#panel .trouble", { hasText: "does not answer" }).waitFor();
  assert.equal(await page.locator("#paste-text").inputValue(), "the boat is sinking");
  await page.context().setOffline(false);
  await page.locator("#panel form").first().locator("button[type=submit]").click();
  await page.locator("#board .raw", { hasText: "the boat is sinking" }).waitFor();
  page.faults = page.faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|ERR_NETWORK/.test(fault));
  await done(page);
});

test("without_webgl_the_room_works_and_says_what_is_missing", async () => {
  const page = await fresh();
  await page.locator("#map", { hasText: "WebGL 2 is missing" }).waitFor();
  await page.locator("[data-focus=bar-plans]").click();
  await page.locator("#panel", { hasText: "Asked for" }).waitFor();
  await done(page);
});

// A real log, played a thousand times as fast; it lies beside the project and not in it.
const LOG = join(process.env.CROSSWATCH_SHARED ?? "/nowhere", "data/ais/gweatherrouting_cagliari_20260323.nmea");
if (existsSync(LOG)) {
  test("ships_of_a_real_log_are_counted_as_the_server_counts_them", async () => {
    const sea = await openRoom({ words: [`ais=${LOG}`, "speed=1000"] });
    try {
      const page = await openPage(browser, sea), officer = await caller(sea);
      await page.waitForFunction(() => Number(/(\d+) ships/.exec(document.querySelector("#bar").textContent)?.[1]) > 20);
      for (let before = -1, count = 0; before !== count;) { // until the log is over and the page has drawn it
        before = count;
        await page.waitForTimeout(1500);
        count = (await officer.get("vessels")).vessels.length;
      }
      await page.locator("#bar", { hasText: `${(await officer.get("vessels")).vessels.length} ships` }).waitFor();
      await done(page);
    } finally {
      await sea.close();
    }
  });
}

test("the_page_asks_nobody_else_and_runs_nothing_inline", async () => {
  const html = await (await fetch(`${room.base}/`)).text();
  assert.ok(!/<script(?![^>]*src=)/.test(html) && !/style=/.test(html) && !/\son\w+=/.test(html));
  const policy = (await fetch(`${room.base}/`)).headers.get("content-security-policy");
  assert.ok(policy.includes("script-src 'self'") && !policy.includes("unsafe"));
  assert.ok(!/https?:\/\/(?!www\.w3\.org)/.test(readFileSync(new URL("../../web/index.html", import.meta.url), "utf8")));
});

if (!skip) {
  room = await openRoom({ words: ["clock=2021-11-24T03:20:00Z"] });
  me = await caller(room);
  browser = await openBrowser({ map: false });
}
await run({ skip });
await browser?.close();
await room?.close();
