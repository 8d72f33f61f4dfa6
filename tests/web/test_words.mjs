// SPDX-License-Identifier: Apache-2.0
// The two dictionaries, and that modules hold no sentences of their own.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import en from "../../web/src/i18n/en.js";
import fr from "../../web/src/i18n/fr.js";
import { suite } from "./runner.mjs";

const folder = fileURLToPath(new URL("../../web/src", import.meta.url));
const modules = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js") && !name.startsWith("i18n/"));
const sources = new Map(modules.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
const blanks = (sentence) => [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const { test, run } = suite("web_words");

test("every_key_in_both_languages", () => assert.deepEqual(Object.keys(fr), Object.keys(en)));

test("no_sentence_is_empty_and_blanks_agree", () => {
  for (const [key, sentence] of Object.entries(en)) {
    assert.ok(sentence.trim() && fr[key].trim(), key);
    assert.deepEqual(blanks(fr[key]), blanks(sentence), key);
  }
});

// A sentence of four words that is the same in both was forgotten.
test("no_sentence_is_left_untranslated", () => {
  const same = Object.keys(en).filter((key) => en[key] === fr[key] && en[key].replace(/\{\w+\}/g, "").split(/\s+/).filter((word) => /^[a-z]{2,}$/.test(word)).length >= 3);
  assert.deepEqual(same, []);
});

test("every_key_that_is_asked_for_exists", () => {
  for (const [name, text] of sources) {
    for (const [, key] of text.matchAll(/\bt\("([^"]+)"/g)) assert.ok(key in en, `${name}: ${key}`);
    for (const [, key] of text.matchAll(/\bplural\("([^"]+)"/g)) assert.ok(`${key}.one` in en && `${key}.many` in en, `${name}: ${key}`);
  }
});

test("every_key_is_asked_for", () => {
  const all = [...sources.values()].join("\n");
  const groups = new Set([...all.matchAll(/\bword\("(\w+)"/g)].map((match) => match[1]));
  const made = [...all.matchAll(/t\(`(\w+)\.\$\{/g)].map((match) => match[1]);
  for (const group of made) groups.add(group);
  const unused = Object.keys(en).filter((key) => {
    const bare = key.replace(/\.(one|many)$/, "");
    return !all.includes(`"${bare}"`) && !groups.has(key.split(".")[0]);
  });
  assert.deepEqual(unused, []);
});

// Two plain words in a row between quotes would be a sentence for people: none stands in a module.
test("modules_hold_no_sentences", () => {
  for (const [name, text] of sources) {
    const bare = text.replace(/\/\/.*$/gm, "").replace(/`#version[\s\S]*?`;/g, "").replace(/class(Name)?: [^,}]*/g, "").replace(/"--map-[^"]*"/g, "");
    for (const [, words] of bare.matchAll(/"([^"\n]*)"/g)) {
      assert.ok(!/^[A-Z][a-z]+ [a-z]+ [a-z]+/.test(words), `${name}: ${words}`);
    }
  }
});

await run();
