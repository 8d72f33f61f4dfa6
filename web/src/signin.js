// SPDX-License-Identifier: Apache-2.0
// The page before anybody is signed in.
import { el, refill } from "./dom.js";
import { field } from "./form.js";
import { language, setLanguage, t } from "./i18n.js";
import { signIn } from "./session.js";

export function showSignIn(place, store, enter, trouble = "") {
  const problem = el("p", { class: "trouble", role: "alert", "data-given": "" }, trouble);
  async function onsubmit(event) {
    event.preventDefault();
    const data = new FormData(event.target);
    try {
      await signIn(store, data.get("user"), data.get("password"));
      enter();
    } catch (error) {
      problem.textContent = error.message;
    }
  }
  function change() {
    setLanguage(language() === "en" ? "fr" : "en");
    showSignIn(place, store, enter);
  }
  refill(place, el("main", { class: "signin" },
    el("h1", {}, t("title")),
    el("form", { onsubmit },
      field(t("signin.user"), { name: "user", autocomplete: "username", required: true, autofocus: true }),
      field(t("signin.password"), { name: "password", type: "password", autocomplete: "current-password", required: true }),
      problem,
      el("div", { class: "row" },
        el("button", { type: "submit", class: "main" }, t("signin.enter")),
        el("button", { type: "button", onclick: change, lang: language() === "en" ? "fr" : "en" }, t("language.other"))))));
  place.querySelector("input").focus();
}
