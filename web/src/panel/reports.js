// SPDX-License-Identifier: Apache-2.0
// The reports of an incident: what came in, word for word, and what was read of it.
import { sentence } from "../api.js";
import { el, given } from "../dom.js";
import { clock, dayClock, metres, percent, position, range } from "../format.js";
import { action } from "../form.js";
import { t, word } from "../i18n.js";
import { may } from "../session.js";
import { evidence } from "./evidence.js";
import { splitForm } from "./split.js";

function fixes(report) {
  return (report.fixes ?? []).map((fix) => el("li", {}, given(position(fix.lat, fix.lon)), " ",
    t("reading.fix", { radius: metres(fix.radius_m) }), fix.time ? ` ${clock(fix.time)}` : "", fix.probability < 1 ? ` ${percent(fix.probability)}` : "", " ", el("span", { class: "dim" }, word("fix", fix.source))));
}

function counts(report) {
  return (report.counts ?? []).map((one) => el("li", {}, word("people", one.kind), " ", el("b", {}, range(one.low, one.high, one.about))));
}

// What was read, as a list: shared by the reports and by the box they are pasted into.
export function reading(report) {
  const lines = [...fixes(report), ...counts(report)];
  if (report.conditions?.length > 0) lines.push(el("li", {}, report.conditions.map((one) => el("span", { class: "chip" }, word("condition", one)))));
  if (report.engine && report.engine !== "unsaid") lines.push(el("li", {}, t("reading.engine"), " ", word("engine", report.engine)));
  if (report.language) lines.push(el("li", {}, t("reading.language"), " ", word("lang", report.language)));
  for (const one of report.unread ?? []) {
    lines.push(el("li", { class: "loud" }, el("span", { "aria-hidden": "true" }, "▲ "), t(one.doubt ? "reading.doubt" : "reading.unread"), " ", given(sentence(one, "why"))));
  }
  return el("ul", { class: "reading" }, lines.length > 0 ? lines : el("li", { class: "dim" }, t("reading.nothing")));
}

function reportItem(report, state, context) {
  return el("li", {},
    el("span", { class: "line" }, el("strong", {}, word("kind", report.kind)), el("time", {}, dayClock(report.at)), given(report.number || report.name || "")),
    report.text ? given(report.text, "q", { class: "raw" }) : el("span", { class: "dim" }, t("report.withheld")),
    reading(report),
    may(state.session, "officer") ? action(t("loose.whose"), () => context.actions.loadEvidence(report.event), { "data-focus": `ev-${report.event}` }) : null,
    evidence(report.event, state, context));
}

export function reportsTab(state, context) {
  const { filed } = state.incident;
  if (filed.length === 0) return el("p", { class: "empty" }, t("report.none"));
  return [
    el("ul", { class: "lines" }, [...filed].reverse().map((report) => reportItem(report, state, context))),
    may(state.session, "officer") ? splitForm(state.incident, context) : null,
  ];
}
