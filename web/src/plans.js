// SPDX-License-Identifier: Apache-2.0
// Drifts and plans: ask for one, watch it run, open it on the map, change it, compare it with
// another, take it away as a file or on paper.
import * as api from "./api.js";
import { el, given } from "./dom.js";
import { clock, dayClock, number, percent } from "./format.js";
import { action, field, fold, form } from "./form.js";
import { plural, t, word } from "./i18n.js";
import { may } from "./session.js";
import { afterSearch, outlookPicture } from "./after.js";
import { areaForm } from "./areaform.js";
import { offeredFields, offeredOf } from "./offered.js";
import { sheet } from "./sheet.js";
import { unitVariable } from "./colours.js";

const WHATS = ["plan", "where", "drift", "outlook"], TIMED = ["plan", "outlook"];
const SEARCHES = [...WHATS, "update"];
const EXPORTS = ["plan.gpx", "plan.kml", "plan.geojson", "plan.txt", "outlook.txt", "where.txt", "where.tif", "drift.nc"];

const chosen = (fields, name) => Object.keys(fields).filter((key) => key.startsWith(`${name}:`)).map((key) => key.slice(name.length + 1));

// The units of a case, to be pinned as in the open plan or left out.
function unitTicks(one, state) {
  const ticks = (name, label) => el("fieldset", {}, el("legend", {}, label),
    one.units.map((unit) => field(given(unit.name), { type: "checkbox", name: `${name}:${unit.name}`, value: "1", "data-keep": `${name}-${unit.name}` })));
  const canPin = state.plan?.plan && state.plan.case.name === one.title;
  return [canPin ? ticks("keep", t("plans.keep")) : null, ticks("exclude", t("plans.exclude"))].filter(Boolean);
}

function askForm(state, context) {
  const good = state.cases.filter((one) => one.units);
  if (good.length === 0) return el("p", { class: "empty" }, t("plans.nocase"));
  const units = el("div", { class: "ticks" });
  const show = (name) => units.replaceChildren(...unitTicks(good.find((one) => one.name === name), state));
  const asked = state.asked ?? good.find((one) => one.title === state.plan?.case?.name)?.name ?? good[0].name;
  show(asked);
  return form(t("plans.ask"), [
    field(t("plans.case"), { name: "case", required: true, value: asked, options: good.map((one) => [one.name, one.title, true]),
      onchange: (event) => {
        context.store.set({ asked: event.target.value });
        show(event.target.value);
      } }),
    field(t("plans.what"), { name: "what", options: WHATS.map((one) => [one, word("job", one)]), "data-keep": "ask-what" }),
    field(t("plans.time"), { name: "time_s", type: "number", min: 1, max: 600, value: "20", "data-keep": "ask-time" }),
    field(t("plans.hours"), { name: "hours", type: "number", min: 1, max: 72, value: "12", "data-keep": "ask-hours" }),
    units, offeredFields(),
  ], async (fields) => {
    const keep = chosen(fields, "keep"), exclude = chosen(fields, "exclude");
    const job = await api.post("jobs", {
      what: fields.what, case: fields.case, ...(TIMED.includes(fields.what) ? { time_s: Number(fields.time_s) } : {}), ...(state.selected ? { incident: state.selected } : {}),
      ...(fields.what === "plan" ? offeredOf(fields) : {}), ...(fields.what === "outlook" ? { hours: Number(fields.hours) } : {}), ...(exclude.length > 0 ? { exclude } : {}), ...(keep.length > 0 ? { keep, plan: state.job } : {}),
    });
    context.actions.takeJob(job);
  });
}

export function jobState(job) {
  if (job.state !== "running") return el("span", { class: "chip", "data-state": job.state }, word("state", job.state));
  return el("span", { class: "running" }, el("progress", { max: 1, value: job.share, "aria-label": t("plans.progress") }), " ", percent(job.share), " ", given(job.stage));
}

// Gone for good: asked twice.
function removal(job) {
  return fold(`remove-${job.job}`, t("plans.remove"), action(t("plans.remove.sure"), () => api.remove(`jobs/${job.job}/result`), { "data-focus": `remove-${job.job}` }));
}

function jobItem(job, state, context) {
  const open = job.job === state.job, { actions } = context;
  const running = job.state === "running" || job.state === "waiting";
  return el("li", { class: open ? "chosen" : "" },
    el("span", { class: "line" }, el("strong", {}, t("plans.number", { number: job.job })), word("job", job.what), given(job.case), el("time", { class: "dim" }, clock(job.started))),
    el("span", { class: "line" }, jobState(job), job.error ? given(api.sentence(job), "span", { class: "loud" }) : null),
    el("div", { class: "row" },
      job.state === "done" ? action(open ? t("plans.opened") : t("plans.open"), () => actions.openJob(job.job), { "data-focus": `open-${job.job}`, "aria-pressed": String(open), class: open ? "" : "main" }) : null,
      job.state === "done" && !open && state.job !== null ? action(job.job === state.compared ? t("plans.comparing") : t("plans.compare"),
        () => actions.compareJob(job.job === state.compared ? null : job.job), { "data-focus": `compare-${job.job}`, "aria-pressed": String(job.job === state.compared) }) : null,
      running && may(state.session, "officer") ? action(t("plans.cancel"), () => api.remove(`jobs/${job.job}`), { "data-focus": `cancel-${job.job}` }) : null,
      !running && !open && may(state.session, "coordinator") ? removal(job) : null));
}

function unitRow(task, index, state, context) {
  const swatch = el("span", { class: "swatch", "data-unit": unitVariable(task.number), "aria-hidden": "true" }, task.label ?? task.number);
  if (!task.assigned) return el("tr", { class: "done" }, el("td", {}, swatch), el("th", { scope: "row" }, given(task.unit)), el("td", { colspan: 4 }, t("plans.unassigned"), " ",
    may(state.session, "officer") ? el("button", { class: "plain", type: "button", "data-focus": `give-${index}`, onclick: () => context.editing.give(index) }, t("plans.give")) : null));
  const chosen = index === state.area;
  return el("tr", { class: chosen ? "chosen" : "" },
    el("td", {}, swatch),
    el("th", { scope: "row" }, el("button", { class: "plain", "data-focus": `task-${index}`, "aria-pressed": String(chosen), onclick: () => context.store.set({ area: chosen ? null : index }) }, given(task.unit))),
    el("td", {}, given(task.pattern)), el("td", {}, clock(task.on_scene)), el("td", {}, clock(task.off_scene)), el("td", { class: "right" }, percent(task.pos ?? task.pos_alone)));
}

function unitTable(state, context) {
  const tasks = state.plan?.plan?.tasks;
  if (!tasks) return null;
  const head = ["", "unit", "plans.pattern", "plans.from", "plans.to", "plans.pos"].map((key) => el("th", { scope: "col" }, key ? t(key) : el("span", { class: "unseen" }, t("number"))));
  return el("table", { class: "units" }, el("caption", { class: "unseen" }, t("plans.units")), el("thead", {}, el("tr", {}, head)), el("tbody", {}, tasks.map((task, k) => unitRow(task, k, state, context))));
}

function success(state) {
  const before = state.planBefore?.plan?.pos, now = state.score?.pos ?? before, other = state.planCompared?.plan?.pos;
  if (before === undefined) return null;
  const change = now - before, alive = (state.score ? state.score.alive : state.planBefore.found_alive)?.expected_found_alive ?? null;
  const bound = state.planBefore.plan.bound?.pos_at_most;
  return el("div", { class: "success", role: "status" },
    el("div", { class: "figure" }, el("b", { id: "pos" }, percent(now, 1)), el("span", {}, t("plans.pos.long"))),
    Math.abs(change) > 5e-4 ? el("div", { class: "figure" }, el("b", {}, `${change > 0 ? "+" : "−"}${number(Math.abs(change) * 100, 1)}`), el("span", {}, t("plans.change"))) : null,
    alive ? el("div", { class: "figure" }, el("b", {}, number(alive.middle, 1)), el("span", {}, t("plans.alive", { low: number(alive.low), high: number(alive.high) }))) : null,
    bound ? el("div", { class: "figure" }, el("b", {}, percent(bound, 1)), el("span", {}, t("plans.bound"))) : null,
    other !== undefined ? el("div", { class: "figure" }, el("b", {}, percent(other, 1)), el("span", {}, t("plans.other", { number: state.compared }))) : null);
}

function comparison(state) {
  if (!state.planCompared?.plan || !state.plan?.plan) return null;
  const share = (plan, unit) => plan.tasks.filter((task) => task.unit === unit && task.assigned).map((task) => percent(task.pos_alone)).join(" + ") || t("none");
  const units = [...new Set([...state.plan.plan.tasks, ...state.planCompared.plan.tasks].map((task) => task.unit))];
  return el("table", { class: "units" }, el("caption", {}, t("plans.comparison")),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("unit")), el("th", { scope: "col" }, t("plans.number", { number: state.job })), el("th", { scope: "col" }, t("plans.number", { number: state.compared })))),
    el("tbody", {}, units.map((unit) => el("tr", {}, el("th", { scope: "row" }, given(unit)), el("td", { class: "right" }, share(state.plan.plan, unit)), el("td", { class: "right" }, share(state.planCompared.plan, unit))))));
}

function files(state) {
  const job = state.jobs.find((one) => one.job === state.job);
  const names = EXPORTS.filter((name) => job?.files.includes(name));
  return el("div", { class: "row files" },
    names.map((name) => el("a", { href: `/api/1/jobs/${state.job}/files/${name}`, download: name, "data-focus": `file-${name}` }, given(name))),
    el("button", { type: "button", "data-focus": "print", onclick: () => window.print() }, t("plans.print")));
}

function opened(state, context) {
  if (state.job === null) return null;
  return el("section", { class: "opened" },
    el("h3", {}, t("plans.number", { number: state.job }), " ", given(state.plan?.case?.name)),
    success(state), unitTable(state, context), state.area !== null ? areaForm(state, context) : state.plan?.plan ? el("p", { class: "dim" }, t("plans.choose")) : null,
    comparison(state), outlookPicture(state), afterSearch(state, context), files(state), sheet(state));
}

export function plansPanel(state, context) {
  const jobs = state.jobs.filter((job) => SEARCHES.includes(job.what));
  return [
    opened(state, context),
    el("h3", {}, t("plans.list"), " ", el("small", { class: "dim" }, plural("plans.count", jobs.length))),
    jobs.length === 0 ? el("p", { class: "empty" }, t("plans.none")) : el("ul", { class: "lines" }, jobs.map((job) => jobItem(job, state, context))),
    may(state.session, "officer") ? fold("ask", t("plans.ask"), askForm(state, context)) : null,
    el("p", { class: "print-only" }, dayClock(context.now())),
  ];
}
