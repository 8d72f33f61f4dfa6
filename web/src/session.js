// SPDX-License-Identifier: Apache-2.0
// Who is signed in, and what that role may do. The server decides; the page only leaves out what
// would be refused.
import * as api from "./api.js";
import { setLanguage } from "./i18n.js";

const RANKS = ["viewer", "partner", "officer", "coordinator", "administrator"];

export function may(session, role) {
  return session !== null && RANKS.indexOf(session.role) >= RANKS.indexOf(role);
}

export const ROLES = RANKS;

export function adopt(store, session) {
  api.setToken(session.token);
  setLanguage(session.language);
  store.set({ session, clockSkew: session.now ? Date.parse(session.now) - Date.now() : 0 });
}

export async function resume(store) {
  try {
    adopt(store, await api.get("session"));
    return true;
  } catch (error) {
    if (error.status === 401) return false;
    throw error;
  }
}

export async function signIn(store, user, password) {
  adopt(store, await api.post("session", { user, password }));
}

export async function signOut() {
  await api.remove("session");
  location.assign("/");
}

export async function changeLanguage(store, language) {
  const session = { ...store.get().session, language };
  setLanguage(language);
  store.set({ session });
  await api.patch("session", { language });
}

export const now = (store) => Date.now() + store.get().clockSkew;
