// SPDX-License-Identifier: Apache-2.0
// Changes to an area and what they do to the probability of success. Each change is drawn at once
// and sent to be scored; while one is being scored only the latest of those made meanwhile waits,
// so that dragging never queues up. The answer brings the pattern as the server laid it.
import * as api from "./api.js";
import { say } from "./notice.js";

const LEAST_NM = 0.2, MOST_NM = 60;
const AGAIN_MS = 500, MOST_TRIES = 60;

const clamp = (value) => Math.min(MOST_NM, Math.max(LEAST_NM, value));

export function changed(area, patch) {
  const next = { ...area, ...patch };
  return { ...next, length_nm: clamp(next.length_nm), width_nm: clamp(next.width_nm), axis_deg: ((next.axis_deg % 360) + 360) % 360 };
}

// A task as the server has it. One that was taken out, or could not be given, has no area there:
// what it had is kept aside, to be given back.
function answered(task, told) {
  if (told.assigned) return { ...task, ...told, moved: false };
  return { ...told, area_number: task.area_number, had: task.area ? { area: task.area, pattern: task.pattern, track_spacing_nm: task.track_spacing_nm } : task.had };
}

const FIRST_NM = 4, SPACING_NM = 0.5;

// An area for who has none: what it had, else a parallel sweep about where another searches, or
// where one is looking.
export function firstArea(plan, index, looking) {
  const had = plan.plan.tasks[index].had, other = plan.plan.tasks.find((task) => task.assigned && task.area);
  if (had) return had;
  const centre = other?.area.centre ?? looking;
  if (!centre) return null;
  return { area: { centre: { lat_deg: centre.lat_deg, lon_deg: centre.lon_deg }, length_nm: FIRST_NM, width_nm: FIRST_NM / 2, axis_deg: other?.area.axis_deg ?? 0 }, pattern: "PS", track_spacing_nm: other?.track_spacing_nm ?? SPACING_NM };
}

export function makeEditing(store, lookingAt = () => null) {
  let busy = false, again = false;
  let unchanged = null; // the plan as it was brought back: what is still being scored is of no plan that is shown

  function withTasks(tasks) {
    const { plan } = store.get();
    store.set({ plan: { ...plan, plan: { ...plan.plan, tasks } } });
  }

  // The server opens a plan for changes when it is first asked to score it, which takes seconds
  // (503 until then). Choosing an area asks at once, so that it is open when the first drag ends.
  async function ask(job, tasks) {
    for (let tries = 0; ; tries++) {
      try {
        return await api.post(`jobs/${job}/score`, { tasks });
      } catch (error) {
        if (error.status !== 503 || tries === MOST_TRIES || store.get().job !== job) throw error;
        await new Promise((done) => setTimeout(done, AGAIN_MS));
      }
    }
  }

  function take(job, asked, answer) {
    const { plan, job: shown } = store.get();
    if (shown !== job || plan === unchanged) return;
    store.set({ score: answer });
    if (answer.error) say(answer.error, "bad");
    if (again || plan !== asked || !Array.isArray(answer.tasks)) return;
    withTasks(asked.plan.tasks.map((task, k) => answered(task, answer.tasks[k])));
  }

  async function score() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    do {
      again = false;
      const { job, plan } = store.get();
      try {
        take(job, plan, await ask(job, plan.plan.tasks));
      } catch (error) {
        say(error.message, "bad");
      }
    } while (again);
    busy = false;
  }

  function change(patch) {
    const { area: index, plan } = store.get();
    if (index === null) return;
    const tasks = plan.plan.tasks.map((task, k) => (k === index ? { ...task, area: changed(task.area, patch), moved: true } : task));
    withTasks(tasks);
    score();
  }

  // Takes the area out, with what the unit does after it.
  function takeOut(index) {
    const { plan } = store.get();
    store.set({ area: null });
    withTasks(plan.plan.tasks.map((task, k) => (k === index ? { ...task, assigned: false } : task)));
    score();
  }

  function give(index) {
    const { plan } = store.get(), first = firstArea(plan, index, lookingAt());
    if (!first) return;
    withTasks(plan.plan.tasks.map((task, k) => (k === index ? { ...task, ...first, assigned: true, moved: true } : task)));
    store.set({ area: index });
    score();
  }

  function undo() {
    const { planBefore } = store.get();
    unchanged = structuredClone(planBefore);
    store.set({ plan: unchanged, score: null });
  }

  // What the plan is worth as the planner left it is known; asking only opens it.
  async function open() {
    const { job, plan } = store.get();
    unchanged = plan;
    await ask(job, plan.plan.tasks).catch((error) => say(error.message, "bad"));
  }

  return { change, takeOut, give, undo, open };
}
