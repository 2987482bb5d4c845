/** Starts a healer as a process that outlives this one. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ProcessIdentity } from "#core/model";
import type { Role } from "./role.ts";
import { lookAt } from "./small/index.ts";

const launcher = fileURLToPath(new URL("../../../bin/healer.js", import.meta.url));

/**
 * Settings of V8 for a process that mostly waits and must stay small: no optimising compilers, whose code and threads cost about 11 MB
 * and save a sixth of a busy engine's processor time (docs/adr/0009), and a young generation that does not grow. Bytecode that was not
 * used for a while is kept: it would have to be made again just when something is down.
 */
export const leanFlags = [
  "--no-opt",
  "--no-maglev",
  "--optimize-for-size",
  "--semi-space-growth-factor=1",
  "--no-flush-bytecode",
] as const;

/** The words after Node's own. */
export function commandOf(role: Role, words: readonly string[], program: string = launcher): readonly string[] {
  return [...leanFlags, program, role, ...words];
}

export interface StartedProcess {
  readonly identity: ProcessIdentity;
  /** Only where this process lives as long. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/**
 * It leads a session of its own, so that what ends this process, or its terminal, does not end it; its output goes where ours goes.
 * Rejects when it cannot be started at all. `program`: the launcher of another release than this one.
 */
export async function startRole(role: Role, words: readonly string[], program?: string): Promise<StartedProcess> {
  const child = spawn(process.execPath, commandOf(role, words, program), {
    detached: true,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const ended = new Promise<Awaited<StartedProcess["ended"]>>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  const failed = new Promise<Error>((resolve) => child.once("error", resolve));
  if (child.pid === undefined) throw await failed;
  child.unref();
  const stat = lookAt(child.pid);
  if (stat === undefined) throw new Error(`the ${role} (pid ${child.pid}) ended as soon as it was started`);
  return { identity: stat.identity, ended };
}
