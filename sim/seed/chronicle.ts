/** What happened last, told in lines, and what went wrong in the end. */
import type { Fault } from "../world/types.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const longestLine = 300;
const linesKept = 60;
const linesShown = 25;

export interface Failure {
  readonly invariant: string;
  readonly message: string;
  readonly day: number;
  readonly elapsedMs: number;
  /** Of the newest durable event. */
  readonly seq: number;
  /** What happened right before, and the faults drawn around it. */
  readonly events: readonly string[];
  readonly faults: readonly string[];
}

export class Chronicle {
  failure: Failure | null = null;
  readonly #say: ((line: string) => void) | undefined;
  readonly #recent: string[] = [];

  constructor(say: ((line: string) => void) | undefined) {
    this.#say = say;
  }

  note(elapsedMs: number, line: string): void {
    const whole = `${momentOf(elapsedMs)} ${line}`;
    this.#say?.(whole);
    this.#recent.push(whole.length > longestLine ? `${whole.slice(0, longestLine)}…` : whole);
    if (this.#recent.length > 2 * linesKept) this.#recent.splice(0, linesKept);
  }

  /** The first word stands. */
  fail(what: Pick<Failure, "invariant" | "message">, elapsedMs: number, seq: number, faults: readonly Fault[]): void {
    const around = faults.filter(({ at, forMs }) => at <= elapsedMs && at + forMs >= elapsedMs - 2 * hourMs);
    this.failure ??= {
      ...{ ...what, elapsedMs, day: dayOf(elapsedMs), seq },
      events: this.#recent.slice(-linesShown),
      faults: around.map(wordsOf),
    };
  }
}

export function wordsOf({ at, words }: Fault): string {
  return `${momentOf(at)} ${words}`;
}

function dayOf(elapsedMs: number): number {
  return Math.floor(elapsedMs / dayMs) + 1;
}

function momentOf(elapsedMs: number): string {
  return `day ${dayOf(elapsedMs)} ${new Date(elapsedMs % dayMs).toISOString().slice(11, 23)}`;
}
