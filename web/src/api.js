// SPDX-License-Identifier: Apache-2.0
// Requests to the server. An error is one sentence in the user's language that can be shown as it
// is; a request that changes something carries the session's token, as the server asks.
import { language, t } from "./i18n.js";

export class ApiError extends Error {
  constructor(status, message, missing = []) {
    super(message);
    this.status = status;
    this.missing = missing;
  }
}

let token = "";
let signedOut = () => {};

export function setToken(value) {
  token = value ?? "";
}

export function onSignedOut(handler) {
  signedOut = handler;
}

// The server's sentences come in both languages: { error, error_fr }, { why, why_fr }.
export const sentence = (told, key = "error") => (language() === "fr" ? told[`${key}_fr`] ?? told[key] : told[key]);

async function failure(response) {
  let body = {};
  try {
    body = await response.json();
  } catch {
    // A proxy's page, not the server's answer: the status is all there is to tell.
  }
  return new ApiError(response.status, sentence(body) ?? t("error.status", { status: response.status }), body.missing ?? []);
}

async function request(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-Crosswatch-Token"] = token;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(`/api/1/${path}`, {
      method, headers, credentials: "same-origin", body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, t("error.offline"));
  }
  if (response.ok) return response;
  const error = await failure(response);
  if (response.status === 401 && path !== "session") signedOut();
  throw error;
}

async function json(method, path, body) {
  const response = await request(method, path, body);
  return response.status === 204 ? null : response.json();
}

export const part = encodeURIComponent;
export const get = (path) => json("GET", path);
export const post = (path, body = {}) => json("POST", path, body);
export const patch = (path, body) => json("PATCH", path, body);
export const remove = (path) => json("DELETE", path);
export const bytes = async (path) => (await request("GET", path)).arrayBuffer();
export const text = async (path) => (await request("GET", path)).text();
