// SPDX-License-Identifier: Apache-2.0
// The record itself, for a coordinator: how long it is, when it was last signed, whether all of it
// is as it was written, and a copy to take away.
import * as api from "./api.js";
import { el, given } from "./dom.js";
import { dayClock, number } from "./format.js";
import { action } from "./form.js";
import { t } from "./i18n.js";
import { say } from "./notice.js";

async function load(context) {
  try {
    context.store.set({ record: await api.get("record") });
  } catch (error) {
    say(error.message, "bad");
    context.store.set({ record: {} });
  }
}

function verdict(found) {
  if (!found) return null;
  if (found.good) return el("p", { role: "status" }, t("record.good", { entries: number(found.entries), signatures: number(found.signatures) }));
  return el("section", { role: "alert" }, el("p", { class: "loud" }, t("record.bad", { count: number(found.fault_count) })),
    el("ul", { class: "why" }, found.faults.map((fault) => el("li", { "data-given": "" }, [fault.what, fault.log, fault.number, fault.detail].filter((one) => one !== "").join(", ")))));
}

export function recordPanel(state, context) {
  if (!state.record) {
    load(context);
    return el("p", { class: "empty" }, t("loading"));
  }
  const { entries, checkpoint } = state.record;
  return [
    el("dl", { class: "facts" },
      el("dt", {}, t("record.entries")), el("dd", {}, number(entries)),
      el("dt", {}, t("record.checkpoint")), el("dd", {}, checkpoint ? t("record.signed", { time: dayClock(checkpoint.time), entries: number(checkpoint.entries) }) : t("record.unsigned"))),
    el("div", { class: "row" },
      action(t("record.verify"), async () => {
        context.store.set({ verdict: await api.post("record/verify") });
        await load(context);
      }, { class: "main", "data-focus": "record-verify" }),
      el("span", { class: "files" }, el("a", { href: "/api/1/record/copy", download: "record.db", "data-focus": "record-copy" }, t("record.copy")))),
    el("p", { class: "dim" }, t("record.private")), verdict(state.verdict),
  ];
}
