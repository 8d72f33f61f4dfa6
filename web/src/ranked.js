// SPDX-License-Identifier: Apache-2.0
// Ranked ships as tables: whom to call first, where she is, and what to say to her. A press on her
// name shows her on the map; what was said to her is recorded with the incident that is chosen.
import { el, given } from "./dom.js";
import { bearing, clock, dayClock, knots, metres, number, percent } from "./format.js";
import { action } from "./form.js";
import { language, t, word } from "./i18n.js";
import { may } from "./session.js";

const SHOWN = 20, ANSWER_MINUTES = 5, OLD_S = 360;

const inLanguage = (row, key) => language() === "fr" ? row[`${key}_french`] || row[key] : row[key];
const head = (keys) => el("thead", {}, el("tr", {}, keys.map((key) => el("th", { scope: "col" }, key === "number" ? el("span", { class: "unseen" }, t(key)) : t(key)))));
const minutes = (value) => value === null ? t("none") : number(value);
const nameOf = (row) => row.name || t("ranked.number", { mmsi: row.mmsi });

function shipButton(row, place, state, context) {
  const chosen = state.rankedChosen === place;
  const show = () => {
    context.store.set({ rankedChosen: place });
    context.map?.goTo(row.lat_deg, row.lon_deg);
  };
  return Number.isFinite(row.lat_deg) ? el("button", { class: "plain", "data-focus": `ranked-${place}`, "aria-pressed": String(chosen), "aria-description": t("alarms.show"), onclick: show }, given(nameOf(row))) : given(nameOf(row));
}

const steer = (row) => [bearing(row.bearing_deg), " ", metres(row.distance_m)];

// One line under a ship: what stands there is what is said on the radio, and a press records it.
function said(row, place, text, what, state, context) {
  const { incident } = state;
  const record = () => context.actions.record(incident.id, "message", { what, to: [nameOf(row)], minutes: ANSWER_MINUTES });
  return el("tr", { class: "under" }, el("td", {}), el("td", { colspan: 4 }, text,
    incident && may(state.session, "officer") ? action(t("ranked.record"), record, { "data-focus": `said-${place}` }) : null));
}

// ---- near ----

function entryWords(row) {
  if (row.entry === "ask") return el("span", { class: "chip" }, t("ranked.ask", { region: row.region, minutes: number(row.ask_minutes) }));
  return row.entry === "no_rule" ? el("span", { class: "chip" }, t("ranked.norule", { region: row.region })) : null;
}

const callWords = (row) => row.mmsi ? el("span", {}, t("ranked.call", { mmsi: String(row.mmsi).padStart(9, "0") })) : el("span", {}, t("ranked.unit"));

function nearRow(row, place, state, context) {
  const [early, middle, late] = row.minutes_10_50_90;
  return [
    el("tr", { class: state.rankedChosen === place ? "chosen" : "" }, el("td", {}, number(place + 1)),
      el("th", { scope: "row" }, shipButton(row, place, state, context), " ", given(inLanguage(row, "nation"), "small", { class: "dim" })),
      el("td", { class: "right" }, minutes(middle)), el("td", {}, minutes(early), "–", minutes(late)), el("td", {}, steer(row))),
    said(row, place, [given(inLanguage(row, "kind"), "b"), " ", given(inLanguage(row, "can")), ". ", callWords(row), " ", entryWords(row),
      row.round_land ? [" ", el("span", { class: "chip" }, t("ranked.round"))] : null, row.age_s > OLD_S ? [" ", el("span", { class: "chip" }, t("ranked.old"))] : null], t("ranked.asked"), state, context),
  ];
}

export function nearTable(answer, state, context) {
  const first = answer.near[0], rows = answer.near.slice(0, SHOWN);
  const leads = first?.minutes_10_50_90[1] !== null && answer.near.length > 1 && first.margin_minutes !== null;
  return [
    leads ? el("p", { role: "status" }, el("strong", {}, given(nameOf(first))), " ", t("ranked.first", { minutes: number(first.margin_minutes) })) : null,
    el("table", { class: "units ranked" }, el("caption", {}, t("ranked.near", { time: dayClock(answer.at) })), head(["number", "ranked.ship", "ranked.half", "ranked.range", "ranked.steer"]),
      el("tbody", {}, rows.map((row, place) => nearRow(row, place, state, context)))),
    answer.near.length > SHOWN ? el("p", { class: "dim" }, t("ranked.more", { count: answer.near.length - SHOWN })) : null, el("p", { class: "dim" }, t("ranked.means")),
  ];
}

// ---- warn ----

function warnRow(row, place, state, context) {
  const [early, middle, late] = row.first_10_50_90;
  const words = t("ranked.say", { name: nameOf(row), from: clock(early), to: clock(late), bearing: bearing(row.bearing_deg), distance: metres(row.distance_m) });
  return [
    el("tr", { class: state.rankedChosen === place ? "chosen" : "" }, el("td", {}, number(place + 1)),
      el("th", { scope: "row" }, shipButton(row, place, state, context), " ", given(inLanguage(row, "nation"), "small", { class: "dim" })),
      el("td", { class: "right" }, percent(row.probability, 1)), el("td", {}, clock(middle), " ", el("small", { class: "dim" }, clock(early), "–", clock(late))), el("td", {}, steer(row))),
    said(row, place, [callWords(row), " ", el("q", { class: "say" }, words)], t("ranked.warned"), state, context),
  ];
}

export function warnTable(answer, state, context) {
  if (answer.warn.length === 0) return el("p", { role: "status" }, t("ranked.nobody"));
  return el("table", { class: "units ranked" }, el("caption", {}, t("ranked.warn", { radius: metres(answer.radius_m), from: dayClock(answer.at), to: dayClock(answer.until) })),
    head(["number", "ranked.ship", "ranked.chance", "ranked.when", "ranked.steer"]), el("tbody", {}, answer.warn.slice(0, SHOWN).map((row, place) => warnRow(row, place, state, context))));
}

// ---- struck ----

function suspectRow(row, place, state, context) {
  return el("tr", { class: state.rankedChosen === place ? "chosen" : "" }, el("th", { scope: "row" }, shipButton(row, place, state, context)),
    el("td", { class: "right" }, percent(row.contact, 2)), el("td", {}, row.ratio === null ? ">" : number(row.ratio, 1)), el("td", {}, number(row.p_family, 3)), el("td", {}, clock(row.time_10_50_90[0]), "–", clock(row.time_10_50_90[2])));
}

function unheard(rows) {
  const worth = rows.filter((row) => row.reachable >= 0.01).slice(0, SHOWN);
  if (worth.length === 0) return null;
  return [el("h4", {}, t("ranked.unheard")), el("ul", { class: "lines" }, worth.map((row) => el("li", {}, el("span", { class: "line" }, given(nameOf(row), "strong"), percent(row.reachable), el("span", { class: "dim" }, clock(row.from), "–", clock(row.to))))))];
}

export function struckTable(answer, state, context) {
  const named = answer.could_have;
  return [
    el("p", { role: "status", class: named ? "loud" : "" }, named ? t("ranked.named", { name: nameOf(named) }) : t("ranked.noship"), " ", given(inLanguage(answer, "why"))),
    answer.found_known ? null : el("p", { class: "dim" }, t("ranked.notfound")),
    el("p", { class: "dim" }, t("ranked.looked", { count: answer.looked_at, chance: number(answer.expected_by_chance, 3) })),
    answer.suspects.length > 0 ? el("table", { class: "units ranked" }, el("caption", {}, t("ranked.struck", { from: dayClock(answer.from), to: dayClock(answer.to) })),
      head(["ranked.ship", "ranked.contact", "ranked.ratio", "ranked.p", "ranked.when"]), el("tbody", {}, answer.suspects.slice(0, SHOWN).map((row, place) => suspectRow(row, place, state, context)))) : null,
    unheard(answer.not_heard), el("p", { class: "dim" }, t("ranked.rule")),
  ];
}

// ---- ships of a log ----

export function showTable(answer, state, context) {
  if (answer.length === 0) return el("p", { role: "status" }, t("ranked.noneheard"));
  const rows = answer.slice(0, 10 * SHOWN).map((row) => ({ ...row, lat_deg: row.at?.lat_deg, lon_deg: row.at?.lon_deg }));
  return [
    el("table", { class: "units ranked" }, el("caption", {}, t("ranked.log", { count: answer.length })), head(["ranked.ship", "ranked.mmsi", "ranked.firstheard", "ranked.last", "ranked.course"]),
      el("tbody", {}, rows.map((row, place) => el("tr", {}, el("th", { scope: "row" }, shipButton(row, place, state, context)), el("td", { "data-given": "" }, String(row.mmsi).padStart(9, "0")),
        el("td", {}, dayClock(row.first)), el("td", {}, dayClock(row.last)), el("td", {}, row.at ? [bearing(row.at.course_deg), " ", knots(row.at.speed_knots)] : t("none")))))),
    answer.length > rows.length ? el("p", { class: "dim" }, t("ranked.rest", { count: answer.length - rows.length })) : null,
  ];
}

export const tracksText = (answer) => [el("p", {}, t("ranked.tracks")), given(answer, "pre")];

// ---- encounters ----

export function encounterTable(answer) {
  if (answer.length === 0) return el("p", { role: "status" }, t("ranked.calm"));
  return el("table", { class: "units ranked" }, el("caption", {}, t("ranked.encounters", { count: answer.length })), head(["ranked.when", "ranked.what", "ranked.ships", "ranked.cpa"]),
    el("tbody", {}, answer.slice(0, 10 * SHOWN).map((row) => el("tr", {}, el("td", {}, dayClock(row.time)), el("td", {}, word("met", row.event), " ", word("met", row.level), " ", row.situation ? word("met", row.situation) : ""),
      el("td", { "data-given": "" }, [row.mmsi_a, row.mmsi_b].filter(Boolean).join(" ")), el("td", { class: "right" }, Number.isFinite(row.cpa_m) ? metres(row.cpa_m) : t("none"))))));
}
