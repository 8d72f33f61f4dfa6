// SPDX-License-Identifier: Apache-2.0
// The record itself, for a coordinator: how long it is, when it was last signed, whether all of it
// is as it was written, and a copy to take away.
import * as api from "./api.js";
import { el, given } from "./dom.js";
import { dayClock, number } from "./format.js";
import { action, field, fold, form } from "./form.js";
import { t } from "./i18n.js";
import { may } from "./session.js";
import { say } from "./notice.js";

async function load(context) {
  try {
    const [record, verifying] = await Promise.all([api.get("record"), api.get("record/verify")]);
    context.store.set({ record, verifying });
  } catch (error) {
    say(error.message, "bad");
    context.store.set({ record: {} });
  }
}

// A large record takes minutes: what is read of it stands here until the answer does.
function verification(told) {
  if (!told || told.state === "none") return null;
  if (told.state === "running") return el("p", { role: "status" }, el("progress", { max: told.entries || 1, value: Math.min(told.read, told.entries), "aria-label": t("record.verifying") }), " ", t("record.read", { read: number(told.read), entries: number(told.entries) }));
  if (told.state === "failed") return el("p", { class: "loud", role: "alert" }, given(api.sentence(told)));
  return [verdict(told.verdict), el("p", { class: "dim" }, t("record.when", { time: dayClock(told.ended) }))];
}

function verdict(found) {
  if (found.good) return el("p", { role: "status" }, t("record.good", { entries: number(found.entries), signatures: number(found.signatures) }));
  return el("section", { role: "alert" }, el("p", { class: "loud" }, t("record.bad", { count: number(found.fault_count) })),
    el("ul", { class: "why" }, found.faults.map((fault) => el("li", { "data-given": "" }, [fault.what, fault.log, fault.number, fault.detail].filter((one) => one !== "").join(", ")))));
}

const MOST_BYTES = 700000; // of a bundle: a request holds a megabyte, and base64 takes a third more

async function base64(file) {
  if (file.size > MOST_BYTES) throw new Error(t("record.large", { most: number(MOST_BYTES / 1000) }));
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return btoa(text);
}

// What comes from the partner: its bundle, and its signature under a checkpoint of this record.
function takenIn(context) {
  return [
    fold("import", t("record.import"), form(t("record.import"), [field(t("record.bundle"), { name: "bundle", type: "file", required: true })], async (_, node) => {
      const told = await api.post("record/import", { bundle: await base64(node.elements.bundle.files[0]) });
      context.store.set({ imported: told });
      await load(context);
    })),
    context.store.get().imported ? el("p", { role: "status" }, t("record.imported", { added: number(context.store.get().imported.added), positions: number(context.store.get().imported.positions) }), " ", given(context.store.get().imported.from)) : null,
    fold("note", t("record.note"), form(t("record.note"), [field(t("record.notetext"), { tag: "textarea", rows: 6, name: "note", required: true, "data-keep": "record-note" })], async (_, node) => {
      await api.post("record/notes", { note: new FormData(node).get("note").replace(/\r\n/g, "\n") });
      await load(context);
    })),
    el("p", { class: "dim" }, t("record.keys")),
  ];
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
        context.store.set({ verifying: await api.post("record/verify") });
      }, { class: "main", "data-focus": "record-verify" }),
      el("span", { class: "files" }, el("a", { href: "/api/1/record/copy", download: "record.db", "data-focus": "record-copy" }, t("record.copy")))),
    el("p", { class: "dim" }, t("record.private")), verification(state.verifying), takenIn(context),
  ];
}

// The server tells when the verification has gone on; only whose panel shows it asks.
export async function followVerification(store) {
  const { session, panel } = store.get();
  if (!may(session, "coordinator") || panel !== "record") return;
  try {
    store.set({ verifying: await api.get("record/verify") });
  } catch (error) {
    say(error.message, "bad");
  }
}
