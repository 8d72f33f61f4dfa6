// SPDX-License-Identifier: Apache-2.0
// The room: a bar, the board on the left, the map, the panel on the right. It is built anew when
// the language changes; all it shows is in the store.
import { el, guardClicks } from "./dom.js";
import { answers } from "./answers.js";
import { bar } from "./bar.js";
import { board } from "./board.js";
import { editor } from "./editor.js";
import { keys, showKeys } from "./keys.js";
import { Fleet } from "./layers/vessels.js";
import { makeMap } from "./map.js";
import { nextTheme } from "./theme.js";
import { say } from "./notice.js";
import { coalesced, openStream } from "./stream.js";
import { panel } from "./panel/panel.js";
import { followVerification } from "./record.js";
import { showShip } from "./ship.js";
import { slider } from "./slider.js";
import { legend } from "./legend.js";
import { changeLanguage, may, now } from "./session.js";
import { language, t } from "./i18n.js";
import * as api from "./api.js";

const TICK_MS = 1000;

function connect(store, actions, fleet) {
  async function everything() {
    actions.loadSituation();
    actions.loadAlarms();
    actions.loadJobs();
    if (may(store.get().session, "officer")) actions.loadCases();
    const picture = await api.get("vessels").catch(() => null);
    if (picture) fleet.replace(picture.vessels);
  }
  everything();
  openStream({
    everything, situation: actions.loadSituation, job: actions.takeJob, jobs: actions.loadJobs, fault: (sentence) => say(sentence, "bad"), alarms: actions.loadAlarms,
    record: coalesced(() => followVerification(store)),
    vessels: (change) => fleet.change(change), link: (link) => store.set({ link }),
  });
}

function commands(context) {
  const { store, actions, redraw } = context;
  return {
    theme() {
      nextTheme();
      context.map?.recolour();
      redraw();
    },
    async language() {
      await changeLanguage(store, language() === "en" ? "fr" : "en");
      context.build();
      store.set({ evidence: {} }); // its sentences came in the other language
      actions.loadSituation();
    },
    wall() {
      store.set({ wall: !store.get().wall, board: "incidents" });
    },
    paste() {
      store.set({ panel: "paste" });
      queueMicrotask(() => document.getElementById("paste-text")?.focus()); // once it is drawn
    },
    open: (name) => store.set({ panel: name }),
    keys: () => showKeys(),
    select: actions.select,
    layer(name) {
      const { layers } = store.get();
      store.set({ layers: { ...layers, [name]: !layers[name] } });
    },
  };
}

function skeleton(context) {
  return [
    el("a", { class: "skip", href: "#panel" }, t("skip")),
    el("header", { id: "bar" }),
    el("div", { id: "notice", role: "status", "aria-live": "polite" }),
    el("nav", { id: "board", "aria-label": t("board.title"), tabindex: "-1" }),
    el("main", { id: "chart" }, el("h1", { class: "unseen" }, t("map.title")), el("div", { id: "map" }), el("div", { id: "legend" }), el("section", { id: "ship", "aria-label": t("ship.title"), "aria-live": "polite" }), el("div", { id: "slider" })),
    el("aside", { id: "panel", "aria-label": t("panel.title"), tabindex: "-1" }),
  ].map((node) => context.place.appendChild(node));
}

function build(context) {
  const { store, place } = context;
  context.stop?.();
  const view = context.map?.view(); // the other language shows the same water
  context.map?.map.remove();
  place.replaceChildren();
  skeleton(context);
  const chosen = (layer, properties) => {
    if (layer === "incidents") context.actions.select(properties.id);
    if (layer === "vessels") showShip(properties);
  };
  context.map = makeMap(document.getElementById("map"), store, context.fleet, chosen, view);
  let framed = null;
  if (!context.map) context.fleet.attach(null, (vesselCount) => store.set({ vesselCount }));
  const stops = [bar, board, panel, slider, legend, editor, answers].flatMap((part) => part(context));
  // A plan that is opened is brought into view, once.
  stops.push(store.watch(["ensemble"], ({ ensemble }) => {
    if (ensemble && ensemble !== framed) context.map?.fit(ensemble);
    framed = ensemble;
  }, false));
  let walled = document.documentElement.classList.contains("wall");
  stops.push(store.watch(["wall"], ({ wall }) => {
    if (wall === walled) return;
    walled = wall;
    document.documentElement.classList.toggle("wall", wall);
    context.map?.map.resize();
    context.map?.recolour();
  }));
  context.stop = () => stops.forEach((stop) => stop());
}

export function openRoom(place, store, actions) {
  const context = { place, store, actions, fleet: new Fleet(), now: () => now(store) };
  context.build = () => build(context);
  context.redraw = () => store.set({ redrawn: (store.get().redrawn ?? 0) + 1 });
  context.commands = commands(context);
  build(context);
  if (new URLSearchParams(location.search).has("wall")) store.set({ wall: true });
  connect(store, actions, context.fleet);
  keys(context);
  guardClicks(document);
  setInterval(() => store.set({ tick: Math.floor(Date.now() / TICK_MS) }), TICK_MS);
}
