// SPDX-License-Identifier: Apache-2.0
// People: what was said of them, by whom; who was recovered, and what ties them to this boat. A
// figure is never overwritten: a new statement stands beside the old.
import { el, given } from "../dom.js";
import { number, range } from "../format.js";
import { field, fold, form } from "../form.js";
import { t, word } from "../i18n.js";
import { may } from "../session.js";

const KINDS = ["aboard", "missing", "in-water", "dead", "recovered", "children", "women"];
const KEYS = ["heads", "phone", "name"];

// A figure that was wrong: the new one takes its place and says why; the old one stays to be read.
function revise(one, incident, context) {
  return fold(`revise-${one.event}`, t("people.revise"), form(t("people.revise"), [
    field(t("people.low"), { name: "low", type: "number", min: 0, required: true, value: String(one.low), "data-keep": `revise-low-${one.event}` }),
    field(t("people.high"), { name: "high", type: "number", min: 0, value: String(one.high), "data-keep": `revise-high-${one.event}` }),
    field(t("source"), { name: "source", required: true, value: one.source ?? "", "data-keep": `revise-source-${one.event}` }),
    field(t("reason"), { name: "reason", required: true, "data-keep": `revise-reason-${one.event}` }),
  ], ({ low, high, ...rest }) => context.actions.record(incident.id, "people", { ...rest, kind: one.kind, low, high: high ?? low, revises: one.event }), { class: "small" }));
}

function statements(incident, officer, context) {
  if (incident.statements.length === 0) return el("p", { class: "empty" }, t("people.nothing"));
  return el("ul", { class: "lines" }, incident.statements.map((one) => el("li", { class: one.current ? "" : "done" },
    el("span", { class: "line" }, el("strong", {}, word("people", one.kind)), el("b", {}, range(one.low, one.high, one.about)),
      one.current ? null : el("span", { class: "dim" }, t("people.revised"))),
    el("span", { class: "line dim" }, given(one.source), given(one.reason ?? "")),
    officer && one.current ? revise(one, incident, context) : null)));
}

function recoveries(incident) {
  if (incident.recoveries.length === 0) return el("p", { class: "empty" }, t("people.norecovery"));
  return el("ul", { class: "lines" }, incident.recoveries.map((one) => el("li", {},
    el("span", { class: "line" }, el("b", {}, t("people.found", { alive: number(one.alive), dead: number(one.dead ?? 0) })), given(one.unit)),
    el("span", { class: one.tied ? "line dim" : "line loud" },
      one.tied ? [t("people.tied"), " ", word("key", one.key)] : [el("span", { "aria-hidden": "true" }, "▲ "), t("people.untied")]))));
}

function stateForm(incident, context) {
  return form(t("people.state"), [
    field(t("people.kind"), { name: "kind", options: KINDS.map((kind) => [kind, word("people", kind)]) }),
    field(t("people.low"), { name: "low", type: "number", min: 0, required: true, "data-keep": "people-low" }),
    field(t("people.high"), { name: "high", type: "number", min: 0, "data-keep": "people-high" }),
    field(t("source"), { name: "source", required: true, "data-keep": "people-source" }),
  ], ({ low, high, ...rest }) => context.actions.record(incident.id, "people", { ...rest, low, high: high ?? low }));
}

function recoveryForm(incident, context) {
  return form(t("people.record"), [
    field(t("people.alive"), { name: "alive", type: "number", min: 0, required: true, "data-keep": "rec-alive" }),
    field(t("people.dead"), { name: "dead", type: "number", min: 0, "data-keep": "rec-dead" }),
    field(t("unit"), { name: "unit", required: true, "data-keep": "rec-unit" }),
    field(t("people.numbers"), { name: "numbers", "data-keep": "rec-numbers" }),
    field(t("people.key"), { name: "key", options: [["", t("people.nokey")], ...KEYS.map((key) => [key, word("key", key)])] }),
    field(t("people.keytext"), { name: "text", "data-keep": "rec-text" }),
  ], ({ key, text, ...rest }) => context.actions.record(incident.id, "recovery", key ? { ...rest, [key]: text ?? "" } : rest));
}

function accountForm(incident, context) {
  if (incident.calls.length === 0) return null;
  return fold("account", t("people.account"), form(t("people.account"), [
    field(t("number"), { name: "number", options: incident.calls.map((one) => [one, one, true]) }),
    field(t("people.by"), { name: "recovery", options: [["", t("none")], ...incident.recoveries.map((one) => [one.event, one.unit ?? one.event, true])] }),
    field(t("people.how"), { name: "how", "data-keep": "how" }),
  ], (fields) => {
    if (!fields.how && !fields.recovery) throw new Error(t("people.howneeded"));
    return context.actions.record(incident.id, "account", fields);
  }));
}

export function peopleTab(state, context) {
  const { incident } = state, officer = may(state.session, "officer");
  return [
    el("h3", {}, t("people.statements")), statements(incident, officer, context),
    officer ? fold("state", t("people.state"), stateForm(incident, context)) : null,
    el("h3", {}, t("people.recoveries")), recoveries(incident),
    officer ? fold("recovery", t("people.record"), recoveryForm(incident, context)) : null,
    officer ? accountForm(incident, context) : null,
  ];
}
