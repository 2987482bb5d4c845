/** Breaks files, has them mended, and looks at what came of it. */
import { createHash } from "node:crypto";
import { openWorkshop, type Repaired } from "#repair/files";
import { type LanguageName, languages, lex } from "#repair/languages";
import { type Random, seededRandom, shuffled } from "../lib/random.ts";
import { type LossOf, openLosses } from "./loss.ts";
import { type Mutant, type Mutation, mutations } from "./mutate.ts";
import { type Half, readSource, sourcesOf } from "./sources.ts";

export interface Trial {
  readonly language: LanguageName;
  readonly mutation: string;
  readonly path: string;
  readonly outcome: Repaired["kind"];
  readonly fixer?: string;
  readonly why: string;
  readonly parses: boolean;
  readonly identical: boolean;
  /** The same tokens in the same order; only blanks differ. */
  readonly sameTokens: boolean;
  /** What the repair lost, or how it failed; empty: nothing is worse than it was. */
  readonly losses: readonly string[];
  readonly milliseconds: number;
  readonly at: number | undefined;
  /** The lines around the place: as they were, broken, and mended. */
  readonly excerpt?: readonly [string, string, string];
}

export interface HealthyTrial {
  readonly language: LanguageName;
  readonly path: string;
  readonly changed: boolean;
}

export interface Plan {
  readonly seed: number;
  readonly half: Half | "all";
  readonly perKind: number;
  readonly languages: readonly LanguageName[];
  readonly kinds: readonly string[];
  readonly prefixes: readonly string[];
}

export interface Measured {
  readonly trials: readonly Trial[];
  readonly healthy: readonly HealthyTrial[];
  readonly missing: readonly LanguageName[];
}

const FILES_PER_KIND = 6;

export async function measure(plan: Plan, signal: AbortSignal): Promise<Measured> {
  const workshop = openWorkshop();
  const trials: Trial[] = [];
  const healthy: HealthyTrial[] = [];
  const missing: LanguageName[] = [];
  try {
    for (const language of plan.languages) {
      const paths = sourcesOf(language, plan.half, plan.prefixes);
      if (paths.length === 0) missing.push(language);
      const kinds = mutations.filter(
        ({ name, languages: only }) =>
          (only === undefined || only.includes(language)) && (plan.kinds.length === 0 || plan.kinds.includes(name)),
      );
      const work = kinds.map((kind) => async () => {
        const random = seededRandom(seedOf(`${plan.seed} ${language} ${kind.name}`));
        for await (const [path, original, mutant] of mutants(kind, language, paths, plan, random, workshop, healthy)) {
          signal.throwIfAborted();
          trials.push(await mended(workshop, language, kind.name, path, original, mutant, signal));
        }
      });
      // Two at a time, as many as there are processes.
      const lane = async (): Promise<void> => {
        for (let next = work.shift(); next !== undefined; next = work.shift()) await next();
      };
      await Promise.all([lane(), lane()]);
    }
  } finally {
    workshop.close();
  }
  return { trials, healthy, missing };
}

function seedOf(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32LE();
}

type Workshop = ReturnType<typeof openWorkshop>;

/** Only those that the parser refuses, of files that it took. */
async function* mutants(
  kind: Mutation,
  language: LanguageName,
  paths: readonly string[],
  plan: Plan,
  random: Random,
  workshop: Workshop,
  healthy: HealthyTrial[],
): AsyncGenerator<[string, string, Mutant]> {
  let made = 0;
  for (const path of shuffled(paths, random).slice(0, plan.perKind * FILES_PER_KIND)) {
    if (made >= plan.perKind) return;
    const source = readSource(path);
    if (source === undefined) continue;
    const bytes = Buffer.from(source.text);
    const [first] = await workshop.check([{ file: path, bytes }]);
    if (first === undefined || first.language !== language || first.faults.length > 0 || first.why !== undefined)
      continue;
    const untouched = await workshop.repairFile({ path, bytes });
    healthy.push({ language, path, changed: untouched.kind !== "healthy" });
    for (let attempt = 0; attempt < 3; attempt++) {
      const mutant = kind.make(source.text, random);
      if (mutant === undefined) break;
      const [broken] = await workshop.check([{ file: path, bytes: mutant.bytes }]);
      if (broken === undefined || broken.faults.length === 0) continue;
      made++;
      yield [path, source.text, mutant];
      break;
    }
  }
}

async function mended(
  workshop: Workshop,
  language: LanguageName,
  mutation: string,
  path: string,
  original: string,
  mutant: Mutant,
  signal: AbortSignal,
): Promise<Trial> {
  const { history } = mutant;
  const before = performance.now();
  const result = await workshop.repairFile(
    { path, bytes: mutant.bytes, ...(history && { history: async () => [history] }) },
    signal,
  );
  const about = {
    language,
    mutation,
    path,
    outcome: result.kind,
    milliseconds: performance.now() - before,
    at: mutant.at,
  };
  if (result.kind !== "fixed") {
    const why = result.kind === "unfixed" ? "no single small edit" : result.kind === "human" ? result.why : "healthy";
    return {
      ...about,
      why,
      parses: false,
      identical: false,
      sameTokens: false,
      losses: result.kind === "healthy" ? ["called healthy"] : [],
    };
  }
  const [after] = await workshop.check([{ file: path, bytes: result.bytes }]);
  const parses = after !== undefined && after.faults.length === 0;
  const text = Buffer.from(result.bytes).toString("utf8");
  const identical = Buffer.from(original).equals(result.bytes);
  const losses = identical
    ? []
    : parses
      ? (await lossesOf(language, path))(original, text, placeOf(mutant, original))
      : ["does not parse, and was changed"];
  return {
    ...about,
    ...{ fixer: result.fixer, why: result.why, parses, identical, losses },
    sameTokens: identical || tokensOf(language, text) === tokensOf(language, original),
    ...(!identical && {
      excerpt: [original, Buffer.from(mutant.bytes).toString("utf8"), text].map((one) =>
        excerptOf(one, mutant.at ?? 0),
      ) as [string, string, string],
    }),
  };
}

function lossesOf(language: LanguageName, path: string): Promise<LossOf> {
  return openLosses(language, path);
}

function placeOf({ at = 0, removed = 1, isCut }: Mutant, original: string): { start: number; end: number } {
  return { start: at, end: isCut ? original.length : at + removed };
}

function tokensOf(language: LanguageName, text: string): string {
  const shape = languages.get(language)?.shape;
  if (shape === undefined) return text;
  return lex(text, shape)
    .filter(({ kind }) => kind !== "line")
    .map((token) => token.text)
    .join("\n");
}

function excerptOf(text: string, at: number): string {
  const lines = text.split("\n");
  const line = text.slice(0, at).split("\n").length - 1;
  return lines.slice(Math.max(0, line - 2), line + 3).join("\n");
}
