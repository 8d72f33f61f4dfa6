// SPDX-License-Identifier: Apache-2.0
// The print sheet: for each unit what it needs to lay its search, and the probability of success.
// It is part of the page and shows on paper only.
import { el, given } from "./dom.js";
import { bearing, dayClock, miles, percent, position } from "./format.js";
import { corners } from "./geometry.js";
import { t } from "./i18n.js";

const placeOf = (place) => position(place.lat_deg, place.lon_deg);

function row(task) {
  const { area } = task, start = task.commence_search_point;
  return el("tr", {},
    el("th", { scope: "row" }, given(`${task.label ?? task.number} ${task.unit}`)),
    el("td", { "data-given": "" }, task.pattern),
    el("td", {}, corners(area).map((corner) => el("div", { "data-given": "" }, placeOf(corner)))),
    el("td", { "data-given": "" }, start ? placeOf(start) : ""),
    el("td", {}, `${bearing(area.axis_deg)} `, miles(area.length_nm, 2), " × ", miles(area.width_nm, 2)),
    el("td", {}, miles(task.track_spacing_nm, 2), " ", t("area.legs", { count: task.legs })),
    el("td", {}, t("area.window", { from: dayClock(task.on_scene), to: dayClock(task.off_scene) })),
    el("td", {}, percent(task.pos ?? task.pos_alone)));
}

export function sheet(state) {
  const tasks = (state.plan?.plan?.tasks ?? []).filter((task) => task.assigned && task.area);
  if (tasks.length === 0) return null;
  const heads = ["unit", "plans.pattern", "area.corner", "area.csp", "area.axis", "area.spacing", "area.scene", "plans.pos"];
  return el("div", { class: "sheet" }, el("table", {},
    el("thead", {}, el("tr", {}, heads.map((key) => el("th", { scope: "col" }, t(key))))), el("tbody", {}, tasks.map(row))),
  el("p", {}, t("map.note")));
}
