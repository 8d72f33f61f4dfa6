// SPDX-License-Identifier: Apache-2.0
// The page's only way to make elements. Text becomes text nodes, never markup, so that nothing a
// caller or another centre wrote can run here. `refill` replaces what an element holds and keeps
// the focus, what is half typed and how far it is scrolled: lists are redrawn whole on each update,
// and an update must never take a key stroke away from a watch officer.

function setProperty(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  // The default, so that resetting a form brings it back.
  else if (name === "value" && ["INPUT", "TEXTAREA"].includes(node.tagName)) node.defaultValue = value;
  else if (name === "value" || name === "checked" || name === "selected") node[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  node.append(...children.flat(4).filter((child) => child !== null && child !== undefined && child !== false));
  for (const [name, value] of Object.entries(properties)) setProperty(node, name, value);
  return node;
}

// What the record says, in the words in which it came: not the page's to translate.
export function given(text, tag = "span", properties = {}) {
  return el(tag, { "data-given": "", ...properties }, text ?? "");
}

function focusOf(parent) {
  const active = document.activeElement;
  if (!active || active === parent || !parent.contains(active)) return null;
  const key = active.dataset.focus;
  if (!key) return null;
  const range = "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  return { key, range };
}

function restoreFocus(parent, kept) {
  const node = parent.querySelector(`[data-focus="${CSS.escape(kept.key)}"]`);
  if (!node) return;
  node.focus({ preventScroll: true });
  if (kept.range && kept.range[0] !== null && node.setSelectionRange) node.setSelectionRange(...kept.range);
}

function typedIn(parent) {
  const values = new Map();
  for (const node of parent.querySelectorAll("[data-keep]")) {
    values.set(node.dataset.keep, node.type === "checkbox" ? node.checked : node.tagName === "DETAILS" ? node.open : node.value);
  }
  return values;
}

function restoreTyped(parent, values) {
  for (const node of parent.querySelectorAll("[data-keep]")) {
    const value = values.get(node.dataset.keep);
    if (value === undefined) continue;
    if (node.type === "checkbox") node.checked = value;
    else if (node.tagName === "DETAILS") node.open = value;
    else node.value = value;
  }
}

// While a button is held down what it belongs to is not replaced: the click would be lost. The
// latest content waits until it is let go.
let held = null;
const waiting = new Map();

export function guardClicks(root) {
  root.addEventListener("pointerdown", (event) => (held = event.target), true);
  const release = () => setTimeout(() => {
    held = null;
    for (const [parent, children] of waiting) replace(parent, children);
    waiting.clear();
  });
  for (const name of ["pointerup", "pointercancel"]) root.addEventListener(name, release, true);
}

function replace(parent, children) {
  const focus = focusOf(parent), values = typedIn(parent), top = parent.scrollTop;
  parent.replaceChildren(...children);
  restoreTyped(parent, values);
  parent.scrollTop = top;
  if (focus) restoreFocus(parent, focus);
}

export function refill(parent, ...children) {
  const list = children.flat(4).filter(Boolean);
  if (held && parent.contains(held)) waiting.set(parent, list);
  else replace(parent, list);
}
