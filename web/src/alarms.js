// SPDX-License-Identifier: Apache-2.0
// Which alarms call: those that nobody has acknowledged at the level at which they stand.

export const calls = (alarm) => alarm.acknowledged === null;

// What stays marked on the map as an alarm: what calls, and a beacon whoever has seen it.
export const marked = (alarm) => calls(alarm) || alarm.kind === "beacon";
