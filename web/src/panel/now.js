// SPDX-License-Identifier: Apache-2.0
// What is so now: why the incident is open, who has it, where it is, and the acts that change that.
import { el, given } from "../dom.js";
import { age, dayClock, metres, number, position } from "../format.js";
import { action, field, fold, form } from "../form.js";
import { t, word } from "../i18n.js";
import { may } from "../session.js";
import { nearSection } from "./near.js";

function fact(label, ...value) {
  return [el("dt", {}, label), el("dd", {}, ...value)];
}

function facts(incident, context) {
  const { place } = incident;
  return el("dl", { class: "facts" },
    fact(t("now.held"), incident.holders.length > 0 ? given(incident.holders.join(" + ")) : t("board.nobody")),
    fact(t("now.opened"), dayClock(incident.opened)),
    fact(t("now.contact"), age(incident.last_contact, context.now())),
    fact(t("now.place"), place ? [given(position(place.lat, place.lon)), " ", t("now.radius", { radius: metres(place.radius_m), time: dayClock(place.time) }), " ",
      el("button", { class: "plain", "data-focus": "now-show", onclick: () => context.map?.goTo(place.lat, place.lon) }, t("alarms.show"))] : t("report.noplace")),
    fact(t("now.calls"), incident.calls.length > 0 ? given(incident.calls.join(", ")) : t("none")));
}

function balance(incident) {
  const figure = (key, value, loud = false) => el("div", { class: loud ? "figure loud" : "figure" }, el("b", {}, value === null ? "?" : number(value)), el("span", {}, t(key)));
  return el("div", { class: "figures" },
    figure("people.aboard", incident.aboard), figure("people.alive", incident.alive), figure("people.dead", incident.dead),
    figure("people.missing", incident.missing), figure("people.unaccounted", incident.unaccounted, incident.unaccounted > 0),
    incident.surplus > 0 ? figure("people.surplus", incident.surplus, true) : null);
}

function whyOpen(incident) {
  if (incident.why_open.length === 0) return null;
  return el("section", {}, el("h3", {}, t("now.why")), el("ul", { class: "why" }, incident.why_open.map((line) => el("li", { "data-given": "" }, line))));
}

function offers(incident, state, context) {
  const officer = may(state.session, "officer");
  const pending = incident.offers.filter((offer) => offer.state === "pending");
  if (pending.length === 0) return null;
  return el("section", {}, el("h3", {}, t("offer.pending")), el("ul", { class: "lines" }, pending.map((offer) => el("li", {},
    el("span", { class: "line" }, t("offer.to", { minutes: offer.minutes ?? "?" }), " ", given(offer.to, "strong")),
    officer && offer.to === state.session.centre ? el("div", { class: "row" },
      action(t("offer.accept"), () => context.actions.record(incident.id, "accept", { offer: offer.event }), { class: "main", "data-focus": "offer-accept" }),
      form(t("offer.refuse"), [field(t("reason"), { name: "reason", required: true, "data-keep": "refuse" })],
        ({ reason }) => context.actions.record(incident.id, "refuse", { offer: offer.event, reason }), { class: "small" })) : null))));
}

function phases(incident, send) {
  const list = ["uncertainty", "alert", "distress"], at = list.indexOf(incident.phase);
  const choose = (names) => field(t("now.phase"), { name: "phase", options: names.map((name) => [name, word("phase", name)]) });
  const reason = () => field(t("reason"), { name: "reason", required: true, "data-keep": "phase-reason" });
  return [
    at < 2 ? fold("raise", t("now.raise"), form(t("now.raise"), [choose(list.slice(at + 1)), reason()], (f) => send("raise", f))) : null,
    at > 0 ? fold("lower", t("now.lower"), form(t("now.lower"), [choose(list.slice(0, at)), reason()], (f) => send("lower", f))) : null,
  ];
}

function acts(incident, state, context) {
  if (!may(state.session, "officer")) return null;
  const send = (name, fields) => context.actions.record(incident.id, name, fields);
  return el("section", { class: "acts" }, el("h3", {}, t("now.acts")),
    phases(incident, send),
    fold("offer", t("offer.make"), form(t("offer.make"), [field(t("offer.centre"), { name: "to", required: true, "data-keep": "offer-to" }),
      field(t("minutes"), { name: "minutes", type: "number", min: 1, max: 600, value: "10", "data-keep": "offer-minutes" })], (f) => send("offer", f))),
    fold("alias", t("now.alias"), form(t("now.alias"), [field(t("now.name"), { name: "alias", required: true, "data-keep": "alias" })], (f) => send("alias", f))),
    fold("merge", t("now.merge"), form(t("now.merge"), [field(t("now.from"), { name: "from", required: true, "data-keep": "merge" }), field(t("reason"), { name: "reason", required: true, "data-keep": "merge-reason" })],
      (f) => send("merge", { into: incident.id, ...f }))));
}

export function nowTab(state, context) {
  const { incident } = state;
  return [balance(incident), whyOpen(incident), offers(incident, state, context), facts(incident, context), nearSection(state, context), acts(incident, state, context)];
}
