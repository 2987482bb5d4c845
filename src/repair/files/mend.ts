/** One file, from its bytes to what is to be done about it. Runs in the process apart. */
import { type BrokenFile, type Fixer, fixers, linesOf } from "#repair/fixers";
import { type Language, lex, type OutlineOf, offsetOf, type Parser, type SyntaxFault } from "#repair/languages";
import { judge } from "./judge.ts";
import type { Repaired } from "./order.ts";
import { Habits, type Judges, type SearchLimits, StructureJudge, search } from "./search/index.ts";

export interface MendOrder {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Former versions, the newest first. */
  readonly history: readonly Uint8Array[];
}

/** Who can read the file: its language's own parser, and, loaded only when it is asked, a tolerant one. */
export interface Readers {
  readonly parser: Parser;
  readonly outline: () => Promise<OutlineOf | undefined>;
}

const mendLimits: SearchLimits = {
  ...{ workMs: 2_000, workedMs, waitMs: 25_000, now: () => performance.now() },
  attempts: 300,
};

/** Time that this process has worked: what is found is not to hang on how busy the machine is. */
function workedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

export async function mend(
  order: MendOrder,
  language: Language,
  readers: Readers,
  limits = mendLimits,
): Promise<Repaired> {
  const { parser } = readers;
  const first = await judge(order.bytes, order.path, language, parser);
  if (first.kind !== "broken")
    return first.kind === "healthy" ? { kind: "healthy" } : { kind: "human", why: first.why };
  const file = brokenFile(order, language, first.errors);
  const chosen = [...fixers.values()].filter(
    ({ languages }) => languages === "all" || languages.includes(language.name),
  );
  const decided = await decide(file, chosen, language, parser);
  if (decided !== undefined) return decided;
  if (looksCutOff(file))
    return {
      kind: "human",
      why: "it looks cut off at the end, and there is no former version that goes on where it stops",
    };
  return await searchFor(file, chosen, readers, limits);
}

async function decide(
  file: BrokenFile,
  chosen: readonly Fixer[],
  language: Language,
  parser: Parser,
): Promise<Repaired | undefined> {
  for (const fixer of chosen) {
    const verdict = fixer.decide?.(file);
    if (verdict === undefined) continue;
    if (verdict.kind === "human") return verdict;
    const after = await judge(verdict.bytes, file.path, language, parser);
    if (after.kind === "healthy") return { kind: "fixed", bytes: verdict.bytes, fixer: fixer.name, why: verdict.why };
  }
  return undefined;
}

async function searchFor(
  file: BrokenFile,
  chosen: readonly Fixer[],
  { parser, outline }: Readers,
  limits: SearchLimits,
): Promise<Repaired> {
  // What is not UTF-8 cannot be written back as it was.
  if (file.text.includes("\uFFFD") && !file.bytes.includes(0xef)) return { kind: "unfixed", errors: file.faults };
  const parse = parser.quick ?? parser.parse;
  const accepts = async (text: string): Promise<boolean> => {
    const result = await parse(text, file.path);
    if (!result.ok || result.foreign !== undefined) return false;
    return parser.confirm === undefined || (await parser.confirm(text, file.path)).ok;
  };
  const habits = new Habits(file.shape, [file.text, ...file.history]);
  const found = await search(file, chosen, habits, { accepts, structure: structureOf(file, outline) }, limits);
  if (found === undefined) return { kind: "unfixed", errors: file.faults };
  if (found.kind === "undecided") return { kind: "human", why: `either ${found.whys.join(", or ")}: nothing decides` };
  return { kind: "fixed", bytes: encode(file, found.text), fixer: found.fixer, why: found.why };
}

/** The broken file is read by the tolerant parser once, and only if some candidate comes so far. */
function structureOf(file: BrokenFile, outline: Readers["outline"]): Judges["structure"] {
  let judge: ReturnType<Judges["structure"]> | undefined;
  const open = async (): ReturnType<Judges["structure"]> => {
    const outlineOf = await outline();
    const before = outlineOf?.(file.text);
    return outlineOf && before && new StructureJudge(file, outlineOf, before);
  };
  return () => {
    judge ??= open();
    return judge;
  };
}

/** Decoding dropped nothing, so that what was not edited comes back byte for byte. */
function encode(file: BrokenFile, text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return file.text.startsWith("\uFEFF") && !text.startsWith("\uFEFF")
    ? new TextEncoder().encode(`\uFEFF${text}`)
    : bytes;
}

function brokenFile(
  { path, bytes, history }: MendOrder,
  language: Language,
  faults: readonly SyntaxFault[],
): BrokenFile {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const text = decoder.decode(bytes);
  return {
    path,
    language: language.name,
    shape: language.shape,
    bytes,
    text,
    faults,
    faultOffsets: faults.map((fault) => offsetOf(text, fault)),
    tokens: lex(text, language.shape),
    lines: linesOf(text),
    history: history.map((one) => decoder.decode(one)),
  };
}

/** It ends without a line end, in the middle of something: closing it would make a file that parses of half a file. */
function looksCutOff({ text, tokens, history, lines }: BrokenFile): boolean {
  if (history.length > 0 || text === "" || text.endsWith("\n")) return false;
  const last = tokens.at(-1);
  const depth = tokens.reduce((sum, { kind }) => sum + (kind === "open" ? 1 : kind === "close" ? -1 : 0), 0);
  if (tokens.some(({ unclosed, start }) => unclosed && lines.lineOf(start) < lines.starts.length - 1)) return false;
  const isInside = depth > 0 && (lines.indents.at(-1) ?? 0) > 0;
  return (last?.unclosed === true && depth > 0) || isInside || depth > 1;
}
