// SPDX-License-Identifier: Apache-2.0
// Everything that was recorded, newest first, filtered by who recorded it and by kind. When
// something was recorded and when it was observed may differ; both are shown when they do.
import { el, given } from "../dom.js";
import { dayClock } from "../format.js";
import { field } from "../form.js";
import { plural, t, word } from "../i18n.js";
import { redact } from "./redact.js";
import { undo } from "./undo.js";

const NEAR_MS = 60000;

function choices(list, key, group) {
  const found = [...new Set(list.map((one) => one[key]))].sort();
  return [["", t("timeline.all")], ...found.map((value) => [value, group ? word(group, value) : value, !group])];
}

function chooser(label, name, options, filter, store) {
  return field(label, { options, value: filter[name] ?? "", "data-focus": `filter-${name}`,
    onchange: (event) => {
      event.target.blur();
      store.set({ filter: { ...filter, [name]: event.target.value } });
      document.querySelector(`[data-focus="filter-${name}"]`)?.focus();
    } });
}

// What a field says, in one line; nothing where it names another event, which is no one's reading.
const NAMES_EVENT = /^[0-9a-f]{24,}$/i;

function said(value) {
  if (value === null || value === "" || NAMES_EVENT.test(value)) return "";
  if (Array.isArray(value)) return value.map(said).filter(Boolean).join(", ");
  return typeof value === "object" ? Object.values(value).map(said).filter(Boolean).join(" ") : String(value);
}

// A report is its text; of all else the author's fields are shown, as they stand.
function body(one, incident) {
  const report = incident.filed.find((filed) => filed.event === one.event);
  if (report) return report.text ? given(report.text, "q", { class: "raw" }) : el("span", { class: "dim" }, t("report.withheld"));
  const pairs = Object.entries(one.body ?? {}).map(([key, value]) => [key, said(value)]).filter(([, value]) => value !== "");
  return pairs.length === 0 ? null : el("dl", { class: "inline" }, pairs.map(([key, value]) => el("div", {}, el("dt", {}, word("field", key)), given(value, "dd"))));
}

function entry(one, all, state, context) {
  const apart = one.observed && Math.abs(Date.parse(one.observed) - Date.parse(one.recorded)) > NEAR_MS;
  return el("li", {},
    el("span", { class: "line" }, el("time", {}, dayClock(one.recorded)), el("strong", {}, word("event", one.kind)), given([one.centre, one.person].filter(Boolean).join(", "), "span", { class: "dim" })),
    body(one, state.incident),
    apart ? el("span", { class: "dim" }, t("timeline.observed", { time: dayClock(one.observed) })) : null,
    undo(one, all, state, context), redact(one, state, context));
}

export function timelineTab(state, context) {
  const all = state.timeline ?? [], filter = state.filter ?? {};
  const shown = all.filter((one) => (!filter.centre || one.centre === filter.centre) && (!filter.kind || one.kind === filter.kind));
  return [
    el("div", { class: "fields" },
      chooser(t("source"), "centre", choices(all, "centre"), filter, context.store),
      chooser(t("timeline.kind"), "kind", choices(all, "kind", "event"), filter, context.store)),
    el("p", { class: "dim", role: "status" }, plural("timeline.shown", shown.length)),
    el("ol", { class: "lines timeline" }, [...shown].reverse().map((one) => entry(one, all, state, context))),
  ];
}
