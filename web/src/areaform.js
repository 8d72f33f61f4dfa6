// SPDX-License-Identifier: Apache-2.0
// The chosen area in figures: the way to change it without dragging, and to a tenth of a mile.
import { el, given } from "./dom.js";
import { bearing, knots, miles, number, percent, position } from "./format.js";
import { field } from "./form.js";
import { t, word } from "./i18n.js";
import { may } from "./session.js";

const NUMBERS = [
  ["length", "length_nm", 0.1, 2], ["width", "width_nm", 0.1, 2], ["axis", "axis_deg", 1, 0],
];
const CENTRE = [["lat", "lat_deg"], ["lon", "lon_deg"]];

function numbers(area, change) {
  return NUMBERS.map(([key, name, step, digits]) => field(t(`area.${key}`), {
    type: "number", step, value: area[name].toFixed(digits), "data-focus": `area-${key}`,
    onchange: (event) => Number.isFinite(event.target.valueAsNumber) && change({ [name]: event.target.valueAsNumber }),
  }));
}

function centre(area, change) {
  return CENTRE.map(([key, name]) => field(t(`area.${key}`), {
    type: "number", step: 0.001, value: area.centre[name].toFixed(4), "data-focus": `area-${key}`,
    onchange: (event) => Number.isFinite(event.target.valueAsNumber) && change({ centre: { ...area.centre, [name]: event.target.valueAsNumber } }),
  }));
}

function facts(task) {
  const start = task.commence_search_point;
  return el("dl", { class: "facts" },
    el("dt", {}, t("area.csp")), el("dd", {}, start ? given(position(start.lat_deg, start.lon_deg)) : t("none")),
    el("dt", {}, t("area.spacing")), el("dd", {}, miles(task.track_spacing_nm, 2), " ", t("area.legs", { count: number(task.legs) })),
    el("dt", {}, t("area.coverage")), el("dd", {}, number(task.coverage, 2), ", ", t("area.poc", { poc: percent(task.poc), pod: percent(task.pod) })),
    task.moves_with_the_water ? [el("dt", {}, t("area.drifts")), el("dd", {}, `${bearing(task.set_deg)} `, knots(task.drift_knots))] : null);
}

function broken(task) {
  if (!task.rules_broken?.length) return null;
  return el("p", { class: "loud" }, el("span", { "aria-hidden": "true" }, "▲ "), t("area.broken"), " ", task.rules_broken.map((rule) => word("rule", rule)).join(", "));
}

export function areaForm(state, context) {
  const task = state.plan.plan.tasks[state.area];
  if (!task?.area) return null;
  const editable = may(state.session, "officer"), { change, takeOut, undo } = context.editing;
  return el("section", { class: "area" },
    el("h4", {}, given(`${task.label ?? task.number} ${task.unit}`)), broken(task),
    editable ? el("div", { class: "fields figures-in" }, numbers(task.area, change), centre(task.area, change)) : null,
    facts(task),
    el("div", { class: "row" },
      editable ? el("button", { type: "button", "data-focus": "area-undo", onclick: undo }, t("area.undo")) : null,
      editable ? el("button", { type: "button", "data-focus": "area-out", onclick: () => takeOut(state.area) }, t("area.out")) : null,
      el("button", { type: "button", "data-focus": "area-done", onclick: () => context.store.set({ area: null }) }, t("area.done"))));
}
