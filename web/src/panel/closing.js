// SPDX-License-Identifier: Apache-2.0
// Closing. What is missing stands above the button before anybody presses it; the record refuses
// all the same, and says why. Only a named officer can lift what is missing, and that stays visible.
import { el } from "../dom.js";
import { field, fold, form } from "../form.js";
import { t } from "../i18n.js";
import { may } from "../session.js";

function checklist(incident) {
  const done = incident.why_open.length === 0;
  return el("section", { class: done ? "missing good" : "missing" },
    el("h3", {}, el("span", { "aria-hidden": "true" }, done ? "✓ " : "✕ "), t(done ? "close.nothing" : "close.missing")),
    el("ul", { class: "why" }, incident.why_open.map((line) => el("li", { "data-given": "" }, line))));
}

function exception(incident, send) {
  return fold("exception", t("close.exception"), el("p", {}, t("close.exceptionwhy")), form(t("close.except"), [
    field(t("reason"), { name: "reason", required: true, "data-keep": "ex-reason" }),
    field(t("close.officer"), { name: "officer", required: true, "data-keep": "ex-officer" }),
    field(t("close.why"), { name: "exception", required: true, "data-keep": "ex-why" }),
    field(t("close.people"), { name: "unaccounted", type: "number", min: 0, required: true, value: String(incident.unaccounted), "data-keep": "ex-people" }),
    field(t("close.calls"), { name: "calls", value: incident.calls.join(";"), "data-keep": "ex-calls" }),
  ], (fields) => send("close", fields)));
}

export function closingTab(state, context) {
  const { incident } = state;
  const send = (word, fields) => context.actions.record(incident.id, word, fields);
  if (!may(state.session, "officer")) return [checklist(incident)];
  if (incident.closed) {
    const last = incident.closes.at(-1);
    return [el("p", {}, t("close.closed")), last ? form(t("close.reopen"), [field(t("reason"), { name: "reason", required: true, "data-keep": "reopen" })],
      (fields) => send("reopen", { close: last.event, ...fields })) : null];
  }
  return [
    checklist(incident),
    form(t("close.close"), [field(t("reason"), { name: "reason", required: true, "data-keep": "close-reason" })], (fields) => send("close", fields)),
    may(state.session, "coordinator") ? exception(incident, send) : el("p", { class: "dim" }, t("close.coordinator")),
  ];
}
