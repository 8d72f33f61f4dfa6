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

export function makeEditing(store) {
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
    if (again || plan !== asked || !Array.isArray(answer.tasks)) return;
    withTasks(asked.plan.tasks.map((task, k) => ({ ...task, ...answer.tasks[k], moved: false })));
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

  return { change, undo, open };
}
