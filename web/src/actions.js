// SPDX-License-Identifier: Apache-2.0
// What the page fetches and where it puts it. Parts of the page call these and watch the store;
// none of them fetches by itself, so that one change is one request whoever shows it.
import * as api from "./api.js";
import { say } from "./notice.js";
import { coalesced } from "./stream.js";
import { readEnsemble } from "./ensemble.js";
import { readSurface } from "./surface.js";
import { may } from "./session.js";
import { shared } from "./sharing.js";

export function makeActions(store) {
  const quiet = (work) => async (...args) => {
    try {
      return await work(...args);
    } catch (error) {
      say(error.message, "bad");
      return null;
    }
  };

  const loadIncident = quiet(async () => {
    const id = store.get().selected;
    if (id === null) {
      store.set({ incident: null, timeline: null });
      return;
    }
    const path = `incidents/${api.part(id)}`;
    const [incident, timeline] = await Promise.all([api.get(path), may(store.get().session, "partner") ? api.get(`${path}/timeline`) : []]);
    if (store.get().selected === id) store.set({ incident, timeline });
  });

  const loadSituation = coalesced(quiet(async () => {
    const situation = await api.get("situation");
    store.set({ situation, clockSkew: Date.parse(situation.now) - Date.now() });
    await loadIncident();
  }));

  const loadAlarms = coalesced(quiet(async () => store.set({ alarms: await api.get("alarms") })));
  const loadJobs = coalesced(quiet(async () => store.set({ jobs: await api.get("jobs") })));
  const loadCases = quiet(async () => store.set({ cases: await api.get("cases") }));

  function takeJob(job) {
    const jobs = store.get().jobs.filter((other) => other.job !== job.job);
    store.set({ jobs: [job, ...jobs].sort((a, b) => b.job - a.job) });
  }

  const file = (job, name) => `jobs/${job}/files/${api.part(name)}`;
  const resultOf = (job) => job.files.find((name) => name === "plan.json" || name === "where.json");

  const openJob = quiet(async (number) => {
    const job = store.get().jobs.find((one) => one.job === number);
    if (!job || job.state !== "done") return;
    const has = (name) => job.files.includes(name);
    const [plan, ensemble, surface] = await Promise.all([
      resultOf(job) ? api.get(file(number, resultOf(job))) : null,
      has("ensemble.bin") ? api.bytes(file(number, "ensemble.bin")) : null,
      has("surface.json") ? api.get(file(number, "surface.json")) : null,
    ]);
    const read = ensemble ? readEnsemble(ensemble) : null;
    const start = plan?.case?.search_from ? Date.parse(plan.case.search_from) : read?.times[0] ?? null;
    store.set({
      job: number, plan, planBefore: plan ? structuredClone(plan) : null, ensemble: read,
      surface: surface ? readSurface(surface) : null, time: start, area: null, score: null,
      compared: null, planCompared: null,
    });
  });

  const compareJob = quiet(async (number) => {
    const job = store.get().jobs.find((one) => one.job === number);
    const planCompared = job && resultOf(job) ? await api.get(file(number, resultOf(job))) : null;
    store.set({ compared: planCompared ? number : null, planCompared });
  });

  function select(id, tab = "now") {
    if (store.get().selected === id) {
      store.set({ panel: "incident", tab });
      return;
    }
    store.set({ selected: id, panel: "incident", tab, incident: null, timeline: null });
    loadIncident();
  }

  // One word of the record. What it changes comes back with the situation, as it does to all.
  async function record(incident, word, fields) {
    const answer = await api.post(`incidents/${api.part(incident)}/events/${api.part(word)}`, shared(word, fields));
    await loadSituation();
    return answer;
  }

  async function loadEvidence(event) {
    const rows = await api.get(`reports/${api.part(event)}/evidence`);
    store.set({ evidence: { ...store.get().evidence, [event]: rows } });
  }

  // At the level that was seen: one that is worse by now is refused, and is fetched anew.
  async function acknowledge(alarm) {
    try {
      await api.post(`alarms/${api.part(alarm.id)}/acknowledge`, { level: alarm.level });
    } finally {
      await loadAlarms();
    }
  }

  return { acknowledge, loadEvidence, loadSituation, loadIncident, loadAlarms, loadJobs, loadCases, takeJob, openJob, compareJob, select, record };
}
