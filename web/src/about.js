// SPDX-License-Identifier: Apache-2.0
// What the answers rest on: the forcing of a case and whether it will do, the leeway classes, the
// sweep widths, the program and its libraries. And a look at the queue of cases.
import * as api from "./api.js";
import { answerList, ask } from "./answers.js";
import { el, given } from "./dom.js";
import { bearing, dayClock, knots, metres, number } from "./format.js";
import { action, field, fold, form } from "./form.js";
import { t, word } from "./i18n.js";
import { say } from "./notice.js";
import { may } from "./session.js";

// ---- forcing ----

function askForm(state, context) {
  const cases = state.cases.filter((one) => one.units);
  if (cases.length === 0) return el("p", { class: "empty" }, t("plans.nocase"));
  return form(t("about.ask"), [field(t("plans.case"), { name: "case", required: true, value: state.asked ?? cases[0].name, "data-keep": "about-case", options: cases.map((one) => [one.name, one.title, true]) })],
    (fields) => ask({ what: "forcing", ...fields }, context));
}

// A wind is said by where it comes from, a current by where it goes.
function constant(quantity, value) {
  if (value.celsius !== undefined) return t("about.celsius", { value: number(value.celsius, 1) });
  const wind = quantity === "wind", speed = knots(value.speed_mps * 3600 / 1852);
  return t(wind ? "about.windfrom" : "about.toward", { speed, bearing: bearing(wind ? value.toward_deg + 180 : value.toward_deg) });
}

function holds(source) {
  const { first, last, times, spacing_m: spacing, nodes, grid } = source.holds;
  return [given(source.name || grid), " ", nodes > 0 ? t("about.grid", { nodes: number(nodes), spacing: metres(spacing) }) : null, " ", times > 0 ? [dayClock(first), " – ", dayClock(last)] : null];
}

const sourceLine = (quantity, source) => el("li", {}, source.error ? given(api.sentence(source), "span", { class: "loud" }) : source.kind === "constant" ? constant(quantity, source.value) : holds(source));

function forcing(state, context) {
  if (!state.forcing) return null;
  const { answer } = state.forcing;
  return el("section", { class: "opened", "data-answer": state.forcing.job.job },
    el("h3", {}, given(answer.case)),
    el("p", { role: "status", class: answer.will_do ? "" : "loud" }, t(answer.will_do ? "about.willdo" : "about.wontdo"), " ", answer.why ? given(answer.why) : null),
    el("p", { class: "dim" }, t("about.adrift", { from: dayClock(answer.from), to: dayClock(answer.to) })),
    el("dl", { class: "facts" }, answer.environment.map((one) => [el("dt", {}, word("quantity", one.quantity)),
      el("dd", {}, one.sources.length === 0 ? t("about.notgiven") : el("ul", { class: "reading" }, one.sources.map((source) => sourceLine(one.quantity, source))))])),
    el("button", { class: "plain", "data-focus": "forcing-close", onclick: () => context.store.set({ forcing: null }) }, t("lane.close")));
}

// ---- tables ----

const line = (row, way) => `${number(100 * row[`${way}_slope`], 2)} % ${row[`${way}_offset_mps`] < 0 ? "−" : "+"} ${number(Math.abs(100 * row[`${way}_offset_mps`]), 1)} (${number(100 * row[`${way}_std_mps`], 1)})`;

function leewayTable(rows) {
  return el("table", { class: "units" }, el("caption", {}, t("about.leewayof")),
    el("thead", {}, el("tr", {}, ["about.object", "about.downwind", "about.right", "about.left"].map((key) => el("th", { scope: "col" }, t(key))))),
    el("tbody", {}, rows.map((row) => el("tr", { "data-given": "" }, el("th", { scope: "row" }, el("b", {}, row.key), " ", row.label), ["downwind", "right", "left"].map((way) => el("td", {}, line(row, way)))))));
}

function sweepTable(rows, object) {
  const own = rows.filter((row) => row.object === object), distances = [...new Set(own.map((row) => row.visibility_nm))];
  const platforms = [...new Set(own.map((row) => `${row.platform} ${row.height_ft}`))];
  const width = (platform, distance) => own.find((row) => `${row.platform} ${row.height_ft}` === platform && row.visibility_nm === distance)?.uncorrected_sweep_width_nm;
  return el("table", { class: "units" }, el("caption", {}, t("about.sweepof")),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("about.from")), distances.map((one) => el("th", { scope: "col" }, number(one))))),
    el("tbody", {}, platforms.map((platform) => {
      const [name, height] = platform.split(" ");
      return el("tr", {}, el("th", { scope: "row" }, word("platform", name), Number(height) > 0 ? [" ", t("about.feet", { value: number(Number(height)) })] : null), distances.map((one) => el("td", { class: "right" }, number(width(platform, one), 1))));
    })));
}

function sweeps(state, context) {
  const objects = [...new Set(state.about.sweep.map((row) => row.object))], chosen = state.sweepObject ?? objects[0];
  const place = el("div", {}, sweepTable(state.about.sweep, chosen));
  return [field(t("about.object"), { value: chosen, "data-keep": "sweep-object", options: objects.map((one) => [one, one, true]),
    onchange: (event) => {
      context.store.set({ sweepObject: event.target.value });
      place.replaceChildren(sweepTable(state.about.sweep, event.target.value));
    } }), place];
}

// ---- queue ----

function queueJob(job) {
  return el("li", {}, el("span", { class: "line" }, el("strong", { "data-given": "" }, job.id.slice(0, 8)), given(job.case), el("span", { class: "chip", "data-state": job.state }, word("state", job.state)), el("span", { class: "dim" }, dayClock(job.added))),
    el("span", { class: "line dim" }, given(job.incident ?? ""), given(job.worker ?? ""), t("about.tries", { tries: job.tries, most: job.most_tries })), job.trouble ? given(api.sentence(job, "trouble"), "span", { class: "loud" }) : null);
}

const lookAtQueue = async (context) => context.store.set({ queue: await api.get("queue") });

function queue(state, context) {
  const counts = state.queue?.counts;
  return [
    el("h3", {}, t("about.queue")), action(t("about.look"), () => lookAtQueue(context), { "data-focus": "queue-look" }),
    state.queue && !counts ? el("p", { class: "empty" }, t("about.noqueue")) : null,
    counts ? [el("p", { role: "status" }, t("about.counts", counts), " ", counts.owed > 0 ? t("about.owed", { count: counts.owed }) : ""), el("ul", { class: "lines" }, state.queue.jobs.map(queueJob))] : null,
  ];
}

async function load(context) {
  context.store.set({ about: {} });
  try {
    const [leeway, sweep, version] = await Promise.all([api.get("tables/leeway"), api.get("tables/sweep"), api.get("version")]);
    context.store.set({ about: { leeway, sweep, version } });
  } catch (error) {
    say(error.message, "bad");
  }
}

function tables(state, context) {
  if (state.about === null) load(context);
  if (!state.about?.version) return el("p", { class: "empty" }, t("loading"));
  const { leeway, sweep, version } = state.about;
  return [
    fold("leeway", t("about.leeway"), leewayTable(leeway)), sweep.length > 0 ? fold("sweep", t("about.sweep"), sweeps(state, context)) : null,
    el("p", { class: "dim", "data-given": "" }, `crosswatch ${version.version}, ${version.libraries.map((one) => `${one.name} ${one.version}`).join(", ")}`),
  ];
}

export function aboutPanel(state, context) {
  return [
    el("h3", {}, t("about.forcing")), forcing(state, context), may(state.session, "officer") ? askForm(state, context) : null,
    el("h3", {}, t("about.tables")), tables(state, context), may(state.session, "officer") ? queue(state, context) : null, answerList(["forcing"], state.forcing, state, context),
  ];
}
