// SPDX-License-Identifier: Apache-2.0
// Time: from hours ago to hours ahead, as far as the opened drift goes. Playing it shows the tide
// carry them; "now" puts the map back to the clock.
import { el, refill } from "./dom.js";
import { dayClock, duration } from "./format.js";
import { t } from "./i18n.js";

const STEP_MS = 300000; // 5 minutes
const PLAY_MS = 1800000; // of drift in a second of watching

function relation(time, now) {
  const apart = time - now;
  if (Math.abs(apart) < 60000) return t("slider.isnow");
  return Math.abs(apart) > 7 * 86400000 ? "" : t(apart > 0 ? "in" : "ago", { time: duration(apart) });
}

export function slider(context) {
  const { store } = context, place = document.getElementById("slider");
  let playing = false, frame = 0, before = 0, built = null;

  function play(at) {
    const { ensemble, time } = store.get();
    if (!playing || !ensemble) return;
    const gap = before ? at - before : 0, next = time + gap / 1000 * PLAY_MS;
    before = at;
    store.set({ time: next > ensemble.times.at(-1) ? ensemble.times[0] : next });
    frame = requestAnimationFrame(play);
  }

  function toggle() {
    playing = !playing;
    before = 0;
    if (playing) frame = requestAnimationFrame(play);
    draw(store.get());
  }

  function controls(ensemble) {
    const range = el("input", { type: "range", id: "time", min: ensemble.times[0], max: ensemble.times.at(-1), step: STEP_MS, "aria-label": t("slider.title"), "data-focus": "time",
      oninput: (event) => store.set({ time: Number(event.target.value) }) });
    refill(place,
      el("button", { id: "play", "data-focus": "play", onclick: toggle }),
      el("output", { for: "time", id: "time-shown" }), range,
      el("span", { class: "ends dim" }, `${dayClock(ensemble.times[0])} – ${dayClock(ensemble.times.at(-1))}`),
      el("button", { "data-focus": "slider-now", onclick: () => store.set({ time: Math.min(Math.max(context.now(), ensemble.times[0]), ensemble.times.at(-1)) }) }, t("slider.now")));
  }

  function draw(state) {
    const { ensemble, time } = state;
    place.hidden = ensemble === null;
    if (ensemble === null) return;
    if (built !== ensemble) controls(ensemble);
    built = ensemble;
    const shown = `${dayClock(time)} ${relation(time, context.now())}`;
    place.querySelector("#play").textContent = t(playing ? "slider.stop" : "slider.play");
    place.querySelector("#time").value = time;
    place.querySelector("#time").setAttribute("aria-valuetext", shown);
    place.querySelector("#time-shown").textContent = shown;
  }

  context.commands.play = toggle;
  context.commands.step = (steps) => {
    const { ensemble, time } = store.get();
    if (ensemble) store.set({ time: Math.min(ensemble.times.at(-1), Math.max(ensemble.times[0], time + steps * STEP_MS)) });
  };
  return [store.watch(["ensemble", "time"], draw), () => {
    playing = false;
    cancelAnimationFrame(frame);
  }];
}
