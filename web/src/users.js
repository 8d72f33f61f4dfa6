// SPDX-License-Identifier: Apache-2.0
// Users and machine tokens, for administrators. A token is shown once and never again.
import * as api from "./api.js";
import { el, given } from "./dom.js";
import { action, field, fold, form } from "./form.js";
import { t, word } from "./i18n.js";
import { say } from "./notice.js";
import { ROLES } from "./session.js";

const roles = (value) => ({ value, options: ROLES.map((role) => [role, word("role", role)]) });
const languages = (value) => ({ value, options: [["en", t("language.en")], ["fr", t("language.fr")]] });

async function load(context) {
  try {
    context.store.set({ users: await api.get("users") });
  } catch (error) {
    say(error.message, "bad");
    context.store.set({ users: [] });
  }
}

function change(user, context) {
  return fold(`user-${user.user}`, t("users.change"),
    form(t("users.save"), [
      field(t("users.role"), { name: "role", ...roles(user.role) }),
      field(t("users.language"), { name: "language", ...languages(user.language) }),
      field(t("users.password"), { name: "password", type: "password", autocomplete: "new-password", minlength: 12 }),
    ], async (fields) => {
      await api.patch(`users/${api.part(user.user)}`, fields);
      await load(context);
    }),
    action(t("users.remove"), async () => {
      await api.remove(`users/${api.part(user.user)}`);
      await load(context);
    }, { class: "danger" }));
}

function tokenForm() {
  const shown = el("div", { "aria-live": "polite" });
  return fold("token", t("users.token"), form(t("users.token"), [
    field(t("users.name"), { name: "name", required: true }), field(t("users.role"), { name: "role", ...roles("viewer") }),
  ], async (fields) => {
    const { token } = await api.post("tokens", fields);
    shown.replaceChildren(el("p", {}, t("users.once")), given(token, "code", { class: "token" }));
  }), shown);
}

export function usersPanel(state, context) {
  if (!state.users) {
    load(context);
    return el("p", { class: "empty" }, t("loading"));
  }
  return [
    el("ul", { class: "lines" }, state.users.map((user) => el("li", {},
      el("span", { class: "line" }, given(user.user, "strong"), word("role", user.role), el("span", { class: "dim" }, t(`language.${user.language}`))), change(user, context)))),
    fold("newuser", t("users.add"), form(t("users.add"), [
      field(t("signin.user"), { name: "user", required: true }),
      field(t("users.role"), { name: "role", ...roles("officer") }),
      field(t("users.language"), { name: "language", ...languages("en") }),
      field(t("signin.password"), { name: "password", type: "password", autocomplete: "new-password", required: true, minlength: 12 }),
    ], async (fields) => {
      await api.post("users", fields);
      await load(context);
    })),
    tokenForm(),
  ];
}
