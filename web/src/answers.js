// SPDX-License-Identifier: Apache-2.0
// Jobs whose answer is a table: ask, open, and what there is to ask about. The job that somebody at
// this page has just asked for opens by itself when it is done; others wait to be opened, so that
// no table changes under the hand of whoever reads it out.
import * as api from "./api.js";
import { el, given } from "./dom.js";
import { clock } from "./format.js";
import { action } from "./form.js";
import { t, word } from "./i18n.js";
import { say } from "./notice.js";
import { jobState } from "./plans.js";
import { may } from "./session.js";

// Where each kind's answer is shown, and the file that holds it.
const SHOWN = {
  near: ["lane", "near.json"], warn: ["lane", "warn.json"], struck: ["lane", "struck.json"], encounters: ["lane", "encounters.jsonl"], show: ["lane", "show.jsonl"], tracks: ["lane", "tracks.txt"],
  patrol: ["patrol", "patrol.json"], options: ["patrol", "options.json"], risk: ["patrol", "risk.json"], forcing: ["forcing", "forcing.json"],
};
export const isAnswer = (job) => job.what in SHOWN;

const lines = (text) => text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));

async function read(path, name) {
  if (name.endsWith(".jsonl")) return lines(await api.text(path));
  return name.endsWith(".txt") ? api.text(path) : api.get(path);
}

export async function openAnswer(job, context) {
  const [key, name] = SHOWN[job.what], path = `jobs/${job.job}/files/${api.part(name)}`;
  const answer = await read(path, name);
  context.store.set({ [key]: { job, answer }, rankedChosen: null });
  // Once it is drawn: the answer stands above the form that asked for it.
  requestAnimationFrame(() => document.querySelector("#panel .body")?.scrollTo(0, 0));
}

// Asks for a job; its answer is opened when it has come.
export async function ask(body, context) {
  const job = await api.post("jobs", body);
  context.store.set({ expected: job.job });
  context.actions.takeJob(job);
}

export function answers(context) {
  return [context.store.watch(["jobs"], ({ jobs, expected }) => {
    const job = expected ? jobs.find((one) => one.job === expected) : null;
    if (!job || job.state === "running" || job.state === "waiting") return;
    context.store.set({ expected: null });
    if (job.state === "done") openAnswer(job, context).catch((error) => say(error.message, "bad"));
  }, false)];
}

// What the keeper's folders hold, fetched when it is first shown.
export function loadOnce(key, path, context) {
  if (context.store.get()[key] !== null) return;
  context.store.set({ [key]: [] });
  api.get(path).then((list) => context.store.set({ [key]: list }), (error) => say(error.message, "bad"));
}

function item(job, shown, state, context) {
  const open = shown?.job.job === job.job, waits = job.state === "running" || job.state === "waiting";
  return el("li", { class: open ? "chosen" : "" },
    el("span", { class: "line" }, el("strong", {}, t("plans.number", { number: job.job })), word("job", job.what), given(job.case), job.live ? el("span", {}, t("lane.live")) : given(job.log ?? ""), el("time", { class: "dim" }, clock(job.submitted))),
    el("span", { class: "line" }, jobState(job), job.error ? given(api.sentence(job), "span", { class: "loud" }) : null),
    el("div", { class: "row" },
      job.state === "done" ? action(open ? t("plans.opened") : t("plans.open"), () => openAnswer(job, context), { "data-focus": `answer-${job.job}`, "aria-pressed": String(open), class: open ? "" : "main" }) : null,
      waits && may(state.session, "officer") ? action(t("plans.cancel"), () => api.remove(`jobs/${job.job}`), { "data-focus": `stop-${job.job}` }) : null));
}

export function answerList(kinds, shown, state, context) {
  const jobs = state.jobs.filter((job) => kinds.includes(job.what));
  return [el("h3", {}, t("plans.list")),
    jobs.length === 0 ? el("p", { class: "empty" }, t("plans.none")) : el("ul", { class: "lines" }, jobs.map((job) => item(job, shown, state, context)))];
}

export function answerFiles(job) {
  return el("div", { class: "row files" }, job.files.map((name) => el("a", { href: `/api/1/jobs/${job.job}/files/${name}`, download: name, "data-focus": `file-${name}` }, given(name))));
}

export function answerPicture(job, name, label) {
  return job.files.includes(name) ? el("img", { class: "outlook", src: `/api/1/jobs/${job.job}/files/${name}`, alt: label }) : null;
}
