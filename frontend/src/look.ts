// How the map looks: few colours, and each says something.

import type { Feature, FeatureCollection, GeoJsonProperties } from "geojson";
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { colour } from "./page";

export interface Spot {
  id: number;
  kind: "building" | "point" | "compound" | "grid" | "community" | "street";
  name: string;
  at: [number, number];
  height: number;
  minor: boolean;
}

export interface Plan {
  bounds: [number, number, number, number] | null;
  frame: [number, number][];
  bearing: number;
  spots: Spot[];
  layers: Record<"land" | "backdrop" | "grids" | "compounds" | "buildings", FeatureCollection>;
}

export const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };

/** What the drawing of the server uses too: screen.css has the same values. */
const GROUND = { night: "#0A0F0D", land: "#141C19", compound: "#1C2622", road: "#2B3530", water: "#10303A", green: "#173024", square: "#202923" };
const UNLIT = "#39443F";

export function place(spot: Spot, properties: GeoJsonProperties): Feature {
  return { type: "Feature", geometry: { type: "Point", coordinates: spot.at }, properties };
}

/** Brighter with more open cases; persimmon as soon as one of them is late. */
function lit(open: ExpressionSpecification, late: ExpressionSpecification): ExpressionSpecification {
  const count: ExpressionSpecification = ["step", open, UNLIT, 1, "#2F8A71", 2, "#49B494", 4, "#86DCC2"];
  return ["case", [">", late, 0], ["step", late, "#D9763F", 2, colour("persimmon")], count];
}

const state = (name: string): ExpressionSpecification => ["coalesce", ["feature-state", name], 0];
const metres = (width: ExpressionSpecification | number): ExpressionSpecification => {
  // At zoom 10 a pixel is about 66 metres in these latitudes, and every step halves it.
  const at = (zoom: number): ExpressionSpecification => ["*", width, 2 ** (zoom - 10) / 66];
  return ["interpolate", ["exponential", 2], ["zoom"], 10, at(10), 22, at(22)];
};

export function layers(): LayerSpecification[] {
  return [...ground(), ...borders(), ...houses(), ...marks()];
}

function ground(): LayerSpecification[] {
  const area = (kinds: string[], color: string): LayerSpecification => ({
    id: kinds.join("-"), type: "fill", source: "backdrop",
    filter: ["all", ["==", ["geometry-type"], "Polygon"], ["in", ["get", "kind"], ["literal", kinds]]],
    paint: { "fill-color": color },
  });
  return [
    { id: "night", type: "background", paint: { "background-color": GROUND.night } },
    { id: "land", type: "fill", source: "land", paint: { "fill-color": GROUND.land } },
    { id: "compounds", type: "fill", source: "compounds", paint: { "fill-color": GROUND.compound } },
    area(["green"], GROUND.green),
    area(["water"], GROUND.water),
    area(["square", "roof"], GROUND.square),
    {
      id: "roads", type: "line", source: "backdrop",
      filter: ["in", ["get", "kind"], ["literal", ["road", "lane"]]],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": GROUND.road, "line-width": metres(["coalesce", ["get", "width"], 5]) },
    },
  ];
}

function borders(): LayerSpecification[] {
  return [
    {
      id: "grids", type: "line", source: "grids",
      paint: { "line-color": colour("edge"), "line-opacity": 0.75, "line-width": 1.25, "line-dasharray": [5, 4] },
    },
    {
      id: "glow", type: "circle", source: "lights",
      paint: {
        "circle-color": ["case", [">", ["get", "late"], 0], colour("persimmon"), colour("jade")],
        "circle-radius": metres(["min", ["+", 20, ["*", 3, ["get", "open"]]], 38]),
        "circle-blur": 1, "circle-opacity": 0.42, "circle-pitch-alignment": "map",
      },
    },
  ];
}

function houses(): LayerSpecification[] {
  return [
    {
      id: "buildings", type: "fill-extrusion", source: "buildings",
      paint: {
        "fill-extrusion-color": ["case", ["boolean", ["feature-state", "near"], false], colour("ink-2"), lit(state("open"), state("late"))],
        "fill-extrusion-height": ["get", "height"],
        "fill-extrusion-vertical-gradient": true,
        "fill-extrusion-opacity": 0.96,
      },
    },
  ];
}

/** Counts are always there; names give way to them, as to all that lies above, and to each other. */
function marks(): LayerSpecification[] {
  const at = { "icon-image": ["get", "icon"], "icon-offset": ["get", "offset"] };
  const layout = at as unknown as Record<string, never>;
  return [
    { id: "names", type: "symbol", source: "names", layout: { ...layout, "icon-padding": 0, "symbol-sort-key": ["get", "rank"] } },
    {
      id: "counts", type: "symbol", source: "lights",
      layout: { ...layout, "icon-allow-overlap": true, "icon-padding": 0, "symbol-sort-key": ["+", ["*", 1000, ["get", "late"]], ["get", "open"]] },
    },
  ];
}
