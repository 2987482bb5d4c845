/**
 * The log searched, newest first, stretch by stretch, with turns of the engine's own loop between them, and never longer than a moment:
 * whoever asked then goes on from where that led. Text is looked for in what a record says and in how it is told. Loaded with the
 * first search.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { EngineFacade, FoundEvent, PlacedEvent, SearchPage, StretchQuery } from "#core/model";

export interface Search extends Omit<StretchQuery, "before" | "span"> {
  readonly before?: number;
  readonly limit: number;
  /** Every word of it must be found. */
  readonly text?: string;
}

export interface SearchLimits {
  /** How long one request works on it, turns of others not counted. */
  readonly workMs: number;
  /** How long a stretch is to hold up the loop. */
  readonly stretchMs: number;
}

const usual: SearchLimits = { workMs: 250, stretchMs: 5 };
const firstSpan = 200;
const longestSpan = 20_000;
/** Where each record is told, and not only held against a few columns. */
const longestToldSpan = 1_000;

export async function searchLog(
  { audit, head, tell }: Pick<EngineFacade, "audit" | "head" | "tell">,
  { before, limit, text, ...filters }: Search,
  { workMs, stretchMs }: SearchLimits = usual,
): Promise<SearchPage> {
  const words = wordsOf(text);
  const found: FoundEvent[] = [];
  const longest = words.length > 0 ? longestToldSpan : longestSpan;
  let [next, reachedAt, worked, span]: [number | null | undefined, number | null, number, number] = [
    before,
    null,
    0,
    firstSpan,
  ];
  for (;;) {
    const began = performance.now();
    // No more than can be shown, so that the next page begins right behind the last record of this one.
    const stretch = audit.stretch({ ...filters, span, ...(typeof next === "number" ? { before: next } : {}) });
    const end = take(stretch.items, { words, found, limit, tell });
    reachedAt = end?.stored.at ?? stretch.reachedAt ?? reachedAt;
    next = end?.place ?? stretch.next;
    const took = performance.now() - began;
    worked += took;
    if (next === null || found.length >= limit || worked >= workMs) break;
    span = took > stretchMs ? Math.max(firstSpan, span >> 1) : Math.min(longest, span * 2);
    await nextTurn();
  }
  return {
    items: found,
    next: next === null ? null : String(next),
    reachedAt: reachedAt === null ? null : new Date(reachedAt).toISOString(),
    heads: { engine: head("engine").seq, mender: head("mender").seq },
  };
}

interface Taking {
  readonly words: readonly string[];
  readonly found: FoundEvent[];
  readonly limit: number;
  readonly tell: EngineFacade["tell"];
}

/** Returns the record with which the page is full. */
function take(items: readonly PlacedEvent[], { words, found, limit, tell }: Taking): PlacedEvent | undefined {
  for (const item of items) {
    const { sentence } = tell(item.stored);
    if (!holds(words, item, sentence)) continue;
    found.push({ place: item.place, ...item.stored, sentence });
    if (found.length >= limit) return item;
  }
  return undefined;
}

function holds(words: readonly string[], { stored }: PlacedEvent, sentence: string): boolean {
  if (words.length === 0) return true;
  const { type, actor, data } = stored;
  const text = `${sentence}\n${type}\n${actor}\n${JSON.stringify(data)}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function wordsOf(text = ""): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
}
