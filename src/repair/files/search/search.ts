/** Tries what the fixers propose, the smallest first, and chooses among what the parser takes. */
import type { BrokenFile, Candidate, Fixer } from "#repair/fixers";
import { applyEdits, sizeOf } from "./apply.ts";
import { Evidence } from "./evidence.ts";
import type { Habits } from "./habits.ts";
import { pairsOff } from "./layout.ts";
import type { StructureJudge } from "./structure.ts";
import { keepsAll } from "./survival.ts";

export interface Found {
  readonly kind: "fixed";
  readonly text: string;
  readonly fixer: string;
  readonly why: string;
}

/** Two candidates of one size and of different meaning, and nothing that decides between them. */
export interface Undecided {
  readonly kind: "undecided";
  readonly whys: readonly string[];
}

export interface SearchLimits {
  /** Of this process's own work, so that the outcome does not hang on how busy the machine is. */
  readonly workMs: number;
  readonly workedMs: () => number;
  /** Of the clock: for parsers that are processes of their own. */
  readonly waitMs: number;
  readonly now: () => number;
  /** How often a parser is asked. */
  readonly attempts: number;
}

interface Ranked {
  readonly candidate: Candidate;
  readonly fixer: string;
  readonly size: number;
  readonly score: number;
}

/** By so much must the best outweigh the next one of another meaning. */
const MARGIN = 0.35;
/** And by so much one that stands elsewhere: of two places that both do, one is wrong, and wrong elsewhere is worse. */
const MARGIN_ELSEWHERE = 4;
const ELSEWHERE_LINES = 1;
/** How many of those are tried. */
const RIVALS_AT_MOST = 60;
const CANDIDATES_AT_MOST = 12_000;

/** Who is asked about what comes of a candidate. */
export interface Judges {
  /** The parser of the language. */
  readonly accepts: (text: string) => Promise<boolean>;
  /** Whether the rest of the file stays what it was, by a second parser. Loaded only when there is something to ask. */
  readonly structure: () => Promise<Pick<StructureJudge, "keeps"> | undefined>;
}

export async function search(
  file: BrokenFile,
  fixers: readonly Fixer[],
  habits: Habits,
  judges: Judges,
  limits: SearchLimits,
): Promise<Found | Undecided | undefined> {
  const [worked, waited] = [limits.workedMs() + limits.workMs, limits.now() + limits.waitMs];
  const isLate = (): boolean => limits.workedMs() > worked || limits.now() > waited;
  const ranked = rank(file, fixers, habits, isLate);
  const sizes = [...new Set(ranked.map(({ size }) => size))].sort((left, right) => left - right);
  const attempts = { left: limits.attempts };
  for (const size of sizes) {
    const found = await ofSize(
      file,
      ranked.filter((one) => one.size === size),
      judges,
      attempts,
      isLate,
    );
    if (found !== undefined) return found;
    if (attempts.left <= 0 || isLate()) return undefined;
  }
  return undefined;
}

function rank(file: BrokenFile, fixers: readonly Fixer[], habits: Habits, isLate: () => boolean): Ranked[] {
  const evidence = new Evidence(file, habits);
  const ranked: Ranked[] = [];
  for (const fixer of fixers) {
    for (const candidate of fixer.propose?.(file) ?? []) {
      if (ranked.length >= CANDIDATES_AT_MOST || isLate()) return sorted(ranked);
      const score = evidence.weigh(candidate);
      if (score === undefined || gluesWords(file.text, candidate)) continue;
      ranked.push({
        candidate,
        fixer: fixer.name,
        size: candidate.isNamed ? 0 : sizeOf(candidate.edits, file.text),
        score,
      });
    }
  }
  return sorted(ranked);
}

/** Taking the bracket out of `print(total` makes one word of two, and both are gone. */
function gluesWords(text: string, { edits }: Candidate): boolean {
  const isWord = (character = ""): boolean => /[\p{L}\p{N}_]/u.test(character);
  return edits.some(
    ({ at, remove, insert }) => insert === "" && remove > 0 && isWord(text[at - 1]) && isWord(text[at + remove]),
  );
}

/** By score; then by place, so that the same file is always mended in the same way. */
function sorted(ranked: Ranked[]): Ranked[] {
  const at = ({ candidate }: Ranked): number => candidate.edits[0]?.at ?? 0;
  return ranked.sort((left, right) => right.score - left.score || at(left) - at(right));
}

async function ofSize(
  file: BrokenFile,
  ranked: readonly Ranked[],
  judges: Judges,
  attempts: { left: number },
  isLate: () => boolean,
): Promise<Found | Undecided | undefined> {
  const tried = new Set<string>();
  let rivals = 0;
  let refused: Ranked | undefined;
  let best: (Ranked & { readonly text: string }) | undefined;
  for (const one of ranked) {
    if (best !== undefined && !isRival(one, best, file)) {
      if (one.score < best.score - MARGIN_ELSEWHERE) break;
      continue;
    }
    if (best !== undefined && rivals++ > RIVALS_AT_MOST) break;
    if (attempts.left <= 0 || isLate()) break;
    const text = applyEdits(file.text, one.candidate.edits);
    if (tried.has(text)) continue;
    tried.add(text);
    // Brackets that do not pair off are seen at a fraction of what the parser takes.
    if (one.candidate.token === undefined && file.shape.bracketsPair && !pairsOff(text, file.shape)) continue;
    attempts.left--;
    if (!(await judges.accepts(text)) || !keepsAll(file, one.candidate, text)) continue;
    if ((await judges.structure())?.keeps(one.candidate, text) === false) {
      refused ??= one;
      continue;
    }
    // What was far likelier changes more than it should; what is left over is no better for that.
    if (best === undefined && refused !== undefined && one.score < refused.score - MARGIN_ELSEWHERE)
      return { kind: "undecided", whys: [refused, one].map((each) => describe(each, file)) };
    if (best !== undefined) return { kind: "undecided", whys: [best, one].map((each) => describe(each, file)) };
    best = { ...one, text };
  }
  return best && { kind: "fixed", text: best.text, fixer: best.fixer, why: describe(best, file) };
}

/** Whether it would have to be chosen between the two, if the parser took both. */
function isRival(one: Ranked, best: Ranked, file: BrokenFile): boolean {
  if (one.score < best.score - MARGIN_ELSEWHERE || meaningOf(one, file) === meaningOf(best, file)) return false;
  const lineOf = ({ candidate }: Ranked): number => file.lines.lineOf(candidate.edits[0]?.at ?? 0);
  return one.score >= best.score - MARGIN || Math.abs(lineOf(one) - lineOf(best)) > ELSEWHERE_LINES;
}

function meaningOf({ candidate }: Ranked, file: BrokenFile): string {
  return candidate.meaning ?? applyEdits(file.text, candidate.edits);
}

function describe({ candidate }: Ranked, file: BrokenFile): string {
  return `${candidate.why}, line ${file.lines.lineOf(candidate.edits[0]?.at ?? 0) + 1}`;
}
