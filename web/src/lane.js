// SPDX-License-Identifier: Apache-2.0
// Ships and the people: who is near, whom to warn, who could have struck them. Asked of the live
// picture as it is at that moment, or of a log of the room's folder.
import { answerFiles, answerList, answerPicture, ask, loadOnce } from "./answers.js";
import { el, given } from "./dom.js";
import { field, fold, form } from "./form.js";
import { t, word } from "./i18n.js";
import { encounterTable, nearTable, showTable, struckTable, tracksText, warnTable } from "./ranked.js";
import { may } from "./session.js";

const WHATS = ["near", "warn", "struck", "encounters", "show", "tracks"], OF_CASES = ["near", "warn", "struck"];
const LIVE = "(live)", NONE = "(none)";

const logsOf = (state) => (state.logs ?? []).map((one) => [one.name, one.name, true]);

// Live first: that is what a watch has at night.
function ships(what, state) {
  const live = ["near", "warn"].includes(what) ? [[LIVE, t("lane.live")]] : [];
  const none = what === "near" ? [[NONE, t("lane.unitsonly")]] : [];
  const options = [...live, ...logsOf(state), ...none];
  return options.length > 0 ? field(t("lane.ships"), { name: "ships", options, "data-keep": "lane-ships" }) : el("p", { class: "empty" }, t("lane.nologs"));
}

function times(what) {
  const time = (name, key) => field(t(key), { name, placeholder: "2021-11-24T03:30Z", "data-keep": `lane-${name}` });
  if (what === "show") return [time("at", "lane.when")];
  if (["struck", "encounters", "tracks"].includes(what)) return [time("from", "lane.from"), time("to", "lane.to")];
  const hours = field(t("lane.hours"), { name: "hours", type: "number", min: 1, max: 72, value: "3", "data-keep": "lane-hours" });
  return [time("at", "lane.at"), what === "warn" ? hours : null];
}

// An update of the same case: where the people can be after what was searched.
function heeded(what, state) {
  const updates = state.jobs.filter((job) => job.what === "update" && job.state === "done");
  if (!OF_CASES.includes(what) || updates.length === 0) return null;
  return field(t("lane.heeding"), { name: "plan", "data-keep": "lane-plan", options: [["", t("none")], ...updates.map((job) => [String(job.job), `${job.job} ${job.case}`, true])] });
}

const cases = (state) => state.cases.filter((one) => one.units);

function fields(what, state) {
  const asked = state.asked ?? cases(state)[0]?.name;
  return [
    !OF_CASES.includes(what) ? null : field(t("plans.case"), { name: "case", required: true, value: asked, "data-keep": "lane-case", options: cases(state).map((one) => [one.name, one.title, true]) }),
    ships(what, state), times(what), heeded(what, state),
  ].flat().filter(Boolean);
}

function bodyOf(given, state) {
  const { what, ships: source, hours, plan, ...rest } = given;
  return {
    what, ...rest, ...(source === LIVE ? { live: true } : source && source !== NONE ? { log: source } : {}),
    ...(hours ? { hours: Number(hours) } : {}), ...(plan ? { plan: Number(plan) } : {}),
    ...(state.selected && OF_CASES.includes(what) ? { incident: state.selected } : {}),
  };
}

function askForm(state, context) {
  const what = state.laneWhat ?? "near", part = el("div", { class: "parts" }, fields(what, state));
  const choose = (event) => {
    context.store.set({ laneWhat: event.target.value });
    part.replaceChildren(...fields(event.target.value, context.store.get()));
  };
  return form(t("lane.ask"), [
    field(t("plans.what"), { name: "what", value: what, "data-keep": "lane-what", options: WHATS.map((one) => [one, word("job", one)]), onchange: choose }), part,
  ], (given) => ask(bodyOf(given, context.store.get()), context));
}

const TABLES = { near: nearTable, warn: warnTable, struck: struckTable, encounters: encounterTable, show: showTable, tracks: tracksText };

function opened(state, context) {
  if (!state.lane) return null;
  const { job, answer } = state.lane;
  return el("section", { class: "opened", "data-answer": job.job },
    el("h3", {}, word("job", job.what), " ", given(answer.case ?? job.log), " ", el("small", { class: "dim" }, t("plans.number", { number: job.job }))),
    TABLES[job.what](answer, state, context),
    answerPicture(job, "near.png", t("lane.chart")), answerPicture(job, "struck.png", t("lane.chart")), answerFiles(job),
    el("button", { class: "plain", "data-focus": "lane-close", onclick: () => context.store.set({ lane: null }) }, t("lane.close")));
}

export function lanePanel(state, context) {
  const officer = may(state.session, "officer");
  if (officer) loadOnce("logs", "logs", context);
  return [
    opened(state, context),
    officer ? state.lane ? fold("lane", t("lane.title"), askForm(state, context)) : askForm(state, context) : null,
    answerList(WHATS, state.lane, state, context),
  ];
}
