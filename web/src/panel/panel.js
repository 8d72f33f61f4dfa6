// SPDX-License-Identifier: Apache-2.0
// The panel on the right: the incident chosen on the board under its tabs, or the box to paste a
// report into, the plans, the users. While something is being typed in it, an update does not
// redraw it: what came in shows as soon as the field is left.
import { el, given, refill } from "../dom.js";
import { t } from "../i18n.js";
import { phaseMark, tabs } from "../board.js";
import { nowTab } from "./now.js";
import { peopleTab } from "./people.js";
import { reportsTab } from "./reports.js";
import { timelineTab } from "./timeline.js";
import { messagesTab } from "./messages.js";
import { closingTab } from "./closing.js";
import { aboutPanel } from "../about.js";
import { lanePanel } from "../lane.js";
import { pastePanel } from "../paste.js";
import { patrolsPanel } from "../patrols.js";
import { plansPanel } from "../plans.js";
import { recordPanel } from "../record.js";
import { sharingPanel } from "../sharing.js";
import { usersPanel } from "../users.js";

const TABS = ["now", "people", "reports", "timeline", "messages", "close"];
const DRAW = { now: nowTab, people: peopleTab, reports: reportsTab, timeline: timelineTab, messages: messagesTab, close: closingTab };

function incidentPanel(state, context) {
  const { incident, selected, tab } = state;
  if (selected === null) return [el("p", { class: "empty" }, t("panel.choose"))];
  if (incident === null) return [el("p", { class: "empty" }, t("loading"))];
  return [
    el("div", { class: "head" },
      el("h2", {}, given(incident.id), " ", given(incident.aliases.join(", "), "small"), " ", phaseMark(incident)),
      tabs("panel", TABS, tab, (one) => t(`tab.${one}`), (one) => context.store.set({ tab: one }))),
    el("div", { class: "body", role: "tabpanel", id: "panel-tabpanel", tabindex: "0", "aria-labelledby": `panel-tab-${tab}` }, DRAW[tab](state, context)),
  ];
}

// What is asked of jobs: one button of the bar, tabs among them.
const WORK = ["plans", "lane", "patrols", "about"];
const OTHERS = { paste: pastePanel, plans: plansPanel, lane: lanePanel, patrols: patrolsPanel, about: aboutPanel, record: recordPanel, users: usersPanel, sharing: sharingPanel };

function otherPanel(state, context) {
  const { panel } = state, work = WORK.includes(panel), choose = (one) => context.store.set({ panel: one });
  return [
    el("div", { class: "head" }, el("h2", {}, t(`panel.${panel}`)),
      el("button", { class: "plain", "data-focus": "panel-back", onclick: () => choose("incident") }, t("panel.back")),
      work ? tabs("work", WORK, panel, (one) => t(`work.${one}`), choose) : null),
    el("div", work ? { class: "body", role: "tabpanel", id: "work-tabpanel", tabindex: "0", "aria-labelledby": `work-tab-${panel}` } : { class: "body" }, OTHERS[panel](state, context)),
  ];
}

function typing(place) {
  const active = document.activeElement;
  return place.contains(active) && ["INPUT", "TEXTAREA", "SELECT"].includes(active.tagName);
}

export function panel(context) {
  const place = document.getElementById("panel");
  const { store } = context;
  let shown = "", late = false;
  function draw(state) {
    const what = `${state.panel} ${state.selected} ${state.tab}`;
    if (what === shown && typing(place)) {
      late = true;
      return;
    }
    const kept = what === shown ? place.querySelector(".body")?.scrollTop : 0;
    late = false;
    shown = what;
    place.dataset.panel = state.panel;
    refill(place, state.panel === "incident" ? incidentPanel(state, context) : otherPanel(state, context));
    const body = place.querySelector(".body");
    if (body && kept) body.scrollTop = kept;
  }
  place.addEventListener("focusout", () => setTimeout(() => late && !typing(place) && draw(store.get())));
  return [store.watch(["panel", "selected", "incident", "timeline", "tab", "jobs", "cases", "job", "plan", "area", "compared", "planCompared", "evidence", "users", "near", "record", "verifying", "imported", "draft", "filter", "lane", "rankedChosen", "patrol", "forcing", "queue", "about", "logs", "patrolPlans"], draw)];
}
