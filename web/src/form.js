// SPDX-License-Identifier: Apache-2.0
// Forms as the panel uses them: a labelled field, a row of them, a button that says why it could
// not. Each field has a visible label; what is missing is named beside the button.
import { el } from "./dom.js";
import { t } from "./i18n.js";
import { hush, say } from "./notice.js";

let count = 0;

// Options are [value, words] or, when the words are the record's and not the page's, [value, words, true].
export function field(label, properties = {}) {
  const { options, tag = options ? "select" : "input", id = `f${++count}`, ...rest } = properties;
  const choices = (options ?? []).map(([value, words, own]) => el("option", { value, selected: value === rest.value, "data-given": own ?? false }, words));
  return el("div", { class: rest.type === "checkbox" ? "field tick" : "field" }, el("label", { for: id }, label), el(tag, { id, ...rest }, choices));
}

export function values(form) {
  const out = {};
  for (const [name, value] of new FormData(form)) {
    const text = String(value).trim();
    if (text !== "") out[name] = text;
  }
  return out;
}

// Empties a form that was sent; also the one that an update has put in its place meanwhile.
function empty(sent) {
  sent.reset();
  for (const one of sent.querySelectorAll("[data-keep]")) {
    const shown = document.querySelector(`[data-keep="${CSS.escape(one.dataset.keep)}"]`);
    if (shown && shown !== one && "defaultValue" in shown) shown.value = shown.defaultValue;
  }
}

// A form that sends its fields to `send`; while it waits the button is off, so that nothing is
// recorded twice, and when it was refused the words stay in it.
export function form(submit, fields, send, properties = {}) {
  const button = el("button", { type: "submit", class: "main", "data-focus": `submit-${submit}` }, submit);
  const trouble = el("p", { class: "trouble", role: "alert" });
  async function onsubmit(event) {
    event.preventDefault();
    button.disabled = true;
    trouble.replaceChildren();
    let sent = false;
    try {
      await send(values(event.target), event.target);
      empty(event.target);
      sent = true;
      say(t("recorded"));
    } catch (error) {
      hush(); // "recorded" of the one before would mislead
      trouble.append(el("span", { "data-given": "" }, error.message));
      if (error.missing?.length) trouble.append(el("ul", {}, error.missing.map((line) => el("li", { "data-given": "" }, line))));
    }
    button.disabled = false;
    // Out of the field: what was recorded may be drawn now.
    if (sent && event.target.contains(document.activeElement)) button.focus();
  }
  return el("form", { onsubmit, autocomplete: "off", ...properties }, el("div", { class: "fields" }, fields), trouble, button);
}

// A section that opens; forms that are seldom needed do not crowd those that are.
export function fold(key, title, ...children) {
  return el("details", { "data-keep": `fold-${key}`, class: "fold" }, el("summary", { "data-focus": `fold-${key}` }, title), ...children);
}

// A button that asks for nothing more.
export function action(label, work, properties = {}) {
  return el("button", {
    type: "button", ...properties,
    onclick: async (event) => {
      const button = event.currentTarget;
      button.disabled = true;
      try {
        await work();
      } catch (error) {
        say(error.message, "bad");
      }
      button.disabled = false;
    },
  }, label);
}
