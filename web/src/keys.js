// SPDX-License-Identifier: Apache-2.0
// Keys. Single letters act only while nothing is being typed; the list of them opens with "?".
import { el } from "./dom.js";
import { t } from "./i18n.js";

const KEYS = {
  n: ["keys.paste", ({ commands }) => commands.paste()],
  b: ["keys.board", () => document.getElementById("board").querySelector("[role=tab][aria-selected=true]")?.focus()],
  i: ["keys.panel", () => document.getElementById("panel").focus()],
  m: ["keys.map", ({ map }) => map?.map.getCanvas().focus()],
  p: ["keys.plans", ({ commands }) => commands.open("plans")],
  s: ["keys.lane", ({ commands }) => commands.open("lane")],
  g: ["keys.patrols", ({ commands }) => commands.open("patrols")],
  d: ["keys.about", ({ commands }) => commands.open("about")],
  j: ["keys.next", (context) => step(context, 1)],
  k: ["keys.previous", (context) => step(context, -1)],
  a: ["keys.alarms", ({ commands }) => commands.board("alarms")],
  " ": ["keys.play", ({ commands }) => commands.play()],
  ",": ["keys.earlier", ({ commands }) => commands.step(-1)],
  ".": ["keys.later", ({ commands }) => commands.step(1)],
  t: ["keys.theme", ({ commands }) => commands.theme()],
  l: ["keys.language", ({ commands }) => commands.language()],
  w: ["keys.wall", ({ commands }) => commands.wall()],
  Escape: ["keys.escape", ({ store }) => store.set({ wall: false, area: null })],
  "?": ["keys.help", ({ commands }) => commands.keys()],
};

// The next incident of the board, as the board orders them.
function step(context, by) {
  const cards = [...document.querySelectorAll("#board .card")];
  const at = cards.findIndex((card) => card.getAttribute("aria-current") === "true");
  const next = cards[Math.min(cards.length - 1, Math.max(0, at + by))];
  next?.click();
  next?.scrollIntoView({ block: "nearest" });
}

const TYPING = "input, textarea, select, [contenteditable], dialog";

export function keys(context) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const entry = KEYS[event.key];
    if (!entry) return;
    if (event.target.closest(TYPING)) {
      if (event.key === "Escape") event.target.blur?.();
      return;
    }
    if (event.key === " " && event.target.closest("button, summary, a")) return;
    event.preventDefault();
    entry[1](context);
  });
}

const NAMES = { " ": "keys.space", Escape: "keys.esc" };

export function showKeys() {
  const lines = Object.entries(KEYS).map(([key, [words]]) => el("tr", {}, el("th", { scope: "row" }, el("kbd", { "data-given": "" }, NAMES[key] ? t(NAMES[key]) : key)), el("td", {}, t(words))));
  const dialog = el("dialog", { class: "keys", "aria-labelledby": "keys-title", onclose: () => dialog.remove() },
    el("h2", { id: "keys-title" }, t("keys.title")), el("table", {}, el("tbody", {}, lines)), el("p", { class: "dim" }, t("keys.more")),
    el("form", { method: "dialog" }, el("button", { class: "main", autofocus: true }, t("close.dialog"))));
  document.body.append(dialog);
  dialog.showModal();
}
