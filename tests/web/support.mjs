// SPDX-License-Identifier: Apache-2.0
// A real room and a real browser for the tests of the page: `crosswatch serve` on a record of its
// own, Debian's chromium without a window. Nothing is mocked.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(join(source, "web/package.json"));
export const COMMAND = process.env.CROSSWATCH_COMMAND ?? join(source, "build/crosswatch");
export const PICTURES = process.env.CROSSWATCH_PICTURES ?? join(source, "out/web");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const PASSWORD = "four seas in one night";

// Why the page cannot be tested here; empty when it can.
export function missing() {
  if (!existsSync(CHROMIUM)) return "chromium is not installed (tools/setup browser)";
  if (!existsSync(join(source, "web/node_modules"))) return "the page's packages are not installed (tools/setup web)";
  return existsSync(COMMAND) ? "" : `${COMMAND} was not built`;
}

export const axeSource = () => readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

async function addressOf(file, child) {
  for (;;) {
    if (existsSync(file)) {
      const text = readFileSync(file, "utf8");
      if (text.endsWith("\n")) return text.trim();
    }
    if (child.exitCode !== null) throw new Error(`crosswatch serve ended with ${child.exitCode}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

export async function openRoom({ words = [], name = "test", centre = "Gris-Nez" } = {}) {
  const folder = mkdtempSync(join(tmpdir(), `crosswatch-${name}-`));
  const admin = join(folder, "admin"), address = join(folder, "address");
  writeFileSync(admin, `admin\n${PASSWORD}\n`);
  chmodSync(admin, 0o600);
  const told = execFileSync(COMMAND, ["record", "init", join(folder, "night.db"), `centre=${centre}`, `key=${join(folder, "night.key")}`]).toString();
  const key = told.trim().split("\n").at(-1); // public, for the other centre
  const child = spawn(COMMAND, ["serve", join(folder, "night.db"), `home=${join(folder, "home")}`, "listen=127.0.0.1:0",
    `cases=${join(source, "cases")}`, `admin=${admin}`, `address=${address}`, ...words],
  { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, LANG: "C.UTF-8" } });
  const where = await addressOf(address, child);
  const base = where.startsWith("http") ? where.replace(/\/$/, "") : `http://${where}`;
  return {
    base, folder, child, key,
    async close() {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// One who speaks to the room over HTTP, as another centre's watch would.
export async function caller(room, user = "admin", password = PASSWORD) {
  let cookie = "", token = "";
  async function ask(method, path, body) {
    const response = await fetch(`${room.base}${path}`, {
      method, body: body === undefined ? undefined : JSON.stringify(body),
      headers: { "Content-Type": "application/json", Cookie: cookie, "X-Crosswatch-Token": token, Origin: room.base },
    });
    const set = response.headers.get("set-cookie");
    if (set) cookie = set.split(";")[0];
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }
  token = (await ask("POST", "/api/1/session", { user, password })).token;
  return {
    get: (path) => ask("GET", `/api/1/${path}`), post: (path, body) => ask("POST", `/api/1/${path}`, body),
    record: (incident, word, fields = {}) => ask("POST", `/api/1/incidents/${encodeURIComponent(incident)}/events/${word}`, fields),
    report: (text, fields = {}) => ask("POST", "/api/1/reports", { text, ...fields }),
  };
}

// Without a map (map: false) the browser has no WebGL, as a watch's oldest machine may: the page says
// so and all else works; what needs no map is tested there, in a fraction of the time.
export async function openBrowser({ map = true } = {}) {
  const { chromium } = require("playwright-core");
  return chromium.launch({ executablePath: CHROMIUM, 
    args: ["--no-sandbox", "--disable-dev-shm-usage", ...(map ? ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"] : ["--disable-gpu", "--disable-3d-apis"])] });
}

// Signs in by the page's own form once a user; after that with the session that made, because the
// server lets nobody try more than ten passwords at once.
async function enter(page, room, user, password) {
  room.sessions ??= new Map();
  if (room.sessions.has(user)) await page.context().addCookies(room.sessions.get(user));
  await page.goto(`${room.base}/`);
  if (room.sessions.has(user)) return;
  await page.locator("[name=user]").fill(user);
  await page.locator("[name=password]").fill(password);
  await page.locator("button[type=submit]").click();
  await page.locator("#board").waitFor();
  room.sessions.set(user, await page.context().cookies());
}

// A page that remembers what went wrong in it.
export async function openPage(browser, room, { user = "admin", password = PASSWORD, language = "en", prepare, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, locale: language === "fr" ? "fr-FR" : "en-GB", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(error.stack ?? error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of \d+/.test(message.text())) page.faults.push(message.text());
  });
  // Refusals that a page must expect: nobody signed in yet, not yet allowed, busy.
  page.on("response", async (response) => {
    if (response.status() >= 400 && ![401, 403, 409, 503].includes(response.status())) page.faults.push(`${response.status()} ${response.url()} ${await response.text().catch(() => "")}`);
  });
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(room.base)) page.faults.push(`outside: ${request.url()}`);
  });
  await prepare?.(page);
  await enter(page, room, user, password);
  await page.locator("#board").waitFor();
  return page;
}

export async function picture(page, name) {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}
