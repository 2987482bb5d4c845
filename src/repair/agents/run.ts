/**
 * One agent at one task: it is handed a worktree, bounded while it works, and what it did is looked at as if a stranger had done it. What
 * comes out of it are the bytes of files that it was allowed to change, read once; the worktree itself is trusted no further, so that
 * nothing that still lives or lies in it can have a say later.
 */
import { join } from "node:path";
import {
  type AgentContext,
  type AgentResult,
  type AgentSettings,
  type AgentTask,
  messageOf,
  type Worktree,
} from "#core/model";
import { judge, watchOutside, watchWorktree } from "#repair/changes";
import { agents } from "./registry.ts";

export interface ChangedFile {
  readonly path: string;
  /** Null: there was none. */
  readonly before: Uint8Array | null;
  readonly after: Uint8Array;
}

/** Looks at one changed file: does its parser take it, and what of the old text has vanished? */
export type FileCheck = (
  file: ChangedFile,
) => Promise<
  | { readonly ok: true /** What a person should see beside the diff. */; readonly notes: readonly string[] }
  | { readonly ok: false; readonly why: string }
>;

export type AgentMeans = Omit<AgentContext, "signal" | "budget" | "options">;

interface Told {
  /** What the agent's own run came to; null: it was not started. */
  readonly result: AgentResult | null;
  readonly durationMs: number;
}

export type AgentAttempt = Told &
  (
    | { readonly kind: "changed"; readonly files: readonly ChangedFile[]; readonly notes: readonly string[] }
    | { readonly kind: "nothing"; readonly why: string }
    /** It went beyond what was asked, or what it made is not whole: nothing of it is taken. */
    | {
        readonly kind: "refused";
        readonly reasons: readonly string[] /** In the user's own tree. */;
        readonly outside: readonly string[];
      }
    | { readonly kind: "failed"; readonly why: string }
  );

export interface AgentOrder {
  readonly agent: AgentSettings;
  readonly task: AgentTask;
  /** Of this run's own: whoever hands it over removes it afterwards, whatever came of it. */
  readonly worktree: Worktree;
  readonly check: FileCheck;
  readonly signal: AbortSignal;
}

/** Never throws for what an agent does; throws when its own signal is aborted, or a worktree cannot be read. */
export async function runAgent(order: AgentOrder, means: AgentMeans): Promise<AgentAttempt> {
  const { agent, task, worktree, signal } = order;
  const startedAt = means.clock.monotonic();
  const timed = (result: AgentResult | null): Told => ({
    result,
    durationMs: Math.round(means.clock.monotonic() - startedAt),
  });
  const refused = (result: AgentResult | null, reasons: readonly string[], outside: readonly string[] = []) => {
    return { ...timed(result), kind: "refused" as const, reasons, outside };
  };
  const inside = await watchWorktree(worktree.path, signal);
  if (inside.isPartial) return refused(null, ["the worktree is too large for what happens in it to be told"]);
  const outside = await watchOutside(worktree.repository, worktree.path, signal);
  const before = new Map<string, Uint8Array | null>();
  for (const path of task.files) before.set(path, await bytesOf(join(worktree.path, path), agent, means));
  const result = await perform(order, means);
  signal.throwIfAborted();
  const done = await inside.compare(signal);
  const reached = result.confinement === "none" ? await outside.compare(signal) : [];
  const judged = judge(done.differences, {
    files: task.files,
    mayLeave: agent.mayLeave,
    maxFiles: agent.budget.maxFiles,
  });
  const reasons = [
    ...(reached.length > 0
      ? [`your own tree changed while it ran, and nothing kept it away: ${reached.join(", ")}`]
      : []),
    ...done.refusals,
    ...judged.refusals,
  ];
  if (reasons.length > 0) return refused(result, reasons, reached);
  if (result.ended !== "done") return { ...timed(result), kind: "failed", why: result.why };
  const files: ChangedFile[] = [];
  for (const path of judged.changed) {
    const after = await bytesOf(join(worktree.path, path), agent, means);
    const old = before.get(path) ?? null;
    if (after !== null && (old === null || Buffer.compare(old, after) !== 0)) files.push({ path, before: old, after });
  }
  if (files.length === 0) return { ...timed(result), kind: "nothing", why: "it changed nothing" };
  const looked = await lookAt(files, order);
  if (looked.reasons.length > 0) return refused(result, looked.reasons);
  return { ...timed(result), kind: "changed", files, notes: looked.notes };
}

async function perform({ agent, task, worktree, signal }: AgentOrder, means: AgentMeans): Promise<AgentResult> {
  const member = agents.get(agent.kind);
  if (member === undefined) throw new Error(`there is no kind of agent "${agent.kind}"`);
  const late = new AbortController();
  const timer = means.clock.after(agent.budget.timeoutMs, () => late.abort(new Error("its time is up")));
  const both = AbortSignal.any([signal, late.signal]);
  try {
    const { budget, options } = agent;
    const result = await member.run(task, worktree, { ...means, signal: both, budget, options });
    const isLate = late.signal.aborted && result.ended !== "done";
    return isLate ? { ...result, ended: "late", why: `it was not done within ${budget.timeoutMs} ms` } : result;
  } catch (error) {
    const nothing = { said: "", confinement: "none", cost: { tokens: null, turns: null } } as const;
    return { ended: "failed", why: messageOf(error), ...nothing };
  } finally {
    timer.cancel();
  }
}

async function lookAt(files: readonly ChangedFile[], { agent, check }: AgentOrder) {
  const total = files.reduce((sum, { after }) => sum + after.length, 0);
  const { maxBytes } = agent.budget;
  if (total > maxBytes) return { reasons: [`it wrote ${total} bytes, and may write ${maxBytes}`], notes: [] };
  const reasons: string[] = [];
  const notes: string[] = [];
  for (const file of files) {
    const looked = await check(file);
    if (looked.ok) notes.push(...looked.notes.map((note) => `${file.path}: ${note}`));
    else reasons.push(`${file.path}: ${looked.why}`);
  }
  return { reasons, notes };
}

/** Null: there is no such file. One byte beyond the bound is enough to tell that it is too large. */
async function bytesOf(path: string, { budget }: AgentSettings, { files }: AgentMeans): Promise<Uint8Array | null> {
  const look = await files.stat(path);
  if (look === undefined) return null;
  if (look.kind !== "file") throw new Error(`${path} is a ${look.kind} and no file`);
  return files.readBytes(path, 0, budget.maxBytes + 1);
}
