// SPDX-License-Identifier: Apache-2.0
// Machines without a graphics card fill the map's pixels one by one. While the drift plays there and
// frames come too slowly, the map is drawn with fewer pixels; when it stops, sharp again.
const SLOW_MS = 50, LOOKED_AT = 6, LEAST_RATIO = 0.4;

export function makePace(map) {
  let ratio = devicePixelRatio, sum = 0, count = 0;

  function set(value) {
    ratio = value;
    map().setPixelRatio(ratio);
  }

  return {
    // How long the last frame took, ms.
    frame(gap) {
      sum += gap;
      if (++count < LOOKED_AT) return;
      const slow = sum / count > SLOW_MS;
      sum = count = 0;
      if (slow && ratio > LEAST_RATIO) set(Math.max(LEAST_RATIO, ratio * 0.7));
    },
    stop() {
      sum = count = 0;
      if (ratio !== devicePixelRatio) set(devicePixelRatio);
    },
  };
}
