// SPDX-License-Identifier: Apache-2.0
// The night of 24 November 2021 as the public record has it: the same script that tests/incident
// plays, said to a room over HTTP by its users.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../incident/data/night-2021-11-24.txt", import.meta.url));

export function lines(centre) {
  const all = readFileSync(SCRIPT, "utf8").split("\n").filter((line) => line && !line.startsWith("#"));
  return all.map((line) => line.split(" | ").map((part) => part.trim()))
    .map(([time, who, what, text]) => ({ time, who, what, text })).filter((line) => !centre || line.who === centre);
}

// The reports of one centre's telephone, in order: [caller, text].
export function reports(centre) {
  return lines(centre).filter((line) => line.what.startsWith("report")).map((line) => [line.what.split(" ")[1], line.text]);
}
