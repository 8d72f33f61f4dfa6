// SPDX-License-Identifier: Apache-2.0
// After a search: what was done of the open plan, in what weather, what was seen, and the next plan
// from there. What is not said was not searched. The outlook's picture stands here too.
import * as api from "./api.js";
import { el, given } from "./dom.js";
import { clock, percent } from "./format.js";
import { field, fold, form } from "./form.js";
import { t } from "./i18n.js";
import { may } from "./session.js";

const METRES_PER_NM = 1852, MPS_PER_KNOT = 1852 / 3600;

const WEATHER = [["visibility", 100], ["wind", 140], ["waves", 30]];

// Where a unit was in other weather than the others, its own is said here, whole.
function ownWeather(unit, job) {
  return fold(`weather-${job}-${unit}`, [t("after.own"), " ", given(unit)], el("div", { class: "fields" },
    WEATHER.map(([key, max]) => field(t(`after.${key}`), { type: "number", name: `${key}:${unit}`, min: 0, max, step: "any", "data-keep": `${key}-${job}-${unit}` }))));
}

const inMetric = (visibility, wind, waves) => ({ visibility_m: Number(visibility) * METRES_PER_NM, wind_mps: Number(wind) * MPS_PER_KNOT, wave_height_m: Number(waves) });

function weatherOf(fields, unit) {
  const own = WEATHER.map(([key]) => fields[`${key}:${unit}`]), said = own.filter((one) => one !== undefined).length;
  if (said === 0) return {};
  if (said < WEATHER.length) throw new Error(t("after.whole", { unit }));
  return { conditions: inMetric(...own) };
}

function partDone(unit, job) {
  const shown = el("output", { "data-keep": `shown-${job}-${unit}` }, percent(1));
  const slider = field(unit, { type: "range", name: `done:${unit}`, min: 0, max: 100, step: 5, value: "100", "data-keep": `done-${job}-${unit}`,
    oninput: (event) => (shown.value = percent(event.target.value / 100)) });
  slider.querySelector("label").dataset.given = "";
  slider.append(shown);
  return [slider, ownWeather(unit, job)];
}

function sightingFields() {
  const one = (key, properties) => field(t(`after.${key}`), { name: key, "data-keep": `after-${key}`, ...properties });
  const figure = (key, min, max, step, value) => one(key, { type: "number", min, max, step, value });
  return fold("sighting", t("after.seen"), el("div", { class: "fields" },
    one("object"), figure("lat", -90, 90, 0.0001), figure("lon", -180, 180, 0.0001), figure("radius", 0.01, 100, 0.01, "1.5"),
    one("time", { placeholder: "2021-11-24T05:40Z" }), figure("related", 1, 100, 1, "50"), figure("background", 1, 500, 1, "15")));
}

function sightingOf(fields) {
  if (!fields.object) return {};
  return { sightings: [{
    what: fields.object, lat: Number(fields.lat), lon: Number(fields.lon), radius_m: Number(fields.radius) * METRES_PER_NM,
    time: fields.time ?? "", related: Number(fields.related) / 100, background_m: Number(fields.background) * METRES_PER_NM,
  }] };
}

function askNext(state, units, context) {
  const job = state.jobs.find((one) => one.job === state.job);
  const figure = (key, max, value) => field(t(`after.${key}`), { type: "number", name: key, min: 0, max, step: "any", required: true, value, "data-keep": `after-${key}` });
  return form(t("after.ask"), [
    units.map((unit) => partDone(unit, state.job)), WEATHER.map(([key, max]) => figure(key, max)), sightingFields(),
  ], async (fields) => {
    const searched = units.map((unit) => ({ unit, share: Number(fields[`done:${unit}`]) / 100, seen: "nothing", ...weatherOf(fields, unit) })).filter((one) => one.share > 0);
    const conditions = inMetric(fields.visibility, fields.wind, fields.waves);
    context.actions.takeJob(await api.post("jobs", {
      what: "update", case: job.case, plan: job.job, ...(state.selected ? { incident: state.selected } : {}), searched, conditions, ...sightingOf(fields),
    }));
  });
}

function soFar(update) {
  if (!update) return null;
  return el("section", {}, el("h4", {}, t("after.sofar"), " ", percent(update.pos)),
    el("ul", { class: "lines" }, update.results.map((one) => el("li", {},
      el("span", { class: "line" }, given(one.unit ?? one.what ?? one.id), clock(one.from), clock(one.until), one.pos === undefined ? null : percent(one.pos))))));
}

export function outlookPicture(state) {
  const job = state.jobs.find((one) => one.job === state.job);
  if (!job?.files.includes("outlook.png")) return null;
  return el("img", { class: "outlook", src: `/api/1/jobs/${job.job}/files/outlook.png`, alt: t("after.outlook") });
}

export function afterSearch(state, context) {
  const units = [...new Set((state.planBefore?.plan?.tasks ?? []).filter((task) => task.assigned).map((task) => task.unit))];
  return [
    soFar(state.planBefore?.update),
    units.length > 0 && may(state.session, "officer") ? fold("after", t("after.title"), el("p", {}, t("after.how")), askNext(state, units, context)) : null,
  ];
}
