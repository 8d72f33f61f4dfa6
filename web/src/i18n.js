// SPDX-License-Identifier: Apache-2.0
// The page's words. Modules hold keys, never sentences; each key stands in both dictionaries, which
// a test compares. {name} is replaced by what is given under that name.
import en from "./i18n/en.js";
import fr from "./i18n/fr.js";

const dictionaries = { en, fr };
let current = "en";

export function setLanguage(language) {
  current = dictionaries[language] ? language : "en";
  document.documentElement.lang = current;
}

export const language = () => current;

export function t(key, values = {}) {
  const sentence = dictionaries[current][key];
  if (sentence === undefined) throw new Error(`no words for ${key}`);
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// One of several words that the server uses: "word.kind.phone"; a word that the page does not know
// is shown as it came.
export function word(group, value) {
  return dictionaries[current][`${group}.${value}`] ?? String(value ?? "");
}

// Plain plurals: `key.one` for one, `key.many` for all else; in French nothing is one, too.
export function plural(key, count) {
  const one = current === "fr" ? Math.abs(count) < 2 : count === 1;
  return t(`${key}.${one ? "one" : "many"}`, { count });
}
