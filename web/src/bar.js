// SPDX-License-Identifier: Apache-2.0
// The bar: which centre, what time it is, whether the picture is live, and the few things that are
// always at hand.
import { calls } from "./alarms.js";
import { el, given, refill } from "./dom.js";
import { clock } from "./format.js";
import { language, plural, t, word } from "./i18n.js";
import { sharing } from "./sharing.js";
import { may, signOut } from "./session.js";
import { theme } from "./theme.js";
import { action } from "./form.js";

function link(state) {
  return el("span", { class: "link", "data-link": state.link }, el("span", { "aria-hidden": "true" }, state.link === "live" ? "●" : "▲"), t(`link.${state.link}`));
}

function counts(state, commands) {
  const alarms = state.alarms.length, calling = state.alarms.filter(calls).length;
  return [
    el("button", { class: calling > 0 ? "count loud" : "count", "data-focus": "bar-alarms", onclick: () => commands.board("alarms") },
      plural("bar.alarms", alarms), calling < alarms ? [", ", plural("bar.calling", calling)] : null),
    el("span", { class: "count" }, plural("bar.vessels", state.vesselCount)),
  ];
}

function tools(state, commands) {
  const button = (name, label, run, properties = {}) => el("button", { "data-focus": `bar-${name}`, onclick: run, ...properties }, label);
  return [
    may(state.session, "partner") ? button("paste", t("bar.paste"), commands.paste, { class: "main" }) : null,
    may(state.session, "officer") ? button("sharing", sharing().centre ? [t("bar.shared"), " ", given(sharing().centre)] : t("bar.unshared"), () => commands.open("sharing")) : null,
    button("plans", t("bar.plans"), () => commands.open("plans")),
    may(state.session, "administrator") ? button("users", t("bar.users"), () => commands.open("users")) : null,
    may(state.session, "coordinator") ? button("record", t("bar.record"), () => commands.open("record")) : null,
    button("wall", t("bar.wall"), commands.wall, { "aria-pressed": String(state.wall) }),
    button("theme", t(`theme.${theme()}`), commands.theme, { "aria-label": t("bar.theme", { theme: t(`theme.${theme()}`) }) }),
    button("language", t("language.other"), commands.language, { lang: language() === "en" ? "fr" : "en" }),
    button("keys", "?", commands.keys, { "aria-label": t("keys.title") }),
  ];
}

function draw(context, state) {
  const { session } = state;
  refill(document.getElementById("bar"),
    el("strong", { class: "centre" }, given(session.centre)),
    el("time", { class: "clock", "aria-label": t("bar.clock") }, clock(context.now(), true)),
    session.rehearsal ? el("strong", { class: "rehearsal" }, t("bar.rehearsal")) : null,
    link(state), counts(state, context.commands), el("span", { class: "space" }), tools(state, context.commands),
    el("span", { class: "who" }, given(session.user), " ", el("small", {}, word("role", session.role))),
    action(t("bar.out"), signOut, { "data-focus": "bar-out" }));
}

export function bar(context) {
  const { store } = context;
  return [
    store.watch(["session", "link", "alarms", "vesselCount", "wall", "redrawn"], (state) => draw(context, state)),
    store.watch(["tick"], () => (document.querySelector("#bar .clock").textContent = clock(context.now(), true))),
  ];
}
