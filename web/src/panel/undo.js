// SPDX-License-Identifier: Apache-2.0
// Merges and splits taken back, from where they stand in the timeline. A merge is undone by a split
// that names it, a split by a merge (docs/incident.md, 7); both need a reason, and both stay in the
// record. The incidents are named with it, so that their timelines show what was taken back and why.
import { field, fold, form } from "../form.js";
import { t } from "../i18n.js";
import { may } from "../session.js";

const BY = { merge: "split", split: "merge" };

export function undo(one, all, state, context) {
  if (!BY[one.kind] || !may(state.session, "officer") || one.body?.undo) return null;
  if (all.some((other) => other.body?.undo === one.event)) return null;
  const { into, from, new: made } = one.body ?? {};
  const send = ({ reason }) => context.actions.record(state.incident.id, BY[one.kind], { undo: one.event, into, from, new: made, reason });
  return fold(`undo-${one.event}`, t(`undo.${one.kind}`), form(t(`undo.${one.kind}`), [field(t("reason"), { name: "reason", required: true, "data-keep": `undo-reason-${one.event}` })], send, { class: "small" }));
}
