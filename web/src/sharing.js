// SPDX-License-Identifier: Apache-2.0
// With which centre this desk shares what it records. Nothing leaves the record that its author did
// not share: the choice is made once for the desk, stands in the bar for all to see, and is kept on
// this machine. An offer of custody is always shared with the centre that it is made to.
import { el } from "./dom.js";
import { field, form } from "./form.js";
import { t } from "./i18n.js";

const KEY = "crosswatch-sharing";
const NOBODY = { centre: "", source: false, caller: false };

export function sharing() {
  try {
    return { ...NOBODY, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return NOBODY;
  }
}

// The fields that an event takes with it.
export function shared(word, fields) {
  const { centre } = sharing(), to = word === "offer" ? fields.to : centre;
  return to ? { ...fields, share: to } : fields;
}

export function sharedReport(fields) {
  const { centre, source, caller } = sharing();
  const parts = [caller ? "caller" : "", source ? "source" : ""].filter(Boolean).join(";");
  return centre ? { ...fields, share: centre, ...(parts ? { release: parts } : {}) } : fields;
}

export function sharingPanel(state, context) {
  const now = sharing();
  const tick = (name) => field(t(`sharing.${name}`), { type: "checkbox", name, value: "1", checked: now[name] });
  return [
    el("p", { class: "dim" }, t("sharing.how")),
    form(t("users.save"), [field(t("sharing.centre"), { name: "centre", value: now.centre }), tick("source"), tick("caller")], (fields) => {
      localStorage.setItem(KEY, JSON.stringify({ centre: fields.centre ?? "", source: "source" in fields, caller: "caller" in fields }));
      context.redraw();
      context.store.set({ panel: "incident" });
    }),
  ];
}
