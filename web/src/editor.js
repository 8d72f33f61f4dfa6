// SPDX-License-Identifier: Apache-2.0
// The chosen area on the map: three handles to move, size and turn it, and the same by keys. The
// handles are buttons, large enough for a thumb; the numbers stand in the panel for who would
// rather type.
import { Marker } from "maplibre-gl";
import { el } from "./dom.js";
import { makeEditing } from "./editing.js";
import { at, bearingTo, inAxes, offset } from "./geometry.js";
import { t } from "./i18n.js";
import { may } from "./session.js";

const STEP_NM = 0.1, TURN_DEG = 5, HANDLE_NM = 0.6;

const place = (marker) => {
  const { lat, lng } = marker.getLngLat();
  return { lat_deg: lat, lon_deg: lng };
};

// What each handle does when it is dragged to a place.
const DRAG = {
  move: (area, to) => ({ centre: to }),
  size: (area, to) => {
    const { along, right } = inAxes(area, to);
    return { length_nm: 2 * Math.abs(along), width_nm: 2 * Math.abs(right) };
  },
  turn: (area, to) => ({ axis_deg: bearingTo(area.centre, to) }),
};

// Where each handle stands.
const STAND = {
  move: (area) => area.centre,
  size: (area) => at(area, area.length_nm / 2, area.width_nm / 2),
  turn: (area) => at(area, area.length_nm / 2 + HANDLE_NM, 0),
};
const MARKS = { move: "✥", size: "⤡", turn: "↻" };

// Keys on a handle: arrows move to the north, east ...; on the size handle they lengthen and widen,
// on the turn handle they turn.
function keyed(kind, area, key) {
  const step = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] }[key];
  if (!step) return null;
  const [x, y] = step;
  if (kind === "move") return { centre: offset(area.centre, x * STEP_NM, y * STEP_NM) };
  if (kind === "size") return { length_nm: area.length_nm + y * STEP_NM, width_nm: area.width_nm + x * STEP_NM };
  return { axis_deg: area.axis_deg + (x - y) * TURN_DEG };
}

function handle(kind, map, area, change) {
  const button = el("button", { class: "handle", type: "button", "data-handle": kind, "aria-label": t(`handle.${kind}`), title: t(`handle.${kind}`) }, MARKS[kind]);
  const stand = STAND[kind](area());
  const marker = new Marker({ element: button, draggable: true }).setLngLat([stand.lon_deg, stand.lat_deg]).addTo(map);
  marker.on("drag", () => change(DRAG[kind](area(), place(marker))));
  marker.on("dragend", () => settle([{ kind, marker }], area()));
  button.addEventListener("keydown", (event) => {
    const patch = keyed(kind, area(), event.key);
    if (!patch) return;
    event.preventDefault();
    event.stopPropagation();
    change(patch);
  });
  return { kind, marker, button };
}

function settle(handles, area, but = null) {
  for (const one of handles) {
    if (one === but) continue;
    const stand = STAND[one.kind](area);
    one.marker.setLngLat([stand.lon_deg, stand.lat_deg]);
  }
}

const areaOf = (state) => (state.area === null ? null : state.plan?.plan?.tasks?.[state.area]?.area ?? null);

export function editor(context) {
  const { store } = context;
  context.editing = makeEditing(store, () => {
    const centre = context.map?.map.getCenter();
    return centre ? { lat_deg: centre.lat, lon_deg: centre.lng } : null;
  });
  let handles = [], shown = null;
  function clear() {
    for (const { marker } of handles) marker.remove();
    handles = [];
  }
  function draw(state) {
    const area = areaOf(state), key = area ? `${state.job} ${state.area}` : null;
    if (!context.map || !may(state.session, "officer")) return;
    if (key !== shown) {
      clear();
      shown = key;
      if (area) context.editing.open();
      if (area) handles = Object.keys(DRAG).map((kind) => handle(kind, context.map.map, () => areaOf(store.get()), context.editing.change));
    } else if (area) {
      settle(handles, area, handles.find(({ marker }) => marker.getElement().matches(":active")));
    }
  }
  return [store.watch(["area", "plan", "job"], draw), clear];
}
