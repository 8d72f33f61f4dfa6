// SPDX-License-Identifier: Apache-2.0
// Is it the same boat? Each incident that the report may belong to, with its probability and the
// reasons for and against, and one click to say so. The program ranks, a person decides: the reason
// is recorded.
import { el, given } from "../dom.js";
import { percent } from "../format.js";
import { field, form } from "../form.js";
import { t } from "../i18n.js";
import { may } from "../session.js";

function attach(event, incident, context) {
  return form(t("evidence.attach", { incident }), [field(t("reason"), { name: "reason", required: true, "data-keep": `reason-${event}-${incident}` })],
    ({ reason }) => context.actions.record(incident, "attach", { report: event, reason }), { class: "small" });
}

function row(one, event, state, context) {
  const share = Math.max(0, Math.min(1, one.probability));
  return el("li", {},
    el("span", { class: "line" }, one.incident === null ? el("strong", {}, t("evidence.new")) : given(one.incident, "strong"),
      el("meter", { min: 0, max: 1, value: share, "aria-label": t("evidence.share") }), el("b", {}, percent(share)),
      one.positive_key ? el("span", { class: "key" }, t("evidence.key")) : null),
    el("ul", { class: "reasons" }, one.reasons.map((reason) => el("li", { "data-given": "" }, reason))),
    one.incident !== null && may(state.session, "officer") ? attach(event, one.incident, context) : null);
}

export function evidence(event, state, context) {
  const rows = state.evidence[event];
  if (!rows) return null;
  if (rows.length === 0) return el("p", { class: "empty" }, t("evidence.none"));
  return el("ul", { class: "lines evidence", "aria-label": t("evidence.title") }, rows.map((one) => row(one, event, state, context)));
}
