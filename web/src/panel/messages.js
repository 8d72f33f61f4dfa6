// SPDX-License-Identifier: Apache-2.0
// Messages: what the record can write (SITREP, relay, action message, summary), to be copied, and what
// was sent and waits for an answer.
import * as api from "../api.js";
import { el, given } from "../dom.js";
import { clock } from "../format.js";
import { action, field, fold, form } from "../form.js";
import { t, word } from "../i18n.js";
import { say } from "../notice.js";
import { may } from "../session.js";

const WORDS = ["sitrep", "relay", "action", "summary"];

async function write(incident, name, fields, place) {
  const { text } = await api.post(`incidents/${api.part(incident.id)}/messages/${name}`, fields);
  const page = given(text, "pre", { class: "message", tabindex: "0", "aria-label": word("message", name) });
  place.replaceChildren(page, action(t("copy"), async () => {
    await navigator.clipboard.writeText(text);
    say(t("copied"));
  }, { class: "main" }));
  page.focus();
}

function briefForm(incident, place) {
  return fold("brief", t("message.brief"), form(t("message.write"), [
    field(t("unit"), { name: "unit", required: true, "data-keep": "brief-unit" }),
    field(t("message.objects"), { name: "objects", required: true, "data-keep": "brief-objects" }),
  ], (fields) => write(incident, "brief", fields, place)));
}

function sent(incident, state, context) {
  if (incident.messages.length === 0) return el("p", { class: "empty" }, t("message.none"));
  const officer = may(state.session, "officer");
  return el("ul", { class: "lines" }, incident.messages.map((one) => el("li", { "data-level": one.irregular ? "loud" : "" },
    el("span", { class: "line" }, el("strong", {}, word("event", one.kind)), given([one.what || one.unit, one.nation].filter(Boolean).join(", "))),
    one.irregular ? el("span", { class: "loud" }, "▲ ", t("message.irregular")) : null,
    el("ul", { class: "reasons" }, one.answers.map((answer) => el("li", {}, given(answer.who), " ",
      answer.answered ? [t("message.answered"), " ", typeof answer.answered === "string" ? clock(answer.answered) : "", answer.complete === false ? [" ", el("b", { class: "loud" }, t("message.incomplete"))] : "",
        one.kind === "entry-request" ? [" ", el("b", {}, t(answer.granted ? "message.yes" : "message.no"))] : ""] : el("b", {}, t("message.waits"))))),
    officer ? form(t("message.ack"), [field(t("message.who"), { name: "who", required: true, "data-keep": `ack-${one.event}` }), one.kind === "entry-request"
        ? field(t("message.granted"), { name: "granted", options: [["no", t("no")], ["yes", t("yes")]] }) : field(t("message.readback"), { name: "objects", "data-keep": `ack-o-${one.event}` })],
      (fields) => context.actions.record(incident.id, "ack", { message: one.event, ...fields }), { class: "small" }) : null)));
}

// May a unit of this nation enter the other's water? Who answers says yes or no above.
function requestForm(incident, context) {
  return fold("request", t("message.request"), form(t("message.request"), [
    field(t("unit"), { name: "unit", required: true, "data-keep": "request-unit" }),
    field(t("message.nation"), { name: "nation", required: true, "data-keep": "request-nation" }),
    field(t("message.to"), { name: "to", required: true, "data-keep": "request-to" }),
    field(t("minutes"), { name: "minutes", type: "number", min: 1, value: "5", "data-keep": "request-min" }),
  ], (fields) => context.actions.record(incident.id, "request", fields)));
}

// A unit was given its task, and has to read the search objects back. One of the other nation needs
// a request that was granted: without it the record marks the brief.
function taskForm(incident, context) {
  const requests = incident.messages.filter((one) => one.kind === "entry-request");
  return fold("task", t("message.task"), form(t("message.task"), [
    field(t("unit"), { name: "unit", required: true, "data-keep": "task-unit" }),
    field(t("message.nation"), { name: "nation", required: true, "data-keep": "task-nation" }),
    field(t("message.centre-nation"), { name: "centre_nation", required: true, "data-keep": "task-centre" }),
    field(t("message.objects"), { name: "objects", required: true, "data-keep": "task-objects" }),
    requests.length > 0 ? field(t("message.requested"), { name: "request", options: [["", t("none")], ...requests.map((one) => [one.event, one.unit ?? one.event, true])] }) : null,
    field(t("minutes"), { name: "minutes", type: "number", min: 1, value: "5", "data-keep": "task-min" }),
  ].filter(Boolean), (fields) => context.actions.record(incident.id, "task", fields)));
}

export function messagesTab(state, context) {
  const { incident } = state, officer = may(state.session, "officer");
  const place = el("div", { class: "written", "aria-live": "polite" });
  return [
    el("h3", {}, t("message.write")),
    el("div", { class: "row" }, WORDS.map((name) => action(word("message", name), () => write(incident, name, {}, place), { "data-focus": `write-${name}` }))),
    briefForm(incident, place), place,
    el("h3", {}, t("message.sent")), sent(incident, state, context),
    officer ? fold("message", t("message.record"), form(t("message.record"), [
      field(t("message.what"), { name: "what", required: true, "data-keep": "msg-what" }),
      field(t("message.to"), { name: "to", required: true, "data-keep": "msg-to" }),
      field(t("message.channels"), { name: "channels", "data-keep": "msg-channels" }),
      field(t("minutes"), { name: "minutes", type: "number", min: 1, value: "5", "data-keep": "msg-min" }),
    ], (fields) => context.actions.record(incident.id, "message", fields))) : null,
    officer ? requestForm(incident, context) : null,
    officer ? taskForm(incident, context) : null,
  ];
}
