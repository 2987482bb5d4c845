/** What a verification found. */
export type ProblemKind = "altered" | "missing" | "reordered" | "truncated" | "rolled_back" | "unreadable";

export interface Problem {
  readonly kind: ProblemKind;
  /** Null when it concerns no single record. */
  readonly seq: number | null;
  readonly stream: string | null;
  /** One sentence for people. */
  readonly message: string;
}

/** More than anybody reads; the rest is counted. */
const mostKept = 1_000;

export class Findings {
  readonly problems: Problem[] = [];
  count = 0;

  add(kind: ProblemKind, seq: number | null, message: string, stream: string | null = null): void {
    this.count += 1;
    if (this.problems.length < mostKept) this.problems.push({ kind, seq, stream, message });
  }

  /** Whether something has been found about this record already. */
  names(stream: string, seq: number): boolean {
    return this.problems.some((problem) => problem.seq === seq && problem.stream === stream);
  }
}
