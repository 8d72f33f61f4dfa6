// SPDX-License-Identifier: Apache-2.0
// Builds the page: one script, one style sheet, the map library's worker, the ground of the map.
//   node web/build.mjs FOLDER LAND.geojson [STAMP DEPFILE] [--marked]
// STAMP is touched when all is made, DEPFILE says from what, for Ninja. --marked puts every sentence
// of the English dictionary between ⟦ and ⟧: a test sees at once which words are in no dictionary.
import { build } from "esbuild";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const data = join(here, "../data");
const words = process.argv.slice(2).filter((word) => word !== "--marked");
const [out, land, stamp, depfile] = words;
const isMarked = process.argv.includes("--marked");

const marked = {
  name: "marked",
  setup(b) {
    b.onLoad({ filter: /i18n[/\\]en\.js$/ }, async ({ path }) => {
      const english = (await import(path)).default;
      const wrapped = Object.fromEntries(Object.entries(english).map(([key, value]) => [key, `⟦${value}⟧`]));
      return { contents: `export default ${JSON.stringify(wrapped)};`, loader: "js" };
    });
  },
};

// Files that are served as they are: from, to.
const COPIED = [
  [join(here, "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs"), "app/worker.js"],
  [join(here, "index.html"), "index.html"],
  [join(here, "icon.svg"), "app/icon.svg"],
  [resolve(land), "app/map/land.geojson"],
];
const PLACES = join(data, "places_dover_strait.geojson"), BOUNDARY = join(data, "boundary_dover_strait.csv");

async function bundle() {
  const { metafile } = await build({
    entryPoints: { app: join(here, "src/main.js"), style: join(here, "style/index.css") },
    outdir: join(out, "app"), bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "linked",
    plugins: isMarked ? [marked] : [], logLevel: "warning", metafile: true, absWorkingDir: here,
  });
  return Object.keys(metafile.inputs).map((name) => resolve(here, name));
}

// The boundary stands once, in data/; so do the places.
function places() {
  const collection = JSON.parse(readFileSync(PLACES, "utf8"));
  const rows = readFileSync(BOUNDARY, "utf8").split("\n").filter((row) => /^[\d-]/.test(row));
  const line = rows.map((row) => row.split(",").map(Number)).map(([lat, lon]) => [lon, lat]);
  collection.features.push({ type: "Feature", properties: { what: "region", name: "" }, geometry: { type: "LineString", coordinates: line } });
  return JSON.stringify(collection);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "app/map"), { recursive: true });
const inputs = await bundle();
for (const [from, to] of COPIED) cpSync(from, join(out, to));
writeFileSync(join(out, "app/map/places.geojson"), places());
if (stamp) {
  writeFileSync(stamp, "");
  writeFileSync(depfile, `${stamp}: ${[...inputs, ...COPIED.map(([from]) => from), PLACES, BOUNDARY].join(" ")}\n`);
}
