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
  /** The line itself, for showing. */
  readonly excerpt?: string;
}

const widest = 160;
const mostShown = 50;

/** Like a good compiler: place, path, message, the line with a caret, and what to do. */
export function formatProblems(problems: readonly Problem[]): string {
  const shown = problems.slice(0, mostShown).map(formatOne);
  const more = problems.length - mostShown;
  return [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join("\n\n");
}

function formatOne(problem: Problem): string {
  const place = problem.line > 0 ? `${problem.file}:${problem.line}:${problem.column}` : problem.file;
  const path = problem.path === "" ? "" : `${problem.path} `;
  const hint = problem.suggestion === undefined ? "" : `; ${problem.suggestion}`;
  const lines = [visible(`${place}  ${path}${problem.message}${hint}`)];
  if (problem.excerpt !== undefined && problem.line > 0)
    lines.push(...excerptOf(problem.excerpt, problem.line, problem.column));
  return lines.join("\n");
}

function excerptOf(excerpt: string, line: number, column: number): readonly string[] {
  // Far to the right in a long line: show the part around the place.
  const from = column > widest - 20 ? column - 60 : 0;
  const gutter = `${line} | `;
  const text = visible(excerpt.slice(from, from + widest).replaceAll("\t", " "));
  return [`  ${gutter}${text}`, `  ${" ".repeat(gutter.length + Math.max(0, column - 1 - from))}^`];
}

/** Text from a file may hold anything; a terminal gets none of it to obey. */
function visible(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "\uFFFD");
}
