// SPDX-License-Identifier: Apache-2.0
// The box that takes anything: a text message, an e-mail, what somebody says on the telephone. What
// is typed is kept on this machine until the server has it; filing keeps the raw text at once and
// whole. While one types, the server reads along and shows what it understood; nothing it
// understood or did not changes what is kept.
import * as api from "./api.js";
import { el, refill } from "./dom.js";
import { field, form } from "./form.js";
import { t, word } from "./i18n.js";
import { reading } from "./panel/reports.js";
import { say } from "./notice.js";
import { sharedReport } from "./sharing.js";

const KEY = "crosswatch-draft";
const PAUSE_MS = 300;
const KINDS = ["phone", "vhf", "email", "sighting", "relay", "position", "aml", "sit185", "dsc", "ais"];

function reader(preview) {
  let timer = null, latest = 0;
  return (fields) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++latest;
      if (!fields().text.trim()) return refill(preview);
      try {
        const { incident, ...said } = fields(); // a reading is of the text, whoever it is of
        const read = await api.post("reading", said);
        if (mine === latest) refill(preview, el("h3", {}, t("paste.reading")), reading(read));
      } catch (error) {
        if (mine === latest) refill(preview, el("p", { class: "dim", "data-given": "" }, error.message));
      }
    }, PAUSE_MS);
  };
}

function fieldsOf(node) {
  const data = new FormData(node), out = { text: String(data.get("text") ?? "") };
  for (const name of ["kind", "caller", "incident"]) {
    const value = String(data.get(name) ?? "").trim();
    if (value) out[name] = value;
  }
  return out;
}

function inputs(state) {
  const open = (state.situation?.incidents ?? []).filter((one) => !one.closed);
  return [
    field(t("paste.text"), { tag: "textarea", id: "paste-text", name: "text", rows: 8, required: true, "data-focus": "paste-text", "data-keep": "paste-text" }),
    field(t("paste.caller"), { name: "caller", inputmode: "tel", "data-keep": "paste-caller" }),
    field(t("paste.incident"), { name: "incident", "data-keep": "paste-incident", options: [["", t("paste.none")], ...open.map((one) => [one.id, one.id, true])] }),
    field(t("paste.kind"), { name: "kind", "data-keep": "paste-kind", options: [["", t("paste.auto")], ...KINDS.map((kind) => [kind, word("kind", kind)])] }),
  ];
}

function openForm(context) {
  return form(t("open.open"), [field(t("open.id"), { name: "id", required: true, "data-keep": "open-id" })], async ({ id }) => {
    await context.actions.record(id, "open", {});
    context.commands.select(id);
  }, { class: "small" });
}

export function pastePanel(state, context) {
  const preview = el("div", { class: "preview", "aria-live": "polite" });
  const read = reader(preview);
  const send = async (_, node) => {
    const fields = fieldsOf(node), { event } = await api.post("reports", sharedReport(fields));
    localStorage.removeItem(KEY);
    refill(preview);
    await context.actions.loadSituation();
    if (fields.incident) context.actions.select(fields.incident, "reports");
    else {
      context.store.set({ board: "loose" });
      await context.actions.loadEvidence(event).catch((error) => say(error.message, "bad"));
    }
  };
  const box = form(t("paste.file"), inputs(state), send, {
    oninput: (event) => {
      if (event.target.name === "text") localStorage.setItem(KEY, event.target.value);
      read(() => fieldsOf(box));
    },
  });
  box.querySelector("textarea").value = localStorage.getItem(KEY) ?? "";
  if (localStorage.getItem(KEY)) read(() => fieldsOf(box));
  return [el("p", { class: "dim" }, t("paste.how")), box, preview, el("h3", {}, t("open.title")), openForm(context)];
}
