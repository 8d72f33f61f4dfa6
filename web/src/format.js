// SPDX-License-Identifier: Apache-2.0
// Times, positions and figures as a watch writes them: UTC with a Z, degrees and decimal minutes,
// whole per cent. The decimal sign follows the language except in positions, which plotters take
// with a point only.
import { language, t } from "./i18n.js";

const two = (n) => String(Math.trunc(n)).padStart(2, "0");

export function clock(time, seconds = false) {
  if (time === null || time === undefined) return t("none");
  const d = new Date(time);
  if (Number.isNaN(d.getTime())) return t("none");
  const hm = `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;
  return `${seconds ? `${hm}:${two(d.getUTCSeconds())}` : hm}Z`;
}

export function dayClock(time) {
  if (time === null || time === undefined) return t("none");
  const d = new Date(time);
  return Number.isNaN(d.getTime()) ? t("none") : `${two(d.getUTCDate())} ${clock(time)}`;
}

function degrees(value, width, positive, negative) {
  const all = Math.round(Math.abs(value) * 600), whole = Math.floor(all / 600), tenths = all - whole * 600;
  const sign = value < 0 && all > 0 ? negative : positive;
  return `${String(whole).padStart(width, "0")}°${two(tenths / 10)}.${tenths % 10}'${sign}`;
}

export function position(lat, lon) {
  if (!Number.isFinite(lat) || !Number.isFinite(lon)) return t("none");
  return `${degrees(lat, 2, "N", "S")} ${degrees(lon, 3, "E", "W")}`;
}

export function number(value, digits = 0) {
  if (!Number.isFinite(value)) return t("none");
  return value.toLocaleString(language(), { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function percent(share, digits = 0) {
  return Number.isFinite(share) ? t("unit.percent", { value: number(share * 100, digits) }) : t("none");
}

export const miles = (value, digits = 1) => t("unit.nm", { value: number(value, digits) });
export const knots = (value, digits = 1) => t("unit.kn", { value: number(value, digits) });
export const metres = (value) => value >= 1852 ? miles(value / 1852) : t("unit.m", { value: number(value) });
export const bearing = (value) => `${String(((Math.round(value) % 360) + 360) % 360).padStart(3, "0")}°`;

// "12 min", "3 h 05": how long, without a sign.
export function duration(ms) {
  const minutes = Math.round(Math.abs(ms) / 60000);
  if (minutes < 60) return t("unit.min", { value: minutes });
  if (minutes < 48 * 60) return t("unit.h", { hours: Math.floor(minutes / 60), minutes: two(minutes % 60) });
  return t("unit.days", { value: Math.round(minutes / 1440) });
}

export function age(time, now) {
  if (!time) return t("none");
  const ms = now - Date.parse(time);
  return ms < 0 ? t("in", { time: duration(ms) }) : t("ago", { time: duration(ms) });
}

export function range(low, high, about = false) {
  const figure = low === high || high === null || high === undefined ? number(low) : `${number(low)}–${number(high)}`;
  return about ? t("about", { value: figure }) : figure;
}
