// SPDX-License-Identifier: Apache-2.0
// The page begins here: sign in if need be, then the room.
import { onSignedOut } from "./api.js";
import { makeActions } from "./actions.js";
import { openRoom } from "./room.js";
import { resume } from "./session.js";
import { setLanguage } from "./i18n.js";
import { showSignIn } from "./signin.js";
import { INITIAL, makeStore } from "./state.js";
import { restoreTheme } from "./theme.js";

async function start() {
  const place = document.getElementById("room");
  const store = makeStore(INITIAL);
  const enter = () => openRoom(place, store, makeActions(store));
  setLanguage(navigator.language.slice(0, 2));
  restoreTheme();
  onSignedOut(() => location.reload());
  try {
    if (await resume(store)) enter();
    else showSignIn(place, store, enter);
  } catch (error) {
    showSignIn(place, store, enter, error.message);
  }
}

start();
