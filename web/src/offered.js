// SPDX-License-Identifier: Apache-2.0
// A unit that the case does not have: a trawler that has just offered help. It is told with the
// request for a plan, and stays with that plan and those made from it; no case is changed. How well
// its lookouts see follows from its kind and the height of their eyes, by the tables of the case.
import { field, fold } from "./form.js";
import { el } from "./dom.js";
import { t, word } from "./i18n.js";

const MPS_PER_KNOT = 1852 / 3600, HOUR_S = 3600, MINUTE_S = 60;
const KINDS = ["vessel", "lifeboat", "helicopter", "aeroplane", "drone"];
const NAME = (key) => `offered:${key}`;

export function offeredFields() {
  const one = (key, properties = {}) => field(t(`offered.${key}`), { name: NAME(key), "data-keep": `offered-${key}`, ...properties });
  const figure = (key, min, max, value) => one(key, { type: "number", step: "any", min, max, value });
  return fold("offered", t("offered.title"), el("p", { class: "dim" }, t("offered.how")), el("div", { class: "fields" },
    one("name"), one("nation"), one("kind", { options: KINDS.map((kind) => [kind, word("unitkind", kind)]) }),
    figure("lat", -90, 90), figure("lon", -180, 180), figure("transit", 1, 380), figure("search", 1, 380), figure("height", 0.5, 5000), figure("endurance", 0.1, 1440), figure("readiness", 0, 1440, "0"), figure("night", 0, 1, "0")));
}

const FIGURES = { lat: 1, lon: 1, transit: MPS_PER_KNOT, search: MPS_PER_KNOT, height: 1, endurance: HOUR_S, readiness: MINUTE_S, night: 1 };
const KEYS = { transit: "transit_speed_mps", search: "search_speed_mps", height: "search_height_m", endurance: "endurance_s", readiness: "readiness_s", night: "night_factor" };

// What of it goes into the request; nothing when no name is given.
export function offeredOf(fields) {
  if (!fields[NAME("name")]) return {};
  const unit = { name: fields[NAME("name")], nation: fields[NAME("nation")] ?? "", kind: fields[NAME("kind")] };
  for (const [key, factor] of Object.entries(FIGURES)) {
    const text = fields[NAME(key)];
    if (text === undefined) throw new Error(t("offered.whole"));
    unit[KEYS[key] ?? key] = Number(text) * factor;
  }
  return { units: [unit] };
}
