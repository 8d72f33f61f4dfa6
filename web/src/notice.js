// SPDX-License-Identifier: Apache-2.0
// One line that says what just happened or why it did not. It is read out by screen readers, stays
// until the next one, and can be put away.
import { el } from "./dom.js";
import { t } from "./i18n.js";

export function hush() {
  document.getElementById("notice")?.replaceChildren();
}

export function say(sentence, kind = "good") {
  const place = document.getElementById("notice");
  if (!place) return;
  place.dataset.kind = kind;
  place.setAttribute("role", kind === "bad" ? "alert" : "status");
  place.replaceChildren(
    el("span", { class: "notice-mark", "aria-hidden": "true" }, kind === "bad" ? "✕" : "✓"),
    el("span", { "data-given": "" }, sentence),
    el("button", { class: "plain", "aria-label": t("notice.away"), onclick: () => place.replaceChildren() }, "×"));
}
