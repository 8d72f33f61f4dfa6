// SPDX-License-Identifier: Apache-2.0
// Everything that was recorded, newest first, filtered by who recorded it and by kind. When
// something was recorded and when it was observed may differ; both are shown when they do.
import { el, given } from "../dom.js";
import { dayClock } from "../format.js";
import { field } from "../form.js";
import { plural, t, word } from "../i18n.js";

const NEAR_MS = 60000;

function choices(list, key, group) {
  const found = [...new Set(list.map((one) => one[key]))].sort();
  return [["", t("timeline.all")], ...found.map((value) => [value, group ? word(group, value) : value])];
}

function chooser(label, name, options, filter, store) {
  return field(label, { options, value: filter[name] ?? "", "data-focus": `filter-${name}`,
    onchange: (event) => {
      event.target.blur();
      store.set({ filter: { ...filter, [name]: event.target.value } });
      document.querySelector(`[data-focus="filter-${name}"]`)?.focus();
    } });
}

// An event's body is its author's fields; they are shown as they stand.
function body(fields) {
  const pairs = Object.entries(fields ?? {}).filter(([, value]) => value !== null && value !== "");
  const written = ([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`;
  return pairs.length > 0 ? given(pairs.map(written).join(" · "), "span", { class: "body-of" }) : null;
}

function entry(one) {
  const apart = one.observed && Math.abs(Date.parse(one.observed) - Date.parse(one.recorded)) > NEAR_MS;
  return el("li", {},
    el("span", { class: "line" }, el("time", {}, dayClock(one.recorded)), el("strong", {}, word("event", one.kind)), given([one.centre, one.person].filter(Boolean).join(", "), "span", { class: "dim" })),
    body(one.body),
    apart ? el("span", { class: "dim" }, t("timeline.observed", { time: dayClock(one.observed) })) : null);
}

export function timelineTab(state, context) {
  const all = state.timeline ?? [], filter = state.filter ?? {};
  const shown = all.filter((one) => (!filter.centre || one.centre === filter.centre) && (!filter.kind || one.kind === filter.kind));
  return [
    el("div", { class: "fields" },
      chooser(t("source"), "centre", choices(all, "centre"), filter, context.store),
      chooser(t("timeline.kind"), "kind", choices(all, "kind", "event"), filter, context.store)),
    el("p", { class: "dim", role: "status" }, plural("timeline.shown", shown.length)),
    el("ol", { class: "lines timeline" }, [...shown].reverse().map(entry)),
  ];
}
