// The lit map: the neighbourhood's own outlines, brighter where more work is open.

import type { Feature } from "geojson";
import { type GeoJSONSource, LngLatBounds, Map as Board, type MapGeoJSONFeature, setWorkerUrl } from "maplibre-gl";
import { type Badge, count, name, unit } from "./badges";
import { layers, NOTHING, place, type Plan, type Spot } from "./look";
import { onState, openList, type State } from "./page";

// Seen from far away with a long lens: the last row is hardly smaller than the first.
const PITCH = 38;
const LENS = 12;
const CLOSE = 1; // pixels a metre, from which on a house has room for its name
// Which name stays when two want the same spot; what has open work comes before all.
const RANK = { grid: 2, building: 3, compound: 4, point: 5, community: 6, street: 7 };

export async function light(box: HTMLElement): Promise<void> {
  setWorkerUrl(new URL("./map-worker.js", import.meta.url).href);
  const answer = await fetch(box.dataset.plan ?? "", { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`plan: ${answer.status}`);
  const plan = (await answer.json()) as Plan;
  if (!plan.bounds) return;
  const board = await drawn(box, plan);
  onState((now) => shine(board, plan, now));
  board.on("moveend", () => lift(board, plan));
  listen(board, box);
  offerWhole(board, plan);
  box.dataset.lit = "";
  // From now on the server need not draw the map in every answer.
  document.getElementById("screen-live")?.setAttribute("hx-vals", '{"drawn": ""}');
}

function drawn(box: HTMLElement, plan: Plan): Promise<Board> {
  const container = document.createElement("div");
  container.className = "screen-board";
  container.setAttribute("aria-hidden", "true");
  box.append(container);
  const board = new Board({
    container,
    attributionControl: false,
    fadeDuration: 0,
    canvasContextAttributes: { antialias: true },
    maxPitch: 60,
    style: { version: 8, sources: {}, layers: [], light: { anchor: "map", position: [1.4, 200, 35], intensity: 0.35 } },
  });
  // Hidden from readers, who have the lists; so no key may stop there either.
  board.getCanvas().tabIndex = -1;
  return new Promise((resolve, reject) => {
    board.once("error", ({ error }) => {
      container.remove();
      reject(error);
    });
    board.once("load", () => {
      for (const [name, data] of Object.entries(plan.layers)) board.addSource(name, { type: "geojson", data, promoteId: "id" });
      board.addSource("lights", { type: "geojson", data: NOTHING });
      board.addSource("names", { type: "geojson", data: NOTHING });
      for (const layer of layers()) board.addLayer(layer);
      board.setVerticalFieldOfView(LENS);
      show(board, plan);
      new ResizeObserver(() => show(board, plan)).observe(container);
      resolve(board);
    });
  });
}

/** The whole neighbourhood, its streets along the edges of the wall, as large as it goes. */
function show(board: Board, plan: Plan): void {
  board.resize();
  const bounds = LngLatBounds.convert(plan.bounds as [number, number, number, number]);
  const camera = board.cameraForBounds(bounds, { bearing: plan.bearing, padding: 0 });
  if (!camera) return;
  board.jumpTo({ ...camera, pitch: PITCH });
  // Tilted, the far edge shrinks: come nearer until a border of the land meets the frame.
  for (let step = 0; step < 24 && fits(board, plan); step += 1) board.setZoom(board.getZoom() + 0.05);
  while (!fits(board, plan) && board.getZoom() > 8) board.setZoom(board.getZoom() - 0.05);
  centre(board, plan);
  lift(board, plan);
}

function corners(board: Board, plan: Plan): { x: number; y: number }[] {
  return plan.frame.map((corner) => board.project(corner));
}

function fits(board: Board, plan: Plan): boolean {
  centre(board, plan);
  const { clientWidth: wide, clientHeight: high } = board.getContainer();
  const [aside, above, below] = [wide * 0.02, high * 0.07, 56]; // the legend stands below
  return corners(board, plan).every(({ x, y }) => x > aside && x < wide - aside && y > above && y < high - below);
}

function centre(board: Board, plan: Plan): void {
  const { clientWidth: wide, clientHeight: high } = board.getContainer();
  const seen = corners(board, plan);
  const [xs, ys] = [seen.map(({ x }) => x), seen.map(({ y }) => y)];
  const x = (Math.min(...xs) + Math.max(...xs) - wide) / 2;
  const y = (Math.min(...ys) + Math.max(...ys) - (high * 1.07 - 56)) / 2;
  board.panBy([x, y], { animate: false });
}

let last: State = { spots: {}, days: [] };

function shine(board: Board, plan: Plan, now: State): void {
  last = now;
  for (const spot of plan.spots) {
    const [open, late] = now.spots[spot.id] ?? [0, 0];
    if (spot.kind === "building") board.setFeatureState({ source: "buildings", id: spot.id }, { open, late });
  }
  lift(board, plan);
}

/** Badges stand on the roofs, so where they are drawn depends on where one looks from. */
function lift(board: Board, plan: Plan): void {
  const tilt = Math.sin((board.getPitch() * Math.PI) / 180);
  const lights: Feature[] = [];
  const names: Feature[] = [];
  for (const spot of plan.spots) {
    const [open, late] = last.spots[spot.id] ?? [0, 0];
    const words: Badge = { name: spot.name, kind: spot.kind, open, late };
    const metre = pixels(board, spot);
    const up = spot.height * metre * tilt;
    // Houses stand apart, so that their names fit under the count; others give way.
    const isNamed = metre > CLOSE && (spot.kind === "building" || spot.kind === "compound");
    if (open) {
      const { icon, below } = count(board, words, isNamed);
      lights.push(place(spot, { id: spot.id, open, late, icon, offset: [0, below - up] }));
    }
    // From afar only the communities keep their names.
    const isWorth = open ? !isNamed : !spot.minor;
    if (isWorth && (metre > CLOSE || spot.kind === "community")) {
      const offset = [0, (open ? unit() * 1.4 + 6 : 0) - up];
      names.push(place(spot, { id: spot.id, icon: name(board, words), offset, rank: open ? 0 : RANK[spot.kind] }));
    }
  }
  source(board, "lights").setData({ type: "FeatureCollection", features: lights });
  source(board, "names").setData({ type: "FeatureCollection", features: names });
}

/** How many pixels a metre has on the ground there. */
function pixels(board: Board, spot: Spot): number {
  const [longitude, latitude] = spot.at;
  const metre = 1 / (111_320 * Math.cos((latitude * Math.PI) / 180));
  const here = board.project(spot.at);
  const there = board.project([longitude + 10 * metre, latitude]);
  return Math.hypot(there.x - here.x, there.y - here.y) / 10;
}

function source(board: Board, name: string): GeoJSONSource {
  return board.getSource(name) as GeoJSONSource;
}

const TOUCHED = ["counts", "names", "buildings"];

function listen(board: Board, box: HTMLElement): void {
  board.on("click", (event) => {
    const touched = board.queryRenderedFeatures(event.point, { layers: TOUCHED })[0];
    if (touched && box.dataset.list) openList(box.dataset.list, { spot: String(touched.properties.id) });
  });
  let hovered: MapGeoJSONFeature | undefined;
  const near = (building?: MapGeoJSONFeature): void => {
    if (building?.id === hovered?.id) return;
    if (hovered) board.setFeatureState(hovered, { near: false });
    if (building) board.setFeatureState(building, { near: true });
    hovered = building;
  };
  board.on("mousemove", (event) => {
    const touched = board.queryRenderedFeatures(event.point, { layers: TOUCHED })[0];
    board.getCanvas().style.cursor = touched ? "pointer" : "";
    near(touched?.source === "buildings" ? touched : undefined);
  });
  board.on("mouseout", () => near());
}

/** After a walk over the map, one press shows all of it again. */
function offerWhole(board: Board, plan: Plan): void {
  const button = document.getElementById("screen-whole");
  if (!button) return;
  board.on("movestart", ({ originalEvent }) => {
    if (originalEvent) button.hidden = false;
  });
  button.addEventListener("click", () => {
    button.hidden = true;
    show(board, plan);
  });
}
