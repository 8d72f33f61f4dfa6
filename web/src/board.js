// SPDX-License-Identifier: Apache-2.0
// The board: what is open, and what waits. Forty calls must stay readable, so that a line holds one
// thing, the worst stands first, and the tabs carry their counts.
import { el, given, refill } from "./dom.js";
import { age, number } from "./format.js";
import { plural, t, word } from "./i18n.js";
import { alarmList, callList, dueList, looseList } from "./queues.js";

const PHASES = ["distress", "alert", "uncertainty"];
export const PHASE_MARK = { distress: "◆", alert: "▲", uncertainty: "○" };
const TABS = ["incidents", "calls", "due", "loose", "alarms"];

// Open before closed, then by phase, then those heard of longest ago.
function worstFirst(a, b) {
  return Number(a.closed) - Number(b.closed)
    || PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase)
    || String(a.last_contact).localeCompare(String(b.last_contact)) || a.id.localeCompare(b.id);
}

export function phaseMark(incident) {
  if (incident.closed) return el("span", { class: "phase", "data-phase": "closed" }, el("span", { "aria-hidden": "true" }, "■ "), t("closed"));
  return el("span", { class: "phase", "data-phase": incident.phase }, el("span", { "aria-hidden": "true" }, `${PHASE_MARK[incident.phase]} `), word("phase", incident.phase));
}

function waiting(incident) {
  const out = [];
  const calls = incident.calls?.length ?? 0;
  if (calls > 0) out.push(plural("board.calls", calls));
  if (incident.pending_offers > 0) out.push(plural("board.offers", incident.pending_offers));
  if (incident.uncovered_reports > 0 && incident.closed) out.push(plural("board.uncovered", incident.uncovered_reports));
  return out.map((text) => el("span", { class: "waits" }, text));
}

function people(incident) {
  if (incident.aboard === null && !incident.unaccounted) return t("board.unknown");
  return incident.unaccounted > 0 ? plural("board.unaccounted", incident.unaccounted) : t("board.accounted");
}

function card(incident, state, context) {
  const chosen = incident.id === state.selected, waits = waiting(incident);
  return el("li", {}, el("button", {
    class: "card", "data-focus": `incident-${incident.id}`, "data-phase": incident.closed ? "closed" : incident.phase,
    "aria-current": chosen ? "true" : null, onclick: () => context.commands.select(incident.id),
  },
  el("span", { class: "line" }, given(incident.id, "strong"), given(incident.aliases.join(", "), "span", { class: "alias" }), phaseMark(incident)),
  el("span", { class: "line" },
    el("span", { class: incident.unaccounted > 0 ? "people loud" : "people" }, people(incident)),
    el("span", { class: "aboard" }, incident.aboard === null ? "" : t("board.aboard", { count: number(incident.aboard) }))),
  el("span", { class: "line dim" },
    el("span", {}, incident.last_contact ? t("board.contact", { age: age(incident.last_contact, context.now()) }) : t("board.silent")),
    incident.holders.length > 0 ? given(incident.holders.join(" + ")) : el("span", { class: "loud" }, t("board.nobody"))),
  waits.length > 0 ? el("span", { class: "line" }, waits) : null));
}

function incidents(state, context) {
  const list = [...(state.situation?.incidents ?? [])].sort(worstFirst);
  if (list.length === 0) return el("p", { class: "empty" }, t(state.situation ? "board.none" : "loading"));
  return el("ul", { class: "cards" }, list.map((one) => card(one, state, context)));
}

function countOf(tab, state) {
  const { situation, alarms } = state;
  if (tab === "alarms") return alarms.length;
  if (!situation) return 0;
  if (tab === "incidents") return situation.incidents.filter((one) => !one.closed).length;
  if (tab === "calls") return situation.calls.filter((one) => one.open).length;
  return situation[tab].length;
}

export function tabs(name, list, chosen, label, choose) {
  function onkeydown(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = list[(list.indexOf(chosen) + step + list.length) % list.length];
    choose(next);
    queueMicrotask(() => document.getElementById(`${name}-tab-${next}`)?.focus());
  }
  return el("div", { role: "tablist", class: "tabs", "aria-label": t(`${name}.title`), onkeydown },
    list.map((one) => el("button", {
      role: "tab", id: `${name}-tab-${one}`, "data-focus": `${name}-tab-${one}`, "aria-selected": String(one === chosen),
      "aria-controls": `${name}-tabpanel`, tabindex: one === chosen ? 0 : -1, onclick: () => choose(one),
    }, label(one))));
}

const DRAW = { incidents, calls: callList, due: dueList, loose: looseList, alarms: alarmList };

function draw(context, state) {
  const place = document.getElementById("board");
  const list = tabs("board", TABS, state.board, (tab) => [el("b", {}, number(countOf(tab, state))), " ", el("span", {}, t(`board.${tab}`))], context.commands.board);
  const body = place.querySelector(".scroll") ?? el("div", { class: "scroll", role: "tabpanel", id: "board-tabpanel", tabindex: "0" });
  body.setAttribute("aria-labelledby", `board-tab-${state.board}`);
  body.dataset.focus = "board-body";
  if (!body.isConnected) place.append(el("div", { class: "head" }), body);
  refill(place.querySelector(".head"), list);
  refill(body, DRAW[state.board](state, context));
}

export function board(context) {
  context.commands.board = (tab) => context.store.set({ board: tab });
  let minute = null;
  return [
    context.store.watch(["situation", "selected", "board", "alarms", "evidence"], (state) => draw(context, state)),
    context.store.watch(["tick"], (state) => {
      const at = Math.floor(context.now() / 60000);
      if (at !== minute) draw(context, state); // ages are in minutes
      minute = at;
    }),
  ];
}
