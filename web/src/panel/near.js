// SPDX-License-Identifier: Apache-2.0
// Whose water the last place lies in, which unit of either fleet can be there first, and which
// ships are near. It is asked for by a press and says when: a list that changed under the hand of
// somebody who reads it out over the radio would be worse than one that is two minutes old.
import * as api from "../api.js";
import { el, given } from "../dom.js";
import { bearing, clock, duration, metres, number, percent } from "../format.js";
import { action, field } from "../form.js";
import { t } from "../i18n.js";
import { may } from "../session.js";

const ANSWER_MINUTES = 5, SHIPS_SHOWN = 10;
const minutes = (value) => value === null ? t("near.still") : duration(value * 60000);

const usable = (state) => state.cases.filter((one) => one.units);

async function look(incident, name, context) {
  const path = `incidents/${api.part(incident.id)}`, query = name ? `?case=${api.part(name)}` : "";
  const [region, arrivals, ships] = await Promise.all([api.get(`${path}/region`), name ? api.get(`${path}/arrivals${query}`) : [], api.get(`${path}/ships`)]);
  context.store.set({ near: { id: incident.id, at: context.now(), region, arrivals, ships } });
}

function water(region) {
  return el("p", { class: region.split ? "loud" : "" },
    region.shares.map((one) => [given(one.centre), " ", percent(one.share), " "]), region.split ? t("near.split") : null);
}

// The centre in whose water it is: it is asked whether a unit of the other may enter.
const centreThere = (region) => region.shares.reduce((most, one) => one.share > most.share ? one : most).centre;

function arrivalItem(one, first, incident, region, state, context) {
  const ask = () => context.actions.record(incident.id, "request", { unit: one.unit, nation: one.nation, to: centreThere(region), minutes: ANSWER_MINUTES });
  return el("li", {},
    el("span", { class: "line" }, el("b", {}, minutes(one.minutes)), given(one.unit, "strong"), given(one.nation), el("span", { class: "dim" }, metres(one.distance_m)),
      one.margin_minutes === null ? null : el("span", { class: "dim" }, t(first ? "near.firstby" : "near.after", { time: minutes(one.margin_minutes) }))),
    one.entry_request ? el("div", { class: "row" }, el("span", { class: "chip" }, t("near.entry")),
      may(state.session, "officer") ? action(t("near.request"), ask, { "data-focus": `request-${one.unit}` }) : null) : null);
}

function shipItem(ship, incident, state, context) {
  const name = ship.name || String(ship.mmsi);
  const ask = () => context.actions.record(incident.id, "message", { what: t("near.asked"), to: [name], minutes: ANSWER_MINUTES });
  return el("li", {},
    el("span", { class: "line" }, el("b", {}, minutes(ship.minutes)), given(name, "strong"), metres(ship.distance_m), t("near.steer", { bearing: bearing(ship.bearing_deg) }), el("span", { class: "dim" }, clock(ship.time)),
      el("button", { class: "plain", "data-focus": `ship-${ship.mmsi}`, onclick: () => context.map?.goTo(ship.lat, ship.lon) }, t("alarms.show"))),
    may(state.session, "officer") ? action(t("near.ask"), ask, { "data-focus": `ask-${ship.mmsi}` }) : null);
}

function found(near, incident, state, context) {
  const shown = near.ships.slice(0, SHIPS_SHOWN);
  return [
    el("h4", {}, t("near.water"), " ", el("small", { class: "dim" }, clock(near.at))), water(near.region),
    near.arrivals.length > 0 ? [el("h4", {}, t("near.units")), el("ul", { class: "lines" }, near.arrivals.map((one, k) => arrivalItem(one, k === 0, incident, near.region, state, context)))] : null,
    el("h4", {}, t("near.ships"), " ", el("small", { class: "dim" }, number(near.ships.length))),
    shown.length > 0 ? [el("p", { class: "dim" }, t("near.speed")), el("ul", { class: "lines" }, shown.map((ship) => shipItem(ship, incident, state, context)))] : el("p", { class: "empty" }, t("near.noships")),
  ];
}

export function nearSection(state, context) {
  const { incident, near } = state, cases = usable(state);
  if (!incident.place) return null;
  const choice = cases.length > 0 ? field(t("near.case"), { "data-keep": "near-case", value: state.asked, options: cases.map((one) => [one.name, one.title, true]) }) : null;
  return el("section", { class: "near" }, el("h3", {}, t("near.title")), choice,
    action(t("near.look"), () => look(incident, choice?.querySelector("select").value, context), { "data-focus": "near-look" }),
    near?.id === incident.id ? found(near, incident, state, context) : null);
}
