// SPDX-License-Identifier: Apache-2.0
// Builds the page: one script, one style sheet, the map library's worker, the ground of the map.
//   node web/build.mjs OUT LAND.geojson [--marked]
// --marked puts every sentence of the English dictionary between ⟦ and ⟧; with it a test sees at
// once which words on the page are in no dictionary.
import { build } from "esbuild";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [out, land, mark] = process.argv.slice(2);

const marked = {
  name: "marked",
  setup(b) {
    b.onLoad({ filter: /i18n[/\\]en\.js$/ }, async ({ path }) => {
      const words = (await import(path)).default;
      const wrapped = Object.fromEntries(Object.entries(words).map(([key, value]) => [key, `⟦${value}⟧`]));
      return { contents: `export default ${JSON.stringify(wrapped)};`, loader: "js" };
    });
  },
};

async function bundle() {
  await build({
    entryPoints: { app: join(here, "src/main.js"), style: join(here, "style/index.css") },
    outdir: join(out, "app"), bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "linked",
    plugins: mark === "--marked" ? [marked] : [], logLevel: "warning",
  });
  cpSync(join(here, "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs"), join(out, "app/maplibre-gl-worker.mjs"));
  cpSync(join(here, "index.html"), join(out, "index.html"));
  cpSync(join(here, "icon.svg"), join(out, "app/icon.svg"));
}

// The boundary stands once, in data/; so do the places.
function places() {
  const data = join(here, "../data");
  const collection = JSON.parse(readFileSync(join(data, "places_dover_strait.geojson"), "utf8"));
  const rows = readFileSync(join(data, "boundary_dover_strait.csv"), "utf8").split("\n").filter((row) => /^[\d-]/.test(row));
  const line = rows.map((row) => row.split(",").map(Number)).map(([lat, lon]) => [lon, lat]);
  collection.features.push({ type: "Feature", properties: { what: "region", name: "" }, geometry: { type: "LineString", coordinates: line } });
  return JSON.stringify(collection);
}

mkdirSync(join(out, "map"), { recursive: true });
await bundle();
cpSync(land, join(out, "map/land.geojson"));
writeFileSync(join(out, "map/places.geojson"), places());
