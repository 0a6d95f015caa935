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

/** The picture of a count, by its name; drawn when it is asked for the first time. */
export function count(board: Board, { open, late }: Badge): string {
  const size = unit();
  const key = `count|${open}|${late > 0}|${size}`;
  if (!board.hasImage(key)) board.addImage(key, pill(String(open), late > 0, size), { pixelRatio: RATIO });
  return key;
}

/** The picture of a name. */
export function name(board: Board, { name: text, kind, open }: Badge): string {
  const size = unit();
  const tone = open ? "ink" : kind === "building" || kind === "point" ? "ink-3" : "ink-2";
  const key = `name|${text}|${tone}|${size}`;
  if (!board.hasImage(key)) board.addImage(key, words(text, colour(tone), size), { pixelRatio: RATIO });
  return key;
}

export function unit(): number {
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

/** Words with a dark edge, to stand on any ground. */
function words(text: string, tone: string, size: number): ImageData {
  const context = canvas();
  const font = `400 ${size}px ${colour("sans")}`;
  context.font = font;
  sized(context, context.measureText(text).width + 8, size * 1.5);
  context.font = font;
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = "rgb(10 15 13 / 90%)";
  context.fillStyle = tone;
  context.strokeText(text, 4, size * 0.75);
  context.fillText(text, 4, size * 0.75);
  return picture(context);
}

/** How many cases are open; the colour only repeats whether one is late. */
function pill(text: string, isLate: boolean, size: number): ImageData {
  const context = canvas();
  const font = `600 ${size * 1.1}px ${colour("sans")}`;
  context.font = font;
  const high = size * 1.7;
  const wide = Math.max(high, context.measureText(text).width + size * 0.9);
  sized(context, wide + 4, high + 4);
  context.font = font;
  context.fillStyle = isLate ? colour("persimmon") : colour("jade");
  context.strokeStyle = "rgb(10 15 13 / 90%)";
  context.lineWidth = 4;
  context.beginPath();
  context.roundRect(2, 2, wide, high, high / 2);
  context.stroke();
  context.fill();
  context.textAlign = "center";
  context.fillStyle = colour("on-jade");
  context.fillText(text, wide / 2 + 2, high / 2 + 2.5);
  return picture(context);
}
