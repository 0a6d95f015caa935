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
const LINE = 1.4;
const EDGE = "rgb(10 15 13 / 90%)";

export interface Picture {
  icon: string;
  below: number; // what hangs under the point it stands on
}

/** The picture of a count, with or without the name under it; drawn when first asked for. */
export function count(board: Board, { name: text, open, late }: Badge, isNamed: boolean): Picture {
  const size = unit();
  const label = isNamed ? text : "";
  const icon = `count|${open}|${late > 0}|${label}|${size}`;
  if (!board.hasImage(icon)) board.addImage(icon, pill(String(open), late > 0, size, label), { pixelRatio: RATIO });
  return { icon, below: label ? size * LINE : 0 };
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
  context.font = plain(size);
  sized(context, context.measureText(text).width + 8, size * LINE);
  context.textAlign = "left";
  write(context, text, tone, { x: 4, y: (size * LINE) / 2, size });
  return picture(context);
}

const plain = (size: number): string => `400 ${size}px ${colour("sans")}`;

function write(context: CanvasRenderingContext2D, text: string, tone: string, at: { x: number; y: number; size: number }): void {
  context.font = plain(at.size);
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = EDGE;
  context.fillStyle = tone;
  context.strokeText(text, at.x, at.y);
  context.fillText(text, at.x, at.y);
}

/** How many cases are open; the colour only repeats whether one is late. */
function pill(text: string, isLate: boolean, size: number, label: string): ImageData {
  const context = canvas();
  const font = `600 ${size * 1.1}px ${colour("sans")}`;
  context.font = font;
  const high = size * 1.7;
  const wide = Math.max(high, context.measureText(text).width + size * 0.9);
  context.font = plain(size);
  const whole = Math.max(wide + 4, label ? context.measureText(label).width + 8 : 0);
  const left = (whole - wide) / 2;
  sized(context, whole, high + 4 + (label ? size * LINE : 0));
  context.fillStyle = isLate ? colour("persimmon") : colour("jade");
  context.strokeStyle = EDGE;
  context.lineWidth = 4;
  context.beginPath();
  context.roundRect(left, 2, wide, high, high / 2);
  context.stroke();
  context.fill();
  context.textAlign = "center";
  context.font = font;
  context.fillStyle = colour("on-jade");
  context.fillText(text, whole / 2, high / 2 + 2.5);
  if (label) write(context, label, colour("ink"), { x: whole / 2, y: high + 3 + (size * LINE) / 2, size });
  return picture(context);
}
