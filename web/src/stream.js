// SPDX-License-Identifier: Apache-2.0
// Live updates (server-sent events). The stream says what changed; what it is, is fetched. After a
// break, and when the server says `summary` because this reader lagged, everything is fetched anew.

import { sentence } from "./api.js";

export function openStream({ situation, job, jobs, vessels, alarms, record, everything, link, fault }) {
  const source = new EventSource("/api/1/stream");
  source.addEventListener("open", () => {
    link("live");
    everything();
  });
  source.addEventListener("error", () => link("lost"));
  source.addEventListener("situation", () => situation());
  source.addEventListener("job", (event) => job(JSON.parse(event.data)));
  source.addEventListener("jobs", () => jobs());
  source.addEventListener("vessels", (event) => vessels(JSON.parse(event.data)));
  source.addEventListener("alarms", () => alarms());
  source.addEventListener("record", () => record());
  source.addEventListener("fault", (event) => fault(sentence(JSON.parse(event.data))));
  source.addEventListener("summary", () => everything());
  return () => source.close();
}

// Runs `work` at once, and once more when it was asked for while it ran: a hundred changes in a
// second cost two fetches.
export function coalesced(work) {
  let running = false, again = false;
  return async function run() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      await work();
    } while (again);
    running = false;
  };
}
