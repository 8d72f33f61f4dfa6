// SPDX-License-Identifier: Apache-2.0
// What the page knows, in one place. Parts of the page watch the keys that they show; however many
// changes come at once, each part is drawn once, before the next frame.

export function makeStore(initial) {
  const state = { ...initial };
  const watchers = new Set();
  const changed = new Set();
  let scheduled = false;

  function tell() {
    scheduled = false;
    const keys = new Set(changed);
    changed.clear();
    for (const watcher of [...watchers]) {
      if (watcher.keys.some((key) => keys.has(key))) watcher.draw(state);
    }
  }

  function set(patch) {
    for (const [key, value] of Object.entries(patch)) {
      if (state[key] === value) continue;
      state[key] = value;
      changed.add(key);
    }
    if (changed.size === 0 || scheduled) return;
    scheduled = true;
    queueMicrotask(tell);
  }

  function watch(keys, draw, now = true) {
    const watcher = { keys, draw };
    watchers.add(watcher);
    if (now) draw(state);
    return () => watchers.delete(watcher);
  }

  return { get: () => state, set, watch };
}

export const INITIAL = {
  session: null, // {user, role, language, token, centre}
  link: "waiting", // waiting, live, lost
  clockSkew: 0, // ms that the server's clock is ahead of this one
  situation: null,
  selected: null, // id of the incident that the panel shows
  incident: null, // its detail
  timeline: null,
  tab: "now", // of the panel
  board: "incidents", // tab of the board
  panel: "incident", // incident, paste, plans, users
  evidence: {}, // by report: which incidents it may belong to, and why
  alarms: [],
  jobs: [],
  cases: [],
  job: null, // number of the job that the map shows
  compared: null, // number of the job that it is compared with
  plan: null, // plan.json of `job`, edited or not
  planBefore: null, // plan.json of `job`, as the job made it
  planCompared: null,
  ensemble: null,
  surface: null,
  time: null, // ms; what the map shows of the drift
  area: null, // index of the task that is edited
  score: null,
  layers: { surface: true, particles: true, plan: true, vessels: true, names: true, alarms: true, regions: true },
  expected: null, // number of the job that opens here when it is done
  lane: null, // {job, answer}: ranked ships, opened
  rankedChosen: null, // place in it
  laneWhat: null, // what is being asked for
  patrol: null, // {job, answer}: patrols, options or a risk, opened
  patrolAsked: null,
  forcing: null, // {job, answer}
  queue: null, // {counts, jobs}, as last looked at
  about: null, // tables and versions
  sweepObject: null,
  logs: null, // of the room's folder; null: not asked for yet
  patrolPlans: null,
  wall: false,
  vesselCount: 0,
};
