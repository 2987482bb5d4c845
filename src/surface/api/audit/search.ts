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
  const page: Taking["page"] = { found: [], characters: 0 };
  const longest = words.length > 0 ? longestToldSpan : longestSpan;
  let next: number | null | undefined = before;
  let reachedAt: number | null = null;
  let worked = 0;
  let span = firstSpan;
  for (;;) {
    const began = performance.now();
    const stretch = audit.stretch({ ...filters, span, ...(typeof next === "number" ? { before: next } : {}) });
    const end = take(stretch.items, { words, page, limit, tell });
    reachedAt = end?.stored.at ?? stretch.reachedAt ?? reachedAt;
    next = end === undefined ? stretch.next : placeAfter(end);
    const took = performance.now() - began;
    worked += took;
    if (next === null || end !== undefined || worked >= workMs) break;
    span = took > stretchMs ? Math.max(firstSpan, span >> 1) : Math.min(longest, span * 2);
    await nextTurn();
  }
  return {
    items: page.found,
    next: next === null ? null : String(next),
    reachedAt: reachedAt === null ? null : new Date(reachedAt).toISOString(),
    heads: { engine: head("engine").seq, mender: head("mender").seq },
  };
}

/** The next page begins right behind the last record of this one; behind the first of all there is none. */
function placeAfter({ place }: PlacedEvent): number | null {
  return place > 1 ? place : null;
}

/** Records may be large, since what others sent stands in them: a page of them is not sent at once. */
const mostCharacters = 1_000_000;

interface Taking {
  readonly words: readonly string[];
  readonly page: { readonly found: FoundEvent[]; characters: number };
  readonly limit: number;
  readonly tell: EngineFacade["tell"];
}

/** Returns the record with which the page is full. */
function take(items: readonly PlacedEvent[], { words, page, limit, tell }: Taking): PlacedEvent | undefined {
  for (const item of items) {
    const { sentence } = tell(item.stored);
    if (!holds(words, item, sentence)) continue;
    page.found.push({ place: item.place, ...item.stored, sentence });
    page.characters += sentence.length + JSON.stringify(item.stored.data).length;
    if (page.found.length >= limit || page.characters >= mostCharacters) return item;
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
