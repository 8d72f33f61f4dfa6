// SPDX-License-Identifier: Apache-2.0
// What the map shows, what each mark means, and switches to leave things out; buttons to zoom, for
// the map library's own would bring pictures from elsewhere in the style sheet.
import { el, refill } from "./dom.js";
import { t } from "./i18n.js";

const LAYERS = ["surface", "particles", "plan", "vessels", "names", "alarms", "regions"];
const MARKS = { surface: "▒", particles: "∴", plan: "▭", vessels: "➤", names: "A", alarms: "▲", regions: "┄" };

function zoom(context, step) {
  const map = context.map?.map;
  if (step > 0) map?.zoomIn({ duration: 150 });
  else map?.zoomOut({ duration: 150 });
}

export function legend(context) {
  const place = document.getElementById("legend");
  return [context.store.watch(["layers"], ({ layers }) => refill(place,
    el("div", { class: "zoom" },
      el("button", { "aria-label": t("map.in"), "data-focus": "zoom-in", onclick: () => zoom(context, 1) }, "+"),
      el("button", { "aria-label": t("map.out"), "data-focus": "zoom-out", onclick: () => zoom(context, -1) }, "−")),
    el("details", { "data-keep": "legend" }, el("summary", { "data-focus": "legend" }, t("map.layers")),
      el("ul", {}, LAYERS.map((name) => el("li", {}, el("button", { "aria-pressed": String(layers[name]), "data-focus": `layer-${name}`, onclick: () => context.commands.layer(name) },
        el("span", { class: "mark", "aria-hidden": "true" }, MARKS[name]), t(`layer.${name}`))))),
      el("p", { class: "dim" }, t("map.note")))))];
}
