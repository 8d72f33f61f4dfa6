// SPDX-License-Identifier: Apache-2.0
// Night (the default: dark, warm, no blue light to spoil dark-adapted eyes), red (darker still) and
// day. The choice stays with the machine: a wall at night is not a desk by day.
const THEMES = ["night", "red", "day"];
const KEY = "crosswatch-theme";

export const theme = () => document.documentElement.dataset.theme;

export function restoreTheme() {
  const kept = localStorage.getItem(KEY);
  document.documentElement.dataset.theme = THEMES.includes(kept) ? kept : THEMES[0];
}

export function nextTheme() {
  const next = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];
  document.documentElement.dataset.theme = next;
  localStorage.setItem(KEY, next);
  return next;
}
