// Builds the screen's scripts into the static files of liren.ui; run by `make bundle`.
import { rm, stat, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const outdir = fileURLToPath(new URL("../src/liren/ui/static/bundle", import.meta.url));
const worker = fileURLToPath(import.meta.resolve("maplibre-gl/dist/maplibre-gl-worker.mjs"));

await rm(outdir, { recursive: true, force: true });
await build({
  // The worker is a file of its own: the policy of our pages lets no script come out of a blob.
  entryPoints: { screen: "src/screen.ts", map: "maplibre-gl/dist/maplibre-gl.css", "map-worker": worker },
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: ["chrome109", "firefox115", "safari16"],
  // The licences of what is bundled travel with it.
  legalComments: "eof",
  logLevel: "warning",
});

for (const name of (await readdir(outdir)).sort()) {
  const { size } = await stat(`${outdir}/${name}`);
  console.log(`  ${name} ${(size / 1024).toFixed(0)} KB`);
}
