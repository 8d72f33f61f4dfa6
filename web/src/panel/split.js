// SPDX-License-Identifier: Apache-2.0
// Two boats under one name: the reports of the other one go to a new incident, with a reason.
import { el, given } from "../dom.js";
import { dayClock } from "../format.js";
import { field, fold, form } from "../form.js";
import { t, word } from "../i18n.js";

const TICK = "report:";

function tick(report) {
  const label = el("span", {}, word("kind", report.kind), " ", dayClock(report.at), " ", given(report.number || report.name || ""));
  return field(label, { type: "checkbox", name: `${TICK}${report.event}`, value: "1", "data-keep": `split-${report.event}` });
}

export function splitForm(incident, context) {
  const send = async (fields) => {
    const reports = Object.keys(fields).filter((key) => key.startsWith(TICK)).map((key) => key.slice(TICK.length));
    if (reports.length === 0) throw new Error(t("split.none"));
    await context.actions.record(incident.id, "split", { from: incident.id, new: fields.new, reports, reason: fields.reason });
  };
  return fold("split", t("split.title"), form(t("split.title"), [
    el("fieldset", { class: "ticks" }, el("legend", {}, t("split.which")), incident.filed.map(tick)),
    field(t("split.new"), { name: "new", required: true, "data-keep": "split-new" }),
    field(t("reason"), { name: "reason", required: true, "data-keep": "split-reason" }),
  ], send));
}
