// SPDX-License-Identifier: Apache-2.0
// The ship that was pointed at: what it says of itself.
import { el, given, refill } from "./dom.js";
import { bearing, knots, metres } from "./format.js";
import { t } from "./i18n.js";

const fact = (label, value) => [el("dt", {}, label), el("dd", {}, value)];

export function showShip({ mmsi, name, sog, turn, still, length }) {
  const place = document.getElementById("ship");
  refill(place,
    el("h2", {}, name ? given(name) : t("ship.unnamed")),
    el("dl", { class: "facts" },
      fact(t("ship.mmsi"), given(String(mmsi))),
      fact(t("ship.speed"), Number.isFinite(sog) ? knots(sog) : t("none")),
      fact(t("ship.course"), still && !turn ? t("none") : bearing(turn)),
      length > 0 ? fact(t("ship.length"), metres(length)) : null),
    el("button", { class: "plain", onclick: () => refill(place) }, t("ship.away")));
}
