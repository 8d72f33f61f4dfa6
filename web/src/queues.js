// SPDX-License-Identifier: Apache-2.0
// What waits: calls nobody has answered, answers that are due, reports of no incident yet, alarms.
import { calls as calling } from "./alarms.js";
import { el, given } from "./dom.js";
import { age, clock, number, position } from "./format.js";
import { action, field, fold, form } from "./form.js";
import { plural, t, word } from "./i18n.js";
import { may } from "./session.js";
import { evidence } from "./panel/evidence.js";

const empty = (key) => el("p", { class: "empty" }, t(key));
const list = (items) => el("ul", { class: "lines" }, items);

// A call is of a number, and the number says whose it is: the path may name any incident.
const LOOSE = "-";

// A call that nobody could take: the number as the exchange shows it.
function missedForm(state, context) {
  return fold("missed", t("calls.missed"), form(t("calls.missed"), [field(t("number"), { name: "number", inputmode: "tel", required: true, "data-keep": "missed-number" })],
    (fields) => context.actions.record(state.selected ?? LOOSE, "missed", fields), { class: "small" }));
}

function returned(call, state, context) {
  const incident = call.incident ?? state.selected ?? LOOSE;
  if (!call.open || !may(state.session, "officer")) return null;
  return action(incident === LOOSE ? t("calls.returned.loose") : t("calls.returned", { incident }), () => context.actions.record(incident, "returned", { number: call.number }), { "data-focus": `call-${call.number}` });
}

function callLine(call, state, context) {
  return el("li", { class: call.open ? "" : "done" },
    el("span", { class: "line" }, given(call.number, "strong"), el("span", { class: "waits" }, plural("calls.times", call.count)),
      el("span", { class: "dim end" }, age(call.last, context.now()))),
    el("span", { class: "line dim" },
      call.incident ? el("button", { class: "plain", onclick: () => context.commands.select(call.incident) }, given(call.incident)) : el("span", {}, t("calls.loose")), returned(call, state, context)));
}

export function callList(state, context) {
  const calls = [...(state.situation?.calls ?? [])].sort((a, b) => Number(b.open) - Number(a.open) || String(a.first).localeCompare(String(b.first)));
  return [
    calls.length === 0 ? empty("calls.none") : list(calls.map((call) => callLine(call, state, context))),
    may(state.session, "officer") ? missedForm(state, context) : null,
  ];
}

export function dueList(state, context) {
  const due = state.situation?.due ?? [];
  if (due.length === 0) return empty("due.none");
  return list(due.map((one, k) => el("li", { "data-level": one.level > 0 ? "loud" : "" },
    el("span", { class: "line" }, el("strong", {}, word("due", one.kind)), el("span", { class: "waits" }, age(one.since, context.now()))),
    el("span", { class: "line dim" }, given([one.who, one.channel].filter(Boolean).join(", ")),
      one.incident ? el("button", { class: "plain", "data-focus": `due-${k}`, onclick: () => context.commands.select(one.incident) }, given(one.incident)) : null))));
}

function looseLine(report, state, context) {
  const first = report.fixes?.[0];
  return el("li", {},
    el("span", { class: "line" }, el("strong", {}, word("kind", report.kind)), el("span", { class: "dim" }, clock(report.at)), given(report.number || report.name || "")),
    given(report.text ?? "", "q", { class: "raw" }),
    el("span", { class: "line dim" }, first ? given(position(first.lat, first.lon)) : t("report.noplace")),
    may(state.session, "officer") ? action(t("loose.whose"), () => context.actions.loadEvidence(report.event), { "data-focus": `loose-${report.event}` }) : null,
    evidence(report.event, state, context));
}

export function looseList(state, context) {
  const loose = state.situation?.loose ?? [];
  return loose.length === 0 ? empty("loose.none") : list(loose.map((report) => looseLine(report, state, context)));
}

// An officer acknowledges what stands here; it stays in the list with his name.
function seen(one, state, context) {
  if (one.acknowledged) return el("span", { class: "dim" }, t("alarms.seen", { time: clock(one.acknowledged.time) }), " ", given(one.acknowledged.person));
  return may(state.session, "officer") ? action(t("alarms.acknowledge"), () => context.actions.acknowledge(one), { "data-focus": `ack-${one.id}` }) : null;
}

// Those that call first; a beacon stays above all encounters, acknowledged or not.
export function alarmList(state, context) {
  if (state.alarms.length === 0) return empty("alarms.none");
  const order = (one) => (one.kind === "beacon" ? 0 : calling(one) ? 1 : 2);
  return list([...state.alarms].sort((a, b) => order(a) - order(b)).map((one) => el("li", { class: calling(one) ? "" : "done", "data-level": one.level > 1 && calling(one) ? "loud" : "" },
    el("span", { class: "line" }, el("strong", {}, el("span", { "aria-hidden": "true" }, "▲ "), word("alarm", one.kind)), el("span", { class: "waits" }, age(one.since, context.now()))),
    given(one.text),
    el("span", { class: "line dim" }, given(one.vessels.map((mmsi) => number(mmsi).replace(/\D/g, "")).join(", ")),
      Number.isFinite(one.lat) ? el("button", { class: "plain", "data-focus": `alarm-${one.id}`, onclick: () => context.map?.goTo(one.lat, one.lon) }, t("alarms.show")) : null), el("span", { class: "line" }, seen(one, state, context)))));
}
