// Names and counts as little pictures, drawn with the fonts of the machine: no glyph server.

import type { Map as Board } from "maplibre-gl";
import { colour } from "./page";

export interface Badge {
  name: string;
  kind: string;
  open: number;
  late: number;
}

const RATIO = 2;

/** The name of the picture; drawn when it is asked for the first time. */
export function badge(board: Board, words: Badge): string {
  const size = unit();
  const key = `${words.kind === "building" ? "b" : "p"}|${words.name}|${words.open}|${words.late}|${size}`;
  if (!board.hasImage(key)) board.addImage(key, words.open ? pill(words, size) : name(words, size), { pixelRatio: RATIO });
  return key;
}

function unit(): number {
  return parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--map-text")) || 13;
}

function canvas(): CanvasRenderingContext2D {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas");
  return context;
}

function sized(context: CanvasRenderingContext2D, wide: number, high: number): void {
  context.canvas.width = Math.ceil(wide * RATIO);
  context.canvas.height = Math.ceil(high * RATIO);
  context.scale(RATIO, RATIO);
  context.textBaseline = "middle";
}

function picture(context: CanvasRenderingContext2D): ImageData {
  return context.getImageData(0, 0, context.canvas.width, context.canvas.height);
}

/** A quiet name, with a dark edge to stand on any ground. */
function name({ name: text, kind }: Badge, size: number): ImageData {
  const context = canvas();
  const font = `400 ${size}px ${colour("sans")}`;
  context.font = font;
  const wide = context.measureText(text).width + 8;
  sized(context, wide, size * 1.7);
  context.font = font;
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = "rgb(11 16 14 / 85%)";
  context.fillStyle = kind === "building" ? colour("ink-3") : colour("ink-2");
  context.strokeText(text, 4, size * 0.85);
  context.fillText(text, 4, size * 0.85);
  return picture(context);
}

/** How many cases are open, and the name; the colour only repeats whether one is late. */
function pill({ name: text, open, late }: Badge, size: number): ImageData {
  const context = canvas();
  const [strong, plain] = [`600 ${size * 1.15}px ${colour("sans")}`, `400 ${size}px ${colour("sans")}`];
  const count = String(open);
  context.font = strong;
  const counted = Math.max(context.measureText(count).width + size, size * 1.9);
  context.font = plain;
  const high = size * 1.8;
  const wide = counted + context.measureText(text).width + size * 1.1;
  sized(context, wide, high + 5);
  context.fillStyle = "rgb(11 16 14 / 88%)";
  context.beginPath();
  context.roundRect(0, 0, wide, high, high / 2);
  context.fill();
  context.fillStyle = late ? colour("persimmon") : colour("jade");
  context.beginPath();
  context.roundRect(0, 0, counted, high, high / 2);
  context.fill();
  context.textAlign = "center";
  context.font = strong;
  context.fillStyle = colour("on-jade");
  context.fillText(count, counted / 2, high / 2 + 0.5);
  context.textAlign = "left";
  context.font = plain;
  context.fillStyle = colour("ink");
  context.fillText(text, counted + size * 0.4, high / 2 + 0.5);
  return picture(context);
}
