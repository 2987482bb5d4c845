/**
 * Runs a program for an action or a command probe. Whatever it does, and however it ends, nothing of it stays: what it
 * left in the background is ended as well, even when it did so on purpose. A daemon is started by a supervisor.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf, type ProcessIdentity } from "#core/model/plain";
import type { RunResult, RunSpec } from "../../index.ts";
import { endTree } from "./end-tree.ts";
import { bareEnvironment, childEnvironment, RUN_MARK } from "./environment.ts";
import { findExecutable } from "./executable.ts";
import { identityOf } from "./fork.ts";
import { CapturedOutput } from "./output.ts";
import type { ProcessTable } from "./process-table.ts";
import { findTree } from "./tree.ts";

const DEFAULT_GRACE_MS = 2_000;
const DEFAULT_MAX_OUTPUT_BYTES = 65_536;
/** With all writers gone the end of the output is already on its way. */
const OUTPUT_END_MS = 500;
/** In a shorter time pids cannot have been used up and begun anew. */
const PIDS_ASCEND_MS = 20_000;

const nothing: RunResult = { code: null, signal: null, stdout: "", stderr: "", truncated: false, aborted: false };

/** `id` must be unique: everything the program starts is found by it. */
export async function run(table: ProcessTable, spec: RunSpec, id: string): Promise<RunResult> {
  if (spec.signal.aborted) return { ...nothing, aborted: true };
  try {
    const child = start(spec, id);
    if (child.pid === undefined) return { ...nothing, failure: await failureOf(child) };
    return await follow(table, spec, child, { root: identityOf(child.pid, table), mark: `${RUN_MARK}=${id}` });
  } catch (error) {
    return { ...nothing, failure: messageOf(error) };
  }
}

function start(spec: RunSpec, id: string): ChildProcess {
  const cwd = spec.cwd ?? process.cwd();
  const added = { ...spec.env, [RUN_MARK]: id };
  const environment = spec.bareEnvironment === true ? bareEnvironment(added, cwd) : childEnvironment(added, cwd);
  findExecutable(spec.command, cwd, environment.PATH);
  const [program = "", ...words] = spec.command;
  const input = spec.input === undefined ? "ignore" : "pipe";
  const child = spawn(program, words, { cwd, env: environment, detached: true, stdio: [input, "pipe", "pipe"] });
  child.on("error", () => {});
  // It need not read what it is given.
  child.stdin?.on("error", () => {});
  return child;
}

async function follow(
  table: ProcessTable,
  spec: RunSpec,
  child: ChildProcess,
  tree: { root: ProcessIdentity; mark: string },
): Promise<RunResult> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("a child without pipes");
  const limit = spec.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES;
  const keep = { maxBytes: limit, keepsEnd: spec.keepsEnd === true };
  const captured = [new CapturedOutput(stdout, keep), new CapturedOutput(stderr, keep)] as const;
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const startedAt = performance.now();
  child.stdin?.end(spec.input);

  const graceMs = spec.graceMs ?? DEFAULT_GRACE_MS;
  const aborted = await exitOrAbort(child, spec.signal);
  const searchMs = performance.now() - startedAt;
  const stays = aborted || hasLeftovers(table, tree, searchMs) ? await endTree(table, { ...tree, graceMs }) : [];
  await Promise.race([closed, sleep(OUTPUT_END_MS, undefined, { ref: false })]);
  for (const stream of [child.stdin, stdout, stderr]) stream?.destroy();

  const [out, err] = captured;
  const result = {
    code: child.exitCode,
    signal: child.signalCode,
    stdout: spec.isBinary === true ? out.bytesAsText() : out.text(),
    stderr: err.text(),
    truncated: out.truncated || err.truncated,
    aborted,
  };
  if (stays.length === 0) return result;
  return { ...result, failure: `not even SIGKILL ended process ${stays.map(({ pid }) => pid).join(", ")}` };
}

/** Resolves to whether it was the signal that came first. */
function exitOrAbort(child: ChildProcess, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const onAbort = (): void => resolve(true);
    signal.addEventListener("abort", onAbort, { once: true });
    child.once("exit", () => {
      signal.removeEventListener("abort", onAbort);
      resolve(false);
    });
  });
}

/** The usual answer is no, and must be cheap: a command probe asks it each time. */
function hasLeftovers(
  table: ProcessTable,
  { root, mark }: { root: ProcessIdentity; mark: string },
  ageMs: number,
): boolean {
  const pids = ageMs < PIDS_ASCEND_MS ? table.pidsSince(root.pid) : table.pids();
  return pids.length > 0 && findTree(table, { seeds: [root], marks: [mark], pids }).length > 0;
}

function failureOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(`it cannot be started: ${messageOf(error)}`));
  });
}
