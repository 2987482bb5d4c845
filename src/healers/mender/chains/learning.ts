/** What a chain leaves for those who come later: the commit's message, and an entry in LEARNINGS.md. */
import type { ChainOrder, RepairTask } from "#core/model";
import type { Files } from "#core/platform";
import type { Worktree } from "#repair/worktrees";
import { NeedsHuman } from "../trial.ts";
import { type Change, oneLine } from "./scene.ts";

const place = "LEARNINGS.md";
const largestBytes = 4 * 1024 * 1024;
const head = "# Learnings\n\nWhat was found out while this was kept in order, the newest last.\n";

export interface Facts {
  readonly task: RepairTask;
  readonly made: Change;
  readonly cause: string;
  readonly verdict: string;
  /** The repository's own test command. */
  readonly tests: readonly string[] | null;
  readonly at: number;
}

export function messageFor(order: ChainOrder, facts: Facts): string {
  const { pattern } = order.chain;
  const subject = `Heal contract drift: ${pattern.kind.replaceAll("_", " ")} ${oneLine(pattern.path, 60)}`;
  const trailers = [`Chiron-Task: ${facts.task.id}`, `Chiron-Chain: ${order.id}`, `Chiron-Pattern: ${pattern.id}`];
  return `${subject}\n\n${lines(order, facts).join("\n")}\n\n${trailers.join("\n")}\n`;
}

/** Adds the entry behind all that is there, byte for byte, and makes the file where there is none. Resolves to its path. */
export async function noteLearning(worktree: Worktree, order: ChainOrder, facts: Facts, files: Files): Promise<string> {
  const path = `${worktree.path}/${place}`;
  const kind = (await files.stat(path))?.kind;
  if (kind !== undefined && kind !== "file")
    throw new NeedsHuman(`${place} is a ${kind} and no file, so that nothing can be written down there`);
  const before = kind === undefined ? Buffer.from(head) : await files.readBytes(path, 0, largestBytes + 1);
  if (before.length > largestBytes)
    throw new NeedsHuman(`${place} has more than ${largestBytes} bytes; begin a new one`);
  const { pattern } = order.chain;
  const day = new Date(facts.at).toISOString().slice(0, 10);
  const title = `## ${day}: ${pattern.kind.replaceAll("_", " ")} ${oneLine(pattern.path, 100)} at gate ${pattern.gate}`;
  const end = Buffer.from(before.subarray(-4)).toString("latin1");
  const lineEnd = Buffer.from(before).includes("\r\n") ? "\r\n" : "\n";
  const gap = end === "" || /\n\r?\n$/.test(end) ? [] : end.endsWith("\n") ? [""] : ["", ""];
  const entry = [...gap, title, "", ...lines(order, facts).map((line) => `- ${line}`), ""].join(lineEnd);
  await files.write(path, Buffer.concat([before, Buffer.from(entry)]));
  return place;
}

function lines({ id, chain }: ChainOrder, { task, made, cause, verdict, tests }: Facts): readonly string[] {
  const { pattern, flow } = chain;
  const tested = tests === null ? "" : `; the repository's own tests (${oneLine(tests.join(" "), 120)}) pass`;
  return [
    `Drift: ${pattern.total} ${pattern.total === 1 ? "output" : "outputs"} differed at gate ${pattern.gate} (pattern ${pattern.id}).`,
    `Cause: ${cause}.`,
    `Change: ${made.what} (${made.made}, by ${flow}).`,
    `Review: ${verdict}${tested}.`,
    `Approved by ${oneLine(task.by ?? "nobody", 100)} (${id}).`,
  ];
}
