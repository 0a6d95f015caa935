// Where the telephone is: asked once when somebody wants it, kept in memory, never sent by itself.

import type { Order, Position, Spot } from "./types";

export interface Here {
  longitude: number;
  latitude: number;
  accuracy: number;
  taken: number; // when, because people walk on
}

const FIX = { enableHighAccuracy: true, maximumAge: 30_000, timeout: 15_000 };
const EARTH = 6_371_000;
const AT_HAND = 80;
const A_WHILE = 3 * 60_000;

export function ask(): Promise<Here | null> {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ longitude: coords.longitude, latitude: coords.latitude, accuracy: Math.round(coords.accuracy), taken: Date.now() }),
      () => resolve(null),
      FIX,
    );
  });
}

export function metres(here: Here, [longitude, latitude]: Position): number {
  const degree = Math.PI / 180;
  const across = (longitude - here.longitude) * degree * Math.cos(((latitude + here.latitude) / 2) * degree);
  return EARTH * Math.hypot(across, (latitude - here.latitude) * degree);
}

/** The nearest first; what lies nowhere comes last. Without a position: place by place, as they came. */
export function byNearness<T extends Order | Spot>(things: T[], here: Here | null): T[] {
  if (!here) return things;
  const far = (one: T): number => (one.position ? metres(here, one.position) : Infinity);
  return [...things].sort((a, b) => far(a) - far(b) || 0);
}

/** The place one stands at, where only one can be meant. */
export function at(spots: Spot[], here: Here | null): Spot | undefined {
  const [nearest] = byNearness(spots, here);
  const isFresh = here !== null && Date.now() - here.taken < A_WHILE;
  return isFresh && nearest?.position && metres(here, nearest.position) < AT_HAND ? nearest : undefined;
}

/** "120 metres", "1.2 km", in the language of the page. */
export function distance(length: number): string {
  const [value, unit] = length < 950 ? [Math.max(10, Math.round(length / 10) * 10), "meter"] : [length / 1000, "kilometer"];
  const words = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: length < 9_950 ? 1 : 0 } as const;
  return new Intl.NumberFormat(document.documentElement.lang, words).format(value);
}
