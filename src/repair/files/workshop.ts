/** The doors of this house: mending one file, and looking through a repository. The work is done in processes apart. */
import { basename } from "node:path";
import { type LanguageName, languageOf, type SyntaxFault } from "#repair/languages";
import { Lane, type LaneLimits, LaneLost, laneLimits } from "./apart/index.ts";
import type { Repaired, RepairOrder } from "./order.ts";

export interface FileContent {
  readonly file: string;
  readonly bytes: Uint8Array;
}

export interface CheckedFile {
  readonly file: string;
  readonly language: LanguageName;
  /** None: it parses, or nobody may call it broken. */
  readonly faults: readonly SyntaxFault[];
  /** Why nobody looked, or why it counts as healthy although its parser refused it. */
  readonly why?: string;
}

export interface Workshop {
  /** Changes when parsers do, so that everything is looked at anew. */
  readonly version: string;
  /** Whether a file of this name is worth reading. Programs without an extension are: their first line tells. */
  isOurs(file: string): boolean;
  /** In order; files that no parser is for are left out. */
  check(files: readonly FileContent[], signal?: AbortSignal): Promise<readonly CheckedFile[]>;
  repairFile(order: RepairOrder, signal?: AbortSignal): Promise<Repaired>;
  /** Ends the processes. What is under way fails. */
  close(): void;
}

const LANES = 2;
/** Raised by hand when a parser, or what is made of its answer, changes. */
const VERSION = "1";
/** What one process gets at a time: enough to make the way worth it, little enough that both have something to do. */
const FILES_AT_ONCE = 50;

export function openWorkshop({
  lanes = LANES,
  limits = laneLimits,
}: {
  lanes?: number;
  limits?: LaneLimits;
} = {}): Workshop {
  const all = Array.from({ length: lanes }, () => ({ lane: new Lane(limits), load: 0 }));
  const inLane = async <T>(work: (lane: Lane) => Promise<T>): Promise<T> => {
    const chosen = all.reduce((best, one) => (one.load < best.load ? one : best));
    chosen.load++;
    try {
      return await work(chosen.lane);
    } finally {
      chosen.load--;
    }
  };
  return {
    version: VERSION,
    isOurs: (file) => languageOf(file) !== undefined || !basename(file).includes("."),
    check: async (files, signal) => {
      const pieces = Array.from({ length: Math.ceil(files.length / FILES_AT_ONCE) }, (_, nth) =>
        files.slice(nth * FILES_AT_ONCE, (nth + 1) * FILES_AT_ONCE),
      );
      return (await Promise.all(pieces.map((piece) => inLane((lane) => checkIn(lane, piece, signal))))).flat();
    },
    repairFile: (order, signal) => inLane((lane) => repairIn(lane, order, signal)),
    close: () => {
      for (const { lane } of all) lane.close();
    },
  };
}

/** A file over which the process is lost is passed over; the others get another process. */
async function checkIn(lane: Lane, files: readonly FileContent[], signal?: AbortSignal): Promise<CheckedFile[]> {
  const checked: CheckedFile[] = [];
  let left = files;
  while (left.length > 0) {
    let done = 0;
    try {
      await lane.run(
        { kind: "check", files: left },
        (answer) => {
          if (answer.kind !== "checked") return true;
          done++;
          if (answer.file !== undefined) checked.push(answer.file);
          return done === left.length;
        },
        signal,
      );
    } catch (error) {
      if (!(error instanceof LaneLost)) throw error;
    }
    // Whatever it was that stopped before the end: the file that was next is the one it could not do.
    left = left.slice(done < left.length ? done + 1 : done);
  }
  return checked;
}

/** One file, with a process of its own. Many are better brought to a workshop, whose processes stay. */
export async function repairFile(order: RepairOrder, options?: { readonly signal?: AbortSignal }): Promise<Repaired> {
  const workshop = openWorkshop({ lanes: 1 });
  try {
    return await workshop.repairFile(order, options?.signal);
  } finally {
    workshop.close();
  }
}

async function repairIn(lane: Lane, { history, ...order }: RepairOrder, signal?: AbortSignal): Promise<Repaired> {
  // Asked for only when it will be needed; where there is none, there is nothing to come back for.
  const first = await ask(lane, { ...order, kind: "mend", ...(history === undefined && { history: [] }) }, signal);
  if (first !== "history") return first;
  const former = (await history?.()) ?? [];
  const second = await ask(lane, { ...order, kind: "mend", history: former }, signal);
  return second === "history" ? { kind: "unfixed", errors: [] } : second;
}

async function ask(lane: Lane, order: Parameters<Lane["run"]>[0], signal?: AbortSignal): Promise<Repaired | "history"> {
  let result: Repaired | "history" = { kind: "human", why: "nobody could look at it" };
  try {
    await lane.run(
      order,
      (answer) => {
        if (answer.kind === "mended") result = answer.repaired;
        if (answer.kind === "history") result = "history";
        if (answer.kind === "failed") result = { kind: "human", why: answer.message };
        return true;
      },
      signal,
    );
  } catch (error) {
    if (!(error instanceof LaneLost)) throw error;
    return { kind: "human", why: error.message };
  }
  return result;
}
