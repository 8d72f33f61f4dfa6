// SPDX-License-Identifier: Apache-2.0
// Where should we have been waiting? A plan of patrols with its agreement: who waits where, what
// comes of it in simulated weeks, before and after; several agreements side by side; the risk that
// a history or the traffic of a log shows.
import { answerFiles, answerList, answerPicture, ask, loadOnce } from "./answers.js";
import { el, given } from "./dom.js";
import { dayClock, number, percent, position } from "./format.js";
import { field, fold, form } from "./form.js";
import { t, word } from "./i18n.js";
import { may } from "./session.js";

const KINDS = ["patrol", "options", "risk"], ROSTERS = ["given", "planned", "improved"];
const usable = (state) => (state.patrolPlans ?? []).filter((one) => one.units);

// ---- asking ----

function agreementTicks(plan) {
  return el("fieldset", {}, el("legend", {}, t("patrols.agreements")),
    (plan?.agreements ?? []).filter((one) => one.title).map((one) => field(given(one.title), { type: "checkbox", name: `agree:${one.name}`, value: "1", title: one.text, "data-keep": `agree-${one.name}` })));
}

// One agreement, or none, is a patrol; several are laid side by side.
function bodyOf(fields) {
  const agreements = Object.keys(fields).filter((key) => key.startsWith("agree:")).map((key) => key.slice(6));
  const several = agreements.length > 1, planned = fields.roster === "planned";
  return {
    what: several ? "options" : "patrol", case: fields.case, ...(agreements.length > 0 ? { agreements } : {}),
    ...(several && !planned ? {} : { roster: fields.roster }), ...(planned ? { time_s: Number(fields.time_s) } : {}), ...(fields.weeks ? { weeks: Number(fields.weeks) } : {}),
  };
}

function askForm(state, context) {
  const plans = usable(state), chosen = plans.find((one) => one.name === state.patrolAsked) ?? plans[0];
  if (!chosen) return el("p", { class: "empty" }, t(state.patrolPlans === null ? "loading" : "patrols.noplan"));
  const ticks = el("div", { class: "ticks" }, agreementTicks(chosen));
  return form(t("patrols.ask"), [
    field(t("patrols.plan"), { name: "case", required: true, value: chosen.name, "data-keep": "patrol-plan", options: plans.map((one) => [one.name, one.title, true]),
      onchange: (event) => {
        context.store.set({ patrolAsked: event.target.value });
        ticks.replaceChildren(agreementTicks(plans.find((one) => one.name === event.target.value)));
      } }),
    ticks, field(t("patrols.roster"), { name: "roster", value: "given", "data-keep": "patrol-roster", options: ROSTERS.map((one) => [one, word("roster", one)]) }),
    field(t("patrols.weeks"), { name: "weeks", type: "number", min: 20, max: 100000, placeholder: chosen.weeks, "data-keep": "patrol-weeks" }),
    field(t("plans.time"), { name: "time_s", type: "number", min: 1, max: 600, value: "60", "data-keep": "patrol-time" }),
  ], (fields) => ask(bodyOf(fields), context));
}

function riskForm(state, context) {
  const logs = state.logs ?? [];
  if (logs.length === 0) return el("p", { class: "empty" }, t("lane.nologs"));
  return form(t("patrols.askrisk"), [
    field(t("patrols.file"), { name: "log", options: logs.map((one) => [one.name, one.name, true]), "data-keep": "risk-log" }),
    field(t("patrols.of"), { name: "of", options: ["traffic", "history"].map((one) => [one, word("risk", one)]), "data-keep": "risk-of" }),
    field(t("patrols.columns"), { name: "columns", placeholder: "time=when,latitude=lat,longitude=lon,id=no", "data-keep": "risk-columns" }),
  ], ({ of, ...fields }) => ask({ what: "risk", traffic: of === "traffic", ...fields }, context));
}

// ---- figures ----

const SHARES = ["help_in_time", "not_reached", "no_reserve"], SECONDS = ["arrival_mean_s", "arrival_p90_s"];

function figure(code, value) {
  if (value === null || value === undefined) return t("none");
  if (SHARES.includes(code)) return percent(value, 2);
  return SECONDS.includes(code) ? t("unit.min", { value: number(value / 60, 1) }) : number(value, code === "people_lost_a_week" ? 2 : 1);
}

const interval = (code, f) => f.low === null || f.low === undefined ? "" : `${figure(code, f.low)} – ${figure(code, f.high)}`;

// Columns of figures side by side; the intervals stand under the first.
function figureTable(caption, columns) {
  const codes = Object.keys(columns[0].figures);
  return el("table", { class: "units figures-table" }, el("caption", {}, caption),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("patrols.figure")), columns.map((one) => el("th", { scope: "col" }, one.title)))),
    el("tbody", {}, codes.map((code) => el("tr", {}, el("th", { scope: "row" }, word("figure", code)),
      columns.map((one) => el("td", { class: "right" }, figure(code, one.figures[code]?.value), el("small", { class: "dim", "data-given": "" }, " ", interval(code, one.figures[code] ?? {}))))))));
}

function place(post) {
  const at = post.at ? position(post.at.lat_deg, post.at.lon_deg) : "";
  return post.post === "base" || post.post === "off" ? word("post", post.post) : [word("post", post.post), " ", given(at)];
}

function roster(answer) {
  const units = [...new Set(answer.roster.map((post) => post.unit))];
  return el("table", { class: "units" }, el("caption", {}, t("patrols.who")),
    el("thead", {}, el("tr", {}, ["unit", "patrols.where", "plans.from", "plans.to"].map((key) => el("th", { scope: "col" }, t(key))))),
    el("tbody", {}, units.map((unit) => answer.roster.filter((post) => post.unit === unit).map((post, k) => el("tr", {},
      el("th", { scope: "row" }, k === 0 ? given(unit) : el("span", { class: "unseen" }, given(unit))), el("td", {}, place(post)), el("td", {}, dayClock(post.from)), el("td", {}, dayClock(post.until)))))));
}

// How far any other roster could be better: of the people that can be helped, as the planner counts them.
function bound(planner) {
  if (!planner || !(planner.bound > 0)) return null;
  return el("p", {}, t("patrols.bound", { value: number(planner.value, 1), bound: number(planner.bound, 1) }));
}

function patrolAnswer({ job, answer }) {
  const before = answer.figures_of_the_roster_as_given, columns = [...(before ? [{ title: t("patrols.before"), figures: before }] : []), { title: word("roster", answer.roster_is), figures: answer.figures }];
  const stressed = Object.entries(answer.stressed ?? {}).map(([name, figures]) => ({ title: word("stress", name), figures }));
  return [
    el("p", {}, t("patrols.judged", { weeks: number(answer.weeks) }), " ", given(answer.agreement), " ", answer.fair ? null : el("span", { class: "loud" }, t("patrols.unfair"))),
    bound(answer.planner), figureTable(t("patrols.comes"), columns), roster(answer), answerPicture(job, "roster.png", t("patrols.chart")),
    stressed.length > 0 ? fold("stressed", t("patrols.stressed"), figureTable(t("patrols.stressed"), stressed)) : null,
  ];
}

function differences(options) {
  return options.slice(1).map((one) => {
    const shown = Object.entries(one.difference_from_first ?? {}).filter(([, f]) => f.shown);
    return el("li", {}, el("span", { class: "line" }, given(one.agreement, "strong"), shown.length === 0 ? t("patrols.nodifference") : null),
      shown.map(([code, f]) => el("span", { class: "line" }, word("figure", code), el("b", {}, f.value > 0 ? "+" : "", figure(code, f.value)), el("small", { class: "dim", "data-given": "" }, interval(code, f)))));
  });
}

function optionsAnswer({ job, answer }) {
  const nations = Object.keys(answer.options[0].share_of_hours);
  return [
    el("p", {}, t("patrols.same", { weeks: number(answer.weeks), incidents: number(answer.incidents) })),
    el("h4", {}, t("patrols.differences"), " ", given(answer.options[0].agreement)), el("ul", { class: "lines" }, differences(answer.options)),
    answerPicture(job, "options.png", t("patrols.chart")),
    el("table", { class: "units" }, el("caption", {}, t("patrols.load")),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("patrols.agreement")), nations.map((one) => el("th", { scope: "col" }, given(one))), el("th", { scope: "col" }, t("patrols.limit")))),
      el("tbody", {}, answer.options.map((one) => el("tr", {}, el("th", { scope: "row" }, given(one.agreement)), nations.map((nation) => el("td", { class: "right" }, percent(one.share_of_hours[nation]))), el("td", { class: one.fair ? "" : "loud" }, t(one.fair ? "patrols.kept" : "patrols.unfair")))))),
    fold("sides", t("patrols.sides"), figureTable(t("patrols.sides"), answer.options.map((one) => ({ title: given(one.agreement), figures: one.figures })))),
  ];
}

function riskAnswer({ job, answer }) {
  return [
    el("p", {}, dayClock(answer.from), " – ", dayClock(answer.to), " ", t(answer.incidents > 0 ? "patrols.incidents" : "patrols.cells", { count: number(answer.incidents > 0 ? answer.incidents : answer.cells.length) })),
    answerPicture(job, "risk.png", t("patrols.chart")), el("p", { class: "dim" }, t("patrols.riskpage")),
  ];
}

const ANSWERS = { patrol: patrolAnswer, options: optionsAnswer, risk: riskAnswer };

function opened(state, context) {
  if (!state.patrol) return null;
  const { job, answer } = state.patrol;
  return el("section", { class: "opened", "data-answer": job.job },
    el("h3", {}, word("job", job.what), " ", given(answer.plan ?? job.log), " ", el("small", { class: "dim" }, t("plans.number", { number: job.job }))),
    ANSWERS[job.what](state.patrol), answerFiles(job),
    el("button", { class: "plain", "data-focus": "patrol-close", onclick: () => context.store.set({ patrol: null }) }, t("lane.close")));
}

export function patrolsPanel(state, context) {
  const officer = may(state.session, "officer");
  if (officer) {
    loadOnce("patrolPlans", "patrol-plans", context);
    loadOnce("logs", "logs", context);
  }
  return [
    opened(state, context),
    officer ? [fold("patrol-ask", t("patrols.ask"), askForm(state, context)), fold("risk-ask", t("patrols.askrisk"), riskForm(state, context))] : null,
    answerList(KINDS, state.patrol, state, context),
  ];
}
