// SPDX-License-Identifier: Apache-2.0
// A part of an event taken out of the record, by a coordinator and with a reason: a caller's number
// when it is no longer evidence. What it was of, who took it out and why stay in the timeline.
import * as api from "../api.js";
import { field, fold, form } from "../form.js";
import { t, word } from "../i18n.js";
import { may } from "../session.js";

export function redact(one, state, context) {
  const parts = one.parts ?? [];
  if (!may(state.session, "coordinator") || parts.length === 0 || one.kind === "redaction") return null;
  return fold(`redact-${one.event}`, t("redact.title"), form(t("redact.title"), [
    field(t("redact.part"), { name: "part", options: parts.map((part) => [part, word("part", part)]) }),
    field(t("reason"), { name: "reason", required: true, "data-keep": `redact-reason-${one.event}` }),
  ], async (fields) => {
    await api.post("record/redactions", { event: one.event, ...fields });
    await context.actions.loadSituation();
  }, { class: "small" }));
}
