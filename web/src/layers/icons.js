// SPDX-License-Identifier: Apache-2.0
// The map's few symbols, drawn once on a canvas. They are masks (SDF): the map colours them, and
// each differs in shape, so that colour never stands alone.
const SIZE = 32;

function mask(draw) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const c = canvas.getContext("2d", { willReadFrequently: true });
  c.fillStyle = c.strokeStyle = "#000";
  c.lineJoin = "round";
  draw(c);
  return c.getImageData(0, 0, SIZE, SIZE);
}

function outline(points) {
  return (c) => {
    c.beginPath();
    points.forEach(([x, y], k) => (k === 0 ? c.moveTo(x, y) : c.lineTo(x, y)));
    c.closePath();
    c.fill();
  };
}

const SHAPES = {
  ship: outline([[16, 3], [23, 28], [16, 23], [9, 28]]),
  still: outline([[16, 9], [23, 16], [16, 23], [9, 16]]),
  alarm: (c) => {
    outline([[16, 2], [31, 29], [1, 29]])(c);
    c.globalCompositeOperation = "destination-out";
    c.fillRect(14, 11, 4, 9);
    c.fillRect(14, 23, 4, 4);
  },
  datum: (c) => {
    c.lineWidth = 3;
    c.beginPath();
    c.arc(16, 16, 9, 0, 2 * Math.PI);
    c.moveTo(16, 1);
    c.lineTo(16, 31);
    c.moveTo(1, 16);
    c.lineTo(31, 16);
    c.stroke();
  },
  unit: outline([[6, 6], [26, 6], [26, 26], [6, 26]]),
  start: (c) => {
    c.lineWidth = 4;
    c.beginPath();
    c.arc(16, 16, 10, 0, 2 * Math.PI);
    c.stroke();
  },
  incident: outline([[16, 30], [6, 14], [8, 6], [16, 2], [24, 6], [26, 14]]),
};

export function addIcons(map) {
  for (const [name, draw] of Object.entries(SHAPES)) {
    if (!map.hasImage(name)) map.addImage(name, mask(draw), { sdf: true, pixelRatio: 2 });
  }
}
