// Builds the scripts of the screen and of the field into the static files of liren.ui; run by `make bundle`.
import { rm, stat, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const outdir = fileURLToPath(new URL("../src/liren/ui/static/bundle", import.meta.url));
const worker = fileURLToPath(import.meta.resolve("maplibre-gl/dist/maplibre-gl-worker.mjs"));

await rm(outdir, { recursive: true, force: true });
const common = {
  outdir,
  bundle: true,
  minify: true,
  target: ["chrome109", "firefox115", "safari16"],
  // The licences of what is bundled travel with it.
  legalComments: "eof",
  logLevel: "warning",
};
await build({
  ...common,
  // The worker is a file of its own: the policy of our pages lets no script come out of a blob.
  entryPoints: { screen: "src/screen.ts", map: "maplibre-gl/dist/maplibre-gl.css", "map-worker": worker },
  splitting: true,
  format: "esm",
});
await build({ ...common, entryPoints: { field: "src/field.ts" }, format: "esm" });
// Not every browser takes modules for a service worker.
await build({ ...common, entryPoints: { "field-worker": "src/field-worker.ts" }, format: "iife" });

for (const name of (await readdir(outdir)).sort()) {
  const { size } = await stat(`${outdir}/${name}`);
  console.log(`  ${name} ${(size / 1024).toFixed(0)} KB`);
}
