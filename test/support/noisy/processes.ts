/** Processes of the simulated machine. They live until they are ended; programs that are run to their end react. */
import type { ProcessIdentity } from "#core/model";
import type { Clock, Processes, RunResult, RunSpec } from "#core/platform";
import { onlySimulated, type Reaction } from "./reaction.ts";

const bootId = "simulated";
const self = { pid: 1_000, startTicks: 1, bootId };

interface Living {
  readonly identity: ProcessIdentity;
  readonly command: string;
  readonly end: (how: { code: number | null; signal: string | null }) => void;
}

export function createProcesses(clock: Clock, programs: ReadonlyMap<string, () => Reaction>) {
  const living = new Map<number, Living>();
  let lastPid = self.pid;
  const alive = (identity: ProcessIdentity) => living.get(identity.pid)?.identity.startTicks === identity.startTicks;
  const kill = (pid: number, signal: string): boolean => {
    const process = living.get(pid);
    living.delete(pid);
    process?.end({ code: null, signal });
    return process !== undefined;
  };
  const spawn: Processes["spawn"] = async ({ command }) => {
    lastPid += 1;
    const identity = { pid: lastPid, startTicks: Math.round(clock.monotonic() / 10), bootId };
    const ended = new Promise<{ code: number | null; signal: string | null }>((end) => {
      living.set(identity.pid, { identity, command: command.join(" "), end });
    });
    return { identity, ended };
  };
  const processes = onlySimulated<Processes>("processes", {
    self,
    spawn,
    look: (pid) => {
      const identity = living.get(pid)?.identity;
      return identity === undefined ? { exists: false } : { exists: true, identity, state: "S", parentPid: self.pid };
    },
    children: () => [],
    prepare: () => undefined,
    release: () => undefined,
    signal: (identity, signal) => alive(identity) && kill(identity.pid, signal),
    tree: (identity) => (alive(identity) ? [identity] : []),
    groupIsEmpty: (identity) => !alive(identity),
    listens: () => undefined,
    findByEnvironment: () => [],
    list: () => [...living.values()].map(({ identity, command }) => ({ identity, command })),
    run: (spec) => run(spec, clock, programs),
  });
  const killAll = (command: string): void => {
    for (const one of [...living.values()]) if (one.command === command) kill(one.identity.pid, "SIGKILL");
  };
  return { processes, killAll };
}

async function run(
  { command, signal }: RunSpec,
  clock: Clock,
  programs: ReadonlyMap<string, () => Reaction>,
): Promise<RunResult> {
  const silent = { signal: null, stdout: "", stderr: "", truncated: false, aborted: false };
  const reaction = programs.get(command[0] ?? "")?.();
  if (reaction === undefined) return { ...silent, code: null, failure: "no such program" };
  const aborted = await clock.sleep(reaction.afterMs, signal).then(
    () => false,
    () => true,
  );
  if (aborted) return { ...silent, code: null, signal: "SIGKILL", aborted };
  return { ...silent, code: reaction.code ?? 0, stdout: reaction.body ?? "" };
}
