/** What is wrong with a configuration, where, and what to do about it. */

export interface Problem {
  readonly file: string;
  /** From 1; 0 when the whole file is meant. */
  readonly line: number;
  readonly column: number;
  /** `targets[1].probes[0].http.url`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  readonly suggestion?: string;
  /** The line itself, or the part of a long one that holds the place. */
  readonly excerpt?: string;
  /** The column in the excerpt, from 1, where that is not the column in the line. */
  readonly caret?: number;
}

/** A problem of a file as a whole. */
export function wholeFile(file: string, message: string, suggestion?: string): Problem {
  return { file, line: 0, column: 0, path: "", message, ...(suggestion === undefined ? {} : { suggestion }) };
}

/** Nobody reads more at a time, and a hostile file could have millions. */
const mostProblems = 100;

/** A list that takes each problem once, and no more than `mostProblems`. */
export class ProblemList {
  readonly #problems = new Map<string, Problem>();

  push(...problems: readonly Problem[]): void {
    for (const problem of problems) {
      if (this.isFull) return;
      this.#problems.set(
        `${problem.file}:${problem.line}:${problem.column}:${problem.path}:${problem.message}`,
        problem,
      );
    }
  }

  get length(): number {
    return this.#problems.size;
  }

  get isFull(): boolean {
    return this.#problems.size >= mostProblems;
  }

  get all(): readonly Problem[] {
    return [...this.#problems.values()];
  }
}

/** Like a good compiler: place, path, message, the line with a caret, and what to do. */
export function formatProblems(problems: readonly Problem[]): string {
  const shown = problems.slice(0, mostProblems).map(formatOne);
  const more = problems.length >= mostProblems ? ["… and there may be more; put these right first"] : [];
  return [...shown, ...more].join("\n\n");
}

function formatOne(problem: Problem): string {
  const place = problem.line > 0 ? `${problem.file}:${problem.line}:${problem.column}` : problem.file;
  const path = problem.path === "" ? "" : `${problem.path} `;
  const hint = problem.suggestion === undefined ? "" : `; ${problem.suggestion}`;
  const first = visible(`${place}  ${path}${problem.message}${hint}`);
  if (problem.excerpt === undefined || problem.line === 0) return first;
  const gutter = `${problem.line} | `;
  // A tab is as wide as the caret's line thinks it is.
  const text = visible(problem.excerpt.replaceAll("\t", " "));
  const caret = " ".repeat(gutter.length + (problem.caret ?? problem.column) - 1);
  return `${first}\n  ${gutter}${text}\n  ${caret}^`;
}

/** Text from a file may hold anything; a terminal gets none of it to obey, nor to turn round what is read. */
function visible(text: string): string {
  let shown = "";
  for (const character of text) shown += isHarmless(character.codePointAt(0) ?? 0) ? character : "\uFFFD";
  return shown;
}

function isHarmless(code: number): boolean {
  const isControl = code < 0x20 || (code >= 0x7f && code <= 0x9f);
  const breaksLine = code === 0x2028 || code === 0x2029;
  const turnsDirection = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  const isHalfCharacter = code >= 0xd800 && code <= 0xdfff;
  return !isControl && !breaksLine && !turnsDirection && !isHalfCharacter;
}
