// What the server sends along, and what the telephone keeps of an act.

export type Position = [longitude: number, latitude: number];

export interface Order {
  id: number;
  case: number;
  number: string;
  url: string;
  asked: string;
  status: string;
  title: string;
  address: string;
  place_note: string;
  path: string;
  position: Position | null;
  urgent: boolean;
  due_at: string;
  instruction: string;
  answer: string;
  words: string[];
  photos: { thumb: string; after: boolean }[];
  acts: string[];
}

export interface Question {
  label: string;
  words: string;
  required: boolean;
}

export interface Spot {
  id: number;
  name: string;
  within: string;
  position: Position | null;
}

export interface List {
  owner: number;
  name: string;
  at: string;
  questions: Record<string, Question>;
  orders: Order[];
  spots: Spot[];
}

export interface Problem {
  code: string;
  title: string;
  status: number;
  data: Record<string, string>;
}

/** One thing that was done on the spot, as it waits to go out. */
export interface Act {
  key: string;
  act: string;
  label: string;
  title: string;
  made_at: string;
  order: number | null;
  case: number | null;
  place: number | null;
  place_note: string;
  seen: string;
  words: string;
  position: { longitude: number; latitude: number; accuracy: number } | null;
  problem: Problem | null;
  went_at: string;
  number: string;
}

export type State = "waiting" | "refused" | "sent";
